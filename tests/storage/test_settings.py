from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.settings import LoadedSettings, Remap, Settings
from sommet_tui.formats.settings_file import read_settings
from sommet_tui.storage.cache import digest
from sommet_tui.storage.settings import SIZE_LIMIT, load_settings

TEXT = "theme: dark\nreminder_minutes: [15, 5]\nkeys: {app.help: [h, f1]}\nnotify_command: [a, b]\n"
MEANT = Settings(
    theme="dark",
    reminder_minutes=(15, 5),
    keys=(Remap("app.help", ("h", "f1"), 3),),
    notify_command=("a", "b"),
)


class Desk:
    """A settings file, a cache, and how often the file was really read."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "settings.yaml"
        self.cache = folder / "cache"
        self.read = 0

    def load(self) -> LoadedSettings:
        loaded = load_settings(self.file, self.cache, self._reader)
        for thread in threading.enumerate():  # what is kept is kept beside the rest
            if thread is not threading.current_thread():
                thread.join()
        return loaded

    def _reader(self) -> Callable[[bytes, str], LoadedSettings]:
        self.read += 1
        return read_settings


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_missing_file_sets_nothing_and_leaves_nothing(desk: Desk) -> None:
    assert desk.load() == LoadedSettings(str(desk.file))
    assert (desk.read, desk.cache.exists()) == (0, False)


def test_what_was_read_once_is_known_until_it_changes(desk: Desk) -> None:
    desk.file.write_text(TEXT)
    assert [desk.load().settings for _ in range(3)] == [MEANT] * 3
    assert desk.read == 1
    desk.file.write_text(TEXT.replace("dark", "light"))
    assert desk.load().settings.theme == "light"
    assert desk.read == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b"garbage", b"[[1], 2]", b"\xff" * 99])
def test_a_damaged_cache_counts_as_nothing(desk: Desk, damage: bytes) -> None:
    desk.file.write_text(TEXT)
    desk.load()
    (entry,) = desk.cache.iterdir()
    entry.write_bytes(damage)
    assert desk.load().settings == MEANT
    entry.write_bytes(entry.read_bytes()[:-9])
    assert desk.load().settings == MEANT
    assert desk.read == 3


def test_a_cache_with_other_values_counts_as_nothing(desk: Desk) -> None:
    desk.file.write_text(TEXT)
    desk.load()
    (entry,) = desk.cache.iterdir()
    heading, body = map(json.loads, entry.read_bytes().split(b"\n"))
    wrong = (5, "xx", "pink", ["5"], "nowhere", [["x", [5], 1]], [5], [10**30])
    for place, value in enumerate(wrong):
        forged = json.dumps([*body[:place], value, *body[place + 1 :]]).encode()
        entry.write_bytes(json.dumps([*heading[:-1], digest(forged)]).encode() + b"\n" + forged)
        assert desk.load().settings == MEANT
    assert desk.read == 1 + len(wrong)


def test_a_cache_that_is_no_ordinary_file_is_not_waited_for(desk: Desk) -> None:
    desk.file.write_text(TEXT)
    desk.load()
    (entry,) = desk.cache.iterdir()
    entry.unlink()
    os.mkfifo(entry)
    assert desk.load().settings == MEANT
    entry.unlink()
    entry.symlink_to("/dev/zero")
    assert desk.load().settings == MEANT


def test_a_wrong_setting_is_told_every_time(desk: Desk) -> None:
    desk.file.write_text("theme: pink\n")
    assert [finding.line for _ in range(2) for finding in desk.load().findings] == [1, 1]


def test_what_is_no_readable_file_stops_nothing(desk: Desk) -> None:
    desk.file.mkdir()
    folder = desk.load()
    desk.file.rmdir()
    os.mkfifo(desk.file)
    pipe = desk.load()
    desk.file.unlink()
    desk.file.write_bytes(b"#" * (SIZE_LIMIT + 1))
    large = desk.load()
    for loaded in (folder, pipe, large):
        assert loaded.settings == Settings()
        assert [finding.code for finding in loaded.findings] == ["unreadable"]


def test_without_a_home_the_current_folder_does_not_stand_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~").mkdir()
    (tmp_path / "~" / "settings.yaml").write_text(TEXT)
    loaded = load_settings(Path("~/settings.yaml"), tmp_path, lambda: read_settings)
    assert loaded.settings == Settings()
