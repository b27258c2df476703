"""Tables of text in tests/data: a title in plain words, then rows with their cells between bars.

A file may have several tables, each below a line with its name: "= countdown".
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

DATA = Path(__file__).with_name("data")


def table(file: str, name: str = "") -> list[ParameterSet]:
    """Return the rows of a table as the parameters of a test, each under its title."""
    current, title, found = "", "", []
    for line in (DATA / file).read_text("utf-8").splitlines():
        if line.startswith("= "):
            current = title = line.removeprefix("= ")
        elif line.startswith(" ") and current == name:
            found.append(pytest.param(*(cell.strip() for cell in line.split("|")), id=title))
        elif line and not line.startswith(" "):
            title = line
    return found


def stories(file: str, name: str = "") -> list[ParameterSet]:
    """Return the rows under each title, which belong together, as one parameter of a test."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in table(file, name):
        found.setdefault(str(row.id), []).append(tuple(row.values))
    return [pytest.param(rows, id=title) for title, rows in found.items()]


def listed(cell: str) -> list[str]:
    """Return the values of a cell with commas between them."""
    return [value for value in cell.split(", ") if value]
