"""The saved plans of days. Each new plan is computed only once, for all windows."""

from __future__ import annotations

from contextlib import suppress

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from typing import TypeVar

    from sommet_tui.companion.plan import Planning
    from sommet_tui.companion.simulated_time import WindowClock
    from sommet_tui.companion.snapshot import State
    from sommet_tui.companion.user_data import Mine, Stores
    from sommet_tui.domain.plan import Reason, Stop
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan
    from sommet_tui.domain.stops import Swap

    T = TypeVar("T")
    _Replaced = tuple[SavedPlan | None, SavedPlan, PlanChange | None]
    """The plan before a change, the plan after it, and the change to report."""


class SavedPlans:
    """The saved plans, and how they change.

    A new plan is needed when picks, own events, announced times or cancellations have changed. The
    first window or command that notices a change saves the new plan for all others. In a rehearsal
    or in simulated time, no plan is saved. `walk_minutes` is the user's setting for the walk
    between two buildings, or None.
    """

    def __init__(self, stores: Stores, mine: Mine, clock: WindowClock, state: State) -> None:
        self._store = stores.day_plans
        self._together = stores.run_in_transaction
        self._mine = mine
        self._clock = clock
        self._state = state
        self._last_compared: object = None
        """The snapshot that was last compared with the saved plans."""
        self._inputs: dict[date, str] = {}
        """The inputs of the plans, as this process last saw them."""
        self._undo: dict[date, tuple[SavedPlan, SavedPlan]] = {}
        """For each day, the last plan that this process replaced, and its replacement."""
        self._reported_instants: set[datetime] = set()
        """The instants of changes that this window, or an earlier one, has reported."""
        self._knows_reported = False

    def save(self, walk_minutes: int | None) -> tuple[PlanChange, ...]:
        """Save new plans of the days on which something has changed. Return the changes.

        The call is cheap enough to make every second. If a plan cannot be saved, a later call tries
        again.
        """
        snapshot, now = self._state.snapshot, self._clock.now()
        if snapshot.is_shifted or not (snapshot.mine.has_picks or snapshot.mine.plans):
            return ()
        day = snapshot.at(now)
        compared = day.mine, day.programme, now.replace(second=0, microsecond=0)
        if compared == self._last_compared:
            return ()
        self._last_compared = compared
        from sommet_tui.companion.plan import Planning

        if not self._changed_days(Planning(day, walk_minutes, now)):
            return ()
        with suppress(StorageError):
            return self.save_after(lambda: None, walk_minutes)[1]
        return ()

    def save_after(
        self,
        change: Callable[[], T],
        walk_minutes: int | None,
        attended: tuple[date, Sequence[Stop]] | None = None,
    ) -> tuple[T, tuple[PlanChange, ...]]:
        """Make a change and save the plans that it affects, in one transaction.

        Return the result of `change`, and how the plans have changed. `attended` is a day and the
        stops that its plan must have. If the database is replaced meanwhile, `change` may be called
        again.

        Raises:
            StorageError: nothing was changed.
            Other errors: those that `change` raises.
        """

        def save_all() -> tuple[T, Sequence[_Replaced]]:
            result = change()
            is_simulated = self._state.snapshot.is_shifted
            return result, () if is_simulated else self._compute_plans(walk_minutes, attended)

        result, replaced = self._state.reload_once(lambda: self._together(save_all))
        self._inputs |= {after.day: after.inputs for _, after, _ in replaced}
        self._undo |= {after.day: (before, after) for before, after, _ in replaced if before}
        found = tuple(change for _, _, change in replaced if change is not None)
        self._reported_instants |= {change.at for change in found}
        return result, found

    def put_on_plan(self, session_id: str, walk_minutes: int | None) -> Swap | Reason | None:
        """Put a session on the plan that leaves it out. Musts that clash with it become maybes.

        Return what changed, or the reason why it is impossible. If no plan leaves the session out,
        return None.

        Raises:
            StorageError: nothing was changed.
        """
        from sommet_tui.companion.plan import swap_for
        from sommet_tui.domain.stops import Swap

        now = self._clock.now()
        found = swap_for(self._state.snapshot.at(now), session_id, walk_minutes, now)
        if found is None:
            return None
        day, consequences = found
        if not isinstance(consequences, Swap):
            return consequences

        def change() -> None:
            for stop in consequences.demoted:
                self._mine.save_bookmark(stop.id, "maybe")
            self._mine.save_bookmark(session_id, "must")

        self.save_after(change, walk_minutes, (day, consequences.before))
        return consequences

    def _changed_days(self, planning: Planning) -> Sequence[date]:
        """Return the days on which something has changed since this process last looked.

        A plan that another process has saved for other data, such as a newer programme, stays.
        """
        saved = {day: plan.inputs for day, plan in planning.snapshot.mine.plans.items()}
        inputs = {day: planning.inputs(day) for day in planning.days()}
        found = [
            day
            for day, text in inputs.items()
            if day not in saved or text not in (saved[day], self._inputs.get(day))
        ]
        self._inputs |= {day: text for day, text in inputs.items() if day not in found}
        return found

    def _compute_plans(
        self, walk_minutes: int | None, attended: tuple[date, Sequence[Stop]] | None
    ) -> Sequence[_Replaced]:
        """Save new plans for the data saved now, and return them with the plans before them."""
        from sommet_tui.companion.plan import Planning

        shown, now = self._state.snapshot, self._clock.now()
        saved = self._mine.read(shown.programme.id)
        planning = Planning(replace(shown, mine=saved).at(now), walk_minutes, now)
        found = []
        for day in self._changed_days(planning):
            stops = attended[1] if attended is not None and attended[0] == day else None
            plan, change = planning.plan_after_change(day, stops, self._undo.get(day))
            self._store.put(shown.programme.id, plan, change)
            found.append((saved.plans.get(day), plan, change))
        return found

    def unreported_changes(self) -> tuple[PlanChange, ...]:
        """Return the changes by other windows that this window has not reported yet.

        Changes that another window reported before this window opened are left out.
        """
        changes = self._state.snapshot.mine.plan_changes
        if not self._knows_reported:
            self._knows_reported = True
            self._reported_instants |= {change.at for change in changes if change.is_reported}
        found = tuple(change for change in changes if change.at not in self._reported_instants)
        self._reported_instants |= {change.at for change in found}
        return found

    def claim_changes(self) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet. Only one window gets each change.

        Raises:
            StorageError: this could not be saved.
        """
        return self._store.claim_changes(self._state.snapshot.programme.id)

    def mark_seen(self) -> None:
        """Remove the changes shown, because the user has seen them.

        Raises:
            StorageError: the changes could not be removed.
        """
        shown = self._state.snapshot
        if shown.mine.plan_changes:
            self._store.remove_seen_changes(
                shown.programme.id, max(c.at for c in shown.mine.plan_changes)
            )
