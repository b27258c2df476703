"""`dataclasses` without `inspect`, which takes a tenth of an answer's time to import."""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Later(ModuleType):
    """Stands for a module until something is asked of it."""

    def __getattr__(self, name: str) -> Any:
        from importlib import import_module

        return getattr(import_module(self.__name__), name)


def lean_dataclasses() -> None:
    """Import `dataclasses`, so that it imports `inspect` only when it looks into it.

    Up to Python 3.12 it does so for classes without a docstring alone; a later one for every
    class, and then nothing is won. All others who import `inspect` are given the whole of it.
    """
    if "dataclasses" in sys.modules or "inspect" in sys.modules:
        return
    sys.modules["inspect"] = _Later("inspect")
    try:
        import dataclasses  # noqa: F401
    finally:
        del sys.modules["inspect"]
