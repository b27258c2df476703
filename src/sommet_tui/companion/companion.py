"""The companion: owns the snapshot; every key and every command is one of its verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.library import Keeping, UnknownError
from sommet_tui.companion.snapshot import opened, reopened
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.library import Stores
    from sommet_tui.companion.ports import Clock, ProgrammeSource
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.search import Hit, Index


class BadProgrammeError(Exception):
    """The programme that was asked for has errors; `loaded` holds them all."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.origin}: {len(loaded.errors)} errors")
        self.loaded = loaded


class Companion(Keeping):
    """State of one run of the program, for one programme.

    Not for several threads, but for `read_programme`, which touches nothing and may run anywhere.
    """

    def __init__(
        self,
        source: ProgrammeSource,
        stores: Stores,
        clock: Clock,
        open_exporter: Callable[[], Exporter] | None = None,
    ) -> None:
        """Read the programme and what is kept; take part in the rehearsal that is on, if one is.

        `open_exporter` is called when something is taken out.

        Raises:
            SourceError: there is no programme to read.
            BadProgrammeError: there is one, with errors.
        """
        self._source = source
        self._open_exporter = open_exporter
        self._clock = clock
        self._index: tuple[Programme, Index] | None = None
        self._source_version = source.version()
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        super().__init__(opened(loaded.programme, loaded.origin), stores, clock)

    def now(self) -> datetime:
        """The instant that everything is shown for: aware, in UTC."""
        return self._clock.now()

    def exporter(self) -> Exporter:
        """What takes bookmarks and notes out, to files and calendars."""
        assert self._open_exporter is not None
        return self._open_exporter()

    # Search

    def search(self, wanted: str) -> tuple[Hit, ...]:
        """What holds every word of `wanted`, best first (domain.searching.Index.search).

        The first search of a programme folds all of it; the others cost milliseconds.
        """
        from sommet_tui.domain.search import Index

        programme = self._snapshot.programme
        if self._index is None or self._index[0] is not programme:
            self._index = (programme, Index(programme, self._snapshot.people))
        self.remember_notes()
        notes = {note.session: note.text for note in self._snapshot.notes}
        return self._index[1].search(wanted, notes)

    # Rehearsals

    def rehearse(self) -> bool:
        """Begin a rehearsal from the instant shown, or take part in the one that is on: False then.

        Raises:
            KeepingError: it could not be kept; nothing has changed.
        """
        wanted = self._rehearsal(self.now(), self._pace())
        begun = self._log.begin(self._snapshot.programme.id, wanted)
        self._recall()
        return begun

    def join_rehearsal(self) -> None:
        """Take part in the rehearsal that is on, if one is: its clock becomes this one's."""
        self._log.join()
        self._recall()

    def clear_rehearsal(self) -> bool:
        """End the rehearsal for every window and forget its records; False if none was on.

        Raises:
            KeepingError: it could not be done; nothing has changed.
        """
        cleared = self._log.clear(self._snapshot.programme.id)
        self._recall()
        return cleared

    def _rehearsal(self, origin: datetime, speed: float) -> Rehearsal:
        from sommet_tui.companion.rehearsal import Rehearsal

        now = self._real_clock.now()
        joined = self._log.rehearsal
        return Rehearsal(joined.id if joined else f"{now:%Y%m%dT%H%M%S.%f}", now, origin, speed)

    def _pace(self) -> float:
        return self._snapshot.speed

    def _follow(self, rehearsal: Rehearsal | None) -> None:
        """Take over the clock of the rehearsal, or show the present once it is over."""
        if rehearsal is None:
            self._show_present()
            return
        from sommet_tui.companion.clock import ShiftedClock

        since, origin, speed = rehearsal.since, rehearsal.origin, rehearsal.speed
        self._clock = ShiftedClock(self._real_clock, since, origin, speed)
        self._change(replace(self._snapshot, shifted=True, speed=speed))

    # The clock

    def set_clock(self, at: datetime, speed: float | None = None) -> None:
        """Go on from `at`, as fast as before unless `speed` says otherwise.

        In a rehearsal that is every window's clock.

        Raises:
            KeepingError: the rehearsal's clock could not be set; nothing has changed.
            RehearsalOverError: the rehearsal is over.
        """
        pace = self._pace() if speed is None else speed
        if self._log.rehearsal is not None:
            self._log.pace(self._snapshot.programme.id, self._rehearsal(at, pace))
            self._recall()
            return
        from sommet_tui.companion.clock import shifted

        self._clock = shifted(self._real_clock, at, pace)
        # Told also where all is as before but the time, which no snapshot holds.
        self._snapshot = replace(self._snapshot, shifted=True, speed=pace)
        self._tell_listeners()

    def step_clock(self, by: timedelta) -> None:
        """Move the clock and leave its speed."""
        self.set_clock(self.now() + by)

    def run_clock(self, speed: float) -> None:
        """Run from here at `speed` seconds a second; 0 stands still."""
        self.set_clock(self.now(), speed)

    def return_to_present(self) -> None:
        """Show the real time again; a rehearsal goes on without this window."""
        self._log.leave()
        self._show_present()
        self._recall()

    def _show_present(self) -> None:
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
        from sommet_tui.domain.instants import parse_instant
        from sommet_tui.domain.timeline import event_day

        programme = self._snapshot.programme
        today = event_day(self._real_clock.now(), programme.zone, programme.day_boundary)
        return parse_instant(text, programme.zone, programme.days, today, programme.day_boundary)

    # What changes outside

    def choose_room(self, room: str | None) -> None:
        """Show one room only, named by id or name; None shows all.

        Raises:
            UnknownError: there is no such room.
        """
        found = self._snapshot.programme.find_room(room) if room is not None else None
        if room is not None and found is None:
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
        shown, before = reopened(self._snapshot, read.programme, read.origin), self._snapshot
        if shown.programme.id != before.programme.id and not before.looking:
            self._log.join()  # as if it were opened now
        self._change(shown)
        self._recall()
