from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .samples import (
    PROGRAMME,
    Stars,
    asides,
    fill,
    fill_pages,
    mark,
    names,
    raw,
    saved_sessions,
    verdict,
)


def text(path: Path) -> None:
    path.write_text("Ceci n'est pas une base de données.\n" * 50, encoding="utf-8")


def the_first_words_only(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def zeros(path: Path) -> None:
    path.write_bytes(bytes(8192))


def cut_in_half(path: Path) -> None:
    fill_pages(path, 300)
    os.truncate(path, path.stat().st_size // 2)


def cut_in_the_header(path: Path) -> None:
    fill_pages(path, 300)
    os.truncate(path, 50)


def flipped_in_the_middle(path: Path) -> None:
    fill_pages(path, 300)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 512] = bytes(b ^ 0xFF for b in content[middle : middle + 512])
    path.write_bytes(content)


def flipped_in_the_table_name(path: Path) -> None:
    fill(path, 3)
    path.write_bytes(path.read_bytes().replace(b"bookmarks", b"bookmbrks"))


def without_types(path: Path) -> None:
    """The tables remade, so that they take anything, with nothing and bytes in each of them."""
    fill(path, 3)
    with raw(path) as connection:
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (name,) in connection.execute(tables).fetchall():
            about = connection.execute(f"PRAGMA table_info({name})").fetchall()
            columns = [column[1] for column in about]
            connection.execute(f"DROP TABLE {name}")
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            row: list[str | bytes | None]
            row = [PROGRAMME if column == "programme" else None for column in columns]
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)
            row[-1] = b"\xff"
            connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)


def with_a_column_that_may_be_empty(path: Path) -> None:
    fill(path, 3)
    with raw(path) as connection:
        connection.execute("DROP TABLE notes")
        connection.execute(
            "CREATE TABLE notes (programme TEXT NOT NULL, session TEXT NOT NULL, title TEXT,"
            " text TEXT, updated_at TEXT, PRIMARY KEY (programme, session)) STRICT"
        )


KINDS = [
    text,
    the_first_words_only,
    zeros,
    cut_in_half,
    cut_in_the_header,
    flipped_in_the_middle,
    flipped_in_the_table_name,
    without_types,
    with_a_column_that_may_be_empty,
]


@pytest.mark.parametrize(
    ("damage", "first"),
    [*((damage, "read") for damage in KINDS), (text, "write"), (zeros, "remove")],
)
def test_damaged_file_is_set_aside_unchanged_and_a_new_one_created(
    tmp_path: Path, damage: Callable[[Path], None], first: str
) -> None:
    path = tmp_path / "sommet.sqlite3"
    damage(path)
    content = path.read_bytes()
    store = Stars(path)
    if first == "read":
        assert store.all() == []
        assert not path.exists()
    elif first == "remove":
        assert not store.unstar("s1")
    assert store.star(1)
    (aside,) = asides(path)
    assert aside.read_bytes() == content
    (notice,) = store.database.notices()
    assert notice.code == "damaged"
    assert notice.values == {"path": str(path), "aside": str(aside)}
    assert store.database.notices() == ()
    assert names(tmp_path) == [path.name, aside.name]
    assert saved_sessions(path) == {"s1"}
    assert verdict(path) == "ok"


def test_database_damaged_while_open_is_set_aside_at_the_next_use(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    store = Stars(path)
    store.star(1)
    with path.open("r+b") as file:
        file.write(b"overwritten by a stranger" * 20)
    assert store.star(2)
    assert [notice.code for notice in store.database.notices()] == ["damaged"]
    assert saved_sessions(path) == {"s2"}


def test_each_damaged_file_gets_a_different_name(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    for number in range(3):
        path.write_text(f"garbage {number}")
        Stars(path).all()
    assert {aside.read_text() for aside in asides(path)} == {"garbage 0", "garbage 1", "garbage 2"}


def test_journal_is_set_aside_with_the_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    zeros(path)
    journal = tmp_path / "sommet.sqlite3-journal"
    journal.write_bytes(bytes(512))
    Stars(path).star(1)
    aside = asides(path)[0]
    assert names(tmp_path) == [path.name, aside.name, f"{aside.name}-journal"]


def test_damaged_title_does_not_lose_the_bookmark(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    fill(path, 3)
    path.write_bytes(path.read_bytes().replace("Séance n° 1,".encode(), b"S\xffance n\xc2\xb0  1,"))
    titles = [b.title for b in Stars(path).all()]
    assert titles[0] == mark(0).title
    assert titles[1].startswith("S\ufffdance")
