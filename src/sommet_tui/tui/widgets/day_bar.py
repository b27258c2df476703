"""The day that a list shows, above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.events import Click

from sommet_tui.tui.render.rows import ClickTarget, width_of
from sommet_tui.tui.widgets.lines import FixedLines, Painter


class DayBar(FixedLines):
    """One row that names the day; a key goes to the one beside it, a click to a tab."""

    def __init__(
        self,
        painter: Painter,
        days: Callable[[], Sequence[date]],
        day: Callable[[], date | None],
        go: Callable[[date], None],
        *,
        held: Callable[[], Sequence[date]] | None = None,
    ) -> None:
        """`days` are all there are, `day` is the one shown, and `go` shows another.

        `held` are those that the list has rows of, if not all.
        """
        super().__init__(painter, id="days")
        self.styles.height = 1
        self.all = days
        self._held = held or days
        self._day = day
        self._go = go

    def step(self, by: int) -> bool:
        """Go to the day before or after; whether there is one."""
        day, days = self._day(), self._held()
        place = days.index(day) + by if day in days else -1
        if not 0 <= place < len(days):
            return False
        self._go(days[place])
        return True

    def on_click(self, event: Click) -> None:
        """Go to the day that is written there."""
        end = 0
        for part in self.row_at(0, self.row_width) or ():
            end += width_of((part,))
            if event.x < end:
                if isinstance(part, ClickTarget):
                    self._go(date.fromisoformat(part.key))
                return
