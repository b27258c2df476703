"""Entries of the cache: opened without harm, and looked at before they are believed.

Whoever can write the folder can put anything there; whatever is not as we write it is no entry.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    Kinds = tuple[type, ...]

UNSOUND: Final = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What comes of reading something that is no entry of ours."""

TEXT: Final = (str,)
MAYBE: Final = (str, type(None))
"""A text, or none."""
NUMBER: Final = (int,)
FLAG: Final = (bool,)
LIST: Final = (list,)

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def ordinary_bytes(path: str, limit: int) -> bytes:
    """The content of an ordinary file of at most `limit` bytes; nothing else is waited for.

    Raises:
        OSError: there is none.
    """
    # Asked before opening, since opening some devices does something.
    _expect_small(os.stat(path), limit)
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        _expect_small(os.fstat(file.fileno()), limit)
        return file.read(limit)


def _expect_small(found: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError("not a regular file")
    if found.st_size > limit:
        raise OSError("too large")


def expect_rows(rows: Iterable[Iterable[object]], *shapes: tuple[Kinds, ...]) -> None:
    """Make sure that each row has values of just the types of one of the `shapes`.

    Raises:
        ValueError, TypeError: one has not.
    """
    # Of many rows, few differ in their types.
    for kinds in {tuple(map(type, row)) for row in rows}:
        if not any(_fits(kinds, shape) for shape in shapes):
            raise ValueError("not as we write it")


def _fits(kinds: Kinds, shape: tuple[Kinds, ...]) -> bool:
    return len(kinds) == len(shape) and all(map(_among, kinds, shape))


def _among(kind: type, allowed: Kinds) -> bool:
    return kind in allowed


def expect(sound: object) -> None:
    """Make sure that something is so.

    Raises:
        ValueError: it is not.
    """
    if not sound:
        raise ValueError("not as we write it")
