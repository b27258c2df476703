from __future__ import annotations

import sqlite3
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.values import replace
from sommet_tui.storage import schema
from sommet_tui.storage.bookmarks import SqliteBookmarks

from .samples import DAWN, PROGRAMME, fill, kept, mark, names, raw, refused


def test_bookmarks_are_in_the_order_of_adding(database: Path) -> None:
    store = SqliteBookmarks(database)
    east = timezone(timedelta(hours=9))
    first = Bookmark("z", "first", datetime(2025, 2, 7, 15, tzinfo=east))  # 06:00 UTC
    second = Bookmark("a", "second", DAWN + timedelta(microseconds=1))
    store.add(PROGRAMME, second)
    store.add(PROGRAMME, first)
    found = store.bookmarks(PROGRAMME)
    assert [b.session for b in found] == ["z", "a"]
    assert found[0].added_at == first.added_at
    assert found[0].added_at.tzinfo is UTC


def test_empty_file_is_an_empty_store(database: Path) -> None:
    database.parent.mkdir()
    database.touch()
    store = SqliteBookmarks(database)
    assert list(store.bookmarks(PROGRAMME)) == []
    assert not store.remove(PROGRAMME, "s1")
    assert store.add(PROGRAMME, mark(1))
    assert store.notices() == ()


def test_only_one_private_file_remains(database: Path) -> None:
    fill(database, 3)
    assert names(database.parent) == ["sommet.sqlite3"]
    assert database.parent.stat().st_mode & 0o777 == 0o700
    assert database.stat().st_mode & 0o777 == 0o600
    with raw(database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_database_that_others_could_read_becomes_private(database: Path) -> None:
    fill(database, 1)
    with raw(database) as connection:  # as another program may leave it
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version")
        beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
        for path in beside:
            path.chmod(0o664)
        assert list(SqliteBookmarks(database).bookmarks(PROGRAMME)) == [mark(0)]
        assert [path.stat().st_mode & 0o777 for path in beside] == [0o600] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_no_temporary_file_is_readable_by_others(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while it is written: the journal holds what the database held."""
    modes: set[int] = set()
    create = schema.create

    def look(connection: sqlite3.Connection) -> None:
        create(connection)
        modes.update(path.stat().st_mode & 0o777 for path in database.parent.iterdir())

    monkeypatch.setattr(schema, "create", look)
    fill(database, 1)
    assert modes == {0o600}


def test_link_to_the_file_is_followed(database: Path, tmp_path: Path) -> None:
    fill(database, 1)
    link = tmp_path / "link.sqlite3"
    link.symlink_to(database)
    SqliteBookmarks(link).add(PROGRAMME, mark(1))
    assert kept(database) == {"s0", "s1"}


@pytest.mark.parametrize(
    "name",
    ["a b", "50%", "%41", "what?mode=ro", "no#1", "ω ü", "a//b", "é?#%", "a?mode=ro#x", "é中"],
)
def test_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "sommet.sqlite3"
    SqliteBookmarks(path).add(PROGRAMME, mark(1))
    assert list(SqliteBookmarks(path).bookmarks(PROGRAMME)) == [mark(1)]
    assert names(path.parent) == ["sommet.sqlite3"]


def test_names_in_any_script_and_quotes_are_saved(database: Path) -> None:
    odd = Bookmark('it\'s; "DROP" é中🎤', "العربية 🎤 e\u0301 \u200f '", DAWN)
    store = SqliteBookmarks(database)
    assert store.add("ω?#%20", odd)
    assert list(store.bookmarks("ω?#%20")) == [odd]
    assert store.remove("ω?#%20", odd.session)


def test_invalid_text_is_refused_and_nothing_changes(database: Path) -> None:
    fill(database, 1)
    store = SqliteBookmarks(database)
    assert refused(lambda: store.add(PROGRAMME, Bookmark("\udcff", "title", DAWN))) == "failed"
    assert kept(database) == {"s0"}


def test_threads_may_share_a_store(database: Path) -> None:
    store = SqliteBookmarks(database)

    def work(first: int) -> int:
        added = [store.add(PROGRAMME, mark(n)) for n in range(first, first + 20)]
        assert len(store.bookmarks(PROGRAMME)) >= 20
        return sum(added)

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(work, (0, 20, 40))) == [20, 20, 20]
    assert kept(database) == {f"s{n}" for n in range(60)}


Step = tuple[str, str, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from(["a", "b", "c", "A", "é", ""]),
    ),
    max_size=15,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_any_sequence_behaves_like_a_dictionary(steps: list[Step]) -> None:
    model: dict[tuple[str, str], Bookmark] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteBookmarks(Path(folder) / "sommet.sqlite3")
        for number, (verb, programme, session) in enumerate(steps):
            bookmark = Bookmark(session, f"title {number}", DAWN + timedelta(seconds=number))
            key = (programme, session)
            if verb == "add":
                assert store.add(programme, bookmark) is (key not in model)
                model.setdefault(key, bookmark)
            else:
                assert store.remove(programme, session) is (model.pop(key, None) is not None)
        for programme in ("one", "two"):
            expected = [b for (p, _), b in model.items() if p == programme]
            found = store.bookmarks(programme)
            assert list(found) == sorted(expected, key=lambda b: b.added_at)


def test_degree_is_saved_and_changed_alone(database: Path) -> None:
    store = SqliteBookmarks(database)
    store.add(PROGRAMME, mark(1))
    again = replace(mark(1), title="another", degree="maybe")
    assert store.add(PROGRAMME, again)
    assert not store.add(PROGRAMME, again)
    assert list(store.bookmarks(PROGRAMME)) == [replace(mark(1), degree="maybe")]


def test_damaged_degree_becomes_must(database: Path) -> None:
    fill(database, 1)
    with raw(database) as connection:
        connection.execute("UPDATE bookmarks SET degree = 'x\x1b'")
    assert list(SqliteBookmarks(database).bookmarks(PROGRAMME)) == [mark(0)]
