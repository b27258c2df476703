"""A file that a command reads, or `-` for standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sommet_tui.cli.output import report
from sommet_tui.companion.errors import SourceError

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from sommet_tui.wording.words import Words


def piped_input(file: str) -> BinaryIO | None:
    """Return standard input if `file` is "-", else None.

    Raises:
        SourceError: it was closed before the program began.
    """
    if file != "-":
        return None
    if sys.stdin is None:
        raise SourceError("unreadable", name_of(file))
    return sys.stdin.buffer


def name_of(file: str) -> str:
    """What the file is called in a sentence."""
    return "/dev/stdin" if file == "-" else file


def agreed(question: str, words: Words) -> bool | None:
    """Ask on the terminal; None without one, as in a script."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return None
    yes, no = words.say("Yes")[0].casefold(), words.say("No")[0].casefold()
    report([f"{question} [{yes}/{no}]"])
    return sys.stdin.readline().strip().casefold()[:1] in (yes, "y")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether it is a terminal; a stream closed before the program began is None."""
    return stream is not None and stream.isatty()
