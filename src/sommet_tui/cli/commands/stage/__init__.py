"""`stage`: drive the day, and see what lateness costs."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.domain.rundown.acts import ACT_KINDS
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "stage",
    mark("run the day: start, end, announce, report"),
    {
        **dict.fromkeys(ACT_KINDS, "stage.acts"),
        "toggle": "stage.acts",
        "catch-up": "stage.acts",
        "redo": "stage.acts",
        "message": "stage.acts",
        "log": "stage.log",
        "report": "stage.report",
        "rehearsal": "stage.rehearsal",
        "share": "stage.share",
        "lead": "stage.share",
    },
    mark("“stage” needs a verb: {verbs}."),
)
