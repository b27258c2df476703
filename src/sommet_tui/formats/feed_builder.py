"""Builds a programme from a feed. Findings report each guess, repair and omission.

The reader of a format copies the content of a file into a `Feed` without changing it. All formats
share the code here, in `feed_texts` and in `time_zones`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from functools import lru_cache
from types import MappingProxyType
from unicodedata import normalize
from zoneinfo import ZoneInfo

from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.instants import event_day
from sommet_tui.domain.limits import (
    DESCRIPTION_LIMIT,
    MAX_MARKUP,
    MAX_ROOMS_AND_LANGUAGES,
    MAX_SESSIONS,
)
from sommet_tui.domain.programme import (
    DAY_BOUNDARY,
    EVENT,
    Link,
    Participant,
    Person,
    Programme,
    Room,
    Session,
    State,
    Track,
    Translations,
    Venue,
    mark_unique_labels,
)
from sommet_tui.domain.text import cap, clean_line, fold, is_invisible, slug
from sommet_tui.domain.translations import translate_programme
from sommet_tui.domain.values import replace
from sommet_tui.domain.walks import is_walk_key
from sommet_tui.formats import likely_mistakes
from sommet_tui.formats.feed_texts import (
    as_web_address,
    building_of,
    count_markup,
    is_break,
    join_abstract,
    languages,
    link_kind,
    markdown,
    plain_host,
    role_by_word,
    split_affiliation,
    split_state,
    state_by_word,
    unescape_lines,
)
from sommet_tui.formats.findings import Loc, Report, error, format_path, omission_warnings
from sommet_tui.formats.ids import (
    LANGUAGE,
    UniqueIds,
    identifiers,
    is_live_address,
    is_web_address,
    make_valid_id,
    merge_room_copies,
    session_ids,
)
from sommet_tui.formats.parsed_feed import (
    ByLanguage,
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
)
from sommet_tui.formats.time_zones import Clocks, TimedSession, find_boundary, find_zone

_UNTITLED = "—"
_PLAIN_STEMS = frozenset(("all", "schedule", "v2", "ical", "calendar", "index", "export", ""))
_STATES: dict[str, State] = {"moved": "moved", "cancelled": "cancelled"}
_SEATS_MARK = re.compile(r"^\[(NEARLY )?FULL\] (?=.)")
_DANGLING = re.compile(r"\s+[-–—]$")
"""A separator at the end of a title, which remains when the name after it is missing."""
_MIN_BUILDINGS = 2
"""The minimum number of buildings. The letters of a single building may mean something else."""
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_COLOR_DIGITS = frozenset("0123456789abcdefABCDEF")


def build_feed(feed: Feed, origin: str, zone: str | None) -> Loaded:
    """Build the programme of a feed. A feed without a zone has its times in `zone`."""
    feed.findings += omission_warnings("left-out", dict(feed.left_out.most_common()))
    no_times = error("no-events", key=feed.start_key)
    if problem := _size_error(feed) or _resolve_ids(feed) or (None if feed.sessions else no_times):
        return Loaded(origin, None, (*feed.findings, problem))
    if not feed.is_ours:
        unescape_lines(feed)
    found = find_zone(feed, zone)
    if found is None:
        return Loaded(origin, None, tuple(feed.findings))
    made = _Assembly(feed, found, origin)
    if not made.timed:
        return Loaded(origin, None, (*feed.findings, no_times))
    programme = made.programme()
    derived = frozenset(id_ for id_, timed in made.timed.items() if timed.session.has_derived_id)
    return Loaded(origin, programme, (*feed.findings, *made.report.findings), derived)


def _size_error(feed: Feed) -> Finding | None:
    """Return an error if the feed is too large to be read in a few seconds, or else None."""
    markup = 0 if feed.is_ours else sum(map(count_markup, feed.texts()))
    if markup > MAX_MARKUP:
        return error("too-much-markup", "", count=markup, limit=MAX_MARKUP)
    return None


def _resolve_ids(feed: Feed) -> Finding | None:
    """Give people who have only an id the name that the feed's list of people has for this id.

    Warn of unknown ids of people and rooms. If, because of these, the feed has no named room or no
    named person at all, return an error.
    """
    rooms = [(s.path, s.room_id) for s in feed.sessions if s.room_id]
    present = [(s.path, person) for s in feed.sessions for person in s.people]
    for _, person in present:
        if not person.name and person.id in feed.lists:
            person.name = feed.lists[person.id].name
    people = [(where, person.id) for where, person in present if person.id and not person.name]
    if rooms and not any(any(s.rooms) for s in feed.sessions):
        return error("unknown-rooms", id=rooms[0][1])
    if people and not any(person.name for _, person in present):
        return error("unknown-people", id=people[0][1])
    for code, unknown in (("unknown-room", rooms), ("unknown-person", people)):
        for where, id_ in unknown:
            feed.warn(where, code, id=id_, suggestion="")
    return None


_SESSION = "session"


def _location(timed: TimedSession) -> Loc:
    return _SESSION, timed.session.path


def _place_name(loc: Loc) -> str:
    """Return a readable name for a path in a feed: the session, and the part of the session."""
    if loc[0] != _SESSION:
        return format_path(loc)
    rest = format_path(loc[2:])
    return f"{loc[1]}.{rest}" if rest else str(loc[1])


class _Assembly:
    """Builds the parts of a programme from a feed.

    Its `report` cleans texts and collects findings.
    """

    def __init__(self, feed: Feed, zone: ZoneInfo, origin: str) -> None:
        self.feed = feed
        self.zone = zone
        self.origin = origin
        feed.rooms = [room for room in feed.rooms if _clean_line(room.name)]
        feed.tracks = [track for track in feed.tracks if _clean_line(track.name)]
        self.boundary = find_boundary(feed, zone, DAY_BOUNDARY)
        for session in feed.sessions:
            _clean_session(session, feed)
        timed = merge_room_copies(Clocks(feed, zone, self.boundary).timed_sessions(), feed)
        self.timed = dict(zip(session_ids(timed, feed), timed, strict=True))
        """The sessions and their times, by the sessions' ids."""
        self._rooms = _NamedParts(feed.rooms, "room")
        self._tracks = _NamedParts(feed.tracks, "track")
        self._people = _People(feed)
        self.report = Report(None, names=_place_name)
        named = [t.name for t in feed.tracks] + [s.track for s in feed.sessions]
        self._known_tracks = {slug(name) for name in named if name.strip()}

    def programme(self) -> Programme | None:
        """Return the whole programme, or None if it is invalid. The report then has the errors."""
        report, count = self.report, len(self.timed)
        if count > MAX_SESSIONS:
            report.error(("days",), "too-many-sessions", count=count, limit=MAX_SESSIONS)
            return None
        given = [timed.session for timed in self.timed.values()]
        for session in given:
            for room in session.rooms:
                self._rooms.id_of(room)
        if self._has_too_many_rooms(given):
            report.error(("days",), "too-many-rooms", limit=MAX_ROOMS_AND_LANGUAGES)
            return None
        tracks = [self._track(session) for session in given]
        on_stage = [self._people_on_stage(session) for session in given]
        day = min(map(self._event_day, self.timed.values()))
        programme, rooms = self._event_facts(day), self._all_rooms()
        buildings = {room.building for room in rooms if room.building}
        walks = {key: m for key, m in self.feed.walks.items() if is_walk_key(key, buildings)}
        people = {key: self._person(key, who) for key, who in self._people.described.items()}
        everything = zip(self.timed.items(), tracks, on_stage, strict=True)
        programme = replace(
            programme,
            rooms=rooms,
            walks=MappingProxyType(walks),
            tracks=self._all_tracks(),
            people=tuple(people.values()),
        )
        sessions = [
            self._session(id_, timed, track, stage, people)
            for (id_, timed), track, stage in everything
        ]
        if all(session.is_break for session in sessions):
            report.error(("days",), "no-sessions")
        if any(finding.is_error for finding in report.findings):
            return None
        places = {id_: _location(timed) for id_, timed in self.timed.items()}
        abstracts = {id_: text for id_, t in self.timed.items() if (text := self._abstract(t))}
        sessions.sort(key=lambda session: (session.start, session.end))
        filed = {id_: t.session.day for id_, t in self.timed.items() if t.session.day is not None}
        programme = replace(
            programme, sessions=mark_unique_labels(sessions), abstracts=MappingProxyType(abstracts)
        )
        likely_mistakes.warn_of_likely_mistakes(programme, places, report, filed)
        translations = MappingProxyType(self._all_translations())
        programme = translate_programme(replace(programme, translations=translations))
        if self.feed.is_ours:  # other formats may have no place for translations
            likely_mistakes.warn_of_missing_languages(programme, places, report)
        return programme

    def _has_too_many_rooms(self, given: Sequence[FeedSession]) -> bool:
        every = len(self._rooms.names)
        counts = (every if s.everywhere else len(s.rooms) or every for s in given)
        return sum(counts) > MAX_ROOMS_AND_LANGUAGES

    def _all_translations(self) -> dict[str, Translations]:
        """Return the translated texts of the event and of its sessions, by id."""
        given = {EVENT: self._translations(self.feed.translations, ("event",))}
        for id_, timed in self.timed.items():
            given[id_] = self._translations(timed.session.translations, _location(timed))
        return {id_: texts for id_, texts in given.items() if texts != Translations()}

    def _translations(self, given: ByLanguage, loc: Loc) -> Translations:
        made = {}
        for name in ("title", "subtitle", "abstract"):
            passed = self.report.text if name == "abstract" else self.report.line
            texts = {
                code: text
                for written, whole in given.get(name, {}).items()
                if (code := self._language_code(written))
                and (text := passed((*loc, name), code, self._markdown(whole)))
            }
            if len(texts) > 1 or (texts and self.feed.is_ours):
                made[name] = MappingProxyType(texts)
        return Translations(**made)

    def _language_code(self, text: str) -> str:
        """Return the language code that a text of the feed means, or "" for an unknown text.

        A valid code in a file that the app wrote is returned unchanged.
        """
        if self.feed.is_ours:
            return text if re.fullmatch(LANGUAGE, text) else ""
        return "".join(languages(text)[0][:1])

    def _event_day(self, timed: TimedSession) -> date:
        """Return the event day of a session.

        An all-day item belongs to its date, even if event days end after midnight.
        """
        if timed.session.all_day and timed.session.stamp is not None:
            return timed.session.stamp.date()
        return event_day(timed.start, self.zone, self.boundary)

    def _event_facts(self, first: date) -> Programme:
        """Return a programme that has only the facts about the event, without sessions."""
        feed, report, loc = self.feed, self.report, ("event",)
        title = _clean_line(feed.title) or _clean_line(feed.id) or _file_title(self.origin)
        if not feed.is_ours:
            title = " ".join(title.split())
        url, venue = feed.url or feed.base_url, None
        if _clean_line(feed.venue):
            place = (*loc, "venue")
            name = report.required_line(place, "name", feed.venue)
            venue = Venue(name, report.line(place, "address", feed.address))
        description = self._markdown(feed.description)
        id_, has_derived_id = self._event_id(first)
        return Programme(
            id=id_,
            title=report.required_line(loc, "title", title),
            timezone=self.zone.key,
            language=self._language(),
            sessions=(),
            subtitle=report.line(loc, "subtitle", feed.subtitle),
            description=report.text(loc, "description", description, DESCRIPTION_LIMIT),
            registration=report.line(loc, "registration", feed.registration),
            url=url if url and is_web_address(url) else None,
            live=feed.live if is_live_address(feed.live) else None,
            venue=venue,
            day_boundary=self.boundary,
            has_derived_id=has_derived_id,
        )

    def _markdown(self, text: str) -> str:
        return text if self.feed.is_ours else markdown(text)

    def _event_id(self, first: date) -> tuple[str, bool]:
        """Return the id of the event, and whether it was derived.

        The id is the feed's acronym, unless the acronym is only a number. Otherwise, the id is
        derived from the title and that number or the year, because events recur under one name. If
        the title is missing, the id is derived from the name of the file and the first day.
        """
        acronym = make_valid_id(self.feed.id)
        if acronym and not acronym.replace("-", "").isdigit():
            return acronym, False
        if named := slug(self.feed.title):
            number = acronym or f"{first:%Y}"
            return make_valid_id(named if number in named else f"{named[:90]}-{number}"), True
        stem = slug(_file_title(self.origin))
        return UniqueIds().new_id(f"{stem}-{first.isoformat()}"[-100:], "event"), True

    def _language(self) -> str:
        found, _ = languages(self.feed.language)
        if found:
            return found[0]
        spoken: Counter[str] = Counter()
        for timed in self.timed.values():
            for written in timed.session.languages:
                spoken.update(languages(written)[0])
        if not spoken:
            return "und"
        language = spoken.most_common(1)[0][0]
        if not self.feed.is_ours:
            self.feed.warn("", "language-guessed", language=language)
        return language

    def _all_rooms(self) -> tuple[Room, ...]:
        described = {self._rooms.id_of(room.name): room for room in reversed(self.feed.rooms)}
        report, made = self.report, []
        for at, (id_, name) in enumerate(self._rooms.names.items()):
            known, loc = described.get(id_, FeedRoom(name)), ("rooms", at)
            room = Room(
                id_,
                report.required_line(loc, "name", name),
                report.line(loc, "note", self._room_note(known, name)),
                known.url if is_web_address(known.url) else None,
                report.line(loc, "building", known.building),
            )
            made.append(room)
        if self.feed.is_ours or any(room.building for room in made):
            return tuple(made)
        return self._add_buildings(made)

    def _add_buildings(self, rooms: Sequence[Room]) -> tuple[Room, ...]:
        """Add to each room the building that its name contains.

        At least half of the names must contain a building, and there must be several buildings.
        """
        found = [building_of(room.name) for room in rooms]
        buildings = dict.fromkeys(filter(None, found))
        count = sum(building is not None for building in found)
        if len(buildings) < _MIN_BUILDINGS or count * 2 < len(rooms):
            return tuple(rooms)
        listed = ", ".join(buildings)
        self.feed.warn("", "buildings-guessed", count=count, buildings=listed)
        named = zip(rooms, found, strict=True)
        return tuple(replace(room, building=building) for room, building in named)

    def _room_note(self, room: FeedRoom, name: str) -> str | None:
        """Return the note on how to find a room, without repeating the name of the room."""
        note = _clean_line(self._markdown(room.note))
        redundant = not self.feed.is_ours and fold(note) in fold(name)
        return None if redundant else note

    def _all_tracks(self) -> tuple[Track, ...]:
        colors = {self._tracks.id_of(t.name): t.color for t in reversed(self.feed.tracks)}
        made = []
        for at, (id_, name) in enumerate(self._tracks.names.items()):
            written = colors.get(id_, "")
            color = _parse_color(written)
            if written and color is None:
                self.feed.warn("", "color-unread", value=written)
            made.append(Track(id_, self.report.required_line(("tracks", at), "name", name), color))
        return tuple(made)

    def _person(self, id_: str, person: FeedPerson) -> Person:
        report, loc = self.report, ("people", id_)
        introduction = self._markdown(person.biography)
        return Person(
            id_,
            report.required_line(loc, "name", _clean_line(person.name) or _UNTITLED),
            report.line(loc, "affiliation", person.affiliation),
            introduction=report.text(loc, "introduction", introduction),
            links=self._links(person.links, person.name, loc),
        )

    def _session(
        self,
        id_: str,
        timed: TimedSession,
        track: str | None,
        given: Mapping[str, FeedPerson],
        people: Mapping[str, Person],
    ) -> Session:
        """Build a session. `given` has its people, `people` all people of the event, both by id."""
        session, report, loc = timed.session, self.report, _location(timed)
        subtitle = session.subtitle
        if not self.feed.is_ours:
            subtitle = _drop_repeated_title(session.title, _clean_line(subtitle))
        return Session(
            id=id_,
            title=report.required_line(loc, "title", session.title),
            start=timed.start.astimezone(UTC),
            end=timed.end.astimezone(UTC),
            day=self._event_day(timed),
            kind="break" if session.is_break else "session",
            state=_STATES.get(session.state, "confirmed"),
            label=report.line(loc, "label", session.label),
            subtitle=report.line(loc, "subtitle", subtitle),
            rooms=self._rooms_of(session),
            track=track,
            type=report.line(loc, "type", session.type),
            languages=self._languages(session),
            recorded=session.recorded,
            participants=self._participants(given, people, loc),
            links=self._links(session.links, session.path, loc),
            fixed_end=bool(session.is_break),
            identifiers=identifiers(timed),
        )

    def _abstract(self, timed: TimedSession) -> str | None:
        session = timed.session
        abstract = session.abstract
        if not self.feed.is_ours:
            abstract = _drop_repeated_title(
                session.title, join_abstract(abstract, session.description)
            )
        return self.report.text(_location(timed), "abstract", abstract)

    def _rooms_of(self, session: FeedSession) -> tuple[str, ...]:
        if session.everywhere:
            return tuple(self._rooms.names)
        if session.rooms:
            return tuple(dict.fromkeys(self._rooms.id_of(room) for room in session.rooms))
        if self._rooms.names:
            self.feed.warn(session.path, "room-guessed", title=session.title)
        return tuple(self._rooms.names)

    def _track(self, session: FeedSession) -> str | None:
        name = _clean_line(session.track)
        if not name:
            return None
        for mark in (";", "|", ",", "/"):
            parts = [part.strip() for part in name.split(mark)]
            if len(parts) > 1 and (mark in ";|" or self._known_tracks >= set(map(slug, parts))):
                first = next((part for part in parts if part), "")
                if first:
                    self.feed.warn(session.path, "track-cut", value=name, kept=first)
                    return self._tracks.id_of(first)
        return self._tracks.id_of(name)

    def _languages(self, session: FeedSession) -> tuple[str, ...]:
        codes: list[str] = []
        for written in session.languages:
            found, unread = languages(written)
            codes.extend(found)
            for word in unread:
                self.feed.warn(session.path, "language-unread", value=word)
        return tuple(dict.fromkeys(codes))

    def _people_on_stage(self, session: FeedSession) -> Mapping[str, FeedPerson]:
        """Return the people in a session by id. A person listed twice is returned once."""
        found: dict[str, FeedPerson] = {}
        for person in session.people:
            key = self._people.key(person)
            if key is None:
                if person.name or not person.id:  # an id without a name has been reported already
                    self.feed.warn(session.path, "person-empty")
            elif key in found:
                self.feed.warn(session.path, "person-repeated", name=_clean_line(person.name))
            else:
                found[key] = person
        return found

    def _participants(
        self, given: Mapping[str, FeedPerson], people: Mapping[str, Person], loc: Loc
    ) -> tuple[Participant, ...]:
        made = []
        for at, (key, person) in enumerate(given.items()):
            here = self.report.line((*loc, "people", at), "affiliation", person.session_affiliation)
            role = role_by_word(person.role) or "speaker"
            known = people[key]
            made.append(Participant(key, known.name, role, here or known.affiliation))
        return tuple(made)

    def _links(self, links: Iterable[FeedLink], where: str, loc: Loc) -> tuple[Link, ...]:
        made: dict[str, Link] = {}
        for link in links:
            url = as_web_address(self.feed, where, link.url)
            if url is None or url in made:
                continue
            place = (*loc, "links", len(made))
            title = self.report.required_line(
                place, "title", _clean_line(link.title) or plain_host(url)
            )
            made[url] = Link(title, url, link_kind(link, guess=not self.feed.is_ours))
        return tuple(made.values())


class _NamedParts:
    """Rooms or tracks that a feed identifies by name.

    Each gets an id at the first use of its name.
    """

    def __init__(self, known: Sequence[FeedRoom | FeedTrack], fallback: str) -> None:
        self._fallback = fallback
        self._ids: dict[str, str] = {}
        self._taken = UniqueIds()
        self.names: dict[str, str] = {}
        """The names of the rooms or tracks, by id."""
        for place in known:
            self.id_of(place.name, make_valid_id(place.our_id))

    def id_of(self, name: str, own: str = "") -> str:
        """Return the id for a name.

        A new name gets the id `own`, or else an id made from the name.
        """
        line = _clean_line(name)
        known = self._ids.get(line)
        if known is None:
            known = self._taken.new_id(own or slug(line), self._fallback)
            self._ids[line] = known
            self.names[known] = line
        return known


class _People:
    """Everyone in a feed, each person only once.

    If each id has only one name in the whole feed, ids identify people. Otherwise, names do.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._names = UniqueIds()
        self._keys: dict[tuple[str, str], str] = {}
        self.described: dict[str, FeedPerson] = {}
        """All people by the id that this class gives them, with facts from all mentions."""
        named: dict[str, set[str]] = defaultdict(set)
        listed = feed.lists.values()
        for person in (*listed, *(p for s in feed.sessions for p in s.people)):
            if person.id:
                named[person.id].add(_comparison_form(split_affiliation(person.name)[0]))
        several = sum(len(names) > 1 for names in named.values())
        self._by_id = not several
        if several:
            feed.warn("", "people-by-name", count=several)

    def key(self, person: FeedPerson) -> str | None:
        """Return the id of a person, or None if the name is empty."""
        name, affiliation = split_affiliation(person.name)
        if person.our_id:
            name, affiliation = clean_line(person.name), ""
        same = _comparison_form(name)
        name = name if person.our_id else same
        if not same or is_invisible(name):
            return None
        mark = ("id", person.id) if self._by_id and person.id else ("name", same)
        known = self._keys.get(mark)
        if known is None:
            wanted = (
                make_valid_id(person.our_id) or slug(name) or make_valid_id(person.id) or "person"
            )
            known = self._keys[mark] = self._names.new_id(wanted, "person")
            self.described[known] = FeedPerson(
                name, person.id, "", person.affiliation or affiliation
            )
        self._add_facts(known, person, affiliation)
        return known

    def _add_facts(self, key: str, person: FeedPerson, affiliation: str) -> None:
        known, name = self.described[key], split_affiliation(person.name)[0]
        for source in (person, self._feed.lists.get(person.id)):
            if source is None or _comparison_form(
                split_affiliation(source.name)[0]
            ) != _comparison_form(name):
                continue
            known.affiliation = known.affiliation or source.affiliation or affiliation
            known.biography = known.biography or source.biography
            known.links = known.links or source.links


def _comparison_form(name: str) -> str:
    """Return a name for comparisons, with composed letters and single spaces."""
    return " ".join(normalize("NFC", _UNSEEN.sub("", name)).split())


def _clean_session(session: FeedSession, feed: Feed) -> None:
    """Clean the title and the rooms of a session, and read its state and kind from the title."""
    title = _clean_line(session.title)
    if not session.our_id:
        title = _DANGLING.sub("", " ".join(title.split()))
    if not title:
        title = (
            " ".join((_clean_line(session.subtitle) or _first_line(session)).split()) or _UNTITLED
        )
        feed.warn(session.path, "title-missing", title=title)
    state_word = state_by_word(session.state)
    bare, state, mark = ("", "", "") if session.our_id else split_state(title)
    if state and not is_invisible(bare):
        feed.warn(session.path, "state-from-title", title=bare, mark=mark)
        title, state_word = bare.strip(), state_word or state
        session.translations.pop("title", None)
    session.title, session.state = _SEATS_MARK.sub("", title), state_word
    session.rooms = [room for room in map(_clean_line, session.rooms) if room]
    named = any(person.name.strip() for person in session.people)
    if session.is_break is None and not named and is_break(title):
        session.is_break = True
        feed.warn(session.path, "break-from-title", title=title)


def _drop_repeated_title(title: str, text: str) -> str:
    """Return `text`, which is shown below `title`, or "" if it only repeats the title."""
    if len(text) > 2 * len(title) + 8:  # a much longer text cannot be equal
        return text
    return "" if fold(text).strip() == fold(title) else text


def _first_line(session: FeedSession) -> str:
    """Return the beginning of an item's texts, cut to the length of a title."""
    text = markdown(session.abstract or session.description).strip()
    return cap(_clean_line(text.partition("\n")[0]), 100)


def _file_title(origin: str) -> str:
    """Return a title for an event without a name, from the name of its file or its host."""
    host = plain_host(origin) if "://" in origin else ""
    last = origin.partition("?")[0].rstrip("/").replace("\\", "/").rpartition("/")[2]
    stem = _clean_line(last.rpartition(".")[0] or last)
    return host if host and stem.casefold() in _PLAIN_STEMS else stem or host or _UNTITLED


@lru_cache(maxsize=512)
def _clean_line(text: str) -> str:
    line = clean_line(text)
    return "" if is_invisible(line) else line


def _parse_color(text: str) -> str | None:
    digits = text.strip().removeprefix("#")
    if not digits or not set(digits) <= _COLOR_DIGITS:
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits[:6].lower()}" if len(digits) in (6, 8) else None
