"""A compiled catalogue (an MO file of GNU gettext), of which only what is said is read.

Its sentences are sorted, so that one is found without the others; reading all of them, as the
standard library does, takes as long as making an answer.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations
    from typing import Literal

_LITTLE_ENDIAN = b"\xde\x12\x04\x95"
_HEAD = 20
"""Bytes before the tables: what it is, its version, how many, and where the two tables begin."""


class Catalogue:
    """The sentences of a language, found by those of the sources."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self._data = file.read()
        little = self._data.startswith(_LITTLE_ENDIAN)
        self._order: Literal["little", "big"] = "little" if little else "big"
        self._number, self._sources, self._translations = (self._word(at) for at in (8, 12, 16))
        self._known: dict[str, str] = {}
        self._counting: GNUTranslations | None = None

    def say(self, sentence: str) -> str:
        """The sentence in this language; as it is where it was not translated."""
        said = self._known.get(sentence)
        if said is None:
            said = self._known[sentence] = self._found(sentence)
        return said

    def count(self, one: str, many: str, number: int) -> str:
        """The form for a number; the standard library knows the rule."""
        if self._counting is None:
            from gettext import GNUTranslations
            from io import BytesIO

            self._counting = GNUTranslations(BytesIO(self._counted()))
        return self._counting.ngettext(one, many, number)

    def _counted(self) -> bytes:
        """A catalogue of those sentences alone that have a form for one, with the rule for them.

        All of them as objects of the standard library take a quarter of a megabyte.
        """
        places = range(self._number)
        sources = [(place, self._text(self._sources, place)) for place in places]
        kept = [(place, text) for place, text in sources if not text or b"\0" in text]
        texts = [text for _, text in kept]
        texts += [self._text(self._translations, place) for place, _ in kept]
        half = 8 * len(kept)
        words = [0, len(kept), _HEAD, _HEAD + half]
        start = _HEAD + 2 * half
        for text in texts:
            words += [len(text), start]
            start += len(text) + 1
        head = b"".join(word.to_bytes(4, "little") for word in words)
        return _LITTLE_ENDIAN + head + b"".join(text + b"\0" for text in texts)

    def _found(self, sentence: str) -> str:
        wanted = sentence.encode()
        places = range(self._number)
        place = bisect_left(places, wanted, key=lambda each: self._text(self._sources, each))
        if place == self._number or self._text(self._sources, place) != wanted:
            return sentence
        return self._text(self._translations, place).decode()

    def _text(self, table: int, place: int) -> bytes:
        """A text by its place in a table, which holds a length and an offset for each."""
        at = table + 8 * place
        length, start = self._word(at), self._word(at + 4)
        return self._data[start : start + length]

    def _word(self, at: int) -> int:
        return int.from_bytes(self._data[at : at + 4], self._order)
