"""What the JSON of pretalx's widget says: the only export of it that has breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sommet_tui.formats.feed.json_values import by_language, items, name, objects, text, truth
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
    "code id guid title abstract description speakers submission_type_id submission_type "
    "track start end duration room state featured fav_count do_not_record content_locale url "
    "tags resources"
)


def widget_feed(widget: Mapping[str, Any]) -> Feed:
    """What the whole of it says; it does not name the event."""
    event = widget.get("event")
    feed = Feed(
        title=name(event) or text(widget.get("event_name")),
        zone=text(widget.get("timezone")),
        language=next(iter(map(text, items(widget.get("locales")))), ""),
    )
    usual = feed.language or "en"  # in which pretalx's other exports name rooms and tracks
    feed.rooms = [
        FeedRoom(name(room, usual), "", text(room.get("description"), usual))
        for room in objects(widget.get("rooms"))
    ]
    feed.tracks = [
        FeedTrack(name(track, usual), "", text(track.get("color")))
        for track in objects(widget.get("tracks"))
    ]
    for speaker in objects(widget.get("speakers")):
        code = text(speaker.get("code"))
        biography = text(speaker.get("biography"))
        feed.lists[code] = FeedPerson(name(speaker), code, biography=biography)
    rooms = {text(room.get("id")): name(room, usual) for room in objects(widget.get("rooms"))}
    tracks = {text(track.get("id")): name(track, usual) for track in objects(widget.get("tracks"))}
    for talk in objects(widget.get("talks")):
        feed.add(_session(talk, rooms, tracks, feed))
    return feed


def _session(
    talk: Mapping[str, Any], rooms: Mapping[str, str], tracks: Mapping[str, str], feed: Feed
) -> FeedSession:
    code = text(talk.get("code"))
    session = FeedSession(f"talk[{code or len(feed.sessions) + 1}]")
    session.code, session.guid = code, text(talk.get("guid"))
    session.title = text(talk.get("title"))  # of breaks, often in several languages
    session.translations = {"title": by_language(talk.get("title"))}
    session.stamp = read_stamp(text(talk.get("start")))
    session.until, session.length = read_stamp(text(talk.get("end"))), text(talk.get("duration"))
    usual = feed.language or "en"
    session.rooms = [each for each in (_of(talk.get("room"), rooms, usual),) if each]
    session.track = _of(talk.get("track"), tracks, usual)
    session.type = name(talk.get("submission_type"))
    session.languages = [text(talk.get("content_locale"))]
    session.state = text(talk.get("state"))
    # What nobody handed in has no code: breaks alone.
    session.is_break = not code and not items(talk.get("speakers"))
    hidden = truth(talk.get("do_not_record"))
    session.recorded = None if hidden is None else not hidden
    session.abstract, session.description = (
        text(talk.get("abstract")),
        text(talk.get("description")),
    )
    for speaker in items(talk.get("speakers")):
        known = text(speaker.get("code")) if isinstance(speaker, dict) else text(speaker)
        person = feed.lists.get(known)
        called = person.name if person else name(speaker) if isinstance(speaker, dict) else ""
        session.people.append(FeedPerson(called, known))
    session.links = [FeedLink(text(talk.get("url")), "", "page")] if talk.get("url") else []
    for key, value in talk.items():
        if key not in _KNOWN and value not in (None, "", [], {}, False):
            feed.left_out[key] += 1
    return session


def _of(found: object, names: Mapping[str, str], language: str) -> str:
    if isinstance(found, dict):
        return name(found, language) or names.get(text(found.get("id")), "")
    return names.get(text(found), "" if isinstance(found, int) else text(found))
