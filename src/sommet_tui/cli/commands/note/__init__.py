"""`note`: what one writes on a session, shown, edited, listed."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "note",
    mark("manage your notes on sessions"),
    {"show": "page", "edit": "editor", "list": "page"},
    mark("note needs a verb: {either}."),
)
