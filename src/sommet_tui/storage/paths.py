"""Where the platform wants a program's data."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "sommet-tui"
_DATABASE = "sommet.sqlite3"
_SETTINGS = "settings.yaml"


def database_path() -> str:
    """The file that keeps bookmarks and notes; it need not exist.

    It is absolute unless no home can be found for this user. It then starts with "~", and the
    store, which never writes to a folder that depends on where the program was started, says
    "no-folder" as soon as something is to be kept there.
    """
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), _DATABASE)


def cache_folder() -> str:
    """The folder for what can be made anew; it need not exist, and may be deleted."""
    return _folder("cache", "XDG_CACHE_HOME", ".cache")


def copies_folder() -> str:
    """The folder for the last good copies of what was fetched; it need not exist."""
    return os.path.join(_folder("data", "XDG_DATA_HOME", ".local/share"), "copies")


def settings_path() -> str:
    """The file with the settings; it need not exist."""
    return os.path.join(_folder("config", "XDG_CONFIG_HOME", ".config"), _SETTINGS)


def is_missing(path: str) -> bool:
    """Whether a file is surely not there; False where that cannot be told."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass  # whoever opens it will say what is the matter
    return False


def _folder(kind: str, variable: str, below_home: str) -> str:
    """This user's folder for a kind of files, "data", "cache" or "config".

    On Linux it is where the `variable` says, else `below_home` (XDG Base Directory Specification
    0.8). Whatever is not as plain as that is left to platformdirs, which takes longer to import
    than a command takes to answer.
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
    """Whether a folder is absolute, and written as everybody would write it."""
    return folder.startswith("/") and folder == os.path.normpath(folder).strip()


def documents_folder() -> Path:
    """Where people look for files they asked for: downloads, else documents, else their home.

    The first of them that is there; the current folder where not even a home is known.
    """
    from pathlib import Path

    import platformdirs

    try:
        wanted = (platformdirs.user_downloads_path(), platformdirs.user_documents_path())
        found = (folder for folder in (*wanted, Path.home()) if folder.is_dir())
        return next(found, Path())
    except RuntimeError:  # neither the environment nor the system names a home
        return Path()
