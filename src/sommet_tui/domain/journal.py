"""The journal: the user's bookmarks and notes, in the order in which the sessions took place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap, gaps, with_gaps, with_others
from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A session that was bookmarked, or has a note, or both.

    `session` is None if it has left the programme, `title` is its present or last title.
    `conflicts` are the ids of other bookmarked sessions at the same time, and of own events, which
    are in `own_conflicts`; an `own` entry is one of these, as a session.
    """

    id: str
    title: str
    session: Session | None
    starred: bool
    maybe: bool = False
    own: bool = False
    note: Note | None = None
    conflicts: tuple[str, ...] = ()
    own_conflicts: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One event day: its entries and the gaps between them, in time order."""

    date: date
    items: tuple[JournalEntry | Gap, ...]


def entries(
    programme: Programme, picked: Iterable[Pick], notes: Iterable[Note], own: Iterable[Session] = ()
) -> tuple[JournalEntry, ...]:
    """Return all entries in time order; those whose session left the programme come last.

    `own` are the user's own events, as sessions.
    """
    written = {note.session: note for note in notes}
    found = [
        JournalEntry(
            id=pick.bookmark.session,
            title=pick.session.title if pick.session else pick.bookmark.title,
            session=pick.session,
            starred=True,
            maybe=pick.bookmark.degree == "maybe",
            note=written.pop(pick.bookmark.session, None),
            conflicts=pick.conflicts,
            own_conflicts=pick.own,
        )
        for pick in picked
    ]
    for note in written.values():
        session = programme.by_id.get(note.session)
        title = session.title if session else note.title
        found.append(JournalEntry(note.session, title, session, starred=False, note=note))
    found += [JournalEntry(e.id, e.title, e, starred=True, own=True) for e in own]
    present = {entry.id: entry for entry in found if entry.session is not None}
    listed = with_others((s for s in programme.sessions if s.id in present), own)
    return (*(present[s.id] for s in listed), *(e for e in found if e.session is None))


def days(found: Iterable[JournalEntry]) -> tuple[Day, ...]:
    """Group the entries that are in the programme by event day, with the free time between them."""
    present = [(entry.session, entry) for entry in found if entry.session is not None]
    present.sort(key=lambda pair: pair[0].day)
    return tuple(
        Day(day, _with_gaps(list(of_day)))
        for day, of_day in groupby(present, key=lambda pair: pair[0].day)
    )


def _with_gaps(of_day: list[tuple[Session, JournalEntry]]) -> tuple[JournalEntry | Gap, ...]:
    entry = {session.id: entry for session, entry in of_day}
    free = gaps(session for session, _ in of_day if not session.cancelled)
    listed = with_gaps((session for session, _ in of_day), free)
    return tuple(item if isinstance(item, Gap) else entry[item.id] for item in listed)
