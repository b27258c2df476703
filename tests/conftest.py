"""What holds for every test."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("sommet", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("sommet")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="draw the pictures of screens anew instead of comparing with them",
    )
