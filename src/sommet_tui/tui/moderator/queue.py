"""The queue of a panel: raised hands, questions, and the messages to and from the stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sommet_tui.companion.green_room import Call
from sommet_tui.companion.keys import (
    PANEL_HAND,
    PANEL_QUESTION,
    PANEL_SEEN,
    PANEL_SESSION_AFTER,
    PANEL_TAKE,
    Key,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel import Hand, Question
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    first_fitting,
    fit,
    fit_row,
    fitting_form,
    indent,
    inset,
    paragraphs,
    row,
    spread,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.panel import asked_at_words, next_forms, short_name, waiting_words
from sommet_tui.wording.times import column_time

_MARGIN = 2
"""The cells before a row, between the labels and the rows, and before the lines of a question."""
_NAME = 12
"""The minimum width of a short name, in cells, however narrow the window is."""
_Rows = Sequence[tuple[str | None, Row]]
"""Rows with their keys."""


class Queue(RowList):
    """The hands of a panel, then its questions, which keep their place when hands come and go.

    Headings are above them where the queue is beside the people, and otherwise at their left.
    """

    def __init__(self, viewer: Viewer, moved: Callable[[], None]) -> None:
        """`moved` is called when another row is selected."""
        super().__init__(self._on_cursor_moved, id="queue")
        self._viewer = viewer
        self._told = moved
        self._moment: PanelMoment | None = None
        self._cells, self._room, self._beside = 0, 0, False
        self._listed: dict[str, Hand | Question] = {}
        """The hands and questions of the list, by the key of their row."""
        self._looks: object = None

    @property
    def selected_entry(self) -> Hand | Question | None:
        """The hand or question under the cursor."""
        return self._listed.get(self.key or "")

    def select_question(self, question: Question) -> None:
        """Move the cursor to a question."""
        self.select(_row_key(question))

    def fit(self, width: int, rows: int, *, beside: bool) -> None:
        """Set the width in cells and the number of rows, and whether people are at the left."""
        self._cells, self._room, self._beside = width, rows, beside
        self.show_panel(self._moment)

    def show_panel(self, moment: PanelMoment | None) -> None:
        """Show the queue at a moment; make the rows again only if one of them has changed."""
        self._moment, scene = moment, self._viewer.scene()
        looks = _queue_signature(scene, moment), self._cells, self._room, self._beside, self.key
        if looks == self._looks:
            return
        self._looks = looks
        if moment is None:
            self.show([])
            return
        waiting_ones: tuple[Hand | Question, ...] = (*moment.hands, *moment.questions)
        self._listed = {_row_key(one): one for one in waiting_ones}
        hands, questions = _headings(scene, moment)
        label = 0 if self._beside else _MARGIN + width_of(questions[:1])
        width = self._cells - _MARGIN - label - 1  # for a scrollbar
        items = self._section(hands, self._hands(scene, moment, width), label)
        items += (self._hand_height + 2 * self._beside - len(items)) * [Item.fixed(BLANK)]
        items += self._section(questions, self._questions(scene, moment, width), label)
        first = next((_row_key(question) for question in moment.questions), None)
        self.show_rows(Rows.from_items(items), lambda: first)

    def _on_cursor_moved(self) -> None:
        self.show_panel(self._moment)
        self._told()

    @property
    def _hand_height(self) -> int:
        """The rows that hands always have."""
        return 4 if self._beside else 2 if self._room > 3 else 1

    def _hands(self, scene: Scene, moment: PanelMoment, width: int) -> _Rows:
        """Return the rows of the first hands, or of all once the cursor is on the last of them."""
        called = moment.called
        rows: list[tuple[str | None, Row]] = []
        if called is not None:
            rows.append((None, called_row(scene, moment, called, width)))
        rows += [(_row_key(hand), hand_row(scene, moment, hand, width)) for hand in moment.hands]
        is_last = self.key in [key for key, _ in rows[self._hand_height - 1 :]]
        return rows if is_last else rows[: self._hand_height]

    def _questions(self, scene: Scene, moment: PanelMoment, width: int) -> _Rows:
        """Return the rows of the questions; a long one has several if there is room."""
        most = 3 if self._beside else 2 if self._room > 5 else 1
        return [
            (None if n else _row_key(question), line)
            for question in moment.questions
            for n, line in enumerate(question_rows(scene, moment, question, width, most))
        ]

    def _section(self, head: Row, rows: _Rows, label: int) -> list[Item]:
        """Return rows below their heading, or with it at their left if `label` is its width."""
        if label:
            space = Span(" " * (label - width_of(head[:1])))
            leads = [row(head[0], space), *[row(" " * label)] * len(rows)]
            rows = [(key, (*lead, *line)) for lead, (key, line) in zip(leads, rows, strict=False)]
            rows = rows or [(None, row(head[0], space, *head[1:]))]
        else:
            rows = [(None, head), *rows]
        return [Item.fixed(indent(line, _MARGIN), key) for key, line in rows]


def _queue_signature(scene: Scene, moment: PanelMoment | None) -> object:
    """Return a value that stays equal as long as the rows look the same."""
    if moment is None:
        return None
    waits = tuple(waiting_words(moment.at - hand.since, scene.words) for hand in moment.hands)
    names = tuple(seat.participant.name for seat in moment.everyone)
    speaks = moment.called and moment.at - (moment.called.taken_at or moment.at)
    acts = not scene.snapshot.is_read_only
    return scene.words, scene.zones, acts, moment.raised, waits, moment.questions, names, speaks


def _row_key(one: Hand | Question) -> str:
    """Return the key of the row of a hand or question."""
    return f"{type(one).__name__} {one.number}"


def _headings(scene: Scene, moment: PanelMoment) -> tuple[Row, Row]:
    """Return the headings of hands and questions, with the key that is useful first."""
    words = scene.words
    key, said = PANEL_HAND, words.say("note a raised hand")
    if moment.hands:
        key, said = PANEL_TAKE, words.say("gives the floor")
    count = f" {len(moment.hands)}" if len(moment.hands) > 1 else ""
    hands = row(Span(f"{words.say('HANDS')}{count}", "heading"), *_hint(scene, key, said))
    hint = _hint(scene, PANEL_QUESTION, words.say("note a question"))
    if moment.questions:
        done = sum(question.asked_at is not None for question in moment.questions)
        sentence = words.say("{n} of {all} asked", n=done, all=len(moment.questions))
        hint = text_row(f"  {sentence}", "muted")
    return hands, row(Span(words.say("QUESTIONS"), "heading"), *hint)


def _hint(scene: Scene, key: Key, said: str) -> Row:
    if scene.snapshot.is_read_only:
        return BLANK
    return row(Span(f"  {scene.keymap.key_text(key)} ", "key"), Span(said, "muted"))


def hand_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of a hand: its place, its earlier turns, and how long it has been up.

    The first hand has the key that calls on it.
    """
    words, since = scene.words, waiting_words(moment.at - hand.since, scene.words)
    sign = Span("↑", "accent")
    if hand.number == moment.hands[0].number:
        sign = Span(scene.keymap.key_text(PANEL_TAKE), "key")
    left = row(sign, " ", Span(hand.text, "muted" if hand.before else ""))
    spoke = row(Span(words.say("has spoken"), "muted"), "  ") if hand.before else BLANK
    if not hand.before and any(hand.taken_at is not None for hand in moment.raised):
        spoke = row(Span(words.say("has not spoken yet"), "accent"), "  ")
    up = row(Span(since, "muted"), "  ")
    forms = (*spoke, *up), spoke or up, up
    return spread(left, first_fitting(forms, width - width_of(left) - 2), width)


def called_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of the person with the floor: their place, and the time of their turn."""
    time = scene.clock_left(moment.at - (hand.taken_at or moment.at))
    left = row(Span("▶ ", "accent"), Span(hand.text, "title"))
    return spread(left, row(Span(time, "accent"), "  "), width)


def question_rows(
    scene: Scene, moment: PanelMoment, question: Question, width: int, most: int
) -> list[Row]:
    """Return a question with its star and its addressee on at most `most` rows.

    The name of the addressee is short, so that the question has more room. Questions that were
    asked are muted.
    """
    words = scene.words
    done = question.asked_at
    mark = "✓" if done else "★" if question.starred else "?"
    style = "faint" if done else ""
    seat = moment.seat(question.to) if question.to else None
    name = fit(short_name(seat, moment), max(_NAME, width // 5)) if seat else ""
    whom = words.say("for {name}:", name=name) + " " if seat else ""
    lead = row(
        Span(f"{mark} ", "star" if question.starred and not done else "muted"),
        Span(whom, style or "accent"),
    )
    right = row(Span(asked_at_words(done, scene.view), "faint"), "  ") if done else BLANK
    if most < 2:
        left = row(*lead, Span(question.text, style))
        return [spread(left, right, width) if right else fit_row(left, width)]
    space = max(1, width - _MARGIN - (width_of(right) + 2 if right else 1))
    texts = paragraphs(whom + question.text, space, style)
    first = row(lead[0], Span(whom, style or "accent"), Span(texts[0][0].text[len(whom) :], style))
    first = spread(first, right, width) if right else first
    return clip([first, *inset(texts[1:], _MARGIN)], most, width)


def stage_message_row(scene: Scene, moment: PanelMoment, call: Call | None, width: int) -> Row:
    """Return the message from or to the stage that is new, or latest; else the next panel."""
    if moment.to_stage and not moment.has_news:
        mine = moment.to_stage[-1]
        if all(theirs.at < mine.at for theirs in moment.to_panel):
            return _message_row(scene, scene.words.say("You:"), mine, key=False)
    if moment.to_panel:
        return _message_row(scene, scene.words.say("Stage:"), moment.to_panel[-1], key=True)
    if call is None:
        return BLANK
    key = Span(f"{scene.keymap.key_text(PANEL_SESSION_AFTER)} ", "key")
    said = fitting_form([*next_forms(call, scene.view)], width - width_of((key,)))
    return row(key, Span(said, "muted"))


def _message_row(scene: Scene, sender: str, message: Message, *, key: bool) -> Row:
    words, seen = scene.words, message.seen_at
    waits = key and seen is None
    said = words.say("“{text}”", text=message.text)
    text = Span(f" {said} ", "badge" if waits else "strong" if seen is None else "")
    if seen is not None:
        state = text_row(words.say("seen {time}", time=column_time(seen, scene.zones)), "muted")
    elif key:
        shown = scene.keymap.key_text(PANEL_SEEN)
        state = row(Span(f" {shown} ", "key"), Span(words.say("seen"), "muted"))
    else:
        state = text_row(words.say("not seen yet"), "muted")
    return row(Span(sender, "muted"), " ", text, *state)
