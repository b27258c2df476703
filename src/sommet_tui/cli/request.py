"""What someone asks for: the command line, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.exits import USAGE, RefusalError
from sommet_tui.domain.text import clean_line
from sommet_tui.domain.values import dataclass
from sommet_tui.wording.language import LANGUAGES, choose
from sommet_tui.wording.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sommet_tui.companion.settings import LoadedSettings
    from sommet_tui.wording.words import Words

    Command = Callable[["Request"], int]

PROGRAM = "sommet-tui"


@dataclass(frozen=True, slots=True)
class Request:
    """A command and its options; None is what was not said.

    `args` are the words after the command: ids, a file. `run` answers, None for the bare program.
    `env` is the environment. `speed` is seconds a second. `settings` are what holds where the
    command line says nothing, None where a command found no file of them. `to`, `output`, `force`
    and `alarm` are those of `bookmark export`, `format` and `tmux` those of `now`, `sheet` that of
    `agenda`.
    `to`, `sheet`, `when`, `ago`, `by`, `session`, `acts` and `csv` are those of `stage`,
    `markdown`, `arrived` and `not_seen` those of `panel`, `next` is that of `people`.
    """

    run: Command | None
    env: Mapping[str, str]
    args: tuple[str, ...] = ()
    programme: str | None = None
    at: str | None = None
    room: str | None = None
    language: str | None = None
    tz: str | None = None
    as_json: bool = False
    to: str | None = None
    output: str | None = None
    force: bool = False
    alarm: str | None = None
    format: str | None = None
    tmux: str | None = None
    sheet: bool = False
    next: bool = False
    markdown: bool = False
    arrived: str | None = None
    not_seen: str | None = None
    when: str | None = None
    ago: str | None = None
    by: str | None = None
    session: str | None = None
    acts: str | None = None
    csv: bool = False
    speed: float | None = None
    theme: str | None = None
    settings: LoadedSettings | None = None

    @property
    def configured(self) -> str | None:
        """The programme that the settings name."""
        return self.settings.settings.programme if self.settings else None

    def words(self, programme_language: str | None = None) -> Words:
        """The voice to answer in."""
        wish = self.language or (self.settings.settings.language if self.settings else None)
        return words_in(choose(wish, self.env, programme_language))


def spoken_early(argv: Sequence[str], env: Mapping[str, str]) -> Words:
    """The voice for the help and for what is wrong with the command line itself."""
    wish = None
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            wish = argv[index + 1]
        elif word.startswith("--lang="):
            wish = word.removeprefix("--lang=")
    return words_in(choose(wish if wish in LANGUAGES else None, env))


def misused(sentence: str, words: Words) -> RefusalError:
    """The refusal of a command line: what is wrong, and where to look."""
    hint = words.say("Try: {command}", command=f"{PROGRAM} --help")
    return RefusalError(USAGE, [named(sentence), hint])


def named(sentence: str) -> str:
    """A sentence for standard error: who says it, what; one line, whatever it repeats."""
    return f"{PROGRAM}: {clean_line(sentence)}"


def no_words(request: Request) -> None:
    """Check that nothing stands after a command that takes nothing.

    Raises:
        RefusalError: something does.
    """
    if request.args:
        words = request.words()
        raise misused(words.say("“{word}” is one word too many.", word=request.args[0]), words)
