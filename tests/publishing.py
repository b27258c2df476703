"""Days published by a stage and read elsewhere."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.event_log import EventLog
from sommet_tui.companion.json.live import live_view
from sommet_tui.companion.snapshot import Snapshot, opened
from sommet_tui.domain.live import Live
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.shared_day import SharedDay, followed
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from sommet_tui.live.document import read_document
from tests.acting import Said, example_day, log
from tests.builders import at

LATE: tuple[Said, ...] = (
    ("09:00", "start", "opening"),
    ("09:15", "start", "keynote"),
    ("10:12", "start", "a"),
)


def state(programme: Programme, acts: tuple[Act, ...] = ()) -> Snapshot:
    """What a stage knows after some acts."""
    return replace(opened(programme, "here"), events=EventLog(acts))


def document(now: str | datetime, *said: Said, day: Programme | None = None) -> dict[str, Any]:
    """What a stage publishes at an instant of the example day, or another."""
    planned = day or example_day()
    moment = at(now) if isinstance(now, str) else now
    return live_view(state(planned, log(planned, *said)), moment, epoch=1, seq=7)


def read(content: object) -> SharedDay:
    """The day in a document, as it goes over the wire."""
    return read_document(json.dumps(content).encode())


def newer(day: SharedDay, known: SharedDay | None) -> None:
    """Drop what is older, as a follower does."""
    if known is not None and day.order < known.order:
        raise DocumentError("older")


def reader(programme: Programme, day: SharedDay, now: datetime) -> Live:
    """The event at an instant, as somebody shows it who follows that day."""
    plans = opened(programme, "").plans
    return followed(programme, Timeline(programme), plans, day=day, now=now)
