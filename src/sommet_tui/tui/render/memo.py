"""Keeping the last computed value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """The last computed value, as long as its inputs are equal."""

    def __init__(self) -> None:
        self._kept: tuple[object, T] | None = None

    def get(self, known: object, make: Callable[[], T]) -> T:
        """Return the result of `make`, or the last one if `known` is equal."""
        if self._kept is None or self._kept[0] != known:
            self._kept = known, make()
        return self._kept[1]
