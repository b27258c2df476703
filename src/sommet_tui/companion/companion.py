"""The companion: owns the snapshot; every key and every command is one of its verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.clock import shifted
from sommet_tui.companion.protocols import (
    BookmarkStore,
    Clock,
    KeepingError,
    Loaded,
    Notice,
    ProgrammeSource,
    SourceError,
)
from sommet_tui.companion.snapshot import Snapshot, opened, reopened
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.instants import event_day, parse_instant
from sommet_tui.domain.programme import Programme, Session

if TYPE_CHECKING:
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

    def __init__(self, source: ProgrammeSource, store: BookmarkStore, clock: Clock) -> None:
        """Read the programme and the bookmarks.

        Raises:
            SourceError: there is no programme to read.
            BadProgrammeError: there is one, with errors.
        """
        self._source = source
        self._store = store
        self._real_clock = clock
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._index: tuple[Programme, Index] | None = None
        self._source_version = source.version()
        self._store_version = store.version()
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
        return self._index[1].search(wanted)

    # The clock

    def set_clock(self, at: datetime, speed: float | None = None) -> None:
        """Go on from `at`, as fast as before unless `speed` says otherwise."""
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
        """Take in bookmarks that others changed; True if the programme ought to be read again.

        Cheap enough for every second.
        """
        version = self._store.version()
        if version != self._store_version:
            self._recall()
        source_version = self._source.version()
        if source_version == self._source_version:
            return False
        self._source_version = source_version
        return True

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
        """Read the bookmarks; what cannot be read is empty, and the snapshot says why."""
        self._store_version = self._store.version()
        try:
            bookmarks = tuple(self._store.bookmarks(self._snapshot.programme.id))
            unkept = None
        except KeepingError as error:
            bookmarks, unkept = (), error
        self._notices.extend(self._store.notices())
        self._change(replace(self._snapshot, bookmarks=bookmarks, unkept=unkept))

    def _change(self, snapshot: Snapshot) -> None:
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            for listener in self._listeners:
                listener()
