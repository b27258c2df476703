"""A programme as lines of JSON that load fast: what `compiled` makes a programme of again."""

from __future__ import annotations

import json
from typing import Any

from sommet_tui.domain.programme import Link, Person, Programme, Session
from sommet_tui.storage.prepared import pack_preparation


def pack(programme: Programme) -> tuple[str, str]:
    """The line that tells the time, and the line of the rest."""
    venue = programme.venue
    core = [
        [
            programme.id,
            programme.title,
            programme.timezone,
            programme.language,
            programme.subtitle,
            programme.description,
            programme.registration,
            programme.url,
            [venue.name, venue.address] if venue else None,
            programme.day_boundary.isoformat(),
        ],
        [[room.id, room.name] for room in programme.rooms],
        [[track.id, track.name] for track in programme.tracks],
        [_pack_person(person) for person in programme.people],
        [_pack_session(session) for session in programme.sessions],
    ]
    prepared = {id_: pack_preparation(each) for id_, each in programme.preparations.items()}
    return _line(core), _line([dict(programme.abstracts), prepared])


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pack_links(links: tuple[Link, ...]) -> list[list[str]]:
    return [[link.title, link.url] for link in links]


def _pack_person(person: Person) -> list[Any]:
    packed: list[Any] = [person.id, person.name, person.affiliation]
    if person.pronunciation or person.introduction or person.links:
        packed += [person.pronunciation, person.introduction, _pack_links(person.links)]
    return packed


def _pack_session(session: Session) -> list[Any]:
    return [
        session.id,
        session.title,
        int(session.start.timestamp()),
        int(session.end.timestamp()),
        session.day.toordinal(),
        session.kind,
        session.state,
        session.label,
        session.subtitle,
        session.room,
        session.track,
        session.language,
        [[p.id, p.name, p.role, p.affiliation] for p in session.participants],
        _pack_links(session.links),
        session.follows,
        session.fixed_end,
        session.warning_minutes,
        session.danger_minutes,
        session.own_label,
    ]
