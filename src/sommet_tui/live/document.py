"""The document that the stage publishes for its audience, as it arrives."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from sommet_tui.companion.live_ports import DocumentError
from sommet_tui.domain.day_document import parse_day_document
from sommet_tui.domain.limits import LINE_LIMIT, LIVE_BYTES_LIMIT
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.shared_day import LIVE_VERSION, SharedDay, SharedEvent
from sommet_tui.domain.text import cap, clean_line

_FULL: Final = ("1", "2")
"""Full; too full, or to be left immediately."""
_ROOMS_POLL: Final = 60
_ROOMS_VALID: Final = timedelta(minutes=10)


def read_document(data: bytes, at: datetime | None = None) -> SharedDay:
    """Return the day in a document; FOSDEM's list of its rooms is one of the instant `at`.

    Raises:
        DocumentError: "too-large", "garbled" (not JSON), "version" (`detail` is the unknown one) or
            "shape" (`detail` is the invalid key).
    """
    if len(data) > LIVE_BYTES_LIMIT:
        raise DocumentError("too-large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DocumentError("garbled") from None
    if isinstance(content, list) and at is not None:
        return _day_of_rooms(content, at)
    if not isinstance(content, dict):
        raise DocumentError("garbled")
    version = content.get("version")
    if version is None:
        raise DocumentError("shape", "version")
    if version != LIVE_VERSION:
        raise DocumentError("version", cap(clean_line(str(version)), 20))
    try:
        return parse_day_document(content)
    except RecordError as error:
        raise DocumentError("shape", cap(clean_line(error.key), 80)) from None


def _day_of_rooms(rooms: list[Any], at: datetime) -> SharedDay:
    """Return the day of FOSDEM's list of rooms; each has a `roomname` and a `state`."""
    full = (
        cap(clean_line(str(room.get("roomname"))), LINE_LIMIT)
        for room in rooms
        if isinstance(room, dict) and str(room.get("state")) in _FULL
    )
    number, until = int(at.timestamp()), at + _ROOMS_VALID
    return SharedDay(SharedEvent(""), 0, number, at, _ROOMS_POLL, until, full=tuple(full))
