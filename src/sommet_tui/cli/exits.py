"""Exit codes, as sysexits.h has numbered them since 1987, and the way to leave with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OK = 0
USAGE = 64
"""The command line was not understood, a time or number in it is none, or there is no terminal."""
BAD_DATA = 65
"""A file with errors, or an id or a room that the programme does not have."""
NO_INPUT = 66
"""The file that was asked for cannot be read."""
UNAVAILABLE = 69
"""Something elsewhere did not answer."""
FAULT = 70
"""A bug in the program: one line, and a file with the details."""
CANNOT_CREATE = 73
"""The folder for what people keep cannot be made."""
IO_ERROR = 74
"""The disk, or whoever was to read the answer, said no."""
INTERRUPTED = 130
"""Ctrl+C, as a shell counts it: 128 and the signal's number."""


class RefusalError(Exception):
    """Ends a command: `code` is the exit code, `lines` what is said about it, ready to read."""

    def __init__(self, code: int, lines: Iterable[str]) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
