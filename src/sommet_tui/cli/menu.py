"""What a command module needs to put itself on the menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
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

    def add(  # noqa: PLR0913  (what a menu shows of a command)
        self,
        name: str,
        purpose: str,
        run: Command,
        takes: str = "",
        *,
        options: Sequence[Option] = (),
        more: str | None = None,
    ) -> None:
        """Add a command: what it is for, in a phrase; what answers; the words it `takes`.

        `options` are its own; `more` is laid out as it is at the end of its help.
        """
