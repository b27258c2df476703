"""The app's own line: what was done and what rings; nothing of it ever covers anything."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sommet_tui.domain.values import dataclass
from sommet_tui.tui.keys.table import MESSAGES
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clipped,
    indented,
    paragraphs,
    row,
    spread,
    width_of,
)
from sommet_tui.tui.widgets.lines import FixedLines

if TYPE_CHECKING:
    from sommet_tui.tui.viewer import Viewer

Weight = Literal["information", "reminder", "warning", "error"]

_STYLES: dict[str, str] = {
    "information": "accent",
    "reminder": "warning",
    "warning": "warning",
    "error": "danger",
}
_KEPT = 200
"""How many messages stay to be read."""
_MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `at` is the time that was shown then.

    `until` is when it goes, in seconds of a clock that counts them.
    """

    text: str
    weight: Weight
    at: datetime
    until: float


class MessageLog:
    """What the app said: the newest stands on the line until its time is over."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` counts seconds, whatever time is shown."""
        self._clock = clock
        self._standing: list[Said] = []
        self.all: deque[Said] = deque(maxlen=_KEPT)
        """Everything that was said, the oldest first."""

    def say(self, text: str, weight: Weight, at: datetime, seconds: float) -> None:
        """Put a message on the line, for so many seconds; what was said before waits under it."""
        said = Said(text, weight, at, self._clock() + seconds)
        self.all.append(said)
        # What was done is true until something else is done.
        lasting = [each for each in self._standing if each.weight != "information"]
        self._standing = [*(each for each in lasting if each.text != text), said]

    @property
    def current(self) -> Said | None:
        """What stands on the line."""
        now = self._clock()
        self._standing = [each for each in self._standing if each.until > now]
        return self._standing[-1] if self._standing else None

    @property
    def waiting(self) -> int:
        """How many stand under the one that is shown."""
        return max(0, len(self._standing) - 1)

    def put_away(self) -> bool:
        """Take what rings or complains off the line; whether there was anything to take."""
        current = self.current
        if current is None:
            return False
        self._standing.remove(current)
        return current.weight != "information"


class MessageLine(FixedLines):
    """Shows what was said last; it has rows of its own only while there is something."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(self._paint, id="message")
        self._viewer = viewer
        self._height = 0
        self.display = False

    def show(self, width: int, height: int) -> None:
        """Be up to date on a screen of this size."""
        rows = len(self._said(width, height))
        if rows != self._height:
            self._height = rows
            self.styles.height = rows
            self.display = rows > 0
        if rows:
            self.update()

    def _said(self, width: int, height: int) -> list[Row]:
        said = self._viewer.messages.current
        if said is None:
            return []
        most = _MOST_ROWS if height >= 18 and said.weight != "information" else 1
        right, waiting = BLANK, self._viewer.messages.waiting
        if waiting:
            more = self._viewer.words.count("{n} more", "{n} more", waiting)
            right = row(Span(self._viewer.keymap.shown(MESSAGES), "key"), Span(f" {more}", "muted"))
        inner = max(1, width - 2 - (width_of(right) + 2 if right else 0))
        first, *rest = clipped(paragraphs(said.text, inner, _STYLES[said.weight]), most, inner)
        return [indented(spread(first, right, width - 2), 1), *(indented(each, 1) for each in rest)]

    def _paint(self, width: int, _height: int) -> list[Row]:
        return self._said(width, self.screen.size.height)


def said_rows(viewer: Viewer, width: int) -> list[Row]:
    """Everything that was said, the newest first, for a page to read."""
    rows: list[Row] = []
    for said in reversed(viewer.messages.all):
        local = viewer.zones.local(said.at)
        first, *more = paragraphs(said.text, max(10, width - 8), _STYLES[said.weight])
        rows.append(row(Span(f" {local:%H:%M}  ", "muted"), *first))
        rows += [indented(each, 8) for each in more]
    if not rows:
        rows.append(row(" ", Span(viewer.words.say("Nothing was said yet."), "muted")))
    return rows
