"""Columns of names: as wide as they need, and no two cut so that they look alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from rich.cells import cell_len, set_cell_size

from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.tui.render.rows import fit


def column_width(names: tuple[str, ...], most: int) -> int:
    """What the longest name needs, within reason."""
    return max(1, min(most, max(map(cell_len, names), default=0)))


@lru_cache(maxsize=16)
def told_apart(names: tuple[str, ...], width: int) -> Mapping[str, str]:
    """Each name in at most `width` cells; those that would look alike are cut in their middle."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        alike[fit(name, width)].append(name)
    return {name: _cut(name, group, width) for group in alike.values() for name in group}


def _cut(name: str, group: list[str], width: int) -> str:
    if len(group) == 1 or width < 6:
        return fit(name, width)
    same = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*group, strict=False)))
    start = name.rfind(" ", 0, same) + 1  # from the word on in which they differ
    end = fit(name[start:], width - width // 3 - 1)
    head = set_cell_size(name[:start], width - 1 - cell_len(end)).rstrip()
    return f"{head}{ELLIPSIS}{end}"
