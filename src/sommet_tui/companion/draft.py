"""A note while it is edited: the typed text, the saved text, and why they may differ."""

from __future__ import annotations

from threading import Lock

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import KeepingError
from sommet_tui.domain.notes import NoteTooLongError, tidy

Trouble = KeepingError | NoteTooLongError


class Draft:
    """The note on one session of one programme in one window, even when another one is shown.

    `text` is what the window shows; `trouble` is why the last attempt to save it failed. `outcome`
    is what the user should know once: "joined" (someone else changed the note meanwhile, and both
    texts are merged), "changed" (someone else did, while nothing was typed here), or None.

    Raises:
        UnknownError: the programme has no such session, and there is no note on it.
    """

    def __init__(self, companion: Companion, session_id: str) -> None:
        companion.remember_notes()
        note = companion.snapshot.note(session_id)
        self.session_id = session_id
        self.programme = companion.snapshot.programme.id
        self.title = note.title if note else companion.session(session_id).title
        self.text = note.text if note else ""
        self.trouble: Trouble | None = None
        self.outcome: str | None = None
        self._companion = companion
        self._seen = self.text
        self._lock = Lock()
        self._done: tuple[str, str] | None = None

    @property
    def due(self) -> bool:
        """Whether something was typed that is not kept."""
        return tidy(self.text) != self._seen

    def keep(self) -> None:
        """Save the typed text; `text`, `trouble` and `outcome` then have the result."""
        self.put()
        self.settle(self.text)

    def put(self) -> None:
        """The first half of `keep`, which may wait for the disk: for any thread."""
        with self._lock:
            self._settle(self.text)
            typed = self.text
            if tidy(typed) == self._seen:
                self.trouble = None
                return
            try:
                kept = self._companion.put_note(
                    self.session_id, typed, self._seen, of=(self.programme, self.title)
                )
            except (KeepingError, NoteTooLongError) as error:
                self.trouble = error
            else:
                self.trouble = None
                self._done = (typed, kept)

    def settle(self, current: str) -> None:
        """The second half, given what the window shows by now; the snapshot has it then."""
        with self._lock:
            self._settle(current)
        self._companion.look_again()

    def look(self) -> None:
        """Read a text that someone else wrote, unless one typed here waits to be saved."""
        snapshot = self._companion.snapshot
        if self.due or self._done or self._lock.locked() or snapshot.unkept is not None:
            return
        if snapshot.programme.id != self.programme:
            return
        note = snapshot.note(self.session_id)
        text = note.text if note else ""
        if text != self._seen:
            self.text = self._seen = text
            self.outcome = "changed"

    def _settle(self, current: str) -> None:
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
            # More was typed meanwhile: this window has still only seen the text it grew from, so
            # that what others wrote is joined to it when it is kept itself.
            self._seen = tidy(typed)
