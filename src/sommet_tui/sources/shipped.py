"""The programme that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROGRAMME_NAME: Final = "programme.yaml"

_PACKAGE = Path(__file__).parents[1]


def shipped_programme() -> Path:
    """Its file: inside the installed package, or at the top of a source checkout."""
    inside = _PACKAGE / PROGRAMME_NAME
    checkout = _PACKAGE.parents[1] / PROGRAMME_NAME
    return checkout if checkout.is_file() and not inside.is_file() else inside
