"""The queue of a panel: raised hands, questions, and the messages to and from the stage."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.containers import Container

from sommet_tui.companion.green_room import Call
from sommet_tui.companion.keys import (
    PANEL_HAND,
    PANEL_QUESTION,
    PANEL_SEEN,
    PANEL_SESSION_AFTER,
    PANEL_TAKE,
)
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel.questions import Hand, Question
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clipped,
    fit,
    fit_row,
    fitting,
    inset,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.panel import asked_at_words, next_forms, short_name, waiting
from sommet_tui.wording.times import column_time

_INDENT = 4
_NAME = 12
"""The minimum width of a short name, in cells, however narrow the window is."""
_LEAST = 24
"""The minimum width of a message, in cells."""


class Queue(Container):
    """The hands and questions of a panel, with a cursor; open questions may have several rows."""

    def __init__(self, viewer: Viewer, moved: Callable[[], None]) -> None:
        """`moved` is called when another row is selected."""
        self._viewer = viewer
        self._moment: PanelMoment | None = None
        self._cells = self._rows = 0
        self._listed: dict[str, Hand | Question] = {}
        """The hands and questions of the list, by the key of their row."""
        self._looks: object = None
        self._head = FixedLines(self._paint_head, id="queue-head")
        self.list = RowList(moved, id="queue")
        super().__init__(self._head, self.list, id="waiting")

    @property
    def selected(self) -> Hand | Question | None:
        """The hand or question under the cursor."""
        return self._listed.get(self.list.key or "")

    def select(self, question: Question) -> None:
        """Move the cursor to a question."""
        self.list.select(_key(question))

    def fit(self, width: int, rows: int) -> None:
        """Set the width in cells, and the number of rows."""
        self._cells, self._rows = width, rows
        self._show()

    def show(self, moment: PanelMoment | None) -> None:
        """Show the queue at a moment."""
        self._moment = moment
        self._show()
        self._head.update()

    def _show(self) -> None:
        """Make the rows again if one of them has changed."""
        moment, scene = self._moment, self._viewer.scene()
        looks = _looks(scene, moment), self._cells, self._rows
        if looks == self._looks:
            return
        self._looks = looks
        items: list[Item] = []
        self._listed = {}
        if moment is not None:
            self._listed |= {_key(hand): hand for hand in moment.hands}
            self._listed |= {_key(question): question for question in moment.questions}
            if moment.called is not None:
                items.append(Item(None, partial(called_row, scene, moment, moment.called)))
            items += [
                Item(_key(hand), partial(hand_row, scene, moment, hand)) for hand in moment.hands
            ]
            for question, most in zip(moment.questions, self._shares(moment), strict=True):
                drawn = partial(question_rows, scene, moment, question, most=most)
                items.append(Item(_key(question), partial(_line_of, drawn, 0)))
                items += [Item(None, partial(_line_of, drawn, y)) for y in range(1, most)]
        self.list.show(items)

    def _shares(self, moment: PanelMoment) -> list[int]:
        """Return how many rows each question has: the first open ones get the free rows."""
        called = int(moment.called is not None)
        free = self._rows - called - len(moment.hands) - len(moment.questions)
        scene, shares = self._viewer.scene(), [1] * len(moment.questions)
        order = sorted(enumerate(moment.questions), key=lambda pair: pair[1].asked_at is not None)
        for n, question in order:
            most = 1 + max(0, free)
            shares[n] = len(question_rows(scene, moment, question, self._cells, most))
            free -= shares[n] - 1
        return shares

    def _paint_head(self, width: int, _height: int) -> list[Row]:
        return [queue_head(self._viewer.scene(), self._moment, width)] if self._moment else []


def _looks(scene: Scene, moment: PanelMoment | None) -> object:
    """Return a value that stays equal as long as the rows look the same."""
    if moment is None:
        return None
    waits = tuple(waiting(moment.at - hand.since, scene.words) for hand in moment.hands)
    names = tuple(seat.participant.name for seat in moment.all)
    speaks = moment.called and moment.at - (moment.called.taken_at or moment.at)
    return scene.words, scene.zones, moment.raised, waits, moment.questions, names, speaks


def _key(one: Hand | Question) -> str:
    """Return the key of the row of a hand or question."""
    return f"{type(one).__name__} {one.number}"


def _line_of(drawn: Callable[[int], list[Row]], y: int, width: int) -> Row:
    """Return one of several rows; they may be fewer where the list has a scrollbar."""
    rows = drawn(width)
    return rows[y] if y < len(rows) else ()


def queue_head(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return the number of hands and questions, or the keys that add the first ones."""
    words = scene.words
    parts = [Span(f"  {words.say('Questions')}", "accent")]
    done = sum(question.asked_at is not None for question in moment.questions)
    if moment.questions:
        sentence = words.say("{n} of {all} asked", n=done, all=len(moment.questions))
        parts.append(Span(f"  {sentence}", "muted"))
    if moment.hands:
        count = words.count("{n} hand raised", "{n} hands raised", len(moment.hands))
        raised = Span(f" · {count}", "strong")
        if moment.questions and width_of((*parts, raised)) > width:
            parts[-1] = Span(f"  {done}/{len(moment.questions)}", "muted")
        parts.append(raised)
    if not moment.questions and not moment.hands:
        for key, said in (
            (PANEL_QUESTION, words.say("note a question")),
            (PANEL_HAND, words.say("a raised hand")),
        ):
            hint = [Span(f"   {scene.keymap.shown(key)} ", "key"), Span(said, "muted")]
            if width_of((*parts, *hint)) <= width:  # whole, or not at all
                parts += hint
    return fit_row(row(*parts), width)


def hand_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of a hand: its place, its earlier turns, and how long it has been up.

    The first hand has the key that calls on it.
    """
    words, since = scene.words, waiting(moment.at - hand.since, scene.words)
    sign = Span("↑", "accent")
    if hand.number == moment.hands[0].number:
        sign = Span(scene.keymap.shown(PANEL_TAKE), "key")
    left = row("  ", sign, " ", Span(hand.text, "muted" if hand.before else "strong"))
    spoke = row(Span(words.say("has spoken"), "muted"), "  ") if hand.before else BLANK
    if not hand.before and any(hand.taken_at is not None for hand in moment.raised):
        spoke = row(Span(words.say("has not spoken yet"), "accent"), "  ")
    return spread(left, row(*spoke, Span(since, "muted"), "  "), width)


def called_row(scene: Scene, moment: PanelMoment, hand: Hand, width: int) -> Row:
    """Return the row of the person who was called on: their place, and how long they speak."""
    time = scene.clock_left(moment.at - (hand.taken_at or moment.at))
    left = row(Span("  ▶ ", "accent"), Span(hand.text, "title"))
    return spread(left, row(Span(time, "accent"), "  "), width)


def question_row(scene: Scene, moment: PanelMoment, question: Question, width: int) -> Row:
    """Return the row of a question."""
    return question_rows(scene, moment, question, width, 1)[0]


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
        Span(f"  {mark} ", "star" if question.starred and not done else "muted"),
        Span(whom, style or "accent"),
    )
    right = row(Span(asked_at_words(done, scene.view), "faint"), "  ") if done else BLANK
    if most < 2:
        left = row(*lead, Span(question.text, style))
        return [spread(left, right, width) if right else fit_row(left, width)]
    space = max(1, width - _INDENT - (width_of(right) + 2 if right else 1))
    texts = paragraphs(whom + question.text, space, style)
    first = row(lead[0], Span(whom, style or "accent"), Span(texts[0][0].text[len(whom) :], style))
    first = spread(first, right, width) if right else first
    return clipped([first, *inset(texts[1:], _INDENT)], most, width)


def lines(scene: Scene, moment: PanelMoment, call: Call | None, width: int) -> Row:
    """Return the latest messages from and to the stage; if there are none, the next panel."""
    theirs = moment.to_panel[-1] if moment.to_panel else None
    mine = moment.to_stage[-1] if moment.to_stage else None
    if theirs is None and mine is None:
        if call is None:
            return BLANK
        key = Span(f"  {scene.keymap.shown(PANEL_SESSION_AFTER)} ", "key")
        said = fitting([*next_forms(call, scene.view)], width - width_of((key,)) - 2)
        return fit_row(row(key, Span(said, "muted")), width)
    left = row("  ", *_line(scene, scene.words.say("Stage:"), theirs, key=True))
    right = row(*_line(scene, scene.words.say("You:"), mine, key=False), "  ")
    if mine is None or theirs is None:
        return fit_row(left if theirs is not None else row("  ", *right), width)
    space = width - width_of(left) - 3
    if space < min(width_of(right), _LEAST):  # there is room for one: the newer, if it is new
        waits = theirs.seen_at is None
        return fit_row(row("  ", *right) if mine.at > theirs.at and not waits else left, width)
    return spread(left, fit_row(right, space), width)


def _line(scene: Scene, sender: str, message: Message | None, *, key: bool) -> Row:
    if message is None:
        return BLANK
    words, seen = scene.words, message.seen_at
    waits = key and seen is None
    said = words.say("“{text}”", text=message.text)
    text = Span(f" {said} ", "badge" if waits else "strong" if seen is None else "")
    if seen is not None:
        state = styled(words.say("seen {time}", time=column_time(seen, scene.zones)), "muted")
    elif key:
        shown = scene.keymap.shown(PANEL_SEEN)
        state = row(Span(f" {shown} ", "key"), Span(words.say("seen"), "muted"))
    else:
        state = styled(words.say("not seen yet"), "muted")
    return row(Span(sender, "muted"), " ", text, *state)
