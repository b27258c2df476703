"""A note while it is written: what was typed, what is kept of it, and why not all of it is."""

from __future__ import annotations

from threading import Lock

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.protocols import KeepingError
from sommet_tui.domain.notes import NoteTooLongError, tidy

Trouble = KeepingError | NoteTooLongError


class Draft:
    """The note on one session in one window.

    `text` is what the window shows; `trouble` is why it could not be kept when that was last
    tried. `told` is what the writer should know once: "joined" (somebody else changed the note
    meanwhile, and both texts are in it now), "changed" (somebody else did, while nothing was
    being written here), or None.

    Raises:
        UnknownError: the programme has no such session, and there is no note on it.
    """

    def __init__(self, companion: Companion, session_id: str) -> None:
        companion.remember_notes()
        note = companion.snapshot.note(session_id)
        self.session_id = session_id
        self.title = note.title if note else companion.session(session_id).title
        self.text = note.text if note else ""
        self.trouble: Trouble | None = None
        self.told: str | None = None
        self._companion = companion
        self._seen = self.text
        self._lock = Lock()
        self._writing = 0

    @property
    def due(self) -> bool:
        """Whether something was typed that is not kept."""
        return tidy(self.text) != self._seen

    def keep(self) -> None:
        """Keep what was typed; afterwards `text`, `trouble` and `told` say what came of it."""
        self.put()
        self.show()

    def put(self) -> None:
        """The first half of `keep`, which may wait for the disk: for any thread."""
        self._writing += 1
        try:
            with self._lock:
                self._put()
        finally:
            self._writing -= 1

    def show(self) -> None:
        """The second half: let the snapshot have it."""
        self._companion.look_again()

    def look(self) -> None:
        """Take in what somebody else wrote, unless something typed here waits to be kept."""
        snapshot = self._companion.snapshot
        if self._writing or self.due or snapshot.unkept is not None:
            return
        note = snapshot.note(self.session_id)
        text = note.text if note else ""
        if text != self._seen:
            self.text = self._seen = text
            self.told = "changed"

    def _put(self) -> None:
        typed = self.text
        if tidy(typed) == self._seen:
            self.trouble = None
            return
        try:
            kept = self._companion.put_note(self.session_id, typed, self._seen)
        except (KeepingError, NoteTooLongError) as error:
            self.trouble = error
            return
        self.trouble = None
        if kept == tidy(typed):
            self._seen = kept
            return
        self.told = "joined"
        # What was typed while this was being kept is joined when it is kept itself: until then
        # the text it grew from is the one that this window has seen.
        if self.text == typed:
            self.text = self._seen = kept
        else:
            self._seen = tidy(typed)
