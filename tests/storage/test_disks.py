from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.errors import StorageError
from sommet_tui.storage.database_file import VERSION

from .samples import (
    Stars,
    fill,
    fill_pages,
    names,
    refused,
    saved_sessions,
    set_version,
    verdict,
)

Mount = Callable[[str], Path]
Remount = Callable[[Path, str], None]
Start = Callable[..., subprocess.Popen[str]]


def use_up(disk: Path) -> Path:
    filler = disk / "filler"

    def write() -> None:
        with filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    assert refusal_of(write) == errno.ENOSPC
    return filler


def use_up_names(disk: Path) -> list[Path]:
    made: list[Path] = []

    def touch() -> None:
        while True:
            name = disk / f"name{len(made)}"
            name.touch()
            made.append(name)

    assert refusal_of(touch) == errno.ENOSPC
    return made


def refusal_of(action: Callable[[], None]) -> int | None:
    with pytest.raises(OSError, match="space") as refusal:
        action()
    return refusal.value.errno


def test_full_disk_changes_nothing_until_space_is_free(mount: Mount) -> None:
    disk = mount("size=256k")
    path = disk / "data" / "sommet.sqlite3"
    before = fill(path, 3)
    filler = use_up(disk)
    store = Stars(path)
    assert refused(store.star, 9) == "full"
    assert refused(store.unstar, "s1") == "full"
    assert store.all() == before
    filler.unlink()
    assert store.star(9)
    assert store.unstar("s1")
    assert saved_sessions(path) == {"s0", "s2", "s9"}
    assert store.database.notices() == ()


def test_full_disk_loses_no_saved_bookmark(mount: Mount) -> None:
    path = mount("size=128k") / "sommet.sqlite3"
    store = Stars(path)
    taken: set[str] = set()
    code = ""
    for number in range(2000):
        try:
            store.star(number)
        except StorageError as error:
            code = error.code
            break
        taken.add(f"s{number}")
    assert code == "full"
    assert saved_sessions(path) == taken
    assert verdict(path) == "ok"


def test_disk_without_free_inodes_is_reported_as_full(mount: Mount) -> None:
    disk = mount("size=1m,nr_inodes=8")
    path = disk / "sommet.sqlite3"
    before = fill(path, 2)
    names_made = use_up_names(disk)
    store = Stars(path)
    elsewhere = Stars(disk / "folder" / "sommet.sqlite3")
    assert refused(store.star, 9) == "full"
    assert refused(elsewhere.star, 9) == "full"
    assert store.all() == before
    names_made[0].unlink()
    assert store.star(9)


def test_saving_to_a_read_only_disk_is_refused_with_the_reason(
    mount: Mount, remount: Remount
) -> None:
    disk = mount("size=1m")
    path = disk / "data" / "sommet.sqlite3"
    before = fill(path, 3)
    remount(disk, "ro")
    store = Stars(path)
    assert store.all() == before
    assert refused(store.star, 9) == "read-only"
    assert refused(store.unstar, "s1") == "read-only"
    first = Stars(disk / "data" / "first.sqlite3")
    assert refused(first.star, 1) == "read-only"
    nowhere = Stars(disk / "none" / "sommet.sqlite3")
    assert nowhere.all() == []
    assert refused(nowhere.star, 1) == "no-folder"
    remount(disk, "rw")
    assert store.star(9)
    assert store.database.notices() == ()


def test_unfinished_write_on_a_read_only_disk_is_not_damage(
    mount: Mount, remount: Remount, start: Start
) -> None:
    disk = mount("size=2m")
    path = disk / "sommet.sqlite3"
    before = fill_pages(path, 600)
    start("halfway", str(path)).wait(30)
    assert names(disk) == ["sommet.sqlite3", "sommet.sqlite3-journal"]
    remount(disk, "ro")
    store = Stars(path)
    assert refused(store.all) == "read-only"
    remount(disk, "rw")
    assert store.all() == before
    assert names(disk) == ["sommet.sqlite3"]


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 999)


def an_earlier_version(path: Path) -> None:
    fill(path, 1)
    set_version(path, VERSION - 1)


@pytest.mark.parametrize(("make", "code"), [(garbage, "damaged"), (an_earlier_version, "earlier")])
def test_unusable_database_on_a_read_only_disk_is_reported_and_left(
    mount: Mount, remount: Remount, make: Callable[[Path], None], code: str
) -> None:
    disk = mount("size=1m")
    path = disk / "sommet.sqlite3"
    make(path)
    remount(disk, "ro")
    store = Stars(path)
    assert refused(store.all) == code
    assert refused(store.star, 1) == code
    assert store.database.notices() == ()
    remount(disk, "rw")
    assert store.all() == []
    assert [notice.code for notice in store.database.notices()] == [code]
