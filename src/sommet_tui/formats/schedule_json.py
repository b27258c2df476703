"""Reads schedule JSON: version 1 (frab, pretalx, c3voc), and c3voc's draft of version 2."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice

from sommet_tui.domain import limits
from sommet_tui.domain.programme import EVENT
from sommet_tui.formats.parsed_feed import (
    ByLanguage,
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
    first_text,
    id_of,
    is_filmed,
    names_by_id,
    read_boolean,
    resolve_name,
    split_words,
    unknown_keys,
)
from sommet_tui.formats.time_zones import read_clock, read_day, read_stamp

GENERATOR = "sommet-tui"
"""The generator in files that the app writes. In these, the slug of an event is the event's id."""

TITLE_MARKS = {"cancelled": "[CANCELLED] ", "moved": "[MOVED] "}
"""The prefixes that our own writer gives to titles of moved and cancelled sessions."""

_LINK_TYPES = {"media": "recording", "related": "stream"}
_KNOWN = split_words(
    "guid code id date start end duration room slug url title subtitle track type language "
    "abstract description do_not_record do_not_stream persons links attachments feedback_url "
    "origin_url state status"
)


def schedule_feed(schedule: Object, generator: Object) -> Feed:
    """Return the content of a schedule of version 1. `generator` is the program that wrote it."""
    conference = as_object(schedule.get("conference"))
    ours = first_text(generator, "name") == GENERATOR
    feed = Feed(start_key="date")
    read_event_facts(feed, schedule, conference)
    feed.rooms = read_rooms(as_objects(conference.get("rooms")))
    feed.tracks = [
        FeedTrack(as_name(track), "", first_text(track, "color"))
        for track in as_objects(conference.get("tracks"))
    ]
    if ours:
        _read_meta(feed, conference)
    meta = as_object(as_object(conference.get("meta")).get(GENERATOR)) if ours else {}
    ids, labels, kinds, texts = (
        as_object(meta.get(key)) for key in ("ids", "labels", "links", "translations")
    )
    for day in as_objects(conference.get("days")):
        on = read_day(first_text(day, "date"))
        for room, events in as_object(day.get("rooms")).items():
            for event in as_objects(events):
                session = session_in_room(event, room, feed)
                if ours:
                    _read_sommet_extensions(session, event)
                session.day = session.day or on
                session.our_id = as_text(ids.get(session.guid, session.our_id))
                session.label = first_text(labels, session.our_id)
                session.translations = _translations(texts.get(session.our_id))
                kind = as_object(kinds.get(session.our_id))
                for link in session.links:
                    link.kind = first_text(kind, link.url) or link.kind
                session.guid = "" if ours else session.guid
                feed.add(session)
    return feed


def read_event_facts(feed: Feed, schedule: Object, conference: Object) -> None:
    """Read the facts about the event, which are the same in both versions and in XML."""
    feed.title, feed.id = first_text(conference, "title"), first_text(conference, "acronym")
    feed.description = first_text(conference, "description")
    feed.url = first_text(conference, "url") or first_text(schedule, "url")
    feed.base_url = first_text(schedule, "base_url") or first_text(conference, "base_url")
    feed.zone = first_text(conference, "time_zone_name")
    feed.language = first_text(conference, "language")
    feed.day_change = first_text(conference, "day_change")


def read_rooms(items: Iterable[Object]) -> list[FeedRoom]:
    """Return the rooms in a schedule of either version."""
    return [
        FeedRoom(as_name(room), "", first_text(room, "description"), first_text(room, "url"))
        for room in items
    ]


def own_event_id(data: bytes) -> str | None:
    """Return the id of the event in a file that our own writer wrote, or else None."""
    try:
        content = as_object(json.loads(data))
    except (ValueError, RecursionError):
        return None
    if first_text(as_object(content.get("generator")), "name") != GENERATOR:
        return None
    conference = as_object(as_object(content.get("schedule")).get("conference"))
    return first_text(as_object(as_object(conference.get("meta")).get(GENERATOR)), "id") or None


def _read_meta(feed: Feed, conference: Object) -> None:
    """Read the facts about the event that our own writer adds to a schedule."""
    meta = as_object(as_object(conference.get("meta")).get(GENERATOR))
    venue = as_object(meta.get("venue"))
    feed.id, feed.is_ours = first_text(meta, "id") or feed.id, True
    feed.subtitle = first_text(meta, "subtitle")
    feed.language = first_text(meta, "language")
    feed.registration = first_text(meta, "registration")
    feed.venue, feed.address = first_text(venue, "name"), first_text(venue, "address")
    feed.day_change = first_text(meta, "day_boundary")
    feed.zone = first_text(meta, "time_zone_name") or feed.zone
    feed.live = first_text(meta, "live")
    feed.translations = _translations(as_object(meta.get("translations")).get(EVENT))
    feed.walks = {
        key: minutes
        for key, minutes in islice(as_object(meta.get("walks")).items(), limits.MAX_WALKS)
        if type(minutes) is int and 0 <= minutes <= limits.MINUTES_LIMIT
    }
    ids = as_object(meta.get("ids"))  # by guid: ids that are not valid slugs
    for room, found in zip(feed.rooms, as_objects(conference.get("rooms")), strict=True):
        room.our_id = first_text(ids, first_text(found, "guid")) or first_text(found, "slug")
    for room, building in zip(feed.rooms, as_list(meta.get("buildings")), strict=False):
        room.building = as_text(building)
    for track, found in zip(feed.tracks, as_objects(conference.get("tracks")), strict=True):
        track.our_id = first_text(found, "slug")


def _translations(data: object) -> ByLanguage:
    """Return the translated texts that our own writer adds to a session or to the event."""
    return {
        name: {code: text for code, text in as_object(texts).items() if isinstance(text, str)}
        for name, texts in as_object(data).items()
    }


def _read_sommet_extensions(session: FeedSession, event: Object) -> None:
    """Read the facts about a session that our own writer adds to a schedule."""
    session.our_id = session.code or first_text(event, "slug")
    abstract = event.get("abstract")
    session.abstract = abstract if isinstance(abstract, str) else ""
    for state, mark in TITLE_MARKS.items():
        if session.title.startswith(mark):
            session.title, session.state = session.title.removeprefix(mark), state
            break
    session.is_break = session.type == "break"
    session.type = "" if session.is_break else session.type
    session.links = [link for link in session.links if not link.url.startswith("urn:")]
    for link in session.links:
        link.kind = _LINK_TYPES.get(link.kind, link.kind)
    for person, found in zip(session.people, as_list(event.get("persons")), strict=True):
        known = as_object(found)
        person.our_id = person.id = first_text(known, "slug")
        person.session_affiliation = first_text(known, "affiliation")
        person.affiliation = first_text(known, "organization")


def session_in_room(event: Object, room: str, feed: Feed) -> FeedSession:
    """Return a session of version 1. Such schedules list sessions by room."""
    session = read_session(event, feed)
    stamp = first_text(event, "date")
    session.stamp, session.clock = read_stamp(stamp), read_clock(first_text(event, "start"))
    session.day = read_day(stamp) if session.stamp is None else None
    inside = as_name(event.get("room"))
    if inside and room.strip() and inside != room.strip():
        feed.warn(session.path, "room-differs", room=room, other=inside)
    session.rooms = [room.strip() or inside]
    session.track, session.type = as_name(event.get("track")), as_name(event.get("type"))
    session.languages = [first_text(event, "language")]
    session.recorded = is_filmed(event)
    people = as_list(event.get("persons")) or as_list(event.get("speakers"))
    session.people = [read_person(person) for person in people]
    feed.left_out.update(unknown_keys(event, _KNOWN))
    return session


def read_session(event: Object, feed: Feed) -> FeedSession:
    """Return a session of either version. Its start, rooms, kind and people are still missing."""
    id_, guid, code = first_text(event, "id"), first_text(event, "guid"), first_text(event, "code")
    session = FeedSession(f"event[{id_ or code or guid or len(feed.sessions) + 1}]")
    session.id, session.guid, session.code = id_, guid, code
    session.title, session.subtitle = first_text(event, "title"), first_text(event, "subtitle")
    session.until, session.length = (
        read_stamp(first_text(event, "end")),
        first_text(event, "duration"),
    )
    session.state = first_text(event, "state", "status")
    session.abstract, session.description = (
        first_text(event, "abstract"),
        first_text(event, "description"),
    )
    session.links = _links(event)
    return session


def read_person(data: object) -> FeedPerson:
    """Return a person in a schedule of either version."""
    if not isinstance(data, dict):
        return FeedPerson(as_text(data))
    person = FeedPerson(first_text(data, "name", "public_name", "full_public_name", "display_name"))
    person.id = first_text(data, "guid", "code", "id")
    person.affiliation = first_text(data, "affiliation", "organization")
    person.biography = first_text(data, "biography", "description")
    person.role = first_text(data, "role", "event_role")
    person.links = [_read_link(link) for link in as_objects(data.get("links"))]
    return person


def _links(event: Object) -> list[FeedLink]:
    links = [FeedLink(first_text(event, "url"), "", "page")]
    links += [_read_link(link) for link in as_list(event.get("links"))]
    links += [_read_link(link, "slides") for link in as_list(event.get("attachments"))]
    links.append(FeedLink(first_text(event, "origin_url"), "", "page"))
    links.append(FeedLink(first_text(event, "feedback_url"), "", "feedback"))
    return links


def _read_link(data: object, kind: str = "") -> FeedLink:
    """Return a link in a schedule of either version."""
    if not isinstance(data, dict):
        return FeedLink(as_text(data), "", kind)
    title = first_text(data, "title") or first_text(data, "service").capitalize()
    return FeedLink(first_text(data, "url", "href"), title, first_text(data, "type") or kind)


_KNOWN_IN_2 = split_words(
    "type guid code id start end duration room rooms url slug title subtitle language "
    "languages track abstract description participants persons links attachments state status "
    "do_not_record do_not_stream recording feedback_url origin_url"
)
_BREAKS = frozenset(("break", "pause", "meal"))


def schedule2_feed(schedule: Object) -> Feed:
    """Return the content of a schedule of version 2.

    Only the newest files write types in capitals.
    """
    conference = as_object(schedule.get("conference"))
    feed = Feed(start_key="start")
    read_event_facts(feed, schedule, conference)
    feed.language = first_text(as_object(conference.get("defaults")), "language")
    rooms = as_objects(conference.get("rooms")) or as_objects(schedule.get("rooms"))
    tracks = as_objects(conference.get("tracks")) or as_objects(schedule.get("tracks"))
    feed.rooms = read_rooms(rooms)
    feed.tracks = [FeedTrack(as_name(track), "", _color(track)) for track in tracks]
    called = names_by_id([*rooms, *tracks])
    persons = as_objects(schedule.get("persons")) or as_objects(conference.get("persons"))
    for person in persons:
        made = _read_person(person)
        if made.id:
            feed.lists[made.id] = made
    for event in as_objects(schedule.get("events")):
        feed.add(_read_session(event, called, feed))
    return feed


def _read_session(event: Object, names: Mapping[str, str], feed: Feed) -> FeedSession:
    session = read_session(event, feed)
    session.stamp = read_stamp(first_text(event, "start", "date"))
    rooms = [event.get("room"), *as_list(event.get("rooms"))]
    session.rooms = [resolve_name(room, names) for room in rooms]
    session.room_id = "" if any(session.rooms) else id_of(event.get("room"))
    session.track = resolve_name(event.get("track"), names)
    kind = as_name(event.get("type"))
    session.is_break = kind.casefold() in _BREAKS or None
    session.type = "" if session.is_break else kind.lower() if kind.isupper() else kind
    session.languages = [
        first_text(event, "language"),
        *map(as_text, as_list(event.get("languages"))),
    ]
    session.recorded = is_filmed(event)
    refused = read_boolean(as_object(event.get("recording")).get("optout"))
    if session.recorded is None and refused is not None:
        session.recorded = not refused
    people = as_objects(event.get("participants")) or as_objects(event.get("persons"))
    session.people = [_read_person(person) for person in people]
    feed.left_out.update(unknown_keys(event, _KNOWN_IN_2))
    return session


def _read_person(data: Object) -> FeedPerson:
    person = read_person(data)
    person.links.insert(0, FeedLink(first_text(data, "url")))
    return person


def _color(track: Object) -> str:
    colors = as_object(track.get("colors"))
    return first_text(track, "color") or first_text(colors, "dark", "light")
