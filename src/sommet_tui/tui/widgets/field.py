"""Fields for typing a line of text, among them the field that filters the list below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur, DescendantFocus, Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from sommet_tui.companion.keys import APP_BACK, FOUND, Key
from sommet_tui.domain.limits import QUERY_LIMIT
from sommet_tui.domain.text import clean
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render import rows
from sommet_tui.tui.widgets import lines, row_list
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.tui.textual_internals import PaintedApp


class CleanInput(Input):
    """A field that accepts no control characters.

    If the placeholder is too long for the field, it ends in an ellipsis.
    """

    # In the terminal's own colours, Textual's cursor is black, and so invisible on black.
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
    """The cursor does not blink, because each blink would be sent to the terminal."""
    virtual_size = reactive(Size(0, 0))
    """Unlike in Textual's field, a change needs no new layout: typing moves no widget."""

    _hint = _fitted_placeholder = ""
    """The whole placeholder, and its part that fits into the field."""

    class Full(Message):
        """A pasted text did not fit. Its last `left_out` characters were dropped."""

        def __init__(self, left_out: int) -> None:
            super().__init__()
            self.left_out = left_out

    def replace(self, text: str, start: int, end: int) -> None:
        """Clean the text that the user typed or pasted (a hook of Textual)."""
        super().replace(_clean_line(text), start, end)

    def watch_placeholder(self) -> None:
        """Shorten a new placeholder to the field's width (a hook of Textual)."""
        self._fit_placeholder()

    def on_resize(self) -> None:
        """Shorten the placeholder to the field's width."""
        self._fit_placeholder()

    def _fit_placeholder(self) -> None:
        if self.placeholder != self._fitted_placeholder:
            self._hint = str(self.placeholder)
        cells = self.content_size.width
        if cells > 1:
            self._fitted_placeholder = self.placeholder = rows.fit(self._hint, cells - 1)

    def on_paste(self, event: Paste) -> None:
        """Insert all pasted lines as one line, as far as they fit.

        Textual would insert only the first line.
        """
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
        """Clean a text that replaces the whole text of the field (a hook of Textual)."""
        return _clean_line(value)


class LiveInput(CleanInput):
    """A field that calls `on_typing` after each letter.

    Other parts are then repainted in the same frame as the letter. After a message, they would be
    repainted in the next frame.
    """

    def __init__(
        self,
        on_typing: Callable[[], None],
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
        self._on_typing = on_typing

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the field takes a key as text. It takes no space at its beginning."""
        return (character != " " or bool(self.value)) and super().check_consume_key(key, character)

    def watch_value(self) -> None:
        """Call `on_typing`, because the text has changed (a hook of Textual)."""
        self._on_typing()


def _clean_line(text: str) -> str:
    """Return the text as one line without control characters.

    Spaces at its ends remain, because the user may type more.
    """
    return clean(text).replace("\n", " ")


class Finder(Vertical):
    """A field that always has the focus, and a list of hits below it.

    The app receives a chosen hit as `RowList.Chosen`.
    """

    BINDINGS = bindings(FOUND)
    DEFAULT_CSS = "Finder { height: 1fr; }"

    def __init__(self, find: Callable[[str], None], hits: row_list.RowList, pane: Widget) -> None:
        """`find` lists the hits for the typed text in `hits`.

        `pane` is `hits` or a widget that contains it.
        """
        super().__init__()
        self.field = LiveInput(self._on_typing, id="search")
        self.list = hits
        self.list.can_focus = False
        self.entered: Callable[[], None] = hits.action_open
        """The function that the enter key calls."""
        self._find = find
        self._pane = pane

    def compose(self) -> ComposeResult:
        yield self.field
        yield self._pane

    def search(self) -> None:
        """Search again, because the hits may have changed."""
        self._find(self.field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor."""
        event.stop()
        # The list posts the message, because Textual stops a message at the parent that has posted
        # it.
        self.list.call_later(self.entered)

    def action_move_hit(self, by: int) -> None:
        """Move the cursor to the previous hit (`by` -1) or the next hit (1)."""
        self.list.action_move(by)

    def action_turn_hit_page(self, by: int) -> None:
        """Move the cursor one page up (`by` -1) or down (1)."""
        self.list.action_page(by)

    def _on_typing(self) -> None:
        self.search()
        self.list.action_go_to_edge(-1)  # the first hit is the best


_END_FILTER = replace(APP_BACK, label=mark("End search"))
_TO_THE_LIST = Key("filter.list", "enter", "", "To the list", "")
"""The enter key of the field, which the settings cannot change."""


class FilterLine(Horizontal):
    """The sign `/` and a field that filters a list. Both are hidden until the field is opened."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $surface;
        #filter-sign { width: 3; height: 1; background: $surface; }
        #filter-text { width: 1fr; padding: 0; }
    }
    """

    def __init__(
        self,
        on_typing: Callable[[], None],
        to_list: Callable[[], object],
        on_focus_change: Callable[[], None],
    ) -> None:
        """`on_typing` is called after each letter. `to_list` moves the focus to the list.

        `on_focus_change` is called when the focus has moved, because then other keys have an
        effect.
        """
        self._field = LiveInput(on_typing, id="filter-text")
        sign = lines.FixedLines(
            lambda _width, _height: [rows.row(" ", rows.Span("/", "key"))], id="filter-sign"
        )
        sign.ground = "surface"
        super().__init__(sign, self._field, id="filter")
        self._to_list = to_list
        self._on_focus_change = on_focus_change

    @property
    def typed_text(self) -> str:
        return self._field.value

    @property
    def is_typing(self) -> bool:
        """Whether the field has the focus, so that letters are text."""
        return self._field.has_focus

    def set_hint(self) -> None:
        """Set the text that the empty field shows."""
        words = cast("PaintedApp", self.app).words
        self._field.placeholder = words.say("type part of a title, a name or a room")

    def open(self) -> None:
        """Show the field, and give it the focus."""
        self.set_hint()
        self.display = True
        self._field.focus()

    def end(self) -> bool:
        """Clear and hide the field. Return whether it was open."""
        was_open = self.display
        if was_open:
            self._field.value = ""
            self.display = False
            self._to_list()
            self._on_focus_change()
        return was_open

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Report that the focus has moved, so that the footer shows the keys of the field."""
        del event
        self._on_focus_change()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Report that the focus has moved, so that the footer shows the keys of the list."""
        del event
        self._on_focus_change()

    def on_input_submitted(self) -> None:
        """Move the focus from the field to the list."""
        self._to_list()

    def key_down(self) -> None:
        """Move the focus from the field down to the list."""
        if self.is_typing:
            self._to_list()


def add_filter_keys(keys: Sequence[Key], line: FilterLine | None) -> Sequence[Key]:
    """Return the keys of a footer and, if the filter is open, the filter's keys before them.

    While the user types in the field, return only the keys of the filter.
    """
    if line is None or not line.display:
        return keys
    return (_TO_THE_LIST, _END_FILTER) if line.is_typing else (_END_FILTER, *keys)
