"""The companion: owns the snapshot; every key and every command calls one of its methods."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import LeadRefusedError, SourceError, UnknownError
from sommet_tui.companion.library import Library
from sommet_tui.companion.lookup import find_room, own_event_of, session_of
from sommet_tui.companion.snapshot import opened, reopened
from sommet_tui.companion.source import Source
from sommet_tui.companion.state import State
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from sommet_tui.companion.event_log import CrewDay, EventLog
    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.follower import Follower, Following, Outcome
    from sommet_tui.companion.library import Stores
    from sommet_tui.companion.live_ports import CrewLink
    from sommet_tui.companion.ports import Clock, Notice, ProgrammeSource, Refresher
    from sommet_tui.companion.recorder import Value
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.bookmarks import Bookmark, Degree
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.imports import Imported, ImportPlan
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.plan import Reason
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.search import Hit, Index
    from sommet_tui.domain.sharing.records import LeadClaim
    from sommet_tui.domain.stops import Swap


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
        self._library = Library(stores, clock, self._has_ended)
        self._index: tuple[Programme, Index] | None = None
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        self._language: str | None = None
        self._as_read = loaded.programme
        self.state = State(opened(loaded.programme, loaded.origin))
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

    # Bookmarks

    def star(self, session_id: str, degree: Degree = "must") -> bool:
        """Bookmark a session as a must or a maybe, or hide it; False if it already was.

        Raises:
            UnknownError: the programme has no such session.
            StorageError: it could not be saved; nothing has changed.
        """
        session = session_of(self.snapshot.programme, session_id)
        bookmark = self._library.mark(self.snapshot.programme.id, session, degree)
        if bookmark is None:
            self._recall()
            return False
        self._show_marks(session_id, bookmark)
        return True

    def unstar(self, session_id: str, *, hidden: bool = False) -> bool:
        """Remove a bookmark, even if its session is gone; False if it does not exist.

        If `hidden`, show a hidden session in lists again; False if it was not hidden.

        Raises:
            UnknownError: neither a bookmark nor a session has this id.
            StorageError: the change could not be saved; nothing has changed.
        """
        others = self.snapshot.starred if hidden else self.snapshot.hidden_ids
        return session_id not in others and self._unmark(session_id)

    def mark(self, session_id: str, degree: Degree | None) -> None:
        """Set the degree of a session; None removes it. Raises like the methods above."""
        if degree is None:
            self._unmark(session_id)
        else:
            self.star(session_id, degree)

    def take_instead(
        self, session_id: str, walk_minutes: int | None, now: datetime
    ) -> Swap | Reason | None:
        """Put a session on the plan that leaves it out: musts that clash become maybes.

        Returns the consequences, or why it is impossible, or None if no plan leaves it out.

        Raises:
            StorageError: it could not be saved.
        """
        from sommet_tui.companion.plan import swap_for
        from sommet_tui.domain.stops import Swap

        found = swap_for(self.snapshot.at(now), session_id, walk_minutes, now)
        if isinstance(found, Swap):
            for stop in found.demoted:
                self.star(stop.id, "maybe")
            self.star(session_id, "must")
        return found

    def _unmark(self, session_id: str) -> bool:
        if not self._library.bookmarks.remove(self.snapshot.programme.id, session_id):
            session_of(self.snapshot.programme, session_id)
            self._recall()
            return False
        self._show_marks(session_id, None)
        return True

    def _show_marks(self, session_id: str, bookmark: Bookmark | None) -> None:
        """Show the bookmarks after a change to one of them, or its removal (None).

        Nothing is read again, because the user is waiting. Changes by other windows are noticed by
        the next `look_outside`, which finds another version of the store.
        """
        if self.snapshot.data_error is not None:
            self._recall()
            return
        shown = self.snapshot
        before = next((b for b in shown.marked if b.session == session_id), None)
        if bookmark is not None and before is not None:  # only its degree has changed
            bookmark = replace(before, degree=bookmark.degree)
        marked = [b for b in shown.marked if b.session != session_id]
        marked += [bookmark] if bookmark is not None else []
        marked.sort(key=lambda b: (b.added_at, b.session))
        self.state.show(
            replace(
                shown,
                bookmarks=tuple(b for b in marked if b.degree != "hidden"),
                hidden=tuple(b for b in marked if b.degree == "hidden"),
            )
        )

    # Own events and friends

    def save_own_event(
        self, line: str, day: date, id_: str | None = None, lead: int | None = None
    ) -> OwnEvent:
        """Save an own event from its line (see `parse_own_event`), on an event day.

        `id_` is the id of the event that it replaces, or None. Without a `lead`, it keeps its
        present lead.

        Raises:
            UnknownError: there is no such own event.
            OwnEventError: the line does not describe an event.
            TimeError: its times are invalid.
            StorageError: it could not be saved; nothing has changed.
        """
        from sommet_tui.domain.own_events import parse_own_event

        if id_ is not None:
            own_event_of(self.snapshot.own_events, id_)
        programme = self.snapshot.programme
        event = parse_own_event(line, id_ or _new_id(), day, programme)
        event = replace(event, lead=lead)
        self.put_own_event(event)
        return next((own for own in self.snapshot.own_events if own.id == event.id), event)

    def put_own_event(self, event: OwnEvent) -> None:
        """Save an own event, replacing the one with its id.

        Raises:
            StorageError: it could not be saved; nothing has changed.
        """
        self._library.plans.put(self.snapshot.programme.id, (event,))
        self._recall()

    def remove_own_event(self, id_: str) -> OwnEvent:
        """Remove and return an own event.

        Raises:
            UnknownError: there is no such own event.
            StorageError: the change could not be saved; nothing has changed.
        """
        event = own_event_of(self.snapshot.own_events, id_)
        self._library.plans.remove(self.snapshot.programme.id, id_)
        self._recall()
        return event

    def set_lead(self, id_: str, minutes: int | None) -> None:
        """Set the lead time of a bookmark or own event in minutes; None for the default.

        Raises:
            UnknownError: it is neither bookmarked nor an own event.
            StorageError: it could not be saved; nothing has changed.
        """
        own = {event.id for event in self.snapshot.own_events}
        if id_ not in self.snapshot.starred and id_ not in own:
            raise UnknownError("bookmark", id_)
        self._library.plans.put_leads(self.snapshot.programme.id, {id_: minutes})
        self._recall()

    def put_friend(self, name: str, bookmarks: Iterable[Bookmark]) -> None:
        """Save a friend's picks, replacing those saved under that name.

        Raises:
            StorageError: they could not be saved; nothing has changed.
        """
        from sommet_tui.domain.friends import Friend

        friend = Friend(name, tuple(b for b in bookmarks if b.degree != "hidden"))
        self._library.plans.put_friend(self.snapshot.programme.id, friend)
        self._recall()

    def remove_friend(self, name: str) -> bool:
        """Remove a friend's picks; False if there is no such friend.

        Raises:
            StorageError: the change could not be saved; nothing has changed.
        """
        gone = self._library.plans.forget(self.snapshot.programme.id, name)
        self._recall()
        return gone

    # Notes

    def remember_notes(self) -> None:
        """Read the notes too, from now on; windows that show no notes need not read them."""
        if self._library.open_notes():
            self._recall()

    def put_note(
        self, session_id: str, text: str, seen: str | None = None, of: tuple[str, str] | None = None
    ) -> str:
        """Save a note on a session, or remove it if the text is empty; return the text saved.

        `seen` is the saved text that was edited, None to overwrite any text. If someone else
        changed it meanwhile, the two texts are merged (`joined`). `of` is the id of the programme
        and the title of the session when editing began, in case another programme is shown now, or
        the session has left this one. May be called from any thread once notes are read; the
        snapshot shows the text after `look_outside`.

        Raises:
            UnknownError: the programme has no such session, and it has no note.
            NoteTooLongError: the text is too long for a note; nothing has changed.
            StorageError: it could not be saved; nothing has changed.
        """
        from sommet_tui.domain.limits import NOTE_LIMIT
        from sommet_tui.domain.notes import NoteTooLongError, tidy

        self.remember_notes()
        kept, shown = tidy(text), self.snapshot.programme.id
        programme, title = of or (shown, "")
        if programme == shown:
            title = (
                self._note_title(session_id)
                or title
                or session_of(self.snapshot.programme, session_id).title
            )
        if len(kept) > NOTE_LIMIT and len(kept) > len(seen or ""):
            raise NoteTooLongError(len(kept))
        return self._library.put_note(programme, session_id, title, kept, seen)

    def _note_title(self, session_id: str) -> str | None:
        """Return the title of a session, or the title in its note; None if there is neither."""
        found = self.snapshot.programme.by_id.get(session_id) or self.snapshot.note(session_id)
        return found.title if found else None

    def save_imported(self, imported: Iterable[Imported]) -> ImportPlan:
        """Save the bookmarks and notes of a file; return what was done with each of them.

        Existing data stays: a note with another text is merged. Importing the same file again
        changes nothing.

        Raises:
            StorageError: nothing was saved.
        """
        self.remember_notes()
        try:
            return self._library.save_imported(self.snapshot, imported)
        finally:
            self._recall()

    def follow(self, moved: Mapping[str, str]) -> None:
        """Move bookmarks and notes to new session ids; `moved` maps old ids to new ones.

        Raises:
            StorageError: not everything was saved; nothing is lost, and another call does the rest.
        """
        self.remember_notes()
        try:
            self._library.follow(self.snapshot, moved)
        finally:
            self._recall()

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
            value = self._library.log.append(
                self.snapshot.programme.id, make, self._real_clock.now(), redoes
            )
        except Exception:
            self._recall()
            raise
        # Nothing else is read again, for the reason given in `_show_marks`.
        self.state.change(events=self._library.log.events)
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
        claim = self._library.log.claim(id_, room, self._real_clock.now())
        self._pass_on()
        state = claim.state
        if state == "open" and self._link is not None and self.is_caught_up:
            state = self._link.settled(claim, _CLAIM_PATIENCE)
            self._recall()
        else:
            self.state.change(events=self._library.log.events)
        if state in ("withdrawn", "dropped", "refused"):
            raise LeadRefusedError("refused" if state == "refused" else "crossed")
        return claim

    def see_void(self, uids: frozenset[str]) -> None:
        """Save that the user has seen void acts, so that they are not reported again.

        Raises:
            StorageError: it could not be saved.
        """
        self._library.log.see_void(self.snapshot.programme.id, uids)
        self.state.change(events=self._library.log.events)

    def made_here(self, uid: str) -> bool:
        """Whether this run of the program made the record with this `uid`."""
        return self._library.log.made_here(uid)

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
        self.remember_notes()
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
        begun = self._library.log.begin(programme.id, wanted)
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
        cleared = self._library.log.clear(self.snapshot.programme.id)
        self._recall(ours=True)
        return cleared

    def _rehearsal(self, origin: datetime, speed: float) -> Rehearsal:
        from sommet_tui.companion.rehearsal import Rehearsal, rehearsal_id

        now = self._real_clock.now()
        joined = self._library.log.rehearsal
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
        if self._library.log.rehearsal is not None:
            self._library.log.pace(self.snapshot.programme.id, self._rehearsal(at, pace))
            self._recall()
            return
        from sommet_tui.companion.clock import shifted

        self._use(shifted(self._real_clock, at, pace))
        # Listeners are called even if only the time has changed, which is not in the snapshot.
        self.state.snapshot = replace(self.snapshot, shifted=True, speed=pace)
        self.state.tell_listeners()

    def return_to_present(self) -> None:
        """Show the real time again; a rehearsal continues without this window."""
        self._left = self._library.log.rehearsal
        self._library.log.leave()
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
        shown = self._library.read(before)
        self._correct_clock(shown.events)
        self._tell_leads(shown.events)
        if before.data_error is not None and str(before.data_error) == str(shown.data_error):
            # It counts as unchanged, so that listeners are not called.
            shown = replace(shown, data_error=before.data_error)
        self.state.notify(*self._library.notices())
        rehearsal, known = shown.events.rehearsal, before.events.rehearsal
        if rehearsal != known:
            shown = self._follow(rehearsal, shown)
        if ours:
            self._day_changed = None
        elif (rehearsal and rehearsal.id) != (known and known.id):
            self._day_changed = self._given_clock.now()
        self.state.show(shown)

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
        stale = self._library.is_stale() or self.snapshot.data_error is not None
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
            self._library.log.join()  # as when a programme is opened
        self.state.show(shown)
        self._recall()


def _new_id() -> str:
    """Return a new id for an own event."""
    import os

    return f"own-{os.urandom(4).hex()}"
