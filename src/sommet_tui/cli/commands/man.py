"""`man`: show the manual page, even if the system's `man` cannot find it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from sommet_tui.cli import exit_codes, options, output
from sommet_tui.cli.commands import Command
from sommet_tui.cli.output import is_terminal


def run(request: options.Request, _: options.CommandOptions) -> None:
    """Show the manual page in the system's `man`.

    If output goes to a pipe or file, print its source.
    """
    page = os.path.join(os.path.dirname(output.__file__), f"{options.PROGRAM}.1")  # noqa: PTH118, PTH120
    if is_terminal(sys.stdout):
        with suppress(OSError):
            os.execlp("man", "man", page)  # noqa: S606, S607
        words = request.words()
        sentence = words.say("This computer has no “man”. For help, type: sommet-tui help")
        raise exit_codes.RefusalError(exit_codes.UNAVAILABLE, [options.error_line(sentence)])
    with open(page, "rb") as file:  # noqa: PTH123
        output.write_bytes(file.read())


COMMAND = Command("show the manual page; print its source to a pipe or a file", run, has_json=False)
