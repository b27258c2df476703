"""Damaged databases that were set aside, reported until somebody has seen that they were."""

from __future__ import annotations

import os
from contextlib import suppress

_ASIDE = ".damaged-"
_SEEN = ".seen"
"""Ends the name of the empty file beside one that somebody has seen."""
_PARTS = ("-journal", "-wal", _SEEN)


def damaged_files(path: str) -> tuple[str, ...]:
    """The paths of the files that the database at `path` once was, the oldest first."""
    return tuple(name for name, _ in _found(path))


def unseen_damage(path: str) -> tuple[str, ...]:
    """Those of them that nobody has seen yet."""
    return tuple(name for name, seen in _found(path) if not seen)


def see_damage(path: str) -> None:
    """Report none of them any more; where the disk takes no mark, they go on being reported."""
    for name in unseen_damage(path):
        with suppress(OSError), open(f"{name}{_SEEN}", "xb"):
            pass


def _found(path: str) -> list[tuple[str, bool]]:
    folder, name = os.path.split(os.path.realpath(path))
    try:
        there = {each for each in os.listdir(folder) if each.startswith(f"{name}{_ASIDE}")}
    except (OSError, ValueError):
        return []
    files = sorted(each for each in there if not each.endswith(_PARTS))
    return [(os.path.join(folder, each), f"{each}{_SEEN}" in there) for each in files]
