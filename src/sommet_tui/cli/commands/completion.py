"""`completion`: what a shell has to read to complete commands, options, ids and rooms."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import PROGRAM, CommandOptions, Request
from sommet_tui.wording.words import mark


def run(request: Request, _: CommandOptions) -> int:
    """Print the shell's own code, to be evaluated by it."""
    from argcomplete.shell_integration import shellcode

    output.write(shellcode([PROGRAM], shell=request.arguments[0]).rstrip("\n").split("\n"))
    return OK


COMMAND = Command(
    mark("print the completion script for your shell"),
    run,
    arguments=(Argument("", choices=("bash", "zsh", "fish", "powershell")),),
    lacking=mark("“completion” needs the name of a shell: {choices}."),
)
