"""The commands, each in a module or package that is imported on demand, and their declarations.

The parser, the help and the completion in shells are all made from these declarations. A module of
this package declares its `COMMAND`:

    class AgendaOptions(CommandOptions):
        sheet = Switch(mark("print a sheet for paper: 80 columns"))

    COMMAND = Command(mark("list every session by day"), run, AgendaOptions)

A command with verbs declares a `CommandGroup`, and the module of each verb its `VERBS`. Purposes,
arguments and values are sentences for `Words.say`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from sommet_tui.cli.options import CommandOptions, Option, Request
from sommet_tui.domain.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sommet_tui.wording.words import Words


_ORDER = (
    "now",
    "agenda",
    "show",
    "people",
    "info",
    "search",
    "changes",
    "events",
    "bookmark",
    "plan",
    "own",
    "note",
    "stage",
    "panel",
    "publish",
    "check",
    "convert",
    "schema",
    "paths",
    "completion",
    "man",
)
"""The order of the help; other commands follow in alphabetical order."""


def _modules() -> Iterator[str]:
    with os.scandir(__path__[0]) as entries:
        for entry in entries:
            name, ending = os.path.splitext(entry.name)  # noqa: PTH122  (pathlib is slow to import)
            in_folder = os.path.isfile(os.path.join(entry.path, "__init__.py"))  # noqa: PTH113, PTH118
            if in_folder or (ending == ".py" and name != "__init__"):
                yield name


COMMANDS = (*_ORDER, *sorted(set(_modules()).difference(_ORDER)))
"""The names of all commands; the module of a command has the same name."""


MANY = 1_000_000
"""Stands for any number of words."""


@dataclass(frozen=True, slots=True)
class Argument:
    """Words that a command takes: from `least` to `most` of them, called `name` in its usage.

    `offers` names the values that a shell completes, see `completion`. `choices` are all valid
    values; `wrong` is the error for any other value, if it differs from the error for too few.
    """

    name: str
    least: int = 1
    most: int = 1
    offers: str = ""
    choices: tuple[str, ...] = ()
    wrong: str = ""

    def usage(self, words: Words) -> str:
        """Its form in the usage: ID, [ID], ID…."""
        said = words.say(self.name) if self.name else "|".join(self.choices)
        said = f"{said}…" if self.most == MANY else said
        return said if self.least else f"[{said}]"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its purpose in a phrase, its function, its arguments.

    `too_few_error` and `too_many_error` are the errors for too few and too many words, if the
    general ones are not enough, with `{verb}` and all `{choices}` filled in. `more` is printed
    unchanged at the end of its help. `has_json` says whether it can print JSON.
    """

    purpose: str
    run: Callable[[Request, Any], int]
    options: type[CommandOptions] = CommandOptions
    arguments: tuple[Argument, ...] = ()
    too_few_error: str = ""
    too_many_error: str = ""
    more: Callable[[Words], str] | None = None
    has_json: bool = True

    def usage(self, words: Words) -> str:
        """Its arguments, as its help shows them."""
        return " ".join(argument.usage(words) for argument in self.arguments)

    def argument(self, place: int) -> Argument | None:
        """Return the argument at a place after the command, from 0 on; None beyond the last."""
        for argument in self.arguments:
            if place < argument.most:
                return argument
            place -= argument.most
        return None


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """A command with verbs, each of which is a command.

    `verbs` maps each verb to the module of `cli.commands` that declares it, which is imported when
    the verb is used. `wrong` is the error if no verb follows, with `{verbs}` and `{either}` filled
    in.
    """

    name: str
    purpose: str
    verbs: Mapping[str, str]
    wrong: str

    def command(self, verb: str) -> Command:
        """Return the command of an existing verb."""
        module = import_module(f"sommet_tui.cli.commands.{self.verbs[verb]}")
        command: Command = module.VERBS[verb]
        return command

    def commands(self) -> Iterator[tuple[str, Command]]:
        """Every verb with its command; all of them are imported."""
        return ((verb, self.command(verb)) for verb in self.verbs)

    def options_by_flag(self) -> dict[str, Option]:
        """The options of all verbs by flag, in the order of the help."""
        found: dict[str, Option] = {}
        for _, command in self.commands():
            for flag, option in command.options.options_by_flag().items():
                found.setdefault(flag, option)
        return found

    def missing_verb_sentence(self, words: Words) -> str:
        """Return the error if no verb follows."""
        *others, last = self.verbs
        either = words.say("{names} or {last}", names=", ".join(others), last=last)
        return words.say(self.wrong, verbs=", ".join(self.verbs), either=either)

    def usage(self, words: Words) -> str:
        """Its arguments, as its help shows them."""
        return words.say("VERB")


def load(name: str) -> Command | CommandGroup:
    """Return the declaration of a command in `COMMANDS`."""
    command: Command | CommandGroup = import_module(f"sommet_tui.cli.commands.{name}").COMMAND
    return command
