"""The clock alone: for a monitor that the speaker looks at."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from sommet_tui.companion.panel import CUE_SHOWN
from sommet_tui.domain.panel.segments import cue
from sommet_tui.tui.keys.table import BACK, bindings
from sommet_tui.tui.render.digits import SHAPES, digits, drawn, rows_of, width_in
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    centred,
    clipped,
    fit,
    fit_row,
    paragraphs,
    row,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.controller import StageController
from sommet_tui.tui.stage.keys import FULL
from sommet_tui.tui.stage.view import StageView, loud
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.large_time import LargeTime
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.moderator import cue_sign
from sommet_tui.wording.sentences import headline


class StageClockScreen(CompanionScreen):
    """No header, no keys, nothing that could be pressed by mistake but the way back."""

    QUIET = True
    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, FULL))

    def __init__(self, viewer: Viewer, controller: StageController) -> None:
        super().__init__(viewer)
        self._controller = controller
        self._page = FixedLines(self._paint, classes="pane")
        self._time = LargeTime()

    @property
    def room(self) -> str | None:
        """The room whose lane is shown."""
        return self._controller.room

    def compose(self) -> ComposeResult:
        """The page, and the digits over it."""
        self._theme = self.app.theme
        yield self._page
        yield self._time

    def tick(self, *, changed: bool = False) -> None:
        """Paint whatever looks different."""
        del changed
        self._page.update()
        self._time.update()

    async def action_full(self) -> None:
        """The same key leads back."""
        await self.action_back()

    def _paint(self, width: int, height: int) -> list[Row]:
        rows = clock_page(
            self.viewer.scene(), self._controller.view(), width, height, self.viewer.cue_minutes
        )
        return self._time.lift(rows, self._page)


def clock_page(
    scene: Scene, view: StageView | None, width: int, height: int, cues: Sequence[int] = ()
) -> list[Row]:
    """Exactly `height` rows: a title on top, the digits in the middle, sign and line below.

    `cues` are minutes before the end at which a quiet sign is due.
    """
    rehearsing = scene.snapshot.events.rehearsal is not None
    mark = row(Span(f" {scene.words.say('REHEARSAL')} ", "badge")) if rehearsing else BLANK
    if view is None:
        return [fit_row(centred(mark, width), width), *([BLANK] * (height - 1))][:height]
    found = loud(scene, view.standing)
    title = headline(found.about) if found.about else found.word
    top = [
        centred(mark, width),
        centred(row(Span(fit(title, width - 2), "muted")), width),
    ]
    if not rehearsing:
        top.reverse()
    left = view.standing.remaining
    due = cue(left, cues, CUE_SHOWN) if left is not None else None
    said = found.sign if due is None else cue_sign(due, scene.words)
    sign = Span(f" {said} ", found.badge) if said else Span("")
    message = view.messages.speaker[-1].text if view.messages.speaker else ""
    line = _message(message, width, height) if message else []
    bottom = [centred(row(sign), width), *([BLANK, *line] if line and height >= 12 else line)]
    room = max(1, height - len(top) - len(bottom) - (2 if height >= 12 else 0))
    drawn = digits(found.time, found.style, width - 4, room) if found.time else [BLANK]
    drawn = [centred(r, width) for r in _even(drawn)]
    spare = max(0, height - len(top) - len(drawn) - len(bottom))
    above = [BLANK] * (spare // 2)
    gap = [BLANK] if spare >= 2 else []
    below = [BLANK] * (spare - len(above) - len(gap))
    rows = [*top, *above, *drawn, *gap, *bottom, *below][:height]
    return [fit_row(r, width) for r in rows]


def _message(text: str, width: int, height: int) -> list[Row]:
    """The stage's line: in large letters on up to a third of the rows, else on a band."""
    found = large(text, width - 4, height // 3)
    if found:
        return [centred(row(Span(each, "title")), width) for each in found]
    lines = clipped(paragraphs(text, width - 4, "room"), max(2, height // 6), width - 4)
    if height < 12:
        return [centred(each, width) for each in lines]
    around = row(Span(" " * width, "room"))
    return [around, *(_on_band(each, width) for each in lines), around]


def _on_band(line: Row, width: int) -> Row:
    """A line in the middle of a row of its own colour."""
    before = (width - width_of(line)) // 2
    after = width - width_of(line) - before
    return row(Span(" " * before, "room"), *line, Span(" " * after, "room"))


def _even(drawn: list[Row]) -> list[Row]:
    """The digits with all rows as wide as the widest, so that they are moved as one."""
    widest = max((width_of(r) for r in drawn), default=0)
    return [(*r, Span(" " * (widest - width_of(r)))) if r else r for r in drawn]


_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "010 101 111 101 101",
        "B": "110 101 110 101 110",
        "C": "011 100 100 100 011",
        "D": "110 101 101 101 110",
        "E": "111 100 110 100 111",
        "F": "111 100 110 100 100",
        "G": "011 100 101 101 011",
        "H": "101 101 111 101 101",
        "I": "111 010 010 010 111",
        "J": "001 001 001 101 010",
        "K": "101 101 110 101 101",
        "L": "100 100 100 100 111",
        "M": "10001 11011 10101 10001 10001",
        "N": "1001 1101 1011 1001 1001",
        "O": "010 101 101 101 010",
        "P": "110 101 110 100 100",
        "Q": "0110 1001 1001 1011 0111",
        "R": "110 101 110 101 101",
        "S": "011 100 111 001 110",
        "T": "111 010 010 010 010",
        "U": "101 101 101 101 111",
        "V": "101 101 101 101 010",
        "W": "10001 10001 10101 11011 10001",
        "X": "101 101 010 101 101",
        "Y": "101 101 010 010 010",
        "Z": "111 001 010 100 111",
        ".": "0 0 0 0 1",
        ",": "00 00 00 01 10",
        "!": "1 1 1 0 1",
        "?": "110 001 010 000 010",
        "'": "1 1 0 0 0",
        '"': "101 101 000 000 000",
        "/": "001 001 010 100 100",
        "(": "01 10 10 10 01",
        ")": "10 01 01 01 10",
        "«": "0000 0101 1010 0101 0000",
        "»": "0000 1010 0101 1010 0000",
        " ": "0 0 0 0 0",
    }
)
_SHAPES = {**SHAPES, **{letter: tuple(shape.split()) for letter, shape in _LETTERS.items()}}
_INSTEAD = str.maketrans({"’": "'", "“": '"', "”": '"', "–": "-", "−": "-", "Œ": "OE", "Æ": "AE"})
_LARGEST = 4


def large(text: str, width: int, height: int) -> list[str]:
    """The text in the largest letters that fit `width` by `height` cells, each row as wide.

    Empty where it does not fit, or has a character for which there is no large shape.
    """
    words = [_plain(word) for word in text.split(" ") if word.strip()]
    if not words or any(c not in _SHAPES for word in words for c in word):
        return []
    for dot in range(_LARGEST, 0, -1):
        lines = _lines(words, dot, width)
        if lines and len(lines) * (rows_of(dot) + 1) - 1 <= height:
            return _rows(lines, dot)
    return []


def _plain(text: str) -> str:
    """Capitals without accents; a space that does not break, and an ellipsis, as plain ones."""
    parts = unicodedata.normalize("NFKD", text.upper().translate(_INSTEAD))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _lines(words: list[str], dot: int, width: int) -> list[str]:
    """The words on lines that fit; none where a word alone does not."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if width_in(longer, dot, _SHAPES) <= width:
            lines[-1:] = [longer]
        elif width_in(word, dot, _SHAPES) <= width:
            lines.append(word)
        else:
            return []
    return lines


def _rows(lines: list[str], dot: int) -> list[str]:
    """The lines below one another with a row between them, each in the middle."""
    widest = max(width_in(line, dot, _SHAPES) for line in lines)
    rows: list[str] = []
    for line in lines:
        rows += [" " * widest] if rows else []
        rows += [row.center(widest) for row in drawn(line, dot, _SHAPES)]
    return rows
