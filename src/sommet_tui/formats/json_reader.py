"""Reads programmes in JSON: the content shows which format; breaks come from a second export.

The API of Sessionize (sessionize.com/api/v2/ID/view/NAME) has several views of the same sessions,
with local times in a zone that it does not name. "All" is an object with lists of sessions,
speakers, rooms and categories. "GridSmart" is a list of days, each with its rooms, each with its
sessions; "Sessions" is a list of groups with sessions. In these two a session names its speakers,
categories and room itself, a session of several groups occurs several times, and speakers only have
names. "Speakers" has no times at all.

pretalx's widget is its only export with breaks.

HackerTracker is the app of DEF CON and many other hacker conferences. Its export of 2023 and 2024
is a list of events. That of 2026 is an object with `metadata` about the conference and `sessions`,
with shortened descriptions and without links. Times are in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MOST_OBJECTS
from sommet_tui.domain.text import fold
from sommet_tui.formats.feed.builder import build_feed
from sommet_tui.formats.feed.model import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
    Object,
    by_language,
    filming,
    id_of,
    items,
    name,
    name_from,
    names_by_id,
    objects,
    part,
    read_boolean,
    shown_keys,
    text,
    text_at,
    unread,
    words_of,
)
from sommet_tui.formats.feed.times import read_stamp
from sommet_tui.formats.readers import RECORD, UTF16
from sommet_tui.formats.report import UnusableError, error
from sommet_tui.formats.schedule_json import schedule2_feed, schedule_feed

_KNOWN_TO_SESSIONIZE: Final = words_of(
    "id title description startsAt endsAt isServiceSession isPlenumSession speakers "
    "categoryItems questionAnswers roomId room rooms liveUrl recordingUrl status isInformed "
    "isConfirmed categories"
)
_START: Final = "startsAt"
_SESSIONIZE_MARKS: Final = frozenset((_START, "isServiceSession"))
"""Keys that all sessions of Sessionize have, and those of other programs do not."""
_TRACK: Final = ("track", "tracks", "stream", "topic", "thema")
_TYPE: Final = ("session format", "format", "session type", "type")
_LANGUAGE: Final = ("language", "languages", "sprache", "langue")


def is_sessionize(data: Object) -> bool:
    """Whether an object is the view "All", which has empty lists before the programme is public."""
    sessions = data.get("sessions")
    if sessions == []:
        return data.keys() >= {"speakers", "questions", "categories", "rooms"}
    return any(session.keys() >= _SESSIONIZE_MARKS for session in objects(sessions))


def sessionize_feed(data: Object) -> Feed:
    """Return the content of "All", or of an object with the sessions of another view.

    It does not name the event.
    """
    feed = Feed(start_key=_START)
    ordered = sorted(
        objects(data.get("rooms")),
        key=lambda room: place if isinstance(place := room.get("sort"), int) else 0,
    )
    feed.rooms = [FeedRoom(name(room)) for room in ordered]
    lists = _Lists()
    for room in ordered:
        _add(lists.rooms, room.get("id"), name(room))
    for speaker in objects(data.get("speakers")):
        person = _speaker(speaker)
        feed.lists.setdefault(person.id, person)
        _add(lists.speakers, speaker.get("id"), person.name)
    for category in objects(data.get("categories")):
        for item in objects(category.get("items")):
            lists.categories[text_at(item, "id")] = text_at(category, "title"), name(item)
    for question in objects(data.get("questions")):
        lists.questions[text_at(question, "id")] = text_at(question, "question")
    for session in objects(data.get("sessions")):
        feed.add(_session(session, lists, feed))
    _merge_accounts(feed)
    return feed


def view_sessions(views: Sequence[Any]) -> list[Object]:
    """Return the sessions of a "GridSmart" or "Sessions" view; [] if it is neither.

    Each is returned once, however many groups it is in; the same id at another time, in another
    room or with another title is another session.
    """
    found: dict[tuple[str, ...], Object] = {}
    for view in objects(list(views)):
        groups = [view, *objects(view.get("rooms"))]
        for session in (item for group in groups for item in objects(group.get("sessions"))):
            if _START in session:
                id_ = text_at(session, "id") or str(len(found))
                where = [text_at(session, key) for key in ("startsAt", "room", "title")]
                found.setdefault((id_, *where), session)
    return (
        list(found.values()) if any(s.keys() >= _SESSIONIZE_MARKS for s in found.values()) else []
    )


def is_speakers_view(views: Sequence[Any]) -> bool:
    """Whether a list is the view of speakers, which says nothing about times."""
    return any("fullName" in view and "sessions" in view for view in objects(list(views)))


def _speaker(found: Object) -> FeedPerson:
    parts = (text_at(found, "firstName"), text_at(found, "lastName"))
    called = text_at(found, "fullName") or " ".join(filter(None, parts))
    person = FeedPerson(called, text_at(found, "id"))
    person.affiliation, person.biography = text_at(found, "tagLine"), text_at(found, "bio")
    person.links = [
        FeedLink(text_at(link, "url"), text_at(link, "title"))
        for link in objects(found.get("links"))
    ]
    return person


def _merge_accounts(feed: Feed) -> None:
    """Give one id to the accounts of a person: those with one name, unless their texts differ."""
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
"""Names by id; the number 1 and the text "1" may be two ids."""


def _keys(id_: object) -> tuple[tuple[str, bool | None], ...]:
    """Return the keys of an id: with its type, and without."""
    return (text(id_), isinstance(id_, str)), (text(id_), None)


def _add(names: _Names, id_: object, called: str) -> None:
    for key in _keys(id_):
        names.setdefault(key, called)


def _get(names: _Names, id_: object) -> str:
    return next((names[key] for key in _keys(id_) if key in names), "")


class _Lists:
    """What the sessions of "All" refer to, by id; empty for views, whose sessions name all that."""

    def __init__(self) -> None:
        self.rooms: _Names = {}
        self.speakers: _Names = {}
        self.categories: dict[str, tuple[str, str]] = {}
        """The title of its category and its own name, for each item of each category."""
        self.questions: dict[str, str] = {}


def _session(found: Object, lists: _Lists, feed: Feed) -> FeedSession:
    id_ = text_at(found, "id")
    session = FeedSession(f"session[{id_ or len(feed.sessions) + 1}]")
    session.id, session.title = id_, text_at(found, "title")
    session.stamp = read_stamp(text_at(found, _START))
    session.until = read_stamp(text_at(found, "endsAt"))
    session.everywhere = read_boolean(found.get("isPlenumSession")) is True
    session.rooms = [_get(lists.rooms, found.get("roomId")) or text_at(found, "room")]
    session.room_id = "" if session.rooms[0] else text_at(found, "roomId")
    session.abstract = text_at(found, "description")
    session.state = text_at(found, "status")
    for item in items(found.get("categoryItems")):
        title, called = lists.categories.get(text(item), ("", ""))
        _categorise(session, title, called, feed)
    for speaker in items(found.get("speakers")):
        known = speaker.get("id") if isinstance(speaker, dict) else speaker
        called = _get(lists.speakers, known) or name(part(speaker))
        session.people.append(FeedPerson(called, text(known)))
    session.links = [
        FeedLink(text_at(found, "liveUrl"), "", "stream"),
        FeedLink(text_at(found, "recordingUrl"), "", "recording"),
    ]
    feed.left_out.update(unread(found, _KNOWN_TO_SESSIONIZE))
    for category in objects(found.get("categories")):
        for item in objects(category.get("categoryItems")):
            _categorise(session, text_at(category, "name", "title"), name(item), feed)
    for answer in objects(found.get("questionAnswers")):
        value = text_at(answer, "answerValue", "answer")
        if value.startswith(("https://", "http://")):
            question = lists.questions.get(text_at(answer, "questionId"))
            session.links.append(FeedLink(value, question or text_at(answer, "question")))
        elif value:
            feed.left_out["questionAnswers"] += 1
    return session


def _categorise(session: FeedSession, title: str, called: str, feed: Feed) -> None:
    """Read an item of a category by the category's title, such as a track or a language."""
    title = title.casefold()
    if title in _TRACK:
        session.track = session.track or called
    elif title in _TYPE:
        session.type = session.type or called
    elif title in _LANGUAGE:
        session.languages.append(called)
    elif called:
        feed.left_out["categoryItems"] += 1


_KNOWN_IN_WIDGET: Final = words_of(
    "code id guid title abstract description speakers submission_type_id submission_type "
    "track start end duration room state featured fav_count do_not_record content_locale url "
    "tags resources"
)


def widget_feed(widget: Object) -> Feed:
    """Return its content; it does not name the event."""
    event = widget.get("event")
    feed = Feed(
        title=name(event) or text_at(widget, "event_name"),
        zone=text_at(widget, "timezone"),
        language=next(iter(map(text, items(widget.get("locales")))), ""),
        start_key="start",
    )
    usual = feed.language or "en"  # the language of rooms and tracks in pretalx's other exports
    feed.rooms = [
        FeedRoom(name(room, usual), "", text(room.get("description"), usual))
        for room in objects(widget.get("rooms"))
    ]
    feed.tracks = [
        FeedTrack(name(track, usual), "", text_at(track, "color"))
        for track in objects(widget.get("tracks"))
    ]
    for speaker in objects(widget.get("speakers")):
        code = text_at(speaker, "code")
        biography = text_at(speaker, "biography")
        feed.lists[code] = FeedPerson(name(speaker), code, biography=biography)
    rooms = names_by_id(objects(widget.get("rooms")), usual)
    tracks = names_by_id(objects(widget.get("tracks")), usual)
    for talk in objects(widget.get("talks")):
        feed.add(_widget_session(talk, rooms, tracks, feed))
    return feed


def _widget_session(
    talk: Object, rooms: Mapping[str, str], tracks: Mapping[str, str], feed: Feed
) -> FeedSession:
    code = text_at(talk, "code")
    session = FeedSession(f"talk[{code or len(feed.sessions) + 1}]")
    session.code, session.guid = code, text_at(talk, "guid")
    session.title = text_at(talk, "title")  # of breaks, often in several languages
    session.translations = {"title": by_language(talk.get("title"))}
    session.stamp = read_stamp(text_at(talk, "start"))
    session.until, session.length = read_stamp(text_at(talk, "end")), text_at(talk, "duration")
    usual = feed.language or "en"
    session.rooms = [name_from(talk.get("room"), rooms, usual)]
    session.room_id = "" if session.rooms[0] else id_of(talk.get("room"))
    session.track = name_from(talk.get("track"), tracks, usual)
    session.type = name(talk.get("submission_type"))
    session.languages = [text_at(talk, "content_locale")]
    session.state = text_at(talk, "state")
    # Only breaks have no code, because they were not submitted.
    session.is_break = (not code and not items(talk.get("speakers"))) or None
    session.recorded = filming(talk)
    session.abstract, session.description = (
        text_at(talk, "abstract"),
        text_at(talk, "description"),
    )
    for speaker in items(talk.get("speakers")):
        session.people.append(FeedPerson(name(part(speaker)), id_of(speaker)))
    session.links = [FeedLink(text_at(talk, "url"), "", "page")]
    feed.left_out.update(unread(talk, _KNOWN_IN_WIDGET))
    return session


_HACKERTRACKER_MARKS: Final = words_of("conference_id timeband_id begin")
"""Keys that all events of the list have, and those of other programs do not."""
_KNOWN_TO_HACKERTRACKER: Final = words_of(
    "id sessionId contentId title description android_description descriptionSnippet begin end "
    "begin_timestamp end_timestamp begin_tsz end_tsz start conference conference_id timezone type "
    "tags tag_ids location speakers people links link links_antiquated organizations media "
    "timeband_id spans_timebands village_id includes updated updated_timestamp updated_tsz"
)


def hackertracker_feed(value: object) -> Feed | None:
    """Return the content of either export; None if it is neither."""
    export = part(value)
    about = part(export.get("metadata"))
    events = objects(export.get("sessions") if export else value)
    first = part(events[0]) if events else {}
    if "conferenceCode" not in about and not first.keys() >= _HACKERTRACKER_MARKS:
        return None
    feed = Feed(start_key="start" if about else "begin")
    feed.id = text_at(about, "conferenceCode") or text_at(first, "conference")
    feed.title = text_at(about, "conferenceName") or feed.id
    feed.description = text_at(about, "descriptionSnippet")
    feed.zone = text_at(about, "conferenceTimezone") or text_at(first, "timezone")
    for event in events:
        feed.add(_hackertracker_session(event))
        feed.left_out.update(unread(event, _KNOWN_TO_HACKERTRACKER))
    return feed


def _hackertracker_session(event: Object) -> FeedSession:
    id_ = text_at(event, "id", "sessionId")
    session = FeedSession(f"event[{id_}]", text_at(event, "title"), id=id_)
    session.stamp = read_stamp(text_at(event, "begin", "start"))
    session.until = read_stamp(text_at(event, "end"))
    session.rooms = [name(event.get("location"))]
    tags = map(name, objects(event.get("tags")))
    session.type = name(event.get("type")) or next(tags, "")
    session.description = text_at(event, "description", "descriptionSnippet")
    session.people = [_hackertracker_person(person) for person in objects(event.get("speakers"))]
    session.links = [
        FeedLink(text_at(link, "url"), text_at(link, "label"))
        for link in objects(event.get("links"))
    ]
    return session


def _hackertracker_person(found: Object) -> FeedPerson:
    person = FeedPerson(text_at(found, "name"), text_at(found, "id"))
    places = (text_at(place, "organization") for place in objects(found.get("affiliations")))
    person.affiliation = next(filter(None, places), "")
    person.biography = text_at(found, "description", "bioSnippet")
    return person


def merge_feeds(texts: Feed, breaks: Feed) -> Feed:
    """Return the feed with the texts, and the breaks, notes and colours of the other one."""
    known = {_mark(session) for session in texts.sessions}
    added = [s for s in breaks.sessions if s.is_break and _mark(s) not in known]
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


def _mark(session: FeedSession) -> tuple[str, datetime | None, tuple[str, ...]]:
    stamp = session.stamp
    if stamp is not None and stamp.utcoffset() is not None:
        stamp = stamp.astimezone(UTC)
    return session.title, stamp, tuple(session.rooms)


_OURS = re.compile(rb"\s*\{\s*[\"']?(?:version|event|rooms|people|days|tracks)\b")
_SCRIPT: Final = re.compile(r"\s*(?:var|let|const)\s+\w+\s*=\s*")
"""The beginning of a script that assigns JSON to a variable."""
_OTHERS: Final = {
    "KonOpas": words_of("time loc people"),
    "KotlinConf": words_of("speakerIds location"),
    "OpenFeedback": words_of("speakers trackTitle"),
    "Hoverboard": words_of("timeslots"),
    "Devoxx": words_of("fromDate toDate"),
    "WordCamp": words_of("session_date_time"),
}
"""Keys by which the data of other programs are recognised, at the top or in their first entry."""


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme in the bytes of a JSON file, or of a sequence of two (RFC 7464).

    The two are exports of pretalx: its schedule JSON and its widget.

    Raises:
        UnusableError: it has none of the supported formats.
    """
    if data.startswith(RECORD) and data.count(RECORD) == 2:
        _, first, second = data.split(RECORD)
        return build_feed(_merge(_parse(first), _parse(second)), origin, zone)
    try:
        value = _parse(data)
    except UnusableError:
        if _OURS.match(data) is None:
            raise
        value = None
    if value is None or _is_ours(value):
        from sommet_tui.formats import yaml_reader

        return yaml_reader.read(data, origin, zone)  # JSON is YAML, and much of YAML looks like it
    return build_feed(_feed_of(value), origin, zone)


def _merge(first: object, second: object) -> Feed:
    feeds = {_is_widget(value): _feed_of(value) for value in (first, second)}
    if len(feeds) == 1:
        raise UnusableError(error("not-a-pair"))
    return merge_feeds(feeds[False], feeds[True])


def _is_ours(value: object) -> bool:
    return isinstance(value, dict) and len(value.keys() & {"version", "event", "days"}) > 1


def _parse(data: bytes) -> object:
    """Return the value in a JSON file."""
    encoding = "utf-16" if data.startswith(UTF16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        byte = f"0x{data[problem.start]:02x}"
        raise UnusableError(error("encoding", line=line, byte=byte)) from problem
    if data.count(b"{") + data.count(b"[") > MOST_OBJECTS:
        raise UnusableError(error("too-many", limit=MOST_OBJECTS))
    try:
        script = _SCRIPT.match(text)
        return _DECODER.raw_decode(text, script.end())[0] if script else _DECODER.decode(text)
    except json.JSONDecodeError as problem:
        code = "cut-off" if problem.pos >= len(text.rstrip()) else "json-syntax"
        raise UnusableError(error(code, line=problem.lineno)) from problem
    except RecursionError as problem:
        raise UnusableError(error("too-deep", limit="1000")) from problem


def _whole(digits: str) -> int:
    """Parse an int; 0 if it has more than 30 digits, because long ones take long to parse."""
    return int(digits) if len(digits) <= 30 else 0


_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_int=_whole)
"""Not strict, because some writers leave the line breaks in texts as they are."""


def _is_widget(value: object) -> bool:
    """Whether a value is the JSON of pretalx's widget."""
    return isinstance(value, dict) and {"talks", "rooms", "speakers"} <= value.keys()


def _feed_of(value: object) -> Feed:
    """Return the feed in a JSON file."""
    if (feed := hackertracker_feed(value)) is not None:
        return feed
    if isinstance(value, list):
        if sessions := view_sessions(value):
            return sessionize_feed({"sessions": sessions})
        if is_speakers_view(value):
            raise UnusableError(error("speakers-alone"))
    elif _is_widget(value):
        return widget_feed(part(value))
    elif isinstance(value, dict):
        feed = sessionize_feed(value) if is_sessionize(value) else _schedule(value)
        if feed is not None:
            return feed
    raise UnusableError(error("json-unread", found=shown_keys(value), program=_program(value)))


def _program(value: object) -> str:
    """Return the program that wrote this data; "" if it is unknown."""
    keys = set(part(value))
    for entries in (value, *part(value).values()):
        keys.update(*objects(list(part(entries).values()) or entries)[:1])
    return next((program for program, marks in _OTHERS.items() if marks <= keys), "")


def _schedule(value: dict[str, Any]) -> Feed | None:
    """Return the content of a schedule of either version, or None."""
    flat = isinstance(value.get("events"), list)
    schedule = part(value if flat else value.get("schedule"))
    conference = part(schedule.get("conference"))
    if conference and isinstance(schedule.get("events"), list):
        return schedule2_feed(schedule)
    days = conference.get("days")
    if days == [] or any("rooms" in day for day in objects(days)):
        return schedule_feed(schedule, part(value.get("generator")))
    return None
