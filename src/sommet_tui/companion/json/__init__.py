"""The parts that all JSON shapes share.

Keys are English and never change. Times are in ISO 8601 with the event's offset from UTC.
"""

from __future__ import annotations

from math import ceil

from sommet_tui.domain.instants import iso_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from typing import Any

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme


Json = dict[str, "Any"]


def heading_view(snapshot: Snapshot, now: datetime) -> Json:
    """Return the programme, and the instant that the other fields describe."""
    return {
        "programme": programme_view(snapshot.programme),
        "at": iso(snapshot.programme, now),
    }


def programme_view(programme: Programme) -> Json:
    return fields(programme, "id", "title", "timezone")


def iso(programme: Programme, moment: datetime | None) -> str | None:
    """Return an instant as text with the event's offset from UTC.

    None stays None (null in JSON).
    """
    return iso_seconds(moment, programme.zone)


def fields(value: object, *names: str) -> Json:
    """Return attributes of a value, by name."""
    return {name: getattr(value, name) for name in names}


def start_and_end(
    programme: Programme, prefix: str, times: tuple[datetime | None, datetime | None] | None
) -> Json:
    """Return a start and an end under the keys `{prefix}start` and `{prefix}end`.

    If `times` is None, both are null.
    """
    start, end = times or (None, None)
    return {f"{prefix}start": iso(programme, start), f"{prefix}end": iso(programme, end)}


def instants(programme: Programme, value: object, *names: str) -> Json:
    """Return attributes of a value that are instants, by name, as text."""
    return {name: iso(programme, getattr(value, name)) for name in names}


def seconds(length: timedelta | None) -> int | None:
    """Return an elapsed time in whole seconds; None for None."""
    return None if length is None else int(length.total_seconds())


def seconds_left(length: timedelta | None) -> int | None:
    """Return a remaining time in seconds, rounded up so that 0 means now; None for None."""
    return None if length is None else ceil(length.total_seconds())
