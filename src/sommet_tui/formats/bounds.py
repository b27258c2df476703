"""Limits and cleaning of imported data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from sommet_tui.companion.export_ports import ImportFileError
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.limits import IMPORTED_LINE_LIMIT, MOST_IMPORTS, NOTE_LIMIT
from sommet_tui.domain.text import cap, clean, clean_line, shows_nothing


def line_of(text: str) -> str:
    """Return a foreign text on one line, safe to show; "" if it has nothing visible."""
    line = cap(clean_line(text), IMPORTED_LINE_LIMIT)
    return "" if shows_nothing(line) else line


def text_of(text: str) -> str:
    """Return a foreign text of several lines, safe to show."""
    return cap(clean(text), NOTE_LIMIT)


def instant_of(moment: datetime) -> datetime | None:
    """Return the instant in UTC; None beyond the years that every zone can show."""
    if not 1 < moment.year < 9999:
        return None
    return moment.astimezone(UTC)


def within(imports: Iterable[Imported]) -> tuple[Imported, ...]:
    """Return all imports.

    Raises:
        ImportFileError: "too-many"; there are more than `MOST_IMPORTS`.
    """
    found = tuple(islice(imports, MOST_IMPORTS + 1))
    if len(found) > MOST_IMPORTS:
        raise ImportFileError("too-many", str(MOST_IMPORTS))
    return found
