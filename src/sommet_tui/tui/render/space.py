"""How the parts of a screen share its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Need(NamedTuple):
    """The rows that a part of a screen needs: at most `most`, and none rather than under `least`.

    A part may have several needs, such as a first row, and later all of its text.
    """

    part: str
    least: int
    most: int


def divide(needs: Iterable[Need], height: int) -> dict[str, int]:
    """Return the rows of each part; together they are at most `height`.

    The needs are in the order of their importance: one that comes later never takes a row from
    those before it.
    """
    rows: dict[str, int] = {}
    left = max(0, height)
    for part, least, most in needs:
        before = rows.setdefault(part, 0)
        after = min(most, before + left)
        if after > before and after >= least:
            rows[part] = after
            left -= after - before
    return rows
