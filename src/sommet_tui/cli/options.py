"""The options and their help."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from textwrap import fill

from sommet_tui import __version__
from sommet_tui.cli.menu import Option
from sommet_tui.cli.request import PROGRAM
from sommet_tui.companion import settings as choices
from sommet_tui.wording.language import LANGUAGES
from sommet_tui.wording.words import Words

THEMES = choices.THEMES


def add_common(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add what every command knows."""
    # Absent options leave no trace, lest those after the command wipe out those before it.
    group = parser.add_argument_group(words.say("options"), argument_default=argparse.SUPPRESS)
    group.add_argument(
        "--programme", metavar=words.say("FILE"), help=words.say("the programme to open")
    )
    group.add_argument(
        "--at",
        metavar=words.say("TIME"),
        help=words.say("show this time instead of the present: 11:23 or 2025-02-07T11:23"),
    )
    group.add_argument(
        "--room", metavar=words.say("ROOM"), help=words.say("one room only, by name or id")
    )
    group.add_argument("--lang", metavar="|".join(LANGUAGES), help=words.say("the language"))
    group.add_argument(
        "--tz",
        metavar="event|local|ZONE",
        help=words.say("the time zone to show: the event’s, yours, or Europe/Paris and the like"),
    )
    group.add_argument("--json", action="store_true", help=words.say("answer as JSON"))
    group.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help=words.say("print the version"),
    )
    group.add_argument("-h", "--help", action="help", help=words.say("print this help"))


def add_own(parser: argparse.ArgumentParser, options: Sequence[Option], words: Words) -> None:
    """Add what one command alone knows, above what all know."""
    if not options:
        return
    title = words.say("options of this command")
    group = parser.add_argument_group(title, argument_default=argparse.SUPPRESS)
    for option in options:
        if option.value is None:
            group.add_argument(option.flag, action="store_true", help=option.purpose)
        else:
            group.add_argument(option.flag, metavar=option.value, help=option.purpose)


def add_screen_options(parser: argparse.ArgumentParser, words: Words, *, shown: bool) -> None:
    """Add them; where they make no sense they are still read, to be refused with a reason."""
    group = parser.add_argument_group(words.say("options of the screens"))
    speed = words.say("run the clock N times as fast; 0 stands still")
    colours = words.say("the colours")
    group.add_argument(
        "--speed",
        metavar="N",
        default=argparse.SUPPRESS,
        help=speed if shown else argparse.SUPPRESS,
    )
    group.add_argument(
        "--theme",
        metavar="|".join(THEMES),
        default=argparse.SUPPRESS,
        help=colours if shown else argparse.SUPPRESS,
    )


def formatter(words: Words) -> type[argparse.HelpFormatter]:
    """What lays the help out, in the viewer's language where argparse has words of its own."""

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
