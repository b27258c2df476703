"""Bookmarks, notes and the log, read and written through the stores.

It knows neither screens nor the time shown: it saves the values it gets, and returns saved ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.recorder import Recorder
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sommet_tui.companion.live_ports import CrewStore
    from sommet_tui.companion.ports import (
        BookmarkStore,
        Clock,
        NoteStore,
        Notice,
        PlanStore,
        RecordStore,
    )
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.bookmarks import Bookmark, Degree
    from sommet_tui.domain.imports import Imported, ImportPlan
    from sommet_tui.domain.programme import Session


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores; `open_notes` is called when notes are needed first.

    `open_crew` is called when a day is shared with other machines. `together` makes several changes
    in one transaction.
    """

    bookmarks: BookmarkStore
    records: RecordStore
    plans: PlanStore
    open_notes: Callable[[], NoteStore]
    open_crew: Callable[[], CrewStore]
    together: Callable[[Callable[[], ImportPlan]], ImportPlan]


class Library:
    """Bookmarks, notes and the log, for programmes by id.

    Every method except `read` may raise StorageError, and has then changed nothing. `read` returns
    the error instead.
    """

    def __init__(self, stores: Stores, clock: Clock, is_over: Callable[[Rehearsal], bool]) -> None:
        """`clock` is the real one, which stamps saved values; for `is_over`, see `Recorder`."""
        self.log = Recorder(stores.records, is_over, stores.open_crew)
        self.bookmarks = stores.bookmarks
        self.plans = stores.plans
        self._together = stores.together
        self._open_notes = stores.open_notes
        self._notes: NoteStore | None = None
        self._clock = clock
        self._version_read: object = None

    # Bookmarks

    def mark(self, programme: str, session: Session, degree: Degree) -> Bookmark | None:
        """Mark a session as a must, a maybe or hidden; None if it already was."""
        from sommet_tui.domain.bookmarks import Bookmark

        bookmark = Bookmark(session.id, session.title, self._clock.now(), degree)
        return bookmark if self.bookmarks.add(programme, bookmark) else None

    # Notes

    def open_notes(self) -> bool:
        """Read the notes too, from now on; False if they are already."""
        if self._notes is not None:
            return False
        self._notes = self._open_notes()
        return True

    def put_note(
        self, programme: str, session_id: str, title: str, text: str, seen: str | None
    ) -> str:
        """Save a note, or remove it if the text is empty; return the text saved.

        If someone else changed the text `seen`, the two texts are merged (`joined`). May be called
        from any thread once the notes are open.
        """
        from sommet_tui.domain.notes import Note, joined

        assert self._notes is not None
        while True:
            note = Note(session_id, title, text, self._clock.now())
            there = self._notes.write(programme, note, seen)
            if there is None:
                return text
            text, seen = joined(text, there), there

    # Imports

    def save_imported(self, shown: Snapshot, imported: Iterable[Imported]) -> ImportPlan:
        """Save the bookmarks and notes of a file, all or none; return what was done with each.

        Existing data stays: a note with another text is merged.
        """
        found = list(imported)
        plan = self._plan_import(shown, found)
        marked = (*plan.bookmarks, *plan.hidden)
        if not (marked or plan.notes or plan.own_events):
            return plan  # no database is created if there is nothing to save
        return self._together(lambda: self._import(shown, found))

    def _plan_import(self, shown: Snapshot, found: Sequence[Imported]) -> ImportPlan:
        from sommet_tui.domain.imports import plan_import

        there = self._read(shown)
        now, marked = self._clock.now(), (*there.bookmarks, *there.hidden)
        return plan_import(there.programme, marked, there.notes, found, now, there.own_events)

    def _import(self, shown: Snapshot, found: Sequence[Imported]) -> ImportPlan:
        """Save what is new compared with the store, because others may have written meanwhile."""
        plan, programme = self._plan_import(shown, found), shown.programme
        if plan.own_events:
            self.plans.put(programme.id, plan.own_events)
        self.bookmarks.add_all(programme.id, (*plan.bookmarks, *plan.hidden))
        self.plans.put_leads(programme.id, plan.leads)
        assert self._notes is not None
        for note in plan.notes:
            self._notes.write(programme.id, note, None)
        return plan

    # A programme whose sessions have new ids

    def follow(self, shown: Snapshot, moved: Mapping[str, str]) -> None:
        """Move bookmarks and notes to the new ids of their sessions.

        `moved` maps old ids to new ones. If the new id has a note already, the notes are merged.
        """
        there, programme = self._read(shown), shown.programme
        marked = [b for b in (*there.bookmarks, *there.hidden) if b.session in moved]
        self.bookmarks.add_all(programme.id, [replace(b, session=moved[b.session]) for b in marked])
        for bookmark in marked:
            self.bookmarks.remove(programme.id, bookmark.session)
        led_by = {id_: there.leads[id_] for id_ in moved if id_ in there.leads}
        if led_by:
            gone: dict[str, int | None] = dict.fromkeys(led_by)
            self.plans.put_leads(programme.id, gone | {moved[id_]: m for id_, m in led_by.items()})
        for friend in there.friends:
            if any(b.session in moved for b in friend.bookmarks):
                led = (
                    replace(b, session=moved.get(b.session, b.session)) for b in friend.bookmarks
                )
                self.plans.put_friend(programme.id, replace(friend, bookmarks=tuple(led)))
        for note in there.notes:
            if note.session in moved:
                session = programme.by_id[moved[note.session]]
                self.put_note(programme.id, session.id, session.title, note.text, "")
                self.put_note(programme.id, note.session, note.title, "", note.text)

    # Reading

    def read(self, shown: Snapshot) -> Snapshot:
        """Return the snapshot with the saved data as it is now.

        Unreadable data counts as empty, and the snapshot has the error.
        """
        self._version_read, programme = self._version(), shown.programme.id
        events = self.log.of(programme)
        try:
            events = self.log.read(programme)
            marked = tuple(self.bookmarks.bookmarks(programme))
            notes = tuple(self._notes.notes(programme)) if self._notes is not None else ()
            own, friends, leads = self.plans.read(programme)
        except StorageError as error:
            return replace(shown.without_data(), events=events, data_error=error)
        hidden = tuple(b for b in marked if b.degree == "hidden")
        bookmarks = tuple(b for b in marked if b.degree != "hidden") if hidden else marked
        return replace(
            shown,
            events=events,
            bookmarks=bookmarks,
            hidden=hidden,
            notes=notes,
            own_events=own,
            friends=friends,
            leads=leads,
            data_error=None,
        )

    def _read(self, shown: Snapshot) -> Snapshot:
        """Read the saved data, or raise the error."""
        there = self.read(shown)
        if there.data_error is not None:
            raise there.data_error
        return there

    def is_stale(self) -> bool:
        """Whether someone has written since the last read; cheap enough for every second."""
        return self._version() != self._version_read or self.log.has_ended()

    def notices(self) -> list[Notice]:
        """Return notices about the stores since the last call."""
        notes = self._notes.notices() if self._notes is not None else ()
        return [*self.bookmarks.notices(), *notes]

    def _version(self) -> object:
        notes = self._notes.version() if self._notes is not None else None
        return (self.bookmarks.version(), notes)
