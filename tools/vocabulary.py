"""Checks that the app uses one word for one thing.

python -m tools.vocabulary    list the sentences that use another word; exit 1 if any does

Checks the sentences of the sources, their translations, the help of every command and verb, and
that docs/glossary.md has each word once. The rules concern words, not style.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sommet_tui.cli.commands import COMMANDS, CommandGroup, load
from sommet_tui.cli.help import help_text
from sommet_tui.wording.words import LANGUAGES, words_in
from tools import catalogues

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PROJECT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Rule:
    """The word to use in a language, and a pattern of the words that it replaces."""

    language: str
    word: str
    other: str


RULES: Final = (
    Rule("en", "footer", r"foot|foot line"),
    Rule("en", "message line", r"line above the foot"),
    Rule("en", "action", r"acts?|deeds?|what was done"),
    Rule("en", "bookmark", r"stars?|starred|picks?|picked|(?:a|the|your|no|latest) marks?"),
    Rule("en", "command", r"twins?"),
    Rule("en", "saved", r"kept"),
    Rule("en", "lead", r"writers?|who leads"),
    Rule("en", "overtime", r"over (?:its |the )?time"),
    Rule("en", "simulated time", r"not the real (?:time|one)"),
    Rule("fr", "favori", r"étoiles?|marque"),
    Rule("fr", "enregistré", r"conservé(?:e|s|es)?"),
    Rule("fr", "sans effet", r"sans la main"),
    Rule("fr", "défaire or déprogrammer", r"annuler"),
    Rule("fr", "lecture seule", r"consultation seulement"),
    Rule("en", "manual", r"(?:run|start|starts|started|end) by hand"),
    Rule("en", "automatic", r"runs? by the clock"),
    Rule("en", "expected", r"projected"),
    Rule("fr", "attendu", r"(?:projet|estim)ée?s?"),
    Rule("fr", "piloter", r"condui(?:re|te?s?)"),
    Rule("fr", "type", r"genres?"),
)
"""The words to use and to avoid. docs/glossary.md explains the former."""

EXCEPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Star": "a moderator’s question has a star, which is no bookmark",
        "Star removed: {text}": "a star of a question",
        "Starred: {text}": "a star of a question",
        "star the selected question, or remove its star": "a star of a question",
    }
)
"""English sentences that may use a word against a rule, each with the reason."""

_FIELD: Final = re.compile(r"\{\w+\}")
_ROW: Final = re.compile(r"^\| (?P<words>[^|]+) \|", re.MULTILINE)


def main() -> int:
    """Print the faults, and return the exit code."""
    template = catalogues.extract_sentences()
    wrong = [*source_faults(template), *help_faults()]
    for po in catalogues.catalogues():
        wrong += translation_faults(catalogues.read(po), po.parent.parent.name)
    wrong += glossary_faults((PROJECT / "docs" / "glossary.md").read_text("utf-8"))
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def text_faults(text: str, language: str) -> Iterator[str]:
    """Yield each wrong word of a text with the right one. Fields and options are ignored."""
    plain = " ".join(_FIELD.sub("{}", text).split())
    for rule in RULES:
        found = re.search(rf"(?<![\w-])(?:{rule.other})(?!\w)", plain, re.IGNORECASE)
        if rule.language == language and found:
            yield f"“{found[0]}” should be “{rule.word}”"


def source_faults(template: Catalog) -> Iterator[str]:
    """Check the English sentences, and check that each exception is still a sentence."""
    known = set()
    for message in catalogues.messages(template):
        files = ", ".join(sorted({file for file, _ in message.locations}))
        for form in catalogues.forms(message.id):
            known.add(form)
            if form not in EXCEPTIONS:
                yield from (f"{files}: {fault}: {form}" for fault in text_faults(form, "en"))
    for gone in sorted(EXCEPTIONS.keys() - known):
        yield f"tools/vocabulary.py: no such sentence: {gone}"


def translation_faults(catalogue: Catalog, language: str) -> Iterator[str]:
    """Check the sentences of one catalogue."""
    for message in catalogues.messages(catalogue):
        if not EXCEPTIONS.keys() & {*catalogues.forms(message.id)}:
            for form in catalogues.forms(message.string):
                yield from (f"{language}: {fault}: {form}" for fault in text_faults(form, language))


def help_faults(commands: Iterable[str] = COMMANDS) -> Iterator[str]:
    """Check the help of the app, of its commands and of their verbs, in every language."""
    for language in LANGUAGES:
        words = words_in(language)
        for name, verb in ((None, None), *_helps(commands)):
            called = " ".join(filter(None, (name, verb, "--help")))
            for fault in text_faults(help_text(name, verb, words), language):
                yield f"{called}, {language}: {fault}"


def _helps(commands: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    for name in commands:
        yield name, None
        declared = load(name)
        if isinstance(declared, CommandGroup):
            yield from ((name, verb) for verb in declared.verbs)


def glossary_faults(text: str) -> Iterator[str]:
    """Yield each word that the glossary explains more than once."""
    rows = _ROW.findall(text)
    terms = [re.sub(r" ?\(.*?\)", "", each).strip() for row in rows for each in row.split(",")]
    for term, count in Counter(terms).items():
        if count > 1 and term not in ("word", "---"):
            yield f"docs/glossary.md: “{term}” has {count} entries"


if __name__ == "__main__":
    sys.exit(main())
