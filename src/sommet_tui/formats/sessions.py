"""From one session of the wire model to one of the programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from sommet_tui.domain import programme as domain
from sommet_tui.domain.values import dataclass
from sommet_tui.formats import wire
from sommet_tui.formats.facts import Loc
from sommet_tui.formats.hours import Hours
from sommet_tui.formats.nodes import MapNode
from sommet_tui.formats.places import index_in_file
from sommet_tui.formats.report import Report

_NAMED: Final = 100
"""More rooms than a finding has room for."""


@dataclass(frozen=True, slots=True)
class Known:
    """What sessions may name, by id; None where that cannot be told."""

    rooms: Collection[str] | None
    tracks: Collection[str] | None
    people: Collection[str] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session is checked against."""

    report: Report
    known: Known
    hours: Hours
    people: Mapping[str, domain.Person]


class FirstSeen:
    """Tells values that were there before."""

    def __init__(self, report: Report, code: str, name: str) -> None:
        self._report = report
        self._code = code
        self._name = name
        self._seen: dict[str, Loc] = {}

    def note(self, value: str, loc: Loc) -> bool:
        """Whether `value` is new; if it is not, that is an error of code `code` at `loc`."""
        if loc in self._report.touched:
            return False
        first = self._seen.setdefault(value, loc)
        if first is loc:
            return True
        line = str(self._report.line_of(first))
        self._report.error(loc, self._code, **{self._name: value, "first": line})
        return False


def make_session(
    session: wire.Session, where: tuple[Loc, object], day: date | None, around: Surroundings
) -> domain.Session | None:
    """The session; None where its times cannot be told.

    `where` is its place in the file and what `session` was made from, `day` the date of its day
    if that is known.
    """
    loc, node = where
    report = around.report
    span = around.hours.span(session, day, loc, report)
    title = report.name(loc, "title", session.title)
    room = _room(session, loc, around)
    expect(session.track, (*loc, "track"), "unknown-track", around.known.tracks, report)
    participants = _participants(session.people, node, loc, around)
    pages = links(session.links, node, loc, report)
    label = report.line(loc, "label", session.label)
    subtitle = report.line(loc, "subtitle", session.subtitle)
    if span is None:
        return None
    is_break = session.kind == "break"
    return domain.Session(
        id=session.id,
        title=title,
        start=span[0],
        end=span[1],
        day=day or span[0].date(),
        kind=session.kind,
        state=session.state,
        label=label,
        subtitle=subtitle,
        room=room,
        track=session.track,
        language=session.language,
        participants=participants,
        links=pages,
        follows=session.follows,
        fixed_end=is_break if session.fixed_end is None else session.fixed_end,
        warning_minutes=session.warning_minutes,
        danger_minutes=session.danger_minutes,
    )


def links(
    given: Sequence[wire.Link], node: object, loc: Loc, report: Report
) -> tuple[domain.Link, ...]:
    """The links of a person or session (`node`, at `loc`); addresses were checked before."""
    made = []
    for index, link in enumerate(given):
        place = (*loc, "links", place_of(node, "links", index))
        made.append(domain.Link(report.name(place, "title", link.title), link.url))
    return tuple(made)


def place_of(node: object, key: str, index: int) -> int:
    """The place in the file of an item of the list under `key`."""
    return index_in_file(node.get(key) if isinstance(node, MapNode) else None, index)


def _room(session: wire.Session, loc: Loc, around: Surroundings) -> str | None:
    rooms, report = around.known.rooms, around.report
    loc = (*loc, "room")
    if session.room is not None:
        expect(session.room, loc, "unknown-room", rooms, report)
        return session.room
    if not rooms or loc in report.touched:
        return None
    if len(rooms) > 1:
        report.error(loc, "no-room", rooms=", ".join(islice(rooms, _NAMED)))
    return next(iter(rooms))


def expect(
    name: str | None, loc: Loc, code: str, known: Collection[str] | None, report: Report
) -> bool:
    """Whether something of that name may be mentioned; if not, that is an error."""
    if name is None or known is None or name in known:
        return True
    report.error(loc, code, id=name, suggestion=report.suggest.closest(name, known))
    return False


def _participants(
    given: Sequence[wire.Participation], node: object, loc: Loc, around: Surroundings
) -> tuple[domain.Participant, ...]:
    report = around.report
    seen = FirstSeen(report, "duplicate-person", "id")
    made = []
    for index, entry in enumerate(given):
        place = (*loc, "people", place_of(node, "people", index))
        if not expect(entry.person, place, "unknown-person", around.known.people, report):
            continue
        person = around.people.get(entry.person)
        own = report.line(place, "affiliation", entry.affiliation)
        if seen.note(entry.person, place) and person is not None:
            affiliation = own or person.affiliation
            made.append(domain.Participant(person.id, person.name, entry.role, affiliation))
    return tuple(made)
