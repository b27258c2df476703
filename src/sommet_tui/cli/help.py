"""Prints the help. Argparse lays out the text from the declarations of the commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from textwrap import fill

from sommet_tui import __version__
from sommet_tui.cli import output
from sommet_tui.cli.commands import COMMANDS, Command, CommandGroup, load
from sommet_tui.cli.options import PROGRAM, Option, Request, ScreenOptions
from sommet_tui.wording.words import Words

EXAMPLES: Mapping[str, str] = {
    "now": "--format '{stop} · {leave}'",
    "agenda": "--day 2 --room Janson",
    "show": "panel-1",
    "people": "--next",
    "search": "climate --mine",
    "changes": "--mine",
    "events": "--directory python",
    "bookmark add": "panel-1 panel-2",
    "bookmark remove": "panel-1",
    "bookmark hide": "panel-4",
    "bookmark unhide": "panel-4",
    "bookmark remind": "panel-1 15",
    "bookmark export": "--output day.ics",
    "bookmark import": "day.ics",
    "bookmark compare": "friend.json --keep Ada",
    "bookmark forget": "Ada",
    "plan": "--format ics",
    "own add": "12:30-13:30 Lunch with Ada @ Foyer",
    "own edit": "own-1 12:45-13:30 Lunch with Ada",
    "own remove": "own-1",
    "note show": "panel-1",
    "note edit": "panel-1",
    "stage take": "panel-2",
    "stage start": "--ago 2",
    "stage end": "--when 12:08",
    "stage add": "5",
    "stage cancel": "panel-4",
    "stage defer": "panel-2 panel-3",
    "stage swap": "panel-2 panel-3",
    "stage move": "panel-3 14:15",
    "stage insert": "Fire drill --minutes 10 --after panel-1",
    "stage undo": "3",
    "stage catch-up": "1",
    "stage redo": "--all",
    "stage message": "'Five minutes left' --to speaker --for 2",
    "stage report": "--csv",
    "stage rehearsal": "begin 09:58 --speed 10",
    "stage share": "mqtts://stage@broker.example/summit",
    "panel": "panel-1 --markdown",
    "publish": "www --once",
    "check": "programme.yaml",
    "convert": "programme.yaml programme.ics",
    "schema": "example",
    "paths": "example",
    "completion": "zsh",
}
"""Examples of arguments in the help. Commands that work without arguments have no example."""


def print_help(command: str | None, verb: str | None, words: Words) -> None:
    """Print the help of a verb, of a command, or of the whole app."""
    output.write(help_text(command, verb, words).split("\n"))


def help_text(command: str | None, verb: str | None, words: Words) -> str:
    """Return the help of a verb, of a command, or of the whole app."""
    if command is None:
        shown, _ = argparse_parsers(words)
    else:
        shown = _help_parser(command, verb, words)
    return shown.format_help().removesuffix("\n")


def print_version() -> None:
    output.write([f"{PROGRAM} {__version__}"])


def argparse_parsers(
    words: Words,
) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """Return argparse's parser of the app, and a dictionary with the parser of each command."""
    parser = _make_parser(
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
        _add_options(commands[name], "", _own_options(declared), words)
        _add_options(commands[name], "", Request.options_by_flag().values(), words)
    _add_options(parser, words.say("options"), Request.options_by_flag().values(), words)
    screens = ScreenOptions.options_by_flag().values()
    _add_options(parser, words.say("app options"), screens, words)
    return parser, commands


def _help_parser(name: str, verb: str | None, words: Words) -> argparse.ArgumentParser:
    """Return a parser that prints the help of a command or, if `verb` is given, of that verb."""
    declared = load(name)
    program = f"{PROGRAM} {name}"
    if verb is not None and isinstance(declared, CommandGroup):
        declared, program = declared.command(verb), f"{program} {verb}"
    usage = f"{program} {declared.usage(words)}".rstrip()
    parser = _make_parser(
        words,
        usage=f"{usage} [{words.say('options')}]",
        description=words.say(declared.purpose),
    )
    if isinstance(declared, CommandGroup):
        menu = parser.add_subparsers(metavar=words.say("VERB"), title=words.say("verbs"))
        for verb_name, command in declared.commands():
            program = f"{verb_name} {command.usage(words)}".rstrip()
            menu.add_parser(program, help=words.say(command.purpose))
        parser.epilog = words.say(
            "Help for a verb: {command}", command=f"{PROGRAM} help {name} {words.say('VERB')}"
        )
        return parser
    parser.epilog = declared.more(words) if declared.more else None
    if example := EXAMPLES.get(program.removeprefix(f"{PROGRAM} ")):
        line = words.say("Example: {command}", command=f"{program} {example}")
        parser.epilog = f"{parser.epilog}\n\n{line}" if parser.epilog else line
    _add_options(parser, words.say("options of this command"), _own_options(declared), words)
    _add_options(parser, words.say("options"), Request.options_by_flag().values(), words)
    return parser


def _make_parser(words: Words, **texts: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        PROGRAM,
        formatter_class=_formatter(words),
        add_help=False,
        allow_abbrev=False,
        **texts,  # type: ignore[arg-type]
    )


def _own_options(declared: Command | CommandGroup) -> list[Option]:
    """Return the options that only the command itself declares."""
    group = declared if isinstance(declared, CommandGroup) else declared.options
    return list(group.options_by_flag().values())


def _add_options(
    parser: argparse.ArgumentParser, title: str, options: Iterable[Option], words: Words
) -> None:
    group = parser.add_argument_group(title, argument_default=argparse.SUPPRESS)
    for option in options:
        flags = filter(None, (option.short, option.flag))
        text = option.help(words)
        if option.value_name:
            group.add_argument(*flags, metavar=option.usage(words), help=text)
        else:
            group.add_argument(*flags, action="store_true", help=text)


def _formatter(words: Words) -> type[argparse.HelpFormatter]:
    """Return a formatter class for the help that translates argparse's own words."""

    class Formatter(argparse.HelpFormatter):
        """Translates "usage", and sets colons by the rules of the user's language."""

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
            translated = words.say("{heading}:", heading=heading).removesuffix(":")
            super().start_section(translated if heading else heading)

        def _fill_text(self, text: str, width: int, indent: str) -> str:
            # Text with line breaks is already laid out.
            return text if "\n" in text else fill(text, width)

    return Formatter
