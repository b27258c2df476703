"""Sentences through gettext catalogues that are part of the package."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

DOMAIN = "sommet_tui"
CATALOGUES = Path(__file__).parent / "locale"


def mark(word: str) -> str:
    """The word itself: marks what a table holds and `Words.say` is given later."""
    return word


class Words:
    """The program's voice in one language.

    Sentences are written in English in the sources, with `{names}` for what is filled in; the
    catalogue turns them round before they are filled.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation(
            DOMAIN, CATALOGUES, [language], fallback=language == "en"
        )

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence in this language."""
        said = self._catalogue.gettext(sentence)
        return said.format(**values) if values else said

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A sentence whose form depends on `{n}`."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **values)


@lru_cache(maxsize=4)
def words_in(language: str) -> Words:
    """The voice of a language, read once."""
    return Words(language)
