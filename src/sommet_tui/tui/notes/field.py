"""The field in which the user writes a note."""

from __future__ import annotations

from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.text import clean


class NoteArea(TextArea):
    """A text field that accepts only what a note may contain, up to its limit."""

    cursor_blink = reactive(False, init=False)
    """A steady cursor is as easy to find, and sends nothing to the terminal."""

    _rows = 0
    """The number of rows before the last change of size."""

    class Overfull(Message):
        """Typed or pasted text did not fit, by `too_many` characters, and was not inserted."""

        def __init__(self, too_many: int) -> None:
            super().__init__()
            self.too_many = too_many

    def edit(self, edit: Edit) -> EditResult:
        """Insert cleaned text; insert nothing if the note would become too long."""
        edit.text = clean(edit.text)
        replaced = len(self.get_text_range(edit.top, edit.bottom))
        grown = len(edit.text) - replaced
        too_many = self.document_length + grown - NOTE_LIMIT
        if grown > 0 and too_many > 0:
            self.post_message(self.Overfull(too_many))
            edit = Edit("", edit.to_location, edit.to_location, edit.maintain_selection_offset)
        return super().edit(edit)

    def render_line(self, y: int) -> Strip:
        """Leave a field without columns blank, because Textual cannot wrap a placeholder there."""
        return super().render_line(y) if self.content_size.width else Strip.blank(self.size.width)

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in view when a message takes rows from the field."""
        seen = (
            self.scroll_offset.y
            <= self.wrapped_document.location_to_offset(self.cursor_location).y
            < self.scroll_offset.y + self._rows
        )
        self._rows = event.size.height
        if seen:
            self.call_after_refresh(self.scroll_cursor_visible)

    @property
    def document_length(self) -> int:
        """The number of characters in the field, with line ends."""
        lines = self.document.lines
        return sum(map(len, lines)) + len(lines) - 1

    def show(self, text: str) -> None:
        """Show another text, cleaned like typed text, and keep the cursor near its place."""
        place = self.cursor_location
        self.load_text(clean(text))
        self.move_cursor(self.clamp_visitable(place))
