"""The one day that several machines record, merged from the set of their records.

The same set gives the same day, in whatever order it came. A stage act counts if its writer held
the lead of the room when it was recorded. A new lead names the last record of the earlier lead that
it had received: later acts of the earlier lead are void until someone redoes them. If nobody has
taken the lead, no stage act counts. Void acts are kept, each with its reason. Records that are no
stage acts need no lead: they are ordered by the time of recording, and each writer's own records by
number.

Days that were shared under the rules of version 1 keep their result (`_against_once`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from sommet_tui.domain.messages import Message, with_seen
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.sharing.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.values import dataclass, replace

Room = str | None


Reason = Literal["not-leading", "unnamed", "no-lead"]
"""Why an act is void.

"not-leading": another writer led the room then. "unnamed": its writer led, but the next lead had
not received it. "no-lead": nobody had taken the lead.
"""
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class VoidAct:
    """A stage act without effect, its reason, and whether it was redone.

    `claim` is that of the writer that led instead or, if the reason is "unnamed", that led next.
    """

    record: CrewRecord
    reason: Reason
    claim: LeadClaim | None
    redone: bool = False

    @property
    def act(self) -> Act:
        """What was to be done."""
        assert isinstance(self.record.what, Act)
        return self.record.what


@dataclass(frozen=True, slots=True)
class SharedLog:
    """The day of all: acts, messages and panel acts in order, each kind numbered from 1 by `seq`.

    `counted` are the records of the acts, in their order; `void` are the acts that do not count.
    `leads` are the claims that hold, by room. `writers` tells whose each record is, by its `uid`.
    `last` is the number of the last record that is known of each writer, `newest` the latest stamp
    of a room's lane, `latest` that of all that is no stage act, `epochs` the highest epoch of any
    claim of a room.
    """

    acts: tuple[Act, ...]
    counted: tuple[CrewRecord, ...]
    void: tuple[VoidAct, ...]
    messages: tuple[Message, ...]
    panel_acts: tuple[PanelAct, ...]
    leads: Mapping[Room, LeadClaim]
    writers: Mapping[str, str]
    last: Mapping[str, int]
    newest: Mapping[Room, datetime]
    latest: datetime | None
    epochs: Mapping[Room, int]

    def stamp(self, room: Room, now: datetime) -> datetime:
        """When an act is recorded that is done now: later than all that is known of the lane."""
        return _after(self.newest.get(room), now)

    def stamp_beside(self, now: datetime) -> datetime:
        """Return when something is recorded now that is no stage act, which has no lane."""
        return _after(self.latest, now)

    def claim(self, room: Room, writer: str, name: str, now: datetime) -> LeadClaim:
        """Return the claim by which a writer takes the lead of a room, after all that is known."""
        before = self.leads.get(room)
        after = None
        if before is not None:
            after = Position(before.writer, self.last.get(before.writer, 0))
        epoch = self.epochs.get(room, 0) + 1
        at = self.stamp(room, now)
        return LeadClaim(room, epoch, writer, name, at, after, "open")


def shared_log(
    records: Iterable[CrewRecord],
    claims: Iterable[LeadClaim],
    known: Mapping[str, Any] | None = None,
) -> SharedLog:
    """Merge a set of records and claims into one day.

    `known` are values made by an earlier call, by `uid`: a value that has not changed is the same
    object.
    """
    found, other_uids = _distinct(records)
    claims = set(claims)
    held = _timelines(claims)
    acts = [r for r in found if isinstance(r.what, Act)]
    counted, void = _counted(acts, held, _old_timelines(claims))
    others = _in_time([r for r in found if not isinstance(r.what, Act)])
    number = _Numbering(known or {}, other_uids)
    numbered = number.all(Act, counted)
    messages = _among(numbered, number.all(Message, others))
    seen: dict[str, datetime] = {}
    for record in others:
        if isinstance(record.what, tuple):
            uid, at = record.what
            seen.setdefault(other_uids.get(uid, uid), at)
    last: dict[str, int] = {}
    for record in found:
        last[record.writer] = max(record.number, last.get(record.writer, 0))
    return SharedLog(
        acts=numbered,
        counted=tuple(counted),
        void=_explained(void, counted),
        messages=with_seen(messages, seen) if seen else messages,
        panel_acts=number.all(PanelAct, others),
        leads={room: timeline[-1] for room, timeline in held.items()},
        writers={record.uid: record.writer for record in found},
        last=last,
        newest=_newest(counted, claims),
        latest=max((record.at for record in others), default=None),
        epochs=_epochs(claims),
    )


def objection(log: SharedLog, claim: LeadClaim) -> Objection | None:
    """What speaks against a claim that the broker has not accepted; `log` is the day without it.

    Another writer claimed the room that its writer did not know of, or an act counts that it does
    not name.
    """
    lead, after = log.leads.get(claim.room), claim.after
    if lead is None or lead.writer == claim.writer:
        return None
    known = after.number if after is not None and after.writer == lead.writer else None
    acts = [
        record
        for record in log.counted
        if _room(record) == claim.room and record.writer == lead.writer
        if record.stamp is not None and record.stamp >= lead.at
        if record.number > (known or 0)
    ]
    if known is None or acts or lead.at > claim.at:
        return Objection(lead, len(acts))
    return None


@dataclass(frozen=True, slots=True)
class Objection:
    """What another writer did that a claim does not name: its claim, and how many of its acts."""

    lead: LeadClaim
    acts: int


def _after(known: datetime | None, now: datetime) -> datetime:
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now if known is None or now > known else known + _TICK


def _newest(counted: Iterable[CrewRecord], claims: Iterable[LeadClaim]) -> Mapping[Room, datetime]:
    found: dict[Room, datetime] = {}
    for room, at in (
        *((_room(record), record.at) for record in counted),
        *((claim.room, claim.at) for claim in claims if claim.state not in ("refused", "dropped")),
    ):
        found[room] = max(at, found.get(room, at))
    return found


def _epochs(claims: Iterable[LeadClaim]) -> Mapping[Room, int]:
    found: dict[Room, int] = {}
    for claim in claims:
        found[claim.room] = max(claim.epoch, found.get(claim.room, 0))
    return found


def _explained(void: Sequence[VoidAct], counted: Sequence[CrewRecord]) -> tuple[VoidAct, ...]:
    """Void acts in order, with whether they were done again.

    A writer that got another name has published its records again: what counts under one of its
    names is not void under the other.
    """
    if not void:
        return ()
    again = {record.redoes for record in counted}
    same = {_content(record) for record in counted}
    by_uid = {each.record.uid: each for each in void}
    ordered = _in_time(
        [each.record for each in by_uid.values() if _content(each.record) not in same]
    )
    return tuple(replace(by_uid[r.uid], redone=r.uid in again) for r in ordered)


def _among(acts: Sequence[Act], messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return the messages, each knowing the last act that was recorded by then."""
    moments = list(accumulate((act.at for act in acts), max))
    found = [(message, bisect_right(moments, message.at)) for message in messages]
    return tuple(m if m.after_act == n else replace(m, after_act=n) for m, n in found)


def _distinct(records: Iterable[CrewRecord]) -> tuple[list[CrewRecord], Mapping[str, str]]:
    """Return each record once, in the order of writers and numbers, and the uids that others go by.

    A number that its writer used twice stands for one of the two, the same one everywhere. What is
    no stage act and came word for word from two writers was published again under another name: it
    is one record.
    """
    places: dict[tuple[str, int], CrewRecord] = {}
    for record in records:
        place = (record.writer, record.number)
        there = places.get(place)
        if there is None or (there != record and _order(record) < _order(there)):
            places[place] = record
    found: list[CrewRecord] = []
    by_moment: dict[object, list[CrewRecord]] = {}
    uids: dict[str, str] = {}
    for place in sorted(places):
        record = places[place]
        if not isinstance(record.what, Act):
            there_too = by_moment.setdefault((record.kind, record.at), [])
            first = next((r for r in there_too if _is_republished(r, record)), None)
            if first is not None:
                uids[record.uid] = first.uid
                continue
            there_too.append(record)
        found.append(record)
    return found, uids


def _is_republished(one: CrewRecord, other: CrewRecord) -> bool:
    return one.writer != other.writer and _content(one) == _content(other)


def _order(record: CrewRecord) -> tuple[Any, ...]:
    return record.at, record.kind, repr(record)


def _content(record: CrewRecord) -> object:
    """What a record says, whoever says it."""
    what: Any = record.what
    if isinstance(what, tuple):
        return record.stamp or record.uid, what
    blank = replace(what, uid="", seq=0, **({} if isinstance(what, Message) else {"undoes": None}))
    return record.stamp or record.uid, repr(blank)


def lead_claims(claims: Iterable[LeadClaim]) -> Mapping[Room, LeadClaim]:
    """Return the claims that hold, by room."""
    return {room: timeline[-1] for room, timeline in _timelines(set(claims)).items()}


def _timelines(claims: Iterable[LeadClaim]) -> Mapping[Room, tuple[LeadClaim, ...]]:
    """Return who led each room from when on: claims in the order of their time.

    The last lead under the old rules led until the first claim of the new ones.
    """
    rooms: dict[Room, list[LeadClaim]] = {}
    for claim in _standing(claim for claim in claims if not claim.old):
        rooms.setdefault(claim.room, []).append(claim)
    found = {room: tuple(sorted(of_room, key=_rank)) for room, of_room in rooms.items()}
    for room, old in _old_timelines(claims).items():
        found[room] = (old[-1], *found.get(room, ()))
    return found


def _standing(claims: Iterable[LeadClaim]) -> Iterable[LeadClaim]:
    """Return the claims that were not withdrawn, one of each writer, room and epoch.

    What a later claim builds on stands, also where its writer withdrew it meanwhile.
    """
    by_name: dict[object, list[LeadClaim]] = {}
    for claim in claims:
        by_name.setdefault((claim.room, claim.writer, claim.epoch), []).append(claim)
    withdrawn: list[LeadClaim] = []
    standing: list[LeadClaim] = []
    for same in by_name.values():
        first = min(same, key=_rank)
        states = {claim.state for claim in same}
        if states & {"refused", "dropped"}:
            continue
        (withdrawn if "withdrawn" in states else standing).append(first)
    known = sorted([*standing, *withdrawn], key=_rank)
    for claim in standing.copy():
        if claim.after is None:
            continue
        earlier = [each for each in known if each.room == claim.room and _rank(each) < _rank(claim)]
        before = [each for each in earlier if each.writer == claim.after.writer]
        if before and before[-1] in withdrawn:
            standing.append(before[-1])
    return dict.fromkeys(standing)


def _rank(claim: LeadClaim) -> tuple[Any, ...]:
    after = (claim.after.writer, claim.after.number) if claim.after else ("", 0)
    return claim.at, claim.epoch, claim.writer, after, claim.name, claim.state


def _counted(
    acts: Iterable[CrewRecord],
    held: Mapping[Room, Sequence[LeadClaim]],
    old: Mapping[Room, Sequence[LeadClaim]],
) -> tuple[list[CrewRecord], list[VoidAct]]:
    """Return the acts that count, in order, and those that do not."""
    rooms: dict[Room, list[CrewRecord]] = {}
    void = []
    for record in acts:
        room = _room(record)
        if record.stamp is None:
            against = _against_once(record, old.get(room, ()))
        else:
            against = _against(record, held.get(room, ()))
        if against is None:
            rooms.setdefault(room, []).append(record)
        else:
            void.append(against)
    placed = []
    for room, counted in rooms.items():
        ordered = (
            sorted((r for r in counted if r.stamp is None), key=lambda r: (r.epoch, r.number))
            if room in old
            else _in_time(r for r in counted if r.stamp is None)
        )
        ordered += _in_time(r for r in counted if r.stamp is not None)
        # Rooms go their own ways: they are told side by side by the time of day.
        placed += [
            ((moment, room or "", place), record)
            for place, (moment, record) in enumerate(_rising(ordered))
        ]
    placed.sort(key=lambda each: each[0])
    return [record for _, record in placed], void


def _against(record: CrewRecord, held: Sequence[LeadClaim]) -> VoidAct | None:
    """Return why an act does not count, or None if it does."""
    assert record.stamp is not None
    place = bisect_right(held, record.stamp, key=lambda claim: claim.at)
    if held and held[0].old:
        place = max(place, 1)
    if place == 0:
        return VoidAct(record, "no-lead", None)
    if held[place - 1].writer != record.writer:
        return VoidAct(record, "not-leading", held[place - 1])
    # Who led again knew its own records: the claim between, which it names, has not come yet.
    if place < len(held) and held[place].writer != record.writer:
        after = held[place].after
        if after is None or after.writer != record.writer or record.number > after.number:
            return VoidAct(record, "unnamed", held[place])
    return None


# The rules of version 1: an act counts under the highest claim, or under an earlier one up to the
# record that the next claim names. Where nobody had claimed the room, all acts counted.


def _old_timelines(claims: Iterable[LeadClaim]) -> Mapping[Room, tuple[LeadClaim, ...]]:
    """Return, by room and in order, the claim that held in each epoch: of several, the latest."""
    best: dict[Room, dict[int, LeadClaim]] = {}
    for claim in claims:
        if claim.old:
            of_room = best.setdefault(claim.room, {})
            there = of_room.get(claim.epoch)
            if there is None or _old_rank(claim) > _old_rank(there):
                of_room[claim.epoch] = claim
    return {
        room: tuple(of_room[epoch] for epoch in sorted(of_room)) for room, of_room in best.items()
    }


def _old_rank(claim: LeadClaim) -> tuple[Any, ...]:
    after = (claim.after.writer, claim.after.number) if claim.after else ("", 0)
    return claim.at, claim.writer, after, claim.name


def _against_once(record: CrewRecord, held: Sequence[LeadClaim]) -> VoidAct | None:
    """Return why an act of version 1 does not count.

    Without a claim only those count that were in this database before the rules changed: nobody
    gets around the broker's rules by sending what looks older.
    """
    if not held:
        return None if record.kept else VoidAct(record, "no-lead", None)
    following = next((claim for claim in held if claim.epoch > record.epoch), None)
    if following is None:
        last = held[-1]
        leads = record.epoch == last.epoch and record.writer == last.writer
        return None if leads else VoidAct(record, "not-leading", last)
    after = following.after
    if after is not None and record.writer == after.writer and record.number <= after.number:
        return None
    return VoidAct(record, "unnamed", following)


def _room(record: CrewRecord) -> Room:
    assert isinstance(record.what, Act)
    return record.what.room


def _rising(records: Iterable[CrewRecord]) -> Iterable[tuple[datetime, CrewRecord]]:
    """Return each record after an instant that never falls, also where a clock was put back."""
    latest: datetime | None = None
    for record in records:
        latest = record.at if latest is None else max(latest, record.at)
        yield latest, record


def _in_time(records: Iterable[CrewRecord]) -> list[CrewRecord]:
    """Records of several writers by when they were recorded, each writer's by their numbers."""
    writers: dict[str, list[CrewRecord]] = {}
    for record in records:
        writers.setdefault(record.writer, []).append(record)
    placed = []
    for of_writer in writers.values():
        own = sorted(of_writer, key=lambda r: r.number)
        placed += [((moment, r.writer, r.number), r) for moment, r in _rising(own)]
    return [record for _, record in sorted(placed, key=lambda each: each[0])]


class _Numbering:
    """Gives every kind numbers of this day, and says by these what an act is about."""

    def __init__(self, known: Mapping[str, Any], uids: Mapping[str, str]) -> None:
        self._known = known
        self._uids = uids
        """Of records that were published under two names, by the name that is not used."""

    def all(self, kind: Callable[..., Any], records: Iterable[CrewRecord]) -> tuple[Any, ...]:
        """Return the values of one kind, numbered."""
        mine = [r for r in records if isinstance(r.what, kind)]  # type: ignore[arg-type]
        numbers = {record.uid: seq for seq, record in enumerate(mine, 1)}
        return tuple(
            self._same(record.uid, _numbered(self._renamed(record), seq, numbers))
            for seq, record in enumerate(mine, 1)
        )

    def _renamed(self, record: CrewRecord) -> CrewRecord:
        """Return a record that is about others by the names that are used here."""
        if not self._uids:
            return record
        what, uids = record.what, self._uids
        if isinstance(what, Message) and what.undoes is not None:
            record = replace(record, what=replace(what, undoes=uids.get(what.undoes, what.undoes)))
        if record.refers is not None:
            record = replace(record, refers=uids.get(record.refers, record.refers))
        return record

    def _same(self, uid: str, made: Any) -> Any:
        there = self._known.get(uid)
        return there if there == made else made


_NONE = 0
"""The number of an act's object if that does not count, or has not arrived yet."""


def _numbered(record: CrewRecord, seq: int, numbers: Mapping[str, int]) -> Any:
    what: Any = record.what
    about = numbers.get(record.refers or "", _NONE)
    if isinstance(what, Message):
        return what if what.seq == seq else replace(what, seq=seq)
    if what.act == "undo":
        return replace(what, seq=seq, undoes=about)
    if isinstance(what, PanelAct) and what.act in ("question", "hand") and (what.item or 0) > 0:
        return replace(what, seq=seq, item=about)
    return what if what.seq == seq else replace(what, seq=seq)
