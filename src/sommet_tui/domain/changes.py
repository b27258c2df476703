"""The differences between two versions of a programme, and the sessions that both versions have."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from zlib import crc32

from sommet_tui.domain import translations
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import field, frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Literal

    from sommet_tui.domain.programme import Programme, Session

    ChangeKind = Literal["new", "moved", "changed", "cancelled", "restored", "gone"]
    Aspect = Literal["time", "room", "title", "people", "text", "rest"]
    Keys = Callable[[Session], Iterable[object]]
    """A function that returns keys by which a session can be recognised."""

ALIKE = 0.8
"""The least similarity, from 0 to 1, at which two titles may belong to the same session."""
CLEAR = 0.1
"""How much more similar the best match must be than the second best match."""
_MIN_SESSIONS_IN_ROOM = 2
"""The least number of sessions that show that a room was renamed; a single one may have moved."""
_MAX_COMPARED = 40_000
"""The largest number of pairs of titles to compare.

Two versions with more pairs have too little in common.
"""


@frozen
class SessionChange:
    """The change of a session between two versions of a programme.

    `kind` is "new", "moved" (another time or room), "changed" (anything else), "cancelled",
    "restored" (no longer cancelled) or "gone". `session` is the session in the newer version, or in
    the older version if the kind is "gone". `before` is the session in the older version; it is
    None if the kind is "new". `aspects` are the differences between the two. `earlier` is the older
    programme, because the newer one may lack the rooms of `before`.

    If the stage caused the change, `act` identifies the stage's act, and stays the same while a
    delay grows.
    """

    kind: ChangeKind
    session: Session
    before: Session | None = None
    aspects: tuple[Aspect, ...] = ()
    earlier: Programme | None = field(default=None, compare=False, repr=False)
    act: str | None = None

    @property
    def fingerprint(self) -> str:
        """A short text that identifies the change. While a delay grows, it stays the same."""
        session = self.session
        rest = self.act or (self.aspects, session.start.isoformat(), session.rooms)
        return _digest(self.kind, session.id, rest)


@frozen
class RoomChange:
    """A renamed room, and the ids that its sessions have in the newer programme.

    A renamed room counts as one change; its sessions do not count as moved.
    """

    before: str
    after: str
    sessions: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A short text that identifies the change."""
        return _digest("room", self.before, self.after)


def _digest(*facts: object) -> str:
    return f"{crc32(repr(facts).encode()):08x}"


def notable_changes(
    changes: Iterable[SessionChange], ids: Container[str]
) -> tuple[SessionChange, ...]:
    """Return the changes of the sessions in `ids` that matter to attendees."""
    return tuple(change for change in changes if change.session.id in ids and is_notable(change))


def group_by_day(
    changes: Iterable[SessionChange], mine: Container[SessionChange]
) -> Iterator[tuple[date, Iterable[SessionChange]]]:
    """Yield each day with its changes, leaving out the changes in `mine`."""
    others = (change for change in changes if change not in mine)
    return groupby(sorted(others, key=_day), key=_day)


def _day(change: SessionChange) -> date:
    return change.session.day


def is_notable(change: SessionChange) -> bool:
    """Return whether a change matters to attendees.

    A change of the abstract or the track alone does not matter.
    """
    return change.kind != "changed" or not {"title", "people"}.isdisjoint(change.aspects)


def replacing_sessions(change: SessionChange, programme: Programme) -> tuple[Session, ...]:
    """Return the sessions that take the time and the room of a session that is gone or cancelled.

    `programme` is the newer version. Rooms are compared by name, because ids may change. A renamed
    room counts as the same room.
    """
    if change.kind not in ("gone", "cancelled"):
        return ()
    before = change.before or change.session
    earlier = change.earlier or programme
    renamed = _room_renames(earlier, programme, {})
    rooms = {renamed.get(name, name) for name in _room_names(earlier, before)}
    return tuple(
        session
        for session in programme.sessions
        if session.start < before.end
        and before.start < session.end
        and session.id != before.id
        and not session.is_break
        and not session.cancelled
        and not rooms.isdisjoint(_room_names(programme, session))
    )


def renamed_rooms(before: Programme, after: Programme) -> tuple[RoomChange, ...]:
    """Return the rooms whose names differ between two versions of a programme.

    They are in the order of the newer version, `after`. A room without sessions is left out.
    """
    followed = matched_sessions(before.sessions, after.sessions)
    names = {new: old for old, new in _room_renames(before, after, followed).items()}
    found = (
        RoomChange(
            names[room.name], room.name, tuple(s.id for s in after.sessions if s.is_in(room.id))
        )
        for room in after.rooms
        if room.name in names
    )
    return tuple(change for change in found if change.sessions)


def renamed_rooms_of(renamed: Iterable[RoomChange], ids: Container[str]) -> tuple[RoomChange, ...]:
    """Return the renamed rooms in which at least one session in `ids` takes place."""
    return tuple(change for change in renamed if any(id_ in ids for id_ in change.sessions))


def count_disrupted_sessions(found: Iterable[SessionChange]) -> int:
    """Count the sessions that moved, were cancelled or restored, or are gone."""
    return len({change.session.id for change in found if change.kind not in ("new", "changed")})


def changes(before: Programme, after: Programme) -> tuple[SessionChange, ...]:
    """Return every difference between two versions of a programme, in time order.

    Breaks are ignored, because they move with the sessions around them. Links are ignored, because
    feeds add links to every session on the day. A session has not moved if only the name of its
    room changed.
    """
    followed = matched_sessions(before.sessions, after.sessions)
    renamed = _room_renames(before, after, followed)
    newer = {new: old for old, new in followed.items()}
    found = [
        change
        for session in after.sessions
        if (change := _change(before, after, session, newer.get(session.id), renamed)) is not None
    ]
    gone = [s for s in before.sessions if s.id not in followed]
    found += [SessionChange("gone", session, session, earlier=before) for session in gone]
    return tuple(
        sorted(
            (change for change in found if not change.session.is_break),
            key=lambda change: (change.session.start, change.session.end),
        )
    )


def _change(
    before: Programme,
    after: Programme,
    session: Session,
    old_id: str | None,
    renamed: Mapping[str, str],
) -> SessionChange | None:
    if old_id is None:
        return SessionChange("new", session)
    old = before.by_id[old_id]
    aspects = tuple(_aspects(before, after, old, session, renamed))
    if session.cancelled != old.cancelled:
        kind: ChangeKind = "cancelled" if session.cancelled else "restored"
        return SessionChange(kind, session, old, aspects, before)
    if not aspects:
        return None
    moved = "time" in aspects or "room" in aspects
    return SessionChange("moved" if moved else "changed", session, old, aspects, before)


def _aspects(
    before: Programme, after: Programme, old: Session, session: Session, renamed: Mapping[str, str]
) -> Iterator[Aspect]:
    if (old.start, old.end) != (session.start, session.end):
        yield "time"
    rooms = [renamed.get(name, name) for name in _room_names(before, old)]
    if rooms != _room_names(after, session):
        yield "room"
    if old.label != session.label or not (
        _still_exists(old.title, translations.titles(after, session))
        and _still_exists(old.subtitle, translations.subtitles(after, session))
    ):
        yield "title"
    if _people_facts(old) != _people_facts(session):
        yield "people"
    if not _still_exists(before.abstracts.get(old.id), translations.abstracts(after, session)):
        yield "text"
    if _other_facts(before, old) != _other_facts(after, session):
        yield "rest"


def _still_exists(old: str | None, texts: Sequence[str]) -> bool:
    """Return whether the old text is still among the new `texts`, which are in all languages.

    A new translation is therefore not a change.
    """
    return old in texts if old else not texts


def _room_names(programme: Programme, session: Session) -> list[str]:
    return [programme.room_names.get(room, room) for room in session.rooms]


def _room_renames(
    before: Programme, after: Programme, followed: Mapping[str, str]
) -> dict[str, str]:
    """Map the old name of each renamed room to its new name.

    `followed` maps the old ids of sessions to the new ones. A room counts as renamed if its id has
    another name now. It also counts as renamed if all its old sessions (at least two), and no
    session of another old room, are in the room with the new name. Two cases are left out, because
    the id may have been reused: the new name existed before, or the old name still exists.
    """
    old, new = before.room_names, after.room_names
    was, now = set(old.values()), set(new.values())
    moved: dict[str, list[str]] = {}
    for id_, other in followed.items():
        one, two = before.by_id[id_].room, after.by_id[other].room
        if one is not None and two is not None:
            moved.setdefault(old.get(one, one), []).append(new.get(two, two))
    arrived = Counter(name for names in moved.values() for name in set(names))
    found = {
        name: names[0]
        for name, names in moved.items()
        if len(names) >= _MIN_SESSIONS_IN_ROOM and len(set(names)) == 1 and arrived[names[0]] == 1
    }
    found |= {name: new[id_] for id_, name in old.items() if id_ in new}
    return {name: other for name, other in found.items() if name not in now and other not in was}


def _people_facts(session: Session) -> list[tuple[str, str, str | None]]:
    return [(p.name, p.role, p.affiliation) for p in session.participants]


def _other_facts(programme: Programme, session: Session) -> tuple[object, ...]:
    track = programme.track_name(session)
    return track, session.type, session.languages, session.recorded


def matched_sessions(
    before: Iterable[Session], after: Iterable[Session], first: Iterable[Keys] = ()
) -> Mapping[str, str]:
    """Map the old id of each session that still exists to its new id.

    A session is first recognised by the keys that the functions in `first` return. Next comes its
    id, then one of its identifiers, then its title with its people, then its title alone, and
    finally a title that is clearly the most similar. A key that several sessions share is ignored.
    """
    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    found: dict[str, str] = {}
    for keys in (*first, _id_key, _identifier_keys, _title_and_people_key, _title_key):
        found |= pairs_by_keys(*unmatched_sessions(old, new, found), keys)
    return found | _pairs_by_likeness(*unmatched_sessions(old, new, found))


def renamed_sessions(before: Programme, after: Programme) -> dict[str, str]:
    """Map the old ids of sessions to their new ids in a newer programme.

    If the two programmes have no day in common, the newer one is the next edition, and the map is
    empty.
    """
    if set(before.days).isdisjoint(after.days):
        return {}
    gone = [s for s in before.sessions if s.id not in after.by_id]
    new = [s for s in after.sessions if s.id not in before.by_id]
    return dict(matched_sessions(gone, new)) if gone and new else {}


def unmatched_sessions(
    old: Mapping[str, Session], new: Mapping[str, Session], pairs: Mapping[str, str]
) -> tuple[Sequence[Session], Sequence[Session]]:
    """Return the old and the new sessions that are in no pair; `pairs` maps old ids to new ids."""
    matched = set(pairs.values())
    return (
        [session for id_, session in old.items() if id_ not in pairs],
        [session for id_, session in new.items() if id_ not in matched],
    )


def pairs_by_keys(old: Sequence[Session], new: Sequence[Session], keys: Keys) -> dict[str, str]:
    """Map ids in `old` to ids in `new` if the sessions share a key that no other session has."""
    ours, theirs = (_ids_by_unique_key(sessions, keys) for sessions in (old, new))
    found: dict[str, str] = {}
    matched: set[str] = set()
    for session in old:
        for key in keys(session):
            other = theirs.get(key)
            if other is not None and ours.get(key) == session.id:
                if other not in matched:
                    found[session.id] = other
                    matched.add(other)
                break
    return found


def _ids_by_unique_key(sessions: Sequence[Session], keys: Keys) -> dict[object, str]:
    counted = Counter(key for session in sessions for key in set(keys(session)))
    return {key: s.id for s in sessions for key in keys(s) if counted[key] == 1}


def _id_key(session: Session) -> Iterable[object]:
    return (session.id,)


def _identifier_keys(session: Session) -> Iterable[object]:
    return (session.id, *session.identifiers)


def _title_and_people_key(session: Session) -> Iterable[object]:
    people = folded_names(session)
    return ((fold(session.title), people),) if people else ()


def _title_key(session: Session) -> Iterable[object]:
    return (fold(session.title),)


def _pairs_by_likeness(
    old_sessions: Sequence[Session], new_sessions: Sequence[Session]
) -> dict[str, str]:
    """Map ids of old sessions to ids of new sessions with similar titles.

    Two sessions are a pair only if each is the only good match of the other.
    """
    from difflib import SequenceMatcher

    if len(old_sessions) * len(new_sessions) > _MAX_COMPARED:
        return {}
    titles = [(session, fold(session.title), folded_names(session)) for session in new_sessions]
    best: dict[str, str] = {}
    for old in old_sessions:
        sought, people = fold(old.title), folded_names(old)
        matcher = SequenceMatcher(None, b=sought, autojunk=False)
        scores = []
        for session, title, others in titles:
            if people and others and people.isdisjoint(others):
                continue
            matcher.set_seq1(title)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                scores.append((matcher.ratio(), session.id))
        scores.sort(reverse=True)
        if scores and scores[0][0] >= ALIKE and _has_clear_winner([score for score, _ in scores]):
            best[old.id] = scores[0][1]
    counted = Counter(best.values())
    return {old: new for old, new in best.items() if counted[new] == 1}


def folded_names(session: Session) -> frozenset[str]:
    """Return the folded names of the people in a session, to compare them."""
    return frozenset(fold(p.name) for p in session.participants)


def _has_clear_winner(scores: Sequence[float]) -> bool:
    return len(scores) == 1 or scores[0] - scores[1] >= CLEAR
