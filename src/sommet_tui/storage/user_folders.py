"""The folders that the system provides for a program's data, and renamed databases in them.

A damaged database is renamed, and reported until the user has seen the report. The new name gives
the reason: `sommet.sqlite3.damaged-20250207-143000`.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from sommet_tui.companion.ports import Notice

    Fault = Literal["damaged", "earlier"]
    """Why a database was set aside: it is damaged, or an earlier version of the app wrote it."""


_NAME = "sommet-tui"
_DATABASE = "sommet.sqlite3"
_SETTINGS = "settings.yaml"


def database_path() -> str:
    """Return the path of the database, which need not exist.

    The path is absolute unless the user has no home folder. Then it begins with "~", and the store
    raises "no-folder" on saving, because it never writes to a relative path.
    """
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), _DATABASE)


def cache_folder() -> str:
    """Return the folder of the cache, which need not exist and may be deleted."""
    return _folder("cache", "XDG_CACHE_HOME", ".cache")


def copies_folder() -> str:
    """Return the folder for the last good copies of downloads, which need not exist."""
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), "copies")


def settings_path() -> str:
    """Return the path of the settings, which need not exist."""
    return os.path.join(_folder("config", "XDG_CONFIG_HOME", ".config"), _SETTINGS)


def state_folder() -> str:
    """Return the folder of the log and of the details of bugs, which need not exist."""
    return _folder("state", "XDG_STATE_HOME", ".local/state")


def is_missing(path: str) -> bool:
    """Return whether a file is certainly missing."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass  # opening the file will report the cause
    return False


def _folder(kind: str, variable: str, below_home: str) -> str:
    """Return this user's folder of one kind: "data", "cache", "config" or "state".

    On Linux, it is the value of `variable` or else `below_home` (XDG Base Directory Specification
    0.8). Only other cases need platformdirs, whose import takes longer than a command.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        named, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
        if _is_simple_path(named):
            return f"{named}/{_NAME}"
        if not named and _is_simple_path(home):
            return f"{home}/{below_home}/{_NAME}"
    import platformdirs

    try:
        found = getattr(platformdirs, f"user_{kind}_path")(_NAME, appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        return os.path.join("~", _NAME)
    return str(found)


def _is_simple_path(folder: str) -> bool:
    """Return whether a folder is absolute and in its simplest form."""
    return folder.startswith("/") and folder == os.path.normpath(folder).strip()


def documents_folder() -> Path:
    """Return the folder for the user's files.

    It is the first existing one of the downloads, the documents and the home folder, or else the
    current folder.
    """
    from pathlib import Path

    import platformdirs

    try:
        wanted = (platformdirs.user_downloads_path(), platformdirs.user_documents_path())
        found = (folder for folder in (*wanted, Path.home()) if folder.is_dir())
        return next(found, Path())
    except RuntimeError:  # neither the environment nor the system names a home
        return Path()


_SEEN = ".seen"
"""The suffix of an empty file that marks the file beside it as seen by the user."""
_PARTS = ("-journal", "-wal", _SEEN)


def files_set_aside(path: str) -> tuple[str, ...]:
    """Return the paths of files that were renamed from `path`, by fault and from old to new."""
    return tuple(name for name, _ in _find_files(path))


def set_aside_notices(path: str) -> tuple[Notice, ...]:
    """Return the notices about renamed databases that the user has not seen yet."""
    return tuple(set_aside_notice(path, name) for name, seen in _find_files(path) if not seen)


def dismiss_set_aside_notices(path: str) -> None:
    """Stop reporting the renamed databases. On a read-only disk, they are reported again."""
    for name, seen in _find_files(path):
        if not seen:
            with suppress(OSError), open(f"{name}{_SEEN}", "xb"):
                pass


def set_aside_notice(path: str, aside: str) -> Notice:
    """Return the notice saying that the file at `path` was renamed to `aside`."""
    from sommet_tui.companion.ports import Notice

    code: Fault = "earlier" if ".earlier-" in os.path.basename(aside) else "damaged"
    return Notice(code, MappingProxyType({"path": path, "aside": aside}))


def unused_file_name(file: str, fault: Fault) -> str:
    """Return a new, unused name for a file with a fault."""
    stem = f"{file}.{fault}-{time.strftime('%Y%m%d-%H%M%S')}"
    name, number = stem, 1
    while any(os.path.lexists(f"{name}{suffix}") for suffix in ("", "-journal", "-wal")):
        number += 1
        name = f"{stem}-{number}"
    return name


def _find_files(path: str) -> list[tuple[str, bool]]:
    folder, name = os.path.split(os.path.realpath(path))
    stems = f"{name}.damaged-", f"{name}.earlier-"
    try:
        existing = {file for file in os.listdir(folder) if file.startswith(stems)}
    except (OSError, ValueError):
        return []
    files = sorted(file for file in existing if not file.endswith(_PARTS))
    return [(os.path.join(folder, file), f"{file}{_SEEN}" in existing) for file in files]
