"""The log of the app and its libraries, for reports of faults."""

from __future__ import annotations

import logging
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

_SIZE = 5_000_000
"""The bytes after which a new log begins; the previous one stays beside it."""
_SECRET = re.compile(r"(?<=://)[^/@\s]*@|\?[^\s\"']*")
"""The secret parts of an address: its login, and the text after a question mark."""


def log_folder() -> Path:
    """Return the folder of the log and of the details of bugs, which only its owner can read.

    Raises:
        OSError: it cannot be made.
    """
    from sommet_tui.storage.paths import state_folder

    folder = Path(state_folder())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def begin_log() -> None:
    """Log from now on what the app and its libraries do, with threads and times (UTC).

    The log has no shown, typed or sent text, and no logins or queries of addresses.

    Raises:
        OSError: the file cannot be written.
    """
    from logging.handlers import RotatingFileHandler

    path = log_folder() / "log.txt"
    logging.raiseExceptions = False  # a full disk ends the log, and says nothing on the screen
    os.close(os.open(path, os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=1, encoding="utf-8")
    handler.setFormatter(OneLine("%(asctime)s %(process)d %(threadName)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    logging.getLogger(__name__).info(
        "sommet-tui %s, Textual %s, Python %s, %s, TERM=%s",
        version("sommet-tui"),
        version("textual"),
        platform.python_version(),
        platform.platform(),
        os.environ.get("TERM", ""),
    )


class OneLine(logging.Formatter):
    """A record as one line without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub("…", super().format(record)).replace("\n", "\n    ")
