"""The command line's grammar: its options, its help, and what is wrong with it.

Options may stand before and after the command. What is free text is collected by hand, since
argparse loses words that follow an option; so are its complaints, since it knows English only.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from sommet_tui.cli.menu import Option
from sommet_tui.cli.options import (
    THEMES,
    add_common,
    add_own,
    add_screen_options,
    formatter,
)
from sommet_tui.cli.plain import COMMANDS, is_negative
from sommet_tui.cli.request import PROGRAM, Request, misused
from sommet_tui.companion.rehearsal import FASTEST
from sommet_tui.wording.language import LANGUAGES
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from sommet_tui.cli.request import Command

_FLAGS = (
    "-h",
    "--help",
    "--version",
    "--json",
    "--force",
    "--sheet",
    "--csv",
    "--markdown",
    "--next",
)


class _Parser(argparse.ArgumentParser):
    """A parser that raises where argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


class Commands:
    """Where commands put themselves on the menu."""

    def __init__(self, parser: argparse.ArgumentParser, words: Words) -> None:
        self._words = words
        self._menu = parser.add_subparsers(
            dest="command",
            metavar=words.say("COMMAND"),
            title=words.say("commands"),
            prog=PROGRAM,
        )
        self.parsers: dict[str, argparse.ArgumentParser] = {}

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
        parser = self._menu.add_parser(
            name,
            help=purpose,
            description=purpose,
            usage=" ".join(f"{PROGRAM} {name} {takes}".split())
            + f" [{self._words.say('options')}]",
            epilog=more,
            formatter_class=formatter(self._words),
            add_help=False,
            exit_on_error=False,
            allow_abbrev=False,
        )
        add_own(parser, options, self._words)
        add_common(parser, self._words)
        add_screen_options(parser, self._words, shown=False)
        parser.set_defaults(run=run)
        self.parsers[name] = parser


def read_command_line(argv: Sequence[str], env: Mapping[str, str], words: Words) -> Request:
    """The request that a command line makes.

    Raises:
        RefusalError: it makes none, with exit code 64.
        SystemExit: help or the version was asked for, and has been printed.
    """
    parser, _ = make_parser(words, _asked_for(argv))
    try:
        known, rest = parser.parse_known_args(list(argv))
    except argparse.ArgumentError as error:
        raise misused(_complaint(error, argv, COMMANDS, words), words) from None
    request = Request(
        run=getattr(known, "run", None),
        env=env,
        args=_free_words(rest, words),
        programme=getattr(known, "programme", None),
        at=getattr(known, "at", None),
        room=getattr(known, "room", None),
        language=_one_of("--lang", getattr(known, "lang", None), LANGUAGES, words),
        tz=getattr(known, "tz", None),
        as_json=getattr(known, "json", False),
        to=getattr(known, "to", None),
        output=getattr(known, "output", None),
        force=getattr(known, "force", False),
        alarm=getattr(known, "alarm", None),
        format=getattr(known, "format", None),
        tmux=getattr(known, "tmux", None),
        sheet=getattr(known, "sheet", False),
        next=getattr(known, "next", False),
        markdown=getattr(known, "markdown", False),
        arrived=getattr(known, "arrived", None),
        not_seen=getattr(known, "not_seen", None),
        when=getattr(known, "when", None),
        ago=getattr(known, "ago", None),
        by=getattr(known, "by", None),
        session=getattr(known, "session", None),
        acts=getattr(known, "acts", None),
        csv=getattr(known, "csv", False),
        speed=_speed(getattr(known, "speed", None), words),
        theme=_one_of("--theme", getattr(known, "theme", None), THEMES, words),
    )
    _check_company(request, known.command, words)
    return request


def _asked_for(argv: Sequence[str]) -> Sequence[str]:
    """The commands that a command line may mean: all of them where help lists them."""
    if "-h" in argv or "--help" in argv:
        return COMMANDS
    return [name for name in COMMANDS if name in argv]


def make_parser(
    words: Words, names: Sequence[str] = COMMANDS
) -> tuple[argparse.ArgumentParser, Commands]:
    """The parser of the whole command line, and the menu of some of its commands."""
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [{words.say('COMMAND')}] [{words.say('options')}]",
        description=words.say(
            "The day-of companion: what is on, what is next, where. "
            "Without a command it opens the screens."
        ),
        epilog=words.say(
            "Every time can be tried out: {command}", command=f"{PROGRAM} now --at 11:23"
        ),
        formatter_class=formatter(words),
        add_help=False,
        exit_on_error=False,
        allow_abbrev=False,
    )
    commands = Commands(parser, words)
    for name in names:
        import_module(f"sommet_tui.cli.commands.{name}").add(commands, words)
    add_common(parser, words)
    add_screen_options(parser, words, shown=True)
    return parser, commands


def _complaint(
    error: argparse.ArgumentError, argv: Sequence[str], commands: Sequence[str], words: Words
) -> str:
    name = error.argument_name or ""
    if name.startswith("-"):
        option = name.split("/")[-1]
        if option in _FLAGS:
            return words.say("The option {option} takes no value.", option=option)
        return words.say("The option {option} needs a value.", option=option)
    wrong = next((word for word in argv if f"invalid choice: {word!r}" in error.message), None)
    if wrong is None:
        return error.message
    listed = ", ".join(commands)
    return words.say("“{word}” is no command. There are: {commands}.", word=wrong, commands=listed)


def _free_words(rest: Sequence[str], words: Words) -> tuple[str, ...]:
    free = list(rest)
    after: list[str] = []
    if "--" in free:
        place = free.index("--")
        free, after = free[:place], free[place + 1 :]
    for word in free:
        if word.startswith("-") and word != "-" and not is_negative(word):
            option = word.split("=")[0]
            raise misused(words.say("There is no option {option}.", option=option), words)
    return (*free, *after)


def _one_of(option: str, value: str | None, choices: Sequence[str], words: Words) -> str | None:
    if value is None or value in choices:
        return value
    told = words.say(
        "“{value}” does not go with {option}. It takes: {choices}.",
        value=value,
        option=option,
        choices=", ".join(choices),
    )
    raise misused(told, words)


def _speed(value: str | None, words: Words) -> float | None:
    if value is None:
        return None
    try:
        speed = float(value)
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= FASTEST:
        told = words.say("“{value}” is no speed: 0, 1, 60, up to 3600.", value=value)
        raise misused(told, words)
    return speed


def _check_company(request: Request, command: str | None, words: Words) -> None:
    """Refuse options that would silently do nothing."""
    begins = command == "stage" and request.args == ("rehearsal", "begin")
    screens_only = (request.speed is not None and not begins) or request.theme is not None
    if request.run is not None and screens_only:
        raise misused(
            words.say("--speed and --theme are for the screens, without a command."), words
        )
    if request.run is None and request.as_json:
        raise misused(words.say("--json goes with a command."), words)
    if request.run is None and request.args:
        told = words.say("“{word}” is one word too many.", word=request.args[0])
        raise misused(told, words)
