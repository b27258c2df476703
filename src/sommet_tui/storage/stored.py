"""What stands in the database, as the rest of the program may be given it.

Whoever can write the file can write anything into it: none of it may break a line, command a
terminal, or name an instant that some zone cannot show.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

_UNREADABLE = datetime.fromtimestamp(0, UTC)
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC) - timedelta(days=2)


def stored_instant(stored: str) -> datetime:
    """The stored instant; the start of 1970 if its text went bad, so that its row stays."""
    try:
        return aware_instant(stored)
    except ValueError:
        return _UNREADABLE


def aware_instant(stored: str) -> datetime:
    """The stored instant, two days at least from the ends of the calendar.

    Raises:
        ValueError: it is none.
    """
    found = datetime.fromisoformat(stored)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Compared, not converted: what lies past an end of the calendar in UTC is no datetime there.
    return min(max(aware, _FIRST), _LAST)


def stored_degree(stored: str) -> Degree:
    """A stored degree; a must if its text went bad, for what was marked is not to be lost."""
    return "maybe" if stored == "maybe" else "hidden" if stored == "hidden" else "must"


def stored_line(stored: str) -> str:
    """A stored id or title, on one line."""
    if stored.isprintable():
        return stored
    from sommet_tui.domain.text import clean_line

    return clean_line(stored)


def stored_text(stored: str) -> str:
    """A stored text of several lines."""
    if stored.isprintable():
        return stored
    from sommet_tui.domain.text import clean

    return clean(stored)
