"""What a schedule JSON of version 1 says, as frab, pretalx and c3voc write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from sommet_tui.domain.limits import MINUTES_LIMIT, MOST_WALKS
from sommet_tui.domain.programme import EVENT
from sommet_tui.formats.feed.json_values import items, name, objects, part, text, truth
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


def schedule_feed(schedule: Mapping[str, Any], generator: Mapping[str, Any]) -> Feed:
    """What is under `schedule`; `generator` is what wrote it."""
    conference = part(schedule.get("conference"))
    ours = text(generator.get("name")) == GENERATOR
    feed = Feed(
        title=text(conference.get("title")),
        id=text(conference.get("acronym")),
        description=text(conference.get("description")),
        url=text(conference.get("url")) or text(schedule.get("url")),
        base=text(schedule.get("base_url")) or text(conference.get("base_url")),
        zone=text(conference.get("time_zone_name")),
        language=text(conference.get("language")),
        day_change=text(conference.get("day_change")),
    )
    feed.rooms = [
        FeedRoom(name(room), "", text(room.get("description")), text(room.get("url")))
        for room in objects(conference.get("rooms"))
    ]
    feed.tracks = [
        FeedTrack(name(track), "", text(track.get("color")))
        for track in objects(conference.get("tracks"))
    ]
    if ours:
        _take_meta(feed, conference)
    meta = part(part(conference.get("meta")).get(GENERATOR)) if ours else {}
    ids, labels, kinds, texts = (
        part(meta.get(key)) for key in ("ids", "labels", "links", "translations")
    )
    for day in objects(conference.get("days")):
        on = read_day(text(day.get("date")))
        for room, events in part(day.get("rooms")).items():
            for event in objects(events):
                session = _session(event, room, feed, ours=ours)
                session.day = session.day or on
                session.own = ids.get(session.guid, session.own)
                session.label = text(labels.get(text(session.own)))
                session.translations = _translations(texts.get(text(session.own)))
                kind = part(kinds.get(text(session.own)))
                for link in session.links:
                    link.kind = text(kind.get(link.url)) or link.kind
                session.guid = "" if ours else session.guid
                feed.add(session)
    return feed


def own_event(data: bytes) -> str | None:
    """Return the id of the event in a file of our own writer; None for any other file."""
    try:
        content = part(json.loads(data))
    except (ValueError, RecursionError):
        return None
    if text(part(content.get("generator")).get("name")) != GENERATOR:
        return None
    conference = part(part(content.get("schedule")).get("conference"))
    return text(part(part(conference.get("meta")).get(GENERATOR)).get("id")) or None


def _take_meta(feed: Feed, conference: Mapping[str, Any]) -> None:
    """What our own writer put beside what the format has a place for."""
    meta = part(part(conference.get("meta")).get(GENERATOR))
    venue = part(meta.get("venue"))
    feed.id, feed.ours = text(meta.get("id")) or feed.id, True
    feed.subtitle = text(meta.get("subtitle"))
    feed.language = text(meta.get("language"))
    feed.registration = text(meta.get("registration"))
    feed.venue, feed.address = text(venue.get("name")), text(venue.get("address"))
    feed.day_change = text(meta.get("day_boundary"))
    feed.zone = text(meta.get("time_zone_name")) or feed.zone
    feed.live = text(meta.get("live"))
    feed.translations = _translations(part(meta.get("translations")).get(EVENT))
    feed.walks = {
        key: minutes
        for key, minutes in islice(part(meta.get("walks")).items(), MOST_WALKS)
        if type(minutes) is int and 0 <= minutes <= MINUTES_LIMIT
    }
    for room, found in zip(feed.rooms, objects(conference.get("rooms")), strict=True):
        room.own = text(found.get("slug"))
    for room, building in zip(feed.rooms, items(meta.get("buildings")), strict=False):
        room.building = text(building)
    for track, found in zip(feed.tracks, objects(conference.get("tracks")), strict=True):
        track.own = text(found.get("slug"))


def _translations(found: object) -> ByLanguage:
    """What our own writer put there of a session or the event."""
    return {
        name: {code: each for code, each in part(texts).items() if isinstance(each, str)}
        for name, texts in part(found).items()
    }


def _own_session(session: FeedSession, event: Mapping[str, Any]) -> None:
    """The same of an event."""
    session.own = session.code or text(event.get("slug"))
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
        person.own = person.id = text(known.get("slug"))
        person.here = text(known.get("affiliation"))
        person.affiliation = text(known.get("organization"))


def _session(event: Mapping[str, Any], room: str, feed: Feed, *, ours: bool) -> FeedSession:
    id_, guid, code = text(event.get("id")), text(event.get("guid")), text(event.get("code"))
    session = FeedSession(f"event[{id_ or code or guid or len(feed.sessions) + 1}]")
    session.id, session.guid, session.code = id_, guid, code
    session.title, session.subtitle = text(event.get("title")), text(event.get("subtitle"))
    stamp = text(event.get("date"))
    session.stamp, session.clock = read_stamp(stamp), read_clock(text(event.get("start")))
    session.day = read_day(stamp) if session.stamp is None else None
    session.until = read_stamp(text(event.get("end")))
    session.length = text(event.get("duration"))
    inside = name(event.get("room"))
    if inside and room.strip() and inside != room.strip():
        feed.warn(session.where, "room-differs", room=room, other=inside)
    session.rooms = [each for each in (room.strip() or inside,) if each]
    session.track, session.type = name(event.get("track")), name(event.get("type"))
    session.languages = [text(event.get("language"))]
    session.state = text(event.get("state")) or text(event.get("status"))
    hidden = truth(event.get("do_not_record"))
    session.recorded = None if hidden is None else not hidden
    session.abstract = text(event.get("abstract"))
    session.description = text(event.get("description"))
    people = items(event.get("persons")) or items(event.get("speakers"))
    session.people = [_person(each) for each in people]
    session.links = _links(event)
    if ours:
        _own_session(session, event)
    for key, value in event.items():
        if key not in _KNOWN and value not in (None, "", [], {}, False):
            feed.left_out[key] += 1
    return session


def _person(found: object) -> FeedPerson:
    if not isinstance(found, dict):
        return FeedPerson(text(found))
    called = ("name", "public_name", "full_public_name", "display_name")
    person = FeedPerson(next(filter(None, (text(found.get(key)) for key in called)), ""))
    marks = ("guid", "code", "id")
    person.id = next(filter(None, (text(found.get(key)) for key in marks)), "")
    person.affiliation = text(found.get("affiliation")) or text(found.get("organization"))
    person.biography = text(found.get("biography")) or text(found.get("description"))
    person.role = text(found.get("role")) or text(found.get("event_role"))
    person.links = [
        FeedLink(text(link.get("url")), text(link.get("title")))
        for link in objects(found.get("links"))
    ]
    return person


def _links(event: Mapping[str, Any]) -> list[FeedLink]:
    links = [FeedLink(text(event.get("url")), "", "page")]
    links += [_link(link, "") for link in items(event.get("links"))]
    links += [_link(link, "slides") for link in items(event.get("attachments"))]
    links.append(FeedLink(text(event.get("origin_url")), "", "page"))
    links.append(FeedLink(text(event.get("feedback_url")), "", "feedback"))
    return [link for link in links if link.url]


def _link(found: object, kind: str) -> FeedLink:
    if not isinstance(found, dict):
        return FeedLink(text(found), "", kind)
    url = text(found.get("url")) or text(found.get("href"))
    return FeedLink(url, text(found.get("title")), text(found.get("type")) or kind)
