"""A file that a command reads, or `-` for what is piped in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import SourceError

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO


def piped(file: str) -> BinaryIO | None:
    """Standard input where it is asked for; None for a file.

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


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits before it; one that was closed before the program began is None."""
    return stream is not None and stream.isatty()
