"""The hint for new users, which disappears for good."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from sommet_tui.companion.errors import StorageError

STARTS = 2
"""How many starts show the hint unless the user dismisses it."""

_NAME = "hint"
_DONE = "done"


class Hint:
    """Whether to show the hint, depending on a saved count.

    If the count cannot be saved, the hint is shown once more. `shown` and `done` write to the disk
    and may be called from any thread.
    """

    def __init__(
        self, seen: Callable[[str], str | None], see: Callable[[str, str], object]
    ) -> None:
        """`seen` returns the value last saved under a name, `see` saves it."""
        self._seen = seen
        self._see = see
        self._lock = Lock()
        self._finished = False

    def wanted(self) -> bool:
        """Whether to show it; False if the saved value cannot be read."""
        try:
            value = self._seen(_NAME)
        except StorageError:
            return False
        return value is None or (value.isdecimal() and int(value) < STARTS)

    def shown(self) -> None:
        """Count a start with the hint."""
        with self._lock, suppress(StorageError):
            if not self._finished:
                value = self._seen(_NAME) or "0"
                if value.isdecimal():
                    self._see(_NAME, str(int(value) + 1))

    def done(self) -> None:
        """Never show it again."""
        with self._lock, suppress(StorageError):
            self._finished = True
            self._see(_NAME, _DONE)
