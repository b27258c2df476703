"""What a command module needs to put itself on the menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sommet_tui.cli.request import Command


class Option(NamedTuple):
    """An option that only one command knows.

    `flag` is what is typed, and without its dashes the attribute of the request that holds it;
    `purpose` is its help; `value` stands for what it takes, None for a switch.
    """

    flag: str
    purpose: str
    value: str | None = None


class Menu(Protocol):
    """The list of commands."""

    def add(
        self,
        name: str,
        purpose: str,
        run: Command,
        takes: str = "",
        *,
        options: Sequence[Option] = (),
    ) -> None:
        """Add a command: what it is for, in a phrase; what answers; the words it `takes`.

        `options` are its own.
        """
