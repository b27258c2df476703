"""The programme shipped with the program."""

from __future__ import annotations

import os

PROGRAMME_NAME = "programme.yaml"

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


def shipped_programme() -> str:
    """Return its file: in the installed package, or at the top of a source checkout."""
    inside = os.path.join(_PACKAGE, PROGRAMME_NAME)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), PROGRAMME_NAME)
    return checkout if os.path.isfile(checkout) and not os.path.isfile(inside) else inside
