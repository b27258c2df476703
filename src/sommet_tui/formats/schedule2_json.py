"""Reading schedule2 JSON, c3voc's flat format, which is still a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sommet_tui.formats.feed.json_values import (
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
)
from sommet_tui.formats.feed.model import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedSession,
    FeedTrack,
    words_of,
)
from sommet_tui.formats.feed.times import read_stamp
from sommet_tui.formats.schedule_json import person_of, rooms_of, session_of, take_event

_KNOWN: Final = words_of(
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
    feed.left_out.update(unread(event, _KNOWN))
    return session


def _person(found: Object) -> FeedPerson:
    person = person_of(found)
    person.links.insert(0, FeedLink(text_at(found, "url")))
    return person


def _color(track: Object) -> str:
    colors = part(track.get("colors"))
    return text_at(track, "color") or text_at(colors, "dark", "light")
