"""Reading schedule JSON of version 1 (frab, pretalx, c3voc), and c3voc's draft of version 2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from sommet_tui.domain.limits import MINUTES_LIMIT, MOST_WALKS
from sommet_tui.domain.programme import EVENT
from sommet_tui.formats.feed.model import (
    ByLanguage,
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
    Object,
    filming,
    id_of,
    items,
    name,
    name_from,
    names_by_id,
    objects,
    part,
    read_boolean,
    text,
    text_at,
    unread,
    words_of,
)
from sommet_tui.formats.feed.times import read_clock, read_day, read_stamp

GENERATOR: Final = "sommet-tui"
"""The name of our writer; in its files, the slug of an event is its id."""

MARKS: Final = {"cancelled": "[CANCELLED] ", "moved": "[MOVED] "}
"""The prefixes that our own writer gives to titles of moved and cancelled sessions."""

_LINK_TYPES: Final = {"media": "recording", "related": "stream"}
_KNOWN: Final = words_of(
    "guid code id date start end duration room slug url title subtitle track type language "
    "abstract description do_not_record do_not_stream persons links attachments feedback_url "
    "origin_url state status"
)


def schedule_feed(schedule: Object, generator: Object) -> Feed:
    """Return the content of `schedule`; `generator` names the program that wrote it."""
    conference = part(schedule.get("conference"))
    ours = text_at(generator, "name") == GENERATOR
    feed = Feed(start_key="date")
    take_event(feed, schedule, conference)
    feed.rooms = rooms_of(objects(conference.get("rooms")))
    feed.tracks = [
        FeedTrack(name(track), "", text_at(track, "color"))
        for track in objects(conference.get("tracks"))
    ]
    if ours:
        _take_meta(feed, conference)
    meta = part(part(conference.get("meta")).get(GENERATOR)) if ours else {}
    ids, labels, kinds, texts = (
        part(meta.get(key)) for key in ("ids", "labels", "links", "translations")
    )
    for day in objects(conference.get("days")):
        on = read_day(text_at(day, "date"))
        for room, events in part(day.get("rooms")).items():
            for event in objects(events):
                session = session_in_room(event, room, feed)
                if ours:
                    _own_session(session, event)
                session.day = session.day or on
                session.own = text(ids.get(session.guid, session.own))
                session.label = text_at(labels, session.own)
                session.translations = _translations(texts.get(session.own))
                kind = part(kinds.get(session.own))
                for link in session.links:
                    link.kind = text_at(kind, link.url) or link.kind
                session.guid = "" if ours else session.guid
                feed.add(session)
    return feed


def take_event(feed: Feed, schedule: Object, conference: Object) -> None:
    """Read the facts about the event, which both versions and XML have."""
    feed.title, feed.id = text_at(conference, "title"), text_at(conference, "acronym")
    feed.description = text_at(conference, "description")
    feed.url = text_at(conference, "url") or text_at(schedule, "url")
    feed.base = text_at(schedule, "base_url") or text_at(conference, "base_url")
    feed.zone = text_at(conference, "time_zone_name")
    feed.language = text_at(conference, "language")
    feed.day_change = text_at(conference, "day_change")


def rooms_of(found: Iterable[Object]) -> list[FeedRoom]:
    """Return the rooms, in either version."""
    return [
        FeedRoom(name(room), "", text_at(room, "description"), text_at(room, "url"))
        for room in found
    ]


def own_event(data: bytes) -> str | None:
    """Return the id of the event in a file of our writer; None for any other file."""
    try:
        content = part(json.loads(data))
    except (ValueError, RecursionError):
        return None
    if text_at(part(content.get("generator")), "name") != GENERATOR:
        return None
    conference = part(part(content.get("schedule")).get("conference"))
    return text_at(part(part(conference.get("meta")).get(GENERATOR)), "id") or None


def _take_meta(feed: Feed, conference: Object) -> None:
    """Read the values that our own writer adds to the format."""
    meta = part(part(conference.get("meta")).get(GENERATOR))
    venue = part(meta.get("venue"))
    feed.id, feed.ours = text_at(meta, "id") or feed.id, True
    feed.subtitle = text_at(meta, "subtitle")
    feed.language = text_at(meta, "language")
    feed.registration = text_at(meta, "registration")
    feed.venue, feed.address = text_at(venue, "name"), text_at(venue, "address")
    feed.day_change = text_at(meta, "day_boundary")
    feed.zone = text_at(meta, "time_zone_name") or feed.zone
    feed.live = text_at(meta, "live")
    feed.translations = _translations(part(meta.get("translations")).get(EVENT))
    feed.walks = {
        key: minutes
        for key, minutes in islice(part(meta.get("walks")).items(), MOST_WALKS)
        if type(minutes) is int and 0 <= minutes <= MINUTES_LIMIT
    }
    ids = part(meta.get("ids"))  # ids that are not slugs, by guid
    for room, found in zip(feed.rooms, objects(conference.get("rooms")), strict=True):
        room.own = text_at(ids, text_at(found, "guid")) or text_at(found, "slug")
    for room, building in zip(feed.rooms, items(meta.get("buildings")), strict=False):
        room.building = text(building)
    for track, found in zip(feed.tracks, objects(conference.get("tracks")), strict=True):
        track.own = text_at(found, "slug")


def _translations(found: object) -> ByLanguage:
    """Return the translations that our own writer adds to a session or the event."""
    return {
        name: {code: text for code, text in part(texts).items() if isinstance(text, str)}
        for name, texts in part(found).items()
    }


def _own_session(session: FeedSession, event: Object) -> None:
    """Read the values that our own writer adds to a session."""
    session.own = session.code or text_at(event, "slug")
    abstract = event.get("abstract")
    session.abstract = abstract if isinstance(abstract, str) else ""
    for state, mark in MARKS.items():
        if session.title.startswith(mark):
            session.title, session.state = session.title.removeprefix(mark), state
            break
    session.is_break = session.type == "break"
    session.type = "" if session.is_break else session.type
    session.links = [link for link in session.links if not link.url.startswith("urn:")]
    for link in session.links:
        link.kind = _LINK_TYPES.get(link.kind, link.kind)
    for person, found in zip(session.people, items(event.get("persons")), strict=True):
        known = part(found)
        person.own = person.id = text_at(known, "slug")
        person.here = text_at(known, "affiliation")
        person.affiliation = text_at(known, "organization")


def session_in_room(event: Object, room: str, feed: Feed) -> FeedSession:
    """Return a session of version 1, which is listed under a room."""
    session = session_of(event, feed)
    stamp = text_at(event, "date")
    session.stamp, session.clock = read_stamp(stamp), read_clock(text_at(event, "start"))
    session.day = read_day(stamp) if session.stamp is None else None
    inside = name(event.get("room"))
    if inside and room.strip() and inside != room.strip():
        feed.warn(session.where, "room-differs", room=room, other=inside)
    session.rooms = [room.strip() or inside]
    session.track, session.type = name(event.get("track")), name(event.get("type"))
    session.languages = [text_at(event, "language")]
    session.recorded = filming(event)
    people = items(event.get("persons")) or items(event.get("speakers"))
    session.people = [person_of(person) for person in people]
    feed.left_out.update(unread(event, _KNOWN))
    return session


def session_of(event: Object, feed: Feed) -> FeedSession:
    """Return a session without its start, rooms, kind and people, in either version."""
    id_, guid, code = text_at(event, "id"), text_at(event, "guid"), text_at(event, "code")
    session = FeedSession(f"event[{id_ or code or guid or len(feed.sessions) + 1}]")
    session.id, session.guid, session.code = id_, guid, code
    session.title, session.subtitle = text_at(event, "title"), text_at(event, "subtitle")
    session.until, session.length = read_stamp(text_at(event, "end")), text_at(event, "duration")
    session.state = text_at(event, "state", "status")
    session.abstract, session.description = (
        text_at(event, "abstract"),
        text_at(event, "description"),
    )
    session.links = _links(event)
    return session


def person_of(found: object) -> FeedPerson:
    """Return a person, in either version."""
    if not isinstance(found, dict):
        return FeedPerson(text(found))
    person = FeedPerson(text_at(found, "name", "public_name", "full_public_name", "display_name"))
    person.id = text_at(found, "guid", "code", "id")
    person.affiliation = text_at(found, "affiliation", "organization")
    person.biography = text_at(found, "biography", "description")
    person.role = text_at(found, "role", "event_role")
    person.links = [link_of(link) for link in objects(found.get("links"))]
    return person


def _links(event: Object) -> list[FeedLink]:
    links = [FeedLink(text_at(event, "url"), "", "page")]
    links += [link_of(link) for link in items(event.get("links"))]
    links += [link_of(link, "slides") for link in items(event.get("attachments"))]
    links.append(FeedLink(text_at(event, "origin_url"), "", "page"))
    links.append(FeedLink(text_at(event, "feedback_url"), "", "feedback"))
    return links


def link_of(found: object, kind: str = "") -> FeedLink:
    """Return a link, in either version."""
    if not isinstance(found, dict):
        return FeedLink(text(found), "", kind)
    title = text_at(found, "title") or text_at(found, "service").capitalize()
    return FeedLink(text_at(found, "url", "href"), title, text_at(found, "type") or kind)


_KNOWN_IN_2: Final = words_of(
    "type guid code id start end duration room rooms url slug title subtitle language "
    "languages track abstract description participants persons links attachments state status "
    "do_not_record do_not_stream recording feedback_url origin_url"
)
_BREAKS: Final = frozenset(("break", "pause", "meal"))


def schedule2_feed(schedule: Object) -> Feed:
    """Return the content of `schedule`; words are in capitals only in the newest files."""
    conference = part(schedule.get("conference"))
    feed = Feed(start_key="start")
    take_event(feed, schedule, conference)
    feed.language = text_at(part(conference.get("defaults")), "language")
    rooms = objects(conference.get("rooms")) or objects(schedule.get("rooms"))
    tracks = objects(conference.get("tracks")) or objects(schedule.get("tracks"))
    feed.rooms = rooms_of(rooms)
    feed.tracks = [FeedTrack(name(track), "", _color(track)) for track in tracks]
    called = names_by_id([*rooms, *tracks])
    persons = objects(schedule.get("persons")) or objects(conference.get("persons"))
    for person in persons:
        made = _person(person)
        if made.id:
            feed.lists[made.id] = made
    for event in objects(schedule.get("events")):
        feed.add(_session(event, called, feed))
    return feed


def _session(event: Object, called: Mapping[str, str], feed: Feed) -> FeedSession:
    session = session_of(event, feed)
    session.stamp = read_stamp(text_at(event, "start", "date"))
    rooms = [event.get("room"), *items(event.get("rooms"))]
    session.rooms = [name_from(room, called) for room in rooms]
    session.room_id = "" if any(session.rooms) else id_of(event.get("room"))
    session.track = name_from(event.get("track"), called)
    kind = name(event.get("type"))
    session.is_break = kind.casefold() in _BREAKS or None
    session.type = "" if session.is_break else kind.lower() if kind.isupper() else kind
    session.languages = [text_at(event, "language"), *map(text, items(event.get("languages")))]
    session.recorded = filming(event)
    refused = read_boolean(part(event.get("recording")).get("optout"))
    if session.recorded is None and refused is not None:
        session.recorded = not refused
    people = objects(event.get("participants")) or objects(event.get("persons"))
    session.people = [_person(person) for person in people]
    feed.left_out.update(unread(event, _KNOWN_IN_2))
    return session


def _person(found: Object) -> FeedPerson:
    person = person_of(found)
    person.links.insert(0, FeedLink(text_at(found, "url")))
    return person


def _color(track: Object) -> str:
    colors = part(track.get("colors"))
    return text_at(track, "color") or text_at(colors, "dark", "light")
