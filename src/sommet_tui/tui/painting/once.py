"""Rows that most keys and seconds leave as they are."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.tui.painting.rows import Row


class Once:
    """The rows made last, for as long as what they are made of is equal."""

    def __init__(self) -> None:
        self._of: object = None
        self._rows: list[Row] | None = None

    def rows(self, of: object, make: Callable[[], list[Row]]) -> list[Row]:
        """The rows that `make` gives, or gave for the same `of`."""
        if self._rows is None or self._of != of:
            self._of, self._rows = of, make()
        return self._rows
