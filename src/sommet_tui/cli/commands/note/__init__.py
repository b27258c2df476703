"""`note`: show, edit and list the user's notes on sessions."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "note",
    mark("manage your notes on sessions"),
    {"show": "page", "edit": "editor", "list": "page"},
    mark("“note” needs a verb: {either}."),
)
