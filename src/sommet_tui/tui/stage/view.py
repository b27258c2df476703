"""The Stage screen above its list: the time in the largest letters, and the state of the day.

The rows keep their places: if a row has nothing to show, it stays empty, so that nothing jumps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from rich.cells import cell_len

from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.keys import (
    STAGE_ANNOUNCE,
    STAGE_SEEN,
    STAGE_START,
    STAGE_SUGGEST,
    STAGE_TAKE,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.companion.questions import NextStart
from sommet_tui.domain.instants import in_minutes
from sommet_tui.domain.messages import UNTIL_TAKEN_BACK, Message
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.catch_up import Suggestion
from sommet_tui.domain.rundown.impact import Cost, new_end
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.totals import totals
from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.values import dataclass
from sommet_tui.pages.stage import break_words, known_times, unannounced
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.render.digits import digits
from sommet_tui.tui.render.letters import large
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clipped,
    fit,
    fit_row,
    indented,
    joined,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.stage.large_text import LargeText, large_text, state_word
from sommet_tui.wording.live import notice_text
from sommet_tui.wording.messages import end_words, seen_words, to_words
from sommet_tui.wording.panel import here_forms
from sommet_tui.wording.sentences import (
    SHORT_NAME,
    headline,
    listed,
    names,
    room_name,
    short_name,
)
from sommet_tui.wording.stage import (
    cost_forms,
    held_words,
    new_end_words,
    next_start_forms,
    off_words,
    offset_words,
    suggestion_forms,
)
from sommet_tui.wording.times import column_time, date_text, sentence_time
from sommet_tui.wording.words import mark

MARGIN = 2
_BESIDE = 60
"""From this width on, the words are beside the digits instead of below them."""
HELPS = 10
"""From this height on, there is a row for suggestions and messages."""
SAID = 11
"""From this height on, there is room for the messages from the stage."""
_TITLE = 24
"""The minimum width of the title, in cells, if other texts can be shortened."""
_LARGE_WORDS = 60
"""From this width beside the digits on, the words for "start next" are large, too."""
_LARGE_ROWS = 11
"""The maximum height of these large words, in rows."""
_ASIDE = 22
"""The minimum width of the words beside the digits, with the space between them, in cells."""


@dataclass(frozen=True, slots=True)
class LaneMessages:
    """The current messages of one lane; each tuple has the oldest first.

    `asked` are messages of its panels to the stage that the stage has not seen. All others are from
    the stage: `panel` and `speaker` about the running session, `notices` for everyone.
    """

    asked: tuple[Message, ...] = ()
    panel: tuple[Message, ...] = ()
    notices: tuple[Message, ...] = ()
    speaker: tuple[Message, ...] = ()

    @property
    def any(self) -> bool:
        """Return whether there is a current message from the stage."""
        return bool(self.panel or self.notices or self.speaker)


NOTHING_SAID = LaneMessages()


@dataclass(frozen=True, slots=True)
class StageView:
    """One lane at one instant: the cost of its delay, how to end on time, and its messages.

    `turn` is the running panel, while one of its speakers has the floor for a limited time.
    """

    timing: LaneTiming
    costs: tuple[Cost, ...] = ()
    helps: tuple[Suggestion, ...] = ()
    messages: LaneMessages = NOTHING_SAID
    turn: PanelMoment | None = None
    armed: NextStart | None = None
    """What "start next" does now; None if it does nothing."""


_COSTS = 2
"""The rows that the cost of a delay may take in addition to its first row."""


def board_height(free: int) -> int:
    """Return how many of the rows that the board and the lane share belong to the board."""
    return max(9, min(free - 6, round(free * 0.55)))


def board(scene: Scene, view: StageView, width: int, height: int) -> list[Row]:
    """Return exactly `height` rows."""
    inner = max(10, width - 2 * MARGIN)
    found = large_text(scene, view.timing)
    beside = width >= _BESIDE
    above = _head(scene, view, found, inner, beside=beside)
    sign = [] if beside else [_sign_row(scene, view, found, inner)]
    rest = (height >= 7) + (height >= HELPS)
    blanks = (height >= SAID) + (height >= 13)
    room = max(1, height - len(above) - len(sign) - 1 - rest - blanks)
    middle = _middle(scene, view, found, (inner, room), beside=beside)
    free = blanks + room - len(middle)
    middle += sign
    below = [_next(scene, view, inner, beside=beside), *_rest(scene, view, (inner, height), free)]
    empty = height - len(above) - len(middle) - len(below)
    if empty > 0 and blanks and free > _COSTS:  # else the digits would jump when costs need it
        above.append(BLANK)
        empty -= 1
    rows = [*above, *middle, *([BLANK] * empty), *below][:height]
    return [indented(fit_row(r, max(0, width - MARGIN)), MARGIN) for r in rows]


def _rest(scene: Scene, view: StageView, size: tuple[int, int], free: int) -> list[Row]:
    """Return the cost of the delay, the suggestions and the messages, on at most `free` rows."""
    width, height = size
    if height < 7:
        return []
    helps = [_helps(scene, view, width)] if height >= HELPS else []
    shown = height >= SAID and view.messages.any
    own = shown and helps == [BLANK]  # it has the row that nothing else is on
    costs = _costs(scene, view, width, 1 + max(0, min(_COSTS, free - (shown and not own))))
    if not shown:
        return [*costs, *helps]
    said = message_rows(scene, view.messages, width, free - (len(costs) - 1) + own)
    return [*costs, *(said if own else [*helps, *said])]


def usual_line(
    scene: Scene, view: StageView | None, width: int, height: int, *, alone: bool
) -> Feedback | None:
    """Return the line above the footer when there is no message: who leads the lane.

    If the board has too little room for the messages, return `height` rows with the messages. If
    the board is `alone`, without a lane below it, also return the content of the lane's heading.
    """
    if view is None:
        return None
    if view.messages.asked and height < HELPS:
        return Feedback(_text(panel_line(scene, view.messages)).strip(), "warning")
    behind = unannounced_line(scene, view.timing) if alone else BLANK
    if behind:
        return Feedback(_text(behind).strip(), "warning")
    if view.timing.state.called or view.timing.to_start is None:
        rows = message_rows(scene, view.messages, width, 1) if height < SAID else []
        return Feedback(_text(rows[0]), "muted") if rows else None
    take = scene.keymap.shown(STAGE_TAKE)
    said = scene.words.say("The clock runs this room. {take}: take over", take=take)
    return Feedback(said, "muted")


def _text(parts: Row) -> str:
    return "".join(part.text for part in parts)


def unannounced_line(scene: Scene, timing: LaneTiming) -> Row:
    """Return how many starts are not announced, and the key that announces them, if any."""
    said = unannounced(timing, scene.words)
    if not said:
        return BLANK
    return row(Span(said, "warning"), " ", Span(scene.keymap.shown(STAGE_ANNOUNCE), "key"), " ")


def over(scene: Scene, view: StageView, width: int) -> list[Row]:
    """Return the board after the day, on `OVER` rows: how it ended, and which sessions ran."""
    words, timing = scene.words, view.timing
    found = totals(timing)
    lines = listed([*held_words(found, words), *off_words(found, words)])
    last, ended = timing.last_ended, BLANK
    if last is not None and last.end is not None:
        time = column_time(last.end, scene.zones)
        late = "warning" if in_minutes(timing.offset) > 0 else "muted"
        end = Span(words.say("Ended at {time}", time=time), "title")
        ended = row(end, Span(f" · {offset_words(timing.offset, words)}", late))
    top = _head(scene, view, large_text(scene, timing), max(10, width - 2 * MARGIN), beside=True)
    rows = [*top[:1], ended, styled(lines, "muted")]
    return [indented(fit_row(r, max(0, width - MARGIN)), MARGIN) for r in rows]


OVER = 4
"""The height of the board after the day, in rows: then, planned and actual times matter most."""


def nothing(scene: Scene, width: int) -> list[Row]:
    """Return the board of a room without a lane."""
    said = scene.words.say("Nothing is planned in this room.")
    return [BLANK, indented(fit_row(styled(said, "title"), width - MARGIN), MARGIN)]


def _head(
    scene: Scene, view: StageView, found: LargeText, width: int, *, beside: bool
) -> list[Row]:
    """Return the room, state and title, with the offset at the right; then the people."""
    programme, present = scene.programme, view.timing.present
    session = present.session if present is not None else None
    lane = view.timing.state.plan.lane
    room = room_name(programme, lane.room) if programme.has_several_rooms else None
    words, offset = scene.words, view.timing.offset
    late = in_minutes(offset) > 0
    today = programme.day_of(view.timing.at)
    day = date_text(lane.day, words) if lane.day != today else None
    eyebrow = Span(listed([room, day, found.eyebrow]))
    eyebrow = Span(eyebrow.text, "heading")
    right = styled(offset_words(offset, words), "warning" if late else "muted")
    right = right if found.time else BLANK
    title = headline(session) if session else found.word
    if not beside:
        return [spread(row(eyebrow), right, width), fit_row(styled(title, "title"), width)]
    left = row(eyebrow, Span(" · ", "muted"), Span(title, "title"))
    free = width - width_of((*left[:-1], *right)) - 2
    if free < min(cell_len(title), _TITLE) and view.timing.running is not None:
        # Who leads is told below as well; the session is not.
        brief = Span(listed([room, day, state_word(scene, view.timing)]), "accent")
        left = row(brief, *left[1:])
    people = styled(names(session) if session and session.participants else "", "muted")
    if session is not None and (here := _here(scene, session)):
        fits = (form for form in here if width_of(form) <= width - _TELLING)
        people = spread(people, next(fits, here[-1]), width)
    cue = styled(programme.cues.get(session.id, "") if session else "", "accent")
    return [spread(left, right, width), spread(people, cue, width) if cue else people]


def _middle(
    scene: Scene, view: StageView, found: LargeText, room: tuple[int, int], *, beside: bool
) -> list[Row]:
    """Return the digits with their words, on as many of the free rows as they need."""
    width, height = room
    if not found.time:
        return []
    drawn = digits(found.time, found.style, width - (_ASIDE if beside else 0), height)
    if beside:
        shift = width_of(drawn[0]) + 3
        aside = _aside(scene, view, found, (width - shift, height))
        aside = [fit_row(r, width - shift) for r in aside[: max(1, height)]]
        drawn = joined(drawn, aside, shift)[:height]
    return drawn


def _aside(scene: Scene, view: StageView, found: LargeText, room: tuple[int, int]) -> list[Row]:
    """Return the sign, the word, the planned and projected end, and what "start next" does.

    `room` is a width and a height. If there are few rows, only the latest end is shown.
    """
    width, height = room
    sign = [styled(f" {found.sign} ", found.badge)] if found.sign else []
    word = [styled(found.word, "muted")]
    if found.sign is not None and found.sign.casefold() == found.word.casefold():
        word = []
    armed = [_armed(scene, view.armed, width)] if view.armed is not None else []
    bounds = [
        row(Span(f"{name} ", "muted"), Span(time, style))
        for name, time, style in _bounds(scene, view)
    ]
    if sign and word and len([*sign, *word, *armed, *bounds]) > height:
        sign, word = [row(*sign[0], " ", *word[0])], []
    free = max(1, height - len([*sign, *word, *armed]))
    rows = [*sign, *word, *bounds[-free:], *armed]
    if view.armed is None or width < _LARGE_WORDS:
        return rows
    return [*rows, *_large_armed(scene, view.armed, width, height - len(rows) - 1)]


def _large_armed(scene: Scene, armed: NextStart, width: int, height: int) -> list[Row]:
    """Return what "start next" does in large letters below the words, if they fit.

    The letters are capitals, so the key is not shown: its capital would be another key.
    """
    for form in next_start_forms(armed, scene.words):
        drawn = large(form, width, min(height, _LARGE_ROWS))
        if drawn:
            return [BLANK, *(styled(line, "strong") for line in drawn)]
    return []


def _armed(scene: Scene, armed: NextStart, width: int, time: str = "") -> Row:
    """Return the key for "start next" and what it does now, with a time after it if it fits."""
    key = Span(f"{scene.keymap.shown(STAGE_START)} ", "key")
    forms = next_start_forms(armed, scene.words)
    tails = [f" · {time}", ""] if time else [""]
    forms_ = [(form, tail) for tail in tails for form in forms]
    fits = (pair for pair in forms_ if cell_len(key.text + "".join(pair)) <= width)
    form, tail = next(fits, forms_[-1])
    form = fit(form, max(1, width - cell_len(key.text + tail)))
    return fit_row(row(key, Span(form, "strong"), Span(tail, "muted")), width)


_BOUNDS = {
    "planned": (mark("planned start"), mark("planned end")),
    "announced": (mark("announced start"), mark("announced end")),
    "projected": (mark("projected start"), mark("projected end")),
}
_STARTS = {
    "planned": mark("planned {time}"),
    "announced": mark("announced {time}"),
    "projected": mark("projected {time}"),
}


def _bounds(scene: Scene, view: StageView) -> list[tuple[str, str, str]]:
    """Return the known ends of the running session, or the starts of the next one, with styles."""
    item = view.timing.present
    if item is None:
        return []
    ends = item is view.timing.running
    return [
        (
            scene.words.say(_BOUNDS[layer][ends]),
            column_time(time, scene.zones),
            "warning" if layer == "projected" else "strong",
        )
        for layer, time in known_times(item, end=ends).items()
    ]


def _sign_row(scene: Scene, view: StageView, found: LargeText, width: int) -> Row:
    """Return the sign and the words on one row, for narrow windows."""
    if not found.time:
        return BLANK
    left = styled(f" {found.sign} ", found.badge) if found.sign else styled(found.word, "muted")
    bounds = _bounds(scene, view)
    if not bounds:
        return fit_row(left, width)
    label, time, style = bounds[-1]
    return spread(left, row(Span(f"{label} ", "muted"), Span(time, style)), width)


def _next(scene: Scene, view: StageView, width: int, *, beside: bool) -> Row:
    """Return the next item with its times; in a narrow window, what "start next" does."""
    words, timing, armed = scene.words, view.timing, view.armed
    coming = timing.following
    if armed is not None and not beside:
        about = coming is not None and coming.session is armed.session
        times = _told_times(scene, coming) if coming is not None and about else [""]
        return _armed(scene, armed, width, times[-1])
    if coming is None or coming.start is None:
        last = timing.present is not None
        return styled(words.say("This is the last session.") if last else "", "muted")
    times = _told_times(scene, coming)
    name = short_name(coming.session)
    # If there is little room, who is missing gives way to the break, this to the session, and this
    # to the latest time.
    pauses = break_words(timing, coming, scene.view), ""
    for here, pause in product((*_here(scene, coming.session), BLANK), pauses):
        left = row(Span(words.say("Next:"), "heading"), " ", Span(pause, "muted"))
        more = row(Span(" · ", "muted"), *here) if here else BLANK
        tails = [(Span(f" · {said}", "muted"), *more) for said in (listed(times), times[-1])]
        fits = (tail for tail in tails if width_of((*left, Span(name), *tail)) <= width)
        tail = next(fits, None)
        if tail is not None:
            break
    tail = tail or tails[-1]
    room = width - width_of(left) - width_of(tail)
    name = short_name(coming.session, max(SHORT_NAME, room))
    if width_of((Span(name),)) > room >= 8:
        name = fit_row(row(Span(name + ELLIPSIS)), room)[0].text
    return fit_row(row(*left, Span(name), *tail), width)


def _here(scene: Scene, session: Session) -> list[Row]:
    """Return how many people of a session are here, ever shorter; [] if it does not begin soon."""
    call = GreenRoom(scene.snapshot, scene.now).due(session)
    forms = [*here_forms(call, scene.view)] if call is not None else []
    style = "warning" if len(forms) > 1 else "muted"  # somebody is missing
    return [styled(said, style) for said in forms]


def _told_times(scene: Scene, item: Projected) -> list[str]:
    """Return the known starts of a session in words, and that it was inserted."""
    words = scene.words
    added = [words.say("added")] if item.session.added else []
    return added + [
        words.say(_STARTS[layer], time=column_time(time, scene.zones))
        for layer, time in known_times(item).items()
    ]


def _costs(scene: Scene, view: StageView, width: int, most: int) -> list[Row]:
    """Return the cost of a delay on at most `most` rows; its last entry is always shown."""
    offset = view.timing.offset
    calm = not in_minutes(offset) and all(c.change == "on_time" for c in view.costs)
    end = new_end(view.timing)
    if (calm and end is None) or view.timing.present is None:
        return [BLANK]
    style = "warning" if in_minutes(offset) > 0 else "muted"
    rows = [BLANK]
    ends = new_end_words(end, scene.view), new_end_words(end, scene.view, brief=True)
    for form in cost_forms(offset, view.costs, scene.words, ends):
        rows = paragraphs(form, width, style)
        if len(rows) <= most:
            break
    return clipped(rows, most, width)


def _helps(scene: Scene, view: StageView, width: int) -> Row:
    """Return what a panel says to the stage, or else how to end on time."""
    words = scene.words
    if view.messages.asked:
        return fit_row(panel_line(scene, view.messages), width)
    if not view.helps:
        return BLANK
    start = row(
        Span(f"{words.say('To catch up:')} ", "muted"),
        Span(f"{scene.keymap.shown(STAGE_SUGGEST)} ", "key"),
    )
    forms = tuple(suggestion_forms(view.helps[0], scene.view))
    free = width - width_of(start)
    fitting = (form for form in forms if cell_len(form) <= free)
    return fit_row(row(*start, next(fitting, forms[-1])), width)


_BETWEEN = "   "
_TELLING = 12
"""The minimum width of a shortened text, in cells."""


def panel_line(scene: Scene, messages: LaneMessages) -> Row:
    """Return the oldest unseen message to the stage, and the key that marks it as seen."""
    words, found = scene.words, messages.asked[0]
    session = scene.programme.by_id.get(found.session or "")
    said = words.say("Moderator: “{text}”", text=found.text)
    text = listed([said, short_name(session) if session else None])
    key = Span(f"  {scene.keymap.shown(STAGE_SEEN)} ", "key")
    return row(Span(f" {text} ", "badge"), key, Span(words.say("seen"), "muted"))


def message_rows(scene: Scene, messages: LaneMessages, width: int, most: int) -> list[Row]:
    """Return the messages of the stage, one on each row, or side by side if there are few rows."""
    lines = list(_lines(scene, messages, alone=False))
    if not lines or most < 1:
        return []
    if len(lines) > most:
        lines = list(_lines(scene, messages, alone=True))
    if len(lines) <= most:
        return [row(*line.within(width)) for line in lines]
    alone, together = lines[: most - 1], lines[most - 1 :]
    return [*(row(*line.within(width)) for line in alone), _beside(together, width)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A text with a beginning and an end that are never cut.

    `more`, which follows, is left out where the text would hardly be readable with it.
    """

    before: str
    text: str
    behind: str
    style: str
    more: str = ""

    @property
    def width(self) -> int:
        return cell_len(self.before + self.text + self.behind + self.more)

    @property
    def least(self) -> int:
        """Return the width with as much of the text as is still readable, and a space."""
        return min(self.width, cell_len(self.before + self.behind) + _TELLING) + len(_BETWEEN)

    def within(self, width: int) -> Iterator[Span]:
        """Return the line in `width` cells; only its text is shortened."""
        room, more = width - cell_len(self.before + self.behind), self.more
        if room - cell_len(more) < min(cell_len(self.text), _TELLING):
            more = ""
        text = fit(self.text, max(1, room - cell_len(more)))
        yield Span(fit(f"{self.before}{text}{self.behind}{more}", width), self.style)


def _lines(scene: Scene, messages: LaneMessages, *, alone: bool) -> Iterator[_Line]:
    """Return the messages; with `alone`, only the latest notice, with the number of notices."""
    words, programme = scene.words, scene.programme
    if messages.panel:
        last = messages.panel[-1]
        yield _quoted(scene, last, f" · {seen_words(last, scene.view)}")
    shown = messages.notices[-1:] if alone else messages.notices
    count = len(messages.notices)
    many = words.count("{n} message", "{n} messages", count) if count > len(shown) else None
    for notice in reversed(shown):
        text = listed([many, notice_text(notice, programme, words)])
        since = words.say("since {time}", time=sentence_time(notice.at, scene.view))
        if alone:  # on a row that others share, what it says is worth more
            yield _Line("◆ ", text, "", "muted")
            continue
        ends = notice.end != UNTIL_TAKEN_BACK
        until = end_words(notice.end, scene.view) if ends else None
        yield _Line("◆ ", text, "", "muted", f" · {listed([since, until])}")
    if messages.speaker:
        yield _quoted(scene, messages.speaker[-1], "")


def _quoted(scene: Scene, message: Message, more: str) -> _Line:
    """Return a message in quotation marks, which stay if the text is cut."""
    whom = to_words(message.to, scene.words)
    frame = scene.words.say("{to}: “{text}”", to=whom, text="\0")
    before, _, after = frame.partition("\0")
    return _Line(before, message.text, after, "muted", more)


def _beside(lines: Sequence[_Line], width: int) -> Row:
    """Return as many lines as fit on a row; earlier ones leave the later ones enough room."""
    parts: list[Span] = []
    while len(lines) > 1 and sum(line.least for line in lines) > width:
        lines = lines[:-1]
    for place, line in enumerate(lines):
        parts += [Span(_BETWEEN)] if parts else []
        left = width - sum(cell_len(part.text) for part in parts)
        parts += line.within(left - sum(later.least for later in lines[place + 1 :]))
    return row(*parts)
