"""The journal: the user's bookmarks, notes and own events, in the order of time."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import insert_others, interleave_gaps
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.timeline import Gap


@dataclass(frozen=True, slots=True)
class Journal:
    """The sessions with a bookmark or a note, and own events as sessions.

    `days` maps each event day to its sessions and free times, in time order. `gone`
    has the last titles of sessions that have left the programme, by id.
    """

    days: Mapping[date, tuple[Session | Gap, ...]]
    gone: Mapping[str, str]

    @property
    def first_session(self) -> Session | None:
        """The first session."""
        listed = (item for items in self.days.values() for item in items)
        return next((item for item in listed if isinstance(item, Session)), None)


def journal(
    programme: Programme,
    bookmarks: Iterable[Bookmark],
    notes: Iterable[Note],
    own: Iterable[Session],
    free: Mapping[date, Sequence[Gap]],
) -> Journal:
    """Return the journal, with the `free` times of each day.

    Among the sessions that are gone, bookmarked ones come first.
    """
    titles = {bookmark.session: bookmark.title for bookmark in bookmarks}
    for note in notes:
        titles.setdefault(note.session, note.title)
    mine = insert_others((s for s in programme.sessions if s.id in titles), own)
    by_day = groupby(sorted(mine, key=attrgetter("day")), key=attrgetter("day"))
    return Journal(
        {day: tuple(interleave_gaps(sessions, free.get(day, ()))) for day, sessions in by_day},
        {id_: title for id_, title in titles.items() if id_ not in programme.by_id},
    )
