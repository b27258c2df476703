"""Builds the state of a lane: acts are applied to it, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sommet_tui.domain.programme import Seats, Session
from sommet_tui.domain.rundown.acts import Act, AnnouncedTimes, Refusal
from sommet_tui.domain.rundown.lanes import (
    UNTOUCHED,
    Actual,
    LaneState,
    Place,
    Plan,
    initial_history,
    last_started_position,
)
from sommet_tui.domain.rundown.session_and_break_times import Projected, project, running_end
from sommet_tui.domain.timeline import Status
from sommet_tui.domain.values import frozen, replace


@frozen
class PlacesBeforeSwap:
    """The places of two sessions before a swap, by id; reversing the swap restores them."""

    places: Mapping[str, Place | None]
    before: Mapping[str, PlacesBeforeSwap | None]


class LaneBuilder:
    """A lane while acts are applied to it, one after the other.

    All its values are frozen. Callers can therefore copy it cheaply, and continue from the copy
    later.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.closes = plan.closes
        self.items = plan.by_id
        self.actuals: dict[str, Actual] = {
            item.id: initial_history(item) for item in plan.lane.items
        }
        """The history of each item, by id."""
        self.order: tuple[str, ...] = tuple(plan.by_id)
        """The ids of all items, in the current order."""
        self.position: dict[str, int] = dict(plan.positions)
        self.places: dict[str, Place] = {}
        self.swaps: dict[str, PlacesBeforeSwap] = {}
        self.announced: dict[str, AnnouncedTimes] = {}
        self.announced_since_move: dict[str, AnnouncedTimes | None] = {}
        """By session id: the times announced since the session left its place, or None."""
        self.seats: dict[str, Seats] = {}
        """How full the room of each session is, by the session's id."""
        self.running: tuple[str, ...] = ()
        """The ids of the sessions with a recorded start and no recorded end, in order."""
        self.is_manual = plan.begins_manual
        self.released_at: datetime | None = None
        self.breaks_begun: frozenset[str] = frozenset()
        self.latest: datetime | None = None
        """The instant at which the latest act took effect."""
        self.last_started_position = -1
        """Sessions before this position that have not begun are skipped; -1 if none is skipped."""
        self.latest_end: datetime | None = None
        """An instant at or after every recorded end; None if no end is recorded."""
        self.void_reasons: dict[int, Refusal] = {}
        """The reason why each void act in force has no effect, by its `seq`."""

    def copy(self) -> LaneBuilder:
        made = object.__new__(LaneBuilder)
        made.__dict__.update(self.__dict__)
        made.actuals = dict(self.actuals)
        made.places = dict(self.places)
        made.swaps = dict(self.swaps)
        made.announced = dict(self.announced)
        made.announced_since_move = dict(self.announced_since_move)
        made.seats = dict(self.seats)
        made.void_reasons = dict(self.void_reasons)
        return made

    def state(self) -> LaneState:
        items = self.items
        return LaneState(
            plan=self.plan,
            order=tuple([items[id_] for id_ in self.order]),
            places=dict(self.places),
            actuals=dict(self.actuals),
            announced=dict(self.announced),
            announced_since_move=dict(self.announced_since_move),
            seats=dict(self.seats),
            running=self.running,
            is_manual=self.is_manual,
            released_at=self.released_at,
            breaks_begun=self.breaks_begun,
            void_reasons=dict(self.void_reasons),
        )

    # Queries

    def named_session(self, act: Act) -> Session:
        assert act.session is not None
        return self.items[act.session]

    def effective_time(self, act: Act) -> datetime:
        """Return the instant at which an act takes effect.

        This is its `when`, if it has one. Otherwise it is the later of two instants: its `at`, and
        the instant at which the previous act took effect.
        """
        if act.when is not None:
            return act.when
        latest, at = self.latest, act.at
        return at if latest is None or at > latest else latest

    def rows(self, t: datetime) -> tuple[Projected, ...]:
        """Return all items as they are projected at `t`."""
        return project(self.state(), t)

    def row(self, id_: str, t: datetime) -> Projected:
        """Return an item as it is projected at `t`."""
        return self.rows(t)[self.position[id_]]

    def status(self, session: Session, t: datetime) -> Status:
        """Return the status of an item at `t`, if possible without computing the projection."""
        actual = self.actuals[session.id]
        if actual.end is not None:
            return "done"
        if actual.start is None and actual.cancelled:
            return "cancelled"
        if self.is_manual and t < self.closes:
            if actual.start is not None:
                return "running"
            position = self.position[session.id]
            if session.kind != "break":
                return "skipped" if position < self.last_started_position else "upcoming"
        return self.row(session.id, t).status

    def running_at(self, t: datetime) -> tuple[str, ...]:
        """Return the ids of the sessions that are running at `t`, in the order of their ends."""
        if self.is_manual and t < self.closes and len(self.running) < 2:
            return self.running
        rows = [r for r in self.rows(t) if r.status == "running" and not r.session.is_break]
        return tuple(r.session.id for r in sorted(rows, key=lambda r: r.end or t))

    # Changes

    def add_item(self, session: Session, place: Place, after: int) -> None:
        """Add a session that the programme does not have, after the position `after`."""
        others = tuple(item for item in self.plan.added if item.id != session.id)
        self.plan = replace(self.plan, added=(*others, session))
        self.items = self.plan.by_id
        self.actuals[session.id] = UNTOUCHED
        self.places[session.id] = place
        order = [id_ for id_ in self.order if id_ != session.id]
        order.insert(after + 1, session.id)
        self._set_order(order)

    def begin(self, id_: str, actual: Actual) -> None:
        """Record that a session runs; `actual` is its new history."""
        self.actuals[id_] = actual
        # A long log has hundreds of starts, so a start must not look at all items.
        self.last_started_position = max(self.last_started_position, self.position[id_])
        if id_ not in self.running:
            self.running = tuple(sorted((*self.running, id_), key=self.position.__getitem__))

    def record_clock_start(self, id_: str, t: datetime) -> None:
        """Record the start of a session that is running at `t`, if it has no recorded start.

        Only the clock has started such a session.
        """
        if self.actuals[id_].start is None:
            self.actuals[id_] = replace(
                self.actuals[id_], start=self.row(id_, t).start, clock_start=True
            )
            self._update_running()

    def end(self, id_: str, t: datetime) -> None:
        """End a running session at `t`, but not before its start.

        An open pause ends, too.
        """
        ended = self.actuals[id_].end_at(t)
        self.actuals[id_] = ended
        self.running = tuple(r for r in self.running if r != id_)
        assert ended.end is not None
        if self.latest_end is None or ended.end > self.latest_end:
            self.latest_end = ended.end

    def end_others(self, t: datetime, except_for: str) -> None:
        """End all running sessions except `except_for` at `t`.

        If a session has an end after `t`, set this end to `t`.
        """
        for id_ in self.running:
            if id_ != except_for:
                self.end(id_, t)
        if self.latest_end is None or self.latest_end <= t:
            return
        self.latest_end = t
        for id_, actual in self.actuals.items():
            if id_ != except_for and actual.end is not None and actual.start and actual.end > t:
                self.actuals[id_] = actual.end_at(t)

    def take_over(self, until: str | None, t: datetime) -> None:
        """Let the stage drive from `t` on, and record the clock's starts and ends so far.

        The session with the id `until` and all later sessions count as not begun, unless a person
        started them.
        """
        limit = len(self.order) if until is None else self.position[until]
        state = self.state()
        for row in project(state, t, limit):
            if not row.session.is_break:
                self._record_clock(row)
        for id_ in self.running:
            # A later session that a person started may be over, too.
            end = running_end(state, self.items[id_], self.actuals[id_], t)
            if self.position[id_] >= limit and end <= t:
                self.actuals[id_] = self.actuals[id_].end_at(end, by_clock=True)
                self.latest_end = max(self.latest_end or end, end)
        self.is_manual = True
        self.drop_clock_starts(limit)

    def _record_clock(self, row: Projected) -> None:
        """Record the start that the clock gave to a session, and the end if the session is over."""
        id_, actual = row.session.id, row.actual
        if row.status not in ("running", "done") or row.start is None or actual.end is not None:
            return
        if actual.start is None:
            actual = replace(actual, start=row.start, clock_start=True)
        if row.status == "done" and row.end is not None:
            actual = actual.end_at(row.end, by_clock=True)
            self.latest_end = max(self.latest_end or row.end, row.end)
        self.actuals[id_] = actual

    def drop_clock_starts(self, position: int) -> None:
        """Remove the starts that the clock gave to the sessions from `position` on."""
        for id_ in self.order[position:]:
            actual = self.actuals[id_]
            if actual.start is not None and actual.clock_start:
                self.actuals[id_] = Actual(added=actual.added, cancelled=actual.cancelled)
        self._update_running()

    def release(self, t: datetime) -> None:
        """Let the clock drive from `t` on; a break that has begun keeps its times."""
        rows = self.rows(t) if t < self.closes else ()
        self.breaks_begun = frozenset(
            r.session.id for r in rows if r.session.is_break and r.status in ("running", "done")
        )
        for id_ in self.running:
            self.actuals[id_] = self.actuals[id_].resume_at(t)
        self.is_manual, self.released_at = False, t

    def set_place(self, id_: str, place: Place | None) -> None:
        """Give a session a new place; None returns it to its planned place.

        The session does not have to keep to times that were announced before.
        """
        if place is None:
            self.places.pop(id_, None)
        else:
            self.places[id_] = place
        self.swaps.pop(id_, None)
        self.announced_since_move[id_] = None

    def move_after(self, id_: str, after: int) -> None:
        """Move a session to just after the position `after`; -1 moves it to the front."""
        order = [other for other in self.order if other != id_]
        order.insert(after + (self.position[id_] > after), id_)
        self._set_order(order)

    def exchange_positions(self, one: str, other: str) -> None:
        order = list(self.order)
        first, second = self.position[one], self.position[other]
        order[first], order[second] = other, one
        self._set_order(order)

    def _set_order(self, order: Sequence[str]) -> None:
        self.order = tuple(order)
        self.position = {id_: place for place, id_ in enumerate(order)}
        self._update_running()

    def _update_running(self) -> None:
        """Recompute which items are running and which were skipped."""
        actuals = [self.actuals[id_] for id_ in self.order]
        self.last_started_position = last_started_position(actuals)
        self.running = tuple(
            id_
            for id_, actual in zip(self.order, actuals, strict=True)
            if actual.start is not None and actual.end is None
        )

    def announce(self, times: Mapping[str, AnnouncedTimes]) -> None:
        """Record announced times; if a new start is None, the earlier announced start stays."""
        items, announced, promised = self.items, self.announced, self.announced_since_move
        for id_, new in times.items():
            if promised and id_ in promised:
                promised[id_] = _merge_announced(promised[id_], new)
            if id_ not in items:
                continue
            announced[id_] = new if new[0] else _merge_announced(announced.get(id_), new)


def _merge_announced(before: AnnouncedTimes | None, new: AnnouncedTimes) -> AnnouncedTimes:
    """Return the new times; if their start is None, take the start from `before`."""
    return (before[0], new[1]) if new[0] is None and before is not None else new
