"""Who is looking: their companion, language and zones; the state that screens share."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.keymap import AS_THEY_ARE, Keymap
from sommet_tui.companion.keys import MINE_UNDO
from sommet_tui.companion.services import Services
from sommet_tui.companion.settings import Settings
from sommet_tui.domain.changes import notable
from sommet_tui.domain.facets import EVERYTHING, Facets
from sommet_tui.tui.messages.log import MessageLog
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.language import other
from sommet_tui.wording.view import View, Zones
from sommet_tui.wording.words import Words, words_in

if TYPE_CHECKING:
    from sommet_tui.companion.changes import ProgrammeChanges
    from sommet_tui.companion.draft import Draft
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.changes import SessionChange
    from sommet_tui.domain.programme import Programme
    from sommet_tui.tui.feedback import Undo


_NOTHING: frozenset[str] = frozenset()
HELD = 0.7
"""Seconds in which a key may be meant for what it has closed already."""


class Viewer:
    """Gives every screen the scene of the instant it paints."""

    def __init__(
        self,
        companion: Companion,
        language: str,
        zones: Zones,
        keymap: Keymap = AS_THEY_ARE,
        *,
        services: Services | None = None,
    ) -> None:
        self.companion = companion
        self.services = services or Services()
        self.words: Words = words_in(language)
        companion.set_language(language)
        self.zones = zones
        self.keymap = keymap
        self.facets: Facets = EVERYTHING
        """What the sessions are narrowed to, on every screen that lists them."""
        self.messages = MessageLog(lambda: self.monotonic())  # noqa: PLW0108 - tests exchange it
        """What the app said."""
        self.undos: list[Undo] = []
        """How to undo what the user did in this window, the last thing at the end."""
        self.settings = Settings()
        """What the user has set; the defaults until the app is made."""
        self.crew_opened = False
        """Whether Stage, Moderator or the green room was opened in this run of the program."""
        self.hidden_too = False
        """Whether lists show what is hidden."""
        self.stepped_back: float | None = None
        """When something was left for what lay below it."""
        self.replaying = False
        """Whether the clock replays a past event, started by the key for it."""
        self.calm = False
        """Whether no seconds are shown, and nothing is painted between two minutes."""
        self.monotonic: Callable[[], float] = time.monotonic
        """Seconds that pass alike whatever clock is shown: what stands on a screen ages by them."""
        self.publisher: Publisher | None = None
        """What publishes the day from this window, while somebody wants it to."""
        self.wanted: str | None = None
        """The address of another event, to be opened once the screens have closed."""
        self.said: Sequence[str] = ()
        """What must be told on the first screen."""
        self.programme_changes: ProgrammeChanges | None = None
        self.changes: tuple[SessionChange, ...] = ()
        """What changed in the programme and was not seen yet, as far as it was looked for."""
        self._read: frozenset[str] | None = None
        """The prints of those changes that somebody has read; None until that was looked up."""
        self._put_away: frozenset[str] = frozenset()
        """The prints of what the stage changed and somebody has put away in this window."""
        self._mine: Memo[tuple[SessionChange, ...]] = Memo()
        self._acted: Memo[tuple[SessionChange, ...]] = Memo()
        self._starred = companion.snapshot.starred
        self._by_session: Mapping[str, SessionChange] = {}
        self._new: frozenset[str] = frozenset()
        self._changed: frozenset[str] = frozenset()
        self.drafts: dict[tuple[str, str], Draft] = {}
        """The notes being written, by programme and session; what could not be kept stays here."""

    @property
    def snapshot(self) -> Snapshot:
        """What the companion knows; `view` has it with what the stage has made of it until now."""
        return self.companion.snapshot

    @property
    def programme(self) -> Programme:
        """The programme of `snapshot`."""
        return self.companion.snapshot.programme

    def view(self) -> View:
        """The companion as it stands right now, for this user."""
        now = self.companion.now()
        return View(self.snapshot.at(now), now, self.zones, self.words)

    def scene(self) -> Scene:
        """What there is to show right now."""
        view = self.view()
        return Scene(
            view,
            self.keymap,
            self.facets,
            self._new,
            self._changed,
            self.calm,
            _NOTHING if self.hidden_too else view.snapshot.hidden_ids,
            self.companion.unrecorded_since,
            self._changes_by_session(),
            len(self.unread_changes),
        )

    @property
    def stage_changes(self) -> tuple[SessionChange, ...]:
        """What the stage has made of bookmarked sessions, unless it was put away here."""
        now, snapshot = self.companion.now(), self.snapshot
        day = snapshot.at(now)
        if day.live is None or not day.starred:
            return ()

        def find() -> tuple[SessionChange, ...]:
            from sommet_tui.companion.changes import print_of, stage_changes

            found = stage_changes(day, now)
            return tuple(change for change in found if print_of(change) not in self._put_away)

        return self._acted.of((day.live, day.starred, self._put_away), find)

    @property
    def all_changes(self) -> tuple[SessionChange, ...]:
        """What changed in the programme, what the stage changed of bookmarks, and what it added."""
        from sommet_tui.companion.changes import added_changes

        added = added_changes(self.snapshot, self.companion.now())
        return (*self.changes, *self.stage_changes, *added)

    @property
    def my_changes(self) -> tuple[SessionChange, ...]:
        """Those changes of bookmarked sessions that matter to somebody who wants to attend."""
        starred = self.snapshot.starred
        known = (self.changes, self.stage_changes, starred)
        return self._mine.of(known, lambda: notable(self.all_changes, starred))

    @property
    def unread_changes(self) -> tuple[SessionChange, ...]:
        """Those of them that nobody has read; none until it was looked up what was read before.

        Whoever bookmarks a session that has changed already knows it as it is.
        """
        mine, starred = self.my_changes, self.snapshot.starred
        added, self._starred = starred - self._starred, starred
        if not mine or self._read is None:
            return ()
        from sommet_tui.companion.changes import print_of

        if added:
            known = {print_of(change) for change in mine if change.session.id in added}
            self._read = self._read | known
        read = self._read
        return tuple(change for change in mine if print_of(change) not in read)

    @property
    def knows_read(self) -> bool:
        """Whether it was looked up what was read before."""
        return self._read is not None

    def look_for_read(self) -> None:
        """Find out what was read here or in another window. May be called from any thread."""
        read = self.services.read_changes
        found = read().known(self.programme.id) if read else frozenset()
        self._read = (self._read or frozenset()) | found

    def read_changes(self) -> None:
        """The changes of bookmarks were read. May be called from any thread."""
        unread, read = self.unread_changes, self.services.read_changes
        if not unread:
            return
        from sommet_tui.companion.changes import print_of

        self._read = (self._read or frozenset()) | {print_of(change) for change in unread}
        if read is not None and not self.snapshot.shifted:
            read().read(self.programme.id, unread)

    @property
    def rehearsal(self) -> str | None:
        """The id of the rehearsal that this window takes part in; None on the real day."""
        rehearsal = self.snapshot.events.rehearsal
        return rehearsal.id if rehearsal is not None else None

    def look_for_changes(self) -> tuple[SessionChange, ...]:
        """What changed since it was last looked for here; all of it is in `changes` then.

        May be called from any thread.
        """
        if self.programme_changes is None:
            return ()
        known = set(self.changes)
        self._show_changes(self.programme_changes.unseen())
        return tuple(change for change in self.changes if change not in known)

    def see_changes(self) -> None:
        """None of it is new any more. May be called from any thread."""
        from sommet_tui.companion.changes import print_of

        self._put_away |= {print_of(change) for change in self.stage_changes}
        if self.programme_changes is not None:
            self.programme_changes.see()
        self._show_changes(())

    def _show_changes(self, changes: tuple[SessionChange, ...]) -> None:
        if changes:
            self.look_for_read()
        self.changes = changes
        self._by_session = {change.session.id: change for change in changes}
        self._new = frozenset(c.session.id for c in changes if c.kind == "new")
        self._changed = frozenset(c.session.id for c in changes) - self._new

    def _changes_by_session(self) -> Mapping[str, SessionChange]:
        acted = self.stage_changes
        if not acted:
            return self._by_session
        return {**self._by_session, **{change.session.id: change for change in acted}}

    @property
    def undo_key(self) -> str:
        """The key that undoes what was done last, with its word, to end a sentence with."""
        return f"{self.keymap.shown(MINE_UNDO)} {self.words.say('undo')}"

    def step(self) -> None:
        """Something is left for what lay below it."""
        self.stepped_back = self.monotonic()

    @property
    def just_stepped(self) -> bool:
        """Whether that was so short ago that the key for it may still be held down."""
        return self.stepped_back is not None and self.monotonic() - self.stepped_back < HELD

    @property
    def crew(self) -> bool:
        """Whether the crew looks, to whom footers show its keys.

        It does if it opened one of its screens in this run, if a setting says so, or if this event
        was driven or moderated on this machine before.
        """
        events = self.snapshot.events
        driven = bool(events.acts or events.panel_acts) or events.crew is not None
        return self.crew_opened or self.settings.crew or driven

    def switch_language(self) -> None:
        """Speak the other language from now on."""
        self.words = words_in(other(self.words.language))
        self.companion.set_language(self.words.language)
        if self.changes and self.companion.programme_as_read.translations:
            self.look_for_changes()
