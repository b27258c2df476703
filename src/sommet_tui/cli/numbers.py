"""Numbers as they are typed: speeds, minutes, the numbers of acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.request import misused
from sommet_tui.domain.limits import MINUTES_LIMIT

if TYPE_CHECKING:
    from sommet_tui.wording.words import Words


def speed(value: str | None, words: Words) -> float | None:
    """Parse `--speed`, in seconds a second; None if it was not given.

    Raises:
        RefusalError: it is no speed.
    """
    if value is None:
        return None
    from sommet_tui.companion.rehearsal import FASTEST

    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= FASTEST:
        sentence = words.say(
            "Invalid speed “{value}”. Use a number from 0 to 3600, such as 60.", value=value
        )
        raise misused(sentence, words)
    return number


def signed_minutes(word: str, words: Words) -> int:
    """A number of minutes, with any sign.

    Raises:
        RefusalError: it is none, or too many.
    """
    number = _number(word.replace("−", "-"))
    if number is None or abs(number) > MINUTES_LIMIT:
        sentence = words.say(
            "Invalid number of minutes “{word}”. Use one such as 5 or -5, up to 1440.", word=word
        )
        raise misused(sentence, words)
    return number


def minutes(word: str, words: Words) -> int:
    """A number of minutes, ago or ahead.

    Raises:
        RefusalError: it is none, or too many.
    """
    number = _number(word)
    if number is None or not 0 <= number <= MINUTES_LIMIT:
        sentence = words.say(
            "Invalid number of minutes “{value}”. Use one such as 3 or 10, up to 1440.", value=word
        )
        raise misused(sentence, words)
    return number


def poll_seconds(word: str, words: Words) -> int:
    """Seconds that followers wait for.

    Raises:
        RefusalError: it is no number of them, or it is too short or too long.
    """
    number = _number(word)
    if number is None or not 2 <= number <= 3600:
        sentence = words.say(
            "Invalid number of seconds “{value}”. Use one such as 2 or 15, up to 3600.", value=word
        )
        raise misused(sentence, words)
    return number


def act_number(word: str, words: Words) -> int:
    """The number of an act.

    Raises:
        RefusalError: it is none.
    """
    number = _number(word)
    if number is None or number < 1:
        sentence = words.say(
            "“{word}” is not the number of an action; stage log lists them.", word=word
        )
        raise misused(sentence, words)
    return number


def _number(word: str) -> int | None:
    digits = word[1:] if word[:1] in ("-", "+") else word
    return int(word) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
