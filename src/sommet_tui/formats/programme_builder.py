"""Build a programme from the wire model, with errors in the relations of its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import combinations, islice
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.instants import NO_ZONES, LocalTime, TimeError, instant, parse_time, zone_of
from sommet_tui.domain.limits import (
    DESCRIPTION_LIMIT,
    MESSAGE_LIMIT,
    MOST_SESSIONS,
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
    TEXT_LIMIT,
)
from sommet_tui.domain.preparation import UNPREPARED, Preparation, Prepared, Segment
from sommet_tui.domain.programme import (
    EVENT,
    Link,
    Participant,
    Person,
    Programme,
    Room,
    Session,
    Track,
    Translations,
    Venue,
    with_own_labels,
)
from sommet_tui.domain.translations import in_language
from sommet_tui.domain.values import dataclass, field, replace
from sommet_tui.domain.walks import BETWEEN, WITHIN, is_walk
from sommet_tui.formats.likely_mistakes import (
    Filing,
    warn_of_alike_rooms,
    warn_of_likely_mistakes,
    warn_of_missing_languages,
)
from sommet_tui.formats.nodes import ListNode, Loc, MapNode, index_in_file, value_at
from sommet_tui.formats.report import Report
from sommet_tui.formats.validation import Checked
from sommet_tui.formats.wire import (
    EventWire,
    LinkWire,
    ParticipationWire,
    PersonWire,
    ProgrammeWire,
    RoomWire,
    SessionWire,
    StageWire,
    TrackWire,
)


def build(checked: Checked, root: MapNode) -> tuple[Programme | None, list[Finding]]:
    """Return the programme, None if there are errors, and the findings.

    `checked` is the rest of a file, `root` the original with its lines.
    """
    model = checked.model
    if model is None:
        return None, []
    report = Report(root, checked.touched)
    count = sum(len(day.sessions) for day in model.days)
    if count > MOST_SESSIONS:
        report.error(("days",), "too-many-sessions", count=str(count), limit=str(MOST_SESSIONS))
        return None, report.findings
    event = _event(model.event, report)
    rooms = _rooms(model.rooms, checked, report)
    _expect_walks(model.walks, rooms, report)
    tracks = _tracks(model.tracks, checked, report)
    people = _people(model.people, checked, report)
    known = Known(
        rooms=dict.fromkeys(room.id for room in rooms) if report.is_whole("rooms") else None,
        tracks=dict.fromkeys(t.id for t in tracks) if report.is_whole("tracks") else None,
        people=report.keys("people"),
    )
    around = Surroundings(report, known, Hours.of(model.event, report), people)
    given = _sessions(checked, model, around)
    ready = _ready_messages(model.stage, checked, report)
    if checked.touched or any(finding.is_error for finding in report.findings):
        return None, report.findings
    _warn_of_unused(people, given.sessions, report)
    sessions = sorted(given.sessions, key=lambda session: (session.start, session.end))
    filing = Filing(ZoneInfo(event.timezone), event.day_boundary)
    warn_of_alike_rooms(rooms, report)
    warn_of_likely_mistakes(sessions, given.places, filing, report)
    programme = replace(
        event,
        rooms=rooms,
        walks=MappingProxyType(model.walks),
        tracks=tracks,
        people=tuple(people.values()),
        sessions=with_own_labels(sessions),
        abstracts=MappingProxyType(given.abstracts),
        preparations=MappingProxyType(given.preparations),
        cues=MappingProxyType(given.cues),
        stage_takes=model.stage is not None and model.stage.take,
        stage_messages=ready,
        translations=MappingProxyType({**event.translations, **given.translations}),
    )
    programme = in_language(programme)
    warn_of_missing_languages(programme, given.places, report)
    return programme, report.findings


def _event(event: EventWire, report: Report) -> Programme:
    """Return a programme with only the data of the event."""
    loc: Loc = ("event",)
    venue = None
    if event.venue is not None:
        place = (*loc, "venue")
        name = report.name(place, "name", event.venue.name)
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
        venue=venue,
        day_boundary=parse_time(event.day_boundary).time,
        translations={EVENT: texts.translations} if texts.by_language else {},
    )


class _Texts:
    """The texts of the event or a session, at `loc`, and those that are given by language."""

    def __init__(self, report: Report, loc: Loc) -> None:
        self._report = report
        self._loc = loc
        self.by_language: dict[str, Mapping[str, str]] = {}

    @property
    def translations(self) -> Translations:
        """Return the texts that are given by language."""
        return Translations(**self.by_language)

    def name(self, key: str, given: Mapping[str, str]) -> str:
        """Return a line that must not be blank; of several languages, any."""
        if "" in given:
            return self._report.name(self._loc, key, given[""])
        return self._several(key, key, given, self._report.line) or ""

    def line(self, key: str, given: Mapping[str, str] | None) -> str | None:
        """Return a line, or None; of several languages, any."""
        if given is None or "" in given:
            return self._report.line(self._loc, key, given[""] if given else None)
        return self._several(key, key, given, self._report.line)

    def text(
        self, key: str, given: Mapping[str, str] | None, limit: int = TEXT_LIMIT
    ) -> str | None:
        """Return a text of several lines, or None; of several languages, any."""
        if given is None or "" in given:
            return self._report.text(self._loc, key, given[""] if given else None, limit)
        return self._several("abstract", key, given, partial(self._report.text, limit=limit))

    def _several(
        self,
        name: str,
        key: str,
        given: Mapping[str, str],
        passed: Callable[[Loc, str, str], str | None],
    ) -> str | None:
        loc, made = (*self._loc, key), {}
        for code, text in given.items():
            clean = passed(loc, code, text)
            if clean is None:
                self._report.error((*loc, code), "blank", key=code)
            else:
                made[code] = clean
        self.by_language[name] = MappingProxyType(made)
        return next(iter(made.values()), None)


def _rooms(given: Sequence[RoomWire], checked: Checked, report: Report) -> tuple[Room, ...]:
    seen = FirstSeen(report, "duplicate-id", "id")
    node = checked.data.get("rooms")
    made = []
    for index, room in enumerate(given):
        loc: Loc = ("rooms", index_in_file(node, index))
        seen.note(room.id, (*loc, "id"))
        name, note = report.name(loc, "name", room.name), report.line(loc, "note", room.note)
        building = report.line(loc, "building", room.building)
        made.append(Room(room.id, name, note, room.url, building))
    return tuple(made)


def _expect_walks(walks: Mapping[str, int], rooms: Sequence[Room], report: Report) -> None:
    """Check that each walk, except the two general ones, is between two buildings with rooms."""
    if any(loc[0] == "rooms" for loc in report.touched):
        return
    buildings = dict.fromkeys(room.building for room in rooms if room.building)
    for key in walks:
        if not is_walk(key, buildings):
            few = list(islice(buildings, _NAMED))
            pairs = (f"{one}-{other}" for one, other in combinations(few, 2))
            closest = report.suggest.closest(key, (WITHIN, BETWEEN, *pairs))
            facts = {"key": key, "suggestion": closest, "buildings": ", ".join(few)}
            report.error(("walks", key), "unknown-walk", **facts)


def _tracks(given: Sequence[TrackWire], checked: Checked, report: Report) -> tuple[Track, ...]:
    seen = FirstSeen(report, "duplicate-id", "id")
    node = checked.data.get("tracks")
    made = []
    for index, track in enumerate(given):
        loc: Loc = ("tracks", index_in_file(node, index))
        seen.note(track.id, (*loc, "id"))
        made.append(Track(track.id, report.name(loc, "name", track.name), track.color))
    return tuple(made)


def _ready_messages(stage: StageWire | None, checked: Checked, report: Report) -> tuple[str, ...]:
    if stage is None:
        return ()
    node = value_at(checked.data, ("stage", "messages"))
    return tuple(
        report.name(("stage", "messages"), index_in_file(node, index), text, MESSAGE_LIMIT)
        for index, text in enumerate(stage.messages)
    )


def _people(given: Mapping[str, PersonWire], checked: Checked, report: Report) -> dict[str, Person]:
    made = {}
    for key, person in given.items():
        loc: Loc = ("people", key)
        made[key] = Person(
            id=key,
            name=report.name(loc, "name", person.name),
            affiliation=report.line(loc, "affiliation", person.affiliation),
            pronunciation=report.line(loc, "pronunciation", person.pronunciation),
            introduction=report.text(loc, "introduction", person.introduction),
            links=links(person.links, value_at(checked.data, loc), loc, report),
        )
    return made


@dataclass(frozen=True, slots=True)
class _Sessions:
    """The sessions in the order of the file, with their places, abstracts, plans and cues by id."""

    sessions: list[Session] = field(default_factory=list)
    places: dict[str, Loc] = field(default_factory=dict)
    translations: dict[str, Translations] = field(default_factory=dict)
    abstracts: dict[str, str] = field(default_factory=dict)
    preparations: dict[str, Preparation] = field(default_factory=dict)
    cues: dict[str, str] = field(default_factory=dict)


def _sessions(checked: Checked, model: ProgrammeWire, around: Surroundings) -> _Sessions:
    report = around.report
    ids = FirstSeen(report, "duplicate-id", "id")
    dates = FirstSeen(report, "duplicate-date", "date")
    made = _Sessions()
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
            texts = _Texts(report, loc)
            whole = make_session(session, (loc, node), on, around, texts)
            text = texts.text("abstract", session.abstract)
            if text is not None:
                made.abstracts[session.id] = text
            if texts.by_language:
                made.translations[session.id] = texts.translations
            cue = report.line(loc, "cue", session.cue)
            if cue is not None:
                made.cues[session.id] = cue
            prepared = make_preparation(session, (loc, node), whole, around)
            if prepared is not None:
                made.preparations[session.id] = prepared
            if whole is not None:
                made.sessions.append(whole)
                made.places[whole.id] = loc
    _expect_sessions(model, report)
    return made


def _expect_sessions(model: ProgrammeWire, report: Report) -> None:
    everything = (session for day in model.days for session in day.sessions)
    if any(session.kind == "session" for session in everything):
        return
    if not any(loc[0] == "days" for loc in report.touched):
        report.error(("days",), "no-sessions")


def _warn_of_unused(
    people: Mapping[str, Person], sessions: Iterable[Session], report: Report
) -> None:
    used = {participant.id for session in sessions for participant in session.participants}
    for key, person in people.items():
        if key not in used:
            report.warn(("people", key), "unused-person", id=key, name=person.name)


ALL: Final = "all"
"""The word for all rooms, unless a room has that id."""
_NAMED: Final = 100
"""The maximum number of rooms or buildings in a finding."""


@dataclass(frozen=True, slots=True)
class Known:
    """What sessions may refer to, by id; None if that is unknown."""

    rooms: Collection[str] | None
    tracks: Collection[str] | None
    people: Collection[str] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The context in which a session is checked."""

    report: Report
    known: Known
    hours: Hours
    people: Mapping[str, Person]


class FirstSeen:
    """Recognises repeated values."""

    def __init__(self, report: Report, code: str, name: str) -> None:
        self._report = report
        self._code = code
        self._name = name
        self._seen: dict[str, Loc] = {}

    def note(self, value: str, loc: Loc) -> bool:
        """Return whether `value` is new; if not, report an error with `code` at `loc`."""
        if loc in self._report.touched:
            return False
        first = self._seen.setdefault(value, loc)
        if first is loc:
            return True
        line = str(self._report.line_of(first))
        self._report.error(loc, self._code, **{self._name: value, "first": line})
        return False


def make_session(
    session: SessionWire,
    where: tuple[Loc, object],
    day: date | None,
    around: Surroundings,
    texts: _Texts,
) -> Session | None:
    """Return the session; None if its times are unknown.

    `where` is its path in the file with the node of `session`, `day` the date of its day if known;
    its title and subtitle pass `texts`.
    """
    loc, node = where
    report = around.report
    span = around.hours.span(session, day, loc, report)
    title = texts.name("title", session.title)
    rooms = _held_in(session, node, loc, around)
    expect(session.track, (*loc, "track"), "unknown-track", around.known.tracks, report)
    participants = _participants(session.people, node, loc, around)
    pages = links(session.links, node, loc, report)
    label = report.line(loc, "label", session.label)
    subtitle = texts.line("subtitle", session.subtitle)
    if span is None:
        return None
    is_break = session.kind == "break"
    return Session(
        id=session.id,
        title=title,
        start=span[0],
        end=span[1],
        day=day or span[0].date(),
        kind=session.kind,
        state=session.state,
        label=label,
        subtitle=subtitle,
        rooms=rooms,
        track=session.track,
        type=report.line(loc, "type", session.type),
        languages=tuple(dict.fromkeys(session.language)),
        recorded=session.recorded,
        participants=participants,
        links=pages,
        follows=session.follows,
        fixed_end=is_break if session.fixed_end is None else session.fixed_end,
        warning_minutes=session.warning_minutes,
        danger_minutes=session.danger_minutes,
    )


def links(given: Sequence[LinkWire], node: object, loc: Loc, report: Report) -> tuple[Link, ...]:
    """Return the links of a person or session (`node`, at `loc`); addresses are already checked."""
    made = []
    for index, link in enumerate(given):
        place = (*loc, "links", place_of(node, "links", index))
        made.append(Link(report.name(place, "title", link.title), link.url, link.kind))
    return tuple(made)


def place_of(node: object, key: str, index: int) -> int:
    """Return the path in the file of an item of the list under `key`."""
    return index_in_file(node.get(key) if isinstance(node, MapNode) else None, index)


def _held_in(session: SessionWire, node: object, loc: Loc, around: Surroundings) -> tuple[str, ...]:
    rooms, report = around.known.rooms, around.report
    if session.room == [ALL] and rooms is not None and ALL not in rooms:
        if not rooms:
            report.error((*loc, "room"), "unknown-room", id=ALL, suggestion="")
        return tuple(rooms)
    if session.room:
        return _named_rooms(session.room, node, loc, around)
    if not rooms or report.is_torn((*loc, "room")):
        return ()
    if len(rooms) > 1:
        report.error((*loc, "room"), "no-room", rooms=", ".join(islice(rooms, _NAMED)))
    return tuple(rooms)[:1]


def _named_rooms(
    given: Sequence[str], node: object, loc: Loc, around: Surroundings
) -> tuple[str, ...]:
    report = around.report
    seen = FirstSeen(report, "duplicate-room", "id")
    written = node.get("room") if isinstance(node, MapNode) else None
    for index, room in enumerate(given):
        place = (*loc, "room")
        if isinstance(written, ListNode):
            place = (*place, index_in_file(written, index))
        if seen.note(room, place):
            expect(room, place, "unknown-room", around.known.rooms, report)
    return tuple(dict.fromkeys(given))


def expect(
    name: str | None, loc: Loc, code: str, known: Collection[str] | None, report: Report
) -> bool:
    """Return whether a name may be referred to; if not, report an error."""
    if name is None or known is None or name in known:
        return True
    part = _PARTS.get(code)
    meant = report.suggest.id_called(name, part) if part else ""
    report.error(loc, code, id=name, suggestion=meant or report.suggest.closest(name, known))
    return False


_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {"unknown-room": "rooms", "unknown-track": "tracks", "unknown-person": "people"}
)
"""The list in which each must be, by the finding about a missing one."""


def _participants(
    given: Sequence[ParticipationWire], node: object, loc: Loc, around: Surroundings
) -> tuple[Participant, ...]:
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
            made.append(Participant(person.id, person.name, entry.role, affiliation))
    return tuple(made)


_UTC = ZoneInfo("UTC")
_ANY_DAY = date(2000, 1, 1)


def zone_named(name: str, report: Report) -> ZoneInfo | None:
    """Return the zone of the event; None if it is unknown."""
    loc = ("event", "timezone")
    if loc in report.touched or ("event",) in report.touched:
        return None
    zone = zone_of(name)
    if zone is None:
        suggestion = report.suggest.closest(name, available_timezones() - NO_ZONES)
        report.error(loc, "unknown-zone", zone=name, suggestion=suggestion)
    return zone


@dataclass(frozen=True, slots=True)
class Hours:
    """Reads the times of sessions, as far as the zone and the boundary are valid."""

    zone: ZoneInfo | None
    boundary: time | None

    @classmethod
    def of(cls, event: EventWire, report: Report) -> Hours:
        """Return the event's zone and boundary, as far as they are valid."""
        known = ("event", "day_boundary") not in report.touched
        boundary = parse_time(event.day_boundary).time if known else None
        return cls(zone_named(event.timezone, report), boundary)

    def span(
        self, session: SessionWire, day: date | None, loc: Loc, report: Report
    ) -> tuple[datetime, datetime] | None:
        """Return start and end; None if they are unknown or already reported."""
        start_loc, end_loc = (*loc, "start"), (*loc, "end")
        if self.boundary is None:
            return None
        opening, closing = parse_time(session.start), parse_time(session.end)
        start = end = None
        if start_loc not in report.touched:
            start = self._instant(day, opening, start_loc, report)
        # A session that ends at or before its start, by the clock, ends on the next date.
        on = _next(day) if opening.time < self.boundary else day
        if closing.time <= opening.time and not self._comes_twice(opening, closing, on, start):
            on = _next(on)
        if end_loc not in report.touched:
            end = self._instant(on, closing, end_loc, report, calendar=True)
        if start is None or end is None:
            return None
        if end <= start:
            facts = {"start": session.start, "end": session.end}
            report.error(end_loc, "end-before-start", **facts)
            return None
        return start, end

    def _comes_twice(
        self, opening: LocalTime, closing: LocalTime, on: date | None, start: datetime | None
    ) -> bool:
        """Return whether it ends later on the same date, after the clocks were set back."""
        if closing.offset is None or closing.offset == opening.offset:
            return False
        if on is None or start is None or self.zone is None:
            return False
        try:
            return instant(on, closing, self.zone) > start
        except TimeError:
            return False

    def _instant(
        self,
        day: date | None,
        local: LocalTime,
        loc: Loc,
        report: Report,
        *,
        calendar: bool = False,
    ) -> datetime | None:
        """Return the instant of a time on an event day, or on a `calendar` date."""
        boundary = time(0) if calendar or self.boundary is None else self.boundary
        zone = self.zone
        if zone is None or day is None:
            # Good enough to check the rest, unless the time is ambiguous.
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


def _next(day: date | None) -> date:
    """Return the next date; for the last possible one itself, which is an error anyway."""
    known = _ANY_DAY if day is None else day
    return known + timedelta(days=1) if known < date.max else known


_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _InSession:
    """A session in the file, made from `node`.

    `people` are the ids of its people, None if they are unknown.
    """

    loc: Loc
    node: object
    people: Collection[str] | None
    around: Surroundings

    def place(self, key: str, index: int) -> Loc:
        """Return the path in the file of an item of the list under `key`."""
        return (*self.loc, key, place_of(self.node, key, index))

    def has(self, person: str, place: Loc) -> bool:
        """Return whether a person is in this session; if not, report an error."""
        known, report = self.around.known.people, self.around.report
        if not expect(person, place, "unknown-person", known, report):
            return False
        return expect(person, place, "not-in-session", self.people, report)


def make_preparation(
    session: SessionWire,
    where: tuple[Loc, object],
    made: Session | None,
    around: Surroundings,
) -> Preparation | None:
    """Return the preparation, or None.

    `where` is the session's path in the file with its node; `made` is the session, None if it is
    unknown.
    """
    shares = any(entry.share is not None for entry in session.people)
    if not (shares or session.segments or session.questions or session.seating):
        return None
    loc, node = where
    torn = around.report.is_torn((*loc, "people"))
    people = None if torn else dict.fromkeys(entry.person for entry in session.people)
    in_session = _InSession(loc, node, people, around)
    found = Preparation(
        segments=_segments(session, in_session, made),
        questions=_questions(session, in_session),
        seating=_seating(session, in_session),
        shares=_shares(session, in_session),
    )
    return None if found == UNPREPARED else found


def _segments(
    session: SessionWire, in_session: _InSession, made: Session | None
) -> tuple[Segment, ...]:
    report = in_session.around.report
    found = []
    for index, segment in enumerate(session.segments):
        name = report.name(in_session.place("segments", index), "name", segment.name, SEGMENT_LIMIT)
        found.append(Segment(name, segment.minutes))
    if made is not None and found:
        _expect_to_fill(found, made, (*in_session.loc, "segments"), report)
    return tuple(found)


def _expect_to_fill(segments: list[Segment], made: Session, loc: Loc, report: Report) -> None:
    minutes = sum(segment.minutes for segment in segments)
    available = made.duration // _MINUTE
    facts = {"minutes": str(minutes), "available": str(available)}
    if minutes > available:
        report.warn(loc, "segments-too-long", **facts, excess=str(minutes - available))
    elif minutes < available:
        report.warn(loc, "segments-too-short", **facts, missing=str(available - minutes))


def _questions(session: SessionWire, in_session: _InSession) -> tuple[Prepared, ...]:
    report = in_session.around.report
    found = []
    for index, question in enumerate(session.questions):
        place = in_session.place("questions", index)
        text = report.name(place, "text", question.text, QUESTION_LIMIT)
        if question.to is not None:
            in_session.has(question.to, (*place, "to"))
        found.append(Prepared(text, question.to))
    return tuple(found)


def _seating(session: SessionWire, in_session: _InSession) -> tuple[str, ...]:
    seen = FirstSeen(in_session.around.report, "duplicate-seat", "id")
    found = []
    for index, person in enumerate(session.seating):
        place = in_session.place("seating", index)
        if in_session.has(person, place) and seen.note(person, place):
            found.append(person)
    return tuple(found)


def _shares(session: SessionWire, in_session: _InSession) -> Mapping[str, int]:
    shares = {p.person: p.share for p in session.people if p.share is not None}
    total = sum(shares.values())
    if total > 100:
        in_session.around.report.error((*in_session.loc, "people"), "shares", total=str(total))
    return MappingProxyType(shares)
