"""Files for the user: whole or not at all, and never over another one unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.export_ports import SavingError
from sommet_tui.storage.files import WholeFiles


@pytest.fixture
def files(tmp_path: Path) -> WholeFiles:
    return WholeFiles(lambda: tmp_path)


def test_a_new_name_is_found_and_says_where(files: WholeFiles, tmp_path: Path) -> None:
    paths = [files.save_new("my/day: 1", "ics", b"x") for _ in range(3)]
    names = ["my-day-1.ics", "my-day-1-2.ics", "my-day-1-3.ics"]
    assert paths == [str(tmp_path / name) for name in names]
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_replacing_keeps_permissions_and_links(files: WholeFiles, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    files.save(str(link), b"new", replace=True)
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)
    assert link.is_symlink()


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(
    ("name", "code"), [(".", "folder"), ("a/b", "no-folder"), ("nul\0", "failed")]
)
def test_what_cannot_be_is_told_and_nothing_is_left(
    files: WholeFiles, tmp_path: Path, name: str, code: str, *, replace: bool
) -> None:
    with pytest.raises(SavingError) as caught:
        files.save(f"{tmp_path}/{name}", b"x", replace=replace)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file_and_no_scraps(
    mount: Callable[[str], Path], files: WholeFiles
) -> None:
    disk = mount("size=64k")
    file = disk / "file"
    file.write_bytes(b"old")
    with pytest.raises(SavingError) as caught:
        files.save(str(file), bytes(1_000_000), replace=True)
    assert caught.value.code == "full"
    assert (list(disk.iterdir()), file.read_bytes()) == ([file], b"old")
