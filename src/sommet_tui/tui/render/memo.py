"""What is worked out once, and again only for something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """The last value, while its inputs are equal."""

    def __init__(self) -> None:
        self._kept: tuple[object, T] | None = None

    def of(self, known: object, make: Callable[[], T]) -> T:
        """Return the value that `make` gives, or gave for the same `known`."""
        if self._kept is None or self._kept[0] != known:
            self._kept = known, make()
        return self._kept[1]
