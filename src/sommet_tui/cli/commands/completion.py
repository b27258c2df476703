"""`completion`: what a shell has to read to complete commands, options, ids and rooms."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import PROGRAM, Request, misused
from sommet_tui.wording.words import Words

SHELLS = ("bash", "zsh", "fish")


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    purpose = words.say("print what switches completion on in your shell")
    menu.add("completion", purpose, run, takes="|".join(SHELLS))


def run(request: Request) -> int:
    """Print the shell's own code, to be evaluated by it."""
    if len(request.args) != 1 or request.args[0] not in SHELLS:
        words = request.words()
        told = words.say("completion takes the name of a shell: {shells}.", shells=_listed())
        raise misused(told, words)
    from argcomplete.shell_integration import shellcode

    output.tell(shellcode([PROGRAM], shell=request.args[0]).rstrip("\n").split("\n"))
    return OK


def _listed() -> str:
    return ", ".join(SHELLS)
