"""What lies over a screen and is closed again: a line to write, or a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from sommet_tui.companion.keys import APP_BACK, MAIN_QUIT
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, paragraphs
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList

_MOST_CHOICES = 8
"""The rows of a list to choose from."""


class Dialog(ModalScreen[None]):
    """A panel that can be closed once.

    A key that is held down keeps repeating after the panel has closed: the repetitions must neither
    close the screen below nor count as a mistake.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings((MAIN_QUIT,))
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        color: $foreground;
        layers: base above;
        &:ansi { background: $background 60%; }
        & > Vertical {
            width: 60;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            border: round $muted;
            background: $surface;
            & > LineView { background: $surface; height: auto; }
        }
        & Input { margin: 1 0; }
    }
    """

    def close(self) -> bool:
        """Close the panel if it is still there; whether it was."""
        on_top = self.is_active
        if on_top:
            self.dismiss(None)
        return on_top

    def action_back(self) -> None:
        """Close the panel."""
        self.close()

    def action_leave(self) -> None:
        """Close by the other key, if that types no letter."""
        self.action_back()


class LineDialog(Dialog):
    """A line to write, below what is asked."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self,
        asked: Callable[[int, str], Sequence[Row]],
        rows: int,
        field: CleanInput,
        then: Callable[[str], str | None],
    ) -> None:
        """`asked` returns what stands above the field, in so many `rows`: see `asking`.

        `then` takes the line, or returns why it cannot: that is shown, and the line asked again.
        """
        super().__init__()
        self._complaint = ""
        self._rows = rows
        self._then = then
        self.question = FixedLines(lambda width, _height: asked(width, self._complaint)[:rows])
        self.question.ground = "surface"
        self.field = field

    def compose(self) -> ComposeResult:
        """What is asked, and the field."""
        with Vertical():
            yield self.question
            yield self.field

    def on_mount(self) -> None:
        """Ready to be written."""
        self.question.styles.height = self._rows
        self.field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, or say what is wrong with it."""
        event.stop()
        if not self.is_active:
            return
        complaint = self._then(event.value)
        if complaint is None:
            self.close()
        else:
            self._complaint = complaint
            self.question.update()


def asking(text: str, style: str = "strong") -> Callable[[int, str], Sequence[Row]]:
    """What a dialog asks, or what is wrong with the answer in its place."""
    return lambda width, complaint: (
        paragraphs(complaint, width, "danger") if complaint else paragraphs(text, width, style)
    )


class ChoiceDialog(Dialog):
    """A list to choose from, and below it what there is to say of the choice under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self,
        title: Callable[[int], Sequence[Row]],
        choices: Sequence[Callable[[int], Row]],
        detail: Callable[[int, int], Sequence[Row]],
        rows: int,
        then: Callable[[int], object],
    ) -> None:
        """`title`, and each of the `choices`, are painted for a width in cells.

        `detail` has so many `rows`, for the number of a choice, from 0, and a width. `then` is
        given the number that was chosen.
        """
        super().__init__()
        self._title_rows = title
        self._choices = choices
        self._rows = rows
        self._then = then
        self._detail = FixedLines(lambda width, _height: detail(self._number, width)[:rows])
        self._list = RowList(self._detail.update)
        self._title = FixedLines(self._paint_title)
        self._title.ground = self._list.ground = self._detail.ground = "surface"

    def compose(self) -> ComposeResult:
        """What is asked, the choices, what there is to say of one."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._detail

    def on_mount(self) -> None:
        """Fill the list."""
        self._list.styles.height = min(_MOST_CHOICES, len(self._choices))
        self._detail.styles.height = self._rows
        self._list.show([Item(str(n), paint) for n, paint in enumerate(self._choices)])
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Close, and do it."""
        if self.close():
            self._then(int(event.key))

    @property
    def _number(self) -> int:
        return int(self._list.key or 0)

    def _paint_title(self, width: int, _height: int) -> Sequence[Row]:
        rows = self._title_rows(width)
        self._title.styles.height = len(rows)
        return rows
