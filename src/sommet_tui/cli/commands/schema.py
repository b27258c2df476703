"""`schema`: the JSON Schema of programme files, for editors."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import Request, no_words
from sommet_tui.wiring import schema
from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    menu.add("schema", words.say("print the JSON Schema of programme files"), run)


def run(request: Request) -> int:
    """Print the schema; with --json it is the same, being JSON already."""
    no_words(request)
    output.tell(schema().rstrip("\n").split("\n"))
    return OK
