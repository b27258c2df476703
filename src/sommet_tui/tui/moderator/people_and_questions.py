"""The parts of the Moderator screen: people, speaking times, hands, questions, messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from rich.cells import cell_len, chop_cells

from sommet_tui.companion import green_room, keys
from sommet_tui.companion.panel import PanelMoment, Seat, Voice
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel import Hand, Question
from sommet_tui.domain.values import frozen
from sommet_tui.tui.render.rows import (
    BLANK,
    Memo,
    Row,
    Span,
    clip,
    cut_or_pad,
    first_fitting_row,
    fit,
    fit_row,
    fitting_variant,
    indent,
    indent_rows,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.textual_internals import PaintedGroup
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.panel import (
    asked_at_words,
    next_panel_variants,
    percentage,
    presence_words,
    short_name,
    waiting_words,
)

_KEY, _GAP, _TURN, _TIME, _SHARE, _TARGET = 4, 2, 9, 7, 6, 4
_BAR_CHARACTER = "▆"
"""The character of bars.

It is lower than a cell, so that bars on neighbouring rows do not touch.
"""
_MIN_BAR = 8
"""The minimum width of a bar, in cells. Names are shortened to leave this space."""
_NAME = 26
"""The usual maximum width of the column of names, in cells."""
_WORD = 10
"""The minimum width of the column of names, in cells: that of “Modération”."""
_COUNT_HEIGHT = 2
"""From this height on, a row says how many people are not shown."""


class PeoplePanel(PaintedGroup):
    """The people of a panel. One column has the names, and the other has the values that change.

    If a cell changes, Textual sends the row again from the left edge of its widget. The names are
    in a separate widget, so they are not sent again.
    """

    def __init__(self, viewer: Viewer, is_choosing: Callable[[], bool]) -> None:
        """`is_choosing` returns whether the Moderator is waiting for a letter."""
        self._viewer = viewer
        self._is_choosing = is_choosing
        self._moment: PanelMoment | None = None
        self._cells = self._rows = self._name_width = 0
        self._halves: Memo[tuple[list[Row], list[Row]]] = Memo()
        self._names = FixedLines(lambda _width, _height: self._paint()[0], id="names")
        self._meters = FixedLines(lambda _width, _height: self._paint()[1], id="meters")
        super().__init__(self._names, self._meters, id="people")

    def set_size(self, width: int, rows: int) -> None:
        """Set the width in cells, and the number of rows."""
        self._cells, self._rows = width, rows
        self.styles.width = width
        self._share_width()

    def show(self, moment: PanelMoment | None) -> None:
        self._moment = moment
        self._share_width()
        self._names.update()
        self._meters.update()

    def _share_width(self) -> None:
        if self._moment is not None:
            width = columns(self._moment, self._cells).name
            if width != self._name_width:
                self._name_width = width
                self._names.styles.width = width

    def _paint(self) -> tuple[list[Row], list[Row]]:
        """Return the rows of both columns. They are made together."""
        moment, viewer = self._moment, self._viewer
        if moment is None:
            return [], []
        width, height, choosing = self._cells, self.size.height, self._is_choosing()
        return self._halves.get(
            (moment, width, height, choosing, viewer.words, viewer.keymap, viewer.settings.calm),
            lambda: people_rows(viewer.scene(), moment, width, height, choosing=choosing),
        )


@frozen
class Columns:
    """The widths of columns in cells, or 0 for a column that is left out.

    The columns are the key with the name (`name`), the bar, and the target share. A full
    bar means the share `full` (from 0 to 1) of the whole speaking time.
    """

    name: int
    bar: int = 0
    target: int = 0
    full: float = 1


def columns(moment: PanelMoment, width: int) -> Columns:
    """Return the widths of the columns for people in `width` cells."""
    names = (cell_len(seat.participant.name) for seat in moment.speakers)
    name = min(_NAME, max(names, default=0)) if moment.speakers else 0
    name = max(_WORD, name)
    if not moment.has_turns:  # The row shows only arrivals, because the session has no turns.
        return Columns(_KEY + min(name, width // 2) + _GAP)
    shares = [seat.target / 100 for seat in moment.speakers if seat.target is not None]
    target = _TARGET if width >= 70 and shares else 0
    free = width - _KEY - 2 * _GAP - _TURN - _TIME - _SHARE - target
    name = min(name, max(_MIN_BAR, free - _MIN_BAR - 1))
    bar = free - name - 1
    if bar < _MIN_BAR:
        return Columns(_KEY + max(1, free) + _GAP, 0, target)
    shares += (moment.moderation.share, *(seat.voice.share for seat in moment.speakers))
    return Columns(_KEY + name + _GAP, bar, target, max(1, ceil(max(shares) * 4)) / 4)


def people_rows(
    scene: Scene, moment: PanelMoment, width: int, height: int, *, choosing: bool = False
) -> tuple[list[Row], list[Row]]:
    """Return at most `height` rows for both columns: the speakers, and then the moderators.

    If there is enough space, a heading is above them, and affiliations have separate rows. If there
    is too little space, the current speaker is still shown, and a row says how many people are left
    out. If `choosing`, the Moderator is waiting for a letter, so the letters stand out.
    """
    shared, style = columns(moment, width), "badge" if choosing else "key"
    spacious = 2 * (len(moment.speakers) + 1) < height
    pairs = []
    for seat in moment.speakers:
        key = Span(seat.key or " ", style if seat.key else "")
        bold = "title" if moment.is_speaking(seat.voice) else ""
        state = _state_row(scene, moment, seat, shared, beside=not spacious)
        if width_of(state) > width - shared.name:
            state = fit_row(state, width - shared.name - _GAP)
        pairs.append((_name_row(key, seat.participant.name, bold, shared), state))
    voice, moderators = moment.moderation, ", ".join(s.participant.name for s in moment.moderators)
    key = Span(scene.keymap.key_text(keys.PANEL_MODERATION), "key")
    bold = "title" if moment.is_speaking(voice) else "muted"
    meter = BLANK if spacious or moment.has_turns else text_row(moderators, "muted")
    meter = _airtime_row(scene, moment, shared, voice) if voice.has_spoken else meter
    pairs.append((_name_row(key, scene.words.say("Moderator"), bold, shared), meter))
    heading = [_heading(scene, moment, width, shared)] if height > len(pairs) else []
    if spacious:
        texts = [*(seat.participant.affiliation or "" for seat in moment.speakers), moderators]
        rows = [row(" " * _KEY, Span(fit(text, width - _KEY - _GAP), "muted")) for text in texts]
        below = [_spanning_row(line, shared.name) for line in rows]
        pairs = [pair for both in zip(pairs, below, strict=True) for pair in both]
    elif len(pairs) > height:
        pairs = _visible_people(scene, moment, pairs, height, shared)
    return [names for names, _ in heading + pairs], [meters for _, meters in heading + pairs]


def _visible_people(
    scene: Scene, moment: PanelMoment, pairs: list[tuple[Row, Row]], height: int, shared: Columns
) -> list[tuple[Row, Row]]:
    """Return the rows of the first people and the current speaker.

    If there is space, the last row says how many people are left out.
    """
    visible = pairs[: height if height < _COUNT_HEIGHT else height - 1]
    voices = [*(seat.voice for seat in moment.speakers), moment.moderation]
    speaks = next((n for n, voice in enumerate(voices) if moment.is_speaking(voice)), 0)
    if visible and speaks >= len(visible):
        visible[-1] = pairs[speaks]
    if len(visible) < height:
        text = scene.words.say("… {n} more", n=len(pairs) - len(visible))
        visible.append((row("    ", Span(fit(text, shared.name - _KEY), "muted")), BLANK))
    return visible


def _spanning_row(parts: Row, column: int) -> tuple[Row, Row]:
    """Divide a row that spans both columns into its parts for the left and the right column."""
    left, right = list[Span](), list[Span]()
    for part in parts:
        free = column - width_of(left)
        first, *more = chop_cells(part.text, free) if free > 0 else ("", part.text)
        left.append(Span(first, part.style))
        right.append(Span("".join(more), part.style))
    return row(*left), row(*right)


def _heading(scene: Scene, moment: PanelMoment, width: int, shared: Columns) -> tuple[Row, Row]:
    """Return the heading of the people.

    It also shows the turn limit or, before the panel, the effect of people's letters.
    """
    words, hint = scene.words, ""
    if moment.turn_limit is not None and not moment.timing.is_over:
        hint = words.say("{time} per turn", time=times.countdown(moment.turn_limit))
    if (
        moment.current_part is None
        and not moment.timing.is_over
        and not scene.snapshot.is_read_only
    ):
        hint = words.say("a person’s letter records an arrival")
    left = row("  ", Span(words.say("SPEAKERS"), "heading"), Span(hint and f"  {hint}", "muted"))
    share = row(Span(words.say("share"), "muted"), " " * (1 + shared.target))
    return _spanning_row(justify(left, share if moment.has_turns else BLANK, width), shared.name)


def _name_row(key: Span, name: str, style: str, shared: Columns) -> Row:
    """Return the part of a row with a person's letter and name."""
    name = cut_or_pad(name, shared.name - _KEY - _GAP)
    return row("  ", key, Span(f" {name}{' ' * _GAP}", style))


def _state_row(
    scene: Scene, moment: PanelMoment, seat: Seat, shared: Columns, *, beside: bool
) -> Row:
    """Return the row below a person's name: the speaking time, or else arrival and introduction.

    If `beside`, the affiliation has no separate row, so this row includes it.
    """
    words, presence = scene.words, presence_words(seat, moment, scene)
    missing = seat.arrival == "not_seen" and presence is not None
    if seat.voice.has_spoken or (moment.has_turns and not missing and not moment.timing.is_over):
        return _airtime_row(scene, moment, shared, seat.voice, seat)
    if moment.timing.is_over:
        return text_row(words.say("did not speak") if moment.has_turns else "", "muted")
    style = "warning" if missing and seat.elsewhere is None else "accent"
    affiliation = seat.participant.affiliation if beside else None
    text = session_texts.join([presence, seat.pronunciation, affiliation, seat.introduction])
    return row(Span(presence or "", style), Span(text.removeprefix(presence or ""), "muted"))


def _airtime_row(
    scene: Scene, moment: PanelMoment, shared: Columns, voice: Voice, seat: Seat | None = None
) -> Row:
    """Return the current turn, the speaking time, the bar and the share of a person.

    If `seat` is None, the values are the sum for the moderators. The word “least” replaces the turn
    of the person with the shortest speaking time.
    """
    speaks, target = moment.is_speaking(voice), seat.target if seat else None
    shown = moment.turn_length if moment.turn_time_left is None else moment.turn_time_left
    turn = Span(" " * _TURN)
    if speaks:
        sign = f"{'▶▶' if moment.is_long else ' ▶'} {scene.time_left_text(shown)}"
        turn = Span(cut_or_pad(sign, _TURN), "warning" if moment.is_long else "accent")
    elif seat and moment.is_quietest(seat):
        turn = Span(f"{scene.words.say('least'):>{_TURN - 1}} ", "accent")
    time = f"{scene.time_left_text(voice.spoken):>{_TIME}}"
    parts = [turn, Span(time + " " * _GAP)]
    share = f"{percentage(voice.percent, scene.words):>{_SHARE - 1}} "
    if shared.bar:
        share = f" {share.lstrip():>{_SHARE - 1}}"
        aim = None if target is None else target / 100 / shared.full
        size = shared.bar + _SHARE - len(share)  # “100 %” takes a cell of the bar.
        parts += _bar(voice.share / shared.full, size, aim, "bar-done" if speaks else "muted")
    parts.append(Span(share))
    if target is not None and shared.target:
        parts.append(Span(f"/{target}", "muted"))
    return row(*parts)


def _bar(share: float, width: int, aim: float | None, style: str) -> list[Span]:
    """Return a bar for `share` (from 0 to 1).

    A mark at `aim`, the target share, is drawn over it.
    """
    filled = round(max(0.0, min(1.0, share)) * width)
    cells = _BAR_CHARACTER * filled + " " * (width - filled)
    if aim is None:
        return [Span(cells, style)]
    place = min(width - 1, round(min(1.0, aim) * width))
    return [Span(cells[:place], style), Span("│", "strong"), Span(cells[place + 1 :], style)]


_MARGIN = 2
"""The cells before a row, after the labels, and before the further lines of a question."""
_MIN_NAME = 12
"""The minimum width of a short name, in cells."""
_Rows = Sequence[tuple[str | None, Row]]
"""Rows with their keys."""


class Queue(RowList):
    """The list of the raised hands of a panel, followed by its questions.

    The questions do not move when hands come and go. If the queue is beside the people, each group
    has its heading above its rows. Otherwise, the heading is at the left of the rows.
    """

    def __init__(self, viewer: Viewer, on_move: Callable[[], None]) -> None:
        """`on_move` is called when the user selects another row."""
        super().__init__(self._on_cursor_moved, id="queue")
        self._viewer = viewer
        self._on_move = on_move
        self._moment: PanelMoment | None = None
        self._cells, self._room, self._is_beside = 0, 0, False
        self._listed: dict[str, Hand | Question] = {}
        """The hands and questions of the list, by the key of their row."""
        self._looks: object = None

    @property
    def selected_entry(self) -> Hand | Question | None:
        """The hand or question under the cursor."""
        return self._listed.get(self.key or "")

    def select_question(self, question: Question) -> None:
        self.select(_row_key(question))

    def set_size(self, width: int, rows: int, *, beside: bool) -> None:
        """Set the width in cells and the number of rows.

        If `beside`, the people are at the left.
        """
        self._cells, self._room, self._is_beside = width, rows, beside
        self.show_panel(self._moment)

    def show_panel(self, moment: PanelMoment | None) -> None:
        """Show the queue of the panel. Make the rows again only if one of them has changed."""
        self._moment, scene = moment, self._viewer.scene()
        looks = _queue_signature(scene, moment), self._cells, self._room, self._is_beside, self.key
        if looks == self._looks:
            return
        self._looks = looks
        if moment is None:
            self.show([])
            return
        waiting_ones: tuple[Hand | Question, ...] = (*moment.hands, *moment.questions)
        self._listed = {_row_key(one): one for one in waiting_ones}
        hands, questions = _headings(scene, moment)
        label = 0 if self._is_beside else _MARGIN + width_of(questions[:1])
        width = self._cells - _MARGIN - label - 1  # A cell is left for the scrollbar.
        items = self._section(hands, self._hand_rows(scene, moment, width), label)
        items += (self._hand_height + 2 * self._is_beside - len(items)) * [Item.from_row(BLANK)]
        items += self._section(questions, self._questions(scene, moment, width), label)
        first = next((_row_key(question) for question in moment.questions), None)
        self.show_rows(Rows.from_items(items), lambda: first)

    def _on_cursor_moved(self) -> None:
        self.show_panel(self._moment)
        self._on_move()

    @property
    def _hand_height(self) -> int:
        """The maximum number of rows for hands while the cursor is above the last of them."""
        return 4 if self._is_beside else 2 if self._room > 3 else 1

    def _hand_rows(self, scene: Scene, moment: PanelMoment, width: int) -> _Rows:
        """Return the rows of the first hands, at most `_hand_height`.

        If the cursor is on or below the last of these rows, return the rows of all hands.
        """
        called = moment.called_hand
        rows: list[tuple[str | None, Row]] = []
        if called is not None:
            rows.append((None, _current_hand_row(scene, moment, called, width)))
        rows += [(_row_key(hand), hand_row(scene, moment, hand, width)) for hand in moment.hands]
        is_last = self.key in [key for key, _ in rows[self._hand_height - 1 :]]
        return rows if is_last else rows[: self._hand_height]

    def _questions(self, scene: Scene, moment: PanelMoment, width: int) -> _Rows:
        """Return the rows of the questions.

        If there is enough space, a long question has several rows.
        """
        most = 3 if self._is_beside else 2 if self._room > 5 else 1
        return [
            (None if n else _row_key(question), line)
            for question in moment.questions
            for n, line in enumerate(question_rows(scene, moment, question, width, most))
        ]

    def _section(self, head: Row, rows: _Rows, label: int) -> list[Item]:
        """Return the rows of a group with its heading.

        If `label` is 0, the heading is above the rows. Otherwise, it is at their left, `label`
        cells wide.
        """
        if label:
            space = Span(" " * (label - width_of(head[:1])))
            leads = [row(head[0], space), *[row(" " * label)] * len(rows)]
            rows = [(key, (*lead, *line)) for lead, (key, line) in zip(leads, rows, strict=False)]
            rows = rows or [(None, row(head[0], space, *head[1:]))]
        else:
            rows = [(None, head), *rows]
        return [Item.from_row(indent(line, _MARGIN), key) for key, line in rows]


def _queue_signature(scene: Scene, moment: PanelMoment | None) -> object:
    """Return a value that changes only when the rows of the queue look different."""
    if moment is None:
        return None
    waits = tuple(waiting_words(moment.at - hand.since, scene.words) for hand in moment.hands)
    names = tuple(seat.participant.name for seat in moment.everyone)
    speaks = moment.called_hand and moment.at - (moment.called_hand.taken_at or moment.at)
    acts = not scene.snapshot.is_read_only
    return scene.words, scene.zones, acts, moment.all_hands, waits, moment.questions, names, speaks


def _row_key(entry: Hand | Question) -> str:
    return f"{type(entry).__name__} {entry.number}"


def _headings(scene: Scene, moment: PanelMoment) -> tuple[Row, Row]:
    """Return the headings of hands and questions, each with the most useful key."""
    words = scene.words
    key, purpose = keys.PANEL_HAND, words.say("note a raised hand")
    if moment.hands:
        key, purpose = keys.PANEL_TAKE, words.say("gives the floor")
    count = f" {len(moment.hands)}" if len(moment.hands) > 1 else ""
    hands = row(Span(f"{words.say('HANDS')}{count}", "heading"), *_hint_row(scene, key, purpose))
    hint = _hint_row(scene, keys.PANEL_QUESTION, words.say("note a question"))
    if moment.questions:
        done = sum(question.asked_at is not None for question in moment.questions)
        sentence = words.say("{n} of {all} asked", n=done, all=len(moment.questions))
        hint = text_row(f"  {sentence}", "muted")
    return hands, row(Span(words.say("QUESTIONS"), "heading"), *hint)


def _hint_row(scene: Scene, key: keys.Key, text: str) -> Row:
    if scene.snapshot.is_read_only:
        return BLANK
    return row(Span(f"  {scene.keymap.key_text(key)} ", "key"), Span(text, "muted"))


def hand_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of a hand: its note, whether the person has spoken, and the waiting time.

    For the first hand, the row also shows the key that calls on it.
    """
    words, since = scene.words, waiting_words(moment.at - hand.since, scene.words)
    sign = Span("↑", "accent")
    if hand.number == moment.hands[0].number:
        sign = Span(scene.keymap.key_text(keys.PANEL_TAKE), "key")
    left = row(sign, " ", Span(hand.text, "muted" if hand.before else ""))
    spoke = row(Span(words.say("has spoken"), "muted"), "  ") if hand.before else BLANK
    if not hand.before and any(hand.taken_at is not None for hand in moment.all_hands):
        spoke = row(Span(words.say("has not spoken yet"), "accent"), "  ")
    up = row(Span(since, "muted"), "  ")
    forms = (*spoke, *up), spoke or up, up
    return justify(left, first_fitting_row(forms, width - width_of(left) - 2), width)


def _current_hand_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of the current speaker from the audience, with the length of the turn."""
    time = scene.time_left_text(moment.at - (hand.taken_at or moment.at))
    left = row(Span("▶ ", "accent"), Span(hand.text, "title"))
    return justify(left, row(Span(time, "accent"), "  "), width)


def question_rows(
    scene: Scene, moment: PanelMoment, question: Question, width: int, max_rows: int
) -> list[Row]:
    """Return a question with its star and its addressee on at most `max_rows` rows.

    The name of the addressee is shortened to leave space for the question. Questions that have been
    asked are muted.
    """
    words = scene.words
    done = question.asked_at
    mark = "✓" if done else "★" if question.starred else "?"
    style = "faint" if done else ""
    seat = moment.seat(question.to) if question.to else None
    name = fit(short_name(seat, moment), max(_MIN_NAME, width // 5)) if seat else ""
    whom = words.say("for {name}:", name=name) + " " if seat else ""
    lead = row(
        Span(f"{mark} ", "star" if question.starred and not done else "muted"),
        Span(whom, style or "accent"),
    )
    right = row(Span(asked_at_words(done, scene), "faint"), "  ") if done else BLANK
    if max_rows < 2:
        left = row(*lead, Span(question.text, style))
        return [justify(left, right, width) if right else fit_row(left, width)]
    space = max(1, width - _MARGIN - (width_of(right) + 2 if right else 1))
    texts = paragraphs(whom + question.text, space, style)
    first = row(lead[0], Span(whom, style or "accent"), Span(texts[0][0].text[len(whom) :], style))
    first = justify(first, right, width) if right else first
    return clip([first, *indent_rows(texts[1:], _MARGIN)], max_rows, width)


def stage_message_row(
    scene: Scene, moment: PanelMoment, call: green_room.Call | None, width: int
) -> Row:
    """Return a row with the latest message from or to the stage, or else with the next panel."""
    if moment.to_stage and not moment.has_unseen_message:
        mine = moment.to_stage[-1]
        if all(theirs.at < mine.at for theirs in moment.to_panel):
            return _message_row(scene, scene.words.say("You:"), mine, key=False)
    if moment.to_panel:
        return _message_row(scene, scene.words.say("Stage manager:"), moment.to_panel[-1], key=True)
    if call is None:
        return BLANK
    key = Span(f"{scene.keymap.key_text(keys.PANEL_SESSION_AFTER)} ", "key")
    text = fitting_variant([*next_panel_variants(call, scene)], width - width_of((key,)))
    return row(key, Span(text, "muted"))


def _message_row(scene: Scene, sender: str, message: Message, *, key: bool) -> Row:
    words, seen = scene.words, message.seen_at
    waits = key and seen is None
    quoted = words.say("“{text}”", text=message.text)
    text = Span(f" {quoted} ", "badge" if waits else "strong" if seen is None else "")
    if seen is not None:
        state = text_row(
            words.say("seen {time}", time=times.column_time(seen, scene.zones)), "muted"
        )
    elif key:
        shown = scene.keymap.key_text(keys.PANEL_SEEN)
        state = row(Span(f" {shown} ", "key"), Span(words.say("seen"), "muted"))
    else:
        state = text_row(words.say("not seen yet"), "muted")
    return row(Span(sender, "muted"), " ", text, *state)
