"""A database, and a window on it on the morning of the day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.companion.windows import Window


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "sommet.sqlite3"


@pytest.fixture
def one(database: Path) -> Window:
    return Window(database)
