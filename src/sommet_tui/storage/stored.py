"""Cleaning of stored values before the rest of the program gets them.

Anyone who can write the file can write anything into it: no value may break a line, control a
terminal, or be an instant that some zone cannot show.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sommet_tui.domain.bookmarks import Degree

_UNREADABLE = datetime.fromtimestamp(0, UTC)
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC) - timedelta(days=2)


def stored_instant(stored: str) -> datetime:
    """Parse a stored instant; the start of 1970 if its text is damaged, so that its row stays."""
    try:
        return aware_instant(stored)
    except ValueError:
        return _UNREADABLE


def aware_instant(stored: str) -> datetime:
    """Parse a stored instant at least two days from the ends of the calendar.

    Raises:
        ValueError: it is not one.
    """
    found = datetime.fromisoformat(stored)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Compared, not converted: a value past the ends of the calendar in UTC is not a valid datetime.
    return min(max(aware, _FIRST), _LAST)


def instant_text(moment: datetime, timespec: str = "microseconds") -> str:
    """Return an instant as it is stored: in UTC, so that texts sort as instants do."""
    return moment.astimezone(UTC).isoformat(timespec=timespec)


def stored_degree(stored: str) -> Degree:
    """Parse a stored degree; a must if its text is damaged, so that no bookmark is lost."""
    return "maybe" if stored == "maybe" else "hidden" if stored == "hidden" else "must"


def stored_line(stored: str) -> str:
    """Return a stored id or title, on one line."""
    if stored.isprintable():
        return stored
    from sommet_tui.domain.text import clean_line

    return clean_line(stored)


def stored_text(stored: str) -> str:
    """Return a stored text of several lines."""
    if stored.isprintable():
        return stored
    from sommet_tui.domain.text import clean

    return clean(stored)


def stored_object(stored: str) -> Mapping[str, Any]:
    """Parse a stored JSON object; empty if its text is damaged, so that its place stays taken."""
    import json

    try:
        found = json.loads(stored)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
