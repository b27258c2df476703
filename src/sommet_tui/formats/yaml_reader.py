"""Reads our own programme file, in YAML, and checks the references between its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import combinations, islice
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from sommet_tui.domain import translations, walks
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.instants import (
    NO_ZONES,
    YEARS,
    LocalTime,
    TimeError,
    instant,
    parse_time,
    zone_of,
)
from sommet_tui.domain.limits import (
    DESCRIPTION_LIMIT,
    MAX_PEOPLE_AND_LINKS,
    MAX_ROOMS_AND_LANGUAGES,
    MAX_SESSIONS,
    MESSAGE_LIMIT,
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
    TEXT_LIMIT,
)
from sommet_tui.domain.programme import (
    EVENT,
    UNPREPARED,
    Link,
    Participant,
    Person,
    Preparation,
    PreparedQuestion,
    Programme,
    Room,
    Segment,
    Session,
    Track,
    Translations,
    Venue,
    mark_unique_labels,
)
from sommet_tui.domain.values import replace
from sommet_tui.formats import likely_mistakes
from sommet_tui.formats.findings import ListNode, Loc, MapNode, Report, UnusableError, error
from sommet_tui.formats.ids import add_ids
from sommet_tui.formats.parsed_feed import describe_content
from sommet_tui.formats.yaml_tree import parse

if TYPE_CHECKING:
    from sommet_tui.formats.yaml_errors import Checked
    from sommet_tui.formats.yaml_field_rules import LinkWire, ProgrammeWire, SessionWire

_KEY = re.compile(
    rb"^\W{0,3}(version|event|days?|rooms|people|sessions|title|timezone)\W{0,2}:", re.MULTILINE
)
"""A line that occurs only in a programme in YAML, even in a faulty one."""
_EVENT = "event"
"""The path in findings about an event without an id."""
_OURS = frozenset(("version", "title", "timezone", "sessions"))
"""Keys of which every programme has at least one, even a programme with many mistakes."""
_UNREADABLE = frozenset(("binary", "encoding", "empty"))
_ALL = "all"
"""The word that means all rooms, unless a room has this word as its id."""
_NAMED = 100
"""The maximum number of rooms or buildings in a finding."""
_PARTS = {"unknown-room": "rooms", "unknown-track": "tracks", "unknown-person": "people"}
"""For each finding about an unknown id, the list that should contain the id."""
_UTC = ZoneInfo("UTC")
_ANY_DAY = date(2000, 1, 1)
_MINUTE = timedelta(minutes=1)


def read(data: bytes, origin: str, _zone: str | None = None) -> Loaded:
    """Read a programme from a YAML file, and return all findings.

    The file itself names its zone. The findings are in the order of lines.

    Raises:
        UnusableError: it is not YAML, or too large.
    """
    root, findings = parse(data)
    codes = {finding.code for finding in findings}
    if _has_other_extension(origin) and not (codes & _UNREADABLE or _KEY.search(data)):
        raise UnusableError(error("no-programme"))
    if root is None:
        other = any(finding.code == "type" and not finding.path for finding in findings)
        raise UnusableError(*([error("no-programme")] if other else findings))
    if _is_foreign(root):
        raise UnusableError(error("yaml-unread", found=describe_content(root)))
    _check_session_count(root)
    # Pydantic is slow to import, and invalid YAML does not need it.
    from sommet_tui.formats.yaml_errors import validate

    derived = add_ids(root)
    checked = validate(root)
    programme, more = _build_programme(checked, root)
    if programme is not None:
        programme = replace(programme, has_derived_id=any(f.path == _EVENT for f in derived))
    findings += derived
    found = sorted([*findings, *checked.findings, *more], key=lambda f: (f.line or 0, f.path))
    ids = frozenset(f.values["id"] for f in derived if f.path != _EVENT)
    return Loaded(origin, programme, tuple(found), ids)


def _has_other_extension(origin: str) -> bool:
    """Return whether a file has the extension of another format, so that no YAML is expected."""
    suffix = PurePath(origin).suffix.lower()
    return suffix not in ("", ".yaml", ".yml")


def _is_foreign(root: MapNode) -> bool:
    """Return whether a file has other keys, but neither an event nor sessions."""
    event, days = root.get("event"), root.get("days")
    tops = root.keys() | (event.keys() if isinstance(event, MapNode) else set())
    listed = days if isinstance(days, ListNode) else ()
    has_sessions = any("sessions" in day for day in listed if isinstance(day, MapNode))
    return not has_sessions and not tops & _OURS


def _check_session_count(root: MapNode) -> None:
    """Refuse a file with too many sessions, because checking each of them would take long."""
    days = root.get("days")
    nodes = days if isinstance(days, ListNode) else ()
    listed = [day.get("sessions") for day in nodes if isinstance(day, MapNode)]
    count = sum(len(sessions) for sessions in listed if isinstance(sessions, ListNode))
    if count > MAX_SESSIONS:
        facts = {"count": count, "limit": MAX_SESSIONS}
        raise UnusableError(error("too-many-sessions", "days", root.lines["days"], **facts))


def _build_programme(checked: Checked, root: MapNode) -> tuple[Programme | None, list[Finding]]:
    """Return the programme and the findings. After errors, the programme is None.

    `checked` is the valid rest of a file. `root` is the whole file, with its lines.
    """
    if checked.model is None:
        return None, []
    report = Report(root, checked.touched, data=checked.data)
    return _Builder(checked.model, report).programme(), report.findings


class _Builder:
    """Builds a programme from the model of a file. All paths are paths in the model."""

    def __init__(self, model: ProgrammeWire, report: Report) -> None:
        self._model = model
        self._report = report
        self._event = self._event_facts()
        self._rooms = self._all_rooms()
        self._check_walks()
        self._tracks = self._all_tracks()
        self._people = self._all_people()
        # The ids of the parts to which sessions may refer, or None if they are unknown.
        self._known_rooms = self._known_ids("rooms", self._rooms)
        self._every_room = tuple(self._known_rooms or ())
        self._known_tracks = self._known_ids("tracks", self._tracks)
        self._known_people = report.keys("people")
        self._zone = self._known_zone()
        boundary_known = not report.was_changed(("event", "day_boundary"))
        self._boundary = self._event.day_boundary if boundary_known else None
        self._translations = dict(self._event.translations)
        self._abstracts: dict[str, str] = {}
        self._preparations: dict[str, Preparation] = {}
        self._cues: dict[str, str] = {}

    def programme(self) -> Programme | None:
        """Return the whole programme, or None if it is invalid. The report then has the errors."""
        model, report = self._model, self._report
        found = self._sessions()
        ready = self._prepared_messages()
        self._check_part_count(found)
        if report.touched or any(finding.is_error for finding in report.findings):
            self._warn_of_long_sessions(found)
            return None
        sessions = sorted((s for s, _ in found), key=lambda session: (session.start, session.end))
        places = {session.id: loc for session, loc in found}
        self._warn_of_unused_entries(sessions)
        programme = replace(
            self._event,
            rooms=self._rooms,
            walks=MappingProxyType(model.walks),
            tracks=self._tracks,
            people=tuple(self._people.values()),
            sessions=mark_unique_labels(sessions),
            abstracts=MappingProxyType(self._abstracts),
            preparations=MappingProxyType(self._preparations),
            cues=MappingProxyType(self._cues),
            stage_takes=model.stage is not None and model.stage.take,
            stage_messages=ready,
            translations=MappingProxyType(self._translations),
        )
        likely_mistakes.warn_of_likely_mistakes(programme, places, report)
        programme = translations.translate_programme(programme)
        likely_mistakes.warn_of_missing_languages(programme, places, report)
        return programme

    def _check_part_count(self, found: Iterable[tuple[Session, Loc]]) -> None:
        sessions = [session for session, _ in found]
        if sum(len(s.participants) + len(s.links) for s in sessions) > MAX_PEOPLE_AND_LINKS:
            self._report.error(("days",), "too-many-parts", limit=MAX_PEOPLE_AND_LINKS)
        if sum(len(s.rooms) + len(s.languages) for s in sessions) > MAX_ROOMS_AND_LANGUAGES:
            self._report.error(("days",), "too-many-rooms", limit=MAX_ROOMS_AND_LANGUAGES)

    def _event_facts(self) -> Programme:
        """Return a programme that has only the facts about the event, without sessions."""
        event, report, loc = self._model.event, self._report, ("event",)
        venue = None
        if event.venue is not None:
            place = (*loc, "venue")
            name = report.required_line(place, "name", event.venue.name)
            venue = Venue(name, report.line(place, "address", event.venue.address))
        texts = _Texts(report, loc)
        title = texts.name("title", event.title)
        subtitle = texts.line("subtitle", event.subtitle)
        description = texts.text("description", event.description, DESCRIPTION_LIMIT)
        return Programme(
            id=event.id,
            title=title,
            timezone=event.timezone,
            language=event.language,
            sessions=(),
            subtitle=subtitle,
            description=description,
            registration=report.line(loc, "registration", event.registration),
            url=event.url,
            live=event.live,
            color=event.color,
            logo=event.logo,
            venue=venue,
            day_boundary=parse_time(event.day_boundary).time,
            translations={EVENT: texts.translations} if texts.by_language else {},
        )

    def _all_rooms(self) -> tuple[Room, ...]:
        report, seen, made = self._report, _FirstSeen(self._report, "duplicate-id"), []
        for index, room in enumerate(self._model.rooms):
            loc: Loc = ("rooms", index)
            seen.check_unique(room.id, (*loc, "id"))
            name, note = (
                report.required_line(loc, "name", room.name),
                report.line(loc, "note", room.note),
            )
            building = report.line(loc, "building", room.building)
            made.append(Room(room.id, name, note, room.url, building))
        return tuple(made)

    def _check_walks(self) -> None:
        """Check that each walk joins buildings that have rooms.

        `walks.WITHIN` and `walks.BETWEEN` are always valid.
        """
        report = self._report
        if any(loc[0] == "rooms" for loc in report.touched):
            return
        buildings = dict.fromkeys(room.building for room in self._rooms if room.building)
        for key in self._model.walks:
            if not walks.is_walk_key(key, buildings):
                few = list(islice(buildings, _NAMED))
                pairs = (f"{one}-{other}" for one, other in combinations(few, 2))
                closest = report.suggest.closest_word(key, (walks.WITHIN, walks.BETWEEN, *pairs))
                facts = {"key": key, "suggestion": closest, "buildings": ", ".join(few)}
                report.error(("walks", key), "unknown-walk", **facts)

    def _all_tracks(self) -> tuple[Track, ...]:
        seen, made = _FirstSeen(self._report, "duplicate-id"), []
        for index, track in enumerate(self._model.tracks):
            loc: Loc = ("tracks", index)
            seen.check_unique(track.id, (*loc, "id"))
            made.append(
                Track(track.id, self._report.required_line(loc, "name", track.name), track.color)
            )
        return tuple(made)

    def _all_people(self) -> dict[str, Person]:
        report, made = self._report, {}
        for key, person in self._model.people.items():
            loc: Loc = ("people", key)
            made[key] = Person(
                id=key,
                name=report.required_line(loc, "name", person.name),
                affiliation=report.line(loc, "affiliation", person.affiliation),
                pronunciation=report.line(loc, "pronunciation", person.pronunciation),
                introduction=report.text(loc, "introduction", person.introduction),
                links=self._links(person.links, loc),
            )
        return made

    def _links(self, given: Sequence[LinkWire], loc: Loc) -> tuple[Link, ...]:
        """Return the links of the person or session at `loc`.

        Their addresses are already checked.
        """
        return tuple(
            Link(
                self._report.required_line((*loc, "links", index), "title", link.title),
                link.url,
                link.kind,
            )
            for index, link in enumerate(given)
        )

    def _known_ids(self, key: str, made: Sequence[Room | Track]) -> Collection[str] | None:
        return dict.fromkeys(one.id for one in made) if self._report.is_complete_list(key) else None

    def _known_zone(self) -> ZoneInfo | None:
        """Return the zone of the event. If it is unknown, report an error and return None."""
        name, loc, report = self._event.timezone, ("event", "timezone"), self._report
        if report.was_changed(loc) or report.was_changed(("event",)):
            return None
        zone = zone_of(name)
        if zone is None:
            suggestion = report.suggest.closest_word(name, available_timezones() - NO_ZONES)
            report.error(loc, "unknown-zone", zone=name, suggestion=suggestion)
        return zone

    def _prepared_messages(self) -> tuple[str, ...]:
        stage = self._model.stage
        return tuple(
            self._report.required_line(("stage", "messages"), index, text, MESSAGE_LIMIT)
            for index, text in enumerate(stage.messages if stage is not None else ())
        )

    def _sessions(self) -> list[tuple[Session, Loc]]:
        """Return the sessions with known times, and their paths, in the order of the file."""
        report, made = self._report, []
        ids = _FirstSeen(report, "duplicate-id")
        dates = _FirstSeen(report, "duplicate-date", "date")
        for at, day in enumerate(self._model.days):
            date_loc: Loc = ("days", at, "date")
            dates.check_unique(day.date, date_loc)
            on = None if report.was_changed(date_loc) else date.fromisoformat(day.date)
            if on is not None and on.year not in YEARS:
                report.error(date_loc, "time-range", time=day.date)
                on = None  # Each of its sessions would have the same error.
            for number, session in enumerate(day.sessions):
                loc: Loc = ("days", at, "sessions", number)
                ids.check_unique(session.id, (*loc, "id"))
                whole = self._session(session, loc, on)
                cue = report.line(loc, "cue", session.cue)
                if cue is not None:
                    self._cues[session.id] = cue
                prepared = self._preparation(session, loc, whole)
                if prepared is not None:
                    self._preparations[session.id] = prepared
                if whole is not None:
                    made.append((whole, loc))
        everything = (session for day in self._model.days for session in day.sessions)
        days_touched = any(loc[0] == "days" for loc in report.touched)
        if not days_touched and all(session.is_break for session in everything):
            report.error(("days",), "no-sessions")
        return made

    def _warn_of_long_sessions(self, found: Iterable[tuple[Session, Loc]]) -> None:
        """Warn of sessions that are probably too long.

        This is called only if the file has errors.
        """
        for session, loc in found:
            if self._zone is not None and not (
                session.cancelled or self._report.has_structure_errors(loc)
            ):
                likely_mistakes.warn_if_long(session, self._zone, loc, self._report)

    def _warn_of_unused_entries(self, sessions: Sequence[Session]) -> None:
        used = {participant.id for session in sessions for participant in session.participants}
        for key, person in self._people.items():
            if key not in used:
                self._report.warn(("people", key), "unused-person", id=key, name=person.name)

    def _session(self, session: SessionWire, loc: Loc, day: date | None) -> Session | None:
        """Return the session, or None if its times are unknown.

        `day` is its date, or None if unknown.
        """
        report = self._report
        span = self._span(session, day, loc)
        texts = _Texts(report, loc)
        title = texts.name("title", session.title)
        rooms = self._rooms_of(session, loc)
        self._check_id(session.track, (*loc, "track"), "unknown-track", self._known_tracks)
        participants = self._participants(session, loc)
        links = self._links(session.links, loc)
        label = report.line(loc, "label", session.label)
        subtitle = texts.line("subtitle", session.subtitle)
        abstract = texts.text("abstract", session.abstract)
        if abstract is not None:
            self._abstracts[session.id] = abstract
        if texts.by_language:
            self._translations[session.id] = texts.translations
        if span is None:
            return None
        return Session(
            id=session.id,
            title=title,
            start=span[0],
            end=span[1],
            day=day or span[0].date(),
            kind="break" if session.is_break else "session",
            state=session.state,
            label=label,
            subtitle=subtitle,
            rooms=rooms,
            track=session.track,
            type=report.line(loc, "type", session.type),
            languages=tuple(dict.fromkeys(session.language)),
            recorded=session.recorded,
            participants=participants,
            links=links,
            follows=session.follows,
            fixed_end=session.is_break if session.fixed_end is None else session.fixed_end,
            warning_minutes=session.warning_minutes,
            danger_minutes=session.danger_minutes,
        )

    def _check_id(
        self, name: str | None, loc: Loc, code: str, known: Collection[str] | None
    ) -> bool:
        """Return whether an id exists, and report an error if it does not."""
        if name is None or name in (known or ()):
            return True
        suggest, part = self._report.suggest, _PARTS.get(code)
        meant = suggest.id_for_name(name, part) if part else ""
        if known is None and meant in ("", name):  # the id may be that of a part with errors
            return True
        suggestion = meant or suggest.closest_word(name, known or ())
        self._report.error(loc, code, id=name, suggestion=suggestion)
        return False

    def _rooms_of(self, session: SessionWire, loc: Loc) -> tuple[str, ...]:
        rooms, report, place = self._known_rooms, self._report, (*loc, "room")
        if session.room == [_ALL] and rooms is not None and _ALL not in rooms:
            if not rooms:
                report.error(place, "unknown-room", id=_ALL, suggestion="")
            return self._every_room
        if session.room:
            seen = _FirstSeen(report, "duplicate-room")
            for index, room in enumerate(session.room):
                if seen.check_unique(room, (*place, index)):
                    self._check_id(room, (*place, index), "unknown-room", rooms)
            return tuple(dict.fromkeys(session.room))
        if not rooms or report.has_structure_errors(place):
            return ()
        if len(rooms) > 1:
            report.error(place, "no-room", rooms=", ".join((*islice(rooms, _NAMED), _ALL)))
        return self._every_room[:1]

    def _participants(self, session: SessionWire, loc: Loc) -> tuple[Participant, ...]:
        seen, made = _FirstSeen(self._report, "duplicate-person"), []
        for index, entry in enumerate(session.people):
            place = (*loc, "people", index)
            if not self._check_id(entry.person, place, "unknown-person", self._known_people):
                continue
            person = self._people.get(entry.person)
            own = self._report.line(place, "affiliation", entry.affiliation)
            if seen.check_unique(entry.person, place) and person is not None:
                affiliation = own or person.affiliation
                made.append(Participant(person.id, person.name, entry.role, affiliation))
        return tuple(made)

    def _span(
        self, session: SessionWire, day: date | None, loc: Loc
    ) -> tuple[datetime, datetime] | None:
        """Return start and end, or None if they are unknown. Any error is already reported."""
        start_loc, end_loc = (*loc, "start"), (*loc, "end")
        if self._boundary is None:
            return None
        opening, closing = parse_time(session.start), parse_time(session.end)
        zone = self._zone if day else None
        start = self._instant(zone, day, opening, start_loc, self._boundary)
        # If the end is not later than the start by the clock, it is on the next date.
        on = _next_date(day) if opening.time < self._boundary else day
        if closing.time <= opening.time and not self._ends_in_repeated_hour(
            opening, closing, on, start
        ):
            on = _next_date(on)
        end = self._instant(zone, on, closing, end_loc, time(0))
        if start is None or end is None:
            return None
        if end <= start:
            facts = {"start": session.start, "end": session.end}
            self._report.error(end_loc, "end-before-start", **facts)
            return None
        return start, end

    def _ends_in_repeated_hour(
        self, opening: LocalTime, closing: LocalTime, on: date | None, start: datetime | None
    ) -> bool:
        """Return whether a session ends after the clocks are set back, later on the same date.

        By the clock, such a session may end before it starts.
        """
        if closing.offset is None or closing.offset == opening.offset:
            return False
        if on is None or start is None or self._zone is None:
            return False
        try:
            return instant(on, closing, self._zone) > start
        except TimeError:
            return False

    def _instant(
        self, zone: ZoneInfo | None, day: date | None, local: LocalTime, loc: Loc, boundary: time
    ) -> datetime | None:
        """Return the instant of a local time on a day that begins at `boundary`, or None.

        If the day is unknown, `zone` is None, so that the end is in the same zone as the start.
        """
        report = self._report
        if report.was_changed(loc):
            return None
        if zone is None or day is None:
            # A time without an offset can be checked with any zone and day.
            if local.offset is not None:
                return None
            zone, day = _UTC, day or _ANY_DAY
        try:
            return instant(day, local, zone, boundary)
        except TimeError as problem:
            facts = {"time": problem.text, "zone": zone.key}
            match problem.reason:
                case "impossible":
                    report.error(loc, "time-impossible", **facts)
                case "ambiguous" | "offset":
                    choices = ", ".join(problem.choices)
                    report.error(loc, f"time-{problem.reason}", **facts, choices=choices)
                case _:
                    report.error(loc, "time-range", time=problem.text)
            return None

    def _preparation(
        self, session: SessionWire, loc: Loc, made: Session | None
    ) -> Preparation | None:
        """Return the preparation of a session, or None if nothing is prepared.

        `made` is the session, or None if it could not be built.
        """
        shares = {p.person: p.share for p in session.people if p.share is not None}
        if not (shares or session.segments or session.questions or session.seating):
            return None
        people_torn = self._report.has_structure_errors((*loc, "people"))
        people = None if people_torn else dict.fromkeys(entry.person for entry in session.people)
        found = Preparation(
            segments=self._segments(session, loc, made),
            questions=self._questions(session, loc, people),
            seating=self._seating(session, loc, people),
            shares=MappingProxyType(shares),
        )
        if (total := sum(shares.values())) > 100:
            self._report.error((*loc, "people"), "shares", total=total)
        return None if found == UNPREPARED else found

    def _segments(
        self, session: SessionWire, loc: Loc, made: Session | None
    ) -> tuple[Segment, ...]:
        report, place = self._report, (*loc, "segments")
        found = [
            Segment(
                report.required_line((*place, index), "name", segment.name, SEGMENT_LIMIT),
                segment.minutes,
            )
            for index, segment in enumerate(session.segments)
        ]
        if made is not None and found:
            minutes = sum(segment.minutes for segment in found)
            available = made.duration // _MINUTE
            facts = {"minutes": minutes, "available": available}
            if minutes > available:
                report.warn(place, "segments-too-long", **facts, excess=minutes - available)
            elif minutes < available:
                report.warn(place, "segments-too-short", **facts, missing=available - minutes)
        return tuple(found)

    def _questions(
        self, session: SessionWire, loc: Loc, people: Collection[str] | None
    ) -> tuple[PreparedQuestion, ...]:
        found = []
        for index, question in enumerate(session.questions):
            place = (*loc, "questions", index)
            text = self._report.required_line(place, "text", question.text, QUESTION_LIMIT)
            if question.to is not None:
                self._check_participant(question.to, (*place, "to"), people)
            found.append(PreparedQuestion(text, question.to))
        return tuple(found)

    def _seating(
        self, session: SessionWire, loc: Loc, people: Collection[str] | None
    ) -> tuple[str, ...]:
        seen, found = _FirstSeen(self._report, "duplicate-seat"), []
        for index, person in enumerate(session.seating):
            place = (*loc, "seating", index)
            if self._check_participant(person, place, people) and seen.check_unique(person, place):
                found.append(person)
        return tuple(found)

    def _check_participant(self, person: str, loc: Loc, people: Collection[str] | None) -> bool:
        """Return whether a person takes part in a session, and report an error if not."""
        return self._check_id(person, loc, "unknown-person", self._known_people) and self._check_id(
            person, loc, "not-in-session", people
        )


class _Texts:
    """The texts of the event or a session at `loc`. It collects the texts in several languages."""

    def __init__(self, report: Report, loc: Loc) -> None:
        self._report = report
        self._loc = loc
        self.by_language: dict[str, Mapping[str, str]] = {}

    @property
    def translations(self) -> Translations:
        """Return the texts that the file gives in several languages."""
        return Translations(**self.by_language)

    def name(self, key: str, given: Mapping[str, str]) -> str:
        """Clean a line that may be in several languages. Report an error if it is blank."""
        report = self._report
        return (
            self._check_each_language(
                key, key, given, report.required_line if "" in given else report.line
            )
            or ""
        )

    def line(self, key: str, given: Mapping[str, str] | None) -> str | None:
        """Clean a line that may be in several languages. If nothing remains, return None."""
        return self._check_each_language(key, key, given, self._report.line)

    def text(
        self, key: str, given: Mapping[str, str] | None, limit: int = TEXT_LIMIT
    ) -> str | None:
        """Clean a text of several lines in one or more languages.

        If nothing remains, return None.
        """
        return self._check_each_language(
            "abstract", key, given, partial(self._report.text, limit=limit)
        )

    def _check_each_language(
        self,
        name: str,
        key: str,
        given: Mapping[str, str] | None,
        check: Callable[[Loc, str, str], str | None],
    ) -> str | None:
        if given is None:
            return None
        if "" in given:
            return check(self._loc, key, given[""])
        loc, made = (*self._loc, key), {}
        for code, text in given.items():
            clean = check(loc, code, text)
            if clean is None:
                self._report.error((*loc, code), "blank", key=code)
            else:
                made[code] = clean
        self.by_language[name] = MappingProxyType(made)
        return next(iter(made.values()), None)


class _FirstSeen:
    """Finds repeated values. `name` is the field of the finding that gets the repeated value."""

    def __init__(self, report: Report, code: str, name: str = "id") -> None:
        self._report = report
        self._code = code
        self._name = name
        self._seen: dict[str, Loc] = {}

    def check_unique(self, value: str, loc: Loc) -> bool:
        """Return whether `value` occurs for the first time. Otherwise, report an error at `loc`."""
        if self._report.was_changed(loc):
            return False
        first = self._seen.setdefault(value, loc)
        if first is loc:
            return True
        line = str(self._report.line_of(first))
        self._report.error(loc, self._code, **{self._name: value, "first": line})
        return False


def _next_date(day: date | None) -> date:
    """Return the date after `day`, or `day` if it is the last possible date."""
    known = _ANY_DAY if day is None else day
    return known + timedelta(days=1) if known < date.max else known
