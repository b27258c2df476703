from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.sources.find import find_programme, shipped_programme


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a programme file."""
    (tmp_path / "programme.yaml").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    ("option", "variable", "found"),
    [
        ("a.yaml", "b.yaml", "a.yaml"),
        ("none.yaml", "", "none.yaml"),
        (None, "b.yaml", "b.yaml"),
        (None, "", "programme.yaml"),
    ],
)
def test_option_takes_precedence_over_environment_and_folder(
    folder: Path, option: str | None, variable: str, found: str
) -> None:
    environment = {"SOMMET_PROGRAMME": variable}
    assert find_programme(option, environment, folder)[0] == str(folder / found)


def test_shipped_programme_opens_without_a_path(tmp_path: Path) -> None:
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()
    (tmp_path / "programme.yaml").mkdir()
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()


@given(st.text("a./~ ", max_size=8))
def test_programme_names_become_paths(name: str) -> None:
    assert find_programme(name, {}, "")[0] == str(Path(name))
    assert find_programme(name, {}, "/x")[0] == str(Path("/x") / name)


def test_shipped_programme_exists() -> None:
    assert Path(shipped_programme()).read_bytes().startswith(b"# yaml-language-server: $schema=")
