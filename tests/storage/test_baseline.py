"""The baseline: a programme as the user last saw it, whatever the file holds now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_programme
from sommet_tui.storage.programme_cache import CachedBaseline, CachedReader
from tests.builders import existing
from tests.storage.test_programme_cache import SHIPPED, settle

OLD = SHIPPED.read_bytes()
NEW = OLD.replace("Réinventer".encode(), b"Repenser")


def opened(folder: Path, data: bytes) -> Programme:
    found = existing(CachedReader(folder, lambda: read_programme, ())(data, "day.yaml").programme)
    settle()
    return found


def baseline(folder: Path) -> CachedBaseline:
    return CachedBaseline(folder, "day.yaml")


def test_baseline_is_the_first_version_until_the_user_has_seen_a_newer_one(tmp_path: Path) -> None:
    assert baseline(tmp_path).programme() is None
    old = opened(tmp_path, OLD)
    new = opened(tmp_path, NEW)
    assert baseline(tmp_path).programme() == old
    found = existing(baseline(tmp_path).programme())
    assert found.abstracts["panel-1"] == old.abstracts["panel-1"]
    baseline(tmp_path).replace(new)
    assert baseline(tmp_path).programme() == new
    opened(tmp_path, OLD)
    assert baseline(tmp_path).programme() == new


def test_baseline_belongs_to_one_programme(tmp_path: Path) -> None:
    opened(tmp_path, OLD)
    old = opened(tmp_path, OLD)
    assert baseline(tmp_path).equals(old)
    assert not baseline(tmp_path).equals(replace(old, title="Another"))
    opened(tmp_path, NEW)
    new = opened(tmp_path, NEW)
    assert not baseline(tmp_path).equals(new)
    baseline(tmp_path).replace(new)
    assert baseline(tmp_path).equals(new)
    assert not baseline(tmp_path).equals(old)
    (file,) = tmp_path.glob("*.baseline")
    file.write_bytes(b"9" + file.read_bytes()[1:])
    assert not baseline(tmp_path).equals(new)
    file.unlink()
    assert not baseline(tmp_path).equals(new)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"panel-1", b"panel-0", 1),
        lambda data: b"9" + data[1:],
        lambda data: data.replace(data.split(b" ")[3], b"00000000", 1),
        lambda data: b"\xff\n\xff\n",
    ],
)
def test_damaged_baseline_can_be_renewed(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    old = opened(tmp_path, OLD)
    (file,) = tmp_path.glob("*.baseline")
    file.write_bytes(damage(file.read_bytes()))
    assert baseline(tmp_path).programme() is None
    baseline(tmp_path).replace(old)
    assert baseline(tmp_path).programme() == old


def test_unwritable_folder_has_no_baseline(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    old = opened(tmp_path / "cache", OLD)
    baseline(tmp_path / "cache").replace(old)
    assert baseline(tmp_path / "cache").programme() is None
