"""Exit codes, numbered as in sysexits.h, and the exception that ends a command with one of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


OK = 0
USAGE = 64
"""The command line is wrong, a time or number is invalid, or a terminal is missing."""
BAD_DATA = 65
"""A file or a published day has errors, an id is unknown, or an action is impossible."""
NO_INPUT = 66
"""The input file, or the published day, is missing or cannot be read."""
UNAVAILABLE = 69
"""A server did not answer, or the published day is out of date (`check --live`)."""
FAULT = 70
"""The app has a bug. It prints one line, and writes a file with the details."""
CANNOT_CREATE = 73
"""The data folder, or a file that you named, cannot be created or belongs to something else."""
IO_ERROR = 74
"""The app could not write to the disk or to its output."""
INTERRUPTED = 130
"""You pressed Ctrl+C. After another signal, the code is 128 plus its number."""


class RefusalError(Exception):
    """Ends a command with an error message (`lines`) and an exit code (`code`)."""

    def __init__(self, code: int, lines: Iterable[str]) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
