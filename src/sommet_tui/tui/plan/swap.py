"""Attending a session that the plan leaves out, from wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.plan import Reason
from sommet_tui.pages.now import StopLine
from sommet_tui.pages.plan import left_out_of, refusal_sentence, swap_sentence
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.marks import undoable
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.errors import keeping_error_sentence


def take_instead(viewer: Viewer, session_id: str) -> Feedback | None:
    """Take a session instead of what clashes with it; say what that costs and how to undo it."""
    words, companion = viewer.words, viewer.companion
    before = companion.snapshot.degrees
    try:
        found = companion.take_instead(session_id, viewer.settings.walk_minutes, companion.now())
    except KeepingError as error:
        return Feedback(keeping_error_sentence(error, words), "danger")
    if found is None:
        return Feedback(words.say("This was not left out of the plan."))
    if isinstance(found, Reason):
        return Feedback(refusal_sentence(found, words), "danger")
    marked = (*found.demoted, found.taken)

    def restore(_width: int) -> None:
        for stop in marked:
            companion.mark(stop.id, before.get(stop.id))

    return undoable(viewer, lambda: swap_sentence(found, words), restore)


class SwapDialog(Dialog):
    """The picks that the plan leaves out for a stop, to attend one of them instead."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(self, viewer: Viewer, line: StopLine, then: Callable[[str], object]) -> None:
        """`then` is given the id of the session to attend."""
        super().__init__()
        self._viewer = viewer
        self._line = line
        self._then = then
        self._picks = left_out_of(line.next, viewer.view())
        self._why = FixedLines(self._paint_why)
        self._list = RowList(self._why.update)
        self._title = FixedLines(self._paint_title)
        self._title.ground = self._list.ground = self._why.ground = "surface"

    def compose(self) -> ComposeResult:
        """Return the stop, the picks, and why the one under the cursor is left out."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._why

    def on_mount(self) -> None:
        """Fill the list."""
        numbers = range(len(self._picks))
        self._list.styles.height = min(8, len(numbers))
        self._why.styles.height = 5
        self._list.show([Item(str(number), partial(self._row, number)) for number in numbers])
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Attend it instead."""
        taken = self._picks[int(event.key)].stop.id
        if self.close():
            self._then(taken)

    def _row(self, number: int, width: int) -> Row:
        pick = self._picks[number]
        parts = Span(f" {pick.sign} ", "star"), Span(f"{pick.times}  ", "muted"), pick.title
        return fit_row(row(*parts), width)

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        words, line = self._viewer.words, self._line
        said = words.say("Left out to attend {stop}", stop=f"{line.sign} {line.title}")
        keys = words.say("↵: attend this instead · esc: back")
        rows = [*paragraphs(said, width, "title"), *paragraphs(keys, width, "accent"), BLANK]
        self._title.styles.height = len(rows)
        return rows

    def _paint_why(self, width: int, _height: int) -> list[Row]:
        pick = self._picks[int(self._list.key or 0)]
        about = [pick.place or "", *(full for full, _ in pick.reasons)]
        return [BLANK, *(each for text in about for each in paragraphs(text, width, "muted"))][:5]
