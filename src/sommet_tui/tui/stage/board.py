"""The rows of the Stage screen above and below its list: the board, the rails, and the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.keys import STAGE_SEEN
from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.messages import UNTIL_WITHDRAWN, Message
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown import acts, delay_cost
from sommet_tui.domain.rundown.lane_now import LaneEntry, LaneGap, LaneTiming, lane_entries
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.values import frozen
from sommet_tui.pages.stage import LogLine, item_times, lateness, log_lines, planned_times
from sommet_tui.tui.keys_on_screen import key_span
from sommet_tui.tui.questions import answer_keys
from sommet_tui.tui.render.colours import ALERT_STYLES
from sommet_tui.tui.render.digits import digit_height, digits
from sommet_tui.tui.render.rail import Scale, Stretch, hours_row, rail
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    cut_or_pad,
    fit,
    fit_row,
    fitting_variant,
    indent_rows,
    join_side_by_side,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.stage.shown_lane_and_key_results import LaneMessages, StageView
from sommet_tui.tui.stage.useful_keys import StageKey, stage_keys
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.expected_times import notice_text
from sommet_tui.wording.messages import expiry_words, recipient_words, seen_words
from sommet_tui.wording.session_texts import headline, join, room_name, seats_word, short_name
from sommet_tui.wording.stage import (
    alert_sign,
    cancelled_and_skipped_counts,
    cost_variants,
    held_session_counts,
    new_end_words,
    not_acting_sentence,
    offset_words,
)
from sommet_tui.wording.times import column_time, date_text, days_until, sentence_time
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.panel import SessionTiming

_ZERO = timedelta(0)
_STYLES = {"normal": "time", "warning": "warning", "danger": "danger", "overtime": "danger"}
_BADGES = {"warning": "badge", "danger": "badge-warning", "overtime": "badge-warning"}


@frozen
class LargeText:
    """The large digits on the board, with the words that explain them.

    `time` is "46:53", "+4:10", a number of days, or "" after the last session. `state` is the kind
    of time that the digits count, and `word` is its word on the screen. `sign` explains the colour,
    or is None. `badge` is the style of the sign. `eyebrow` is the progress of the session, such as
    "ON NOW".
    """

    state: Literal["runs", "days", "ahead", "overdue", "over"]
    time: str
    style: str
    word: str
    eyebrow: str
    sign: str | None = None
    badge: str = "badge"


def large_text(scene: Scene, timing: LaneTiming) -> LargeText:
    """Return the large text for this instant.

    It shows the time left of the running session, the time until the next one, or no time.
    """
    if timing.running is not None:
        paused = timing.paused_since is not None
        eyebrow = scene.words.say("PAUSED") if paused else scene.words.say("ON NOW")
        return running_text(scene, timing.running.session, timing, eyebrow)
    if timing.next is not None:
        return _waiting_text(scene, timing, timing.next)
    sentence = scene.words.say("Nothing else is planned.")
    return LargeText("over", "", "muted", sentence, scene.words.say("AFTER THE DAY"))


def running_text(
    scene: Scene,
    session: Session,
    timing: LaneTiming | SessionTiming,
    eyebrow: str,
    sign: str | None = None,
) -> LargeText:
    """Return the time left of a running session.

    If `sign` is given, it replaces the words of the alert.
    """
    words, since = scene.words, timing.paused_since
    left, alert = timing.remaining or _ZERO, timing.alert or "normal"
    time = scene.time_left_text(left)
    word = words.say("left") if left >= _ZERO else words.say("overtime")
    sign = sign or alert_sign(alert, session.danger_minutes, words)
    style, badge = _STYLES[alert], _BADGES.get(alert, "badge")
    if since is not None:
        sign = words.say("PAUSED SINCE {time}", time=column_time(since, scene.zones))
        if left >= _ZERO:
            style, badge, word = "warning", "badge", words.say("left (paused)")
    return LargeText("runs", time, style, word, eyebrow, sign, badge)


def _waiting_text(scene: Scene, timing: LaneTiming, item: Projected) -> LargeText:
    """Return the time until the next session starts, or how long its start is overdue."""
    words = scene.words
    assert item.start is not None
    rest = next((i for i in timing.items if i.status == "running"), None)
    name = words.say("BREAK") if rest else words.say("NEXT")
    since = timing.overdue_since
    if since is not None:
        word = words.say("since its planned start")
        if since > item.due_start:
            word = words.say("since the previous session")
        return not_started_text(scene, since, name, word)
    is_before = all(i.actual.start is None and i.status != "done" for i in timing.items)
    is_before = is_before or days_until(item.start, scene) is not None
    eyebrow = words.say("BEFORE THE DAY") if is_before else name
    return countdown_text(scene, item.start, eyebrow)


def not_started_text(scene: Scene, since: datetime, eyebrow: str, word: str) -> LargeText:
    """Return the time since the instant `since`, at which a session should have started."""
    words, time = scene.words, scene.time_left_text(since - scene.now.replace(microsecond=0))
    sign = words.say("NOT STARTED")
    return LargeText("overdue", time, "danger", word, eyebrow, sign, "badge-warning")


def countdown_text(scene: Scene, start: datetime, eyebrow: str) -> LargeText:
    """Return the days until a session starts or, on the day itself, the hours and minutes."""
    words, days = scene.words, days_until(start, scene)
    if days is not None:
        unit = words.count("day until the start", "days until the start", days)
        return LargeText("days", str(days), "time", unit, eyebrow)
    time = scene.time_left_text(max(_ZERO, start - scene.now))
    return LargeText("ahead", time, "time", words.say("until the start"), eyebrow)


MARGIN = 2
_BESIDE = 60
"""From this width on, the keys are beside the digits instead of below them."""
_MIN_DIGITS = 5
"""The minimum height of the digits, in rows. Other parts shrink before the digits do."""
_WIDEST_TIME = "+0:00"
"""The digits are at least as wide as this text, so that they never move while they count."""
_TALL = 9
"""From this height on, the planned and the expected time have their own rows."""
_EFFECTS = 24
"""The cells from the start of the keys to the column of their effects."""
_MIN_EFFECT = 14
"""The minimum width of the column of effects, in cells."""
_AIR = 30
"""From this height on, a blank row is between the digits and the messages below them."""
OVER = 5
"""The height of the board after the day, in rows. The list of times needs the rest."""


def board_height(free: int) -> int:
    """Return the rows of the board when the board and the list of the lane share `free` rows."""
    return digit_height(max(2, round(free / 9))) + 4 + (free >= _AIR)


def board_rows(  # noqa: PLR0913, PLR0917 - the lane, the window, and what the user is doing
    scene: Scene,
    view: StageView,
    width: int,
    height: int,
    question: str = "",
    selected: Session | None = None,
    *,
    alone: bool = False,
) -> list[Row]:
    """Return exactly `height` rows of the board. A `question` replaces the keys.

    If `alone`, no lane is below the board, so the board also shows the cost of a delay. The keys
    for minutes act on the session `selected`, unless it is None.
    """
    inner = max(10, width - 2 * MARGIN)
    found = large_text(scene, view.timing)
    parts = _Parts(scene, view, found, stage_keys(view, scene, selected), question)
    beside = width >= _BESIDE
    head = _head_rows(scene, view, found, inner, beside=beside)
    message = _message_row(scene, view, inner)
    cost = _cost_rows(scene, view, inner, 1 if beside else 2) if alone else []
    free = height - len(head)
    if beside:
        # To make room for the digits, a low window leaves out rows: first the cue, then the margin.
        kept = max(0, min(3, free - _MIN_DIGITS))
        drawn = _rows_beside_digits(parts, inner, free - kept)
        middle = [*drawn, *([BLANK] * (free - kept - len(drawn)))]
        edge, cue = [*cost, BLANK][: kept > 1], [_cue_row(scene, view, inner)][: kept > 2]
        above, below = ([], edge) if alone else (edge, [])
        rows = [*above, *head, *cue, *middle, *below, *[message][:kept]]
    else:
        notes = [message] if message else cost or [_arrivals_row(scene, view.timing, inner)]
        rows = [*head, *_rows_below_digits(parts, notes, inner, free), *([BLANK] * height)]
    return indent_rows((fit_row(r, max(0, width - MARGIN)) for r in rows[:height]), MARGIN)


@frozen
class _Parts:
    """The large digits, with the keys or the question beside them."""

    scene: Scene
    view: StageView
    found: LargeText
    keys: Sequence[StageKey]
    question: str


def _head_rows(
    scene: Scene, view: StageView, large: LargeText, width: int, *, beside: bool
) -> list[Row]:
    """Return the state as a chip, the room, the title and, at the right, seats and offset."""
    programme, timing, words = scene.programme, view.timing, scene.words
    session = timing.current_or_next.session if timing.current_or_next is not None else None
    lane = timing.state.plan.lane
    room = room_name(programme, lane.room) if programme.has_several_rooms else None
    day = date_text(lane.day, words) if lane.day != programme.day_of(timing.at) else None
    state = large.sign if large.sign and timing.paused_since is None else large.eyebrow
    chip = Span(f" {state} ", large.badge if large.sign else "room")
    late = "warning" if whole_minutes(timing.offset) > 0 else "muted"
    seats = seats_word(timing.seats.get(session.id) if session else None, words)
    offset = Span(offset_words(timing.offset, words) if large.time else "", late)
    right = row(Span(f"{seats}  " if seats else "", "warning"), offset)
    title = Span(headline(session) if session else large.word, "title")
    where = Span(join([room, day]), "muted")
    if not beside:
        if width_of((chip, *right)) >= width:  # the alert matters more than the seats
            right = row(offset)
        return [justify(row(chip, "  ", where), right, width), fit_row((title,), width)]
    dot = Span(" · " if where.text else "", "muted")
    return [justify(row(chip, "  ", where, dot, title), right, width)]


def _cue_row(scene: Scene, view: StageView, width: int) -> Row:
    """Return the cue of the running or next session, and the arrivals for the next session."""
    present = view.timing.current_or_next
    cue = scene.programme.cues.get(present.session.id, "") if present is not None else ""
    here = _arrivals_row(scene, view.timing, width - (cell_len(cue) + 2 if cue else 0))
    return justify(text_row(cue, "accent"), here, width) if cue else here


def _arrivals_row(scene: Scene, timing: LaneTiming, width: int) -> Row:
    """Return a row with the people of the next session who have arrived and who are missing.

    The row is blank until the session is near.
    """
    session = timing.next.session if timing.next is not None else None
    call = GreenRoom(scene.snapshot, scene.now).call_for(session) if session is not None else None
    if session is None or call is None:
        return BLANK
    from sommet_tui.wording.panel import attendance_variants

    forms = [f"{short_name(session)}: {form}" for form in attendance_variants(call, scene)]
    style = "warning" if len(forms) > 1 else "muted"  # People are missing.
    return text_row(fit(fitting_variant(forms, width), width), style) if forms else BLANK


def _rows_beside_digits(parts: _Parts, width: int, height: int) -> list[Row]:
    """Return the digits, with the times and the keys or the question beside them."""
    drawn, shift = _digits(parts.found, width - max(22, 2 * width // 5), height)
    free, lines = width - shift, 2 if height >= _TALL else 1
    times = _time_rows(parts, free, lines)
    times += [BLANK] * (lines - len(times) + (height >= _TALL))
    if not parts.question:
        keys = _stage_key_rows(parts.scene, parts.keys[: height - len(times)], free)
        return join_side_by_side(drawn, [*times, *keys][:height], shift)
    for above in (times, []):
        question_rows = _prompt_rows(parts.scene, parts.question, free, height - len(above))
        if question_rows:
            return join_side_by_side(drawn, [*above, *question_rows], shift)
    return _question_rows(parts, width, height)


def _rows_below_digits(
    parts: _Parts, message_rows: list[Row], width: int, height: int
) -> list[Row]:
    """Return the digits with the times beside them, and below them the messages and the keys.

    A question replaces the messages and the keys.
    """
    drawn, shift = _digits(parts.found, width, height - max(1, min(4, height - 3)))
    if width - shift >= _MIN_EFFECT:
        times = _time_rows(parts, width - shift, len(drawn))
        drawn = join_side_by_side(drawn, times, shift)[: len(drawn)]
    free = height - len(drawn)
    if parts.question:
        question_rows = _prompt_rows(parts.scene, parts.question, width, free)
        return [*drawn, *question_rows] if question_rows else _question_rows(parts, width, height)
    message_rows = [*message_rows, BLANK, BLANK][:2]
    return [*drawn, *message_rows, *_pack_keys(parts.scene, parts.keys, width)]


def _question_rows(parts: _Parts, width: int, height: int) -> list[Row]:
    """Return the rows of a question that is so long that it also replaces the digits."""
    return _prompt_rows(parts.scene, parts.question, width, height, whole=False)


def _digits(large: LargeText, width: int, height: int) -> tuple[list[Row], int]:
    """Return the rows of the digits, and the column at which the text beside them begins."""
    if not large.time:
        return [], 0
    largest = digits(max(_WIDEST_TIME, large.time, key=len), "", width, height)
    drawn = digits(large.time, large.style, width, len(largest))
    return drawn, max(width_of(largest[0]), width_of(drawn[0])) + 4


def _prompt_rows(
    scene: Scene, question: str, width: int, height: int, *, whole: bool = True
) -> list[Row]:
    """Return the rows of a question with its answers below it.

    If the question does not fit, shorten it or, if `whole`, return no rows.
    """
    rows = paragraphs(question, width, "warning")
    if not whole:
        rows = clip(rows, max(1, height - 1), width)
    parts: list[Span | str] = []
    for key in answer_keys(scene.words, scene.keymap):
        parts += [key_span(key), " ", Span(scene.words.say(key.label), "strong"), "   "]
    space = [BLANK] if len(rows) + 2 <= height else []
    return [*rows, *space, row(*parts)] if len(rows) < height or not whole else []


_BRIEF = mark({"planned": "planned", "announced": "announced", "projected": "expected"})
_WIDE = 20
"""From this width on, a word marks each time as a start or an end."""
_TIMES = mark(
    {
        "planned": ("planned start", "planned end"),
        "announced": ("announced start", "announced end"),
        "projected": ("expected start", "expected end"),
    }
)


def _time_rows(parts: _Parts, width: int, lines: int) -> list[Row]:
    """Return the word for the digits, and the known ends of the session or starts of the next one.

    They take at most `lines` rows. If space is short, only the expected time stays.
    """
    scene, timing, found = parts.scene, parts.view.timing, parts.found
    item, words = timing.current_or_next, scene.words
    if item is None:
        return []
    ends = item is timing.running
    times = [
        row(
            Span(
                f"{words.say(_TIMES[layer][ends] if width >= _WIDE else _BRIEF[layer])} ", "muted"
            ),
            Span(column_time(time, scene.zones), "warning" if layer == "projected" else ""),
        )
        for layer, time in item_times(item, end=ends).items()
    ]
    over = found.sign is not None and found.sign.casefold() == found.word.casefold()
    word = [] if over else [text_row(found.word, "muted")]
    if lines >= len([*word, *times]):
        return [*word, *times]
    *first, last = [*word, *times]
    if lines == 1:
        while first and width_of(_join_with_dots([*first, last])) > width:
            first = first[1:]
        return [_join_with_dots([*first, last])]
    while len(first) > 1 and width_of(_join_with_dots(first)) > width:
        first = first[1:]
    return [fit_row(_join_with_dots(first), width), last]


def _join_with_dots(parts: Sequence[Row]) -> Row:
    """Return one row made of several, with a dot between them."""
    found: list[Span] = [*parts[0]]
    for part in parts[1:]:
        found += [Span(" · ", "muted"), *part]
    return tuple(found)


def _stage_key_rows(scene: Scene, keys: Sequence[StageKey], width: int) -> list[Row]:
    """Return the keys with their labels and, if they fit, with their effects in a second column.

    The column is where most effects fit. If no form of an effect fits there, the effect begins as
    near to it as possible.
    """
    parts = [
        (cell, start := width_of(cell) + 2, key, _fitting_effect(key.effects, start, width))
        for key in keys
        for cell in (_key_cell(scene, key),)
    ]

    def order(column: int) -> tuple[int, int]:
        count = sum(bool(e) and start <= column <= width - cell_len(e) for _, start, _, e in parts)
        return count, -abs(column - _EFFECTS)

    column, rows = max(range(width), key=order), list[Row]()
    for cell, start, key, best in parts:
        room = width - max(start, column)
        effect = next((e for e in key.effects if cell_len(e) <= room), best)
        place = max(start, min(column, width - cell_len(effect)))
        about = "faint" if key.style == "faint" else "muted"
        rows.append(fit_row(row(*cell, " " * (place - start + 2), Span(effect, about)), width))
    return rows


def _fitting_effect(effects: Sequence[str], start: int, width: int) -> str:
    """Return the first form of an effect that fits from its usual column on, or else from `start`.

    If no form fits, shorten the last one, or return "" if there is not enough space.
    """
    for place in (max(_EFFECTS, start), start):
        for effect in effects:
            if place + cell_len(effect) <= width:
                return effect
    return fit(effects[-1], width - start) if effects and width - start >= _MIN_EFFECT else ""


def _key_cell(scene: Scene, stage_key: StageKey, space: str = "  ") -> Row:
    key = scene.keymap.resolve(stage_key.key)
    if not key.names:
        return BLANK
    return row(key_span(key), space, Span(stage_key.label, stage_key.style))


def _pack_keys(scene: Scene, todo: Sequence[StageKey], width: int) -> list[Row]:
    """Return rows with as many keys and labels side by side as fit."""
    rows: list[Row] = []
    for stage_key in todo:
        key = _key_cell(scene, stage_key, " ")
        if rows and width_of((*rows[-1], *key)) + len(_BETWEEN) <= width:
            rows[-1] = row(*rows[-1], _BETWEEN, *key)
        else:
            rows.append(fit_row(key, width))
    return rows


def board_after_day(scene: Scene, view: StageView, width: int, question: str) -> list[Row]:
    """Return the `OVER` rows of the board after the day: its end, and how many sessions ran."""
    words, timing, inner = scene.words, view.timing, max(10, width - 2 * MARGIN)
    found = delay_cost.totals(timing)
    lines = join([*held_session_counts(found, words), *cancelled_and_skipped_counts(found, words)])
    last, ended = timing.last_ended, BLANK
    if last is not None and last.end is not None:
        time = sentence_time(last.end, scene)
        late = "warning" if whole_minutes(timing.offset) > 0 else "muted"
        end = Span(words.say("Ended at {time}", time=time))
        ended = row(end, Span(f" · {offset_words(timing.offset, words)}", late))
    rows = [ended, text_row(lines, "muted")]
    if view.not_acting is not None:
        key = _key_cell(scene, stage_keys(view, scene)[0])
        rows.append(row(*key, "  ", *_refusal_row(scene, view.not_acting)))
    if question:
        rows = _prompt_rows(scene, question, inner, OVER - 2, whole=False)
    top = _head_rows(scene, view, large_text(scene, timing), inner, beside=True)
    return indent_rows((fit_row(r, max(0, width - MARGIN)) for r in [BLANK, *top, *rows]), MARGIN)


def empty_board(scene: Scene, width: int, question: str = "") -> list[Row]:
    """Return the board of a room without a lane."""
    sentence = text_row(scene.words.say("Nothing is planned in this room."), "title")
    below = _prompt_rows(scene, question, width - 2 * MARGIN, OVER, whole=False) if question else []
    return indent_rows([BLANK, fit_row(sentence, width - MARGIN), BLANK, *below], MARGIN)


def _cost_rows(scene: Scene, view: StageView, width: int, max_rows: int) -> list[Row]:
    """Return the cost of a delay, in the longest form that fits in `max_rows` rows.

    If no form fits, shorten the last one.
    """
    offset = whole_minutes(view.timing.offset)
    end = delay_cost.new_end(view.timing)
    calm = not offset and end is None and all(cost.change == "on_time" for cost in view.costs)
    if calm or view.timing.current_or_next is None:
        return []
    ends = new_end_words(end, scene), new_end_words(end, scene, brief=True)
    rows: list[Row] = []
    for form in cost_variants(view.timing.offset, view.costs, scene.words, ends):
        rows = paragraphs(form, width, "warning" if offset > 0 else "muted")
        if len(rows) <= max_rows:
            break
    return clip(rows, max_rows, width)


_BETWEEN = "   "
_MIN_TEXT = 12
"""The minimum width of a shortened text, in cells."""


def _refusal_row(scene: Scene, reason: str) -> Row:
    return text_row(not_acting_sentence(reason, scene), "warning")


def _message_row(scene: Scene, view: StageView, width: int) -> Row:
    """Return one row for messages: the reason if no action is possible, or else messages.

    A new message to the stage has priority over the messages from the stage.
    """
    if view.not_acting is not None:
        return _refusal_row(scene, view.not_acting)
    if view.messages.asked:
        return fit_row(_panel_message_row(scene, view.messages), width)
    return message_row(scene, view.messages, width)


def _panel_message_row(scene: Scene, messages: LaneMessages) -> Row:
    """Return the oldest unseen message to the stage, and the key that marks it as seen."""
    words, found, crew = scene.words, messages.asked[0], scene.snapshot.events.crew
    session = scene.programme.by_id.get(found.session or "")
    name = None if crew is None or crew.is_own_record(found.uid) else crew.laptop_name(found.uid)
    quoted = words.say("{to}: “{text}”", to=name or words.say("Moderator"), text=found.text)
    text = join([quoted, short_name(session) if session else None])
    key = key_span(scene.keymap.resolve(STAGE_SEEN))
    return row(Span(f" {text} ", "badge"), "  ", key, Span(f" {words.say('seen')}", "muted"))


def message_row(scene: Scene, messages: LaneMessages, width: int) -> Row:
    """Return the messages from the stage side by side on one row."""
    lines = list(_message_lines(scene, messages, alone=False))
    if sum(line.width + len(_BETWEEN) for line in lines) > width + len(_BETWEEN):
        lines = list(_message_lines(scene, messages, alone=True))
    return _join_lines(lines, width)


@frozen
class _Line:
    """A text between a beginning and an end that are never shortened.

    `more` follows the end, unless the text would become too short to read.
    """

    before: str
    text: str
    after: str
    style: str
    more: str = ""

    @property
    def width(self) -> int:
        return cell_len(self.before + self.text + self.after + self.more)

    @property
    def min_width(self) -> int:
        """The width with the shortest readable text, plus the space after the line."""
        return min(self.width, cell_len(self.before + self.after) + _MIN_TEXT) + len(_BETWEEN)

    def fit(self, width: int) -> Iterator[Span]:
        """Yield the line for a width in cells. Shorten only its text."""
        room, more = width - cell_len(self.before + self.after), self.more
        if room - cell_len(more) < min(cell_len(self.text), _MIN_TEXT):
            more = ""
        text = fit(self.text, max(1, room - cell_len(more)))
        yield Span(fit(f"{self.before}{text}{self.after}{more}", width), self.style)


def _message_lines(scene: Scene, messages: LaneMessages, *, alone: bool) -> Iterator[_Line]:
    """Yield the messages or, if `alone`, only the latest notice with the number of notices."""
    words, programme = scene.words, scene.programme
    if messages.panel:
        last = messages.panel[-1]
        yield _quoted_line(scene, last, f" · {seen_words(last, scene)}")
    shown = messages.notices[-1:] if alone else messages.notices
    count = len(messages.notices)
    many = words.count("{n} message", "{n} messages", count) if count > len(shown) else None
    for notice in reversed(shown):
        text = join([many, notice_text(notice, programme, words)])
        since = words.say("since {time}", time=column_time(notice.at, scene.zones))
        if alone:  # on a shared row, the text matters more than its time
            yield _Line("◆ ", text, "", "muted")
            continue
        ends = notice.end != UNTIL_WITHDRAWN
        until = expiry_words(notice.end, scene) if ends else None
        yield _Line("◆ ", text, "", "muted", f" · {join([since, until])}")
    if messages.speaker:
        yield _quoted_line(scene, messages.speaker[-1], "")


def _quoted_line(scene: Scene, message: Message, more: str) -> _Line:
    """Return a message in quotation marks. Shortening the text never removes the marks."""
    whom = recipient_words(message.to, scene.words)
    frame = scene.words.say("{to}: “{text}”", to=whom, text="\0")
    before, _, after = frame.partition("\0")
    return _Line(before, message.text, after, "muted", more)


def _join_lines(lines: Sequence[_Line], width: int) -> Row:
    """Return a row with as many lines as fit, each at least as wide as its minimum width."""
    parts: list[Span] = []
    while len(lines) > 1 and sum(line.min_width for line in lines) > width:
        lines = lines[:-1]
    for place, line in enumerate(lines):
        parts += [Span(_BETWEEN)] if parts else []
        left = width - sum(cell_len(part.text) for part in parts)
        parts += line.fit(left - sum(later.min_width for later in lines[place + 1 :]))
    return row(*parts)


_SECOND = timedelta(seconds=1)


def planned_and_expected_stretches(timing: LaneTiming) -> tuple[list[Stretch], list[Stretch]]:
    """Return two lists of stretches of a lane: as planned, and as it happened or is expected.

    The colour of a running session shows its alert. A late session has the colour of lateness.
    """
    plan, now = list[Stretch](), list[Stretch]()
    for entry in lane_entries(timing):
        is_break = isinstance(entry, LaneGap) or entry.session.is_break
        if (due := planned_times(entry)) is not None:
            plan.append(Stretch(*due, is_break, "faint"))
        start, end, style = entry.start, entry.end, "warning" if is_late(entry) else ""
        if start is None or end is None:
            continue
        if not isinstance(entry, LaneGap) and entry.status == "running":
            end = max(end, timing.at + _SECOND)  # An overtime session ends no earlier than now.
            alert = "warning" if timing.paused_since is not None else timing.alert or ""
            style = "" if is_break else ALERT_STYLES.get(alert, "")
        now.append(Stretch(start, max(start, end), is_break, style))
    return plan, now


def is_late(entry: LaneEntry | None) -> bool:
    """Return whether a session will start at least a minute late."""
    if not isinstance(entry, Projected) or entry.session.is_break or entry.status != "upcoming":
        return False
    late = lateness(entry)
    return late is not None and whole_minutes(late[0]) > 0


_RAILS = 4
"""The height of the rails, including their hours and the blank row above."""
_LOG = 3
"""The minimum height of the log, including its heading and the blank row above."""
_ROWS = 10
"""If a lane is long, this many of its rows stay visible above the rails."""
_MAX_SENTENCE = 60
"""The maximum width of a sentence of the log, in cells."""


def height_below_list(free: int, length: int) -> int:
    """Return the number of rows below the list of a lane.

    The list has `length` rows, and shares `free` rows with the part below it.
    """
    left = free - min(length, _ROWS)
    if left < _RAILS:
        return 0
    spare = free - length
    return spare if spare >= _RAILS + _LOG else _RAILS


def rails_and_log(
    scene: Scene, view: StageView, entries: Sequence[acts.Act | Message], width: int, height: int
) -> list[Row]:
    """Return the rails and as many of the latest entries of the log as fit."""
    inner = max(10, width - 4)
    rows = [BLANK, *_rails(scene, view.timing, inner)]
    most = height - len(rows) - _LOG + 1
    if entries and most > 0:
        rows += [BLANK, text_row(scene.words.say("LOG"), "heading")]
        latest = [*reversed(entries)][:most]
        rows += [_log_row(scene, line, inner) for line in log_lines(latest, scene)]
    return indent_rows(rows, 2)[:height]


def _log_row(scene: Scene, line: LogLine, width: int) -> Row:
    # The column already has the time with which many sentences end.
    at = f" {scene.words.say('at {time}', time=sentence_time(line.at, scene))}"
    text = cut_or_pad(line.sentence.removesuffix(at), min(_MAX_SENTENCE, width - 20))
    text = f"{column_time(line.at, scene.zones)}  {text}  {[line.by, *line.state][-1]}"
    return text_row(fit(text, width), "faint")


def _rails(scene: Scene, timing: LaneTiming, width: int) -> list[Row]:
    """Return the planned day above the actual day.

    They share a scale, so that a delay is visible.
    """
    if scene.calm:
        return []
    plan, now = planned_and_expected_stretches(timing)
    if not plan and not now:
        return []
    names = scene.words.say("plan"), scene.words.say("now")
    by = max(map(len, names)) + 2
    scale = Scale.from_stretches([*plan, *now], width - by)
    lines = rail(plan, scale, scene.now), rail(now, scale, scene.now)
    rows = [
        row(Span(cut_or_pad(name, by), style), *line)
        for name, style, line in zip(names, ("faint", "muted"), lines, strict=True)
    ]
    return [*rows, row(" " * by, *hours_row(scale, scene.zones))]
