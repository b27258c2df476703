from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.sources.find import find_programme, shipped_programme


def test_shipped_programme_opens_without_a_path(tmp_path: Path) -> None:
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()
    (tmp_path / "programme.yaml").mkdir()
    assert find_programme(None, {}, tmp_path)[0] == shipped_programme()


@given(st.text("a./~ ", max_size=8))
def test_name_of_a_programme_is_relative_to_the_folder(name: str) -> None:
    assert find_programme(name, {}, "")[0] == (str(Path(name)) if name else "")
    assert find_programme(name, {}, "/x")[0] == str(Path("/x") / name)
