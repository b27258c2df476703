"""`own`: events of one's own beside the programme's, as a meeting or a train."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "own",
    mark("your own events beside the programme: add LINE, edit ID LINE, remove ID…, list"),
    {"add": "events", "edit": "events", "remove": "events", "list": "events"},
    mark("own takes {either}."),
    lambda words: f"[{words.say('ID')}] [{words.say('LINE')}]",
)
