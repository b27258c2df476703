"""`stage`: drive the day, and see what lateness costs."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "stage",
    mark("run the day: start, end, announce, report"),
    {
        "take": "acts",
        "start": "acts",
        "end": "acts",
        "add": "acts",
        "pause": "acts",
        "resume": "acts",
        "cancel": "acts",
        "defer": "acts",
        "swap": "acts",
        "move": "acts",
        "announce": "acts",
        "release": "acts",
        "undo": "acts",
        "redo": "redo",
        "message": "message",
        "log": "log",
        "report": "report",
        "rehearsal": "rehearsal",
        "share": "share",
        "lead": "share",
    },
    mark("stage takes: {verbs}."),
)
