"""Large digits in their own widget, laid over their rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from textual.widget import Widget

from sommet_tui.tui.render.digits import Glyphs, LiftedDigits, digits, lift_digits
from sommet_tui.tui.render.rows import Row, Span
from sommet_tui.tui.widgets.lines import FixedLines


class LargeTime(FixedLines):
    """Large digits; a terminal redraws a row from its widget's edge, so that only digits are sent.

    Also small digits, as parts of another `kind`.
    """

    DEFAULT_CSS = "LargeTime { layer: above; position: absolute; }"

    def __init__(self, kind: type[Span] = Glyphs) -> None:
        super().__init__(lambda _width, _height: self._block.rows if self._block else ())
        self._kind = kind
        self.display = False
        self._block: LiftedDigits | None = None
        self._placed = (0, 0, 0, 0)

    @property
    def has_digits(self) -> bool:
        """Whether there are digits to show."""
        return self._block is not None

    def show_time(self, text: str, style: str) -> None:
        """Show another time in digits of the same size."""
        if self._block is not None:
            rows = digits(text, style, sys.maxsize, len(self._block.rows))
            _, block = lift_digits(rows, self._kind)
            self._block = block and self._block._replace(rows=block.rows)
            self.update()

    def lift_digits(self, rows: Sequence[Row], below: Widget) -> list[Row]:
        """Take the digits out of the rows of the widget below, whose other rows are returned."""
        left, block = lift_digits(rows, self._kind)
        self._block = block
        self.display = block is not None
        if block is not None:
            x, y = below.region.offset
            place = (x + block.x, y + block.y, block.width, len(block.rows))
            if place != self._placed:
                self._placed = place
                self.styles.offset = place[:2]
                self.styles.width, self.styles.height = place[2:]
        return left
