"""Tables of text in tests/data: a title in plain words, then rows with their cells between bars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

DATA = Path(__file__).with_name("data")


def table(name: str) -> list[ParameterSet]:
    """Return the rows of a file as the parameters of a test, each under its title."""
    title, found = "", []
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            found.append(pytest.param(*(cell.strip() for cell in line.split("|")), id=title))
        elif line:
            title = line
    return found
