"""`schema`: the JSON Schema of programme files, for editors."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.command import Command, CommandOptions
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import Request
from sommet_tui.wiring import schema
from sommet_tui.wording.words import mark


def run(request: Request, _: CommandOptions) -> int:
    """Print the schema; with --json it is the same, being JSON already."""
    output.tell(schema().rstrip("\n").split("\n"))
    return OK


COMMAND = Command(mark("print the JSON Schema of programme files"), run)
