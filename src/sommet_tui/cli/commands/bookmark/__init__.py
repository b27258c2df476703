"""`bookmark`: star sessions, take stars away, list them, take them out and back in."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "bookmark",
    mark("manage your bookmarks"),
    {
        "add": "marks",
        "remove": "marks",
        "hide": "marks",
        "unhide": "marks",
        "list": "marks",
        "remind": "reminders",
        "export": "exporter",
        "import": "importer",
        "compare": "friends",
        "forget": "friends",
    },
    mark("“bookmark” needs a verb: {either}."),
)
