"""`bookmark`: star sessions, take stars away, list them, take them out and back in."""

from __future__ import annotations

from sommet_tui.cli.command import CommandGroup
from sommet_tui.wording.words import mark

COMMAND = CommandGroup(
    "bookmark",
    mark("manage your bookmarks"),
    {
        "add": "bookmark.marks",
        "remove": "bookmark.marks",
        "hide": "bookmark.marks",
        "unhide": "bookmark.marks",
        "list": "bookmark.marks",
        "remind": "bookmark.marks",
        "export": "bookmark.exchange",
        "import": "bookmark.exchange",
        "compare": "bookmark.exchange",
        "forget": "bookmark.exchange",
    },
    mark("“bookmark” needs a verb: {either}."),
)
