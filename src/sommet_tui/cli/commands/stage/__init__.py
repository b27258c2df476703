"""`stage`: drive the day, and see what lateness costs."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "stage",
    mark("drive the day: start, end, add minutes, announce, undo; log, report"),
    {
        "start": "acts",
        "end": "acts",
        "add": "acts",
        "pause": "acts",
        "resume": "acts",
        "cancel": "acts",
        "defer": "acts",
        "announce": "acts",
        "release": "acts",
        "undo": "acts",
        "message": "acts",
        "log": "log",
        "report": "report",
        "rehearsal": "rehearsal",
    },
    mark("stage takes: {verbs}."),
    explained=True,
)
