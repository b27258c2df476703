"""Reads programmes in JSON; the content shows which of the formats it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sommet_tui.domain.findings import Loaded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from sommet_tui.domain.findings import Finding
    from sommet_tui.formats.feed.model import Feed

NAME: Final = "JSON"

_OURS = re.compile(rb"\s*\{\s*[\"']?(?:version|event|rooms|people|days|tracks)\b")
_BOM: Final = (b"\xef\xbb\xbf",)
_RECORD: Final = b"\x1e"
"""The separator before each text of a sequence."""
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes) -> bool:
    """Accept any file that begins like an object or a list in JSON."""
    if head.startswith(_UTF16):
        return head[2:].replace(b"\0", b"").lstrip().startswith((b"{", b"["))
    return head.startswith(_RECORD) or head.removeprefix(_BOM[0]).lstrip().startswith(
        (b"{", b"[{", b"[\n", b"[]")
    )


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Return the programme in the bytes of a JSON file, or of a sequence of two (RFC 7464)."""
    if data.startswith(_RECORD) and data.count(_RECORD) == 2:
        _, first, second = data.split(_RECORD)
        return read_both(first, second, origin, zone)
    value, findings = parse(data)
    if _is_ours(value) or (findings and _OURS.match(data)):
        from sommet_tui.formats import yaml_reader

        return yaml_reader.read(data, origin, zone)  # JSON is YAML, and much of YAML looks like it
    feed, findings = (None, findings) if findings else _feed_of(value)
    if feed is None:
        return Loaded(origin, None, tuple(findings))
    from sommet_tui.formats.feed.builder import build_feed

    return build_feed(feed, origin, zone)


def _feed_of(value: object) -> tuple[Feed | None, Sequence[Finding]]:
    """Return the feed in a file, or the findings that make it unreadable."""
    from sommet_tui.formats.feed.model import TooManySessionsError

    try:
        feed = feed_of(value)
    except TooManySessionsError as problem:
        return None, [problem.finding]
    return feed, [] if feed else [unread(value)]


def read_both(first: bytes, second: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Read the programme in two exports of pretalx: its schedule JSON and its widget."""
    feeds = []
    for data in (first, second):
        value, findings = parse(data)
        feed, findings = (None, findings) if findings else _feed_of(value)
        if feed is None:
            return Loaded(origin, None, tuple(findings))
        feeds.append((feed, is_widget(value)))
    from sommet_tui.formats.feed.builder import build_feed
    from sommet_tui.formats.feed.merging import merged
    from sommet_tui.formats.report import error

    texts = [feed for feed, widget in feeds if not widget]
    breaks = [feed for feed, widget in feeds if widget]
    if not texts or not breaks:
        return Loaded(origin, None, (error("not-a-pair"),))
    return build_feed(merged(texts[0], breaks[0]), origin, zone)


def _is_ours(value: object) -> bool:
    return isinstance(value, dict) and len(value.keys() & {"version", "event", "days"}) > 1


def parse(data: bytes) -> tuple[Any, Sequence[Finding]]:
    """Return the value in a JSON file, or the findings that make it invalid."""
    import json

    from sommet_tui.domain.limits import MOST_OBJECTS
    from sommet_tui.formats.report import error

    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return None, [error("encoding", "", line, byte=f"0x{data[problem.start]:02x}")]
    if data.count(b"{") + data.count(b"[") > MOST_OBJECTS:
        return None, [error("too-many", limit=str(MOST_OBJECTS))]
    try:
        return json.loads(text, parse_constant=lambda _: None, parse_int=_whole), []
    except json.JSONDecodeError as problem:
        return None, [error("json-syntax", "", problem.lineno)]
    except RecursionError:
        return None, [error("too-deep", limit="1000")]


def _whole(digits: str) -> int:
    """Parse an int; 0 if it has more than 30 digits, because long ones take long to parse."""
    return int(digits) if len(digits) <= 30 else 0


def unread(value: object) -> Finding:
    """Return the finding that a JSON file has none of the supported formats."""
    from sommet_tui.formats.feed.json_values import shown_keys
    from sommet_tui.formats.report import error

    if isinstance(value, list):
        from sommet_tui.formats.sessionize_json import is_speakers_view

        if is_speakers_view(value):
            return error("speakers-alone")
    return error("json-unread", found=shown_keys(value))


def is_widget(value: object) -> bool:
    """Whether a value is the JSON of pretalx's widget."""
    return isinstance(value, dict) and {"talks", "rooms", "speakers"} <= value.keys()


def feed_of(value: object) -> Feed | None:
    """Return the feed in a JSON file; None if its format is not supported."""
    if isinstance(value, list):
        from sommet_tui.formats.sessionize_json import view_sessions, views_feed

        sessions = view_sessions(value)
        return views_feed(sessions) if sessions else None
    if not isinstance(value, dict):
        return None
    if is_widget(value):
        from sommet_tui.formats.pretalx_widget import widget_feed

        return widget_feed(value)
    if _is_sessionize(value):
        from sommet_tui.formats.sessionize_json import sessionize_feed

        return sessionize_feed(value)
    return _schedule(value)


def _schedule(value: dict[str, Any]) -> Feed | None:
    """Return the content of a schedule of either version, or None."""
    from sommet_tui.formats.feed.json_values import part

    flat = isinstance(value.get("events"), list)
    schedule = part(value if flat else value.get("schedule"))
    conference = part(schedule.get("conference"))
    if conference and isinstance(schedule.get("events"), list):
        from sommet_tui.formats.schedule2_json import schedule2_feed

        return schedule2_feed(schedule)
    if isinstance(conference.get("days"), list):
        from sommet_tui.formats.schedule_json import schedule_feed

        return schedule_feed(schedule, part(value.get("generator")))
    return None


def _is_sessionize(value: dict[str, Any]) -> bool:
    sessions = value.get("sessions")
    if not isinstance(sessions, list):
        return False
    found = [item for item in sessions if isinstance(item, dict)]
    return any("startsAt" in item or "isServiceSession" in item for item in found)
