"""The help, laid out by argparse from what the commands declare."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from textwrap import fill

from sommet_tui import __version__
from sommet_tui.cli import output
from sommet_tui.cli.command import Command, CommandGroup, load
from sommet_tui.cli.commands import COMMANDS
from sommet_tui.cli.options import Option
from sommet_tui.cli.request import PROGRAM, Request, ScreenOptions
from sommet_tui.wording.words import Words


def print_help(command: str | None, verb: str | None, words: Words) -> None:
    """Print the help of a verb, of a command, or of the whole program."""
    output.write(help_text(command, verb, words).split("\n"))


def help_text(command: str | None, verb: str | None, words: Words) -> str:
    """Return the help of a verb, of a command, or of the whole program."""
    if command is None:
        shown, _ = argparse_parsers(words)
    else:
        shown = _help_parser(command, verb, words)
    return shown.format_help().removesuffix("\n")


def print_version() -> None:
    """Print the version of the program."""
    output.write([f"{PROGRAM} {__version__}"])


def argparse_parsers(
    words: Words,
) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """Return the parser of the program for argparse, and those of its commands by name."""
    parser = _parser(
        words,
        usage=(
            f"{PROGRAM} [{words.say('FILE')}|URL] [{words.say('COMMAND')}] [{words.say('options')}]"
        ),
        description=words.say(
            "The day-of companion for conferences. Without a command, it opens the app."
        ),
        epilog=words.say(
            "To see the event at another time: {command}", command=f"{PROGRAM} now --at 11:23"
        ),
    )
    menu = parser.add_subparsers(
        dest="command",
        metavar=words.say("COMMAND"),
        title=words.say("commands"),
        prog=PROGRAM,
        parser_class=argparse.ArgumentParser,
    )
    commands = {}
    for name in COMMANDS:
        declared = load(name)
        commands[name] = menu.add_parser(
            name,
            help=words.say(declared.purpose),
            add_help=False,
            allow_abbrev=False,
        )
        _add_options(commands[name], "", _own(declared), words)
        _add_options(commands[name], "", Request.declared().values(), words)
    _add_options(parser, words.say("options"), Request.declared().values(), words)
    screens = ScreenOptions.declared().values()
    _add_options(parser, words.say("app options"), screens, words)
    return parser, commands


def _help_parser(name: str, verb: str | None, words: Words) -> argparse.ArgumentParser:
    """The help of a command, or of one of its verbs."""
    declared = load(name)
    called = f"{PROGRAM} {name}"
    if verb is not None and isinstance(declared, CommandGroup):
        declared, called = declared.command(verb), f"{called} {verb}"
    usage = f"{called} {declared.usage(words)}".rstrip()
    parser = _parser(
        words,
        usage=f"{usage} [{words.say('options')}]",
        description=words.say(declared.purpose),
    )
    if isinstance(declared, CommandGroup):
        menu = parser.add_subparsers(metavar=words.say("VERB"), title=words.say("verbs"))
        for verb_name, command in declared.commands():
            called = f"{verb_name} {command.usage(words)}".rstrip()
            menu.add_parser(called, help=words.say(command.purpose))
        parser.epilog = words.say(
            "Help for a verb: {command}", command=f"{PROGRAM} {name} {words.say('VERB')} --help"
        )
        return parser
    parser.epilog = declared.more(words) if declared.more else None
    _add_options(parser, words.say("options of this command"), _own(declared), words)
    _add_options(parser, words.say("options"), Request.declared().values(), words)
    return parser


def _parser(words: Words, **texts: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        PROGRAM,
        formatter_class=_formatter(words),
        add_help=False,
        allow_abbrev=False,
        **texts,  # type: ignore[arg-type]
    )


def _own(declared: Command | CommandGroup) -> list[Option]:
    """The options that it alone knows."""
    group = declared if isinstance(declared, CommandGroup) else declared.options
    return list(group.declared().values())


def _add_options(
    parser: argparse.ArgumentParser, title: str, options: Iterable[Option], words: Words
) -> None:
    group = parser.add_argument_group(title, argument_default=argparse.SUPPRESS)
    for option in options:
        flags = filter(None, (option.short, option.flag))
        text = option.help(words)
        if option.takes:
            group.add_argument(*flags, metavar=option.usage(words), help=text)
        else:
            group.add_argument(*flags, action="store_true", help=text)


def _formatter(words: Words) -> type[argparse.HelpFormatter]:
    """Return the formatter of the help, which translates argparse's own words."""

    class Formatter(argparse.HelpFormatter):
        """Says "usage" in the viewer's language, and sets colons as it does."""

        def add_usage(
            self,
            usage: str | None,
            actions: object,
            groups: object,
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, words.say("usage: "))  # type: ignore[arg-type]

        def start_section(self, heading: str | None) -> None:
            # argparse adds the colon.
            said = words.say("{heading}:", heading=heading).removesuffix(":")
            super().start_section(said if heading else heading)

        def _fill_text(self, text: str, width: int, indent: str) -> str:
            # Lines that are laid out already stay as they are.
            return text if "\n" in text else fill(text, width)

    return Formatter
