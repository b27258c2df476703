"""Databases that were set aside, reported until the user has seen it.

The name of such a file says why it was set aside: `sommet.sqlite3.damaged-20250207-143000`.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.companion.ports import Notice

    Fault = Literal["damaged", "earlier"]
    """Why a database was set aside: it is damaged, or an earlier version of the app wrote it."""

_SEEN = ".seen"
"""The suffix of the empty file beside one that the user has seen."""
_PARTS = ("-journal", "-wal", _SEEN)


def files_set_aside(path: str) -> tuple[str, ...]:
    """Return the new paths of files renamed from `path`: for each fault, the oldest first."""
    return tuple(name for name, _ in _find_files(path))


def unseen_set_aside(path: str) -> tuple[Notice, ...]:
    """Return the notices that the user has not seen yet."""
    return tuple(set_aside_notice(path, name) for name, seen in _find_files(path) if not seen)


def see_set_aside(path: str) -> None:
    """Stop reporting them; on a read-only disk they are reported again."""
    for name, seen in _find_files(path):
        if not seen:
            with suppress(OSError), open(f"{name}{_SEEN}", "xb"):
                pass


def set_aside_notice(path: str, aside: str) -> Notice:
    """Return the notice that the file at `path` was renamed to `aside`."""
    from sommet_tui.companion.ports import Notice

    code: Fault = "earlier" if ".earlier-" in os.path.basename(aside) else "damaged"
    return Notice(code, MappingProxyType({"path": path, "aside": aside}))


def free_name(file: str, why: Fault) -> str:
    """Return an unused name for a file that is set aside."""
    stem = f"{file}.{why}-{time.strftime('%Y%m%d-%H%M%S')}"
    name, number = stem, 1
    while any(os.path.lexists(f"{name}{suffix}") for suffix in ("", "-journal", "-wal")):
        number += 1
        name = f"{stem}-{number}"
    return name


def _find_files(path: str) -> list[tuple[str, bool]]:
    folder, name = os.path.split(os.path.realpath(path))
    stems = f"{name}.damaged-", f"{name}.earlier-"
    try:
        there = {file for file in os.listdir(folder) if file.startswith(stems)}
    except (OSError, ValueError):
        return []
    files = sorted(file for file in there if not file.endswith(_PARTS))
    return [(os.path.join(folder, file), f"{file}{_SEEN}" in there) for file in files]
