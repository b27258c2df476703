"""What is said about a file while a programme is made of it, and the gate its texts pass."""

from __future__ import annotations

from typing import Final

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean, clean_line, shows_nothing
from sommet_tui.formats.facts import Loc, Suggester, error, warning, written_path
from sommet_tui.formats.nodes import MapNode
from sommet_tui.formats.places import line_of

LINE_LIMIT: Final = 300
TEXT_LIMIT: Final = 20_000
DESCRIPTION_LIMIT: Final = 50_000


class Report:
    """Findings about one file, by place.

    `touched` are places that errors of structure already speak of: nothing more is said of them.
    """

    def __init__(self, root: MapNode, touched: frozenset[Loc]) -> None:
        self._root = root
        self.touched = touched
        self._torn = {place[:depth] for place in touched for depth in range(1, len(place) + 1)}
        self.findings: list[Finding] = []
        self.suggest = Suggester()

    def error(self, loc: Loc, code: str, **values: str) -> None:
        """Say why the file cannot be used."""
        self.findings.append(error(code, written_path(loc), self.line_of(loc), **values))

    def warn(self, loc: Loc, code: str, **values: str) -> None:
        """Say what was dropped or guessed."""
        self.findings.append(warning(code, written_path(loc), self.line_of(loc), **values))

    def line_of(self, loc: Loc) -> int:
        """The line in the file of what stands there."""
        return line_of(self._root, loc)

    def keys(self, key: str) -> frozenset[str] | None:
        """The keys of a mapping at the top of the file, right or wrong; None if that fails."""
        node = self._root.get(key)
        if (key,) in self.touched or key in self._root.repeated:
            return None
        return frozenset(node) if isinstance(node, MapNode) else frozenset()

    def is_whole(self, key: str) -> bool:
        """Whether every part of the list under `key` is there and has its id."""
        return key not in self._root.repeated and not any(
            loc[0] == key and (len(loc) < 3 or loc[2] == "id") for loc in self.touched
        )

    def is_torn(self, loc: Loc) -> bool:
        """Whether errors of structure speak of what stands there, or of a part of it."""
        return loc in self._torn

    def name(self, loc: Loc, key: str, text: str, limit: int = LINE_LIMIT) -> str:
        """A line of text that must not be blank."""
        passed = self.line(loc, key, text, limit)
        if passed is None:
            self.error((*loc, key), "blank", key=key)
        return passed or ""

    def line(self, loc: Loc, key: str, text: str | None, limit: int = LINE_LIMIT) -> str | None:
        """A text on one line, harmless and not too long; None where nothing is left of it."""
        if text is None:
            return None
        return self._passed(loc, key, text, clean_line(text), limit)

    def text(self, loc: Loc, key: str, text: str | None, limit: int = TEXT_LIMIT) -> str | None:
        """A text of several lines, harmless and not too long; None where nothing is left of it."""
        if text is None:
            return None
        return self._passed(loc, key, text, clean(text).strip("\n").rstrip(), limit)

    def _passed(self, loc: Loc, key: str, text: str, cleaned: str, limit: int) -> str | None:
        if not (text.isascii() and text.isprintable()):
            # Only line breaks of two characters become shorter without anything being removed.
            removed = len(text.replace("\r\n", "\n")) - len(clean(text))
            if removed:
                self.warn((*loc, key), "characters-removed", count=str(removed))
        if len(cleaned) > limit:
            facts = {"length": str(len(cleaned)), "limit": str(limit)}
            self.warn((*loc, key), "capped", **facts)
        return None if shows_nothing(cleaned) else cap(cleaned, limit)
