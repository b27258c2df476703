"""The commands. Each has a separate module or package, which is imported when it is needed.

The parser, the help and the completion in shells use the declarations of commands. A module of this
package declares its `COMMAND`:

    class AgendaOptions(CommandOptions):
        sheet = Switch(mark("print a sheet for paper: 80 columns"))

    COMMAND = Command(mark("list every session by day"), run, AgendaOptions)

A command with verbs declares a `CommandGroup`. The module of each verb declares `VERBS`.
`Words.say` translates the purposes, and the names of arguments and values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sommet_tui.cli.options import CommandOptions, Option, Request
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sommet_tui.wording.words import Words


COMMANDS = (
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
"""The names of all commands, in the order of the help. A command's module has the same name."""


MANY = 1_000_000
"""The value of `most` for any number of words."""


@frozen
class Argument:
    """One argument of a command, which consists of at least `least` and at most `most` words.

    `name` is the argument's name in the usage. `offers` names the values that a shell completes
    (see `completion`). If only some values are valid, `choices` lists them. `value_error` is the
    error for an invalid value, or "" for the general error.
    """

    name: str
    least: int = 1
    most: int = 1
    offers: str = ""
    choices: tuple[str, ...] = ()
    value_error: str = ""

    def usage(self, words: Words) -> str:
        """Return the argument as the usage shows it: ID, [ID] or ID…."""
        name = words.say(self.name) if self.name else "|".join(self.choices)
        name = f"{name}…" if self.most == MANY else name
        return name if self.least else f"[{name}]"


@frozen
class Command:
    """A command: its purpose as a phrase, the function that runs it, and its arguments.

    `run` returns an exit code, or None for success. Errors are raised as a `RefusalError`.
    `too_few_error` and `too_many_error` replace the general errors for too few and too many words;
    both may contain `{verb}` and `{choices}`. `more` is printed unchanged at the end of the
    command's help. If `has_json`, the command can print JSON.
    """

    purpose: str
    run: Callable[[Request, Any], int | None]
    options: type[CommandOptions] = CommandOptions
    arguments: tuple[Argument, ...] = ()
    too_few_error: str = ""
    too_many_error: str = ""
    more: Callable[[Words], str] | None = None
    has_json: bool = True

    def usage(self, words: Words) -> str:
        """Return the arguments as the help shows them."""
        return " ".join(argument.usage(words) for argument in self.arguments)

    def argument(self, place: int) -> Argument | None:
        """Return the argument that takes the word at `place`, counted from 0, or None."""
        for argument in self.arguments:
            if place < argument.most:
                return argument
            place -= argument.most
        return None


@frozen
class CommandGroup:
    """A command with verbs. Each verb is a separate command.

    `verbs` maps each verb to the module of `cli.commands` that declares it. The module is imported
    when the verb is used. `verb_error` is the error for a missing verb. It may contain `{verbs}`
    and `{either}`.
    """

    name: str
    purpose: str
    verbs: Mapping[str, str]
    verb_error: str

    def command(self, verb: str) -> Command:
        """Return the command of a verb, which must exist."""
        command: Command = _module(self.verbs[verb]).VERBS[verb]
        return command

    def commands(self) -> Iterator[tuple[str, Command]]:
        """Yield each verb with its command. This imports the modules of all verbs."""
        return ((verb, self.command(verb)) for verb in self.verbs)

    def options_by_flag(self) -> dict[str, Option]:
        """Return the options of all verbs. The keys are flags, in the order of the help."""
        found: dict[str, Option] = {}
        for _, command in self.commands():
            for flag, option in command.options.options_by_flag().items():
                found.setdefault(flag, option)
        return found

    def missing_verb_sentence(self, words: Words) -> str:
        """Return the error for a command line in which the verb is missing."""
        *others, last = self.verbs
        either = words.say("{names} or {last}", names=", ".join(others), last=last)
        return words.say(self.verb_error, verbs=", ".join(self.verbs), either=either)

    def usage(self, words: Words) -> str:
        """Return the arguments as the help shows them."""
        return words.say("VERB")


def load(name: str) -> Command | CommandGroup:
    """Import the module of a command in `COMMANDS`, and return the command's declaration."""
    command: Command | CommandGroup = _module(name).COMMAND
    return command


def _module(name: str) -> Any:
    """Import a module of this package.

    The function `importlib.import_module` would take a hundredth of the time of `now`, because
    `importlib` also imports `warnings`.
    """
    return __import__(f"{__name__}.{name}", fromlist=["COMMAND"])
