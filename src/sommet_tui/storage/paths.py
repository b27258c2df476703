"""Where the platform wants a program's data."""

from __future__ import annotations

from pathlib import Path

_NAME = "sommet-tui"
_DATABASE = "sommet.sqlite3"
_SETTINGS = "settings.yaml"


def data_folder() -> Path:
    """The folder for what people keep; it need not exist.

    It is absolute unless no home can be found for this user. It then starts with "~", and the
    store, which never writes to a folder that depends on where the program was started, says
    "no-folder" as soon as something is to be kept there.
    """
    import platformdirs

    try:
        return platformdirs.user_data_path(_NAME, appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        return Path("~") / _NAME


def database_path() -> Path:
    """The file that keeps bookmarks and notes; it need not exist."""
    return data_folder() / _DATABASE


def cache_folder() -> Path:
    """The folder for what can be made anew; it need not exist, and may be deleted."""
    import platformdirs

    try:
        return platformdirs.user_cache_path(_NAME, appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        return Path("~") / _NAME


def settings_path() -> Path:
    """The file with the settings; it need not exist."""
    import platformdirs

    try:
        folder = platformdirs.user_config_path(_NAME, appauthor=False)
    except RuntimeError:  # neither the environment nor the system names a home
        folder = Path("~") / _NAME
    return folder / _SETTINGS


def documents_folder() -> Path:
    """Where people look for files they asked for: downloads, else documents, else their home.

    The first of them that is there; the current folder where not even a home is known.
    """
    import platformdirs

    try:
        wanted = (platformdirs.user_downloads_path(), platformdirs.user_documents_path())
        found = (folder for folder in (*wanted, Path.home()) if folder.is_dir())
        return next(found, Path())
    except RuntimeError:  # neither the environment nor the system names a home
        return Path()
