"""The speaker's clock: a full screen for a monitor in front of the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from textual.app import ComposeResult

from sommet_tui.companion.keys import APP_BACK, SPEAKERS_CLOCK, STAGE_FULL
from sommet_tui.companion.panel import CUE_SHOWN, PanelMoment
from sommet_tui.domain.panel import due_cue
from sommet_tui.domain.rundown.lane_now import elapsed_time
from sommet_tui.domain.values import frozen
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.digits import large_letters, large_message, stretched_digits
from sommet_tui.tui.render.header import rehearsal_variants
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    centre,
    clip,
    fit,
    fit_row,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.stage.board import large_text
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane, StageView
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording import session_texts
from sommet_tui.wording.panel import cue_sign, short_name
from sommet_tui.wording.stage import alert_sign
from sommet_tui.wording.times import column_time, days_until
from sommet_tui.wording.words import mark

_FLASHES = 6
"""The number of changes in a flash. They reverse and restore the page in turn."""
_FLASH = 0.25
"""The seconds for which the page stays reversed."""
_ZERO = timedelta(0)


class StageClockScreen(CompanionScreen):
    """The speaker's clock, without header and footer.

    Only few keys work, so that a wrong key does no harm.
    """

    QUIET = True
    KEEPS_LETTER_KEYS = True
    BINDINGS = bindings((APP_BACK, STAGE_FULL, *SPEAKERS_CLOCK))
    KEYS = ()

    def __init__(self, viewer: Viewer, lane: ShownLane) -> None:
        super().__init__(viewer, lambda: lane.room)
        self._shown_lane = lane
        self._page = FixedLines(self._paint)
        self._flashes = 0
        self._black = False

    def compose(self) -> ComposeResult:
        """Create the page."""
        self._theme = self.app.theme
        yield self._page

    def tick(self, *, changed: bool = False) -> None:
        del changed
        self._page.update()

    async def action_toggle_clock(self) -> None:
        """Go back to the stage."""
        self.action_back()

    def action_flash(self) -> None:
        """Flash the screen to make the speaker look up."""
        running = self._flashes > 0
        self._flashes = _FLASHES
        if not running:
            self._flash()

    def _flash(self) -> None:
        self.tick()
        if self._flashes:
            self._flashes -= 1
            self.set_timer(_FLASH, self._flash)

    def action_toggle_black(self) -> None:
        """Make the screen black, or show the clock again."""
        self._black = not self._black
        self.tick()

    def action_toggle_counting(self) -> None:
        """Switch between the time left and the elapsed time."""
        self._shown_lane.counts_up = not self._shown_lane.counts_up
        self.tick()

    def _paint(self, width: int, height: int) -> list[Row]:
        if self._black or self._flashes % 2:
            style = "" if self._black else "badge-warning"
            return [text_row(" " * width, style)] * height
        return clock_page(
            self.viewer.scene(),
            self._shown_lane.view(),
            width,
            height,
            self.viewer.settings.cue_minutes,
            up=self._shown_lane.counts_up,
        )


def clock_page(  # noqa: PLR0913 - each of the lane, the window and the settings
    scene: Scene,
    view: StageView | None,
    width: int,
    height: int,
    cues: Sequence[int] = (),
    *,
    up: bool = False,
) -> list[Row]:
    """Return exactly `height` rows: room, times, digits, the word for the digits, and a message.

    At each of the `cues` (minutes before the end), the word becomes a silent signal. If `up`, the
    clock shows the elapsed time instead of the time left.
    """
    message = view.messages.speaker[-1].text if view is not None and view.messages.speaker else ""
    lower = [BLANK, *_message_rows(message, width, height)] if message else []
    if not message and height >= _STRIP:
        lower = _large_time_rows(scene, view, width, height)
    if not message and view is not None and view.turn is not None:
        lower = [*_turn_rows(scene, view.turn, width, height), *lower]
    top = [_corner_row(scene, view, width, times=bool(message) or height < _STRIP)]
    if view is None:
        return [*top, *([BLANK] * height)][:height]
    face = _clock_face(scene, view, cues, up=up)
    top.append(centre(text_row(fit(face.title, width - 2), "muted"), width))
    rest = max(0, height - len(top) - len(lower))
    word = _word_rows(face, width, max(_MIN_LETTERS, rest // 4) if rest >= _LARGE_WORD else 1)
    gap = max(1, rest // _AIR)  # space between digits and word or edge
    below = gap if lower or face.banner else 0
    above = gap if face.banner else 0
    if rest < _LOW:
        above = below = 0
    room = max(1, rest - len(word) - gap - above - below)
    drawn = stretched_digits(face.time, face.style, width - _SIDES, room) if face.time else []
    if drawn:
        word = [*([BLANK] * gap), *word]
    spare = max(0, rest - len(drawn) - len(word))
    above = max(above, (spare - below) // 2)
    middle = [*([BLANK] * above), *drawn, *word, *([BLANK] * (spare - above))]
    if face.banner:
        middle = [_filled_row(r, width, face.style) for r in middle]
    rows = [*top, *(centre(r, width) for r in middle), *lower][:height]
    return [fit_row(r, width) for r in rows]


_AIR = 16
"""The free rows for which one blank row is added between the digits and their word."""
_LOW = 9
"""Below this height, no blank rows surround the digits and the word."""
_SIDES = 2
"""The cells that the digits leave free, on both sides together."""
_STRIP = 30
"""From this height on, the time of day and the end are large, at the bottom."""
_LARGE_WORD = 12
"""From this height on, the word is large. In a lower window, the digits need the space."""


@frozen
class _Face:
    """The content of the clock: the digits, the word for them, and the session.

    The digits have the style `style`, and the word has `word_style`. If `banner`, both are on a
    coloured band as wide as the window.
    """

    time: str
    style: str
    word: str
    word_style: str
    title: str
    banner: bool = False


_WORDS = mark({"over": "the end", "overdue": "waiting", "ahead": "starts in"})
"""The words for the digits while no session is running, except for a number of days."""


def _clock_face(scene: Scene, view: StageView, cues: Sequence[int], *, up: bool) -> _Face:
    """Return the digits and the word to show now.

    The word says only what the digits do not show.
    """
    words, timing = scene.words, view.timing
    found = large_text(scene, timing)
    title = (
        session_texts.headline(timing.current_or_next.session)
        if timing.current_or_next is not None
        else ""
    )
    if timing.running is not None and timing.running.by_clock:
        title = session_texts.join([title, words.say("started automatically")])
    running, left = timing.running, timing.remaining
    if running is None or left is None:
        word = _WORDS.get(found.state)
        word = words.say(word) if word else found.word
        # The time until a start never has the colour of the time left.
        return _Face(found.time, "muted", word, "muted", title)
    time = scene.time_left_text(elapsed_time(running, timing.at)) if up else found.time
    paused = timing.paused_since is not None
    due = None if paused else due_cue(left, cues, CUE_SHOWN)
    word, style = words.say("pause"), "warning"
    if not paused:
        usual = words.say("elapsed") if up else words.say("time left")
        word = alert_sign(timing.alert, running.session.danger_minutes, words) or usual
        style = found.style
    if left < _ZERO:
        sign = word if due is None else cue_sign(due, words)
        return _Face(time, "overtime", sign, "overtime", title, banner=True)
    if due is not None:  # The sign says only what the digits do not show.
        word, style = cue_sign(due, words) if up or not due else word, "chip"
    return _Face(time, found.style, word, style, title)


def _corner_row(scene: Scene, view: StageView | None, width: int, *, times: bool) -> Row:
    """Return the top row: the name of the room, and a mark during a rehearsal.

    If `times`, the time of day and the end or start are at the right.
    """
    programme = scene.programme
    room = None
    if view is not None and programme.has_several_rooms:
        room = session_texts.room_name(programme, view.timing.state.plan.lane.room)
    rehearsing = scene.snapshot.events.rehearsal is not None
    unrecorded = scene.unrecorded_since is not None
    label = rehearsal_variants(scene)[-1] if unrecorded else scene.words.say("REHEARSAL")
    sign = (Span(f" {label} ", "badge-warning" if unrecorded else "badge"),) if rehearsing else ()
    left = row(" ", Span(room or "", "muted"), "  " if room and rehearsing else "", *sign)
    shown = " · ".join(filter(None, _times(scene, view))) if times else ""
    return justify(left, row(Span(shown, "muted"), " "), width)


def _times(scene: Scene, view: StageView | None) -> tuple[str, str]:
    """Return two texts: the time of day, and the end of the running session or the next start.

    The second text is empty if neither is known, during a pause, and if the start is on a later
    day.
    """
    now, words = column_time(scene.now, scene.zones), scene.words
    timing = view.timing if view is not None else None
    if timing is None:
        return now, ""
    if timing.running is not None and timing.remaining is not None:
        if timing.paused_since is not None:
            return now, ""  # During a pause, the end moves every second.
        end = column_time(timing.at + timing.remaining, scene.zones)
        return now, words.say("end {time}", time=end)
    coming = timing.next
    if coming is None or coming.start is None or days_until(coming.start, scene) is not None:
        return now, ""
    due = max(coming.due_start, coming.start) if coming.start > timing.at else coming.due_start
    return now, words.say("start {time}", time=column_time(due, scene.zones))


def _turn_rows(scene: Scene, panel: PanelMoment, width: int, height: int) -> list[Row]:
    """Return the name of the speaker and the time left of the turn.

    After the limit of the turn, the rows have reversed colours.
    """
    left, seat = panel.turn_time_left or _ZERO, panel.seat(panel.speaking or "")
    name = short_name(seat, panel) if seat is not None else ""
    text, over = f"{name} {scene.time_left_text(left)}".strip(), left < _ZERO
    drawn = (
        large_letters(text, width - 4, max(_MIN_LETTERS, height // 8))
        if height >= _LARGE_WORD
        else []
    )
    shown = [text_row(line, "chip" if over else "title") for line in drawn or [text]]
    if over:
        return [_filled_row(line, width, "chip") for line in shown]
    return [centre(line, width) for line in shown]


def _large_time_rows(scene: Scene, view: StageView | None, width: int, height: int) -> list[Row]:
    """Return a blank row and, in large letters, the time of day and the end or start."""
    time, until = _times(scene, view)
    room, most = (width - 6) // 2, max(_MIN_LETTERS + 1, height // 11)
    end = large_letters(until, room, most) if until else []
    now = large_letters(time, room, len(end) or most)  # The time of day is no larger than the end.
    if not now:
        return []
    end = [*([""] * (len(now) - len(end))), *end]
    pairs = zip(now, end[-len(now) :], strict=True)
    shown = [
        justify(row("  ", Span(a, "muted")), row(Span(b, "muted"), "  "), width) for a, b in pairs
    ]
    return [BLANK, *shown]


def _word_rows(face: _Face, width: int, height: int) -> list[Row]:
    """Return the word for the digits in letters as large as `width` and `height` allow."""
    drawn = large_message(face.word, width - 4, height, height) if height >= _MIN_LETTERS else []
    shown = [text_row(line, face.word_style) for line in drawn]
    shown = shown or [text_row(face.word.upper(), face.word_style)]
    if face.word_style == "chip":
        return [_filled_row(line, width, "chip") for line in shown]
    return shown


_MIN_LETTERS = 3
"""The minimum height of large letters, in rows."""


_RESERVED_ROWS = 7
"""The rows that a large message leaves for the room, the session, the digits and the word."""


def _message_rows(text: str, width: int, whole: int) -> list[Row]:
    """Return the rows of a message from the stage, in a window with `whole` rows.

    The letters are large or, if the message is too long, of usual size on a coloured band.
    """
    height = max(1, whole // 2 - 1)
    found = large_message(text, width - 4, height, max(height, whole - _RESERVED_ROWS))
    if found:
        return [centre(text_row(line, "title"), width) for line in found]
    lines = clip(paragraphs(text, width - 4, "room"), max(2, height - 2), width - 4)
    if height < _BAND:
        return [centre(line, width) for line in lines]
    around = text_row(" " * width, "room")
    return [around, *(_filled_row(line, width, "room") for line in lines), around]


_BAND = 5
"""From this height on, a message in normal letters is on a coloured band."""


def _filled_row(line: Row, width: int, style: str) -> Row:
    """Return a centred line on a background in the style `style`, over the whole width."""
    before = (width - width_of(line)) // 2
    after = width - width_of(line) - before
    return row(Span(" " * before, style), *line, Span(" " * after, style))
