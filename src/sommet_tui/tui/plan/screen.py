"""Plan: a day of my picks without clashes, with what does not fit and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.keys import (
    DAYS,
    EVERYWHERE,
    GO_PLAN,
    LIST_FILTER,
    LIST_OPEN,
    OWN_ADD,
    OWN_REMOVE,
    SCREENS,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.companion.plan import PlannedDay, plan_days, planned_days
from sommet_tui.domain.filter import matches
from sommet_tui.domain.plan import DayPlan, Stop
from sommet_tui.domain.text import fold
from sommet_tui.domain.timeline import event_day
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.plan.mine import MineScreen
from sommet_tui.tui.plan.view import (
    PlanEntry,
    bar,
    empty,
    entries,
    entry_key,
    entry_row,
    text_of,
)
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Rows


class PlanScreen(MineScreen):
    """One day at a time; it follows whatever is marked."""

    NAME = "plan"
    BINDINGS: ClassVar[list[BindingType]] = bindings((*DAYS, SESSION_HIDE))
    KEYS: ClassVar[Sequence[Key]] = (
        *(*SCREENS[:3], replace(GO_PLAN, foot=True), SCREENS[3]),
        *(LIST_OPEN, SESSION_STAR, OWN_ADD, OWN_REMOVE, *DAYS, LIST_FILTER, SESSION_NOTE),
        *SCREENS[4:],
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._chosen: date | None = None
        self._bar = FixedLines(self._paint_bar)
        self._bar.styles.height = 1

    def body(self) -> Iterator[Widget]:
        """The day above the list."""
        yield self._bar
        yield from super().body()

    def paint(self, *, changed: bool) -> None:
        """Time changes nothing here but how the stops stand."""
        super().paint(changed=changed)
        if changed:
            self._bar.update()

    def rows(self, wanted: str) -> Rows:
        """Stops, ways, what is left out; with a filter stops alone."""
        scene = self.viewer.scene()
        found: list[PlanEntry] = entries(scene, self._planned())
        if wanted.strip():
            found = [e for e in found if isinstance(e, Stop) and matches(fold(text_of(e)), wanted)]
        if not found:
            return Rows([None] * 8, self._empty)
        return Rows(
            [entry_key(e) for e in found],
            lambda y, width: entry_row(self.viewer.scene(), found[y], width),
        )

    def home(self) -> str | None:
        """The stop that is on, or comes next."""
        now = self.viewer.scene().now
        return next((leg.stop.id for leg in self._planned().legs if leg.stop.end > now), None)

    def subject(self) -> str | None:
        """The session under the cursor."""
        key = self.list.key
        return key if key in self.viewer.companion.snapshot.programme.by_id else None

    def action_own_add(self) -> None:
        """Ask for an event of one's own on this day."""
        self._own.add(self._day())

    def action_day(self, by: int) -> None:
        """Go to the day before or after."""
        beside = self.day_beside(self._day(), by, self.days())
        if beside is not None:
            self._chosen = beside
            self.tick(changed=True)

    def days(self) -> Sequence[date]:
        """Those of the programme, and of events of one's own."""
        return plan_days(self.viewer.scene().snapshot)

    async def action_present(self) -> None:
        """Go back to today, out of the filter too."""
        self._chosen = None
        self.tick(changed=True)
        await super().action_present()

    def _day(self) -> date:
        """The day that is shown: the chosen one, else today, else the first with anything on it."""
        scene = self.viewer.scene()
        programme, days = scene.snapshot.programme, plan_days(scene.snapshot)
        if self._chosen in days:
            return self._chosen
        today = event_day(scene.now, programme.zone, programme.day_boundary)
        if today in days:
            return today
        planned = planned_days(scene.snapshot, self.viewer.settings.walk_minutes)
        return planned[0].day if planned else days[0]

    def _planned(self) -> PlannedDay:
        day = self._day()
        found = planned_days(self.viewer.scene().snapshot, self.viewer.settings.walk_minutes)
        return next((each for each in found if each.day == day), PlannedDay(day, DayPlan(), ()))

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        scene, planned = self.viewer.scene(), self._planned()
        days = plan_days(scene.snapshot)
        return [bar(scene, planned, days.index(planned.day), len(days), width)]

    def _empty(self, y: int, width: int) -> Row:
        rows = empty(self.viewer.scene(), width)
        return rows[y] if y < len(rows) else ()
