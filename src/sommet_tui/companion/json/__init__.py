"""The JSON shapes: stable English keys, and times in ISO 8601 with the event's offset."""

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
    """Return the fields that identify the programme."""
    return fields(programme, "id", "title", "timezone")


def iso(programme: Programme, moment: datetime | None) -> str | None:
    """Return an instant with the event's offset; null for None."""
    return iso_seconds(moment, programme.zone)


def fields(value: object, *names: str) -> Json:
    """Return attributes of a value, each under its own name."""
    return {name: getattr(value, name) for name in names}


def start_and_end(
    programme: Programme, prefix: str, times: tuple[datetime | None, datetime | None] | None
) -> Json:
    """Return a start and an end, with a prefix before their keys; both null for None."""
    start, end = times or (None, None)
    return {f"{prefix}start": iso(programme, start), f"{prefix}end": iso(programme, end)}


def instants(programme: Programme, value: object, *names: str) -> Json:
    """Return attributes of a value that are instants, each under its own name."""
    return {name: iso(programme, getattr(value, name)) for name in names}


def seconds(length: timedelta | None) -> int | None:
    """Return the whole seconds of an elapsed time."""
    return None if length is None else int(length.total_seconds())


def seconds_left(length: timedelta | None) -> int | None:
    """Return the whole seconds of a remaining time, rounded up, so that 0 means now."""
    return None if length is None else ceil(length.total_seconds())
