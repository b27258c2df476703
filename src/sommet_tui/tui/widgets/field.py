"""The fields to type a line in."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from sommet_tui.companion.keys import FOUND
from sommet_tui.domain.limits import QUERY_LIMIT
from sommet_tui.domain.text import clean
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.widgets.row_list import RowList


class CleanInput(Input):
    """A field that lets in nothing that could command the terminal it is drawn on.

    A placeholder that is too long for the field ends in an ellipsis.
    """

    # Textual's cursor is black in the terminal's own colours, and thus invisible on a black ground.
    DEFAULT_CSS = """
    CleanInput {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
        &:focus { background: $cursor-background; background-tint: transparent; border: none; }
        & > .input--placeholder { color: $muted; }
        &:ansi { text-style: underline; }
        &:ansi > .input--cursor {
            background: ansi_default;
            color: ansi_default;
            text-style: reverse;
        }
    }
    """
    cursor_blink = reactive(False, init=False)
    """At rest nothing is sent; a cursor that stays is found as easily."""
    virtual_size = reactive(Size(0, 0))
    """What is typed moves no other widget: unlike Textual's own, it has nothing laid out anew."""

    _hint = _fitted = ""
    """The placeholder, whole and as it fits."""

    class Full(Message):
        """More was pasted than there is room for; so many characters were left out."""

        def __init__(self, left_out: int) -> None:
            super().__init__()
            self.left_out = left_out

    def replace(self, text: str, start: int, end: int) -> None:
        """Textual's hook: something is typed or pasted."""
        super().replace(_clean_line(text), start, end)

    def watch_placeholder(self) -> None:
        """Textual's hook: the placeholder has changed."""
        self._fit_placeholder()

    def on_resize(self) -> None:
        """Fit the placeholder to the field."""
        self._fit_placeholder()

    def _fit_placeholder(self) -> None:
        if self.placeholder != self._fitted:
            self._hint = str(self.placeholder)
        cells = self.content_size.width
        if cells > 1:
            self._fitted = self.placeholder = fit(self._hint, cells - 1)

    def on_paste(self, event: Paste) -> None:
        """Take in all lines as one, as far as there is room; Textual's own takes the first."""
        event.stop()
        event.prevent_default()
        text = _clean_line(event.text.strip())
        start, end = sorted(self.selection)
        if self.max_length:
            room = self.max_length - len(self.value) + end - start
            if len(text) > room:
                self.post_message(self.Full(len(text) - room))
                text = text[:room]
        self.replace(text, start, end)

    def validate_value(self, value: str) -> str:
        """Textual's hook: the text is set as a whole."""
        return _clean_line(value)


class LiveInput(CleanInput):
    """Reports each letter immediately.

    The parts repainted by `typed` appear in the same frame as the letter: a message would come
    later.
    """

    def __init__(
        self,
        typed: Callable[[], None],
        *,
        id: str | None = None,  # noqa: A002  (Textual's own name)
        placeholder: str = "",
        max_length: int = QUERY_LIMIT,
    ) -> None:
        super().__init__(
            placeholder=placeholder,
            id=id,
            select_on_focus=False,
            max_length=max_length,
        )
        self._on_typing = typed

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the field takes the key as text; a space before any word is none."""
        return (character != " " or bool(self.value)) and super().check_consume_key(key, character)

    def watch_value(self) -> None:
        """Textual's hook: the text of the field has changed."""
        self._on_typing()


def _clean_line(text: str) -> str:
    """One line, cleaned; its ends stay, for more is typed there."""
    return clean(text).replace("\n", " ")


class Finder(Vertical):
    """A field that always has the focus; the chosen result is reported as `RowList.Chosen`."""

    BINDINGS = bindings(FOUND)
    DEFAULT_CSS = "Finder { height: 1fr; }"

    def __init__(self, find: Callable[[str], None], hits: RowList, pane: Widget) -> None:
        """`find` shows in `hits` the rows for the typed text; `pane` is or has the hits."""
        super().__init__()
        self.field = LiveInput(self._on_typing, id="search")
        self.list = hits
        self.list.can_focus = False
        self.entered: Callable[[], None] = hits.action_choose
        """Called by the enter key."""
        self._find = find
        self._pane = pane

    def compose(self) -> ComposeResult:
        """The field and the hits."""
        yield self.field
        yield self._pane

    def search(self) -> None:
        """Find anew, for something else can be found."""
        self._find(self.field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose what the cursor is on."""
        event.stop()
        # By the list itself: what its parent makes it say goes no further than that parent.
        self.list.call_later(self.entered)

    def action_found(self, by: int) -> None:
        """Go to another hit."""
        self.list.action_move(by)

    def action_found_page(self, by: int) -> None:
        """Go a window up or down among the hits."""
        self.list.action_page(by)

    def _on_typing(self) -> None:
        self.search()
        self.list.action_edge(-1)  # the best hit is the one under the cursor
