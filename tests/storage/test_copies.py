"""The last good copies: whole or none, whatever happens to the folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sommet_tui.companion.ports import Copy
from sommet_tui.storage.copies import FileCopies
from sommet_tui.storage.programme_cache import digest

ADDRESS = "https://example.org/schedule.xml"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
COPY = Copy("https://example.org/export.xml", b"\x00line\nline\n", AT, '"tag"', "Sun, 01 Mar 2026")


def test_saved_copy_is_read_back_unchanged(tmp_path: Path) -> None:
    copies = FileCopies(str(tmp_path / "copies"))
    assert copies.load(ADDRESS) is None
    assert (copies.version(ADDRESS), copies.fetched_at(ADDRESS)) == (None, None)
    copies.save(ADDRESS, COPY)
    assert copies.load(ADDRESS) == COPY
    assert copies.load(ADDRESS + "?") is None
    assert copies.digest(ADDRESS) == digest(COPY.data)
    assert copies.digest(ADDRESS + "?") is None
    assert copies.fetched_at(ADDRESS) == AT
    plain = Copy(ADDRESS, b"", AT)
    copies.save(ADDRESS, plain)
    assert copies.load(ADDRESS) == plain


def test_confirmation_of_a_copy_renews_its_age_but_not_its_version(tmp_path: Path) -> None:
    copies = FileCopies(str(tmp_path))
    copies.save(ADDRESS, COPY)
    before = copies.version(ADDRESS)
    later = datetime(2026, 3, 2, tzinfo=UTC)
    copies.confirm(ADDRESS, later)
    assert copies.version(ADDRESS) == before
    assert copies.fetched_at(ADDRESS) == later
    copies.save(ADDRESS, COPY)
    assert copies.version(ADDRESS) != before


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data.replace(b"example", b"exumple"),
        lambda data: b"\xff" * 99,
        lambda data: b"[]\n" + data,
        lambda data: b'{"format": 1}\n',
        lambda data: b"[" * 99_999 + b"\n",
    ],
)
def test_damaged_copy_is_ignored(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    copies = FileCopies(str(tmp_path))
    copies.save(ADDRESS, COPY)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert copies.load(ADDRESS) is None
    assert copies.digest(ADDRESS) is None
    copies.save(ADDRESS, COPY)
    assert copies.load(ADDRESS) == COPY


def test_copies_in_an_unwritable_folder_are_not_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    copies = FileCopies(str(tmp_path / "file" / "copies"))
    copies.save(ADDRESS, COPY)
    copies.confirm(ADDRESS, AT)
    assert copies.load(ADDRESS) is None


def test_copy_is_not_saved_in_the_current_folder_without_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    FileCopies("~/sommet-tui/copies").save(ADDRESS, COPY)
    assert list(tmp_path.iterdir()) == []
