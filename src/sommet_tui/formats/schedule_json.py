"""What a schedule JSON of version 1 says, as frab, pretalx and c3voc write it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Final

from sommet_tui.domain.limits import MINUTES_LIMIT, MOST_WALKS
from sommet_tui.domain.programme import EVENT
from sommet_tui.formats.feed.json_values import (
    Object,
    items,
    name,
    objects,
    part,
    recorded,
    said,
    text,
    unread,
)
from sommet_tui.formats.feed.model import (
    ByLanguage,
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
    words_of,
)
from sommet_tui.formats.feed.times import read_clock, read_day, read_stamp

GENERATOR: Final = "sommet-tui"
"""What our own writer calls itself: in its files the slug of an event is its id."""

MARKS: Final = {"cancelled": "[CANCELLED] ", "moved": "[MOVED] "}
"""The prefixes that our own writer gives to titles of moved and cancelled sessions."""

_LINK_TYPES: Final = {"media": "recording", "related": "stream"}
_KNOWN: Final = words_of(
    "guid code id date start end duration room slug url title subtitle track type language "
    "abstract description do_not_record do_not_stream persons links attachments feedback_url "
    "origin_url state status"
)


def schedule_feed(schedule: Object, generator: Object) -> Feed:
    """What is under `schedule`; `generator` is what wrote it."""
    conference = part(schedule.get("conference"))
    ours = said(generator, "name") == GENERATOR
    feed = event_feed(schedule, conference)
    feed.base = feed.base or said(conference, "base_url")
    feed.language = said(conference, "language")
    feed.rooms = rooms_of(objects(conference.get("rooms")))
    feed.tracks = [
        FeedTrack(name(track), "", said(track, "color"))
        for track in objects(conference.get("tracks"))
    ]
    if ours:
        _take_meta(feed, conference)
    meta = part(part(conference.get("meta")).get(GENERATOR)) if ours else {}
    ids, labels, kinds, texts = (
        part(meta.get(key)) for key in ("ids", "labels", "links", "translations")
    )
    for day in objects(conference.get("days")):
        on = read_day(said(day, "date"))
        for room, events in part(day.get("rooms")).items():
            for event in objects(events):
                session = _session(event, room, feed, ours=ours)
                session.day = session.day or on
                session.own = text(ids.get(session.guid, session.own))
                session.label = said(labels, session.own)
                session.translations = _translations(texts.get(session.own))
                kind = part(kinds.get(session.own))
                for link in session.links:
                    link.kind = said(kind, link.url) or link.kind
                session.guid = "" if ours else session.guid
                feed.add(session)
    return feed


def event_feed(schedule: Object, conference: Object) -> Feed:
    """What both versions say of the event itself."""
    return Feed(
        title=said(conference, "title"),
        id=said(conference, "acronym"),
        description=said(conference, "description"),
        url=said(conference, "url") or said(schedule, "url"),
        base=said(schedule, "base_url"),
        zone=said(conference, "time_zone_name"),
        day_change=said(conference, "day_change"),
    )


def rooms_of(found: Iterable[Object]) -> list[FeedRoom]:
    """The rooms, in either version."""
    return [
        FeedRoom(name(room), "", said(room, "description"), said(room, "url")) for room in found
    ]


def own_event(data: bytes) -> str | None:
    """Return the id of the event in a file of our own writer; None for any other file."""
    try:
        content = part(json.loads(data))
    except (ValueError, RecursionError):
        return None
    if said(part(content.get("generator")), "name") != GENERATOR:
        return None
    conference = part(part(content.get("schedule")).get("conference"))
    return said(part(part(conference.get("meta")).get(GENERATOR)), "id") or None


def _take_meta(feed: Feed, conference: Object) -> None:
    """What our own writer put beside what the format has a place for."""
    meta = part(part(conference.get("meta")).get(GENERATOR))
    venue = part(meta.get("venue"))
    feed.id, feed.ours = said(meta, "id") or feed.id, True
    feed.subtitle = said(meta, "subtitle")
    feed.language = said(meta, "language")
    feed.registration = said(meta, "registration")
    feed.venue, feed.address = said(venue, "name"), said(venue, "address")
    feed.day_change = said(meta, "day_boundary")
    feed.zone = said(meta, "time_zone_name") or feed.zone
    feed.live = said(meta, "live")
    feed.translations = _translations(part(meta.get("translations")).get(EVENT))
    feed.walks = {
        key: minutes
        for key, minutes in islice(part(meta.get("walks")).items(), MOST_WALKS)
        if type(minutes) is int and 0 <= minutes <= MINUTES_LIMIT
    }
    for room, found in zip(feed.rooms, objects(conference.get("rooms")), strict=True):
        room.own = said(found, "slug")
    for room, building in zip(feed.rooms, items(meta.get("buildings")), strict=False):
        room.building = text(building)
    for track, found in zip(feed.tracks, objects(conference.get("tracks")), strict=True):
        track.own = said(found, "slug")


def _translations(found: object) -> ByLanguage:
    """What our own writer put there of a session or the event."""
    return {
        name: {code: each for code, each in part(texts).items() if isinstance(each, str)}
        for name, texts in part(found).items()
    }


def _own_session(session: FeedSession, event: Object) -> None:
    """The same of an event."""
    session.own = session.code or said(event, "slug")
    abstract = event.get("abstract")
    session.abstract = abstract if isinstance(abstract, str) else ""
    for state, mark in MARKS.items():
        if session.title.startswith(mark):
            session.title, session.state = session.title.removeprefix(mark), state
            break
    if session.type == "break":
        session.type, session.is_break = "", True
    session.links = [link for link in session.links if not link.url.startswith("urn:")]
    for link in session.links:
        link.kind = _LINK_TYPES.get(link.kind, link.kind)
    for person, found in zip(session.people, items(event.get("persons")), strict=True):
        known = part(found)
        person.own = person.id = said(known, "slug")
        person.here = said(known, "affiliation")
        person.affiliation = said(known, "organization")


def _session(event: Object, room: str, feed: Feed, *, ours: bool) -> FeedSession:
    session = session_of(event, feed)
    stamp = said(event, "date")
    session.stamp, session.clock = read_stamp(stamp), read_clock(said(event, "start"))
    session.day = read_day(stamp) if session.stamp is None else None
    inside = name(event.get("room"))
    if inside and room.strip() and inside != room.strip():
        feed.warn(session.where, "room-differs", room=room, other=inside)
    session.rooms = [each for each in (room.strip() or inside,) if each]
    session.track, session.type = name(event.get("track")), name(event.get("type"))
    session.languages = [said(event, "language")]
    session.recorded = recorded(event)
    people = items(event.get("persons")) or items(event.get("speakers"))
    session.people = [person_of(each) for each in people]
    if ours:
        _own_session(session, event)
    feed.left_out.update(unread(event, _KNOWN))
    return session


def session_of(event: Object, feed: Feed) -> FeedSession:
    """What both versions say of a session, except its start, its place, its kind and its people."""
    id_, guid, code = said(event, "id"), said(event, "guid"), said(event, "code")
    session = FeedSession(f"event[{id_ or code or guid or len(feed.sessions) + 1}]")
    session.id, session.guid, session.code = id_, guid, code
    session.title, session.subtitle = said(event, "title"), said(event, "subtitle")
    session.until, session.length = read_stamp(said(event, "end")), said(event, "duration")
    session.state = said(event, "state", "status")
    session.abstract, session.description = said(event, "abstract"), said(event, "description")
    session.links = _links(event)
    return session


def person_of(found: object) -> FeedPerson:
    """A person, in either version."""
    if not isinstance(found, dict):
        return FeedPerson(text(found))
    person = FeedPerson(said(found, "name", "public_name", "full_public_name", "display_name"))
    person.id = said(found, "guid", "code", "id")
    person.affiliation = said(found, "affiliation", "organization")
    person.biography = said(found, "biography", "description")
    person.role = said(found, "role", "event_role")
    person.links = [link_of(link) for link in objects(found.get("links"))]
    return person


def _links(event: Object) -> list[FeedLink]:
    links = [FeedLink(said(event, "url"), "", "page")]
    links += [link_of(link) for link in items(event.get("links"))]
    links += [link_of(link, "slides") for link in items(event.get("attachments"))]
    links.append(FeedLink(said(event, "origin_url"), "", "page"))
    links.append(FeedLink(said(event, "feedback_url"), "", "feedback"))
    return [link for link in links if link.url]


def link_of(found: object, kind: str = "") -> FeedLink:
    """A link, in either version."""
    if not isinstance(found, dict):
        return FeedLink(text(found), "", kind)
    title = said(found, "title") or said(found, "service").capitalize()
    return FeedLink(said(found, "url", "href"), title, said(found, "type") or kind)
