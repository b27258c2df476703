"""Report bugs of the app: one line for the user, and a file with the details to send."""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
import tempfile
import threading
import traceback
from contextlib import suppress

from sommet_tui.cli import exit_codes, options, output
from sommet_tui.companion.settings import Settings
from sommet_tui.domain.text import clean
from sommet_tui.wiring.stores import log_folder
from sommet_tui.wording import errors
from sommet_tui.wording.words import Words, words_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def report_fault(fault: BaseException, words: Words, *, as_json: bool = False) -> int:
    """Write the details of a bug to a new file, and print its path on standard error.

    Only the owner can read the file. It leaves out the values of variables, because they may
    contain users' texts. Return the exit code.
    """
    try:
        sentence = errors.fault_sentence(_write_details(fault), words)
    except OSError:
        sentence = errors.fault_sentence_without_file(type(fault).__name__, words)
    output.report_error([options.error_line(sentence)], exit_codes.FAULT, as_json=as_json)
    return exit_codes.FAULT


def end_after_thread_fault(raised: threading.ExceptHookArgs, argv: Sequence[str]) -> None:
    """Report the bug that ended a thread, then end the process.

    The process must end, because other threads may wait for the thread that has failed.
    """
    fault, thread = raised.exc_value, raised.thread
    if fault is None:
        return
    if thread is not None and not thread.daemon:
        threading.main_thread().join()  # let the command finish without this thread
    with suppress(Exception):
        sys.stdout.flush()
    os._exit(report_fault(fault, safe_words(argv), as_json=options.wants_json(argv)))


def safe_words(argv: Sequence[str]) -> Words:
    """Return the words of the user's language. If finding the language fails, return English."""
    try:
        return options.startup_words(argv, Settings())
    except Exception:  # an error here must not hide the bug
        return words_in("en")


def _write_details(fault: BaseException) -> str:
    """Write the details of a fault to a new file, and return its path.

    Raises:
        OSError: the file cannot be written.
    """
    about = (
        f"sommet-tui {_version('sommet-tui')}, Textual {_version('textual')}, "
        f"Python {platform.python_version()}, {platform.platform()}, "
        f"TERM={os.environ.get('TERM', '')}"
    )
    details = clean("".join(traceback.format_exception(fault)))

    try:
        folder = log_folder()
    except OSError:
        folder = None  # None means the system's folder for temporary files
    descriptor, path = tempfile.mkstemp(".txt", "fault-", folder)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(f"{about}\n\n{details}")
    return path


def _version(package: str) -> str:
    # The screens load this module as they start, and importing `importlib.metadata` takes 10 ms.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:  # the app was run from source, without being installed
        return "?"


_SIZE = 5_000_000
"""The maximum size of a log in bytes.

When it is reached, a new log begins, and the old log is kept.
"""
_SECRET = re.compile(r"(?<=://)[^/@\s]*@|\?[^\s\"']*")
"""The secret parts of an address: user name and password, and everything after a question mark."""


def begin_log() -> None:
    """Begin a log of what the app and its libraries do. Entries have the thread and the time (UTC).

    The log contains no text that is displayed, typed or sent. Addresses are logged without user
    name, password and query.

    Raises:
        OSError: the file cannot be written.
    """
    from logging.handlers import RotatingFileHandler

    path = log_folder() / "log.txt"
    logging.raiseExceptions = False  # if the disk is full, say nothing on the screen
    os.close(os.open(path, os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=1, encoding="utf-8")
    handler.setFormatter(OneLine("%(asctime)s %(process)d %(threadName)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    logging.getLogger(__name__).info(
        "sommet-tui %s, Textual %s, Python %s, %s, TERM=%s",
        _version("sommet-tui"),
        _version("textual"),
        platform.python_version(),
        platform.platform(),
        os.environ.get("TERM", ""),
    )


class OneLine(logging.Formatter):
    """Formats a log record as a single line, and removes secrets from it."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub("…", super().format(record)).replace("\n", "\n    ")
