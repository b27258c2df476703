"""Plan: a day of my picks without clashes, with what does not fit and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
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
    PLAN_TAKE,
    SCREENS,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.companion.plan import plan_days
from sommet_tui.domain.filter import matches
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from sommet_tui.pages.plan import DayFacts, StopFacts, day_facts
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.plan.mine import MineScreen
from sommet_tui.tui.plan.swap import take_instead
from sommet_tui.tui.plan.view import (
    PlanEntry,
    bar,
    empty,
    entries,
    entry_key,
    entry_row,
    text_of,
)
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Rows


class PlanScreen(MineScreen):
    """One day at a time; it follows whatever is marked."""

    NAME = "plan"
    BINDINGS: ClassVar[list[BindingType]] = bindings((*DAYS, SESSION_HIDE, PLAN_TAKE))
    KEYS: ClassVar[Sequence[Key]] = (
        *(*SCREENS[:3], replace(GO_PLAN, foot=True), SCREENS[3]),
        *(LIST_OPEN, SESSION_STAR, OWN_ADD, OWN_REMOVE, *DAYS, LIST_FILTER, SESSION_NOTE),
        *SCREENS[4:],
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._chosen: date | None = None
        self._minute: datetime | None = None
        self._shown: Memo[tuple[DayFacts, int, int]] = Memo()
        self._bar = FixedLines(self._paint_bar)
        self._bar.styles.height = 1

    def body(self) -> Iterator[Widget]:
        """The day above the list."""
        yield self._bar
        yield from super().body()

    def paint(self, *, changed: bool) -> None:
        """Show what is left of the day; it becomes less each time a stop has passed."""
        minute = self.viewer.scene().now.replace(second=0, microsecond=0)
        changed = changed or minute != self._minute
        self._minute = minute
        super().paint(changed=changed)
        if changed:
            self._bar.update()

    def rows(self, wanted: str) -> Rows:
        """Stops, ways, what is left out; with a filter stops alone."""
        scene = self.viewer.scene()
        day, _, _ = self._facts()
        found: list[PlanEntry] = entries(scene, day)
        if wanted.strip():
            found = [
                e for e in found if isinstance(e, StopFacts) and matches(fold(text_of(e)), wanted)
            ]
        if not found:
            return Rows([None] * 8, self._empty)
        return Rows(
            [entry_key(e) for e in found],
            lambda y, width: entry_row(self.viewer.scene(), found[y], width),
        )

    def home(self) -> str | None:
        """The stop that is on, or comes next."""
        now, (day, _, _) = self.viewer.scene().now, self._facts()
        return next((each.stop.id for each in day.stops if not each.stop.is_over(now)), None)

    def _usual_keys(self) -> Sequence[Key]:
        """Offer a swap if the cursor is on what the plan leaves out."""
        keys = super()._usual_keys()
        left_out = {each.stop.id for each in self._facts()[0].left_out}
        if self.list.key not in left_out:
            return keys
        place = keys.index(SESSION_STAR)
        return (*keys[:place], PLAN_TAKE, *keys[place:])

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

    def _moved(self) -> None:
        super()._moved()
        self.footer.update()

    def action_take(self) -> None:
        """Attend the selected session, which the plan leaves out, and say what that costs."""
        session_id = self._pointed()
        if session_id is not None:
            self.tell(take_instead(self.viewer, session_id))

    def _day(self) -> date:
        return self._facts()[0].planned.day

    def _facts(self) -> tuple[DayFacts, int, int]:
        """The day that is shown, its place among all days, and their number."""
        view = self.viewer.view()
        minute = view.now.replace(second=0, microsecond=0)
        known = view.snapshot, minute, self._chosen, view.words
        return self._shown.of(
            known, lambda: day_facts(view, self.viewer.settings.walk_minutes, self._chosen)
        )

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        return [bar(self.viewer.scene(), *self._facts(), width)]

    def _empty(self, y: int, width: int) -> Row:
        rows = empty(self.viewer.scene(), width)
        return rows[y] if y < len(rows) else ()
