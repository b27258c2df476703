"""Reading the JSON of pretalx's widget, its only export with breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sommet_tui.formats.feed.json_values import (
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
    text,
    text_at,
    unread,
)
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
        feed.add(_session(talk, rooms, tracks, feed))
    return feed


def _session(
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
    feed.left_out.update(unread(talk, _KNOWN))
    return session
