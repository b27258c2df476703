"""Days that a stage publishes and another machine reads."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.json.published_day import live_view
from sommet_tui.companion.live_ports import DocumentError
from sommet_tui.companion.snapshot import Snapshot, open_snapshot
from sommet_tui.domain.day_for_attendees import Live
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.published_day import SharedDay, SharedEvent, follow_day, shared_rundown
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from sommet_tui.live.web_day import read_document
from tests.acting import example_day, log
from tests.builders import at

LATE = (
    "09:00 start opening",
    "09:15 start keynote",
    "10:12 start a",
)


def state(programme: Programme, acts: tuple[Act, ...] = ()) -> Snapshot:
    """Return the snapshot of a stage after some acts."""
    return replace(open_snapshot(programme, "here"), events=EventLog(acts))


def document(now: str | datetime, *specs: str, day: Programme | None = None) -> dict[str, Any]:
    """Return the document that a stage publishes at an instant of `day`, or of the example day."""
    planned = day or example_day()
    moment = at(now) if isinstance(now, str) else now
    return live_view(state(planned, log(planned, *specs)), moment, epoch=1, seq=7)


def read(content: object) -> SharedDay:
    """Return the day in a document, as it goes over the wire."""
    return read_document(json.dumps(content).encode())


def of_event(day: SharedDay, event: str) -> SharedDay:
    """Return a copy of a day that belongs to another event, given by its id."""
    return replace(day, event=SharedEvent(event))


def newer(day: SharedDay, known: SharedDay | None) -> None:
    """Raise DocumentError if a day is older than the known one, as a follower does."""
    if known is not None and day.order < known.order:
        raise DocumentError("older")


def reader(programme: Programme, day: SharedDay, now: datetime) -> Live:
    """Return the event at an instant, as a follower of that day shows it."""
    plans = open_snapshot(programme, "").plans
    return follow_day(programme, Timeline(programme), shared_rundown(plans, day), day=day, now=now)
