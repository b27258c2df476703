"""What a schedule2 JSON says, c3voc's flat format, which is still being made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sommet_tui.formats.feed.json_values import items, name, objects, part, text, truth
from sommet_tui.formats.feed.model import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
    words_of,
)
from sommet_tui.formats.feed.times import read_stamp

_KNOWN: Final = words_of(
    "type guid code id start end duration room rooms url slug title subtitle language "
    "languages track abstract description participants persons links attachments state status "
    "do_not_record do_not_stream recording feedback_url origin_url"
)
_BREAKS: Final = frozenset(("break", "pause", "meal"))


def schedule2_feed(schedule: Mapping[str, Any]) -> Feed:
    """What is under `schedule`; words are in capitals in the newest files, in none before."""
    conference = part(schedule.get("conference"))
    feed = Feed(
        title=text(conference.get("title")),
        id=text(conference.get("acronym")),
        description=text(conference.get("description")),
        url=text(conference.get("url")) or text(schedule.get("url")),
        base=text(schedule.get("base_url")),
        zone=text(conference.get("time_zone_name")),
        language=text(part(conference.get("defaults")).get("language")),
        day_change=text(conference.get("day_change")),
    )
    rooms = objects(conference.get("rooms")) or objects(schedule.get("rooms"))
    tracks = objects(conference.get("tracks")) or objects(schedule.get("tracks"))
    feed.rooms = [
        FeedRoom(name(room), "", text(room.get("description")), text(room.get("url")))
        for room in rooms
    ]
    feed.tracks = [FeedTrack(name(track), "", _color(track)) for track in tracks]
    called = _by_mark(rooms) | _by_mark(tracks)
    persons = objects(schedule.get("persons")) or objects(conference.get("persons"))
    for person in persons:
        made = _person(person)
        if made.id:
            feed.lists[made.id] = made
    for event in objects(schedule.get("events")):
        feed.add(_session(event, called, feed))
    return feed


def _by_mark(found: list[Mapping[str, Any]]) -> dict[str, str]:
    """Return names by the other property that identifies a room or a track."""
    marks = ("slug", "guid", "id")
    return {text(each.get(mark)): name(each) for each in found for mark in marks if each.get(mark)}


def _named(found: object, called: Mapping[str, str]) -> str:
    if not isinstance(found, dict):
        return called.get(text(found), text(found))
    marks = (text(found.get(mark)) for mark in ("guid", "slug", "id"))
    known = next((called[mark] for mark in marks if mark in called), "")
    return text(found.get("name")) or known or name(found)


def _session(event: Mapping[str, Any], called: Mapping[str, str], feed: Feed) -> FeedSession:
    id_, guid, code = text(event.get("id")), text(event.get("guid")), text(event.get("code"))
    session = FeedSession(f"event[{id_ or code or guid or len(feed.sessions) + 1}]")
    session.id, session.guid, session.code = id_, guid, code
    session.title, session.subtitle = text(event.get("title")), text(event.get("subtitle"))
    session.stamp = read_stamp(text(event.get("start")) or text(event.get("date")))
    session.until, session.length = read_stamp(text(event.get("end"))), text(event.get("duration"))
    rooms = [event.get("room"), *items(event.get("rooms"))]
    session.rooms = [each for each in (_named(room, called) for room in rooms) if each]
    session.track = _named(event.get("track"), called)
    kind = name(event.get("type"))
    session.is_break = kind.casefold() in _BREAKS
    session.type = "" if session.is_break else kind.lower() if kind.isupper() else kind
    session.languages = [text(event.get("language")), *map(text, items(event.get("languages")))]
    session.state = text(event.get("state")) or text(event.get("status"))
    session.recorded = _recorded(event)
    session.abstract = text(event.get("abstract"))
    session.description = text(event.get("description"))
    people = objects(event.get("participants")) or objects(event.get("persons"))
    session.people = [_person(each) for each in people]
    for person in session.people:
        if not person.name and person.id in feed.lists:
            person.name = feed.lists[person.id].name
    session.links = _links(event)
    for key, value in event.items():
        if key not in _KNOWN and value not in (None, "", [], {}, False):
            feed.left_out[key] += 1
    return session


def _recorded(event: Mapping[str, Any]) -> bool | None:
    hidden = truth(event.get("do_not_record"))
    if hidden is None:
        hidden = truth(part(event.get("recording")).get("optout"))
    return None if hidden is None else not hidden


def _person(found: Mapping[str, Any]) -> FeedPerson:
    called = ("name", "public_name", "full_public_name", "display_name")
    person = FeedPerson(next(filter(None, (text(found.get(key)) for key in called)), ""))
    person.id = text(found.get("guid")) or text(found.get("code")) or text(found.get("id"))
    person.role = text(found.get("role"))
    person.affiliation = text(found.get("affiliation")) or text(found.get("organization"))
    person.biography = text(found.get("biography"))
    links = [_link(link, "") for link in objects(found.get("links"))]
    person.links = [link for link in (FeedLink(text(found.get("url"))), *links) if link.url]
    return person


def _links(event: Mapping[str, Any]) -> list[FeedLink]:
    links = [FeedLink(text(event.get("url")), "", "page")]
    links += [_link(link, "") for link in objects(event.get("links"))]
    links += [_link(link, "slides") for link in objects(event.get("attachments"))]
    links.append(FeedLink(text(event.get("origin_url")), "", "page"))
    links.append(FeedLink(text(event.get("feedback_url")), "", "feedback"))
    return [link for link in links if link.url]


def _link(found: Mapping[str, Any], kind: str) -> FeedLink:
    service = text(found.get("service")).capitalize()
    said = text(found.get("type")) or kind
    return FeedLink(text(found.get("url")), text(found.get("title")) or service, said)


def _color(track: Mapping[str, Any]) -> str:
    colors = part(track.get("colors"))
    return text(track.get("color")) or text(colors.get("dark")) or text(colors.get("light"))
