"""The screen on which the user writes a note, and the saving of notes when the app ends."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import suppress

from textual.app import App, SuspendNotSupported
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from sommet_tui.companion import notes
from sommet_tui.companion.errors import EditorError, UnknownError
from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, WRITING
from sommet_tui.companion.notes import Draft, write_private_file
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.text import clean
from sommet_tui.tui.background.threads import begin
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import Row, Span, fit_row, indent, justify, row, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording import marks, session_texts
from sommet_tui.wording.errors import (
    editor_error_sentence,
    note_changed_sentence,
    note_merged_sentence,
    note_trouble_sentence,
    saved_text_sentence,
    text_too_long_sentence,
)


class NoteArea(TextArea):
    """A text field that accepts only characters and lengths that a note may have."""

    cursor_blink = reactive(False, init=False)
    """The cursor does not blink, because each blink would be sent to the terminal."""

    _rows = 0
    """The height of the field before it was last resized, in rows."""

    class Overfull(Message):
        """A text was not inserted, because the note would be `too_many` characters too long."""

        def __init__(self, too_many: int) -> None:
            super().__init__()
            self.too_many = too_many

    def edit(self, edit: Edit) -> EditResult:
        """Clean a text and insert it, unless the note would become too long."""
        edit.text = clean(edit.text)
        replaced = len(self.get_text_range(edit.top, edit.bottom))
        grown = len(edit.text) - replaced
        too_many = self.document_length + grown - NOTE_LIMIT
        if grown > 0 and too_many > 0:
            self.post_message(self.Overfull(too_many))
            edit = Edit("", edit.to_location, edit.to_location, edit.maintain_selection_offset)
        return super().edit(edit)

    def render_line(self, y: int) -> Strip:
        """Return a line, or a blank line if the field has no columns.

        Textual cannot wrap a placeholder to a width of 0.
        """
        return super().render_line(y) if self.content_size.width else Strip.blank(self.size.width)

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in sight when the field has fewer rows, for example below a message."""
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
        """The number of characters in the field. The end of a line counts as one."""
        lines = self.document.lines
        return sum(map(len, lines)) + len(lines) - 1

    def show(self, text: str) -> None:
        """Replace the text with a cleaned one. If possible, the cursor stays near its place."""
        place = self.cursor_location
        self.load_text(clean(text))
        self.move_cursor(self.clamp_visitable(place))


PAUSE = 0.4
"""The seconds from the first unsaved letter until the text is saved."""


def open_note(app: App[None], viewer: Viewer, session_id: str) -> None:
    """Open the note on a session for editing, unless the session does not exist."""
    if isinstance(app.screen, NoteScreen):
        return
    key = (viewer.programme.id, session_id)
    try:
        draft = viewer.drafts.get(key) or Draft(viewer.companion, session_id)
    except UnknownError:
        return
    viewer.drafts[key] = draft
    app.push_screen(NoteScreen(viewer, draft))


class NoteScreen(CompanionScreen):
    """A screen with the title of a session, its note, and whether the note is saved."""

    BINDINGS = bindings((APP_BACK, *WRITING))
    DEFAULT_CSS = """
    NoteScreen {
        #note-title { height: 1; }
        #note { border: none; padding: 0 1 0 3; background: $background; }
        #note-state { height: 1; }
    }
    """
    KEYS = (APP_BACK, *WRITING, *(k for k in EVERYWHERE if k.priority))

    def __init__(self, viewer: Viewer, draft: Draft) -> None:
        super().__init__(viewer)
        self._draft = draft
        self._title = FixedLines(self._paint_title, id="note-title")
        self._area = NoteArea(draft.text, id="note", highlight_cursor_line=False)
        self._state = FixedLines(self._paint_state, id="note-state")
        self._timer: Timer | None = None
        self._is_saving = False
        self._is_showing_result = False
        self.parts = self._title, self._area, self._state

    def on_mount(self) -> None:
        """Move the cursor to the end of the text."""
        self._area.placeholder = self.viewer.words.say(
            "Write here. Your text is saved as you type."
        )
        self._area.move_cursor(self._area.document.end)
        self._area.focus()

    def paint(self, *, changed: bool) -> None:
        """Show changes from other windows. If the text is not saved, try again to save it."""
        if changed:
            self._title.update()
            self._update_draft()
        if self._draft.is_unsaved and self._timer is None:
            self._begin_saving()
        self._state.update()

    def on_text_area_changed(self) -> None:
        """Save the text after a pause, unless a save is already planned."""
        self._draft.text = self._area.text
        if self._draft.is_unsaved and self._timer is None:
            self._timer = self.set_timer(PAUSE, self._begin_saving)
        self._state.update()

    def on_note_area_overfull(self, event: NoteArea.Overfull) -> None:
        self.say(text_too_long_sentence(event.too_many, self.viewer.words), wrong=True)

    def on_screen_suspend(self) -> None:
        """Save the text, because another screen covers or replaces this one."""
        self._save_now()

    def on_unmount(self) -> None:
        """Save the text. If that works, forget the draft."""
        self._save_now()
        if not self._draft.is_unsaved:
            self.viewer.drafts.pop((self._draft.programme, self._draft.session_id), None)

    def action_back(self) -> None:
        """Save the text and go back. If saving fails, say so, and keep the draft in memory."""
        self._save_now()
        if self._draft.trouble is not None:
            sentence = note_trouble_sentence(self._draft.trouble, self.viewer.words)
            remark = self.viewer.words.say("The text stays on this screen until you quit.")
            self.say(f"{sentence} {remark}", wrong=True)
        self.leave()

    def action_open_editor(self) -> None:
        """Open the text in the user's own editor, and show the edited text."""
        words, draft = self.viewer.words, self._draft
        self._save_now()
        try:
            with self.app.suspend():
                result = self._edit(draft.text)
        except SuspendNotSupported:
            self.say(words.say("This terminal cannot run an editor."), wrong=True)
            return
        if isinstance(result, EditorError):
            self.say(editor_error_sentence(result, words), wrong=True)
            return
        text, path = result
        self._area.show(text)
        self._save_now()
        if draft.is_unsaved:
            self.say(saved_text_sentence(path, words), wrong=True)
        else:
            notes.discard(path)

    def _edit(self, text: str) -> tuple[str, str] | EditorError:
        """Return the edited text and its file, or the error if editing failed.

        Do not raise the error, because then Textual's `suspend` would never resume the app.
        """
        try:
            return notes.edit(text, os.environ)
        except EditorError as error:
            return error

    def _save_now(self) -> None:
        self._draft.text = self._area.text
        self._draft.write()
        self._show_result()

    def _show_result(self) -> None:
        """Show the result of saving the text.

        Saving changes the snapshot, which must not update the draft in the meantime.
        """
        self._is_showing_result = True
        try:
            self._draft.finish_save(self._area.text)
            if self.is_mounted:
                self._show_draft()
        finally:
            self._is_showing_result = False

    def _update_draft(self) -> None:
        if not (self._is_saving or self._is_showing_result):
            self._draft.text = self._area.text
            self._draft.load_changes()
            self._show_draft()

    def _begin_saving(self) -> None:
        """Save the text in another thread, because a busy disk must not delay the keys."""
        self._timer = None
        if not self._is_saving:
            self._is_saving = True
            self._draft.text = self._area.text
            begin(self, self._save, exit_on_error=False)

    async def _save(self) -> None:
        try:
            await asyncio.to_thread(self._draft.write)
            self._show_result()
        finally:
            self._is_saving = False
        if self._draft.is_unsaved and self._draft.trouble is None and self._timer is None:
            self._timer = self.set_timer(PAUSE, self._begin_saving)

    def _show_draft(self) -> None:
        """Show the draft's text if it has changed, and report why."""
        if self._area.text != self._draft.text:
            self._area.show(self._draft.text)
        self._report_outcome()
        self._state.update()

    def _report_outcome(self) -> None:
        message, self._draft.outcome = self._draft.outcome, None
        words = self.viewer.words
        if message == "joined":
            self.notify(note_merged_sentence(words), severity="warning", markup=False, timeout=10)
        elif message == "changed":
            self.notify(note_changed_sentence(words), markup=False, timeout=5)

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        session = self.viewer.programme.by_id.get(self._draft.session_id)
        title = session_texts.headline(session) if session else self._draft.title
        return [fit_row(row(Span(f" {marks.NOTED} ", "star"), Span(title, "title")), width)]

    def _paint_state(self, width: int, _height: int) -> list[Row]:
        words, draft = self.viewer.words, self._draft
        length = self._area.document_length
        if draft.trouble is not None:
            why = note_trouble_sentence(draft.trouble, words)
            left = text_row(words.say("not saved: {reason}", reason=why), "danger")
        elif draft.is_unsaved:
            left = text_row(words.say("saving…"), "muted")
        else:
            left = text_row(words.say("saved") if draft.text.strip() else "", "muted")
        used = words.say(
            "{n} of {limit} characters", n=words.number(length), limit=words.number(NOTE_LIMIT)
        )
        right = text_row(used if length > 0.9 * NOTE_LIMIT else "", "warning")
        return [indent(justify(left, right, width - 2), 1)]


_SAVE_TIMEOUT = 1.0
"""Seconds to wait for the database when the process must end."""


def save_all_drafts(viewer: Viewer) -> None:
    """Save every draft.

    A draft that cannot be saved is written to a file or, if that also fails, to standard error.
    """
    for draft in viewer.drafts.values():
        draft.write()
        if not draft.is_unsaved:
            continue
        lines = [f"sommet-tui: {draft.title}"]
        if draft.trouble is not None:
            lines.append(note_trouble_sentence(draft.trouble, viewer.words))
        try:
            lines.append(saved_text_sentence(write_private_file(draft.text), viewer.words))
        except EditorError:
            lines.append(draft.text)
        with suppress(OSError, AttributeError):
            sys.stderr.write("\n".join(lines) + "\n")


def save_drafts_and_exit(viewer: Viewer, code: int) -> None:
    """Save every draft and end the process. Any thread may call this.

    If the database needs more than a second, write the drafts to files.
    """
    try:
        keeping = threading.Thread(target=_save_all, args=(viewer,), daemon=True)
        keeping.start()
        keeping.join(_SAVE_TIMEOUT)
        if keeping.is_alive():
            for draft in viewer.drafts.values():
                with suppress(EditorError):
                    write_private_file(draft.text)
    finally:
        os._exit(code)


def _save_all(viewer: Viewer) -> None:
    for draft in viewer.drafts.values():
        draft.write()
        if draft.is_unsaved:
            with suppress(EditorError):
                write_private_file(draft.text)
