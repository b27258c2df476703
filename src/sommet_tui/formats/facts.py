"""Findings about a file: where its parts are, and values that are safe to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import cap, clean_line

Loc = tuple[str | int, ...]
"""The way to a part of the file: keys and indexes, from the top."""

_SHOWN = 200
_NOTHING = ""


def error(code: str, path: str = "", line: int | None = None, **values: str) -> Finding:
    """Why the file cannot be used."""
    return Finding("error", code, path, line, shown(values))


def warning(code: str, path: str = "", line: int | None = None, **values: str) -> Finding:
    """What was dropped or guessed in a file that can be used."""
    return Finding("warning", code, path, line, shown(values))


def shown(values: Mapping[str, str]) -> Mapping[str, str]:
    """Values from a file, on one line, harmless and short."""
    return MappingProxyType({k: cap(clean_line(v[:1000]), _SHOWN) for k, v in values.items()})


def written_path(loc: Loc) -> str:
    """A place as people write it: `days[0].sessions[2].start`."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
            continue
        key = cap(clean_line(part[:1000]), _SHOWN)
        plain = key.replace("-", "").replace("_", "").isalnum()
        path += f'["{key}"]' if not plain else f".{key}" if path else key
    return path


class Suggester:
    """Finds what someone meant, for as many mistakes as anyone reads."""

    def __init__(self, budget: int = 100) -> None:
        self._budget = budget

    def closest(self, word: str, known: Iterable[str]) -> str:
        """The known word most like `word`, "" if none is."""
        if self._budget <= 0 or len(word) > 100:
            return _NOTHING
        self._budget -= 1
        folded = {name.casefold(): name for name in known}
        found = get_close_matches(word.casefold(), folded, n=1)
        return folded[found[0]] if found else _NOTHING
