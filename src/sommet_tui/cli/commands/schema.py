"""`schema`: print the JSON Schema of programme files, of the settings, or of the published day.

`schema example` and `schema csv` print an example of a programme file.
"""

from __future__ import annotations

from sommet_tui.cli import options, output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.wiring.files import schema


def run(request: options.Request, _: options.CommandOptions) -> None:
    """Print the schema. The option --json makes no difference, because a schema is JSON."""
    output.write(schema(*request.arguments).rstrip("\n").split("\n"))


COMMAND = Command(
    "print a JSON Schema, or an example of a programme file",
    run,
    arguments=(Argument("", least=0, choices=("settings", "live", "example", "csv")),),
)
