"""The saved plan of a day, and how a change affects it."""

from __future__ import annotations

from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sommet_tui.domain.plan import Stop, StopDegree


@frozen
class SavedStop:
    """A stop of a saved plan: facts of a `Stop`, its title and its announced start."""

    id: str
    title: str
    degree: StopDegree
    start: datetime
    since: datetime | None = None
    fills_gap: bool = False


@frozen
class SavedPlan:
    """The plan of a day as it has been since its last change, at `changed_at`.

    `inputs` is a short text that differs whenever the facts behind the plan differ.
    """

    day: date
    inputs: str
    changed_at: datetime
    stops: tuple[SavedStop, ...]

    def current_stops(self, candidates: Iterable[Stop]) -> list[Stop]:
        """Return the plan's stops that are still in `candidates`, with their current facts."""
        known = {stop.id: stop for stop in candidates}
        return [
            replace(known[stop.id], since=stop.since, fills_gap=stop.fills_gap)
            for stop in self.stops
            if stop.id in known
        ]


@frozen
class PlanChange:
    """How a change at an instant affected the plan of a day.

    The stops `after` replaced the stops `before`. A stop that has moved may be in both, with its
    old and its new start. `is_reported` is whether a window has reported the change.
    """

    day: date
    at: datetime
    before: tuple[SavedStop, ...]
    after: tuple[SavedStop, ...]
    is_reported: bool = False


def plan_change(
    before: SavedPlan,
    after: SavedPlan,
    is_removed: Callable[[str], bool],
    is_new: Callable[[str], bool],
) -> PlanChange | None:
    """Return how a change affected a plan; None if there is nothing to report.

    Nothing is reported if only the times of stops changed, or if the user made the change: removed
    all stops that left (`is_removed`, by id) while no stop came, or bookmarked all stops that came
    (`is_new`, by id) while no stop left.
    """
    lost, gained = _stops_only_in(before, after), _stops_only_in(after, before)
    if {stop.id for stop in lost} == {stop.id for stop in gained}:
        return None
    if not gained and all(is_removed(stop.id) for stop in lost):
        return None
    if not lost and all(is_new(stop.id) for stop in gained):
        return None
    return PlanChange(after.day, after.changed_at, lost, gained)


def _stops_only_in(one: SavedPlan, other: SavedPlan) -> tuple[SavedStop, ...]:
    """Return the stops of one plan that the other plan does not have.

    Stops of two plans are the same if they have the same start, and the same id or title.
    """
    known = {(name, stop.start) for stop in other.stops for name in (stop.id, stop.title)}
    return tuple(
        stop
        for stop in one.stops
        if known.isdisjoint(((stop.id, stop.start), (stop.title, stop.start)))
    )


def can_be_undone(
    before: SavedPlan, after: SavedPlan, candidates: Iterable[Stop], now: datetime
) -> bool:
    """Return whether the plan `before` a change can still replace the plan `after` it.

    This is impossible if an added stop has begun since, or a removed stop is over.
    """
    known = {stop.id: stop for stop in candidates}
    old, new = {stop.id for stop in before.stops}, {stop.id for stop in after.stops}
    began = any(after.changed_at < stop.start <= now for stop in after.stops if stop.id not in old)
    return not began and not any(known[id_].is_over(now) for id_ in old - new if id_ in known)
