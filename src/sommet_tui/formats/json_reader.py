"""Reads a programme in any known JSON format. A second export may add its breaks.

The API of Sessionize (sessionize.com/api/v2/ID/view/NAME) has several views of the same sessions.
Their times are local, and the zone is not named. "All" is an object with lists of sessions,
speakers, rooms and categories. "GridSmart" is a list of days; each day has rooms, and each room has
sessions. "Sessions" is a list of groups with sessions. In "GridSmart" and "Sessions", a session
contains its speakers, categories and room. A session in several groups occurs several times, and
speakers have only names. "Speakers" has no times at all.

pretalx's widget is the only export of pretalx that has breaks.

HackerTracker is the app of DEF CON and many other hacker conferences. Its export of 2023 and 2024
is a list of events. Its export of 2026 is an object with `metadata` about the conference and
`sessions`, with shortened descriptions and without links. Times are in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_OBJECTS
from sommet_tui.domain.text import fold
from sommet_tui.formats import feed_builder, schedule_json, yaml_reader
from sommet_tui.formats.findings import UnusableError, error
from sommet_tui.formats.parsed_feed import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
    Object,
    as_list,
    as_name,
    as_object,
    as_objects,
    as_text,
    describe_content,
    first_text,
    id_of,
    is_filmed,
    names_by_id,
    read_boolean,
    resolve_name,
    split_words,
    texts_by_language,
    unknown_keys,
)
from sommet_tui.formats.readers import RECORD, UTF16
from sommet_tui.formats.time_zones import read_stamp

_KNOWN_TO_SESSIONIZE = split_words(
    "id title description startsAt endsAt isServiceSession isPlenumSession speakers "
    "categoryItems questionAnswers roomId room rooms liveUrl recordingUrl status isInformed "
    "isConfirmed categories"
)
_START = "startsAt"
_SESSIONIZE_MARKS = frozenset((_START, "isServiceSession"))
"""Keys that no format but Sessionize has in its sessions."""
_TRACK = ("track", "tracks", "stream", "topic", "thema")
_TYPE = ("session format", "format", "session type", "type")
_LANGUAGE = ("language", "languages", "sprache", "langue")


def _is_sessionize(data: Object) -> bool:
    """Return whether an object is Sessionize's view "All", which may still have no sessions."""
    sessions = data.get("sessions")
    if sessions == []:
        return data.keys() >= {"speakers", "questions", "categories", "rooms"}
    return any(session.keys() >= _SESSIONIZE_MARKS for session in as_objects(sessions))


def _sessionize_feed(data: Object) -> Feed:
    """Return the content of "All", or of an object that contains the sessions of another view.

    The views do not name the event.
    """
    feed = Feed(start_key=_START)
    ordered = sorted(
        as_objects(data.get("rooms")),
        key=lambda room: place if isinstance(place := room.get("sort"), int) else 0,
    )
    feed.rooms = [FeedRoom(as_name(room)) for room in ordered]
    lists = _Lists()
    for room in ordered:
        _add_name(lists.rooms, room.get("id"), as_name(room))
    for speaker in as_objects(data.get("speakers")):
        person = _speaker(speaker)
        feed.lists.setdefault(person.id, person)
        _add_name(lists.speakers, speaker.get("id"), person.name)
    for category in as_objects(data.get("categories")):
        for item in as_objects(category.get("items")):
            lists.categories[first_text(item, "id")] = first_text(category, "title"), as_name(item)
    for question in as_objects(data.get("questions")):
        lists.questions[first_text(question, "id")] = first_text(question, "question")
    for session in as_objects(data.get("sessions")):
        feed.add(_session(session, lists, feed))
    _merge_accounts(feed)
    return feed


def _view_sessions(views: Sequence[Any]) -> list[Object]:
    """Return the sessions of a "GridSmart" or "Sessions" view, or [] for other data.

    A session in several groups is returned once. Sessions with the same id are all returned if
    their times, rooms or titles differ.
    """
    found: dict[tuple[str, ...], Object] = {}
    for view in as_objects(list(views)):
        groups = [view, *as_objects(view.get("rooms"))]
        for session in (item for group in groups for item in as_objects(group.get("sessions"))):
            if _START in session:
                id_ = first_text(session, "id") or str(len(found))
                where = [first_text(session, key) for key in ("startsAt", "room", "title")]
                found.setdefault((id_, *where), session)
    return (
        list(found.values()) if any(s.keys() >= _SESSIONIZE_MARKS for s in found.values()) else []
    )


def _is_speakers_view(views: Sequence[Any]) -> bool:
    """Return whether a list is the view "Speakers", which has no times."""
    return any("fullName" in view and "sessions" in view for view in as_objects(list(views)))


def _speaker(data: Object) -> FeedPerson:
    parts = (first_text(data, "firstName"), first_text(data, "lastName"))
    called = first_text(data, "fullName") or " ".join(filter(None, parts))
    person = FeedPerson(called, first_text(data, "id"))
    person.affiliation, person.biography = first_text(data, "tagLine"), first_text(data, "bio")
    person.links = [
        FeedLink(first_text(link, "url"), first_text(link, "title"))
        for link in as_objects(data.get("links"))
    ]
    return person


def _merge_accounts(feed: Feed) -> None:
    """Give the same id to people with the same name, unless their texts contradict each other."""
    ids: dict[str, str] = {}
    first: dict[str, list[FeedPerson]] = {}
    for person in (*feed.lists.values(), *(p for s in feed.sessions for p in s.people)):
        if person.id not in ids:
            alike = first.setdefault(fold(person.name) or person.id, [])
            same = person
            for other in alike:
                pairs = (other.affiliation, person.affiliation), (other.biography, person.biography)
                if all(not a or not b or fold(a) == fold(b) for a, b in pairs):
                    same = other
                    break
            same.affiliation = same.affiliation or person.affiliation
            same.biography = same.biography or person.biography
            same.links = same.links or person.links
            alike.append(same)
            ids[person.id] = same.id
        person.id = ids[person.id]


_Names = dict[tuple[str, bool | None], str]
"""Names by id. The number 1 and the text "1" can be different ids."""


def _id_keys(id_: object) -> tuple[tuple[str, bool | None], ...]:
    """Return two keys for an id. Only the first distinguishes the number 1 from the text "1"."""
    return (as_text(id_), isinstance(id_, str)), (as_text(id_), None)


def _add_name(names: _Names, id_: object, name: str) -> None:
    for key in _id_keys(id_):
        names.setdefault(key, name)


def _find_name(names: _Names, id_: object) -> str:
    return next((names[key] for key in _id_keys(id_) if key in names), "")


class _Lists:
    """The rooms, speakers, categories and questions of "All", by id.

    For other views, they are empty.
    """

    def __init__(self) -> None:
        self.rooms: _Names = {}
        self.speakers: _Names = {}
        self.categories: dict[str, tuple[str, str]] = {}
        """The title of a category and the name of its item, by the id of the item."""
        self.questions: dict[str, str] = {}


def _session(data: Object, lists: _Lists, feed: Feed) -> FeedSession:
    id_ = first_text(data, "id")
    session = FeedSession(f"session[{id_ or len(feed.sessions) + 1}]")
    session.id, session.title = id_, first_text(data, "title")
    session.stamp = read_stamp(first_text(data, _START))
    session.until = read_stamp(first_text(data, "endsAt"))
    session.everywhere = read_boolean(data.get("isPlenumSession")) is True
    session.rooms = [_find_name(lists.rooms, data.get("roomId")) or first_text(data, "room")]
    session.room_id = "" if session.rooms[0] else first_text(data, "roomId")
    session.abstract = first_text(data, "description")
    session.state = first_text(data, "status")
    for item in as_list(data.get("categoryItems")):
        title, called = lists.categories.get(as_text(item), ("", ""))
        _read_category_item(session, title, called, feed)
    for speaker in as_list(data.get("speakers")):
        known = speaker.get("id") if isinstance(speaker, dict) else speaker
        called = _find_name(lists.speakers, known) or as_name(as_object(speaker))
        session.people.append(FeedPerson(called, as_text(known)))
    session.links = [
        FeedLink(first_text(data, "liveUrl"), "", "stream"),
        FeedLink(first_text(data, "recordingUrl"), "", "recording"),
    ]
    feed.left_out.update(unknown_keys(data, _KNOWN_TO_SESSIONIZE))
    for category in as_objects(data.get("categories")):
        for item in as_objects(category.get("categoryItems")):
            _read_category_item(session, first_text(category, "name", "title"), as_name(item), feed)
    for answer in as_objects(data.get("questionAnswers")):
        value = first_text(answer, "answerValue", "answer")
        if value.startswith(("https://", "http://")):
            question = lists.questions.get(first_text(answer, "questionId"))
            session.links.append(FeedLink(value, question or first_text(answer, "question")))
        elif value:
            feed.left_out["questionAnswers"] += 1
    return session


def _read_category_item(session: FeedSession, title: str, name: str, feed: Feed) -> None:
    """Read the item of a category, such as a track, into a session. `title` names the category."""
    title = title.casefold()
    if title in _TRACK:
        session.track = session.track or name
    elif title in _TYPE:
        session.type = session.type or name
    elif title in _LANGUAGE:
        session.languages.append(name)
    elif name:
        feed.left_out["categoryItems"] += 1


_KNOWN_IN_WIDGET = split_words(
    "code id guid title abstract description speakers submission_type_id submission_type "
    "track start end duration room state featured fav_count do_not_record content_locale url "
    "tags resources"
)


def _widget_feed(widget: Object) -> Feed:
    """Return the content of pretalx's widget. The widget may not name the event."""
    event = widget.get("event")
    feed = Feed(
        title=as_name(event) or first_text(widget, "event_name"),
        zone=first_text(widget, "timezone"),
        language=next(iter(map(as_text, as_list(widget.get("locales")))), ""),
        start_key="start",
    )
    usual = feed.language or "en"  # other exports of pretalx use this language, too
    feed.rooms = [
        FeedRoom(as_name(room, usual), "", as_text(room.get("description"), usual))
        for room in as_objects(widget.get("rooms"))
    ]
    feed.tracks = [
        FeedTrack(as_name(track, usual), "", first_text(track, "color"))
        for track in as_objects(widget.get("tracks"))
    ]
    for speaker in as_objects(widget.get("speakers")):
        code = first_text(speaker, "code")
        biography = first_text(speaker, "biography")
        feed.lists[code] = FeedPerson(as_name(speaker), code, biography=biography)
    rooms = names_by_id(as_objects(widget.get("rooms")), usual)
    tracks = names_by_id(as_objects(widget.get("tracks")), usual)
    for talk in as_objects(widget.get("talks")):
        feed.add(_widget_session(talk, rooms, tracks, feed))
    return feed


def _widget_session(
    talk: Object, rooms: Mapping[str, str], tracks: Mapping[str, str], feed: Feed
) -> FeedSession:
    code = first_text(talk, "code")
    session = FeedSession(f"talk[{code or len(feed.sessions) + 1}]")
    session.code, session.guid = code, first_text(talk, "guid")
    session.title = first_text(talk, "title")  # titles of breaks are often in several languages
    session.translations = {"title": texts_by_language(talk.get("title"))}
    session.stamp = read_stamp(first_text(talk, "start"))
    session.until, session.length = (
        read_stamp(first_text(talk, "end")),
        first_text(talk, "duration"),
    )
    usual = feed.language or "en"
    session.rooms = [resolve_name(talk.get("room"), rooms, usual)]
    session.room_id = "" if session.rooms[0] else id_of(talk.get("room"))
    session.track = resolve_name(talk.get("track"), tracks, usual)
    session.type = as_name(talk.get("submission_type"))
    session.languages = [first_text(talk, "content_locale")]
    session.state = first_text(talk, "state")
    # Only breaks have no code, because they were not submitted.
    session.is_break = (not code and not as_list(talk.get("speakers"))) or None
    session.recorded = is_filmed(talk)
    session.abstract, session.description = (
        first_text(talk, "abstract"),
        first_text(talk, "description"),
    )
    for speaker in as_list(talk.get("speakers")):
        session.people.append(FeedPerson(as_name(as_object(speaker)), id_of(speaker)))
    session.links = [FeedLink(first_text(talk, "url"), "", "page")]
    feed.left_out.update(unknown_keys(talk, _KNOWN_IN_WIDGET))
    return session


_HACKERTRACKER_MARKS = split_words("conference_id timeband_id begin")
"""Keys that no format but HackerTracker has in its events."""
_KNOWN_TO_HACKERTRACKER = split_words(
    "id sessionId contentId title description android_description descriptionSnippet begin end "
    "begin_timestamp end_timestamp begin_tsz end_tsz start conference conference_id timezone type "
    "tags tag_ids location speakers people links link links_antiquated organizations media "
    "timeband_id spans_timebands village_id includes updated updated_timestamp updated_tsz"
)


def _hackertracker_feed(value: object) -> Feed | None:
    """Return the content of either export of HackerTracker, or None for other data."""
    export = as_object(value)
    about = as_object(export.get("metadata"))
    events = as_objects(export.get("sessions") if export else value)
    first = as_object(events[0]) if events else {}
    if "conferenceCode" not in about and not first.keys() >= _HACKERTRACKER_MARKS:
        return None
    feed = Feed(start_key="start" if about else "begin")
    feed.id = first_text(about, "conferenceCode") or first_text(first, "conference")
    feed.title = first_text(about, "conferenceName") or feed.id
    feed.description = first_text(about, "descriptionSnippet")
    feed.zone = first_text(about, "conferenceTimezone") or first_text(first, "timezone")
    for event in events:
        feed.add(_hackertracker_session(event))
        feed.left_out.update(unknown_keys(event, _KNOWN_TO_HACKERTRACKER))
    return feed


def _hackertracker_session(event: Object) -> FeedSession:
    id_ = first_text(event, "id", "sessionId")
    session = FeedSession(f"event[{id_}]", first_text(event, "title"), id=id_)
    session.stamp = read_stamp(first_text(event, "begin", "start"))
    session.until = read_stamp(first_text(event, "end"))
    session.rooms = [as_name(event.get("location"))]
    tags = map(as_name, as_objects(event.get("tags")))
    session.type = as_name(event.get("type")) or next(tags, "")
    session.description = first_text(event, "description", "descriptionSnippet")
    session.people = [_hackertracker_person(person) for person in as_objects(event.get("speakers"))]
    session.links = [
        FeedLink(first_text(link, "url"), first_text(link, "label"))
        for link in as_objects(event.get("links"))
    ]
    return session


def _hackertracker_person(data: Object) -> FeedPerson:
    person = FeedPerson(first_text(data, "name"), first_text(data, "id"))
    places = (first_text(place, "organization") for place in as_objects(data.get("affiliations")))
    person.affiliation = next(filter(None, places), "")
    person.biography = first_text(data, "description", "bioSnippet")
    return person


def _merge_feeds(texts: Feed, breaks: Feed) -> Feed:
    """Add the breaks, notes and colours in `breaks` to the feed `texts`, and return `texts`."""
    known = {_session_key(session) for session in texts.sessions}
    added = [s for s in breaks.sessions if s.is_break and _session_key(s) not in known]
    texts.sessions += added
    texts.zone = texts.zone or breaks.zone
    texts.language = texts.language or breaks.language
    named = {room.name for room in texts.rooms}
    texts.rooms += [room for room in breaks.rooms if room.name not in named]
    notes = {room.name: room.note for room in breaks.rooms}
    for room in texts.rooms:
        room.note = room.note or notes.get(room.name, "")
    colors = {track.name: track.color for track in breaks.tracks}
    for track in texts.tracks:
        track.color = track.color or colors.get(track.name, "")
    named = {track.name for track in texts.tracks}
    texts.tracks += [track for track in breaks.tracks if track.name not in named]
    texts.warn("", "merged", count=len(added))
    return texts


def _session_key(session: FeedSession) -> tuple[str, datetime | None, tuple[str, ...]]:
    stamp = session.stamp
    if stamp is not None and stamp.utcoffset() is not None:
        stamp = stamp.astimezone(UTC)
    return session.title, stamp, tuple(session.rooms)


_OURS = re.compile(rb"\s*\{\s*[\"']?(?:version|event|rooms|people|days|tracks)\b")
_SCRIPT = re.compile(r"\s*(?:var|let|const)\s+\w+\s*=\s*")
"""The beginning of a script that assigns a JSON value to a variable."""
_OTHERS = {
    "KonOpas": split_words("time loc people"),
    "KotlinConf": split_words("speakerIds location"),
    "OpenFeedback": split_words("speakers trackTitle"),
    "Hoverboard": split_words("timeslots"),
    "Devoxx": split_words("fromDate toDate"),
    "WordCamp": split_words("session_date_time"),
}
"""Keys that identify the data of other programs. They are at the top, or in the first entry."""


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme in a JSON file, or in a sequence of two JSON texts (RFC 7464).

    The two texts are exports of pretalx: its schedule JSON and its widget.

    Raises:
        UnusableError: the file has no supported format.
    """
    if data.startswith(RECORD) and data.count(RECORD) == 2:
        _, first, second = data.split(RECORD)
        return feed_builder.build_feed(_merge_files(_parse(first), _parse(second)), origin, zone)
    try:
        value = _parse(data)
    except UnusableError:
        if _OURS.match(data) is None:
            raise
        value = None
    if value is None or _is_ours(value):
        return yaml_reader.read(data, origin, zone)  # YAML can look like JSON
    return feed_builder.build_feed(_read_feed(value), origin, zone)


def _merge_files(first: object, second: object) -> Feed:
    feeds = {_is_widget(value): _read_feed(value) for value in (first, second)}
    if len(feeds) == 1:
        raise UnusableError(error("not-a-pair"))
    return _merge_feeds(feeds[False], feeds[True])


def _is_ours(value: object) -> bool:
    return isinstance(value, dict) and len(value.keys() & {"version", "event", "days"}) > 1


def _parse(data: bytes) -> object:
    encoding = "utf-16" if data.startswith(UTF16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        byte = f"0x{data[problem.start]:02x}"
        raise UnusableError(error("encoding", line=line, byte=byte)) from problem
    if data.count(b"{") + data.count(b"[") > MAX_OBJECTS:
        raise UnusableError(error("too-many", limit=MAX_OBJECTS))
    try:
        script = _SCRIPT.match(text)
        return _DECODER.raw_decode(text, script.end())[0] if script else _DECODER.decode(text)
    except json.JSONDecodeError as problem:
        code = "cut-off" if problem.pos >= len(text.rstrip()) else "json-syntax"
        raise UnusableError(error(code, line=problem.lineno)) from problem
    except RecursionError as problem:
        raise UnusableError(error("too-deep", limit="1000")) from problem


def _parse_integer(digits: str) -> int:
    """Parse an integer.

    If it has more than 30 digits, return 0, because parsing could take long.
    """
    return int(digits) if len(digits) <= 30 else 0


_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_int=_parse_integer)
"""A decoder that accepts unescaped line breaks in texts, as some writers write them."""


def _is_widget(value: object) -> bool:
    """Return whether a value is the JSON of pretalx's widget."""
    return isinstance(value, dict) and {"talks", "rooms", "speakers"} <= value.keys()


def _read_feed(value: object) -> Feed:
    if (feed := _hackertracker_feed(value)) is not None:
        return feed
    if isinstance(value, list):
        if sessions := _view_sessions(value):
            return _sessionize_feed({"sessions": sessions})
        if _is_speakers_view(value):
            raise UnusableError(error("speakers-alone"))
    elif _is_widget(value):
        return _widget_feed(as_object(value))
    elif isinstance(value, dict):
        feed = _sessionize_feed(value) if _is_sessionize(value) else _read_schedule(value)
        if feed is not None:
            return feed
    raise UnusableError(
        error("json-unread", found=describe_content(value), program=_program_name(value))
    )


def _program_name(value: object) -> str:
    """Return the name of the program that wrote the data, or "" if the data does not name it."""
    keys = set(as_object(value))
    for entries in (value, *as_object(value).values()):
        keys.update(*as_objects(list(as_object(entries).values()) or entries)[:1])
    return next((program for program, marks in _OTHERS.items() if marks <= keys), "")


def _read_schedule(value: dict[str, Any]) -> Feed | None:
    """Return the content of a schedule of version 1 or 2, or None for other data."""
    flat = isinstance(value.get("events"), list)
    schedule = as_object(value if flat else value.get("schedule"))
    conference = as_object(schedule.get("conference"))
    if conference and isinstance(schedule.get("events"), list):
        return schedule_json.schedule2_feed(schedule)
    days = conference.get("days")
    if days == [] or any("rooms" in day for day in as_objects(days)):
        return schedule_json.schedule_feed(schedule, as_object(value.get("generator")))
    return None
