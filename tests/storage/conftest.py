from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sommet_tui

HELPER = Path(__file__).with_name("helper.py")
SOURCES = Path(sommet_tui.__file__).parents[1]

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the path of a database that does not exist; nor does its folder."""
    return tmp_path / "data" / "sommet.sqlite3"


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts one of the helper's programs: its name, then its arguments."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(HELPER), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(SOURCES)},
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def mount(short_path: Path) -> Iterator[Callable[[str], Path]]:
    """Makes a small disk with the given mount options; skips without permission to mount."""
    mounted: list[Path] = []

    def make(options: str) -> Path:
        place = short_path / f"disk{len(mounted)}"
        place.mkdir()
        _disk_command("mount", "-t", "tmpfs", "-o", options, "sommet-test", str(place))
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def remount() -> Callable[[Path, str], None]:
    """Makes a mounted disk read-only ("ro") or writable again ("rw")."""
    return lambda place, option: _disk_command("mount", "-o", f"remount,{option}", str(place))


def _disk_command(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount command here, so no small disk to fill or protect")
    if done.returncode:
        pytest.skip(f"small disks cannot be mounted here: {done.stderr.splitlines()[0]}")
