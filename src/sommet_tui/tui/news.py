"""What changed since the user looked: in the programme, and what the stage did to bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.changes import (
    RoomChange,
    SessionChange,
    count_moved,
    notable_changes,
    rooms_with,
)
from sommet_tui.tui.render.rows import Memo

if TYPE_CHECKING:
    from sommet_tui.companion.changes import Difference, ProgrammeChanges, ReadChanges
    from sommet_tui.companion.companion import Companion
    from sommet_tui.domain.programme import Programme


class News:
    """The changes that one window shows, and which of them were read, here or elsewhere."""

    def __init__(self, companion: Companion) -> None:
        self.programme: ProgrammeChanges | None = None
        """The changes of the programme; None until the app looks for them."""
        self.store: Callable[[], ReadChanges] | None = None
        """Opens the store of read changes; None if nothing is stored."""
        self.unseen: tuple[SessionChange, ...] = ()
        """The unseen changes of the programme that were found so far."""
        self.rooms: tuple[RoomChange, ...] = ()
        """The rooms whose new names the user has not seen."""
        self._looked_at: Programme | None = None
        """The programme at the last look for changes."""
        self._companion = companion
        self._read: frozenset[str] | None = None
        """The prints of changes that were read; None until they were looked up."""
        self._dismissed: frozenset[str] = frozenset()
        """The prints of the stage's changes that were dismissed in this window."""
        self._mine: Memo[tuple[SessionChange, ...]] = Memo()
        self._of_stage: Memo[tuple[SessionChange, ...]] = Memo()
        self._by_session: Memo[Mapping[str, SessionChange]] = Memo()
        self._starred = companion.snapshot.mine.bookmarked_ids

    @property
    def state_key(self) -> object:
        """What is shown depends on this, apart from the snapshot and the time."""
        return self.unseen, self.rooms, self._read, self._dismissed

    @property
    def stage_changes(self) -> tuple[SessionChange, ...]:
        """The stage's changes to bookmarked sessions, unless they were dismissed here."""
        now = self._companion.clock.now()
        day = self._companion.snapshot.at(now)
        if day.live is None or not day.mine.bookmarked_ids:
            return ()

        def find() -> tuple[SessionChange, ...]:
            from sommet_tui.companion.changes import fingerprint, stage_changes

            found = stage_changes(day, now)
            return tuple(change for change in found if fingerprint(change) not in self._dismissed)

        return self._of_stage.get((day.live, day.mine.bookmarked_ids, self._dismissed), find)

    @property
    def all_changes(self) -> tuple[SessionChange, ...]:
        """The changes of the programme, those of bookmarks by the stage, and added sessions."""
        from sommet_tui.pages.changes import listed_changes

        companion = self._companion
        return listed_changes(
            self.unseen, self.stage_changes, companion.snapshot, companion.clock.now()
        )

    @property
    def has_changes(self) -> bool:
        """Whether there are changes, of the programme or of the user's plans."""
        return bool(self._companion.snapshot.mine.plan_changes or self.rooms or self.all_changes)

    @property
    def changes_by_session(self) -> Mapping[str, SessionChange]:
        """The changes of the programme and of bookmarks, by the id of the session."""
        unseen, by_stage = self.unseen, self.stage_changes
        if not (unseen or by_stage):
            return {}
        from sommet_tui.pages.changes import changes_by_session

        return self._by_session.get(
            (unseen, by_stage), lambda: changes_by_session(unseen, by_stage)
        )

    @property
    def bookmark_changes(self) -> tuple[SessionChange, ...]:
        """The changes of bookmarked sessions that matter to people who want to attend."""
        starred = self._companion.snapshot.mine.bookmarked_ids
        known = (self.unseen, self.stage_changes, starred)
        return self._mine.get(known, lambda: notable_changes(self.all_changes, starred))

    @property
    def unread_changes(self) -> tuple[SessionChange | RoomChange, ...]:
        """The changes of bookmarks, and the new names of their rooms, that were not read.

        None before the read ones were looked up. A user who bookmarks a changed session already
        knows it as it is.
        """
        mine: tuple[SessionChange | RoomChange, ...] = (
            *self.bookmark_room_changes,
            *self.bookmark_changes,
        )
        starred = self._companion.snapshot.mine.bookmarked_ids
        added, self._starred = starred - self._starred, starred
        if not mine or self._read is None:
            return ()
        from sommet_tui.companion.changes import fingerprint

        if added:
            known = {
                fingerprint(change)
                for change in self.bookmark_changes
                if change.session.id in added
            }
            self._read = self._read | known
        read = self._read
        return tuple(change for change in mine if fingerprint(change) not in read)

    @property
    def unread_numbers(self) -> tuple[int, int] | None:
        """How many bookmarks were moved or cancelled, and rooms renamed; None if all is read."""
        unread = self.unread_changes
        if not unread:
            return None
        sessions = [change for change in unread if isinstance(change, SessionChange)]
        return count_moved(sessions), len(unread) - len(sessions)

    @property
    def bookmark_room_changes(self) -> tuple[RoomChange, ...]:
        """The renamed rooms in which a bookmarked session is."""
        return rooms_with(self.rooms, self._companion.snapshot.mine.bookmarked_ids)

    @property
    def has_loaded_read(self) -> bool:
        """Whether the read changes were looked up."""
        return self._read is not None

    def load_read_changes(self) -> None:
        """Look up which changes were read, also in other windows. Any thread may call it."""
        programme = self._companion.snapshot.programme.id
        found = self.store().read_fingerprints(programme) if self.store else frozenset()
        self._read = (self._read or frozenset()) | found

    def mark_read(self) -> None:
        """Save that the changes of bookmarks were read. Any thread may call it."""
        unread, snapshot = self.unread_changes, self._companion.snapshot
        if not unread:
            return
        from sommet_tui.companion.changes import fingerprint

        self._read = (self._read or frozenset()) | {fingerprint(change) for change in unread}
        if self.store is not None and not snapshot.shifted:
            self.store().mark_read(snapshot.programme.id, unread)

    def find_unseen(self) -> tuple[Difference, int]:
        """Look for unseen changes of the programme.

        Returns the changes since the last look, and how many of them are unseen: if a session moves
        and moves back, both are changes, but then it is as it was seen. Any thread may call it.
        """
        from sommet_tui.companion.changes import NO_DIFFERENCE, difference, fingerprint

        if self.programme is None:
            return NO_DIFFERENCE, 0
        found = self.programme.unseen()
        before, self._looked_at = self._looked_at, self.programme.planned
        new = found
        if before is not None and before.id == self._looked_at.id:
            new = difference(before, self._looked_at)
            self._mark_unread({*map(fingerprint, new.sessions), *map(fingerprint, new.rooms)})
        if found or self._read is None:
            self.load_read_changes()
        known = {*map(fingerprint, self.unseen), *map(fingerprint, self.rooms)}
        self.unseen, self.rooms = found.sessions, found.rooms
        self.forget_read(known - {*map(fingerprint, self.unseen), *map(fingerprint, self.rooms)})
        ids = {change.session.id for change in new.sessions}
        unseen = [change for change in self.unseen if change.session.id in ids]
        return new, len(unseen) + len([room for room in new.rooms if room in self.rooms])

    def _mark_unread(self, prints: Set[str]) -> None:
        """Take changes that were just made for unread, although the same were read before."""
        if self._read and not self._read.isdisjoint(prints):
            self._read = self._read - prints
            if self.store is not None:
                self.store().mark_unread(self._companion.snapshot.programme.id, prints)

    def forget_read(self, prints: Set[str]) -> None:
        """Forget that changes were read which no longer exist, by their prints.

        If they are made again, the user must hear of them again. Any thread may call it.
        """
        self._read = self._read - prints if self._read is not None else None
        if prints and self.store is not None:
            self.store().forget(self._companion.snapshot.programme.id, prints)

    def claim_report(self, found: Iterable[SessionChange | RoomChange]) -> bool:
        """Return whether this window alone passes the changes to the user's command.

        Any thread may call it.
        """
        programme = self._companion.snapshot.programme.id
        return self.store is None or self.store().claim_report(programme, found)

    def dismiss(self) -> None:
        """Mark all changes as seen. Any thread may call it."""
        from sommet_tui.companion.changes import fingerprint

        self._dismissed |= {fingerprint(change) for change in self.stage_changes}
        if self.programme is not None:
            self.programme.mark_seen()
        with suppress(StorageError):  # they stay, and can be marked again
            self._companion.plans.mark_seen()
        self.unseen, self.rooms = (), ()
