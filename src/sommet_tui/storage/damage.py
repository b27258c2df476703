"""Damaged databases that were set aside, reported until the user has seen it."""

from __future__ import annotations

import os
from contextlib import suppress

_ASIDE = ".damaged-"
_SEEN = ".seen"
"""The suffix of the empty file beside one that the user has seen."""
_PARTS = ("-journal", "-wal", _SEEN)


def damaged_files(path: str) -> tuple[str, ...]:
    """Return the paths of the damaged databases once at `path`, the oldest first."""
    return tuple(name for name, _ in _found(path))


def unseen_damage(path: str) -> tuple[str, ...]:
    """Return those that the user has not seen yet."""
    return tuple(name for name, seen in _found(path) if not seen)


def see_damage(path: str) -> None:
    """Stop reporting them; on a read-only disk they are reported again."""
    for name in unseen_damage(path):
        with suppress(OSError), open(f"{name}{_SEEN}", "xb"):
            pass


def _found(path: str) -> list[tuple[str, bool]]:
    folder, name = os.path.split(os.path.realpath(path))
    try:
        there = {file for file in os.listdir(folder) if file.startswith(f"{name}{_ASIDE}")}
    except (OSError, ValueError):
        return []
    files = sorted(file for file in there if not file.endswith(_PARTS))
    return [(os.path.join(folder, file), f"{file}{_SEEN}" in there) for file in files]
