"""A lane in the course of its acts: what the next act finds, and changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, AnnouncedTimes
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.projection import Projected, project, running_end
from sommet_tui.domain.rundown.state import UNTOUCHED, Actual, LaneState, Pause, Place, untouched
from sommet_tui.domain.timeline import Status
from sommet_tui.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Swapped:
    """What a swap found of its two sessions, by id, to be restored when they are swapped back."""

    places: Mapping[str, Place | None]
    before: Mapping[str, Swapped | None]


class LaneFold:
    """A lane while acts are applied to it, one after the other.

    Its values are frozen, so that a copy costs little: what is gone on from is kept.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.closes = plan.closes
        self.items = plan.by_id
        self.marks: dict[str, Actual] = {item.id: untouched(item) for item in plan.lane.items}
        """What happened to each item."""
        self.order: tuple[str, ...] = tuple(plan.by_id)
        """Ids in the order they come in."""
        self.position: dict[str, int] = dict(plan.place)
        self.places: dict[str, Place] = {}
        self.swaps: dict[str, Swapped] = {}
        self.announced: dict[str, AnnouncedTimes] = {}
        self.promised: dict[str, AnnouncedTimes | None] = {}
        """What was announced since of sessions that left their place; None if nothing was."""
        self.running: tuple[str, ...] = ()
        """Ids of what began, by a person or by the clock as a fact, and no fact ended."""
        self.called = plan.taken
        self.released: datetime | None = None
        self.settled: frozenset[str] = frozenset()
        self.latest: datetime | None = None
        """When the latest act took effect."""
        self.called_last = -1
        """The last position of what a person began; -1 where that is nothing."""
        self.begun_last = -1
        """The last position of what began by any fact."""
        self.ended_last: datetime | None = None
        """An instant after which nothing is recorded to have ended."""
        self.void: set[int] = set()

    def copy(self) -> LaneFold:
        """The same, to be gone on from apart."""
        made = object.__new__(LaneFold)
        made.__dict__.update(self.__dict__)
        made.marks = dict(self.marks)
        made.places = dict(self.places)
        made.swaps = dict(self.swaps)
        made.announced = dict(self.announced)
        made.promised = dict(self.promised)
        made.void = set(self.void)
        return made

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        items = self.items
        return LaneState(
            plan=self.plan,
            order=tuple([items[id_] for id_ in self.order]),
            places=dict(self.places),
            actuals=dict(self.marks),
            announced=dict(self.announced),
            promised=dict(self.promised),
            running=self.running,
            called=self.called,
            released=self.released,
            settled=self.settled,
            void=frozenset(self.void),
        )

    # Questions

    def effective(self, act: Act) -> datetime:
        """When an act takes effect: never before the lane's previous act, unless it says so."""
        if act.when is not None:
            return act.when
        latest, at = self.latest, act.at
        return at if latest is None or at > latest else latest

    def rows(self, t: datetime) -> tuple[Projected, ...]:
        """How every item stands at `t`."""
        return project(self.state(), t)

    def row(self, id_: str, t: datetime) -> Projected:
        """How one item stands at `t`."""
        return self.rows(t)[self.position[id_]]

    def status(self, session: Session, t: datetime) -> Status:
        """Where an item stands at `t`; without a walk where that shows."""
        mark = self.marks[session.id]
        if mark.end is not None:
            return "done"
        if mark.start is None and mark.cancelled:
            return "cancelled"
        if self.called and t < self.closes:
            if mark.start is not None:
                return "running"
            position = self.position[session.id]
            if session.kind != "break":
                return "skipped" if self.called_last > position else "upcoming"
            if self.running and self.begun_last <= position:
                return "upcoming"
        return self.row(session.id, t).status

    def on(self, t: datetime) -> tuple[str, ...]:
        """Ids of the sessions that run at `t`, the one that ends first before the others."""
        if self.called and t < self.closes and len(self.running) < 2:
            return self.running
        rows = [r for r in self.rows(t) if r.status == "running" and not r.session.is_break]
        return tuple(r.session.id for r in sorted(rows, key=lambda r: r.end or t))

    # Changes

    def join(self, session: Session, place: Place, after: int) -> None:
        """A session that the programme does not have joins the lane after the position `after`."""
        others = tuple(each for each in self.plan.added if each.id != session.id)
        self.plan = replace(self.plan, added=(*others, session))
        self.items = self.plan.by_id
        self.marks[session.id] = UNTOUCHED
        self.places[session.id] = place
        order = [each for each in self.order if each != session.id]
        order.insert(after + 1, session.id)
        self._set_order(order)

    def begin(self, id_: str, t: datetime) -> None:
        """A person begins a session, whatever it was before."""
        mark = self.marks[id_]
        if mark is UNTOUCHED:
            mark = Actual(t)
        elif mark.start is None:
            mark = Actual(t, None, mark.added, earlier=mark.earlier)
        elif mark.clock_start:
            pauses, still = _since(mark, t)
            mark = Actual(t, None, mark.added, pauses, still, earlier=mark.earlier)
        elif mark.end is not None:
            mark = Actual(t, earlier=mark.ended(min(mark.end, t)).stood)
        else:
            mark = replace(mark, start=t)
        self.marks[id_] = mark
        if id_ not in self.running:
            self.running = self._in_order((*self.running, id_)) if self.running else (id_,)
        position = self.position[id_]
        self.called_last = max(self.called_last, position)
        self.begun_last = max(self.begun_last, position)

    def began(self, id_: str, t: datetime) -> None:
        """What runs at `t`, maybe by the clock alone, began as a fact."""
        if self.marks[id_].start is None:
            self.marks[id_] = replace(
                self.marks[id_], start=self.row(id_, t).start, clock_start=True
            )
            self._recount()

    def end(self, id_: str, t: datetime) -> None:
        """What runs ends; not before it began. An open pause ends as well."""
        ended = self.marks[id_].ended(t)
        self.marks[id_] = ended
        self.running = tuple([r for r in self.running if r != id_]) if self.running[1:] else ()
        assert ended.end is not None
        if self.ended_last is None or ended.end > self.ended_last:
            self.ended_last = ended.end

    def cut(self, t: datetime, but: str) -> None:
        """All that run but one end at `t`; what was recorded to end later did so by then."""
        for id_ in self.running:
            if id_ != but:
                self.end(id_, t)
        if self.ended_last is None or self.ended_last <= t:
            return
        self.ended_last = t
        for id_, mark in self.marks.items():
            if id_ != but and mark.end is not None and mark.start and mark.end > t:
                self.marks[id_] = mark.ended(t)

    def take_over(self, until: str | None, t: datetime) -> None:
        """The stage drives from `t` on; what the clock did and has running becomes fact.

        As far as it comes before `until` in the lane, where that is said; that and what comes after
        it have not begun, but for what a person began.
        """
        limit = len(self.order) if until is None else self.position[until]
        state = self.state()
        for row in project(state, t, limit):
            if not row.session.is_break:
                self._settle(row)
        for id_ in self.running:
            # What a person began after it may be over, too; nothing of what the clock did is kept.
            end = running_end(state, self.items[id_], self.marks[id_], t)
            if self.position[id_] >= limit and end <= t:
                self.marks[id_] = self.marks[id_].ended(end, by_clock=True)
                self.ended_last = max(self.ended_last or end, end)
        self.called = True
        self.forget_clock(limit)

    def _settle(self, row: Projected) -> None:
        """Make a fact of what the clock did with a session."""
        id_, mark = row.session.id, row.actual
        if row.status not in ("running", "done") or row.start is None or mark.end is not None:
            return
        if mark.start is None:
            mark = replace(mark, start=row.start, clock_start=True)
        if row.status == "done" and row.end is not None:
            mark = mark.ended(row.end, by_clock=True)
            self.ended_last = max(self.ended_last or row.end, row.end)
        self.marks[id_] = mark

    def forget_clock(self, position: int) -> None:
        """Nothing from a position on has begun that only the clock began."""
        for id_ in self.order[position:]:
            mark = self.marks[id_]
            if mark.start is not None and mark.clock_start:
                self.marks[id_] = Actual(added=mark.added, cancelled=mark.cancelled)
        self._recount()

    def release(self, t: datetime) -> None:
        """The clock drives from `t` on; breaks that have begun by then keep their times."""
        rows = self.rows(t) if t < self.closes else ()
        self.settled = frozenset(
            r.session.id for r in rows if r.session.is_break and r.status in ("running", "done")
        )
        for id_ in self.running:
            self.marks[id_] = self.marks[id_].resumed(t)
        self.called, self.released = False, t

    def put(self, id_: str, place: Place | None) -> None:
        """A session leaves its place for another one, or is back in its own.

        What was announced of it is a promise no longer.
        """
        if place is None:
            self.places.pop(id_, None)
        else:
            self.places[id_] = place
        self.swaps.pop(id_, None)
        self.promised[id_] = None

    def insert(self, id_: str, after: int) -> None:
        """A session comes right after the position `after`, -1 for the front."""
        order = [each for each in self.order if each != id_]
        order.insert(after + (self.position[id_] > after), id_)
        self._set_order(order)

    def exchange(self, one: str, other: str) -> None:
        """Two sessions change positions."""
        order = list(self.order)
        here, there = self.position[one], self.position[other]
        order[here], order[there] = other, one
        self._set_order(order)

    def _set_order(self, order: Sequence[str]) -> None:
        self.order = tuple(order)
        self.position = {each: place for place, each in enumerate(order)}
        self.running = self._in_order(self.running)
        self._recount()

    def _in_order(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=self.position.__getitem__))

    def _recount(self) -> None:
        """Find anew what is last, and what runs."""
        self.called_last = self.begun_last = -1
        running = []
        for position, id_ in enumerate(self.order):
            mark = self.marks[id_]
            if mark.start is None:
                continue
            self.begun_last = position
            if not mark.clock_start:
                self.called_last = position
            if mark.end is None:
                running.append(id_)
        self.running = tuple(running)

    def announce(self, times: Mapping[str, AnnouncedTimes]) -> None:
        """Attendees are told these times; where a start is None, that told before stays."""
        items, announced, promised = self.items, self.announced, self.promised
        for id_, new in times.items():
            if promised and id_ in promised:
                promised[id_] = _announced(promised[id_], new)
            if id_ not in items:
                continue
            announced[id_] = new if new[0] else _announced(announced.get(id_), new)


def _announced(before: AnnouncedTimes | None, new: AnnouncedTimes) -> AnnouncedTimes:
    """What is told anew; a start that was told stays where none is."""
    return (before[0], new[1]) if new[0] is None and before is not None else new


def _since(mark: Actual, t: datetime) -> tuple[tuple[Pause, ...], datetime | None]:
    """The pauses of a session as far as they lie after `t`, and when an open one began."""
    pauses = tuple((max(since, t), until) for since, until in mark.pauses if until > t)
    still = mark.pause_start
    return pauses, still if still is not None and still >= t else None
