"""Declares each option and the request that carries the values of options, and reads numbers."""

from __future__ import annotations

import os
from functools import partial
from math import inf

from sommet_tui.cli import exit_codes
from sommet_tui.companion.settings import OFF, THEMES, Settings
from sommet_tui.domain.limits import MAX_POLL, MIN_POLL, MINUTES_LIMIT
from sommet_tui.domain.text import clean_line
from sommet_tui.wiring import Options
from sommet_tui.wording.words import LANGUAGES, Words, choose_language, mark, words_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self, overload


class Option:
    """An option. Its flag is the name of the attribute of `CommandOptions` that declares it.

    `short` is a second flag. `purpose` is the help, in which `example` is filled in. `value_name`
    is the name of the value in the help, or "" for a switch. `choices` are all valid values.
    `offers` names the values that a shell completes, see `completion`. If `optional`, the value may
    be missing and is then "".
    """

    def __init__(  # noqa: PLR0913  (all facts about an option)
        self,
        purpose: str,
        value_name: str = "",
        *,
        flag: str = "",
        short: str = "",
        choices: tuple[str, ...] = (),
        offers: str = "",
        example: str = "",
        optional: bool = False,
    ) -> None:
        self.purpose = purpose
        self.value_name = value_name or "|".join(choices)
        self.flag = flag
        self.short = short
        self.choices = choices
        self.offers = offers
        self.example = example
        self.optional = optional

    def __set_name__(self, owner: type, name: str) -> None:
        self.flag = self.flag or "--" + name.replace("_", "-")

    def usage(self, words: Words) -> str:
        """Return the name of the option's value, in brackets if the value is optional."""
        name = words.say(self.value_name)
        return f"[{name}]" if self.optional else name

    def help(self, words: Words) -> str:
        """Return the option's purpose as a phrase."""
        return words.say(self.purpose, **({"example": self.example} if self.example else {}))


class Switch(Option):
    """An option that has no value."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, options: None, owner: object) -> Self: ...
        @overload
        def __get__(self, options: CommandOptions, owner: object) -> bool: ...

    def __get__(self, options: CommandOptions | None, owner: object) -> Self | bool:
        """Return whether the switch was given."""
        return self if options is None else self.flag in options.values


class Value(Option):
    """An option that has a value."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, options: None, owner: object) -> Self: ...
        @overload
        def __get__(self, options: CommandOptions, owner: object) -> str | None: ...

    def __get__(self, options: CommandOptions | None, owner: object) -> Self | str | None:
        """Return the typed value, or None if the option was not given."""
        return self if options is None else options.values.get(self.flag)


class CommandOptions:
    """The options of a command.

    A subclass declares them as attributes, and an instance holds the values. `values` maps the
    flags of the given options to their values. A switch has the value "".
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    @classmethod
    def options_by_flag(cls) -> dict[str, Option]:
        """Return every option by its flag in the order of the help.

        Options of base classes come first.
        """
        found = [
            option
            for base in reversed(cls.__mro__)
            for option in vars(base).values()
            if isinstance(option, Option)
        ]
        return {option.flag: option for option in found}


PROGRAM = "sommet-tui"


class Request(CommandOptions):
    """The values of the options that every command has.

    `arguments` are the words after the command and its verb, such as ids or a file. `settings`
    replace missing options.
    """

    programme = Value("open this programme", "FILE|URL", offers="file")
    event = Value(
        "open an earlier event again, by part of its name",
        "NAME",
        offers="event",
    )
    source_tz = Value(
        "set the time zone if the programme names none: Europe/Paris",
        "ZONE",
        offers="zone",
    )
    follow = Value(
        "follow the day published at URL (off: do not follow any day)",
        "URL|off",
    )
    ca = Value(
        "also trust the certificate authority in FILE",
        "FILE",
        offers="file",
    )
    at = Value("simulate this time: 11:23 or 2025-02-07T11:23", "TIME")
    room = Value(
        "choose the room (in lists: several, separated by commas)",
        "ROOM",
        offers="room",
    )
    language = Value("choose the language", flag="--lang", choices=LANGUAGES)
    tz = Value(
        "show times in this zone: event, local, or a name such as Europe/Paris",
        "event|local|ZONE",
        offers="zone",
    )
    as_json = Switch("print JSON", flag="--json")
    debug = Switch("write a log to attach to a fault report (see paths)")
    version = Switch("print the version", short="-V")
    help = Switch("print this help", short="-h")

    def __init__(
        self,
        values: Mapping[str, str],
        arguments: tuple[str, ...] = (),
        settings: Settings = Settings(),  # noqa: B008  (it is frozen)
    ) -> None:
        super().__init__(values)
        self.arguments = arguments
        self.settings = settings

    @property
    def companion_options(self) -> Options:
        """Return the options for opening the companion: programme, time, and day to follow."""
        return Options(
            programme=self.programme,
            configured=self.settings.programme,
            source_tz=self.source_tz,
            follow=self.followed_address,
        )

    @property
    def followed_address(self) -> str | None:
        """Return the address of the day to follow, from --follow or else from the settings."""
        return self.follow or self.settings.follow

    def words(self) -> Words:
        """Return the words for the output."""
        return words_in(choose_language(self.language or self.settings.language, os.environ))

    def with_settings(self, settings: Settings) -> Request:
        return Request(self.values, self.arguments, settings)

    def for_programme(self, programme: str) -> Request:
        """Return a copy of the request for another programme, given as a file or an address."""
        return self._replace(
            {**self.without_option("--event").values, type(self).programme.flag: programme}
        )

    def without_following(self) -> Request:
        """Return a copy of the request that follows no day, for commands that run the day."""
        return self._replace({**self.values, type(self).follow.flag: OFF})

    def without_option(self, flag: str) -> Request:
        return self._replace(
            {other: value for other, value in self.values.items() if other != flag}
        )

    def _replace(self, values: Mapping[str, str]) -> Request:
        return Request(values, self.arguments, self.settings)


class ScreenOptions(CommandOptions):
    """The options that apply if no command is given, so that the screens open."""

    speed = Value("run the clock N times as fast (0: stopped)", "N")
    theme = Value("choose the colours", choices=THEMES)
    calm = Switch("hide the seconds; redraw only every minute or after a change")


def startup_words(argv: Sequence[str], settings: Settings) -> Words:
    """Return the words for the help, and for errors before a programme is read.

    The language is that of `--lang`, or else of the settings, or else of the locale, or else
    English.
    """
    wish = None
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            wish = argv[index + 1]
        elif word.startswith("--lang="):
            wish = word.removeprefix("--lang=")
    if wish not in LANGUAGES:
        wish = settings.language
    return words_in(choose_language(wish, os.environ))


def wants_json(argv: Sequence[str]) -> bool:
    """Return whether a command line contains --json, even if the rest of the line is invalid."""
    return "--json" in argv[: argv.index("--") if "--" in argv else None]


class MisuseError(exit_codes.RefusalError):
    """An invalid command line. The message refers the user to the right help.

    `command` is the command whose help the user should read, including its verb. The parser adds
    it.
    """

    def __init__(self, sentence: str, words: Words, command: str = "") -> None:
        self.sentence = sentence
        self.words = words
        name = f"{PROGRAM} {command}".rstrip()
        hint = words.say("Try: {command}", command=f"{name} --help")
        super().__init__(exit_codes.USAGE, [error_line(sentence), hint])


def error_line(sentence: str) -> str:
    """Return `sentence` on one line after the app's name, for standard error."""
    return f"{PROGRAM}: {clean_line(sentence)}"


def make_refusal(sentence: str, *more: str) -> exit_codes.RefusalError:
    """Return a refusal for wrong data. Its message is `sentence`, followed by the lines `more`."""
    return exit_codes.RefusalError(exit_codes.BAD_DATA, [error_line(sentence), *more])


def parse_speed(value: str | None, words: Words) -> float | None:
    """Return the value of `--speed` in simulated seconds for each real second, or None.

    Raises:
        RefusalError: the value is not a speed.
    """
    if value is None:
        return None
    from sommet_tui.companion.ports import FASTEST

    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= FASTEST:
        sentence = words.say(
            "Invalid speed “{value}”. Use a number from 0 to 3600, such as 60.", value=value
        )
        raise MisuseError(sentence, words)
    return number


def _parse_number(minimum: float, maximum: float, invalid: str, word: str, words: Words) -> int:
    """Return a whole number between `minimum` and `maximum`.

    Raises:
        RefusalError: `word` is no such number. The error is the sentence `invalid`.
    """
    digits = word[1:] if word[:1] in ("-", "+") else word
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 10
    if not (is_number and minimum <= int(word) <= maximum):
        raise MisuseError(words.say(invalid, word=word, value=word), words)
    return int(word)


def parse_signed_minutes(word: str, words: Words) -> int:
    """Return a number of minutes, which may be negative. Raises the errors of `_parse_number`."""
    invalid = mark("Invalid number of minutes “{word}”. Use a number such as 5 or -5, up to 1440.")
    return _parse_number(-MINUTES_LIMIT, MINUTES_LIMIT, invalid, word.replace("−", "-"), words)


parse_minutes = partial(
    _parse_number,
    0,
    MINUTES_LIMIT,
    mark("Invalid number of minutes “{value}”. Use a number such as 3 or 10, up to 1440."),
)
"""Returns a number of minutes, 0 or more."""
parse_poll_seconds = partial(
    _parse_number,
    MIN_POLL,
    MAX_POLL,
    mark("Invalid number of seconds “{value}”. Use a number such as 2 or 15, up to 3600."),
)
"""Returns the seconds that followers wait between requests."""
parse_act_number = partial(
    _parse_number,
    1,
    inf,
    mark("“{word}” is not the number of an action. “stage log” lists the actions."),
)
"""Returns the number of an act."""
parse_suggestion_number = partial(
    _parse_number,
    1,
    inf,
    mark("“{word}” is not the number of a suggestion. “stage catch-up” lists them."),
)
"""Returns the number of a suggestion for catching up."""
