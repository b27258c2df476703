"""The user's own data: bookmarks, own events, friends' picks and notes, and the saved plans."""

from __future__ import annotations

from contextlib import suppress

from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.snapshot import Saved, State
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Any, TypeVar

    from sommet_tui.companion.live_ports import CrewStore
    from sommet_tui.companion.plan import Planning
    from sommet_tui.companion.ports import (
        BookmarkStore,
        Clock,
        DayPlanStore,
        NoteStore,
        Notice,
        PlanStore,
        RecordStore,
    )
    from sommet_tui.companion.simulated_time_and_rehearsal import WindowClock
    from sommet_tui.domain.bookmarks import Bookmark, Degree
    from sommet_tui.domain.imports import Imported, ImportPlan
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.plan import Reason, Stop
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan
    from sommet_tui.domain.stops import Swap

    T = TypeVar("T")
    _Replaced = tuple[SavedPlan | None, SavedPlan, PlanChange | None]
    """The plan before a change, the plan after it, and the change to report."""


@frozen
class Stores:
    """The stores of the user's data, and functions for the database that has them.

    `open_crew` opens a store when it is first needed. `id_groups` returns, for a programme (by its
    id), the ids that each session has had, the latest last. `run_in_transaction` calls a function
    that makes several changes, in one transaction; `run_in_read_transaction` does the same for a
    function that reads several values. Both return the function's result. `version` returns a value
    that changes when someone writes to the database, and is cheap enough for every second.
    `notices` returns the news about the database file since the last call.
    """

    bookmarks: BookmarkStore
    records: RecordStore
    plans: PlanStore
    day_plans: DayPlanStore
    notes: NoteStore
    open_crew: Callable[[], CrewStore]
    id_groups: Callable[[str], Sequence[Sequence[str]]]
    run_in_transaction: Callable[[Callable[[], Any]], Any]
    run_in_read_transaction: Callable[[Callable[[], Any]], Any]
    version: Callable[[], object]
    notices: Callable[[], tuple[Notice, ...]]


class Mine:
    """Saves the user's data about the programme. The snapshot shows this data.

    If a method raises StorageError, nothing has changed, unless the method says otherwise.
    """

    def __init__(self, stores: Stores, clock: Clock, state: State) -> None:
        """`clock` is the real clock, which dates the saved values."""
        self._bookmarks = stores.bookmarks
        self._plans = stores.plans
        self._day_plans = stores.day_plans
        self._notes = stores.notes
        self._same_ids = stores.id_groups
        self._names: tuple[Programme | None, Mapping[str, str]] = (None, {})
        """The last argument of `current_ids`, and its result."""
        self._in_transaction = stores.run_in_transaction
        self._clock = clock
        self._state = state

    @property
    def _programme_id(self) -> str:
        """The id of the programme."""
        return self._state.snapshot.programme.id

    # Bookmarks

    def save_bookmark(self, session_id: str, degree: Degree | None = "must") -> bool:
        """Save a session as a must, a maybe or hidden. Return False if nothing has changed.

        If `degree` is None, remove the bookmark, or show a hidden session again. This is possible
        even if the session is gone.

        Raises:
            UnknownError: the programme has no such session, and no bookmark can be removed.
        """
        from sommet_tui.domain.bookmarks import Bookmark

        if degree is None:
            return self._remove_bookmark(session_id)
        session = session_by_id(self._state.snapshot.programme, session_id)
        bookmark = Bookmark(session.id, session.title, self._clock.now(), degree)
        is_new = self._bookmarks.add(self._programme_id, bookmark)
        self._state.reload(log=False)
        return is_new

    def remove_bookmark(self, session_id: str, *, hidden: bool = False) -> bool:
        """Remove a bookmark, even if its session is gone. Return False if no bookmark existed.

        If `hidden` is set, show a hidden session again; return False if it was not hidden.

        Raises:
            UnknownError: neither a bookmark nor a session has this id.
        """
        shown = self._state.snapshot
        others = shown.mine.bookmarked_ids if hidden else shown.mine.hidden_ids
        return session_id not in others and self._remove_bookmark(session_id)

    def _remove_bookmark(self, session_id: str) -> bool:
        is_gone = self._bookmarks.remove(self._programme_id, session_id)
        if not is_gone:
            session_by_id(self._state.snapshot.programme, session_id)
        self._state.reload(log=False)
        return is_gone

    # Own events and friends

    def save_own_event(
        self, line: str, day: date, id_: str | None = None, lead: int | None = None
    ) -> OwnEvent:
        """Save the own event that a line describes (see `parse_own_event`), on an event day.

        `id_` is the id of the own event to replace, or None for a new one. `lead` is the lead time
        in minutes; if it is None, the replaced event's lead time stays.

        Raises:
            UnknownError: there is no such own event.
            OwnEventError: the line does not describe an event.
            TimeError: its times are invalid.
        """
        from sommet_tui.domain.own_events import parse_own_event

        shown = self._state.snapshot
        if id_ is not None:
            own_event_by_id(shown.mine.own_events, id_)
        event = parse_own_event(line, id_ or _new_id(), day, shown.programme)
        event = replace(event, lead=lead)
        self.put_own_event(event)
        saved = self._state.snapshot.mine.own_events
        return next((own for own in saved if own.id == event.id), event)

    def put_own_event(self, event: OwnEvent) -> None:
        """Save an own event. An own event with the same id is replaced."""
        self._plans.put(self._programme_id, (event,))
        self._state.reload(log=False)

    def remove_own_event(self, id_: str) -> OwnEvent:
        """Remove an own event, and return it.

        Raises:
            UnknownError: there is no such own event.
        """
        event = own_event_by_id(self._state.snapshot.mine.own_events, id_)
        self._plans.remove(self._programme_id, id_)
        self._state.reload(log=False)
        return event

    def set_lead(self, id_: str, minutes: int | None) -> None:
        """Set the lead time, in minutes, of a bookmark or own event. None restores the default.

        Raises:
            UnknownError: the id belongs neither to a bookmark nor to an own event.
        """
        shown = self._state.snapshot
        if id_ not in shown.mine.bookmarked_ids and not shown.mine.is_own_event(id_):
            raise UnknownError("bookmark", id_)
        self._plans.put_leads(self._programme_id, {id_: minutes})
        self._state.reload(log=False)

    def put_friend(self, name: str, bookmarks: Iterable[Bookmark]) -> None:
        """Save a friend's picks. Picks under the same name are replaced."""
        from sommet_tui.domain.bookmarks import Friend

        friend = Friend(name, tuple(b for b in bookmarks if b.degree != "hidden"))
        self._plans.put_friend(self._programme_id, friend)
        self._state.reload(log=False)

    def remove_friend(self, name: str) -> bool:
        """Remove a friend's picks. Return False if there is no such friend."""
        gone = self._plans.forget(self._programme_id, name)
        self._state.reload(log=False)
        return gone

    # Notes

    def put_note(
        self, session_id: str, text: str, seen: str | None, of: tuple[str, str] | None = None
    ) -> str:
        """Save a note on a session, and return the saved text.

        If the text is empty, remove the note.

        `seen` is the saved text that the user began to edit. If someone else has changed it
        meanwhile, the two texts are merged (see `join_versions`). If `seen` is None, any saved text
        is overwritten. `of` is the id of the programme and the title of the session when the user
        began to edit, because the window may show another programme now, or the session may have
        left the programme.

        Any thread may call this. The snapshot shows the text after `load_external_changes`.

        Raises:
            UnknownError: the programme has no such session, and it has no note.
            NoteTooLongError: the text is too long for a note; nothing has changed.
        """
        from sommet_tui.domain.notes import NoteTooLongError, tidy

        shown, kept = self._state.snapshot, tidy(text)
        programme, title = of or (shown.programme.id, "")
        if programme == shown.programme.id:
            known = shown.programme.by_id.get(session_id) or shown.mine.note(session_id)
            title = known.title if known else title
            title = title or session_by_id(shown.programme, session_id).title
        if len(kept) > NOTE_LIMIT and len(kept) > len(seen or ""):
            raise NoteTooLongError(len(kept))
        return self._write_note(programme, session_id, title, kept, seen)

    def _write_note(
        self, programme: str, session_id: str, title: str, text: str, seen: str | None
    ) -> str:
        from sommet_tui.domain.notes import Note, join_versions

        while True:
            note = Note(session_id, title, text, self._clock.now())
            saved = self._notes.write(programme, note, seen)
            if saved is None:
                return text
            text, seen = join_versions(text, saved), saved

    # Imports, and sessions with new ids

    def save_imported_entries(
        self, imported: Iterable[Imported], *, all_own: bool = False
    ) -> ImportPlan:
        """Save the bookmarks and notes of a file, all or none. Return the import plan used.

        If `all_own` is set, appointments that match no session become own events. Existing data is
        not removed. If a session already has a note with another text, the two notes are merged.
        Importing the same file again changes nothing.
        """
        found = list(imported)
        try:
            plan = self._plan_import(found, all_own)
            if plan.bookmarks or plan.hidden or plan.notes or plan.own_events:
                plan = self._in_transaction(
                    lambda: self._save_import(self._plan_import(found, all_own))
                )
            return plan  # if there is nothing to save, no database is created
        finally:
            self._state.reload(log=False)

    def _plan_import(self, entries: Sequence[Imported], all_own: bool) -> ImportPlan:
        """Return the plan for importing the entries, given the data that is stored now.

        Another window may have changed this data, so it is read again.
        """
        from sommet_tui.domain.imports import plan_import

        programme, now = self._state.snapshot.programme, self._clock.now()
        saved = self.read(programme.id)
        inputs = saved.all_bookmarks, saved.notes, entries, now, saved.own_events
        return plan_import(programme, *inputs, all_own=all_own)

    def _save_import(self, plan: ImportPlan) -> ImportPlan:
        id_ = self._programme_id
        if plan.own_events:
            self._plans.put(id_, plan.own_events)
        self._bookmarks.add_all(id_, (*plan.bookmarks, *plan.hidden))
        self._plans.put_leads(id_, plan.leads)
        for note in plan.notes:
            self._notes.write(id_, note, None)
        return plan

    def current_ids(self, programme: Programme) -> Mapping[str, str]:
        """Return the current ids of a programme's sessions, by their earlier ids."""
        groups, names = self._same_ids(programme.id), {}
        if groups:
            from sommet_tui.domain.records import current_ids

            names = dict(current_ids(groups, programme.by_id))
        self._names = programme, names
        return names

    def move_to_current_ids(self, programme: Programme) -> None:
        """If the id of a session has changed, move the data saved about it to the new id.

        A session is recognised by an earlier id, or by a title that no other session has. The
        snapshot shows the result after `reload`.
        """
        known, names = self._names
        if known is not programme:
            names = self.current_ids(programme)
        snapshot = self._state.snapshot
        shown, saved = snapshot.programme, snapshot.mine
        if shown.id != programme.id:
            saved = self.read(programme.id)
        saved_titles = [(note.session, note.title) for note in saved.notes]
        saved_titles += [(b.session, b.title) for friend in saved.friends for b in friend.bookmarks]
        saved_titles += [(b.session, b.title) for b in saved.all_bookmarks]
        known_ids = {*programme.by_id, *(s.id for s in shown.sessions if s.added)}
        unknown = {id_: title for id_, title in saved_titles if id_ not in known_ids}
        if not unknown:
            return
        from sommet_tui.domain.search import ids_by_title

        titles = ids_by_title(programme) if unknown.keys() - names.keys() else {}
        targets = {id_: names.get(id_) or titles.get(fold(title)) for id_, title in unknown.items()}
        moved = {id_: new for id_, new in targets.items() if new}
        if moved:
            self._in_transaction(lambda: self._move_saved_data(moved, programme))

    def _move_saved_data(self, moved: Mapping[str, str], programme: Programme) -> None:
        """Move bookmarks, plans, friends' picks and notes. `moved` maps old ids to new ones.

        If both ids have a note, the notes are merged.
        """
        saved = self.read(programme.id)
        bookmarks = [b for b in saved.all_bookmarks if b.session in moved]
        self._bookmarks.add_all(
            programme.id, [replace(b, session=moved[b.session]) for b in bookmarks]
        )
        for bookmark in bookmarks:
            self._bookmarks.remove(programme.id, bookmark.session)
        leads = {id_: saved.leads[id_] for id_ in moved if id_ in saved.leads}
        if leads:
            removed: dict[str, int | None] = dict.fromkeys(leads)
            self._plans.put_leads(
                programme.id, removed | {moved[id_]: m for id_, m in leads.items()}
            )
        for plan in saved.plans.values():
            if any(stop.id in moved for stop in plan.stops):
                stops = (replace(stop, id=moved.get(stop.id, stop.id)) for stop in plan.stops)
                self._day_plans.put(programme.id, replace(plan, stops=tuple(stops)))
        for friend in saved.friends:
            if any(b.session in moved for b in friend.bookmarks):
                picks = (
                    replace(b, session=moved.get(b.session, b.session)) for b in friend.bookmarks
                )
                self._plans.put_friend(programme.id, replace(friend, bookmarks=tuple(picks)))
        for note in saved.notes:
            if note.session in moved:
                session = programme.by_id[moved[note.session]]
                self._write_note(programme.id, session.id, session.title, note.text, "")
                self._write_note(programme.id, note.session, note.title, "", note.text)

    # Reading

    def read(self, programme: str) -> Saved:
        """Return the saved data about a programme (by its id)."""
        marked = tuple(self._bookmarks.bookmarks(programme))
        notes = tuple(self._notes.notes(programme))
        own, friends, leads = self._plans.read(programme)
        plans, changes = self._day_plans.read(programme)
        hidden = tuple(b for b in marked if b.degree == "hidden")
        bookmarks = tuple(b for b in marked if b.degree != "hidden") if hidden else marked
        return Saved(bookmarks, hidden, notes, own, friends, leads, plans, changes)


def _new_id() -> str:
    import os

    return f"own-{os.urandom(4).hex()}"


def session_by_id(programme: Programme, id_: str) -> Session:
    """Return the session with this id.

    Raises:
        UnknownError: there is no such session.
    """
    session = programme.by_id.get(id_)
    if session is None:
        raise UnknownError("session", id_)
    return session


def own_event_by_id(events: Iterable[OwnEvent], id_: str) -> OwnEvent:
    """Return the own event with this id.

    Raises:
        UnknownError: there is no such own event.
    """
    found = next((event for event in events if event.id == id_), None)
    if found is None:
        raise UnknownError("own event", id_)
    return found


class SavedPlans:
    """The saved plans, and how they change.

    A new plan is needed when picks, own events, announced times or cancellations have changed. The
    first window or command that notices a change saves the new plan for all others. In a rehearsal
    or in simulated time, no plan is saved. `walk_minutes` is the user's setting for the walk
    between two buildings, or None.
    """

    def __init__(self, stores: Stores, mine: Mine, clock: WindowClock, state: State) -> None:
        self._store = stores.day_plans
        self._together = stores.run_in_transaction
        self._mine = mine
        self._clock = clock
        self._state = state
        self._last_compared: object = None
        """The snapshot that was last compared with the saved plans."""
        self._inputs: dict[date, str] = {}
        """The inputs of the plans, as this process last saw them."""
        self._undo: dict[date, tuple[SavedPlan, SavedPlan]] = {}
        """For each day, the last plan that this process replaced, and its replacement."""
        self._reported_instants: set[datetime] = set()
        """The instants of changes that this window, or an earlier one, has reported."""
        self._knows_reported = False

    def save(self, walk_minutes: int | None) -> tuple[PlanChange, ...]:
        """Save new plans of the days on which something has changed. Return the changes.

        The call is cheap enough to make every second. If a plan cannot be saved, a later call tries
        again.
        """
        snapshot, now = self._state.snapshot, self._clock.now()
        if snapshot.is_shifted or not (snapshot.mine.has_picks or snapshot.mine.plans):
            return ()
        day = snapshot.at(now)
        compared = day.mine, day.programme, now.replace(second=0, microsecond=0)
        if compared == self._last_compared:
            return ()
        self._last_compared = compared
        from sommet_tui.companion.plan import Planning

        if not self._changed_days(Planning(day, walk_minutes, now)):
            return ()
        with suppress(StorageError):
            return self.save_after(lambda: None, walk_minutes)[1]
        return ()

    def save_after(
        self,
        change: Callable[[], T],
        walk_minutes: int | None,
        attended: tuple[date, Sequence[Stop]] | None = None,
    ) -> tuple[T, tuple[PlanChange, ...]]:
        """Make a change and save the plans that it affects, in one transaction.

        Return the result of `change`, and how the plans have changed. `attended` is a day and the
        stops that its plan must have. If the database is replaced meanwhile, `change` may be called
        again.

        Raises:
            StorageError: nothing was changed.
            Other errors: those that `change` raises.
        """

        def save_all() -> tuple[T, Sequence[_Replaced]]:
            result = change()
            is_simulated = self._state.snapshot.is_shifted
            return result, () if is_simulated else self._compute_plans(walk_minutes, attended)

        result, replaced = self._state.reload_once(lambda: self._together(save_all))
        self._inputs |= {after.day: after.inputs for _, after, _ in replaced}
        self._undo |= {after.day: (before, after) for before, after, _ in replaced if before}
        found = tuple(change for _, _, change in replaced if change is not None)
        self._reported_instants |= {change.at for change in found}
        return result, found

    def put_on_plan(self, session_id: str, walk_minutes: int | None) -> Swap | Reason | None:
        """Put a session on the plan that leaves it out. Musts that clash with it become maybes.

        Return what changed, or the reason why it is impossible. If no plan leaves the session out,
        return None.

        Raises:
            StorageError: nothing was changed.
        """
        from sommet_tui.companion.plan import swap_for
        from sommet_tui.domain.stops import Swap

        now = self._clock.now()
        found = swap_for(self._state.snapshot.at(now), session_id, walk_minutes, now)
        if found is None:
            return None
        day, consequences = found
        if not isinstance(consequences, Swap):
            return consequences

        def change() -> None:
            for stop in consequences.demoted:
                self._mine.save_bookmark(stop.id, "maybe")
            self._mine.save_bookmark(session_id, "must")

        self.save_after(change, walk_minutes, (day, consequences.before))
        return consequences

    def _changed_days(self, planning: Planning) -> Sequence[date]:
        """Return the days on which something has changed since this process last looked.

        A plan that another process has saved for other data, such as a newer programme, stays.
        """
        saved = {day: plan.inputs for day, plan in planning.snapshot.mine.plans.items()}
        inputs = {day: planning.inputs(day) for day in planning.days()}
        found = [
            day
            for day, text in inputs.items()
            if day not in saved or text not in (saved[day], self._inputs.get(day))
        ]
        self._inputs |= {day: text for day, text in inputs.items() if day not in found}
        return found

    def _compute_plans(
        self, walk_minutes: int | None, attended: tuple[date, Sequence[Stop]] | None
    ) -> Sequence[_Replaced]:
        """Save new plans for the data saved now, and return them with the plans before them."""
        from sommet_tui.companion.plan import Planning

        shown, now = self._state.snapshot, self._clock.now()
        saved = self._mine.read(shown.programme.id)
        planning = Planning(replace(shown, mine=saved).at(now), walk_minutes, now)
        found = []
        for day in self._changed_days(planning):
            stops = attended[1] if attended is not None and attended[0] == day else None
            plan, change = planning.plan_after_change(day, stops, self._undo.get(day))
            self._store.put(shown.programme.id, plan, change)
            found.append((saved.plans.get(day), plan, change))
        return found

    def unreported_changes(self) -> tuple[PlanChange, ...]:
        """Return the changes by other windows that this window has not reported yet.

        Changes that another window reported before this window opened are left out.
        """
        changes = self._state.snapshot.mine.plan_changes
        if not self._knows_reported:
            self._knows_reported = True
            self._reported_instants |= {change.at for change in changes if change.is_reported}
        found = tuple(change for change in changes if change.at not in self._reported_instants)
        self._reported_instants |= {change.at for change in found}
        return found

    def claim_changes(self) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet. Only one window gets each change.

        Raises:
            StorageError: this could not be saved.
        """
        return self._store.claim_changes(self._state.snapshot.programme.id)

    def mark_seen(self) -> None:
        """Remove the changes shown, because the user has seen them.

        Raises:
            StorageError: the changes could not be removed.
        """
        shown = self._state.snapshot
        if shown.mine.plan_changes:
            self._store.remove_seen_changes(
                shown.programme.id, max(c.at for c in shown.mine.plan_changes)
            )
