"""What is asked of the stage: the words after `stage`, and the options that go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.request import misused
from sommet_tui.domain.values import dataclass
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sommet_tui.cli.request import Request
    from sommet_tui.wording.words import Words

LONGEST = 24 * 60
"""Minutes: nothing on a day's stage is given or began longer ago."""

_DATED = frozenset({"--when", "--ago", "--by"})


@dataclass(frozen=True, slots=True)
class Verb:
    """What may stand after a verb: from `least` to `most` words, and `options` of its own.

    `takes` shows the words, `purpose` says what they do.
    """

    takes: str
    purpose: str
    least: int = 0
    most: int = 0
    options: frozenset[str] = _DATED


VERBS: Mapping[str, Verb] = {
    "start": Verb("[ID]", mark("this session starts; without ID, the next one"), most=1),
    "end": Verb("", mark("what runs has ended")),
    "add": Verb("MINUTES [ID]", mark("give minutes, or take some: 5, -5"), 1, 2),
    "pause": Verb("", mark("what runs stands still")),
    "resume": Verb("", mark("it goes on")),
    "cancel": Verb("ID", mark("this session will not happen"), 1, 1),
    "defer": Verb("ID AFTER", mark("this session comes right after that one"), 2, 2),
    "announce": Verb("", mark("tell everyone the times that are projected now")),
    "release": Verb("", mark("let the clock drive again")),
    "undo": Verb(
        "[N]", mark("take back act N; without N, the latest"), most=1, options=frozenset({"--by"})
    ),
    "message": Verb(
        "TEXT",
        mark("tell everyone, or --to others; “” takes it back"),
        least=1,
        most=200,
        options=frozenset({"--by", "--to", "--session"}),
    ),
    "log": Verb("", mark("what was done, when and by whom"), options=frozenset()),
    "report": Verb(
        "",
        mark("planned, announced, projected; what lateness costs"),
        options=frozenset({"--acts", "--csv", "--sheet"}),
    ),
    "rehearsal": Verb(
        "begin|clear",
        mark("try it all out, apart from the day: --at, --speed"),
        least=1,
        most=1,
        options=frozenset({"--speed"}),
    ),
}


def asked(request: Request) -> tuple[str, tuple[str, ...]]:
    """The verb and its words.

    Raises:
        RefusalError: they do not go together, or with the options.
    """
    verb, *rest = request.args or ("",)
    words = request.words()
    known = VERBS.get(verb)
    if known is None:
        raise misused(words.say("stage takes: {verbs}.", verbs=", ".join(VERBS)), words)
    if len(rest) > known.most:
        raise misused(words.say("“{word}” is one word too many.", word=rest[known.most]), words)
    if len(rest) < known.least:
        takes = f"stage {verb} {known.takes}"
        raise misused(words.say("Say more: {usage}", usage=takes), words)
    for option in _given(request):
        if option not in known.options:
            told = words.say(
                "The option {option} does not go with stage {verb}.", option=option, verb=verb
            )
            raise misused(told, words)
    if request.when is not None and request.ago is not None:
        raise misused(words.say("--when and --ago do not go together."), words)
    return verb, tuple(rest)


def _given(request: Request) -> Iterator[str]:
    """The options of this command that were said."""
    said = {
        "--when": request.when,
        "--ago": request.ago,
        "--by": request.by,
        "--to": request.to,
        "--session": request.session,
        "--acts": request.acts,
        "--speed": request.speed,
    }
    yield from (option for option, value in said.items() if value is not None)
    yield from ("--csv",) if request.csv else ()
    yield from ("--sheet",) if request.sheet else ()


def minutes(word: str, words: Words) -> int:
    """A number of minutes, with any sign.

    Raises:
        RefusalError: it is none, or too many.
    """
    number = _number(word.replace("−", "-"))
    if number is None or abs(number) > LONGEST:
        told = words.say("“{word}” is no number of minutes: 5, -5, up to 1440.", word=word)
        raise misused(told, words)
    return number


def minutes_ago(word: str, words: Words) -> int:
    """How many minutes ago.

    Raises:
        RefusalError: it is no such number.
    """
    number = _number(word)
    if number is None or not 0 <= number <= LONGEST:
        told = words.say("“{value}” is no number of minutes: 3, 10, up to 1440.", value=word)
        raise misused(told, words)
    return number


def act_number(word: str, words: Words) -> int:
    """The number of an act.

    Raises:
        RefusalError: it is none.
    """
    number = _number(word)
    if number is None or number < 1:
        told = words.say("“{word}” is no number of an act; stage log shows them.", word=word)
        raise misused(told, words)
    return number


def _number(word: str) -> int | None:
    digits = word[1:] if word[:1] in ("-", "+") else word
    return int(word) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
