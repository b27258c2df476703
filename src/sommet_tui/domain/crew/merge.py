"""Merging the records of several computers into one day.

The same set of records gives the same day, in whatever order they arrived. A stage act counts only
if its writer had the lead of the room when it was recorded. A new lead names the last record of the
previous lead that it had received. Later acts of the previous lead are void until someone redoes
them. Void acts stay in the log, each with its reason. Acts that anyone may record, and records
other than stage acts, need no lead. They are ordered by the time of recording, and those of one
writer by their numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from sommet_tui.domain.crew.clocks import AHEAD, FURTHEST
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.messages import Message, Seen, add_seen_times
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import frozen, replace

Room = str | None


Reason = Literal["not-leading", "unnamed", "before-lead", "no-lead"]
"""Why an act is void.

"not-leading": another writer led the room at that time. "unnamed": the act's writer led, but the
next lead had not received the act. "before-lead": no one led the room yet. "no-lead": no one has
ever led the room.
"""
_TICK = timedelta(milliseconds=1)


@frozen
class VoidAct:
    """A void stage act, the reason why it is void, and whether it was redone.

    `claim` is the claim of the writer that led the room then. If the reason is "unnamed" or
    "before-lead", it is the claim of the writer that led the room next.
    """

    record: CrewRecord
    reason: Reason
    claim: LeadClaim | None
    redone: bool = False

    @property
    def act(self) -> Act:
        """The recorded stage act."""
        assert isinstance(self.record.content, Act)
        return self.record.content


@frozen
class SharedLog:
    """The merged day: acts, messages and panel acts in order, each kind numbered from 1 by `seq`.

    `counted` has the records of the acts, in the order of `acts`; `void` has the acts that do not
    count. `leads` has the claims in force, by room. `takeovers` has all claims that changed the
    lead, in the order of their times. `writers` maps the `uid` of each record to its writer. `last`
    maps each writer to the number of its last known record. `newest` has the latest stamp in each
    room, and `latest` is the latest stamp of the records that belong to no room. `epochs` has the
    highest epoch of all claims of each room.
    """

    acts: tuple[Act, ...]
    counted: tuple[CrewRecord, ...]
    void: tuple[VoidAct, ...]
    messages: tuple[Message, ...]
    panel_acts: tuple[PanelAct, ...]
    leads: Mapping[Room, LeadClaim]
    takeovers: tuple[LeadClaim, ...]
    writers: Mapping[str, str]
    last: Mapping[str, int]
    newest: Mapping[Room, datetime]
    latest: datetime | None
    epochs: Mapping[Room, int]

    def stamp(self, room: Room, now: datetime) -> datetime:
        """Return a stamp for a stage act that is recorded `now`; it is later than all known stamps.

        A known stamp `FURTHEST` or more after `now` comes from a wrong clock, and is ignored.
        """
        return _time_after(self.newest.get(room), now)

    def stamp_without_room(self, now: datetime) -> datetime:
        """Return a stamp for a record that is recorded `now` and is not a stage act.

        A known stamp `AHEAD` or more after `now` is ignored, because its record waits.
        """
        return _time_after(self.latest, now, AHEAD)

    def claim(self, room: Room, writer: str, name: str, now: datetime) -> LeadClaim:
        """Return a claim by which a writer takes the lead of a room; it gets the next epoch."""
        before = self.leads.get(room)
        after = None
        if before is not None:
            after = Position(before.writer, self.last.get(before.writer, 0))
        epoch = self.epochs.get(room, 0) + 1
        at, own = self.stamp(room, now), self.last.get(writer, 0)
        return LeadClaim(room, epoch, writer, name, at, after, "open", own=own)


def shared_log(
    records: Iterable[CrewRecord],
    claims: Iterable[LeadClaim],
    known: Mapping[str, Any] | None = None,
) -> SharedLog:
    """Merge a set of records and claims into one day.

    `known` has the values of an earlier call, by `uid`. If a value has not changed, the same object
    is used again, so that comparisons are quick.
    """
    found, other_uids = _remove_duplicates(records)
    claims = set(claims)
    timelines = _timelines(claims)
    acts = [r for r in found if isinstance(r.content, Act)]
    counted, void = _split_void_acts(acts, timelines)
    others = _sort_by_time([r for r in found if not isinstance(r.content, Act)])
    number = _Numbering(known or {}, other_uids)
    numbered = number.number_all(Act, counted)
    messages = _add_last_act(numbered, number.number_all(Message, others))
    seen: dict[str, datetime] = {}
    for record in others:
        if isinstance(record.content, Seen):
            uid = record.content.of
            seen.setdefault(other_uids.get(uid, uid), record.content.at)
    last: dict[str, int] = {}
    for record in found:
        last[record.writer] = max(record.number, last.get(record.writer, 0))
    return SharedLog(
        acts=numbered,
        counted=tuple(counted),
        void=_mark_redone(void, counted),
        messages=add_seen_times(messages, seen) if seen else messages,
        panel_acts=number.number_all(PanelAct, others),
        leads={room: timeline[-1] for room, timeline in timelines.items()},
        takeovers=tuple(sorted(_takeovers(timelines.values()), key=_rank)),
        writers={record.uid: record.writer for record in found},
        last=last,
        newest=_latest_times(counted, claims),
        latest=max((record.stamp for record in others), default=None),
        epochs=_epochs(claims),
    )


def objection(log: SharedLog, claimed: SharedLog, claim: LeadClaim) -> Objection | None:
    """Return what contradicts a claim that the broker has not accepted; None if nothing does.

    `log` is the day without the claim, and `claimed` the day with it. Only the lead of another
    writer can contradict the claim, in three ways: the claim does not build on the lead's claim, or
    is older; the lead has recorded acts that the claim does not name; or the claim would make acts
    void.
    """
    lead, after = log.leads.get(claim.room), claim.after
    if lead is None or lead.writer == claim.writer:
        return None
    known = None
    # The writer knew the lead's claim only if the lead's epoch is lower than that of the new claim.
    if after is not None and after.writer == lead.writer and lead.epoch < claim.epoch:
        known = after.number
    named, free = known or 0, _uids_without_lead(log.counted)
    still_counted = {record.uid for record in claimed.counted}
    writers = {
        record.writer
        for record in log.counted
        if _room_of_record(record) == claim.room and record.uid not in free
        if record.uid not in still_counted
        or (record.writer == lead.writer and record.stamp >= lead.at and record.number > named)
    } - {claim.writer}
    if known is None or writers or lead.at > claim.at:
        return Objection(lead, frozenset(writers))
    return None


@frozen
class Objection:
    """What contradicts a claim: the lead's claim, and the `writers` of acts that it ignores."""

    lead: LeadClaim
    writers: frozenset[str]


def _time_after(known: datetime | None, now: datetime, furthest: timedelta = FURTHEST) -> datetime:
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    # A known time too far ahead comes from a wrong clock.
    if known is None or now > known or known >= now + furthest:
        return now
    return known + _TICK


def _latest_times(
    records: Iterable[CrewRecord], claims: Iterable[LeadClaim]
) -> Mapping[Room, datetime]:
    found: dict[Room, datetime] = {}
    for room, at in (
        *((_room_of_record(record), record.stamp) for record in records),
        *((claim.room, claim.at) for claim in claims if claim.state not in ("refused", "dropped")),
    ):
        found[room] = max(at, found.get(room, at))
    return found


def _epochs(claims: Iterable[LeadClaim]) -> Mapping[Room, int]:
    found: dict[Room, int] = {}
    for claim in claims:
        found[claim.room] = max(claim.epoch, found.get(claim.room, 0))
    return found


def _mark_redone(void: Sequence[VoidAct], records: Sequence[CrewRecord]) -> tuple[VoidAct, ...]:
    """Return the void acts in order, each with whether it was redone.

    A writer whose name changed publishes its records again. If a record counts under one name, it
    is not void under the other.
    """
    if not void:
        return ()
    redone = {record.redoes for record in records}
    same = {_content_without_writer(record) for record in records}
    by_uid = {void_act.record.uid: void_act for void_act in void}
    ordered = _sort_by_time(
        [
            void_act.record
            for void_act in by_uid.values()
            if _content_without_writer(void_act.record) not in same
        ]
    )
    return tuple(replace(by_uid[r.uid], redone=r.uid in redone) for r in ordered)


def _add_last_act(acts: Sequence[Act], messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return the messages, each with the `seq` of the last act recorded before it."""
    moments = list(accumulate((act.at for act in acts), max))
    found = [(message, bisect_right(moments, message.at)) for message in messages]
    return tuple(m if m.after_act == n else replace(m, after_act=n) for m, n in found)


def _remove_duplicates(records: Iterable[CrewRecord]) -> tuple[list[CrewRecord], Mapping[str, str]]:
    """Return the records without duplicates, and a map from dropped uids to the uids that remain.

    If a writer used a number twice, every computer keeps the same record of the two. If two writers
    sent identical records that are not stage acts, they are one writer whose name changed, and the
    record counts once.
    """
    places: dict[tuple[str, int], CrewRecord] = {}
    for record in records:
        place = (record.writer, record.number)
        previous = places.get(place)
        if previous is None or (previous != record and _sort_key(record) < _sort_key(previous)):
            places[place] = record
    writers: dict[object, set[str]] = {}
    for record in places.values():
        writers.setdefault((record.kind, record.stamp), set()).add(record.writer)
    found: list[CrewRecord] = []
    firsts: dict[object, CrewRecord] = {}
    uids: dict[str, str] = {}
    for place in sorted(places):
        record = places[place]
        moment = record.kind, record.stamp
        # Comparing contents is slow, and most moments have records of only one writer.
        if not isinstance(record.content, Act) and len(writers[moment]) > 1:
            first = firsts.setdefault((moment, _content_without_writer(record)), record)
            if first.writer != record.writer:
                uids[record.uid] = first.uid
                continue
        found.append(record)
    return found, uids


def _sort_key(record: CrewRecord) -> tuple[Any, ...]:
    return record.stamp, record.kind, repr(record)


def _content_without_writer(record: CrewRecord) -> object:
    content: Any = record.content
    if isinstance(content, Seen):
        return record.stamp, content
    blank = replace(
        content, uid="", seq=0, **({} if isinstance(content, Message) else {"undoes": None})
    )
    return record.stamp, repr(blank)


def _takeovers(timelines: Iterable[Sequence[LeadClaim]]) -> Iterable[LeadClaim]:
    for timeline in timelines:
        lead = None
        for claim in timeline:
            if claim.writer != lead:
                yield claim
            lead = claim.writer


def lead_claims(claims: Iterable[LeadClaim]) -> Mapping[Room, LeadClaim]:
    """Map each room to the claim in force."""
    return {room: timeline[-1] for room, timeline in _timelines(set(claims)).items()}


def _timelines(claims: Iterable[LeadClaim]) -> Mapping[Room, tuple[LeadClaim, ...]]:
    """Map each room to its valid claims, in the order of their times."""
    rooms: dict[Room, list[LeadClaim]] = {}
    for claim in _valid_claims(claims):
        rooms.setdefault(claim.room, []).append(claim)
    return {room: tuple(sorted(of_room, key=_rank)) for room, of_room in rooms.items()}


def _valid_claims(claims: Iterable[LeadClaim]) -> Iterable[LeadClaim]:
    """Return the claims that were not withdrawn, one for each writer, room and epoch.

    If a later claim builds on a withdrawn claim, the withdrawn claim stays valid.
    """
    by_name: dict[object, list[LeadClaim]] = {}
    for claim in claims:
        by_name.setdefault((claim.room, claim.writer, claim.epoch), []).append(claim)
    withdrawn: list[LeadClaim] = []
    valid: list[LeadClaim] = []
    for same in by_name.values():
        first = min(same, key=_rank)
        states = {claim.state for claim in same}
        if states & {"refused", "dropped"}:
            continue
        (withdrawn if "withdrawn" in states else valid).append(first)
    known = sorted([*valid, *withdrawn], key=_rank)
    for claim in valid.copy():
        if claim.after is None:
            continue
        earlier = [
            other for other in known if other.room == claim.room and _rank(other) < _rank(claim)
        ]
        before = [other for other in earlier if other.writer == claim.after.writer]
        if before and before[-1] in withdrawn:
            valid.append(before[-1])
    return dict.fromkeys(valid)


def _rank(claim: LeadClaim) -> tuple[Any, ...]:
    known = (claim.after.writer, claim.after.number) if claim.after else ("", 0)
    rest = claim.name, claim.state, claim.revision or "", claim.own
    return claim.at, claim.epoch, claim.writer, known, *rest


def _split_void_acts(
    acts: Iterable[CrewRecord], claims: Mapping[Room, Sequence[LeadClaim]]
) -> tuple[list[CrewRecord], list[VoidAct]]:
    """Return the acts that count, in order, and the void acts."""
    rooms: dict[Room, list[CrewRecord]] = {}
    void = []
    acts = list(acts)
    free = _uids_without_lead(acts)
    for record in acts:
        room = _room_of_record(record)
        against = None if record.uid in free else _void_reason(record, claims.get(room, ()))
        if against is None:
            rooms.setdefault(room, []).append(record)
        else:
            void.append(against)
    placed = []
    for room, counted in rooms.items():
        # Each room's acts stay in order; the rooms are then merged by time of day.
        placed += [
            ((moment, room or "", place), record)
            for place, (moment, record) in enumerate(_make_times_monotonic(_sort_by_time(counted)))
        ]
    placed.sort(key=lambda pair: pair[0])
    return [record for _, record in placed], void


def _uids_without_lead(acts: Iterable[CrewRecord]) -> AbstractSet[str]:
    """Return the uids of the acts that count without the lead, and of the undos of such acts.

    If an act belongs to a group or redoes another act, it needs the lead, because its undo would
    also undo acts of the lead.
    """
    waiting: list[str] = []
    undos: dict[str | None, list[str]] = {}
    for record in acts:
        act = record.content
        assert isinstance(act, Act)
        if act.act == "undo":
            undos.setdefault(record.refers, []).append(record.uid)
        elif DEFINITIONS[act.act].by_anyone and act.group is None and record.redoes is None:
            waiting.append(record.uid)
    found: set[str] = set()
    while waiting:
        uid = waiting.pop()
        if uid not in found:
            found.add(uid)
            waiting += undos.get(uid, ())
    return found


def _void_reason(record: CrewRecord, claims: Sequence[LeadClaim]) -> VoidAct | None:
    """Return why an act is void, or None if it counts."""
    place = 0
    for claim in claims:
        # A claim by the record's own writer that includes the record's number is later, even if the
        # writer's clock was set back in between.
        if claim.at > record.stamp or (
            claim.writer == record.writer and claim.own >= record.number
        ):
            break
        place += 1
    if place == 0:
        first = claims[0] if claims else None
        return VoidAct(record, "no-lead" if first is None else "before-lead", first)
    if claims[place - 1].writer != record.writer:
        return VoidAct(record, "not-leading", claims[place - 1])
    # If the next claim is by the same writer, that writer knew the record. In this case, another
    # writer had the lead in between, but its claim has not arrived here.
    if place < len(claims) and claims[place].writer != record.writer:
        after = claims[place].after
        if after is None or after.writer != record.writer or record.number > after.number:
            return VoidAct(record, "unnamed", claims[place])
    return None


def _room_of_record(record: CrewRecord) -> Room:
    assert isinstance(record.content, Act)
    return record.content.room


def _make_times_monotonic(records: Iterable[CrewRecord]) -> Iterable[tuple[datetime, CrewRecord]]:
    """Yield each record with its stamp, or with the latest stamp before it if that is later."""
    latest: datetime | None = None
    for record in records:
        latest = record.stamp if latest is None else max(latest, record.stamp)
        yield latest, record


def _sort_by_time(records: Iterable[CrewRecord]) -> list[CrewRecord]:
    """Return records in order of stamps; those of one writer stay in order of numbers."""
    writers: dict[str, list[CrewRecord]] = {}
    for record in records:
        writers.setdefault(record.writer, []).append(record)
    placed = []
    for of_writer in writers.values():
        own = sorted(of_writer, key=lambda r: r.number)
        placed += [((moment, r.writer, r.number), r) for moment, r in _make_times_monotonic(own)]
    return [record for _, record in sorted(placed, key=lambda pair: pair[0])]


class _Numbering:
    """Numbers each kind of record in the merged day, and converts references to these numbers."""

    def __init__(self, known: Mapping[str, Any], uids: Mapping[str, str]) -> None:
        self._known = known
        self._uids = uids
        """For a record that was published under two names, maps the unused uid to the used uid."""

    def number_all(
        self, kind: Callable[..., Any], records: Iterable[CrewRecord]
    ) -> tuple[Any, ...]:
        """Return the values of one kind in `records`, numbered from 1."""
        matching = [r for r in records if isinstance(r.content, kind)]  # type: ignore[arg-type]
        numbers = {record.uid: seq for seq, record in enumerate(matching, 1)}
        return tuple(
            self._reuse_if_equal(
                record.uid, _set_number(self._rename_references(record), seq, numbers)
            )
            for seq, record in enumerate(matching, 1)
        )

    def _rename_references(self, record: CrewRecord) -> CrewRecord:
        """Return a record that refers to uids of the merged day, and not to uids of duplicates."""
        if not self._uids:
            return record
        content, uids = record.content, self._uids
        if isinstance(content, Message) and content.undoes is not None:
            record = replace(
                record, content=replace(content, undoes=uids.get(content.undoes, content.undoes))
            )
        if record.refers is not None:
            record = replace(record, refers=uids.get(record.refers, record.refers))
        return record

    def _reuse_if_equal(self, uid: str, made: Any) -> Any:
        previous = self._known.get(uid)
        return previous if previous == made else made


_NONE = 0
"""The number for a referenced record that does not count or has not arrived."""


def _set_number(record: CrewRecord, seq: int, numbers: Mapping[str, int]) -> Any:
    content: Any = record.content
    about = numbers.get(record.refers or "", _NONE)
    if isinstance(content, Message):
        return content if content.seq == seq else replace(content, seq=seq)
    if content.act == "undo":
        return replace(content, seq=seq, undoes=about)
    if (
        isinstance(content, PanelAct)
        and content.act in ("question", "hand")
        and (content.item or 0) > 0
    ):
        return replace(content, seq=seq, item=about)
    return content if content.seq == seq else replace(content, seq=seq)
