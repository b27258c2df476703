"""Reads numbers of options and answers to questions, and finds the standard input of a command."""

from __future__ import annotations

import sys
from math import inf

from sommet_tui.cli.options import misuse_error
from sommet_tui.cli.output import report
from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.limits import MAX_POLL, MIN_POLL, MINUTES_LIMIT
from sommet_tui.wording.words import Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO


def piped_input(file: str) -> BinaryIO | None:
    """Return standard input if `file` is "-", or else None.

    Raises:
        SourceError: standard input was closed before the app began.
    """
    if file != "-":
        return None
    if sys.stdin is None:
        raise SourceError("unreadable", display_name(file))
    return sys.stdin.buffer


def display_name(file: str) -> str:
    """Return the name of a file for a sentence."""
    return "/dev/stdin" if file == "-" else file


def confirm(question: str, words: Words) -> bool | None:
    """Ask the user a question on the terminal. In a script, which has no terminal, return None."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return None
    yes, no = words.say("Yes")[0].casefold(), words.say("No")[0].casefold()
    report([f"{question} [{yes}/{no}]"])
    return sys.stdin.readline().strip().casefold()[:1] in (yes, "y")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal.

    A stream that was closed before the app began is None.
    """
    return stream is not None and stream.isatty()


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
        raise misuse_error(sentence, words)
    return number


def parse_signed_minutes(word: str, words: Words) -> int:
    """Return a number of minutes, which may be negative.

    Raises:
        RefusalError: the word is not a number, or the number is too large.
    """
    invalid = mark("Invalid number of minutes “{word}”. Use a number such as 5 or -5, up to 1440.")
    return _check_range(-MINUTES_LIMIT, word.replace("−", "-"), MINUTES_LIMIT, invalid, words)


def parse_minutes(word: str, words: Words) -> int:
    """Return a number of minutes, 0 or more. Raises the errors of `parse_signed_minutes`."""
    invalid = mark("Invalid number of minutes “{value}”. Use a number such as 3 or 10, up to 1440.")
    return _check_range(0, word, MINUTES_LIMIT, invalid, words)


def parse_poll_seconds(word: str, words: Words) -> int:
    """Return the seconds that followers wait between requests.

    Raises the errors of `parse_signed_minutes`.
    """
    invalid = mark("Invalid number of seconds “{value}”. Use a number such as 2 or 15, up to 3600.")
    return _check_range(MIN_POLL, word, MAX_POLL, invalid, words)


def parse_act_number(word: str, words: Words) -> int:
    """Return the number of an act. Raises the errors of `parse_signed_minutes`."""
    invalid = mark("“{word}” is not the number of an action. “stage log” lists the actions.")
    return _check_range(1, word, inf, invalid, words)


def parse_suggestion_number(word: str, words: Words) -> int:
    """Return the number of a suggestion for catching up.

    Raises the errors of `parse_signed_minutes`.
    """
    invalid = mark("“{word}” is not the number of a suggestion. “stage catch-up” lists them.")
    return _check_range(1, word, inf, invalid, words)


def _check_range(minimum: float, word: str, maximum: float, invalid: str, words: Words) -> int:
    number = _parse_number(word)
    if number is None or not minimum <= number <= maximum:
        raise misuse_error(words.say(invalid, word=word, value=word), words)
    return number


def _parse_number(word: str) -> int | None:
    digits = word[1:] if word[:1] in ("-", "+") else word
    return int(word) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
