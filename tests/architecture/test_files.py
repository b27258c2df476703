"""What the files of the project and of its wheel are like."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=PROJECT, check=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "name",
    [
        "programme.yaml",
        "cli/sommet-tui.1",
        "live/web_page/index.html",
        "live/web_page/worker.js",
        "wording/locale/fr/LC_MESSAGES/sommet_tui.mo",
    ],
)
def test_wheel_contains_what_the_app_needs(wheel: list[str], name: str) -> None:
    assert wheel.count(f"sommet_tui/{name}") == 1


def test_wheel_contains_every_source_file_and_nothing_else(wheel: list[str]) -> None:
    package = PROJECT / "src" / "sommet_tui"
    sources = {f"sommet_tui/{p.relative_to(package).as_posix()}" for p in package.rglob("*.py")}
    assert sources <= set(wheel)
    tops = {name.partition("/")[0] for name in wheel}
    beside = {top for top in tops if not top.endswith((".dist-info", ".data"))}
    assert beside == {"sommet_tui"}
    assert [name for name in wheel if name.endswith(".po")] == []
    data = [name.partition(".data/")[2] for name in wheel if ".data/" in name]
    assert data == ["data/share/man/man1/sommet-tui.1"]
