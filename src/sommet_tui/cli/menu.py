"""What a command module needs to put itself on the menu."""

from __future__ import annotations

from typing import Protocol

from sommet_tui.cli.request import Command


class Menu(Protocol):
    """The list of commands."""

    def add(self, name: str, purpose: str, run: Command, takes: str = "") -> None:
        """Add a command: what it is for, in a phrase; what answers; the words it `takes`."""
