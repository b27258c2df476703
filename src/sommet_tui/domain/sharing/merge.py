"""The one day that several machines record, from the set of what they recorded.

The same set gives the same day, in whatever order it came. Of a room's stage acts those count that
their writer did as its lead: under the highest claim, or under an earlier one up to the record that
the next claim names. What was done without the lead is kept and has no effect. Before anybody
claimed a room, everybody's acts count. What is no stage act has no lead: it is ordered by when it
was recorded, each writer's own records by their numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from sommet_tui.domain.messages import Message, with_seen
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.sharing.records import CrewRecord, LeadClaim, Position
from sommet_tui.domain.values import dataclass, replace

Room = str | None


@dataclass(frozen=True, slots=True)
class SharedLog:
    """The day of all: acts, messages and panel acts in order, each kind numbered from 1 by `seq`.

    `void` are the stage acts of whoever had not the lead. `leads` are the claims that hold, by
    room, `acted` whose acts count there, `drivers` who did the last of them; `last` is the number
    of the last record that is known of each writer.
    """

    acts: tuple[Act, ...]
    void: tuple[CrewRecord, ...]
    messages: tuple[Message, ...]
    panel_acts: tuple[PanelAct, ...]
    leads: Mapping[Room, LeadClaim]
    acted: Mapping[Room, frozenset[str]]
    drivers: Mapping[Room, str]
    last: Mapping[str, int]

    def claim(self, room: Room, writer: str, name: str, at: datetime) -> LeadClaim:
        """The claim by which a writer takes the lead of a room, after all that is known."""
        before = self.leads.get(room)
        if before is not None:
            earlier = before.writer
        elif writer in self.acted.get(room, ()):
            earlier = writer
        else:
            earlier = self.drivers.get(room, writer)
        number = self.last.get(earlier)
        after = None if number is None else Position(earlier, number)
        epoch = 1 if before is None else before.epoch + 1
        return LeadClaim(room, epoch, writer, name, at, after)


def shared_log(
    records: Iterable[CrewRecord],
    claims: Iterable[LeadClaim],
    known: Mapping[str, Any] | None = None,
) -> SharedLog:
    """The day that a set of records and claims makes.

    `known` are values that were made before, by `uid`: what is still the same is the same object.
    """
    found = _distinct(records)
    by_room: dict[Room, list[LeadClaim]] = {}
    for claim in set(claims):
        by_room.setdefault(claim.room, []).append(claim)
    held = {room: _winners(of_room) for room, of_room in by_room.items()}
    counted, void = _counted([r for r in found if isinstance(r.what, Act)], held)
    acted: dict[Room, set[str]] = {}
    for record in counted:
        acted.setdefault(_room(record), set()).add(record.writer)
    others = _in_time([r for r in found if not isinstance(r.what, Act)])
    number = _Numbering(known or {})
    acts = number.all(Act, counted)
    messages = _among(acts, number.all(Message, others))
    seen: dict[str, datetime] = {}
    for record in others:
        if isinstance(record.what, tuple):
            seen.setdefault(*record.what)
    last: dict[str, int] = {}
    for record in found:
        last[record.writer] = max(record.number, last.get(record.writer, 0))
    return SharedLog(
        acts=acts,
        void=tuple(_in_time(void)),
        messages=with_seen(messages, seen) if seen else messages,
        panel_acts=number.all(PanelAct, others),
        leads={room: claims[-1] for room, claims in held.items()},
        acted={room: frozenset(writers) for room, writers in acted.items()},
        drivers={_room(record): record.writer for record in counted},
        last=last,
    )


def _among(acts: Sequence[Act], messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages, each knowing the last act that was recorded by then."""
    moments = list(accumulate((act.at for act in acts), max))
    found = [(message, bisect_right(moments, message.at)) for message in messages]
    return tuple(m if m.after_act == n else replace(m, after_act=n) for m, n in found)


def _distinct(records: Iterable[CrewRecord]) -> list[CrewRecord]:
    """Each record once, in the order of writers and numbers: what came twice counts once."""
    places: dict[tuple[str, int], CrewRecord] = {}
    for record in records:
        place = (record.writer, record.number)
        there = places.get(place)
        if there is None or record.uid < there.uid:
            places[place] = record
    found: dict[str, CrewRecord] = {}
    for place in sorted(places):
        found.setdefault(places[place].uid, places[place])
    return list(found.values())


def _winners(claims: Iterable[LeadClaim]) -> tuple[LeadClaim, ...]:
    """Of each epoch the claim that holds: of several at once the latest; in order."""
    best: dict[int, LeadClaim] = {}
    for claim in claims:
        there = best.get(claim.epoch)
        if there is None or _rank(claim) > _rank(there):
            best[claim.epoch] = claim
    return tuple(best[epoch] for epoch in sorted(best))


def _rank(claim: LeadClaim) -> tuple[Any, ...]:
    after = (claim.after.writer, claim.after.number) if claim.after else ("", 0)
    return claim.at, claim.writer, after, claim.name


def _counted(
    acts: Sequence[CrewRecord], held: Mapping[Room, tuple[LeadClaim, ...]]
) -> tuple[list[CrewRecord], list[CrewRecord]]:
    """The acts that count, in order, and those that do not."""
    rooms: dict[Room, list[CrewRecord]] = {}
    void = []
    for record in acts:
        room = _room(record)
        if _counts(record, held.get(room, ())):
            rooms.setdefault(room, []).append(record)
        else:
            void.append(record)
    placed = []
    for room, counted in rooms.items():
        if room in held:
            ordered = sorted(counted, key=lambda r: (r.epoch, r.number))
        else:
            ordered = _in_time(counted)
        # Rooms go their own ways: they are told side by side by the time of day.
        placed += [
            ((moment, room or "", place), record)
            for place, (moment, record) in enumerate(_rising(ordered))
        ]
    placed.sort(key=lambda each: each[0])
    return [record for _, record in placed], void


def _room(record: CrewRecord) -> Room:
    assert isinstance(record.what, Act)
    return record.what.room


def _counts(record: CrewRecord, held: Sequence[LeadClaim]) -> bool:
    """Whether an act was done by whoever led then."""
    if not held:
        return True
    following = next((claim for claim in held if claim.epoch > record.epoch), None)
    if following is None:
        last = held[-1]
        return record.epoch == last.epoch and record.writer == last.writer
    after = following.after
    return after is not None and (record.writer == after.writer and record.number <= after.number)


def _rising(records: Iterable[CrewRecord]) -> Iterable[tuple[datetime, CrewRecord]]:
    """Each record after an instant that never falls, also where a clock was put back."""
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

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def all(self, kind: Callable[..., Any], records: Iterable[CrewRecord]) -> tuple[Any, ...]:
        """The values of one kind, numbered."""
        mine = [r for r in records if isinstance(r.what, kind)]  # type: ignore[arg-type]
        numbers = {record.uid: seq for seq, record in enumerate(mine, 1)}
        return tuple(
            self._same(record.uid, _numbered(record, seq, numbers))
            for seq, record in enumerate(mine, 1)
        )

    def _same(self, uid: str, made: Any) -> Any:
        there = self._known.get(uid)
        return there if there == made else made


_NONE = 0
"""The number of what an act is about where that does not count, or has not come yet."""


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
