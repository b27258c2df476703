"""The companion: owns the snapshot; every key and every command calls one of its methods."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import LeadRefusedError, SourceError, StorageError
from sommet_tui.companion.lookup import find_room
from sommet_tui.companion.mine import Mine
from sommet_tui.companion.recorder import Recorder
from sommet_tui.companion.snapshot import opened, reopened
from sommet_tui.companion.source import Source
from sommet_tui.companion.state import State
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sommet_tui.companion.event_log import CrewDay, EventLog
    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.follower import Follower, Following, Outcome
    from sommet_tui.companion.live_ports import CrewLink
    from sommet_tui.companion.mine import Stores
    from sommet_tui.companion.ports import Clock, Notice, ProgrammeSource, Refresher
    from sommet_tui.companion.recorder import Value
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.search import Hit, Index
    from sommet_tui.domain.sharing.records import LeadClaim


_CLAIM_PATIENCE = 2.0
"""Seconds to wait for the broker's answer to a claim; slower connections count as offline."""
DAY_SEEN = timedelta(seconds=2)
"""How long after another window ends a rehearsal a key press may still be meant for it."""
_JUMP = timedelta(minutes=1)
"""The least difference between two clocks that counts as another time."""


class BadProgrammeError(Exception):
    """The programme has errors; `loaded` has all of them."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.origin}: {len(loaded.errors)} errors")
        self.loaded = loaded


class Companion:
    """The state of one run of the program, for one programme and the user's saved data.

    It belongs to one thread; only its `source`, and the methods that say so, may be used from any
    thread.
    """

    def __init__(
        self,
        source: ProgrammeSource,
        stores: Stores,
        clock: Clock,
        open_exporter: Callable[[], Exporter] | None = None,
        refresher: Refresher | None = None,
    ) -> None:
        """Read the programme and the saved data, and join a rehearsal that is under way.

        `open_exporter` is called for the first export. `refresher` asks the source for a newer
        programme if that takes time.

        Raises:
            SourceError: the programme cannot be read.
            BadProgrammeError: the programme has errors.
        """
        self.source = Source(source, refresher)
        self._open_exporter = open_exporter
        self._clock = self._real_clock = self._given_clock = clock
        self._jumps = 0
        self._clock_offset = 0.0
        self._left: Rehearsal | None = None
        self._day_changed: datetime | None = None
        self._link: CrewLink | None = None
        self._follower: Follower | None = None
        self._log = Recorder(stores.records, self._has_ended, stores.open_crew)
        self._version_read: object = None
        self._index: tuple[Programme, Index] | None = None
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        self._language: str | None = None
        self._as_read = loaded.programme
        self.state = State(opened(loaded.programme, loaded.origin))
        self.mine = Mine(stores, clock, self.state, self.look_again)
        self._recall(ours=True)

    @property
    def snapshot(self) -> Snapshot:
        """The present snapshot."""
        return self.state.snapshot

    def now(self) -> datetime:
        """Return the instant for which everything is shown: aware, in UTC."""
        return self._clock.now()

    @property
    def jumps(self) -> int:
        """How often the clock was set to another time, in this window or by a rehearsal."""
        return self._jumps

    def real_now(self) -> datetime:
        """Return the present instant, even under a simulated time: aware, in UTC."""
        return self._real_clock.now()

    def set_language(self, language: str) -> None:
        """Show texts that the programme has in several languages in this one."""
        self._language = language
        if self._as_read.translations:
            spoken, before = self.in_readers_language(self._as_read), self.snapshot
            shown = reopened(before, spoken, before.origin)
            self.state.show(replace(shown, trouble=before.trouble))

    def in_readers_language(self, programme: Programme) -> Programme:
        """Return a programme, such as an older one, with its texts in the reader's language."""
        if self._language is None or not programme.translations:
            return programme
        from sommet_tui.domain.translations import in_language

        return in_language(programme, self._language)

    @property
    def programme_as_read(self) -> Programme:
        """The programme as it was read, before a language was chosen."""
        return self._as_read

    def exporter(self) -> Exporter:
        """The exporter of bookmarks and notes."""
        assert self._open_exporter is not None
        return self._open_exporter()

    # The log

    def record(self, make: Callable[[EventLog], Value], redoes: str | None = None) -> Value:
        """Append a record to the log: the one that `make` returns for the present log.

        Returns the recorded value, with its number and `uid`. If `make` raises, nothing is
        recorded. For `redoes`, see `Recorder.append`.

        Raises:
            RehearsalOverError: the rehearsal in which this window takes part ended, maybe just now.
            StorageError: it could not be saved; nothing has changed.
        """
        self._expect_day_seen()
        try:
            value = self._log.append(
                self.snapshot.programme.id, make, self._real_clock.now(), redoes
            )
        except Exception:
            self._recall()
            raise
        # Nothing else is read again, for the reason given in `_show_marks`.
        self.state.change(events=self._log.events)
        self._pass_on()
        return value

    def take_lead(self, room: str | None) -> LeadClaim:
        """Take the lead of a room on a shared day; every window of the crew is informed.

        Waits for the broker's answer for up to two seconds. Without an answer, the claim is "open",
        and this laptop drives on its own until the broker answers.

        Raises:
            NotSharedError: the day is not shared, or this is a rehearsal.
            LeadRefusedError: the broker refuses the claim, or another laptop was faster.
            RehearsalOverError: the rehearsal in which this window took part ended just now.
            StorageError: it could not be saved; nothing has changed.
        """
        self._expect_day_seen()
        id_ = self.snapshot.programme.id
        claim = self._log.claim(id_, room, self._real_clock.now())
        self._pass_on()
        state = claim.state
        if state == "open" and self._link is not None and self.is_caught_up:
            state = self._link.settled(claim, _CLAIM_PATIENCE)
            self._recall()
        else:
            self.state.change(events=self._log.events)
        if state in ("withdrawn", "dropped", "refused"):
            raise LeadRefusedError("refused" if state == "refused" else "crossed")
        return claim

    def see_void(self, uids: frozenset[str]) -> None:
        """Save that the user has seen void acts, so that they are not reported again.

        Raises:
            StorageError: it could not be saved.
        """
        self._log.see_void(self.snapshot.programme.id, uids)
        self.state.change(events=self._log.events)

    def made_here(self, uid: str) -> bool:
        """Whether this run of the program made the record with this `uid`."""
        return self._log.made_here(uid)

    # The day shared with other machines

    def connect(self, link: CrewLink) -> None:
        """Use `link` to exchange records with the crew; the snapshot shows its status."""
        self._link = link
        self.state.change(link=link.status())

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew at which places (by id) this window publishes the day, or could."""
        if self._link is not None:
            self._link.announce(places)

    @property
    def is_caught_up(self) -> bool:
        """Whether this machine has received everything that the crew recorded so far."""
        status = self._link.status() if self._link is not None else None
        return status is not None and status.connected and status.synced

    def release(self) -> CrewLink | None:
        """Stop exchanging records; return the link for the caller to stop, which takes a moment."""
        link, self._link = self._link, None
        self.state.change(link=None)
        return link

    # The day of another stage

    def attach(self, follower: Follower) -> None:
        """Show the followed day instead of the actions recorded here."""
        self._follower = follower
        self._show_followed()

    @property
    def follower(self) -> Follower | None:
        """The follower of another stage; None if the day is this machine's own."""
        return self._follower

    def process_day(self, outcome: Outcome) -> None:
        """Process the result of asking the follower."""
        if self._follower is None:
            return
        if self._follower.withdrawn:
            self._follower = None
            self.state.change(shared=None, following=None)
        else:
            self._follower.take(outcome)
            self._show_followed()

    def drove_today(self) -> bool:
        """Whether a stage action was recorded here on the present event day."""
        today = self._day(self._real_clock.now())
        acts = self.snapshot.events.acts
        if self.snapshot.events.rehearsal is not None:
            return False
        return any(self._day(act.at) == today for act in acts)

    def _show_followed(self) -> None:
        follower, before = self._follower, self.snapshot
        if follower is None or before.programme.id != follower.event:
            return
        status: Following | None = follower.status()
        if not follower.insists and (
            follower.day is None or not follower.day.holds(self.real_now())
        ):
            status = None  # the user did not ask for it, and there is nothing to show
        if status != before.following or follower.day is not before.shared:
            self.state.show(replace(before, shared=follower.day, following=status))

    def _pass_on(self) -> None:
        if self._link is not None:
            self._link.wake()

    def _correct_clock(self, events: EventLog) -> None:
        """Correct this machine's clock by the lead's clock."""
        offset = events.crew.share.offset if events.crew is not None else 0.0
        if offset == self._clock_offset:
            return
        from sommet_tui.companion.clock import shifted

        self._clock_offset = offset
        real, base = self._real_clock, self._given_clock
        corrected = base.now() + timedelta(seconds=offset)
        self._real_clock = shifted(base, corrected) if offset else base
        if self._clock is real:
            self._clock = self._real_clock

    def _tell_leads(self, events: EventLog) -> None:
        """Report new leads on other laptops, and actions that were made here without the lead."""
        before, crew = self.snapshot.events.crew, events.crew
        if before is None or crew is None or before.log is crew.log:
            return
        from sommet_tui.companion.ports import Notice
        from sommet_tui.domain.sharing.standby import machine_id

        if machine_id(before.share.writer) != machine_id(crew.share.writer):
            self.state.notify(Notice("copied", {"name": crew.share.name}))
        rooms = self.snapshot.programme.room_names
        for room, claim in crew.log.leads.items():
            if claim == before.log.leads.get(room) or claim.writer == crew.share.writer:
                continue
            if before.is_alone(room):
                self.state.notify(self._dropped_wish(crew, claim))
                continue
            code = "room-lead-taken" if len(rooms) > 1 else "lead-taken"
            where = rooms.get(room or "", room or "")
            self.state.notify(Notice(code, {"room": where, "name": claim.name}))

        for room in before.log.leads:
            if room not in crew.log.leads and room in crew.refused:
                self.state.notify(Notice("lead-refused"))

    def _dropped_wish(self, crew: CrewDay, claim: LeadClaim) -> Notice:
        """Return the notice that this laptop, which drove a room on its own, does not lead it."""
        from sommet_tui.companion.ports import Notice

        if claim.room in crew.refused:
            return Notice("lead-refused")
        before = self.snapshot.events.crew
        known = {record.uid for record in before.log.counted} if before is not None else set()
        count = sum(
            record.writer == claim.writer and record.uid not in known for record in crew.log.counted
        )
        return Notice("wish-dropped", {"name": claim.name, "n": str(count)})

    # Search

    def search(self, wanted: str) -> tuple[Hit, ...]:
        """Return the hits for every word of `wanted`, best first (`domain.search.Index.search`).

        The first search in a programme folds all its texts; later ones take milliseconds.
        """
        from sommet_tui.domain.search import Index

        programme = self.snapshot.programme
        if self._index is None or self._index[0] is not programme:
            self._index = (programme, Index(programme, self.snapshot.people))
        self.mine.remember_notes()
        notes = {note.session: note.text for note in self.snapshot.notes}
        return self._index[1].search(wanted, notes)

    # Rehearsals

    def rehearse(self, speed: float | None = None) -> bool:
        """Begin a rehearsal, or join the one that is under way (then return False).

        It begins at the instant shown, at this speed or the clock's. If that is the present and the
        event is not on today, it begins just before the first session.

        Raises:
            StorageError: it could not be saved; nothing has changed.
        """
        programme, origin = self.snapshot.programme, self.now()
        if not self.snapshot.shifted and self.today not in programme.days:
            origin = self.snapshot.replay_begins or origin
        wanted = self._rehearsal(origin, self.snapshot.speed if speed is None else speed)
        begun = self._log.begin(programme.id, wanted)
        self._recall(ours=True)
        return begun

    @property
    def today(self) -> date:
        """Return the event day of the instant shown."""
        return self._day(self.now())

    def clear_rehearsal(self) -> bool:
        """End the rehearsal in every window and delete its records; False if there is none.

        Raises:
            StorageError: it could not be saved; nothing has changed.
        """
        cleared = self._log.clear(self.snapshot.programme.id)
        self._recall(ours=True)
        return cleared

    def _rehearsal(self, origin: datetime, speed: float) -> Rehearsal:
        from sommet_tui.companion.rehearsal import Rehearsal, rehearsal_id

        now = self._real_clock.now()
        joined = self._log.rehearsal
        return Rehearsal(joined.id if joined else rehearsal_id(now), now, origin, speed)

    def _has_ended(self, rehearsal: Rehearsal) -> bool:
        """Whether a rehearsal is over because the event day on which it began has ended."""
        return self._day(rehearsal.begun) != self._day(self._real_clock.now())

    def _day(self, moment: datetime) -> date:
        return self.snapshot.programme.day_of(moment)

    @property
    def unrecorded_since(self) -> datetime | None:
        """Since when a rehearsal has kept the present event day from being recorded, or None."""
        rehearsal = self.snapshot.events.rehearsal
        if rehearsal is None:
            return None
        return rehearsal.begun if self._is_on_today() else None

    @property
    def left_rehearsal(self) -> tuple[datetime, bool] | None:
        """Return since when the rehearsal that this window left is under way, or None.

        The second value is whether it keeps the present event day from being recorded.
        """
        if self._left is None or self.snapshot.events.rehearsal is not None:
            return None
        return self._left.begun, self._is_on_today()

    def _is_on_today(self) -> bool:
        """Whether the event is on today, by the real clock."""
        return self._day(self._real_clock.now()) in self.snapshot.programme.days

    def _expect_day_seen(self) -> None:
        """Refuse acts on a day that has just replaced a rehearsal on screen.

        The user may not have seen the change, and meant the rehearsal. As long as such key presses
        continue, they are refused.

        Raises:
            RehearsalOverError: the rehearsal ended a moment ago.
        """
        if self._day_changed is None:
            return
        now = self._given_clock.now()
        if abs(now - self._day_changed) < DAY_SEEN:
            from sommet_tui.companion.rehearsal import RehearsalOverError

            self._day_changed = now
            raise RehearsalOverError
        self._day_changed = None

    def _follow(self, rehearsal: Rehearsal | None, shown: Snapshot) -> Snapshot:
        """Use the clock of the rehearsal, or the real clock if there is none."""
        if rehearsal is None:
            return self._present(shown)
        from sommet_tui.companion.clock import ShiftedClock

        since, origin, speed = rehearsal.since, rehearsal.origin, rehearsal.speed
        self._use(ShiftedClock(self._real_clock, since, origin, speed))
        return replace(shown, shifted=True, speed=speed)

    # The clock

    def set_clock(self, at: datetime, speed: float | None = None) -> None:
        """Set the clock to `at`; it runs at `speed` seconds a second, or as fast as before.

        In a rehearsal, the clock of every window is set. A speed of 0 stops the clock.

        Raises:
            StorageError: the rehearsal's clock could not be saved; nothing has changed.
            RehearsalOverError: the rehearsal is over.
        """
        pace = self.snapshot.speed if speed is None else speed
        if self._log.rehearsal is not None:
            self._log.pace(self.snapshot.programme.id, self._rehearsal(at, pace))
            self._recall()
            return
        from sommet_tui.companion.clock import shifted

        self._use(shifted(self._real_clock, at, pace))
        # Listeners are called even if only the time has changed, which is not in the snapshot.
        self.state.snapshot = replace(self.snapshot, shifted=True, speed=pace)
        self.state.notify_listeners()

    def return_to_present(self) -> None:
        """Show the real time again; a rehearsal continues without this window."""
        self._left = self._log.rehearsal
        self._log.leave()
        self.state.show(self._present(self.snapshot))
        self._recall(ours=True)

    def _use(self, clock: Clock) -> None:
        """Show the time of this clock; count a jump unless it continues the time shown."""
        if abs(clock.now() - self._clock.now()) >= _JUMP:
            self._jumps += 1
        self._clock = clock

    def _present(self, shown: Snapshot) -> Snapshot:
        self._use(self._real_clock)
        return replace(shown, shifted=False, speed=1.0)

    def replay(self, speed: float = 1.0) -> None:
        """Replay the event at this speed; without a session, the clock stays as it is."""
        begins = self.snapshot.replay_begins
        if begins is not None:
            self.set_clock(begins, speed)

    def instant(self, text: str) -> datetime:
        """Return the instant that `text` names (see `parse_instant`).

        A time alone is on the day that the clock shows, if the event is on that day.

        Raises:
            TimeError: it names no instant.
        """
        from sommet_tui.domain.instants import parse_instant

        programme = self.snapshot.programme
        return parse_instant(
            text, programme.zone, programme.days, self.today, programme.day_boundary
        )

    # Changes by other windows and programs

    def look_again(self) -> None:
        """Read the saved data again."""
        self._recall()

    def _recall(self, *, ours: bool = False) -> None:
        """Read the saved data; unreadable data counts as empty, and the snapshot has the error.

        With `ours`, this window itself begins, joins or leaves a rehearsal.
        """
        before = self.snapshot
        shown = self._saved(before)
        self._correct_clock(shown.events)
        self._tell_leads(shown.events)
        if before.data_error is not None and str(before.data_error) == str(shown.data_error):
            # It counts as unchanged, so that listeners are not called.
            shown = replace(shown, data_error=before.data_error)
        self.state.notify(*self.mine.notices())
        rehearsal, known = shown.events.rehearsal, before.events.rehearsal
        if rehearsal != known:
            shown = self._follow(rehearsal, shown)
        if ours:
            self._day_changed = None
        elif (rehearsal and rehearsal.id) != (known and known.id):
            self._day_changed = self._given_clock.now()
        self.state.show(shown)

    def _saved(self, shown: Snapshot) -> Snapshot:
        """Return the snapshot with the saved data as it is now.

        Unreadable data counts as empty, and the snapshot has the error.
        """
        self._version_read, programme = self.mine.version(), shown.programme.id
        events = self._log.of(programme)
        try:
            events = self._log.read(programme)
            return self.mine.read(replace(shown, events=events, data_error=None))
        except StorageError as error:
            return replace(shown.without_data(), events=events, data_error=error)

    def choose_room(self, room: str | None) -> None:
        """Show one room only, by id, name or an unambiguous part of the name; None shows all.

        Raises:
            UnknownError: no room matches, or several do.
        """
        chosen = None if room is None else find_room(self.snapshot.programme, room)
        self.state.change(room=chosen)

    def look_outside(self) -> bool:
        """Read changes by others to the saved data; True if the programme should be read again.

        It also waits for the drive that has the programme.
        """
        self.look_at_library()
        return self.source.is_outdated()

    def look_at_library(self) -> bool:
        """Read changes by others to the saved data; cheap enough for every second.

        Returns whether anything was written since the last call.
        """
        # Read before the day: what the link reports as received must be in the day that is shown.
        status = self._link.status() if self._link is not None else None
        # When a lock is released, the version stays the same; only another attempt shows it.
        stale = self.mine.version() != self._version_read or self._log.has_ended()
        stale = stale or self.snapshot.data_error is not None
        if stale:
            self._recall()
        if status is not None:
            self.state.change(link=status)
        if self._follower is not None:
            self._show_followed()
        return stale

    def refreshed(self, outcome: Loaded | SourceError | None) -> None:
        """Show why the programme is not up to date, or clear that message.

        The last good copy of the programme is shown in any case.
        """
        self.state.change(trouble=outcome)

    def take(self, read: Loaded | SourceError) -> None:
        """Show the programme that was read, or keep the last good one and show the error."""
        if isinstance(read, SourceError) or read.programme is None:
            self.state.change(trouble=read)
            return
        self._as_read = read.programme
        spoken, before = self.in_readers_language(read.programme), self.snapshot
        shown = reopened(before, spoken, read.origin)
        if shown.programme.id != before.programme.id and not before.is_read_only:
            self._log.join()  # as when a programme is opened
        self.state.show(shown)
        self._recall()
