"""The companion: owns the snapshot; every key and every command is one of its verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import LeadRefusedError, SourceError, UnknownError
from sommet_tui.companion.library import Library
from sommet_tui.companion.snapshot import opened, reopened
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
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.search import Hit, Index
    from sommet_tui.domain.sharing.records import LeadClaim
    from sommet_tui.domain.stops import Swap


_CLAIM_PATIENCE = 2.0
"""Seconds that the broker may take to answer to a claim; a connection that is slower is as none."""
DAY_SEEN = timedelta(seconds=2)
"""How long after another window ends a rehearsal a key may still be meant for that rehearsal."""


class BadProgrammeError(Exception):
    """The programme that was asked for has errors; `loaded` holds them all."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(f"{loaded.origin}: {len(loaded.errors)} errors")
        self.loaded = loaded


class Companion:
    """State of one run of the program, for one programme, with the library of what people keep.

    Not for several threads, but for `read_programme`, `is_outdated` and what else says so.
    """

    def __init__(
        self,
        source: ProgrammeSource,
        stores: Stores,
        clock: Clock,
        open_exporter: Callable[[], Exporter] | None = None,
        refresher: Refresher | None = None,
    ) -> None:
        """Read the programme and the stored data, and join a rehearsal that is under way.

        `open_exporter` is called for the first export; `refresher` asks the source for something
        newer if that takes time.

        Raises:
            SourceError: there is no programme to read.
            BadProgrammeError: there is one, with errors.
        """
        self._source = source
        self._open_exporter = open_exporter
        self._refresher = refresher
        self._clock = self._real_clock = self._given_clock = clock
        self._clock_offset = 0.0
        self._left: Rehearsal | None = None
        self._day_changed: datetime | None = None
        self._link: CrewLink | None = None
        self._follower: Follower | None = None
        self._library = Library(stores, clock, self._has_ended)
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._index: tuple[Programme, Index] | None = None
        self._source_version = source.version()
        loaded = source.load()
        if loaded.programme is None:
            raise BadProgrammeError(loaded)
        self._language: str | None = None
        self._as_read = loaded.programme
        self._snapshot = opened(loaded.programme, loaded.origin)
        self._recall(ours=True)

    @property
    def snapshot(self) -> Snapshot:
        """What is known now."""
        return self._snapshot

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the snapshot has become another one."""
        self._listeners.append(listener)

    def notices(self) -> list[Notice]:
        """Return the messages that the user has not seen yet; each is returned once."""
        waiting, self._notices = self._notices, []
        return waiting

    def now(self) -> datetime:
        """Return the instant that everything is shown for: aware, in UTC."""
        return self._clock.now()

    def real_now(self) -> datetime:
        """Return the present instant, whatever time is shown: aware, in UTC."""
        return self._real_clock.now()

    def speak(self, language: str) -> None:
        """Show in a language the texts that the programme gives in several."""
        self._language = language
        if self._as_read.translations:
            spoken, before = self.in_readers_language(self._as_read), self._snapshot
            shown = reopened(before, spoken, before.origin)
            self._change(replace(shown, trouble=before.trouble))

    def in_readers_language(self, programme: Programme) -> Programme:
        """Return a programme, such as an older one, with its texts in the reader's language."""
        if self._language is None or not programme.translations:
            return programme
        from sommet_tui.domain.translations import in_language

        return in_language(programme, self._language)

    @property
    def programme_as_read(self) -> Programme:
        """The programme as it was read, for no reader in particular."""
        return self._as_read

    def exporter(self) -> Exporter:
        """What takes bookmarks and notes out, to files and calendars."""
        assert self._open_exporter is not None
        return self._open_exporter()

    def session(self, session_id: str) -> Session:
        """Return the session with an id.

        Raises:
            UnknownError: there is none.
        """
        session = self._snapshot.programme.by_id.get(session_id)
        if session is None:
            raise UnknownError("session", session_id)
        return session

    def find_session(self, wanted: str) -> Session:
        """Return the session for `wanted`: an id, its beginning, a code, or words of the title.

        Raises:
            UnknownError: there is none, or there are several.
        """
        from sommet_tui.domain.naming import matching_sessions

        found = matching_sessions(self._snapshot.programme, wanted)
        if len(found) != 1:
            raise UnknownError("session", wanted, found)
        return self.session(found[0])

    # Bookmarks

    def star(self, session_id: str, degree: Degree = "must") -> bool:
        """Bookmark a session as a must or a maybe, or hide it; False if it was so already.

        Raises:
            UnknownError: the programme has no such session.
            KeepingError: it could not be kept; nothing has changed.
        """
        session = self.session(session_id)
        bookmark = self._library.mark(self._snapshot.programme.id, session, degree)
        if bookmark is None:
            self._recall()
            return False
        self._show_marks(session_id, bookmark)
        return True

    def unstar(self, session_id: str) -> bool:
        """Remove a bookmark, even if its session is gone; False if there is none.

        Raises:
            UnknownError: neither a bookmark nor a session goes by that id.
            KeepingError: the change could not be kept; nothing has changed.
        """
        return session_id not in self._snapshot.hidden_ids and self._unmark(session_id)

    def hide(self, session_id: str) -> bool:
        """Hide a session from lists, bookmarked or not; False if it was already. As `star`."""
        return self.star(session_id, "hidden")

    def unhide(self, session_id: str) -> bool:
        """Show a session in lists again; False if it was not hidden. Raises like `unstar`."""
        return session_id not in self._snapshot.starred and self._unmark(session_id)

    def mark(self, session_id: str, degree: Degree | None) -> None:
        """Have a session marked like this and not otherwise, None for no mark. As those above."""
        if degree is None:
            self._unmark(session_id)
        else:
            self.star(session_id, degree)

    def take_instead(
        self, session_id: str, walk_minutes: int | None, now: datetime
    ) -> Swap | Reason | None:
        """Have a session on the plan that it leaves out: what clashes becomes a maybe.

        Returns what that costs, why it cannot be, or None if no plan leaves the session out.

        Raises:
            KeepingError: it could not be saved.
        """
        from sommet_tui.companion.plan import swap_for
        from sommet_tui.domain.stops import Swap

        found = swap_for(self._snapshot.at(now), session_id, walk_minutes, now)
        if isinstance(found, Swap):
            for stop in found.demoted:
                self.star(stop.id, "maybe")
            self.star(session_id, "must")
        return found

    def _unmark(self, session_id: str) -> bool:
        if not self._library.unmark(self._snapshot.programme.id, session_id):
            self.session(session_id)
            self._recall()
            return False
        self._show_marks(session_id, None)
        return True

    def _show_marks(self, session_id: str, bookmark: Bookmark | None) -> None:
        """Show the bookmarks after a change to that of one session, None if it was removed.

        Nothing is read again, because the answer to a key would wait for it. Changes by others are
        noticed at the next look outside, which finds a new version of the store.
        """
        if self._snapshot.unkept is not None:
            self._recall()
            return
        shown = self._snapshot
        before = next((b for b in shown.marked if b.session == session_id), None)
        if bookmark is not None and before is not None:  # only its degree is another
            bookmark = replace(before, degree=bookmark.degree)
        marked = [b for b in shown.marked if b.session != session_id]
        marked += [bookmark] if bookmark is not None else []
        marked.sort(key=lambda b: (b.added_at, b.session))
        self._change(
            replace(
                shown,
                bookmarks=tuple(b for b in marked if b.degree != "hidden"),
                hidden=tuple(b for b in marked if b.degree == "hidden"),
            )
        )

    # Own events and friends

    def keep_own_event(
        self, line: str, day: date, id_: str | None = None, lead: int | None = None
    ) -> OwnEvent:
        """Save an own event from its line (domain.own_events), on an event day.

        `id_` is that of the event it replaces, None for a new one. Without a `lead`, it keeps its
        present one.

        Raises:
            UnknownError: there is none of that id.
            OwnEventError: the line tells of no event.
            TimeError: its times are none.
            KeepingError: it could not be kept; nothing has changed.
        """
        from sommet_tui.domain.own_events import parse_own_event

        if id_ is not None:
            self.own_event(id_)
        programme = self._snapshot.programme
        event = parse_own_event(line, id_ or _new_id(), day, programme)
        event = replace(event, lead=lead)
        self._library.put_own_events(programme.id, (event,))
        self._recall()
        return next((own for own in self._snapshot.own_events if own.id == event.id), event)

    def put_own_event(self, event: OwnEvent) -> None:
        """Keep an own event in the place of the one with its id.

        Raises:
            KeepingError: it could not be kept; nothing has changed.
        """
        self._library.put_own_events(self._snapshot.programme.id, (event,))
        self._recall()

    def own_event(self, id_: str) -> OwnEvent:
        """Return the own event with an id.

        Raises:
            UnknownError: there is none.
        """
        found = {event.id: event for event in self._snapshot.own_events}.get(id_)
        if found is None:
            raise UnknownError("own event", id_)
        return found

    def find_own_event(self, wanted: str) -> OwnEvent:
        """Return the own event that matches `wanted`: an id, its beginning, or words of the title.

        Raises:
            UnknownError: there is none, or there are several.
        """
        from sommet_tui.domain.naming import matching_own_events

        found = matching_own_events(self._snapshot.own_events, wanted)
        if len(found) != 1:
            raise UnknownError("own event", wanted, found)
        return self.own_event(found[0])

    def remove_own_event(self, id_: str) -> OwnEvent:
        """Remove and return an own event.

        Raises:
            UnknownError: there is none of that id.
            KeepingError: the change could not be kept; nothing has changed.
        """
        event = self.own_event(id_)
        self._library.remove_own_event(self._snapshot.programme.id, id_)
        self._recall()
        return event

    def set_lead(self, id_: str, minutes: int | None) -> None:
        """Set the lead time of a bookmark or own event in minutes; None for the default.

        Raises:
            UnknownError: it is neither bookmarked nor an own event.
            KeepingError: it could not be saved; nothing has changed.
        """
        own = {event.id for event in self._snapshot.own_events}
        if id_ not in self._snapshot.starred and id_ not in own:
            raise UnknownError("bookmark", id_)
        self._library.put_leads(self._snapshot.programme.id, {id_: minutes})
        self._recall()

    def befriend(self, name: str, bookmarks: Iterable[Bookmark]) -> None:
        """Save a friend's picks, replacing those saved under that name.

        Raises:
            KeepingError: they could not be kept; nothing has changed.
        """
        from sommet_tui.domain.friends import Friend

        friend = Friend(name, tuple(b for b in bookmarks if b.degree != "hidden"))
        self._library.befriend(self._snapshot.programme.id, friend)
        self._recall()

    def forget_friend(self, name: str) -> bool:
        """Forget a friend's picks; False if none are known under that name.

        Raises:
            KeepingError: the change could not be kept; nothing has changed.
        """
        gone = self._library.forget_friend(self._snapshot.programme.id, name)
        self._recall()
        return gone

    # Notes

    def remember_notes(self) -> None:
        """Read the notes too, from now on; windows that show none need not read them."""
        if self._library.open_notes():
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
        """Save a note on a session, or remove it if the text is empty; return the text saved.

        `seen` is the saved text that was edited, None to overwrite any text. If someone else
        changed it meanwhile, the two texts are merged (`joined`). `of` are the id of the programme
        and the title of the session for which it was begun, in case another programme is shown by
        now, or the session has left this one. May be called from any thread once the notes are
        remembered; the snapshot shows it after `look_outside`.

        Raises:
            UnknownError: the programme has no such session, and there is no note on it.
            NoteTooLongError: it is longer than a note may become; nothing has changed.
            KeepingError: it could not be kept; nothing has changed.
        """
        from sommet_tui.domain.limits import NOTE_LIMIT
        from sommet_tui.domain.notes import NoteTooLongError, tidy

        self.remember_notes()
        kept, shown = tidy(text), self._snapshot.programme.id
        programme, title = of or (shown, "")
        if programme == shown:
            title = self._note_title(session_id) or title or self.session(session_id).title
        if len(kept) > NOTE_LIMIT and len(kept) > len(seen or ""):
            raise NoteTooLongError(len(kept))
        return self._library.put_note(programme, session_id, title, kept, seen)

    def _note_title(self, session_id: str) -> str | None:
        """What a session with a note on it is called, or was when it was in the programme."""
        found = self._snapshot.programme.by_id.get(session_id) or self._snapshot.note(session_id)
        return found.title if found else None

    def keep_imported(self, imported: Iterable[Imported]) -> ImportPlan:
        """Keep the bookmarks and notes of a file; what became of each of them.

        What is there stays: a note that differs is kept together with the one there. Importing the
        same again changes nothing.

        Raises:
            KeepingError: nothing was kept.
        """
        self.remember_notes()
        try:
            return self._library.keep_imported(self._snapshot.programme, imported)
        finally:
            self._recall()

    def follow(self, moved: Mapping[str, str]) -> None:
        """Keep the bookmarks and notes of sessions under the ids that they have now, by the old.

        Raises:
            KeepingError: not all could be kept; nothing is lost, and another try does the rest.
        """
        self.remember_notes()
        try:
            self._library.follow(self._snapshot.programme, moved)
        finally:
            self._recall()

    # What happens on stage

    def record(
        self, kind: str, make: Callable[[EventLog], Value], redoes: str | None = None
    ) -> Value:
        """Append a record to the log: the one that `make` returns for the present log.

        Returns the recorded value, with its number and `uid`. If `make` raises, nothing is
        recorded. `redoes` as `Recorder.append` has it.

        Raises:
            RehearsalOverError: the rehearsal taken part in is over, or was a moment ago.
            KeepingError: it could not be kept; nothing has changed.
        """
        self._expect_day_seen()
        try:
            value = self._library.record(
                self._snapshot.programme.id, kind, make, self._real_clock.now(), redoes
            )
        except Exception:
            self._recall()
            raise
        # Nothing else is read again, as in `_show_marks`.
        self._change(replace(self._snapshot, events=self._library.log.events))
        self._pass_on()
        return value

    def take_lead(self, room: str | None) -> LeadClaim:
        """Take the lead of a room on a shared day; every window of the crew is informed.

        Waits a moment for the broker's answer. Without one, this laptop drives on its own until the
        others can be asked: the claim is "open".

        Raises:
            NotSharedError: it is not, or this is a rehearsal.
            LeadRefusedError: the broker refuses it, or somebody else was faster.
            RehearsalOverError: the rehearsal taken part in was over a moment ago.
            KeepingError: it could not be kept; nothing has changed.
        """
        self._expect_day_seen()
        id_ = self._snapshot.programme.id
        claim = self._library.log.claim(id_, room, self._real_clock.now())
        self._pass_on()
        state = claim.state
        if state == "open" and self._link is not None and self.is_caught_up:
            state = self._link.settled(claim, _CLAIM_PATIENCE)
            self._recall()
        else:
            self._change(replace(self._snapshot, events=self._library.log.events))
        if state in ("withdrawn", "dropped", "refused"):
            raise LeadRefusedError("refused" if state == "refused" else "crossed")
        return claim

    def see_void(self, uids: frozenset[str]) -> None:
        """Keep that the user was shown void acts; they are no news from now on.

        Raises:
            KeepingError: it could not be kept.
        """
        self._library.log.see_void(self._snapshot.programme.id, uids)
        self._change(replace(self._snapshot, events=self._library.log.events))

    def made_here(self, uid: str) -> bool:
        """Whether this run of the program recorded that."""
        return self._library.made_here(uid)

    # The day shared with other machines

    def connect(self, link: CrewLink) -> None:
        """Let `link` pass on the records made here; the snapshot shows its state."""
        self._link = link
        self._change(replace(self._snapshot, link=link.status()))

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew at which places (by id) this window publishes the day, or would."""
        if self._link is not None:
            self._link.announce(places)

    @property
    def is_caught_up(self) -> bool:
        """Whether all that the crew recorded is known here at this moment."""
        status = self._link.status() if self._link is not None else None
        return status is not None and status.connected and status.synced

    def release(self) -> CrewLink | None:
        """Pass nothing on any more; what did, for whoever ends it, which takes a moment."""
        link, self._link = self._link, None
        self._change(replace(self._snapshot, link=None))
        return link

    # The day of a stage elsewhere

    def attach(self, follower: Follower) -> None:
        """Show the day that is followed, instead of the actions recorded here."""
        self._follower = follower
        self._show_followed()

    @property
    def follower(self) -> Follower | None:
        """What follows a stage elsewhere; None where the day is this machine's."""
        return self._follower

    def heard(self, outcome: Outcome) -> None:
        """Take in what asking the follower gave."""
        if self._follower is None:
            return
        if self._follower.withdrawn:
            self._follower = None
            self._change(replace(self._snapshot, shared=None, following=None))
        else:
            self._follower.take(outcome)
            self._show_followed()

    def drove_today(self) -> bool:
        """Whether anybody acted on stage here on the present day of the event."""
        today = self._day(self._real_clock.now())
        acts = self._snapshot.events.acts
        if self._snapshot.events.rehearsal is not None:
            return False
        return any(self._day(act.at) == today for act in acts)

    def _show_followed(self) -> None:
        follower, before = self._follower, self._snapshot
        if follower is None or before.programme.id != follower.event:
            return
        status: Following | None = follower.status()
        if not follower.insists and (
            follower.day is None or not follower.day.holds(self.real_now())
        ):
            status = None  # nobody asked for it, and there is nothing to show
        if status != before.following or follower.day is not before.shared:
            self._change(replace(before, shared=follower.day, following=status))

    def _pass_on(self) -> None:
        if self._link is not None:
            self._link.wake()

    def _correct_clock(self, events: EventLog) -> None:
        """Show the time that the lead's clock shows."""
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
        """Report who took the lead elsewhere, and which actions were made without it."""
        before, crew = self._snapshot.events.crew, events.crew
        if before is None or crew is None or before.log is crew.log:
            return
        from sommet_tui.companion.ports import Notice

        if before.share.own_from != crew.share.own_from:
            self._notices.append(Notice("copied"))
        rooms = self._snapshot.programme.room_names
        for room, claim in crew.log.leads.items():
            if claim == before.log.leads.get(room) or claim.writer == crew.share.writer:
                continue
            if before.is_alone(room):
                self._notices.append(self._dropped_wish(crew, claim))
                continue
            code = "room-lead-taken" if len(rooms) > 1 else "lead-taken"
            where = rooms.get(room or "", room or "")
            self._notices.append(Notice(code, {"room": where, "name": claim.name}))

        for room in before.log.leads:
            if room not in crew.log.leads and room in crew.refused:
                self._notices.append(Notice("lead-refused"))

    def _dropped_wish(self, crew: CrewDay, claim: LeadClaim) -> Notice:
        """Return why this laptop, which drove a room on its own, does not lead it."""
        from sommet_tui.companion.ports import Notice

        if claim.room in crew.refused:
            return Notice("lead-refused")
        before = self._snapshot.events.crew
        known = {record.uid for record in before.log.counted} if before is not None else set()
        count = sum(
            record.writer == claim.writer and record.uid not in known for record in crew.log.counted
        )
        return Notice("wish-dropped", {"name": claim.name, "n": str(count)})

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

    def rehearse(self, speed: float | None = None) -> bool:
        """Begin a rehearsal, or join the one that is under way (then return False).

        It begins at the instant shown, at this pace or the clock's; if that is the present and the
        event is not on today, just before the first session.

        Raises:
            KeepingError: it could not be kept; nothing has changed.
        """
        programme, origin = self._snapshot.programme, self.now()
        if not self._snapshot.shifted and self.today not in programme.days:
            origin = self._snapshot.replay_begins or origin
        wanted = self._rehearsal(origin, self._pace() if speed is None else speed)
        begun = self._library.log.begin(programme.id, wanted)
        self._recall(ours=True)
        return begun

    @property
    def today(self) -> date:
        """The event day of the instant shown."""
        return self._day(self.now())

    def clear_rehearsal(self) -> bool:
        """End the rehearsal for every window and forget its records; False if none was on.

        Raises:
            KeepingError: it could not be done; nothing has changed.
        """
        cleared = self._library.log.clear(self._snapshot.programme.id)
        self._recall(ours=True)
        return cleared

    def _rehearsal(self, origin: datetime, speed: float) -> Rehearsal:
        from sommet_tui.companion.rehearsal import Rehearsal, rehearsal_id

        now = self._real_clock.now()
        joined = self._library.log.rehearsal
        return Rehearsal(joined.id if joined else rehearsal_id(now), now, origin, speed)

    def _has_ended(self, rehearsal: Rehearsal) -> bool:
        """Whether a rehearsal is over because the real event day is another than it began on."""
        return self._day(rehearsal.begun) != self._day(self._real_clock.now())

    def _day(self, moment: datetime) -> date:

        programme = self._snapshot.programme
        return programme.day_of(moment)

    @property
    def unrecorded_since(self) -> datetime | None:
        """Since when a rehearsal is on though the event is on today: the day is not recorded."""
        rehearsal = self._snapshot.events.rehearsal
        if rehearsal is None:
            return None
        return rehearsal.begun if self._is_on_today() else None

    @property
    def left_rehearsal(self) -> tuple[datetime, bool] | None:
        """Since when a rehearsal was on as it was left for another time, and as `unrecorded_since`.

        None where none was, or one is taken part in.
        """
        if self._left is None or self._snapshot.events.rehearsal is not None:
            return None
        return self._left.begun, self._is_on_today()

    def _is_on_today(self) -> bool:
        """Whether the event is, by the real clock."""
        return self._day(self._real_clock.now()) in self._snapshot.programme.days

    def _pace(self) -> float:
        return self._snapshot.speed

    def _expect_day_seen(self) -> None:
        """Check that nobody acts on a day that others put in the place of a rehearsal just now.

        A key pressed before the user can have seen it is meant for the rehearsal; while such keys
        keep coming, none counts.

        Raises:
            RehearsalOverError: somebody does.
        """
        if self._day_changed is None:
            return
        now = self._given_clock.now()
        if abs(now - self._day_changed) < DAY_SEEN:
            from sommet_tui.companion.rehearsal import RehearsalOverError

            self._day_changed = now
            raise RehearsalOverError
        self._day_changed = None

    def _follow(self, rehearsal: Rehearsal | None) -> Snapshot:
        """Take over the clock of the rehearsal, or show the present once it is over."""
        if rehearsal is None:
            return self._present()
        from sommet_tui.companion.clock import ShiftedClock

        since, origin, speed = rehearsal.since, rehearsal.origin, rehearsal.speed
        self._clock = ShiftedClock(self._real_clock, since, origin, speed)
        return replace(self._snapshot, shifted=True, speed=speed)

    # The clock

    def set_clock(self, at: datetime, speed: float | None = None) -> None:
        """Go on from `at`, as fast as before unless `speed` says otherwise.

        In a rehearsal that is every window's clock.

        Raises:
            KeepingError: the rehearsal's clock could not be set; nothing has changed.
            RehearsalOverError: the rehearsal is over.
        """
        pace = self._pace() if speed is None else speed
        if self._library.log.rehearsal is not None:
            self._library.log.pace(self._snapshot.programme.id, self._rehearsal(at, pace))
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
        self._left = self._library.log.rehearsal
        self._library.log.leave()
        self._change(self._present())
        self._recall(ours=True)

    def _present(self) -> Snapshot:
        self._clock = self._real_clock
        return replace(self._snapshot, shifted=False, speed=1.0)

    def replay(self, speed: float = 1.0) -> None:
        """Live the event again at this pace; without a session, the clock stays as it is."""
        begins = self._snapshot.replay_begins
        if begins is not None:
            self.set_clock(begins, speed)

    def instant(self, text: str) -> datetime:
        """Return the instant someone means by `text` (domain.instants.parse_instant).

        A time alone is of the day that the clock shows, if the event is on that day.

        Raises:
            TimeError: it means none.
        """
        from sommet_tui.domain.instants import parse_instant

        programme = self._snapshot.programme
        return parse_instant(
            text, programme.zone, programme.days, self.today, programme.day_boundary
        )

    # What changes outside

    def look_again(self) -> None:
        """Read the stored data again."""
        self._recall()

    def _recall(self, *, ours: bool = False) -> None:
        """Read the stored data; unreadable data is taken as empty, and the snapshot says why.

        With `ours`, this window itself begins, joins or leaves a rehearsal.
        """
        kept, before = self._library.read(self._snapshot.programme.id), self._snapshot.unkept
        self._correct_clock(kept.events)
        self._tell_leads(kept.events)
        unkept = kept.unkept
        if unkept is not None and before is not None and str(before) == str(unkept):
            unkept = before  # nothing new: whoever listens need not hear of it
        self._notices.extend(self._library.notices())
        shown, rehearsal = self._snapshot, kept.events.rehearsal
        known = shown.events.rehearsal
        if rehearsal != known:
            shown = self._follow(rehearsal)
        if ours:
            self._day_changed = None
        elif (rehearsal and rehearsal.id) != (known and known.id):
            self._day_changed = self._given_clock.now()
        self._change(
            replace(
                shown,
                bookmarks=kept.bookmarks,
                hidden=kept.hidden,
                own_events=kept.own_events,
                friends=kept.friends,
                leads=kept.leads,
                notes=kept.notes,
                unkept=unkept,
                events=kept.events,
            )
        )

    def _change(self, snapshot: Snapshot) -> None:
        snapshot = snapshot.with_added()
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in self._listeners:
            listener()

    def choose_room(self, room: str | None) -> None:
        """Show one room only, named by id, name or a part of it that fits no other; None shows all.

        Raises:
            UnknownError: there is no such room, or there are several.
        """
        chosen = None if room is None else self._find_room(room)
        self._change(replace(self._snapshot, room=chosen))

    def find_rooms(self, wanted: str) -> tuple[str, ...]:
        """Return the rooms for `wanted`, by id, name or its beginning; commas separate several.

        Any other part of a name also matches if it fits only one room.

        Raises:
            UnknownError: there is no such room, or a part of a name fits several.
        """
        from sommet_tui.domain.naming import begun, names_in

        names = self._snapshot.programme.room_names
        found: dict[str, None] = {}
        for name in names_in(wanted, names):
            found |= dict.fromkeys(begun(name, names) or (self._find_room(name),))
        return tuple(found)

    def _find_room(self, wanted: str) -> str:
        programme = self._snapshot.programme
        if found := programme.find_room(wanted):
            return found.id
        from sommet_tui.domain.facets import matching_ids

        fitting = matching_ids(wanted, programme.room_names)
        if len(fitting) != 1:
            raise UnknownError("room", wanted, fitting)
        return fitting[0]

    def look_outside(self) -> bool:
        """Read changes by others to the stored data; True if the programme should be read again.

        Does both at once, for callers that may wait for the drive that has the programme.
        """
        self.look_at_library()
        return self.is_outdated()

    def look_at_library(self) -> bool:
        """Read changes by others to the stored data; cheap enough for every second.

        Returns whether anything was written since the last look.
        """
        # A lock that was in the way leaves no trace when it goes: only another try tells.
        stale = self._library.is_stale() or self._snapshot.unkept is not None
        if stale:
            self._recall()
        if self._link is not None:
            self._change(replace(self._snapshot, link=self._link.status()))
        if self._follower is not None:
            self._show_followed()
        return stale

    def is_outdated(self) -> bool:
        """Whether the source has become another one since this was last asked.

        From any thread, though from one at a time; it may wait as long as a network drive does.
        """
        source_version = self._source.version()
        if source_version == self._source_version:
            return False
        self._source_version = source_version
        return True

    @property
    def is_distant(self) -> bool:
        """Whether the programme comes from a source that must be asked for something newer."""
        return self._refresher is not None

    def refresh_due(self) -> bool:
        """Whether it is time to `refresh`; cheap enough for every second."""
        return self._refresher is not None and self._refresher.due()

    def refresh(self, progress: Callable[[int], None] | None = None) -> Loaded | SourceError | None:
        """Ask the source for something newer, from any thread; pass the result to `refreshed`.

        None if the source has stored the news, which `look_outside` then finds. `progress` is
        called with the number of bytes received.
        """
        if self._refresher is None:
            return None
        try:
            return self._refresher.refresh(progress)
        except SourceError as error:
            return error

    def tell_export(self) -> None:
        """Report which export a web page led to, if any."""
        taken = self._refresher.taken() if self._refresher is not None else None
        if taken is not None:
            from sommet_tui.companion.ports import Notice

            self._notices.append(Notice("export-taken", {"address": taken}))

    def refreshed(self, outcome: Loaded | SourceError | None) -> None:
        """Show why the programme is not the newest there is, or that nothing keeps it from being.

        It is that of the last good copy in any case.
        """
        self._change(replace(self._snapshot, trouble=outcome))

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
        self._as_read = read.programme
        spoken, before = self.in_readers_language(read.programme), self._snapshot
        shown = reopened(before, spoken, read.origin)
        if shown.programme.id != before.programme.id and not before.looking:
            self._library.log.join()  # as if it were opened now
        self._change(shown)
        self._recall()


def _new_id() -> str:
    """Return an id for an own event, such as no other one has."""
    import os

    return f"own-{os.urandom(4).hex()}"
