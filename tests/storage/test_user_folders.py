from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from sommet_tui.storage.user_folders import cache_folder, database_path, settings_path
from tests.tables import table

from .samples import Stars, refused

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="homes are named otherwise there")


@pytest.fixture(autouse=True)
def _no_data_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)


def test_file_is_in_the_data_folder_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database_path() == str(tmp_path / ".local/share/sommet-tui/sommet.sqlite3")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "x"))
    assert database_path() == str(tmp_path / "x/sommet-tui/sommet.sqlite3")


@pytest.mark.parametrize(("home", "named"), [*table("home_folders.txt"), ("/home/ada", "/x y ")])
def test_folders_are_the_same_as_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str, named: str
) -> None:
    monkeypatch.setenv("HOME", home)
    for kind in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.delenv(f"XDG_{kind}_HOME", raising=False)
        if named != "-":
            monkeypatch.setenv(f"XDG_{kind}_HOME", named)
    here = platformdirs.PlatformDirs("sommet-tui", appauthor=False)
    assert database_path() == str(here.user_data_path / "sommet.sqlite3")
    assert cache_folder() == str(here.user_cache_path)
    assert settings_path() == str(here.user_config_path / "settings.yaml")


def test_saving_fails_with_a_message_if_home_is_inside_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "home"))
    store = Stars(database_path())
    assert store.all() == []
    assert store.database.version() == store.database.version()
    assert refused(store.star, 1) == "no-folder"
    assert (tmp_path / "file").read_text() == "not a folder"


def test_bookmark_is_refused_without_a_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import pwd

    def raise_key_error(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", raise_key_error)
    monkeypatch.delenv("HOME")
    monkeypatch.chdir(tmp_path)
    store = Stars(database_path())
    assert store.all() == []
    assert refused(store.star, 1) == "no-folder"
    assert list(tmp_path.iterdir()) == []
