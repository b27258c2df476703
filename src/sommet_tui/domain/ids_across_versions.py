"""Recognising events and sessions that have no id in their file.

The reader derives such an id from a title, a date or the name of the file, and each of these may
change. If an event or session was seen before, it therefore keeps the id that it had then, because
saved data, the log of the stage, published days and the crew refer to this id.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from sommet_tui.domain.changes import (
    folded_names,
    matched_sessions,
    pairs_by_keys,
    unmatched_sessions,
)
from sommet_tui.domain.limits import ID_LIMIT, MAX_SESSIONS
from sommet_tui.domain.programme import Participant, Programme, Session
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sommet_tui.domain.findings import Loaded

    _Value = TypeVar("_Value")

_POSTPONED = timedelta(days=182)
"""The longest postponement of an event; if the new date is later, it is the next edition."""
MAX_ADDRESSES = 20
"""How many files and addresses of an event are saved."""


@frozen
class KnownProgramme:
    """A programme that was read before: its id, its sessions, and its files and addresses.

    The sessions have only the facts by which they can be recognised. `gone` has the sessions that
    left the programme and may come back. `addresses` are paths and URLs, the latest first.
    """

    programme: str
    sessions: tuple[Session, ...]
    addresses: tuple[str, ...]
    gone: tuple[Session, ...] = ()


def facts_to_save(
    programme: Programme, address: str, before: KnownProgramme | None
) -> KnownProgramme:
    """Return the facts to save about a programme; `before` has those saved earlier, if any."""
    sessions = tuple(map(_comparable_session, programme.sessions))
    if before is None:
        return KnownProgramme(programme.id, sessions, (address,))
    others = (other for other in before.addresses if other != address)
    left = (s for s in (*before.sessions, *before.gone) if s.id not in programme.by_id)
    return KnownProgramme(
        programme.id,
        sessions,
        (address, *others)[:MAX_ADDRESSES],
        tuple(left)[:MAX_SESSIONS],
    )


def _comparable_session(session: Session) -> Session:
    return Session(
        id=session.id,
        title=session.title,
        start=session.start.replace(microsecond=0),
        end=session.end.replace(microsecond=0),
        day=session.day,
        kind=session.kind,
        rooms=session.rooms,
        participants=tuple(Participant(p.name, p.name) for p in session.participants),
        identifiers=session.identifiers,
    )


def earlier_version(
    programme: Programme,
    derived: Collection[str],
    address: str,
    known: Iterable[KnownProgramme],
    today: date,
) -> KnownProgramme | None:
    """Return the `known` version of a programme, or None if the programme is new.

    `address` is where the programme was read. `derived` are the ids of sessions that the reader
    derived. If the file gives the event an id, return the version with this id. Otherwise, return
    the version that shares the most sessions, if it shares more than half of them. If a version was
    read at another address, a session is shared only if title, time and room are equal. If no
    version shares enough sessions, return the version with the same derived id of the event.
    """
    if not programme.has_derived_id:
        return next((one for one in known if one.programme == programme.id), None)
    best, most = None, 0.0
    for one in known:
        is_here, has_its_id = address in one.addresses, one.programme == programme.id
        old, new = _drop_breaks(one.sessions), _drop_breaks(programme.sessions)
        if not old or not _are_same_edition(old, new, today, is_here=is_here):
            continue
        if is_here:
            shared = _count_shared(old, new, derived)
            least = min(len(old), len(new))  # because the programme may have grown or shrunk
        else:
            shared = len({_exact_key(s) for s in old} & {_exact_key(s) for s in new})
            least = max(len(old), len(new))  # because the files of two days may share sessions
        evidence = shared if shared * 2 > least else 0.5 if has_its_id else 0
        if evidence > most:
            best, most = one, evidence
    return best


def _count_shared(old: Sequence[Session], new: Sequence[Session], derived: Collection[str]) -> int:
    """Count the sessions that two versions share, by name or by place.

    If they share none by name, return 0, because another event may have sessions at the same times.
    """
    same = _map_by_name(old, new, derived)
    return len(same) + len(_map_by_place(old, new, same)) if same else 0


def _drop_breaks(sessions: Iterable[Session]) -> list[Session]:
    return [session for session in sessions if not session.is_break]


def _are_same_edition(
    old: Collection[Session], new: Collection[Session], today: date, *, is_here: bool
) -> bool:
    """Return whether the days of two versions overlap, or the event was only postponed.

    A postponed event counts only if the earlier version was read at the same address (`is_here`).
    """
    (begins, ends), (first, last) = _first_and_last_day(old), _first_and_last_day(new)
    if first <= ends and begins <= last:
        return True
    return is_here and ends >= today and abs(first - begins) <= _POSTPONED


def _first_and_last_day(sessions: Collection[Session]) -> tuple[date, date]:
    days = {session.day for session in sessions}
    return min(days), max(days)


def _exact_key(session: Session) -> tuple[object, ...]:
    return fold(session.title), session.start, session.rooms


def restore_known_ids(
    programme: Programme, derived: Collection[str], before: KnownProgramme
) -> Programme:
    """Return a programme whose `derived` ids are replaced by the ids of its earlier version."""
    same = _map_by_name(before.sessions, programme.sessions, derived)
    same |= _map_by_place(before.sessions, programme.sessions, same)
    matched = set(same.values())
    others = [session for session in programme.sessions if session.id not in matched]
    same |= _map_by_name(before.gone, others, derived)
    taken = {session.id for session in programme.sessions if session.id not in derived}
    names: dict[str, str] = {}
    for old, new in same.items():
        if new in derived and old not in taken:
            names[new] = old
            taken.add(old)
    for id_ in (s.id for s in programme.sessions if s.id in derived and s.id not in names):
        if id_ in taken:
            names[id_] = next(other for other in _ids_with_number(id_) if other not in taken)
        taken.add(names.get(id_, id_))
    id_ = before.programme if programme.has_derived_id else programme.id
    names = {new: old for new, old in names.items() if new != old}
    if not names and id_ == programme.id:
        return programme
    return _replace_session_ids(replace(programme, id=id_), names)


def apply_ids(programme: Programme, loaded: Loaded) -> Loaded:
    """Return `loaded` with this programme, and with the programme's new ids in the findings."""
    read = loaded.programme
    assert read is not None
    names = {old.id: s.id for old, s in zip(read.sessions, programme.sessions, strict=True)}
    names[read.id] = programme.id
    findings = tuple(
        replace(finding, values={"id": names.get(id_ := finding.values["id"], id_)})
        if finding.code == "id-derived"
        else finding
        for finding in loaded.findings
    )
    return replace(loaded, programme=programme, findings=findings)


def _map_by_name(
    before: Iterable[Session], after: Iterable[Session], derived: Collection[str]
) -> dict[str, str]:
    """Map the earlier ids of sessions to the current ids by explicit id, by title or by people.

    A title with a time is more reliable than a `derived` id, which depends on the other sessions of
    the file.
    """

    def explicit_id(session: Session) -> Iterable[object]:
        return () if session.id in derived else (session.id,)

    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    found = pairs_by_keys(list(old.values()), list(new.values()), explicit_id)
    places: dict[object, list[str]] = {}
    left, open_ = unmatched_sessions(old, new, found)
    for session in left:
        places.setdefault(_exact_key(session), []).append(session.id)
    for session in open_:
        if places.get(_exact_key(session)):
            found[places[_exact_key(session)].pop(0)] = session.id
    rest = matched_sessions(
        *unmatched_sessions(old, new, found), (_title_and_day_key, _people_and_time_key)
    )
    return {**found, **rest}


def _title_and_day_key(session: Session) -> Iterable[object]:
    return ((fold(session.title), session.day),)


def _people_and_time_key(session: Session) -> Iterable[object]:
    people = folded_names(session)
    return ((people, session.start),) if people else ()


def _map_by_place(
    before: Iterable[Session], after: Iterable[Session], pairs: Mapping[str, str]
) -> dict[str, str]:
    """Map earlier ids of sessions to the current ids of sessions at the same time and place.

    Sessions in `pairs` are left out. If the people of both sessions are known, they must have a
    person in common.
    """
    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    return {
        ours: theirs
        for ours, theirs in pairs_by_keys(*unmatched_sessions(old, new, pairs), _place_key).items()
        if _could_be_same_people(folded_names(old[ours]), folded_names(new[theirs]))
    }


def _could_be_same_people(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return not ours or not theirs or not ours.isdisjoint(theirs)


def _place_key(session: Session) -> Iterable[object]:
    return ((session.start, session.end, session.rooms, session.kind),)


def _ids_with_number(id_: str) -> Iterator[str]:
    for number in count(2):
        end = f"-{number}"
        yield id_[: ID_LIMIT - len(end)] + end


def _replace_session_ids(programme: Programme, names: Mapping[str, str]) -> Programme:
    """Return a programme with new ids of sessions; `names` maps the old ids to the new ids."""
    if not names:
        return programme
    sessions = tuple(
        replace(session, id=names[session.id]) if session.id in names else session
        for session in programme.sessions
    )

    def rename_keys(by_session: Mapping[str, _Value]) -> Mapping[str, _Value]:
        return MappingProxyType({names.get(id_, id_): v for id_, v in by_session.items()})

    return replace(
        programme,
        sessions=sessions,
        abstracts=rename_keys(programme.abstracts),
        preparations=rename_keys(programme.preparations),
        cues=rename_keys(programme.cues),
        translations=rename_keys(programme.translations),
    )
