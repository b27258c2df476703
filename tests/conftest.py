"""What holds for every test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

# The program is started some three hundred times: what Python compiled is kept, whoever runs this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("sommet", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("sommet")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="draw the pictures of screens anew instead of comparing with them",
    )


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests often wait for a terminal or another process."""
    return 1 + (os.cpu_count() or 1)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder of so short a name that a sentence about it keeps its lines."""
    with TemporaryDirectory(prefix="s") as folder:
        yield Path(folder)
