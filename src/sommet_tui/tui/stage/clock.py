"""The clock alone: for a monitor that the speaker looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from sommet_tui.companion.keys import APP_BACK, CLOCK_BLACK, CLOCK_FLASH, STAGE_FULL, Key
from sommet_tui.companion.panel import CUE_SHOWN
from sommet_tui.domain.panel.segments import cue
from sommet_tui.domain.rundown.standing import Standing
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.digits import digits
from sommet_tui.tui.render.header import rehearsal_forms
from sommet_tui.tui.render.letters import large, large_message
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
    spread,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.controller import StageController
from sommet_tui.tui.stage.view import StageView, loud
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.large_time import LargeTime
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.moderator import cue_sign
from sommet_tui.wording.sentences import headline, room_name
from sommet_tui.wording.times import column_time
from sommet_tui.wording.words import Words

_FLASHES = 6
"""How many times the page turns round, and back, in a flash."""
_FLASH = 0.25
"""Seconds for which it stays so."""
_NOTHING = timedelta(0)


class StageClockScreen(CompanionScreen):
    """No header, no keys at the foot, nothing that could be pressed by mistake but the way back."""

    QUIET = True
    LETTERS_ACT = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (APP_BACK, STAGE_FULL, CLOCK_FLASH, CLOCK_BLACK)
    )
    KEYS: ClassVar[Sequence[Key]] = ()

    def __init__(self, viewer: Viewer, controller: StageController) -> None:
        super().__init__(viewer)
        self._controller = controller
        self._page = FixedLines(self._paint, classes="pane")
        self._time = LargeTime()
        self._flashes = 0
        self._black = False

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
        self.action_back()

    def action_flash(self) -> None:
        """Have the speaker look up."""
        running = self._flashes > 0
        self._flashes = _FLASHES
        if not running:
            self._turn()

    def _turn(self) -> None:
        self.tick()
        if self._flashes:
            self._flashes -= 1
            self.set_timer(_FLASH, self._turn)

    def action_black(self) -> None:
        """Show nothing at all, or the clock again."""
        self._black = not self._black
        self.tick()

    def _paint(self, width: int, height: int) -> list[Row]:
        if self._black or self._flashes % 2:
            style = "" if self._black else "badge-warning"
            return self._time.lift([row(Span(" " * width, style))] * height, self._page)
        rows = clock_page(
            self.viewer.scene(),
            self._controller.view(),
            width,
            height,
            self.viewer.settings.cue_minutes,
        )
        return self._time.lift(rows, self._page)


def clock_page(
    scene: Scene, view: StageView | None, width: int, height: int, cues: Sequence[int] = ()
) -> list[Row]:
    """Exactly `height` rows: where and when on top, the digits, their word; a message below.

    `cues` are minutes before the end at which a quiet sign is due.
    """
    top = [_corners(scene, view, width)]
    if view is None:
        return [*top, *([BLANK] * height)][:height]
    found, standing = loud(scene, view.standing), view.standing
    title = headline(found.about) if found.about else found.word
    top.append(centred(row(Span(fit(title, width - 2), "muted")), width))
    message = view.messages.speaker[-1].text if view.messages.speaker else ""
    lower = _message(message, width, height) if message else []
    rest = height - len(top) - len(lower) - bool(lower)
    sign = _sign(scene, view, cues)
    signed = [centred(sign, width)] if sign else []
    word = _word(scene.words, standing, width, rest // 3 if rest >= _LARGE_WORD else 1)
    # What is to come is never in the colour of what is left.
    style = found.style if standing.running is not None else "muted"
    room = max(1, rest - len(word) - len(signed) - 2 * (rest >= 8))
    drawn = digits(found.time, style, width - 4, room) if found.time else [BLANK]
    drawn = [centred(r, width) for r in _even(drawn)]
    spare = max(0, rest - len(drawn) - len(word) - len(signed))
    above, gap = spare // 2, min(1, spare - spare // 2)
    below = spare - above - gap
    middle = [*([BLANK] * above), *drawn, *([BLANK] * gap), *word, *signed, *([BLANK] * below)]
    rows = [*top, *middle, *([BLANK] if lower else []), *lower][:height]
    return [fit_row(r, width) for r in rows]


def _corners(scene: Scene, view: StageView | None, width: int) -> Row:
    """The room at the left, the time of day at the right; between them that it is a rehearsal."""
    programme = scene.snapshot.programme
    named = view is not None and len(programme.rooms) > 1
    room = room_name(programme, view.plan.lane.room) if named and view is not None else None
    rehearsing = scene.snapshot.events.rehearsal is not None
    unrecorded = scene.unrecorded_since is not None
    said = rehearsal_forms(scene)[-1] if unrecorded else scene.words.say("REHEARSAL")
    mark = (Span(f" {said} ", "badge-warning" if unrecorded else "badge"),) if rehearsing else ()
    left = row(" ", Span(room or "", "muted"), "  " if room and rehearsing else "", *mark)
    return spread(left, row(Span(column_time(scene.now, scene.zones), "muted"), " "), width)


def _sign(scene: Scene, view: StageView, cues: Sequence[int]) -> Row:
    """What colour alone would say of the time that is left; none between sessions."""
    standing, found = view.standing, loud(scene, view.standing)
    if standing.running is None or standing.paused_since is not None:
        return BLANK
    left = standing.remaining
    due = cue(left, cues, CUE_SHOWN) if left is not None else None
    over = left is not None and left < _NOTHING  # the word says so
    said = cue_sign(due, scene.words) if due is not None else None if over else found.sign
    return row(Span(f" {said} ", found.badge)) if said else BLANK


def _word(words: Words, standing: Standing, width: int, height: int) -> list[Row]:
    """What the digits count, as large as there is room for."""
    said, style = clock_word(words, standing)
    drawn = large(said, width - 4, height) if height >= _LEAST else []
    if drawn:
        return [centred(row(Span(each, style)), width) for each in drawn]
    return [centred(row(Span(said.upper(), style)), width)]


_LARGE_WORD = 14
"""From so many rows on the word is as large as it can be; below, they are the digits'."""
_LEAST = 3
"""The rows that large letters take, at least."""


def clock_word(words: Words, standing: Standing) -> tuple[str, str]:
    """The word for what is counted, in every state one, and its style."""
    left = standing.remaining
    if standing.running is None:
        coming = standing.next
        if coming is None or coming.start is None:
            return words.say("the end"), "muted"
        late = coming.start <= standing.at
        return (words.say("waiting") if late else words.say("starts in")), "muted"
    if standing.paused_since is not None:
        return words.say("pause"), "warning"
    if left is not None and left < _NOTHING:
        return words.say("overtime"), "danger"
    return words.say("time left"), _left_style(standing)


def _left_style(standing: Standing) -> str:
    """The colour of the time that is left."""
    return {"warning": "warning", "danger": "danger"}.get(standing.alert or "", "time")


_KEPT = 7
"""The rows that a message leaves: where and what it is, the smallest digits and their word."""


def _message(text: str, width: int, whole: int) -> list[Row]:
    """The stage's line: in large letters on half of the rows or, if need be, more; else a band."""
    height = max(1, whole // 2 - 1)
    found = large_message(text, width - 4, height, max(height, whole - _KEPT))
    if found:
        return [centred(row(Span(each, "title")), width) for each in found]
    lines = clipped(paragraphs(text, width - 4, "room"), max(2, height - 2), width - 4)
    if height < _BAND:
        return [centred(each, width) for each in lines]
    around = row(Span(" " * width, "room"))
    return [around, *(_on_band(each, width) for each in lines), around]


_BAND = 5
"""From so many rows on a message that is not large has a band of its own colour around it."""


def _on_band(line: Row, width: int) -> Row:
    """A line in the middle of a row of its own colour."""
    before = (width - width_of(line)) // 2
    after = width - width_of(line) - before
    return row(Span(" " * before, "room"), *line, Span(" " * after, "room"))


def _even(drawn: list[Row]) -> list[Row]:
    """The digits with all rows as wide as the widest, so that they are moved as one."""
    widest = max((width_of(r) for r in drawn), default=0)
    return [(*r, Span(" " * (widest - width_of(r)))) if r else r for r in drawn]
