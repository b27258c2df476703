"""Columns of names: as wide as necessary, with no two names shortened to the same text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from rich.cells import cell_len, set_cell_size

from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.tui.render.rows import fit
from sommet_tui.wording.layout import short_names


@lru_cache(maxsize=16)
def column_width(names: tuple[str, ...], most: int) -> int:
    """Return the number of cells that the longest name needs, at most `most`.

    If that is too few, names are shown without the brackets at their end.
    """
    longest = max(map(cell_len, short_names(names, most).values()), default=0)
    return max(1, min(most, longest))


@lru_cache(maxsize=16)
def distinct_names(names: tuple[str, ...], width: int) -> Mapping[str, str]:
    """Return each name in at most `width` cells; if one does not fit, all get a short form.

    Names that would still look the same are cut in the middle.
    """
    shown = short_names(names, width)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in shown.values():
        alike[fit(name, width)].append(name)
    cut = {name: _cut(name, group, width) for group in alike.values() for name in group}
    return {name: cut[short] for name, short in shown.items()}


def _cut(name: str, group: list[str], width: int) -> str:
    if len(group) == 1 or width < 6:
        return fit(name, width)
    same = sum(
        1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*group, strict=False))
    )
    start = name.rfind(" ", 0, same) + 1  # the first word in which they differ
    end = fit(name[start:], width - width // 3 - 1)
    head = set_cell_size(name[:start], width - 1 - cell_len(end)).rstrip()
    return f"{head}{ELLIPSIS}{end}"
