"""Merging two exports of one event: texts from one, breaks from the other."""

from __future__ import annotations

from datetime import UTC, datetime

from sommet_tui.formats.feed.model import Feed, FeedSession


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
