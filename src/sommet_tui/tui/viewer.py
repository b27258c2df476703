"""The viewer, the scene that screens paint, and the messages by which screens open others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from textual.message import Message
from textual.screen import Screen

from sommet_tui.companion import errors, keys, settings
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.services import Services
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.filters import EVERYTHING, Facets
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.values import field, frozen, replace
from sommet_tui.tui.messages import Feedback, MessageLog, Undo
from sommet_tui.tui.render.rows import Memo
from sommet_tui.wording import times, words
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.session_texts import undo_words

if TYPE_CHECKING:
    from sommet_tui.companion.notes import Draft
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.unseen_changes import Difference, ProgrammeChanges, ReadChanges
    from sommet_tui.domain.changes import RoomChange, SessionChange


class News:
    """The changes that the window shows, with the record of which changes the user has read."""

    def __init__(self, companion: Companion) -> None:
        self.programme: ProgrammeChanges | None = None
        """The changes of the programme, or None until the app looks for them."""
        self.store: Callable[[], ReadChanges] | None = None
        """A function that opens the store of read changes, or None if nothing is stored."""
        self.unseen: tuple[SessionChange, ...] = ()
        """The unseen changes of the programme that were found up to now."""
        self.rooms: tuple[RoomChange, ...] = ()
        """The rooms whose new names the user has not seen."""
        self._last_programme: Programme | None = None
        """The programme when the app last looked for changes."""
        self._companion = companion
        self._read: frozenset[str] | None = None
        """The fingerprints of the read changes, or None until they are loaded."""
        self._dismissed: frozenset[str] = frozenset()
        """The fingerprints of the stage's changes that were dismissed in this window."""
        self._mine: Memo[tuple[SessionChange, ...]] = Memo()
        self._stage_cache: Memo[tuple[SessionChange, ...]] = Memo()
        self._by_session: Memo[Mapping[str, SessionChange]] = Memo()
        self._bookmarked_ids = companion.snapshot.mine.bookmarked_ids

    @property
    def state_key(self) -> object:
        """A value that differs when the window shows other changes.

        It ignores changes that follow only from the snapshot and the time.
        """
        return self.unseen, self.rooms, self._read, self._dismissed

    @property
    def stage_changes(self) -> tuple[SessionChange, ...]:
        """The stage's changes to bookmarked sessions, except those dismissed in this window."""
        now = self._companion.clock.now()
        day = self._companion.snapshot.at(now)
        if day.live is None or not day.mine.bookmarked_ids:
            return ()

        def find() -> tuple[SessionChange, ...]:
            from sommet_tui.companion.unseen_changes import stage_changes

            found = stage_changes(day, now)
            return tuple(change for change in found if change.fingerprint not in self._dismissed)

        return self._stage_cache.get((day.live, day.mine.bookmarked_ids, self._dismissed), find)

    @property
    def all_changes(self) -> tuple[SessionChange, ...]:
        """All listed changes, both of the programme and of the stage.

        Of the stage's changes, only those of bookmarked sessions and the added sessions are listed.
        """
        from sommet_tui.pages.changes import listed_changes

        companion = self._companion
        return listed_changes(
            self.unseen, self.stage_changes, companion.snapshot, companion.clock.now()
        )

    @property
    def has_changes(self) -> bool:
        """Whether the programme, its rooms or the user's plans have changed."""
        return bool(self._companion.snapshot.mine.plan_changes or self.rooms or self.all_changes)

    @property
    def changes_by_session(self) -> Mapping[str, SessionChange]:
        """The programme's changes and the stage's changes to bookmarked sessions, by session id."""
        unseen, by_stage = self.unseen, self.stage_changes
        if not (unseen or by_stage):
            return {}
        from sommet_tui.pages.changes import changes_by_session

        return self._by_session.get(
            (unseen, by_stage), lambda: changes_by_session(unseen, by_stage)
        )

    @property
    def bookmark_changes(self) -> tuple[SessionChange, ...]:
        """The changes of bookmarked sessions that matter to an attendee."""
        starred = self._companion.snapshot.mine.bookmarked_ids
        unseen, by_stage = self.unseen, self.stage_changes
        if not (unseen or by_stage):
            return ()
        from sommet_tui.domain.changes import notable_changes

        return self._mine.get(
            (unseen, by_stage, starred), lambda: notable_changes((*unseen, *by_stage), starred)
        )

    @property
    def unread_changes(self) -> tuple[SessionChange | RoomChange, ...]:
        """The unread changes of bookmarked sessions and of the names of their rooms.

        The value is () until the read changes are loaded. If the user bookmarks a session that has
        already changed, the change counts as read.
        """
        mine: tuple[SessionChange | RoomChange, ...] = (
            *self.bookmark_room_changes,
            *self.bookmark_changes,
        )
        starred = self._companion.snapshot.mine.bookmarked_ids
        added, self._bookmarked_ids = starred - self._bookmarked_ids, starred
        if not mine or self._read is None:
            return ()
        if added:
            self._read |= {
                change.fingerprint for change in self.bookmark_changes if change.session.id in added
            }
        read = self._read
        return tuple(change for change in mine if change.fingerprint not in read)

    @property
    def unread_counts(self) -> tuple[int, int] | None:
        """The number of moved or cancelled bookmarks, and the number of their renamed rooms.

        None if the user has read all these changes.
        """
        unread = self.unread_changes
        if not unread:
            return None
        from sommet_tui.domain.changes import SessionChange, count_disrupted_sessions

        sessions = [change for change in unread if isinstance(change, SessionChange)]
        return count_disrupted_sessions(sessions), len(unread) - len(sessions)

    @property
    def bookmark_room_changes(self) -> tuple[RoomChange, ...]:
        """The renamed rooms that have a bookmarked session."""
        if not self.rooms:
            return ()
        from sommet_tui.domain.changes import renamed_rooms_of

        return renamed_rooms_of(self.rooms, self._companion.snapshot.mine.bookmarked_ids)

    @property
    def has_loaded_read_changes(self) -> bool:
        """Whether `load_read_changes` was called."""
        return self._read is not None

    def load_read_changes(self) -> None:
        """Load which changes the user has read in any window. Any thread may call this."""
        programme = self._companion.snapshot.programme.id
        found = self.store().read_fingerprints(programme) if self.store else frozenset()
        self._read = (self._read or frozenset()) | found

    def mark_read(self) -> None:
        """Save that the user has read the changes of bookmarks. Any thread may call this."""
        unread, snapshot = self.unread_changes, self._companion.snapshot
        if not unread:
            return
        self._read = (self._read or frozenset()) | {change.fingerprint for change in unread}
        if self.store is not None and not snapshot.is_shifted:
            self.store().mark_read(snapshot.programme.id, unread)

    def find_unseen_changes(self) -> tuple[Difference, int]:
        """Look for unseen changes of the programme. Any thread may call this.

        Return the changes since the last call, and how many of these are still unseen. For example,
        a session moves, and later moves back. The second move is a change, but it is not unseen,
        because the session is again as the user saw it.
        """
        from sommet_tui.companion.unseen_changes import NO_DIFFERENCE, Difference, difference

        if self.programme is None:
            return NO_DIFFERENCE, 0
        found = self.programme.find_unseen_changes()
        before, self._last_programme = self._last_programme, self.programme.planned_programme
        new = found
        if before is not None and before.id == self._last_programme.id:
            new = difference(before, self._last_programme)
            self._mark_unread(new.fingerprints)
        if found or self._read is None:
            self.load_read_changes()
        known = Difference(self.unseen, self.rooms).fingerprints
        self.unseen, self.rooms = found.sessions, found.rooms
        self.forget_read_changes(known - found.fingerprints)
        ids = {change.session.id for change in new.sessions}
        unseen = [change for change in self.unseen if change.session.id in ids]
        return new, len(unseen) + len([room for room in new.rooms if room in self.rooms])

    def _mark_unread(self, prints: Set[str]) -> None:
        """Mark new changes as unread, even if the user has read the same changes before."""
        if self._read and not self._read.isdisjoint(prints):
            self._read = self._read - prints
            if self.store is not None:
                self.store().mark_unread(self._companion.snapshot.programme.id, prints)

    def forget_read_changes(self, prints: Set[str]) -> None:
        """Forget that the user has read changes that were withdrawn. Any thread may call this.

        If such a change is made again, the user will see it again.
        """
        self._read = self._read - prints if self._read is not None else None
        if prints and self.store is not None:
            self.store().forget_withdrawn_changes(self._companion.snapshot.programme.id, prints)

    def claim_report(self, changes: Iterable[SessionChange | RoomChange]) -> bool:
        """Return whether this window must pass the changes to the user's command.

        Only one of several windows does so. Any thread may call this.
        """
        programme = self._companion.snapshot.programme.id
        return self.store is None or self.store().claim_report(programme, changes)

    def dismiss(self) -> None:
        """Mark all changes as seen. Any thread may call this."""
        self._dismissed |= {change.fingerprint for change in self.stage_changes}
        if self.programme is not None:
            self.programme.mark_seen()
        with suppress(errors.StorageError):  # the changes stay unseen until another attempt
            self._companion.plans.mark_seen()
        self.unseen, self.rooms = (), ()


@frozen
class Scene(words.View):
    """Everything that a screen shows, except for its own size, cursor and typed filter.

    `facets` are the filters of lists. `hidden` are the ids of sessions that lists leave out.
    `changes` are the unseen changes, by session id. `unread` has the numbers of moved or cancelled
    bookmarks and of their renamed rooms since the user last read these changes, or is None. If
    `calm`, seconds are not shown. `unrecorded_since` is the start of a rehearsal during which an
    event day is not recorded, or None.
    """

    keymap: keys.Keymap = keys.DEFAULT_KEYMAP
    facets: Facets = EVERYTHING
    calm: bool = False
    hidden: frozenset[str] = frozenset()
    unrecorded_since: datetime | None = None
    changes: Mapping[str, SessionChange] = field(default_factory=dict)
    unread: tuple[int, int] | None = None

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that lists show."""
        shown = (s for s in self.snapshot.shown_sessions if s.id not in self.hidden)
        return self.snapshot.matching_sessions(shown, self.facets, self.now)

    @property
    def left_out_ids(self) -> frozenset[str]:
        """The ids of sessions that Now leaves out.

        These are the hidden sessions and, if Now shows one room, those that do not match the
        filters. If Now shows several rooms, it leaves out whole rooms without a match instead.
        """
        if not self.facets or self.snapshot.shows_several_rooms:
            return self.hidden
        sessions = self.snapshot.shown_sessions
        matching = {session.id for session in self.sessions}
        return self.hidden.union(s.id for s in sessions if s.id not in matching)

    @property
    def sessions_key(self) -> tuple[object, ...]:
        """A value that is equal for two scenes only if `sessions` are the same in both."""
        snapshot, facets = self.snapshot, self.facets
        return (
            *(snapshot.programme, snapshot.room, facets, self.hidden),
            snapshot.mine.bookmarked_ids if facets.mine else None,
            snapshot.status_version(self.now) if facets.only_upcoming else None,
        )

    def filters(self, *, one_room: bool) -> Facets:
        """Return the filters of a list. If `one_room`, they include the chosen room."""
        room = self.snapshot.room
        return replace(self.facets, rooms=frozenset({room})) if one_room and room else self.facets

    def until_words(self, session: Session) -> str:
        """Return the time until a session starts. For a late session, add the expected start."""
        return times.until_words(session.start, self, self.expected_start(session))

    def clock_text(self, at: datetime) -> str:
        """Return a time of day as the clock shows it: 11:23:07, or 11:23 in calm mode."""
        return (
            times.column_time(at, self.zones)
            if self.calm
            else times.time_with_seconds(at, self.zones)
        )

    def time_left_text(self, left: timedelta) -> str:
        """Return the time left (47:12), or the overtime (+4:10).

        In calm mode, return minutes: 48 min, or +4 min.
        """
        return (
            times.time_left_in_minutes(left, self.words)
            if self.calm
            else times.time_left_in_seconds(left)
        )


T = TypeVar("T")

_NO_IDS: frozenset[str] = frozenset()
HELD = 0.7
"""The seconds after a key press during which the key still counts as held down."""


class Viewer:
    """The state of the window outside its screens, with the scene that they paint."""

    def __init__(
        self,
        companion: Companion,
        language: str,
        zones: words.Zones,
        *,
        services: Services | None = None,
    ) -> None:
        self.companion = companion
        self.services = services or Services()
        self.words: words.Words = words.words_in(language)
        companion.set_language(language)
        self.zones = zones
        self.keymap = keys.DEFAULT_KEYMAP
        self.facets: Facets = EVERYTHING
        """The filters of every screen that lists sessions."""
        self.messages = MessageLog(lambda: self.monotonic())  # noqa: PLW0108 - tests exchange it
        """The messages of the app."""
        self.undos: list[Undo] = []
        """Functions that undo the user's changes in this window, in the order of the changes."""
        self.settings = settings.Settings()
        """The user's settings, or the default settings until the app exists."""
        self.opened: set[str] = set()
        """The names of the crew's screens that were opened in this run of the app."""
        self.hidden_too = False
        """Whether lists show hidden sessions."""
        self.stepped_back: float | None = None
        """The time when the user last closed something with the back key."""
        self.replaying = False
        """Whether the clock replays a past event because the user pressed the key for a replay."""
        self.monotonic: Callable[[], float] = time.monotonic
        """A clock of real seconds, by which messages expire, whatever time the app shows."""
        self.pressed_at = 0.0
        """The time when the user last used the keyboard or the mouse, in seconds of `monotonic`."""
        self.publisher: Publisher | None = None
        """The publisher of the day, if this window publishes."""
        self.wanted: str | None = None
        """The address of another event to open when the screens have closed."""
        self.start_remarks: Sequence[str] = ()
        """The sentences to show on the first screen."""
        self.news = News(companion)
        """The changes that the user has not yet marked as seen."""
        self.drafts: dict[tuple[str, str], Draft] = {}
        """The drafts of notes, by the ids of the programme and the session."""
        self._scene: Memo[Scene] = Memo()

    def apply_settings(self, loaded: settings.LoadedSettings) -> None:
        """Use these settings. The first screen shows their errors."""
        self.settings, wrong = loaded.settings, loaded.findings
        if loaded.settings.keys:
            self.keymap, unusable = keys.remap(loaded.settings.keys)
            wrong = (*wrong, *unusable)
        if wrong:
            from sommet_tui.wording.settings_errors import settings_lines

            self.start_remarks = (*self.start_remarks, *settings_lines(loaded, self.words, wrong))

    @property
    def snapshot(self) -> Snapshot:
        """The companion's snapshot. `scene` adds the stage's changes at the current instant."""
        return self.companion.snapshot

    @property
    def programme(self) -> Programme:
        return self.companion.snapshot.programme

    def filter(self, facets: Facets, *, one_room: bool) -> None:
        """Use these filters. If `one_room`, also choose all rooms again."""
        self.facets = facets
        if one_room:
            self.companion.choose_room(None)

    def change_with_undo(
        self,
        sentence: str,
        change: Callable[[], object],
        restore: Callable[[], object],
        undo_sentence: str = "",
    ) -> Feedback | None:
        """Make a change by calling `change`, and remember that `restore` undoes it.

        Return `sentence`, followed by the key for the undo. If saving fails, return the reason. If
        the subject of the change no longer exists, return None. The result of the undo names the
        change by the text `undo_sentence` or, if that is empty, by `sentence`.
        """

        def undo_change() -> str:
            restore()
            return undo_sentence or sentence

        try:
            _, changes = self._change(change)
        except errors.StorageError as error:
            return Feedback(storage_error_sentence(error, self.words), "danger")
        except errors.UnknownError:
            return None
        self.undos.append(undo_change)
        return Feedback(" · ".join([*changes, sentence, self.undo_key]))

    def undo(self) -> Feedback:
        """Undo the last change that the user made in this window.

        Return a sentence with the name of the change, or with the reason if the undo is impossible.
        """
        while self.undos:
            try:
                done, changes = self._change(self.undos[-1])
            except errors.StorageError as error:
                return Feedback(storage_error_sentence(error, self.words), "danger")
            except errors.UnknownError:
                self.undos.pop()
                continue
            if isinstance(done, Feedback):
                return done
            self.undos.pop()
            return Feedback(" · ".join([undo_words(done, self.words), *changes]))
        return Feedback(self.words.say("Nothing to undo here."), "muted")

    def _change(self, act: Callable[[], T]) -> tuple[T, list[str]]:
        """Make a change of bookmarks or times.

        Return its result, and a sentence for each plan that changes with it.
        """
        result, changes = self.companion.plans.save_after(act, self.settings.walk_minutes)
        if not changes:
            return result, []
        from sommet_tui.wording.plan import plan_change_sentence

        return result, [plan_change_sentence(change, self.scene()) for change in changes]

    def scene(self) -> Scene:
        """Return what screens show at the instant of the current frame.

        All calls in a frame return the same scene.
        """
        shown, now, calm = self.snapshot, self.companion.clock.now(), self.settings.calm
        place = self.zones, self.words
        choice = self.keymap, self.facets, calm, self.hidden_too
        return self._scene.get(
            (shown, now, *place, *choice, self.news.state_key),
            lambda: Scene(
                shown.at(now),
                now,
                self.zones,
                self.words,
                keymap=self.keymap,
                facets=self.facets,
                calm=calm,
                hidden=_NO_IDS if self.hidden_too else shown.mine.hidden_ids,
                unrecorded_since=self.companion.rehearsals.unrecorded_since,
                changes=self.news.changes_by_session,
                unread=self.news.unread_counts,
            ),
        )

    @property
    def rehearsal(self) -> str | None:
        """The id of the rehearsal in which this window takes part, or None."""
        rehearsal = self.snapshot.events.rehearsal
        return rehearsal.id if rehearsal is not None else None

    @property
    def undo_key(self) -> str:
        """The key for the undo with its label, such as “u undo”, for the end of a sentence."""
        return f"{self.keymap.key_text(keys.MINE_UNDO)} {self.words.say('undo')}"

    def remember_step_back(self) -> None:
        """Remember when the user has gone one step back."""
        self.stepped_back = self.monotonic()

    @property
    def has_just_stepped_back(self) -> bool:
        """Whether the user may still be holding down the back key."""
        return self.stepped_back is not None and self.monotonic() - self.stepped_back < HELD

    @property
    def is_crew(self) -> bool:
        """Whether the user belongs to the crew, so that footers show the crew's keys.

        This is the case after the user has opened a screen of the crew in this run, if the setting
        `role` or `first_screen` says so, or if this event was driven or moderated on this computer.
        """
        if self.opened or self.settings.role != settings.ROLES[0]:
            return True
        events = self.snapshot.events
        driven = events.acts or events.panel_acts or events.crew is not None
        return bool(driven) or self.settings.first_screen in settings.CREW_SCREENS

    def switch_language(self) -> None:
        """Use the other language from now on."""
        self.words = words.words_in(words.other_language(self.words.language))
        self.companion.set_language(self.words.language)
        if self.news.unseen and self.companion.programme_as_read.translations:
            self.news.find_unseen_changes()


class Open(Message):
    """A request of one screen to open another.

    If the user has left the screen that requests it, the request is ignored.
    """

    def __init__(self, id_: str, asker: Screen[Any]) -> None:
        """`id_` is the id of a session or a person. `asker` is the screen that requests it."""
        super().__init__()
        self.id = id_
        self.asker = asker


class OpenSession(Open):
    """A request to open the page of a session."""


class OpenNote(Open):
    """A request to open the note on a session for editing."""


class OpenPanel(Open):
    """A request to open a session on the moderator's screen."""


class OpenPerson(Open):
    """A request to open the page of a person."""


class TogglePublishing(Message):
    """A request to start or stop publishing the day from this window."""
