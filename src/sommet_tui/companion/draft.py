"""A note while the user edits it: the typed text, the saved text, and an error in between."""

from __future__ import annotations

from threading import Lock

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.lookup import session_by_id
from sommet_tui.domain.notes import NoteTooLongError, tidy

Trouble = StorageError | NoteTooLongError


class Draft:
    """The note on one session in one window, even if the window shows another programme now.

    `text` is the text in the window; `trouble` is the error of the last attempt to save it.
    `outcome` is a message to show once: "joined" (someone else changed the note, and both texts
    were merged), "changed" (someone else changed the note, and the user had typed nothing), or
    None.

    Raises:
        UnknownError: the programme has no such session, and it has no note.
    """

    def __init__(self, companion: Companion, session_id: str) -> None:
        companion.mine.remember_notes()
        note = companion.snapshot.mine.note(session_id)
        self._session_id = session_id
        programme = companion.snapshot.programme
        self.programme = programme.id
        self.title = note.title if note else session_by_id(programme, session_id).title
        self.text = note.text if note else ""
        self.trouble: Trouble | None = None
        self.outcome: str | None = None
        self._companion = companion
        self._seen = self.text
        self._lock = Lock()
        self._done: tuple[str, str] | None = None

    @property
    def session_id(self) -> str:
        """The present id of the session."""
        id_ = self._session_id
        if self._companion.snapshot.programme.id != self.programme:
            return id_
        return self._companion.present_id(id_)

    @property
    def is_unsaved(self) -> bool:
        """Whether typed text has not been saved."""
        return tidy(self.text) != self._seen

    def save(self) -> None:
        """Save the typed text; `text`, `trouble` and `outcome` have the result."""
        self.write()
        self.finish_save(self.text)

    def write(self) -> None:
        """Do the first half of `save`, in any thread; it may wait for the disk."""
        with self._lock:
            self._finish_save(self.text)
            typed = self.text
            if tidy(typed) == self._seen:
                self.trouble = None
                return
            try:
                kept = self._companion.mine.put_note(
                    self.session_id, typed, self._seen, of=(self.programme, self.title)
                )
            except (StorageError, NoteTooLongError) as error:
                self.trouble = error
            else:
                self.trouble = None
                self._done = (typed, kept)

    def finish_save(self, current: str) -> None:
        """Do the second half of `save`; `current` is the present text in the window."""
        with self._lock:
            self._finish_save(current)
        self._companion.state.reload()

    def load_changes(self) -> None:
        """Read a text that someone else saved, unless this window has unsaved text."""
        snapshot = self._companion.snapshot
        if self.is_unsaved or self._done or self._lock.locked() or snapshot.data_error is not None:
            return
        if snapshot.programme.id != self.programme:
            return
        note = snapshot.mine.note(self.session_id)
        text = note.text if note else ""
        if text != self._seen:
            self.text = self._seen = text
            self.outcome = "changed"

    def _finish_save(self, current: str) -> None:
        self.text = current
        if self._done is None:
            return
        (typed, kept), self._done = self._done, None
        if kept == tidy(typed):
            self._seen = kept
        elif current == typed:
            self.text = self._seen = kept
            self.outcome = "joined"
        else:
            # The user has typed more meanwhile. The next save merges the texts of others, because
            # this window has seen only the text with which it began.
            self._seen = tidy(typed)
