"""A compiled catalogue (an MO file of GNU gettext), of which only what is said is read.

Its sentences are sorted, so that one is found without the others; reading all of them, as the
standard library does, takes as long as making an answer.
"""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gettext import GNUTranslations
    from typing import Literal

_LITTLE_ENDIAN = b"\xde\x12\x04\x95"


class Catalogue:
    """The sentences of a language, found by those of the sources."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self._data = file.read()
        little = self._data.startswith(_LITTLE_ENDIAN)
        self._order: Literal["little", "big"] = "little" if little else "big"
        self._number, self._sources, self._translations = (self._word(at) for at in (8, 12, 16))
        self._known: dict[str, str] = {}
        self._whole: GNUTranslations | None = None

    def say(self, sentence: str) -> str:
        """The sentence in this language; as it is where it was not translated."""
        said = self._known.get(sentence)
        if said is None:
            said = self._known[sentence] = self._found(sentence)
        return said

    def count(self, one: str, many: str, number: int) -> str:
        """The form for a number; the standard library knows the rule, and few answers count."""
        if self._whole is None:
            from gettext import GNUTranslations
            from io import BytesIO

            self._whole = GNUTranslations(BytesIO(self._data))
        return self._whole.ngettext(one, many, number)

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
