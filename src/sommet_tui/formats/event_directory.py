"""Reads a public directory of events: a list of schedules in JSON, in Giggity's format.

Each schedule has an address (`url`) and a `title`. It may have dates (`start`, `end`) and a zone
(`timezone`). The format is that of `menu.json` in https://github.com/Wilm0r/giggity.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.known_events import ListedEvent
from sommet_tui.domain.limits import MAX_OBJECTS
from sommet_tui.formats.bookmark_list import foreign_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 10_000


def read_events(data: bytes, origin: str) -> tuple[ListedEvent, ...]:
    """Return the events of a directory that the app can open.

    Raises:
        SourceError: "no-directory", the data is no list of schedules; "too-large", it has too many
            objects.
    """
    if data.count(b"{") > MAX_OBJECTS:
        raise SourceError("too-large", origin)
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceError("no-directory", origin) from error
    listed = content.get("schedules") if isinstance(content, dict) else content
    if not isinstance(listed, list):
        raise SourceError("no-directory", origin)
    found = [_read_event(item) for item in listed[:_MOST] if isinstance(item, dict)]
    events = tuple(event for event in found if event is not None)
    if listed and not events:
        raise SourceError("no-directory", origin)
    return events


def _read_event(values: Mapping[str, Any]) -> ListedEvent | None:
    address, title = _clean_line(values.get("url")), _clean_line(values.get("title"))
    if not address.startswith(("https://", "http://")) or " " in address:
        return None
    starts, ends = _read_day(values.get("start")), _read_day(values.get("end"))
    zone = _clean_line(values.get("timezone")) or None
    return ListedEvent(address, title or address, starts, ends, zone)


def _clean_line(value: object) -> str:
    return foreign_line(value) if isinstance(value, str) else ""


def _read_day(value: object) -> date | None:
    """Return the date in a text such as "2026-01-31", or in an instant that begins with a date."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
