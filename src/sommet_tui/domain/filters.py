"""The filters of a list, such as days, rooms and tracks; a filter can have several values."""

from __future__ import annotations

from collections import Counter

from sommet_tui.domain.text import fold, has_word_beginning
from sommet_tui.domain.timeline import Moment, RoomMoment, alert
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping
    from datetime import date, datetime, timedelta
    from typing import Any, Literal

    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.timeline import StatusOf


if TYPE_CHECKING:
    Facet = Literal["days", "rooms", "tracks", "kinds", "languages"]
else:
    Facet = str

FACETS: tuple[Facet, ...] = ("days", "tracks", "rooms", "kinds", "languages")
"""The filters whose values come from the programme, in the order in which the screens list them."""


@frozen
class Facets:
    """The active filters; a filter without values does not limit the list.

    `rooms` and `tracks` are ids, and `languages` are language codes. `kinds` are the event's own
    words for the kinds of its sessions (`type`), or "session" and "break" if it has none. `mine`
    limits the list to bookmarked sessions, `only_upcoming` to sessions that are not over,
    `not_filmed` to sessions that will not be filmed, and `soon` to sessions that begin within this
    time.
    """

    days: frozenset[date] = frozenset()
    rooms: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    mine: bool = False
    only_upcoming: bool = False
    not_filmed: bool = False
    soon: timedelta | None = None

    def __bool__(self) -> bool:
        return self != EVERYTHING

    @property
    def shows_gaps(self) -> bool:
        """Whether lists show the gaps between sessions.

        They do if the only filters are by day, by room, or for upcoming sessions. Any other filter
        hides sessions, and their time would look like a gap.
        """
        return not replace(self, days=frozenset(), rooms=frozenset(), only_upcoming=False)


EVERYTHING = Facets()
"""No active filters."""


def filter_sessions(
    sessions: Iterable[Session],
    facets: Facets,
    *,
    now: datetime,
    bookmarked: Container[str],
    status_of: StatusOf,
) -> tuple[Session, ...]:
    """Return the sessions that match the filters, in their order."""
    if not facets:
        return tuple(sessions)
    return tuple(s for s in sessions if _matches_filters(s, facets, now, bookmarked, status_of))


def filter_moment(
    moment: Moment,
    sessions: Iterable[Session],
    facets: Facets,
    *,
    bookmarked: Container[str],
    status_of: StatusOf,
) -> Moment:
    """Return the moment with only the matching sessions, and the rooms that have such sessions.

    `sessions` are all sessions. Gaps are left out, because they belong to the whole programme.
    """
    matching = filter_sessions(
        sessions, facets, now=moment.at, bookmarked=bookmarked, status_of=status_of
    )
    ids = {session.id for session in matching}
    next_by_room = _next_by_room(matching, moment, status_of)
    rooms = [
        _filter_room(room, ids, next_by_room.get(room.room), moment.at)
        for room in moment.rooms
        if room.room in next_by_room or any(session.id in ids for session in room.now)
    ]
    return replace(moment, rooms=tuple(rooms), next=_earliest_session(next_by_room.values()))


def limit_to_rooms(moment: Moment, rooms: Collection[str]) -> Moment:
    """Return the moment with only the rooms whose ids are in `rooms`."""
    shown = tuple(room for room in moment.rooms if room.room in rooms)
    return replace(moment, rooms=shown, next=_earliest_session(room.next for room in shown))


def replace_hidden_sessions(
    moment: Moment, sessions: Iterable[Session], hidden: Collection[str], status_of: StatusOf
) -> Moment:
    """Return the moment with each hidden session replaced by another session of the same room.

    If all running sessions of a room are hidden, they stay; otherwise the room would seem to be in
    a break. `sessions` are all sessions, and `hidden` has the ids of the hidden sessions.
    """
    touched = {
        room.room
        for room in moment.rooms
        if any(s.id in hidden for s in (*room.now, room.next) if s is not None)
    }
    if not touched:
        return moment
    shown = (s for s in sessions if s.id not in hidden)
    replacements = (s for s in shown if not touched.isdisjoint(s.rooms or (None,)))
    next_by_room = _next_by_room(replacements, moment, status_of)
    rooms = tuple(
        _replace_hidden_in_room(room_moment, hidden, next_by_room.get(room_moment.room), moment.at)
        if room_moment.room in touched
        else room_moment
        for room_moment in moment.rooms
    )
    return replace(moment, rooms=rooms, next=_earliest_session(room.next for room in rooms))


def _next_by_room(
    sessions: Iterable[Session], moment: Moment, status_of: StatusOf
) -> dict[str | None, Session]:
    """Map each room to its next session, without breaks.

    The next session without a room has the key None.
    """
    next_by_room: dict[str | None, Session] = {}
    for session in sorted(sessions, key=_start_and_end):
        if not session.is_break and status_of(session, moment.at) == "upcoming":
            for room in session.rooms or (None,):
                next_by_room.setdefault(room, session)
    return next_by_room


def _earliest_session(sessions: Iterable[Session | None]) -> Session | None:
    return min((s for s in sessions if s is not None), key=_start_and_end, default=None)


def _start_and_end(session: Session) -> tuple[datetime, datetime]:
    return session.start, session.end


def _replace_hidden_in_room(
    room: RoomMoment, hidden: Collection[str], next_session: Session | None, now: datetime
) -> RoomMoment:
    running = {s.id for s in room.now}
    shown = _filter_room(room, running - set(hidden) or running, next_session, now)
    planned_next = room.next
    if (
        planned_next is None
        or planned_next.id not in hidden
        or (next_session and next_session.day == planned_next.day)
    ):
        return shown
    return replace(shown, hidden="next")


def _filter_room(
    room: RoomMoment, ids: Container[str], next_session: Session | None, now: datetime
) -> RoomMoment:
    on = tuple(session for session in room.now if session.id in ids)
    if room.current in on:
        return replace(room, now=on, next=next_session, gap=None)
    current = min(on, key=lambda session: session.end, default=None)
    left = current.end - now if current else None
    return replace(
        room,
        now=on,
        next=next_session,
        gap=None,
        current=current,
        remaining=left,
        alert=None if current is None or left is None else alert(current, left),
    )


def _matches_filters(
    session: Session, facets: Facets, now: datetime, bookmarked: Container[str], status_of: StatusOf
) -> bool:
    return (
        (not facets.days or session.day in facets.days)
        and (not facets.rooms or not facets.rooms.isdisjoint(session.rooms))
        and (not facets.tracks or session.track in facets.tracks)
        and (not facets.kinds or not facets.kinds.isdisjoint(_kinds_of(session)))
        and (not facets.languages or not facets.languages.isdisjoint(session.languages))
        and (not facets.mine or session.id in bookmarked)
        and (not facets.not_filmed or session.recorded is False)
        and (not facets.only_upcoming or status_of(session, now) in ("upcoming", "running"))
        and (facets.soon is None or _is_soon(session, facets.soon, now, status_of))
    )


def _is_soon(session: Session, within: timedelta, now: datetime, status_of: StatusOf) -> bool:
    return status_of(session, now) == "upcoming" and session.start - now <= within


def _kinds_of(session: Session) -> tuple[str, ...]:
    """Return the kinds by which filters find a session.

    A break always counts as a break, whatever the event calls it.
    """
    return (kind_of(session), "break") if session.is_break else (kind_of(session),)


def kind_of(session: Session) -> str:
    """Return the event's own word for the kind of a session, or else "session" or "break"."""
    return session.type or session.kind


def facet_values(programme: Programme) -> Mapping[Facet, Mapping[str | date, int]]:
    """Map each filter to its possible values, and each value to its number of sessions."""
    sessions = programme.sessions
    rooms = Counter(room for s in sessions for room in s.rooms)
    tracks = Counter(s.track for s in sessions if s.track)
    languages = Counter(code for s in sessions for code in s.languages)
    return {
        "days": dict(sorted(Counter(s.day for s in sessions).items())),
        "rooms": {room.id: rooms[room.id] for room in programme.rooms if rooms[room.id]},
        "tracks": {track.id: tracks[track.id] for track in programme.tracks if tracks[track.id]},
        "kinds": dict(Counter(map(kind_of, sessions)).most_common()),
        "languages": dict(languages.most_common()),
    }


def matching_ids(query: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids that `query` may mean; `names` maps each id to its name.

    If `query` is a whole id or name, return only this id. Otherwise, return the ids whose names
    have a word that begins with `query`. If no name has such a word, return the ids whose names
    contain `query`, or else the ids that contain it themselves. Case and accents are ignored.
    """
    sought = fold(query).strip()
    if not sought:
        return ()
    folded = {id_: fold(name) for id_, name in names.items()}
    ways = (
        [id_ for id_, name in folded.items() if sought in (fold(id_), name)],
        [id_ for id_, name in folded.items() if has_word_beginning(name, sought)],
        [id_ for id_, name in folded.items() if sought in name],
        [id_ for id_ in folded if sought in fold(id_)],
    )
    return tuple(next(filter(None, ways), ()))


def ids_beginning_with(query: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids that are `query` or whose names are `query`.

    If no id matches, return the ids whose names begin with `query`.
    """
    sought = fold(query).strip()
    folded = {id_: fold(name) for id_, name in names.items()}
    ways = (
        [id_ for id_, name in folded.items() if sought in (fold(id_), name)],
        [id_ for id_, name in folded.items() if name.startswith(sought)],
    )
    return tuple(next(filter(None, ways), ())) if sought else ()


def split_names(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names in a list that is separated by commas.

    If one of `names` contains commas itself, it is yielded as one name.
    """
    parts = text.split(",")
    while parts:
        lengths = range(len(parts), 0, -1)
        joined = (",".join(parts[:length]).strip() for length in lengths)
        pairs = zip(lengths, joined, strict=True)
        length, name = next(
            (length, name)
            for length, name in pairs
            if length == 1 or ids_beginning_with(name, names)
        )
        yield name
        parts = parts[length:]


def toggle_filter(facets: Facets, facet: Facet, value: str | date) -> Facets:
    """Return the filters with a value added or, if it was active, removed."""
    active: frozenset[str | date] = getattr(facets, facet)
    changed: dict[str, Any] = {facet: active ^ {value}}
    return replace(facets, **changed)
