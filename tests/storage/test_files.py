"""Files for the user are replaced as a whole, and never overwrite another one without asking."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.ports import SavingError
from sommet_tui.storage.files import WholeFiles
from tests.refusals import raised, refusal


@pytest.fixture
def files(tmp_path: Path) -> WholeFiles:
    return WholeFiles(lambda: tmp_path)


def test_new_file_gets_a_free_name_and_reports_its_path(files: WholeFiles, tmp_path: Path) -> None:
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
def test_unwritable_file_is_reported_and_leaves_nothing(
    files: WholeFiles, tmp_path: Path, name: str, code: str, *, replace: bool
) -> None:
    assert refusal(SavingError, files.save, f"{tmp_path}/{name}", b"x", replace=replace) == code
    assert not list(tmp_path.iterdir())


posix = pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")


@posix
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o757])
@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("where", ["link", "folder/file", "chain"])
def test_link_that_other_users_could_have_made_is_not_followed(
    files: WholeFiles, tmp_path: Path, mode: int, where: str, *, replace: bool
) -> None:
    shared, goal = tmp_path / "shared", tmp_path / "goal"
    shared.mkdir()
    goal.mkdir()
    (shared / "link").symlink_to(goal / "file")
    (shared / "folder").symlink_to(goal)
    (tmp_path / "chain").symlink_to("shared/link")
    shared.chmod(mode)
    path = tmp_path / "chain" if where == "chain" else shared / where
    error = raised(SavingError, files.save, str(path), b"x", replace=replace)
    made = "folder" if where == "folder/file" else "link"
    assert (error.code, error.path) == ("link", str(shared / made))
    assert not list(goal.iterdir())
    files.save(str(shared / "plain"), b"x", replace=replace)


@posix
def test_owner_of_a_folder_decides_who_can_write_to_it(
    files: WholeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        files.save(str(link), b"the administrator's", replace=True)
        os.chown(tmp_path, 4242, -1)
    assert refusal(SavingError, files.save, str(link), b"new", replace=True) == "link"


def test_broken_link_is_followed_only_on_request(files: WholeFiles, tmp_path: Path) -> None:
    link, goal = tmp_path / "link", tmp_path / "goal"
    link.symlink_to("goal")
    error = raised(SavingError, files.save, str(link), b"x", replace=False)
    assert (error.code, error.detail) == ("dangling", str(goal))
    assert not goal.exists()
    files.save(str(link), b"x", replace=True)
    assert (goal.read_bytes(), link.is_symlink()) == (b"x", True)


def test_circular_links_are_reported(files: WholeFiles, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert refusal(SavingError, files.save, str(tmp_path / "a"), b"x", replace=True) == "failed"


def test_new_file_does_not_replace_a_broken_link(files: WholeFiles, tmp_path: Path) -> None:
    (tmp_path / "day.ics").symlink_to("nowhere")
    assert files.save_new("day", "ics", b"x") == str(tmp_path / "day-2.ics")


def test_full_disk_leaves_the_old_file_and_no_leftovers(
    mount: Callable[[str], Path], files: WholeFiles
) -> None:
    disk = mount("size=64k")
    file = disk / "file"
    file.write_bytes(b"old")
    assert refusal(SavingError, files.save, str(file), bytes(1_000_000), replace=True) == "full"
    assert (list(disk.iterdir()), file.read_bytes()) == ([file], b"old")
