"""Reads command lines that say nothing out of the ordinary, as most do.

The grammar is that of `arguments`, which takes longer to import than a command takes to answer:
it is asked about everything else, about help and about whatever is wrong.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sommet_tui.cli.request import Request
from sommet_tui.wording.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

COMMANDS = (
    "now",
    "agenda",
    "show",
    "people",
    "info",
    "search",
    "bookmark",
    "note",
    "stage",
    "panel",
    "check",
    "schema",
    "paths",
    "completion",
)
"""Each is a module of that name in `cli.commands`, imported when it is asked for."""

_TAKES_ONE = {
    "--programme": "programme",
    "--at": "at",
    "--room": "room",
    "--lang": "language",
    "--tz": "tz",
}
_OWN = {
    "now": {"--format": "format", "--tmux": "tmux"},
    "stage": {
        "--when": "when",
        "--ago": "ago",
        "--by": "by",
        "--to": "to",
        "--session": "session",
        "--acts": "acts",
    },
    "panel": {"--arrived": "arrived", "--not-seen": "not_seen"},
}
"""Of the options that only one command knows, those that are typed often; after it alone."""


def read_plainly(argv: Sequence[str], env: Mapping[str, str]) -> Request | None:
    """The request that a command line makes; None where only the whole grammar can tell."""
    said: dict[str, Any] = {}
    args: list[str] = []
    command, as_json = None, False
    rest = iter(argv)
    for word in rest:
        if word == "--json":
            as_json = True
        elif is_negative(word) and command is not None:
            args.append(word)
        elif word.startswith("-"):
            name = word.partition("=")[0]
            field = _TAKES_ONE.get(name) or _OWN.get(command or "", {}).get(name)
            value = _value(word, rest)
            if field is None or value is None:
                return None
            said[field] = value
        elif command is None and word in COMMANDS:
            command = word
        elif command is None or not word:
            return None
        else:
            args.append(word)
    if said.get("language", LANGUAGES[0]) not in LANGUAGES or (as_json and command is None):
        return None
    run = import_module(f"sommet_tui.cli.commands.{command}").run if command else None
    return Request(run, env, tuple(args), as_json=as_json, **said)


def is_negative(word: str) -> bool:
    """Whether a word is a number below zero, and no option."""
    return word[:1] == "-" and word[1:].isdecimal() and word.isascii()


def _value(word: str, rest: Iterator[str]) -> str | None:
    """What an option is given, in the same word or in the next; None if that is not sure."""
    _, equals, value = word.partition("=")
    if equals:
        return value
    following = next(rest, "-")
    return None if following.startswith("-") else following
