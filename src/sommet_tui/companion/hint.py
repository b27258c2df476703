"""The hint that newcomers are given, and that goes away for good."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from sommet_tui.companion.errors import KeepingError

STARTS = 2
"""How often the program starts with the hint, if it is not dismissed before."""

_NAME = "hint"
_DONE = "done"


class Hint:
    """Whether to show the hint, from what was remembered.

    If it cannot be remembered, the hint is shown once more. `shown` and `done` write to the disk
    and may be called from any thread.
    """

    def __init__(self, seen: Callable[[str], str | None], see: Callable[[str, str], None]) -> None:
        """`seen` returns the value last remembered under a name, `see` remembers it."""
        self._seen = seen
        self._see = see
        self._lock = Lock()
        self._finished = False

    def wanted(self) -> bool:
        """Whether to show it; False if the remembered value cannot be read."""
        try:
            value = self._seen(_NAME)
        except KeepingError:
            return False
        return value is None or (value.isdecimal() and int(value) < STARTS)

    def shown(self) -> None:
        """Count a start with the hint."""
        with self._lock, suppress(KeepingError):
            if not self._finished:
                value = self._seen(_NAME) or "0"
                if value.isdecimal():
                    self._see(_NAME, str(int(value) + 1))

    def done(self) -> None:
        """Never show it again."""
        with self._lock, suppress(KeepingError):
            self._finished = True
            self._see(_NAME, _DONE)
