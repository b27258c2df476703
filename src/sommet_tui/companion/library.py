"""What people keep, in the snapshot: bookmarks, notes, and the log of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.event_log import Recorder
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.ports import BookmarkStore, Clock, NoteStore, Notice, RecordStore
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.imports import Imported, ImportPlan
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.programme import Session


class UnknownError(Exception):
    """Nothing in the programme goes by that name: `kind` is "session" or "room"."""

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(f"unknown {kind}: {wanted}")
        self.kind = kind
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Stores:
    """Where things are kept; `open_notes` is called when notes are needed."""

    bookmarks: BookmarkStore
    records: RecordStore
    open_notes: Callable[[], NoteStore]


class Keeping:
    """The half of the companion that keeps things; what follows the clock comes on top."""

    def __init__(self, snapshot: Snapshot, stores: Stores, clock: Clock) -> None:
        """`clock` is the real one: what is kept is stamped with it."""
        self._snapshot = snapshot
        self._store = stores.bookmarks
        self._open_notes = stores.open_notes
        self._notes: NoteStore | None = None
        self._log = Recorder(stores.records)
        self._real_clock = clock
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._store_version: object = None
        self._made: set[str] = set()
        self._recall()

    @property
    def snapshot(self) -> Snapshot:
        """What is known now."""
        return self._snapshot

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the snapshot has become another one."""
        self._listeners.append(listener)

    def notices(self) -> list[Notice]:
        """What the user has not been told yet; asking empties it."""
        told, self._notices = self._notices, []
        return told

    # Bookmarks

    def star(self, session_id: str) -> bool:
        """Bookmark a session; False if it was already.

        Raises:
            UnknownError: the programme has no such session.
            KeepingError: it could not be kept; nothing has changed.
        """
        from sommet_tui.domain.bookmarks import Bookmark

        session = self.session(session_id)
        bookmark = Bookmark(session.id, session.title, self._real_clock.now())
        added = self._store.add(self._snapshot.programme.id, bookmark)
        self._mark((*self._snapshot.bookmarks, bookmark), as_told=added)
        return added

    def unstar(self, session_id: str) -> bool:
        """Remove a bookmark, also one whose session is gone; False if there is none.

        Raises:
            UnknownError: neither a bookmark nor a session goes by that id.
            KeepingError: the change could not be kept; nothing has changed.
        """
        removed = self._store.remove(self._snapshot.programme.id, session_id)
        if not removed:
            self.session(session_id)
        left = tuple(b for b in self._snapshot.bookmarks if b.session != session_id)
        self._mark(left, as_told=removed)
        return removed

    def _mark(self, bookmarks: tuple[Bookmark, ...], *, as_told: bool) -> None:
        """Show the bookmarks after a change to them, which came out `as_told` or did not.

        If so, nothing is read again: a key's answer would wait for it. What others changed is seen
        at the next look outside, which finds another version of the store than the last one.
        """
        if not as_told or self._snapshot.unkept is not None:
            self._recall()
            return
        self._change(replace(self._snapshot, bookmarks=bookmarks))

    def toggle_star(self, session_id: str) -> bool:
        """Star it or take the star away; True if it is starred now. Raises like those two."""
        if session_id in self._snapshot.starred:
            self.unstar(session_id)
            return False
        self.star(session_id)
        return True

    # Notes

    def remember_notes(self) -> None:
        """Read the notes too, from now on; whoever shows none need not pay for them."""
        if self._notes is None:
            self._notes = self._open_notes()
            self._recall()

    def write_note(self, session_id: str, text: str, seen: str | None = None) -> str:
        """Keep a note on a session, and show it; as `put_note`."""
        try:
            return self.put_note(session_id, text, seen)
        finally:
            self._recall()

    def put_note(
        self, session_id: str, text: str, seen: str | None = None, of: tuple[str, str] | None = None
    ) -> str:
        """Keep a note on a session, an empty text for none; the text that is kept then.

        `seen` is the kept text that was changed into this one, None to write over whatever is
        there. Where somebody else changed it meanwhile, both texts are kept as one (`joined`).
        `of` are the programme (its id) and the session's title it was begun for, should another
        programme be shown by now, or the session have left this one.
        May be called from any thread, once the notes are remembered; the snapshot shows it after
        `look_outside`.

        Raises:
            UnknownError: the programme has no such session, and there is no note on it.
            NoteTooLongError: it is longer than a note may become; nothing has changed.
            KeepingError: it could not be kept; nothing has changed.
        """
        from sommet_tui.domain.notes import LIMIT, Note, NoteTooLongError, joined, tidy

        if self._notes is None:
            self.remember_notes()
        assert self._notes is not None
        kept, shown = tidy(text), self._snapshot.programme.id
        programme, title = of or (shown, "")
        if programme == shown:
            title = self._note_title(session_id) or title or self.session(session_id).title
        if len(kept) > LIMIT and len(kept) > len(seen or ""):
            raise NoteTooLongError(len(kept))
        while True:
            note = Note(session_id, title, kept, self._real_clock.now())
            there = self._notes.write(programme, note, seen)
            if there is None:
                return kept
            kept, seen = joined(kept, there), there

    def _note_title(self, session_id: str) -> str | None:
        """What a session with a note on it is called, or was when it was in the programme."""
        found = self._snapshot.programme.by_id.get(session_id) or self._snapshot.note(session_id)
        return found.title if found else None

    def take_in(self, brought: Iterable[Imported]) -> ImportPlan:
        """Keep the bookmarks and notes that a file brought; what became of each of them.

        What is there stays: a note that differs is kept together with the one there. Taking the
        same in again changes nothing.

        Raises:
            KeepingError: not all could be kept; what is missing comes with another try.
        """
        from sommet_tui.domain.imports import plan_import

        self.remember_notes()
        assert self._notes is not None
        found, programme = list(brought), self._snapshot.programme
        try:
            while True:
                self._recall()
                snapshot = self._snapshot
                if snapshot.unkept is not None:
                    raise snapshot.unkept
                now = self._real_clock.now()
                done = plan_import(programme, snapshot.bookmarks, snapshot.notes, found, now)
                self._store.add_all(programme.id, done.bookmarks)
                there = {note.session: note.text for note in snapshot.notes}
                # A note that somebody changed meanwhile is joined with what they wrote, too.
                if not any(
                    self._notes.write(programme.id, note, there.get(note.session, ""))
                    for note in done.notes
                ):
                    return done
        finally:
            self._recall()

    def session(self, session_id: str) -> Session:
        """The session of that id.

        Raises:
            UnknownError: there is none.
        """
        session = self._snapshot.programme.by_id.get(session_id)
        if session is None:
            raise UnknownError("session", session_id)
        return session

    # What happens on stage

    def record(self, kind: str, make: Callable[[EventLog], Mapping[str, Any]]) -> Mapping[str, Any]:
        """Keep one more record of what happened: what `make` gives for all that did so far.

        What `make` raises passes through, and nothing is recorded.

        Raises:
            RehearsalOverError: the rehearsal taken part in is over.
            KeepingError: it could not be kept; nothing has changed.
        """
        try:
            record = self._log.append(self._snapshot.programme.id, kind, make)
        except Exception:
            self._recall()
            raise
        # Nothing else is read again, as in `_mark`.
        self._made.add(record["uid"])
        self._change(replace(self._snapshot, events=self._log.events))
        return record

    def made_here(self, uid: str) -> bool:
        """Whether this run of the program recorded that."""
        return uid in self._made

    # What is kept, as it is now

    def look_again(self) -> None:
        """Take in what is kept as it is now."""
        self._recall()

    def _recall(self) -> None:
        """Read what is kept; what cannot be read is empty, and the snapshot says why."""
        self._store_version = self._version()
        programme = self._snapshot.programme.id
        notes: tuple[Note, ...] = ()
        unkept, events = None, self._log.of(programme)
        try:
            events = self._log.read(programme)
            bookmarks = tuple(self._store.bookmarks(programme))
            if self._notes is not None:
                notes = tuple(self._notes.notes(programme))
        except KeepingError as error:
            bookmarks, unkept = (), error
            before = self._snapshot.unkept
            if before is not None and str(before) == str(error):
                unkept = before  # nothing new: whoever listens need not hear of it
        self._notices.extend(self._store.notices())
        if self._notes is not None:
            self._notices.extend(self._notes.notices())
        if events.rehearsal != self._snapshot.events.rehearsal:
            self._follow(events.rehearsal)
        self._change(
            replace(self._snapshot, bookmarks=bookmarks, notes=notes, unkept=unkept, events=events)
        )

    def _follow(self, rehearsal: Rehearsal | None) -> None:
        """Another rehearsal is taken part in, or none any more."""
        raise NotImplementedError

    def _version(self) -> object:
        """A value, equal as long as nobody wrote to what is kept."""
        notes = self._notes.version() if self._notes is not None else None
        return (self._store.version(), notes)

    def _change(self, snapshot: Snapshot) -> None:
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in self._listeners:
            listener()
