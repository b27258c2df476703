"""A fault of the program itself: one line for people, the details in a file to send along."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib.metadata import version

from sommet_tui.domain.text import clean
from sommet_tui.wording.terminal import fault_sentence, unwritten_fault_sentence
from sommet_tui.wording.words import Words

EXIT_CODE = 70
"""What sysexits has for an internal software error."""


def tell(fault: BaseException, words: Words) -> None:
    """Write the details to a new file only its owner can read, and say so on standard error.

    The values of variables are not among them: they may hold what people wrote.
    """
    try:
        said = fault_sentence(_written(fault), words)
    except OSError:
        said = unwritten_fault_sentence(_name(fault), words)
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"sommet-tui: {said}\n")
        sys.stderr.flush()


def _written(fault: BaseException) -> str:
    """The path of the file with the details; raises OSError where it cannot be written."""
    about = (
        f"sommet-tui {version('sommet-tui')}, Textual {version('textual')}, "
        f"Python {platform.python_version()}, {platform.platform()}, "
        f"TERM={os.environ.get('TERM', '')}"
    )
    details = clean("".join(traceback.format_exception(fault)))
    descriptor, path = tempfile.mkstemp(prefix="sommet-tui-fault-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(f"{about}\n\n{details}")
    return path


def _name(fault: BaseException) -> str:
    return type(fault).__name__
