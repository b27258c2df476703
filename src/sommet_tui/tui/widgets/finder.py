"""A field, and below it what it finds, among which the arrows move while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from sommet_tui.tui.keys import FOUND, bindings
from sommet_tui.tui.widgets.field import Field
from sommet_tui.tui.widgets.row_list import Item, RowList


class Finder(Vertical):
    """The field has the focus, always; what is chosen is told as `RowList.Chosen`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(FOUND)
    DEFAULT_CSS = """
    Finder {
        height: 1fr;
        #search { height: 1; border: none; padding: 0 1; background: $surface; }
    }
    """

    def __init__(self, find: Callable[[str], Sequence[Item]], hits: RowList) -> None:
        """`find` gives the rows for what is typed, and `hits` shows them."""
        super().__init__()
        self.field = Field(self._typed, id="search")
        self.list = hits
        self.list.can_focus = False
        self._find = find

    def compose(self) -> ComposeResult:
        """The field and the hits."""
        yield self.field
        yield self.list

    def search(self) -> None:
        """Find anew, for something else can be found."""
        self.list.show(self._find(self.field.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose what the cursor is on."""
        event.stop()
        # By the list itself: what its parent makes it say goes no further than that parent.
        self.list.call_later(self.list.action_choose)

    def action_found(self, by: int) -> None:
        """Go to another hit."""
        self.list.action_move(by)

    def action_found_page(self, by: int) -> None:
        """Go a window up or down among the hits."""
        self.list.action_page(by)

    def _typed(self) -> None:
        self.search()
        self.list.action_edge(-1)  # the best hit is the one under the cursor
