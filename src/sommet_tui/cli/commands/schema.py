"""`schema`: the JSON Schema of programme files, of the settings, or of the published day.

`schema example` and `schema csv` print a programme file to begin with.
"""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.exit_codes import OK
from sommet_tui.cli.options import CommandOptions, Request
from sommet_tui.wiring.files import schema
from sommet_tui.wording.words import mark


def run(request: Request, _: CommandOptions) -> int:
    """Print the schema; with --json it is the same, being JSON already."""
    output.write(schema(*request.arguments).rstrip("\n").split("\n"))
    return OK


COMMAND = Command(
    mark("print a JSON Schema, or an example of a programme file"),
    run,
    arguments=(Argument("", least=0, choices=("settings", "live", "example", "csv")),),
)
