"""The companion: owns the snapshot; every key and every command is one of its verbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sommet_tui.companion.outcomes import KeepingError, SourceError
from sommet_tui.companion.snapshot import opened, reopened

TYPE_CHECKING = False  # a verb imports what it needs, so that each command pays for its own
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sommet_tui.companion.carrier import Carrier
    from sommet_tui.companion.outcomes import Loaded
    from sommet_tui.companion.protocols import (
        BookmarkStore,
        Clock,
        NoteStore,
        Notice,
        ProgrammeSource,
    )
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.imports import Brought, Intake
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.searching import Hit, Index


class BadProgrammeError(Exception):
    """The programme that was asked for has errors; `loaded` holds them all."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.origin}: {len(loaded.errors)} errors")
        self.loaded = loaded


class UnknownError(Exception):
    """Nothing in the programme goes by that name: `kind` is "session" or "room"."""

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(f"unknown {kind}: {wanted}")
        self.kind = kind
        self.wanted = wanted


class Companion:
    """State of one run of the program, for one programme.

    Not for several threads, but for `read_programme`, which touches nothing and may run anywhere.
    """

    def __init__(
        self,
        source: ProgrammeSource,
        store: BookmarkStore,
        clock: Clock,
        open_notes: Callable[[], NoteStore],
        open_carrier: Callable[[], Carrier] | None = None,
    ) -> None:
        """Read the programme and the bookmarks.

        `open_notes` is called when notes are needed, `open_carrier` when something is taken out.

        Raises:
            SourceError: there is no programme to read.
            BadProgrammeError: there is one, with errors.
        """
        self._source = source
        self._store = store
        self._open_notes = open_notes
        self._notes: NoteStore | None = None
        self._open_carrier = open_carrier
        self._real_clock = clock
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._index: tuple[Programme, Index] | None = None
        self._source_version = source.version()
        self._store_version: object = None
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        self._snapshot = opened(loaded.programme, loaded.origin)
        self._recall()

    @property
    def snapshot(self) -> Snapshot:
        """What is known now."""
        return self._snapshot

    def now(self) -> datetime:
        """The instant that everything is shown for: aware, in UTC."""
        return self._clock.now()

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
        self._recall()
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
        self._recall()
        return removed

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

    def put_note(self, session_id: str, text: str, seen: str | None = None) -> str:
        """Keep a note on a session, an empty text for none; the text that is kept then.

        `seen` is the kept text that was changed into this one, None to write over whatever is
        there. Where somebody else changed it meanwhile, both texts are kept as one (`joined`).
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
        kept, before = tidy(text), self._snapshot.note(session_id)
        title = before.title if before else ""
        if before is None or session_id in self._snapshot.programme.by_id:
            title = self.session(session_id).title
        if len(kept) > LIMIT and len(kept) > len(seen or ""):
            raise NoteTooLongError(len(kept))
        while True:
            note = Note(session_id, title, kept, self._real_clock.now())
            there = self._notes.write(self._snapshot.programme.id, note, seen)
            if there is None:
                return kept
            kept, seen = joined(kept, there), there

    def carrier(self) -> Carrier:
        """What takes bookmarks and notes out, to files and calendars."""
        assert self._open_carrier is not None
        return self._open_carrier()

    def take_in(self, brought: Iterable[Brought]) -> Intake:
        """Keep the bookmarks and notes that a file brought; what became of each of them.

        What is there stays: a note that differs is kept together with the one there. Taking the
        same in again changes nothing.

        Raises:
            KeepingError: not all could be kept; what is missing comes with another try.
        """
        from sommet_tui.domain.imports import intake

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
                done = intake(programme, snapshot.bookmarks, snapshot.notes, found, now)
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

    # Search

    def search(self, wanted: str) -> tuple[Hit, ...]:
        """What holds every word of `wanted`, best first (domain.searching.Index.search).

        The first search of a programme folds all of it; the others cost milliseconds.
        """
        from sommet_tui.domain.searching import Index

        programme = self._snapshot.programme
        if self._index is None or self._index[0] is not programme:
            self._index = (programme, Index(programme, self._snapshot.people))
        self.remember_notes()
        notes = {note.session: note.text for note in self._snapshot.notes}
        return self._index[1].search(wanted, notes)

    # The clock

    def set_clock(self, at: datetime, speed: float | None = None) -> None:
        """Go on from `at`, as fast as before unless `speed` says otherwise."""
        from sommet_tui.companion.clock import shifted

        pace = self._snapshot.speed if speed is None else speed
        self._clock = shifted(self._real_clock, at, pace)
        self._change(replace(self._snapshot, shifted=True, speed=pace))

    def step_clock(self, by: timedelta) -> None:
        """Move the clock and leave its speed."""
        self.set_clock(self.now() + by)

    def run_clock(self, speed: float) -> None:
        """Run from here at `speed` seconds a second; 0 stands still."""
        self.set_clock(self.now(), speed)

    def return_to_present(self) -> None:
        """Show the real time again."""
        self._clock = self._real_clock
        self._change(replace(self._snapshot, shifted=False, speed=1.0))

    def replay(self) -> None:
        """Live the event again from five minutes before its first session."""
        first = self._snapshot.timeline.first
        if first is not None:
            self.set_clock(first.start - timedelta(minutes=5), 1.0)

    def instant(self, text: str) -> datetime:
        """The instant someone means by `text` (domain.instants.parse_instant).

        Raises:
            TimeError: it means none.
        """
        from sommet_tui.domain.event_days import event_day
        from sommet_tui.domain.instants import parse_instant

        programme = self._snapshot.programme
        today = event_day(self._real_clock.now(), programme.zone, programme.day_boundary)
        return parse_instant(text, programme.zone, programme.days, today, programme.day_boundary)

    # What changes outside

    def choose_room(self, room: str | None) -> None:
        """Show one room only, named by id or name; None shows all.

        Raises:
            UnknownError: there is no such room.
        """
        found = self._snapshot.programme.find_room(room) if room else None
        if room and found is None:
            raise UnknownError("room", room)
        self._change(replace(self._snapshot, room=found.id if found else None))

    def look_outside(self) -> bool:
        """Take in what others changed of what is kept; True if the programme should be read again.

        Cheap enough for every second.
        """
        version = self._version()
        # A lock that was in the way leaves no trace when it goes: only another try tells.
        if version != self._store_version or self._snapshot.unkept is not None:
            self._recall()
        source_version = self._source.version()
        if source_version == self._source_version:
            return False
        self._source_version = source_version
        return True

    def look_again(self) -> None:
        """Take in what is kept as it is now."""
        self._recall()

    def read_programme(self) -> Loaded | SourceError:
        """Read the programme again, from any thread; `take` makes it the one shown."""
        try:
            return self._source.load()
        except SourceError as error:
            return error

    def take(self, read: Loaded | SourceError) -> None:
        """Show what was read, or keep the last good programme and say why."""
        if isinstance(read, SourceError) or read.programme is None:
            self._change(replace(self._snapshot, trouble=read))
            return
        self._change(reopened(self._snapshot, read.programme, read.origin))
        self._recall()

    def _recall(self) -> None:
        """Read what is kept; what cannot be read is empty, and the snapshot says why."""
        self._store_version = self._version()
        programme = self._snapshot.programme.id
        notes: tuple[Note, ...] = ()
        unkept = None
        try:
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
        self._change(replace(self._snapshot, bookmarks=bookmarks, notes=notes, unkept=unkept))

    def _version(self) -> object:
        """A value, equal as long as nobody wrote to what is kept."""
        notes = self._notes.version() if self._notes is not None else None
        return (self._store.version(), notes)

    def _change(self, snapshot: Snapshot) -> None:
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            for listener in self._listeners:
                listener()
