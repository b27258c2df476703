"""Dataclasses whose module looks into `inspect` only when it must are dataclasses like any."""

from __future__ import annotations

import subprocess
import sys

LEAN = "from sommet_tui.cli.lean import lean_dataclasses; lean_dataclasses()"
USED = """
from dataclasses import dataclass, replace

@dataclass(frozen=True, slots=True)
class Told:
    id: str
    count: int = 1

import inspect, sys
print(Told.__doc__, replace(Told("a"), count=2), Told("a") == Told("a"), inspect.signature(Told))
print(inspect is sys.modules["inspect"], hasattr(inspect, "Signature"))
"""


def _said(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    ).stdout


def test_classes_are_as_they_always_are_and_so_is_inspect() -> None:
    said = _said(f"{LEAN}\n{LEAN}\n{USED}")
    assert said == _said(USED)
    assert "count=2" in said
    assert "True True" in said


def test_what_is_imported_already_stays() -> None:
    assert _said(f"import inspect\n{LEAN}\n{USED}") == _said(USED)
