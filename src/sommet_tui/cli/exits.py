"""Exit codes, numbered as in sysexits.h, and the exception that ends a command with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OK = 0
USAGE = 64
"""A wrong command line, an invalid time or number in it, or no terminal."""
BAD_DATA = 65
"""A file or a published day with errors, or an unknown id or room."""
NO_INPUT = 66
"""The input file, or the published day, is missing or cannot be read."""
UNAVAILABLE = 69
"""A server did not answer, or (`check --live`) nothing new is published."""
FAULT = 70
"""A bug in the program: one line, and a file with the details."""
CANNOT_CREATE = 73
"""The data folder cannot be created."""
IO_ERROR = 74
"""Writing to the disk or the output failed."""
INTERRUPTED = 130
"""Ctrl+C: 128 plus the signal's number, as in a shell."""


class RefusalError(Exception):
    """Ends a command with the exit code `code` and the error message `lines`."""

    def __init__(self, code: int, lines: Iterable[str]) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
