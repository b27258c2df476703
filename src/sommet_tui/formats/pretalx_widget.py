"""What the JSON of pretalx's widget says: the only export of it that has breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sommet_tui.formats.feed.json_values import (
    Object,
    by_language,
    items,
    name,
    objects,
    recorded,
    said,
    text,
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
    """What the whole of it says; it does not name the event."""
    event = widget.get("event")
    feed = Feed(
        title=name(event) or said(widget, "event_name"),
        zone=said(widget, "timezone"),
        language=next(iter(map(text, items(widget.get("locales")))), ""),
    )
    usual = feed.language or "en"  # in which pretalx's other exports name rooms and tracks
    feed.rooms = [
        FeedRoom(name(room, usual), "", text(room.get("description"), usual))
        for room in objects(widget.get("rooms"))
    ]
    feed.tracks = [
        FeedTrack(name(track, usual), "", said(track, "color"))
        for track in objects(widget.get("tracks"))
    ]
    for speaker in objects(widget.get("speakers")):
        code = said(speaker, "code")
        biography = said(speaker, "biography")
        feed.lists[code] = FeedPerson(name(speaker), code, biography=biography)
    rooms = {said(room, "id"): name(room, usual) for room in objects(widget.get("rooms"))}
    tracks = {said(track, "id"): name(track, usual) for track in objects(widget.get("tracks"))}
    for talk in objects(widget.get("talks")):
        feed.add(_session(talk, rooms, tracks, feed))
    return feed


def _session(
    talk: Object, rooms: Mapping[str, str], tracks: Mapping[str, str], feed: Feed
) -> FeedSession:
    code = said(talk, "code")
    session = FeedSession(f"talk[{code or len(feed.sessions) + 1}]")
    session.code, session.guid = code, said(talk, "guid")
    session.title = said(talk, "title")  # of breaks, often in several languages
    session.translations = {"title": by_language(talk.get("title"))}
    session.stamp = read_stamp(said(talk, "start"))
    session.until, session.length = read_stamp(said(talk, "end")), said(talk, "duration")
    usual = feed.language or "en"
    session.rooms = [each for each in (_of(talk.get("room"), rooms, usual),) if each]
    session.track = _of(talk.get("track"), tracks, usual)
    session.type = name(talk.get("submission_type"))
    session.languages = [said(talk, "content_locale")]
    session.state = said(talk, "state")
    # What nobody handed in has no code: breaks alone.
    session.is_break = not code and not items(talk.get("speakers"))
    session.recorded = recorded(talk)
    session.abstract, session.description = (
        said(talk, "abstract"),
        said(talk, "description"),
    )
    for speaker in items(talk.get("speakers")):
        known = said(speaker, "code") if isinstance(speaker, dict) else text(speaker)
        person = feed.lists.get(known)
        called = person.name if person else name(speaker) if isinstance(speaker, dict) else ""
        session.people.append(FeedPerson(called, known))
    session.links = [FeedLink(said(talk, "url"), "", "page")] if talk.get("url") else []
    feed.left_out.update(unread(talk, _KNOWN))
    return session


def _of(found: object, names: Mapping[str, str], language: str) -> str:
    if isinstance(found, dict):
        return name(found, language) or names.get(said(found, "id"), "")
    return names.get(text(found), "" if isinstance(found, int) else text(found))
