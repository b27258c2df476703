"""The companion opens the programme, and has the parts that keys and commands call."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sommet_tui.companion.errors import LeadRefusedError, SourceError, StorageError
from sommet_tui.companion.recorder import Recorder
from sommet_tui.companion.simulated_time_and_rehearsal import Rehearsals, WindowClock, has_ended
from sommet_tui.companion.snapshot import (
    NOTHING_SAVED,
    Saved,
    Snapshot,
    State,
    open_snapshot,
    reopen_snapshot,
)
from sommet_tui.companion.user_data import Mine, SavedPlans, Stores
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from sommet_tui.companion.day_log import EventLog
    from sommet_tui.companion.follower import Follower, Outcome
    from sommet_tui.companion.live_ports import CrewLink, LinkStatus
    from sommet_tui.companion.ports import Clock, ProgrammeSource, Refresher, Rehearsal
    from sommet_tui.companion.recorder import Value
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.search import Hit, Index

    Undoable: TypeAlias = Act | Message | PanelAct


_NOTICED = timedelta(seconds=1)
"""The time after which the user has noticed what others have recorded."""
_CLAIM_PATIENCE = 2.0
"""Seconds to wait for the broker's answer to a claim. A slower connection counts as offline."""


class Log:
    """The log of the day, or of the rehearsal that this window has joined.

    The snapshot shows this log. On a shared day, a link exchanges its records with the crew.
    """

    def __init__(self, recorder: Recorder, clock: WindowClock, state: State) -> None:
        self._recorder = recorder
        self._clock = clock
        self._state = state
        self._link: CrewLink | None = None
        self._own_uids: set[str] = set()
        self._events = state.snapshot.events
        state.on_change(self._watch_records)
        self._arrivals: dict[str, datetime] = {}
        """When each record of others came into the log on screen, by its `uid`."""

    def record(self, make: Callable[[EventLog], Value], redoes: str | None = None) -> Value:
        """Append the record that `make` returns for the current log.

        Return the recorded value, which now has a number and a `uid`. If `make` raises an error,
        nothing is recorded. `redoes` is as in `Recorder.append`.

        Raises:
            RehearsalOverError, StorageError: as for `record_all`.
        """
        (value,) = self.record_all(lambda events: (make(events),), redoes)
        return value

    def record_all(
        self, make: Callable[[EventLog], Sequence[Value]], redoes: str | None
    ) -> Sequence[Value]:
        """Append several records, all or none. Return the recorded values, as `record` does.

        Raises:
            RehearsalOverError: the rehearsal that this window has joined is over.
            StorageError: the records could not be saved; nothing has changed.
        """
        id_, now = self._state.snapshot.programme.id, self._clock.real_now()
        try:
            values = self._recorder.append(id_, make, now, redoes)
        except Exception:
            self._state.reload()
            raise
        self._own_uids.update(value.uid for value in values)
        # Do not read any other data again, because the user is waiting.
        self._state.change(events=self._recorder.events)
        if self._link is not None:
            self._link.wake()
        return values

    def is_own_record(self, uid: str) -> bool:
        """Return whether this run of the app made the record with this `uid`."""
        return uid in self._own_uids

    def _watch_records(self) -> None:
        """Remember when records of others come into the log on screen."""
        before, self._events = self._events, self._state.snapshot.events
        if before is not self._events and before.rehearsal == self._events.rehearsal:
            new = self._events.uids - before.uids - self._own_uids
            self._arrivals.update(dict.fromkeys(new, self._clock.real_now()))

    def is_noticed(self, record: Undoable) -> bool:
        """Return whether the user has noticed a record: others made it more than a moment ago.

        A key must do what it offered when the user decided to press it.
        """
        came = self._arrivals.get(record.uid)
        return came is None or abs(self._clock.real_now() - came) >= _NOTICED

    def is_own_latest(self, latest: Undoable, records: Iterable[Undoable]) -> bool:
        """Return whether this window made a record, and the user still takes it for the latest.

        If others made any of the `records` a moment ago, the user may mean another one.
        """
        return self.is_own_record(latest.uid) and all(map(self.is_noticed, records))

    def has_recorded_today(self) -> bool:
        """Return whether the log has a stage action of today's event day.

        In a rehearsal, return False.
        """
        shown = self._state.snapshot
        if shown.events.rehearsal is not None:
            return False
        day_of = shown.programme.day_of
        today = day_of(self._clock.real_now())
        return any(day_of(act.at) == today for act in shown.events.acts)

    def mark_void_acts_seen(self, uids: frozenset[str]) -> None:
        """Save that the user has seen these void acts, so that they are not reported again.

        Raises:
            StorageError: this could not be saved.
        """
        self._recorder.mark_void_acts_seen(self._state.snapshot.programme.id, uids)
        self._state.change(events=self._recorder.events)

    # A day shared with other computers

    def connect(self, link: CrewLink) -> None:
        """Exchange records with the crew through `link`.

        The snapshot shows the status of the link.
        """
        self._link = link
        self._state.change(link=link.status())

    def disconnect(self) -> CrewLink | None:
        """Stop exchanging records, and return the link, if any.

        The caller then stops the link, which takes a moment.
        """
        link, self._link = self._link, None
        self._state.change(link=None)
        return link

    def link_status(self) -> LinkStatus | None:
        """Return the current status of the link; None if there is no link.

        The call is cheap enough to make every second.
        """
        return self._link.status() if self._link is not None else None

    @property
    def is_caught_up(self) -> bool:
        """Whether this computer has received everything that the crew has recorded so far."""
        status = self.link_status()
        return status is not None and status.connected and status.synced

    def ensure_right_clock(self) -> None:
        """Check that this computer's clock is right enough to drive a room on a shared day.

        Raises:
            LeadRefusedError: the clock is too wrong to be corrected.
        """
        status = self.link_status()
        if status is not None and status.unshared:
            raise LeadRefusedError("clock")

    def announce(self, places: frozenset[str]) -> None:
        """Announce to the crew the ids of places where this window publishes or could publish."""
        if self._link is not None:
            self._link.announce(places)

    def take_lead(self, room: str | None) -> LeadClaim:
        """Take the lead of a room on a shared day, and notify every window of the crew.

        Wait up to two seconds for the broker's answer. If the broker does not answer, the claim is
        "open", and this laptop drives on its own until the answer comes.

        Raises:
            NotSharedError: the day is not shared, or this is a rehearsal.
            LeadRefusedError: the broker refuses the claim, another laptop was first, or the clock
                is too wrong.
            RehearsalOverError: the rehearsal that this window had joined has just ended.
            StorageError: the claim could not be saved; nothing has changed.
        """
        self.ensure_right_clock()
        id_, now = self._state.snapshot.programme.id, self._clock.real_now()
        claim = self._recorder.claim(id_, room, now)
        if self._link is not None:
            self._link.wake()
        state = claim.state
        if state == "open" and self._link is not None and self.is_caught_up:
            state = self._link.wait_for_claim(claim, _CLAIM_PATIENCE)
            self._state.reload()
        else:
            self._state.change(events=self._recorder.events)
        if state in ("withdrawn", "dropped", "refused"):
            raise LeadRefusedError("refused" if state == "refused" else "crossed")
        return claim


class Source:
    """The source of the programme. Any thread may call it.

    A call may wait for a drive or a network.
    """

    def __init__(self, source: ProgrammeSource, refresher: Refresher | None) -> None:
        """`refresher` asks a distant source for a newer programme.

        It is None if the source is local.
        """
        self._source = source
        self._refresher = refresher
        self._version = source.version()

    def is_outdated(self) -> bool:
        """Return whether the source has changed since the last call.

        Only one thread may call this.
        """
        version, self._version = self._version, self.version()
        return version != self._version

    def version(self) -> object:
        """Return a value that changes when the source changes."""
        return self._source.version()

    def read(self) -> Loaded | SourceError:
        """Read the programme again. The caller passes the result to `Companion.show_programme`."""
        try:
            return self._source.load()
        except SourceError as error:
            return error

    @property
    def is_remote(self) -> bool:
        """Whether `refresh` must be called to get a newer version of the programme."""
        return self._refresher is not None

    def is_refresh_due(self) -> bool:
        """Return whether it is time to call `refresh`.

        The call is cheap enough to make every second.
        """
        return self._refresher is not None and self._refresher.is_due()

    def refresh(self, progress: Callable[[int], None] | None = None) -> Loaded | SourceError | None:
        """Ask for a newer programme. The caller passes the result to `Companion.report_refresh`.

        Return None if there is no newer programme, or if the source has stored it. In the second
        case, `version` returns another value. While data arrives, `progress` is called with the
        number of bytes received so far.
        """
        if self._refresher is None:
            return None
        try:
            return self._refresher.refresh(progress)
        except SourceError as error:
            return error

    def export_address(self) -> str | None:
        """Return the address of the export that was found through a web page, or None."""
        return self._refresher.export_address() if self._refresher is not None else None


class BadProgrammeError(Exception):
    """The programme has errors. `loaded` has all of them."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.origin}: {len(loaded.errors)} errors")
        self.loaded = loaded


class Companion:
    """The state of one run of the app: one programme, and the user's saved data about it.

    Only one thread may use it, but any thread may use its `source`.
    """

    def __init__(
        self,
        source: ProgrammeSource,
        stores: Stores,
        clock: Clock,
        refresher: Refresher | None = None,
    ) -> None:
        """Read the programme and the saved data. If a rehearsal is running, join it.

        `refresher` asks a distant source for a newer programme. It is None if the source is local.

        Raises:
            SourceError: the programme cannot be read.
            BadProgrammeError: the programme has errors.
        """
        self.source = Source(source, refresher)
        self.follower: Follower | None = None
        """The follower of another stage. None if this computer follows none."""
        self._last_version: object = None
        self._checked_programme: Programme | None = None
        """The programme for which bookmarks and notes were last moved to current session ids."""
        self._index: tuple[Programme, Index] | None = None
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        self._language: str | None = None
        self.programme_as_read = loaded.programme
        """The programme as read, before a language was chosen."""
        self._stores = stores
        self.state = State(open_snapshot(loaded.programme, loaded.origin), self._read_snapshot)
        self._recorder = Recorder(
            stores.records,
            clock,
            self._has_ended,
            stores.open_crew,
            lambda: self.snapshot.is_read_only,
        )
        self.mine = Mine(stores, clock, self.state)
        self.clock = WindowClock(clock, self._recorder, self.state)
        self.plans = SavedPlans(stores, self.mine, self.clock, self.state)
        self.rehearsals = Rehearsals(self._recorder, self.clock, self.state)
        self.state.reload()
        self.log = Log(self._recorder, self.clock, self.state)
        self.move_to_current_ids()

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self.state.snapshot

    @property
    def present(self) -> tuple[Snapshot, datetime]:
        """The current snapshot, and the time that the clock shows."""
        return self.snapshot, self.clock.now()

    def set_language(self, language: str) -> None:
        """Show the programme's texts in this language.

        Texts without a translation stay as they are.
        """
        self._language = language
        if self.programme_as_read.translations:
            translated, before = self.translate_for_reader(self.programme_as_read), self.snapshot
            shown = reopen_snapshot(before, translated, before.origin)
            self.state.show(replace(shown, trouble=before.trouble))

    def translate_for_reader(self, programme: Programme) -> Programme:
        """Return a programme (such as an older version) with its texts in the reader's language."""
        if self._language is None or not programme.translations:
            return programme
        from sommet_tui.domain.translations import translate_programme

        return translate_programme(programme, self._language)

    # Following another stage

    def attach_follower(self, follower: Follower) -> None:
        """Show the day that `follower` follows. Actions recorded here then have no effect."""
        self.follower = follower
        self._show_followed_day()

    def process_day(self, outcome: Outcome) -> None:
        """Process the result of the follower's last request.

        If this computer now drives the day itself, it stops following.
        """
        if self.follower is None:
            return
        if self.follower.withdrawn:
            self.follower = None
            self.state.change(shared=None, following=None)
        else:
            self.follower.process(outcome)
            self._show_followed_day()

    def _show_followed_day(self) -> None:
        follower, before = self.follower, self.snapshot
        if follower is None or before.programme.id != follower.event:
            return
        status = follower.status()
        if status != before.following or follower.day is not before.shared:
            self.state.change(shared=follower.day, following=status)

    # Search

    def search(self, query: str) -> tuple[Hit, ...]:
        """Return the hits for every word of `query`, the best first.

        They come from `domain.search.Index.search`. The first search in a programme prepares the
        index of its texts; later searches take milliseconds.
        """
        from sommet_tui.domain.search import Index

        programme = self.snapshot.programme
        if self._index is None or self._index[0] is not programme:
            self._index = (programme, Index(programme, self.snapshot.people))
        notes = {note.session: note.text for note in self.snapshot.mine.notes}
        return self._index[1].search(query, notes)

    # Changes by other windows and programs

    def _read_snapshot(self, before: Snapshot, *, log: bool) -> Snapshot:
        """Return a snapshot with the current saved data: the user's data and, if `log`, the log.

        If a rehearsal began or ended, switch the clock.
        """
        shown = self._with_saved_data(before, log=log)
        self.state.notify(*self._stores.notices())
        if before.data_error is not None and str(before.data_error) == str(shown.data_error):
            # Keep the earlier error object if both are equal. The snapshot then stays equal, too,
            # and no listener is called.
            shown = replace(shown, data_error=before.data_error)
        if not log:
            return shown
        crew, known = shown.events.crew, before.events.crew
        if crew is not None and known is not None and crew.log is not known.log:
            from sommet_tui.companion.crew_log import lead_notices

            self.state.notify(*lead_notices(known, crew, before.programme.room_names))
        if (path := self._recorder.replaced_path()) is not None:
            self._notify("replaced", path=path)
        self.clock.correct(shown.events)
        if shown.events.rehearsal != before.events.rehearsal:
            shown = self.clock.show_rehearsal_time(shown.events.rehearsal, shown)
        return shown

    def _with_saved_data(self, shown: Snapshot, *, log: bool) -> Snapshot:
        """Return the snapshot with the current saved data: the user's data and, if `log`, the log.

        If the data cannot be read, the snapshot has empty data and the error.
        """
        events, programme = shown.events, shown.programme.id
        if log:
            self._last_version, events = self._stores.version(), self._recorder.log_of(programme)

        def read() -> Saved:
            nonlocal events
            if log:
                self._recorder.planned_programme = shown.lanes.programme
                names = self.mine.current_ids(shown.lanes.programme)
                events = self._recorder.read(programme, names)
            return self.mine.read(programme)

        try:
            mine = self._stores.run_in_read_transaction(read)
        except StorageError as error:
            return replace(shown, mine=NOTHING_SAVED, events=events, data_error=error)
        return replace(shown, mine=mine, events=events, data_error=None)

    def _notify(self, code: str, **values: str) -> None:
        from sommet_tui.companion.ports import Notice

        self.state.notify(Notice(code, values))

    def _has_ended(self, rehearsal: Rehearsal) -> bool:
        return has_ended(rehearsal, self.snapshot.programme, self.clock.real_now())

    def choose_room(self, room: str | None) -> None:
        """Show only one room, or all rooms if `room` is None.

        `room` is the room's id, its name or an unambiguous part of the name.

        Raises:
            UnknownError: no room matches, or several do.
        """
        if room is not None:
            from sommet_tui.companion.lookup import find_room

            room = find_room(self.snapshot.programme, room)
        self.state.change(room=room)

    def load_external_changes(self) -> bool:
        """Read the changes that other windows and programs made to the saved data.

        Return whether the data was read again. The call is cheap enough to make every second.
        """
        # Read the status of the link before the day, so that the day has all records that the
        # status counts.
        status = self.log.link_status()
        # After an error, always read again, because releasing a lock does not change the version.
        rehearsal = self.snapshot.events.rehearsal
        stale = self._stores.version() != self._last_version
        stale = stale or (rehearsal is not None and self._has_ended(rehearsal))
        stale = stale or self.snapshot.data_error is not None
        if stale:
            self.state.reload()
        if self._checked_programme is not self.snapshot.lanes.programme:
            self.move_to_current_ids()
        if status is not None:
            self.state.change(link=status)
        if self.follower is not None:
            self._show_followed_day()
        return stale

    def report_refresh(self, outcome: Loaded | SourceError | None) -> None:
        """Show why the programme is not up to date. If `outcome` is None, remove this message.

        The programme on screen does not change.
        """
        self.state.change(trouble=outcome)

    def show_programme(self, result: Loaded | SourceError) -> None:
        """Show the programme that was read.

        If the new programme is unusable, keep the previous programme and show the error.
        """
        if isinstance(result, SourceError) or result.programme is None:
            self.state.change(trouble=result)
            return
        self.programme_as_read = result.programme
        translated, before = self.translate_for_reader(result.programme), self.snapshot
        shown = reopen_snapshot(before, translated, result.origin)
        if shown.programme.id != before.programme.id:
            self.report_other_event(before.programme.title)
        self._move_to_current_ids(shown.lanes.programme)
        if shown.programme.id == before.programme.id:
            # Read the log first, so that the newer programme is never shown with the older log.
            shown = self._read_snapshot(shown, log=True)
        self.state.show(shown)
        self.state.reload()

    def report_other_event(self, title: str) -> None:
        """Show the user that the programme's address or file now contains another event.

        `title` is the title of the previous event.
        """
        code = "other-event" if self.source.is_remote else "other-event-file"
        self._notify(code, title=title)

    @property
    def current_ids(self) -> Mapping[str, str]:
        """The current ids of sessions whose ids have changed, by their earlier ids."""
        return self._recorder.names

    def current_id(self, id_: str) -> str:
        """Return the current id of a session. An unknown id is returned unchanged."""
        return self.current_ids.get(id_, id_)

    def move_to_current_ids(self) -> None:
        """Move bookmarks and notes to the current ids of sessions whose ids have changed.

        If this cannot be saved, `load_external_changes` tries again.
        """
        self._move_to_current_ids(self.snapshot.lanes.programme)
        if self._stores.version() != self._last_version:
            self.state.reload()

    def _move_to_current_ids(self, programme: Programme) -> None:
        if self.snapshot.data_error is None:
            with suppress(StorageError):
                self.mine.move_to_current_ids(programme)
                self._checked_programme = programme
