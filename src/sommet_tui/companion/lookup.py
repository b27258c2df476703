"""Functions that find the session, room or own event that a user means by a typed id or name."""

from __future__ import annotations

from sommet_tui.companion.errors import UnknownError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.programme import Programme, Session


def find_session(programme: Programme, query: str) -> Session:
    """Return the session that `query` means.

    `query` is an id, the beginning of an id, a code, or words of the title.

    Raises:
        UnknownError: no session matches, or several do.
    """
    from sommet_tui.domain.search import matching_sessions

    found = matching_sessions(programme, query)
    if len(found) != 1:
        raise UnknownError("session", query, found)
    return programme.by_id[found[0]]


def find_own_event(events: Iterable[OwnEvent], query: str) -> OwnEvent:
    """Return the own event that `query` means.

    `query` is an id, the beginning of an id, or words of the title.

    Raises:
        UnknownError: no own event matches, or several do.
    """
    from sommet_tui.domain.search import matching_own_events

    events = tuple(events)
    found = matching_own_events(events, query)
    if len(found) != 1:
        raise UnknownError("own event", query, found)
    return next(event for event in events if event.id == found[0])


def find_room(programme: Programme, query: str) -> str:
    """Return the id of the room that `query` means.

    `query` is the room's id, its name or an unambiguous part of its name.

    Raises:
        UnknownError: no room matches, or several do.
    """
    if found := programme.find_room(query):
        return found.id
    from sommet_tui.domain.filters import matching_ids

    fitting = matching_ids(query, programme.room_names)
    if len(fitting) != 1:
        raise UnknownError("room", query, fitting)
    return fitting[0]


def find_rooms(programme: Programme, query: str) -> tuple[str, ...]:
    """Return the ids of the rooms in `query`, a list separated by commas.

    Each part of the list is an id, a name, or the beginning of one. Any other part of a name is
    also accepted if it fits only one room.

    Raises:
        UnknownError: no room matches, or a part of a name matches several.
    """
    from sommet_tui.domain.filters import ids_beginning_with, split_names

    names = programme.room_names
    found: dict[str, None] = {}
    for name in split_names(query, names):
        found |= dict.fromkeys(ids_beginning_with(name, names) or (find_room(programme, name),))
    return tuple(found)
