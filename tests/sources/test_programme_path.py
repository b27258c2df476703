from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.sources.find import found_programme
from sommet_tui.sources.shipped import shipped_programme


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a programme of its own."""
    (tmp_path / "programme.yaml").write_bytes(b"")
    return tmp_path


def test_the_option_comes_first(folder: Path) -> None:
    found = found_programme("a.yaml", {"SOMMET_PROGRAMME": "b.yaml"}, folder)[0]

    assert found == str(folder / "a.yaml")


def test_then_the_environment(folder: Path) -> None:
    assert found_programme(None, {"SOMMET_PROGRAMME": "/b.yaml"}, folder)[0] == "/b.yaml"


def test_an_empty_variable_is_none(folder: Path) -> None:
    assert found_programme(None, {"SOMMET_PROGRAMME": ""}, folder)[0] == str(
        folder / "programme.yaml"
    )


def test_then_the_programme_of_the_folder(folder: Path) -> None:
    assert found_programme(None, {}, folder)[0] == str(folder / "programme.yaml")


def test_then_the_shipped_one(tmp_path: Path) -> None:
    assert found_programme(None, {}, tmp_path)[0] == shipped_programme()


def test_a_folder_of_that_name_is_no_programme(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").mkdir()

    assert found_programme(None, {}, tmp_path)[0] == shipped_programme()


def test_what_is_named_is_taken_even_if_it_is_not_there(folder: Path) -> None:
    assert found_programme("none.yaml", {}, folder)[0] == str(folder / "none.yaml")


def test_names_stay_as_they_were_written() -> None:
    assert found_programme("my/day.yaml", {}, "")[0] == str(Path("my/day.yaml"))


@given(st.text("a./~ ", max_size=8))
def test_names_are_written_as_paths_are(name: str) -> None:
    assert found_programme(name, {}, "")[0] == str(Path(name))
    assert found_programme(name, {}, "/x")[0] == str(Path("/x") / name)


def test_the_shipped_programme_is_there() -> None:
    assert Path(shipped_programme()).read_bytes().startswith(b"# yaml-language-server: $schema=")
