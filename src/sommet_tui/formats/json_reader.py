"""Reads programmes in JSON: the content shows which format; breaks come from a second export."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MOST_OBJECTS
from sommet_tui.formats.feed.builder import build_feed
from sommet_tui.formats.feed.model import Feed, FeedSession, objects, part, shown_keys, words_of
from sommet_tui.formats.readers import RECORD, UTF16
from sommet_tui.formats.report import UnusableError, error
from sommet_tui.formats.schedule_json import schedule2_feed, schedule_feed
from sommet_tui.formats.service_json import (
    hackertracker_feed,
    is_sessionize,
    is_speakers_view,
    sessionize_feed,
    view_sessions,
    widget_feed,
)


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


_OURS = re.compile(rb"\s*\{\s*[\"']?(?:version|event|rooms|people|days|tracks)\b")
_SCRIPT: Final = re.compile(r"\s*(?:var|let|const)\s+\w+\s*=\s*")
"""The beginning of a script that assigns JSON to a variable."""
_OTHERS: Final = {
    "KonOpas": words_of("time loc people"),
    "KotlinConf": words_of("speakerIds location"),
    "OpenFeedback": words_of("speakers trackTitle"),
    "Hoverboard": words_of("timeslots"),
    "Devoxx": words_of("fromDate toDate"),
    "WordCamp": words_of("session_date_time"),
}
"""Keys by which the data of other programs are recognised, at the top or in their first entry."""


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme in the bytes of a JSON file, or of a sequence of two (RFC 7464).

    The two are exports of pretalx: its schedule JSON and its widget.

    Raises:
        UnusableError: it has none of the supported formats.
    """
    if data.startswith(RECORD) and data.count(RECORD) == 2:
        _, first, second = data.split(RECORD)
        return build_feed(_merge(_parse(first), _parse(second)), origin, zone)
    try:
        value = _parse(data)
    except UnusableError:
        if _OURS.match(data) is None:
            raise
        value = None
    if value is None or _is_ours(value):
        from sommet_tui.formats import yaml_reader

        return yaml_reader.read(data, origin, zone)  # JSON is YAML, and much of YAML looks like it
    return build_feed(_feed_of(value), origin, zone)


def _merge(first: object, second: object) -> Feed:
    feeds = {_is_widget(value): _feed_of(value) for value in (first, second)}
    if len(feeds) == 1:
        raise UnusableError(error("not-a-pair"))
    return merge_feeds(feeds[False], feeds[True])


def _is_ours(value: object) -> bool:
    return isinstance(value, dict) and len(value.keys() & {"version", "event", "days"}) > 1


def _parse(data: bytes) -> object:
    """Return the value in a JSON file."""
    encoding = "utf-16" if data.startswith(UTF16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        byte = f"0x{data[problem.start]:02x}"
        raise UnusableError(error("encoding", line=line, byte=byte)) from problem
    if data.count(b"{") + data.count(b"[") > MOST_OBJECTS:
        raise UnusableError(error("too-many", limit=MOST_OBJECTS))
    try:
        script = _SCRIPT.match(text)
        return _DECODER.raw_decode(text, script.end())[0] if script else _DECODER.decode(text)
    except json.JSONDecodeError as problem:
        code = "cut-off" if problem.pos >= len(text.rstrip()) else "json-syntax"
        raise UnusableError(error(code, line=problem.lineno)) from problem
    except RecursionError as problem:
        raise UnusableError(error("too-deep", limit="1000")) from problem


def _whole(digits: str) -> int:
    """Parse an int; 0 if it has more than 30 digits, because long ones take long to parse."""
    return int(digits) if len(digits) <= 30 else 0


_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_int=_whole)
"""Not strict, because some writers leave the line breaks in texts as they are."""


def _is_widget(value: object) -> bool:
    """Whether a value is the JSON of pretalx's widget."""
    return isinstance(value, dict) and {"talks", "rooms", "speakers"} <= value.keys()


def _feed_of(value: object) -> Feed:
    """Return the feed in a JSON file."""
    if (feed := hackertracker_feed(value)) is not None:
        return feed
    if isinstance(value, list):
        if sessions := view_sessions(value):
            return sessionize_feed({"sessions": sessions})
        if is_speakers_view(value):
            raise UnusableError(error("speakers-alone"))
    elif _is_widget(value):
        return widget_feed(part(value))
    elif isinstance(value, dict):
        feed = sessionize_feed(value) if is_sessionize(value) else _schedule(value)
        if feed is not None:
            return feed
    raise UnusableError(error("json-unread", found=shown_keys(value), program=_program(value)))


def _program(value: object) -> str:
    """Return the program that wrote this data; "" if it is unknown."""
    keys = set(part(value))
    for entries in (value, *part(value).values()):
        keys.update(*objects(list(part(entries).values()) or entries)[:1])
    return next((program for program, marks in _OTHERS.items() if marks <= keys), "")


def _schedule(value: dict[str, Any]) -> Feed | None:
    """Return the content of a schedule of either version, or None."""
    flat = isinstance(value.get("events"), list)
    schedule = part(value if flat else value.get("schedule"))
    conference = part(schedule.get("conference"))
    if conference and isinstance(schedule.get("events"), list):
        return schedule2_feed(schedule)
    days = conference.get("days")
    if days == [] or any("rooms" in day for day in objects(days)):
        return schedule_feed(schedule, part(value.get("generator")))
    return None
