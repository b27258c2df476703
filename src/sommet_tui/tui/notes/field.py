"""The field a note is written in."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.text import clean


class NoteArea(TextArea):
    """A text field that accepts only what a note may contain, up to its limit."""

    cursor_blink = reactive(False, init=False)
    """At rest nothing is sent; a cursor that stays is found as easily."""

    _rows = 0
    """How many rows there were before the last change of size."""

    @dataclass
    class Overfull(Message):
        """What was typed or pasted would have made the note too long, and was left out."""

        too_many: int

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit, its text cleaned; one that makes the note too long is not done."""
        edit.text = clean(edit.text)
        replaced = len(self.get_text_range(edit.top, edit.bottom))
        grown = len(edit.text) - replaced
        too_many = self.document_length + grown - NOTE_LIMIT
        if grown > 0 and too_many > 0:
            self.post_message(self.Overfull(too_many))
            edit = Edit("", edit.to_location, edit.to_location, edit.maintain_selection_offset)
        return super().edit(edit)

    def on_resize(self, event: Resize) -> None:
        """Keep the line being written in view: a message takes its rows from below it."""
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
        """How many characters the field holds, line ends included."""
        lines = self.document.lines
        return sum(map(len, lines)) + len(lines) - 1

    def show(self, text: str) -> None:
        """Show another text, cleaned like typed text, with the cursor as near as possible."""
        place = self.cursor_location
        self.load_text(clean(text))
        self.move_cursor(self.clamp_visitable(place))
