"""From the wire model to a programme, with the errors that only its parts together show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from sommet_tui.domain import programme as domain
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.instants import parse_time
from sommet_tui.domain.preparation import Preparation
from sommet_tui.domain.values import dataclass, field, replace
from sommet_tui.formats import wire
from sommet_tui.formats.checking import Checked
from sommet_tui.formats.facts import Loc
from sommet_tui.formats.hours import Hours
from sommet_tui.formats.nodes import ListNode, MapNode
from sommet_tui.formats.places import index_in_file, value_at
from sommet_tui.formats.preparing import make_preparation
from sommet_tui.formats.report import DESCRIPTION_LIMIT, Report
from sommet_tui.formats.sessions import FirstSeen, Known, Surroundings, links, make_session

_Place = TypeVar("_Place", domain.Room, domain.Track)


def make(checked: Checked, root: MapNode) -> tuple[domain.Programme | None, list[Finding]]:
    """The programme, None where anything is wrong, and what else was found.

    `root` is the file as it is, `checked` what is left of it.
    """
    model = checked.model
    if model is None:
        return None, []
    report = Report(root, checked.touched)
    event = _event(model.event, report)
    rooms = _places(model.rooms, checked, "rooms", domain.Room, report)
    tracks = _places(model.tracks, checked, "tracks", domain.Track, report)
    people = _people(model.people, checked, report)
    known = Known(
        rooms=dict.fromkeys(room.id for room in rooms) if report.is_whole("rooms") else None,
        tracks=dict.fromkeys(t.id for t in tracks) if report.is_whole("tracks") else None,
        people=report.keys("people"),
    )
    around = Surroundings(report, known, Hours.of(model.event, report), people)
    given = _sessions(checked, model, around)
    if checked.touched or any(finding.is_error for finding in report.findings):
        return None, report.findings
    _warn_of_unused(people, given.sessions, report)
    sessions = sorted(given.sessions, key=lambda session: (session.start, session.end))
    _warn_of_overlaps(sessions, given.places, report)
    programme = replace(
        event,
        rooms=rooms,
        tracks=tracks,
        people=tuple(people.values()),
        sessions=domain.with_own_labels(sessions),
        abstracts=MappingProxyType(given.abstracts),
        preparations=MappingProxyType(given.preparations),
    )
    return programme, report.findings


def _event(event: wire.Event, report: Report) -> domain.Programme:
    """A programme of nothing but what is said of the event."""
    loc: Loc = ("event",)
    venue = None
    if event.venue is not None:
        place = (*loc, "venue")
        name = report.name(place, "name", event.venue.name)
        venue = domain.Venue(name, report.line(place, "address", event.venue.address))
    return domain.Programme(
        id=event.id,
        title=report.name(loc, "title", event.title),
        timezone=event.timezone,
        language=event.language,
        sessions=(),
        subtitle=report.line(loc, "subtitle", event.subtitle),
        description=report.text(loc, "description", event.description, DESCRIPTION_LIMIT),
        registration=report.line(loc, "registration", event.registration),
        url=event.url,
        venue=venue,
        day_boundary=parse_time(event.day_boundary).time,
    )


def _places(
    given: Sequence[wire.Room | wire.Track],
    checked: Checked,
    key: str,
    made_as: type[_Place],
    report: Report,
) -> tuple[_Place, ...]:
    """Rooms or tracks."""
    seen = FirstSeen(report, "duplicate-id", "id")
    node = checked.data.get(key)
    made = []
    for index, item in enumerate(given):
        loc: Loc = (key, index_in_file(node, index))
        seen.note(item.id, (*loc, "id"))
        made.append(made_as(item.id, report.name(loc, "name", item.name)))
    return tuple(made)


def _people(
    given: Mapping[str, wire.Person], checked: Checked, report: Report
) -> dict[str, domain.Person]:
    made = {}
    for key, person in given.items():
        loc: Loc = ("people", key)
        made[key] = domain.Person(
            id=key,
            name=report.name(loc, "name", person.name),
            affiliation=report.line(loc, "affiliation", person.affiliation),
            pronunciation=report.line(loc, "pronunciation", person.pronunciation),
            introduction=report.text(loc, "introduction", person.introduction),
            links=links(person.links, value_at(checked.data, loc), loc, report),
        )
    return made


@dataclass(frozen=True, slots=True)
class _Given:
    """The sessions in the order of the file; by id their places, abstracts and plans."""

    sessions: list[domain.Session] = field(default_factory=list)
    places: dict[str, Loc] = field(default_factory=dict)
    abstracts: dict[str, str] = field(default_factory=dict)
    preparations: dict[str, Preparation] = field(default_factory=dict)


def _sessions(checked: Checked, model: wire.ProgrammeFile, around: Surroundings) -> _Given:
    report = around.report
    ids = FirstSeen(report, "duplicate-id", "id")
    dates = FirstSeen(report, "duplicate-date", "date")
    made = _Given()
    days = checked.data.get("days")
    for at, day in enumerate(model.days):
        day_loc: Loc = ("days", index_in_file(days, at))
        is_dated = (*day_loc, "date") not in report.touched
        dates.note(day.date, (*day_loc, "date"))
        nodes = value_at(checked.data, ("days", at, "sessions"))
        for number, session in enumerate(day.sessions):
            loc: Loc = (*day_loc, "sessions", index_in_file(nodes, number))
            ids.note(session.id, (*loc, "id"))
            node = nodes[number] if isinstance(nodes, ListNode) else None
            on = date.fromisoformat(day.date) if is_dated else None
            whole = make_session(session, (loc, node), on, around)
            text = report.text(loc, "abstract", session.abstract)
            if text is not None:
                made.abstracts[session.id] = text
            prepared = make_preparation(session, (loc, node), whole, around)
            if prepared is not None:
                made.preparations[session.id] = prepared
            if whole is not None:
                made.sessions.append(whole)
                made.places[whole.id] = loc
    _expect_sessions(model, report)
    return made


def _expect_sessions(model: wire.ProgrammeFile, report: Report) -> None:
    everything = (session for day in model.days for session in day.sessions)
    if any(session.kind == "session" for session in everything):
        return
    if not any(loc[0] == "days" for loc in report.touched):
        report.error(("days",), "no-sessions")


def _warn_of_unused(
    people: Mapping[str, domain.Person], sessions: Iterable[domain.Session], report: Report
) -> None:
    used = {participant.id for session in sessions for participant in session.participants}
    for key, person in people.items():
        if key not in used:
            report.warn(("people", key), "unused-person", id=key, name=person.name)


def _warn_of_overlaps(
    sessions: Iterable[domain.Session], places: Mapping[str, Loc], report: Report
) -> None:
    """Tell of each of the sessions, in their order, that begins while its room is taken."""
    last: dict[str | None, domain.Session] = {}
    for session in sessions:
        if session.cancelled:
            continue
        before = last.get(session.room)
        if before is not None and session.start < before.end:
            loc, first = places[session.id], report.line_of(places[before.id])
            facts = {"title": session.title, "other": before.title, "first": str(first)}
            report.warn((*loc, "start"), "overlap", **facts)
        if before is None or session.end > before.end:
            last[session.room] = session
