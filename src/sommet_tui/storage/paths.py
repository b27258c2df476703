"""The platform's folders for a program's data."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_NAME = "sommet-tui"
_DATABASE = "sommet.sqlite3"
_SETTINGS = "settings.yaml"


def database_path() -> str:
    """Return the path of the database; it need not exist.

    It is absolute unless the user has no home. It then starts with "~", and the store, which never
    writes to a folder relative to the current one, raises "no-folder" when something is saved.
    """
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), _DATABASE)


def cache_folder() -> str:
    """Return the folder of the cache; it need not exist, and may be deleted."""
    return _folder("cache", "XDG_CACHE_HOME", ".cache")


def copies_folder() -> str:
    """Return the folder for the last good copies of downloads; it need not exist."""
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), "copies")


def settings_path() -> str:
    """Return the path of the settings; the file need not exist."""
    return os.path.join(_folder("config", "XDG_CONFIG_HOME", ".config"), _SETTINGS)


def state_folder() -> str:
    """Return the folder of the log and of the details of bugs; it need not exist."""
    return _folder("state", "XDG_STATE_HOME", ".local/state")


def is_missing(path: str) -> bool:
    """Return whether a file is certainly missing; False if that is unknown."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass  # opening it will report the cause
    return False


def _folder(kind: str, variable: str, below_home: str) -> str:
    """Return this user's folder for "data", "cache", "config" or "state".

    On Linux it is the value of `variable`, else `below_home` (XDG Base Directory Specification
    0.8). Less simple cases are left to platformdirs, which takes longer to import than a command to
    run.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        named, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
        if _is_plain(named):
            return f"{named}/{_NAME}"
        if not named and _is_plain(home):
            return f"{home}/{below_home}/{_NAME}"
    import platformdirs

    try:
        found = getattr(platformdirs, f"user_{kind}_path")(_NAME, appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        return os.path.join("~", _NAME)
    return str(found)


def _is_plain(folder: str) -> bool:
    """Return whether a folder is absolute and in its simplest form."""
    return folder.startswith("/") and folder == os.path.normpath(folder).strip()


def documents_folder() -> Path:
    """Return the folder for the user's files: downloads, or else documents, or else the home.

    The first that exists; the current folder if the user has no home.
    """
    from pathlib import Path

    import platformdirs

    try:
        wanted = (platformdirs.user_downloads_path(), platformdirs.user_documents_path())
        found = (folder for folder in (*wanted, Path.home()) if folder.is_dir())
        return next(found, Path())
    except RuntimeError:  # neither the environment nor the system names a home
        return Path()
