"""`own`: the user's own events, such as a meeting or a train."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "own",
    mark("manage your own events, such as a meeting or a train"),
    {"add": "events", "edit": "events", "remove": "events", "list": "events"},
    mark("“own” needs a verb: {either}."),
)
