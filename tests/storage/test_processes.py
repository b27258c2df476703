from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests import crowd

from .conftest import HELPER
from .samples import (
    PROGRAMME,
    Stars,
    asides,
    fill,
    fill_pages,
    names,
    raw,
    refused,
    saved_sessions,
)

Start = Callable[..., subprocess.Popen[str]]

PROCESSES = 8
EACH = 12
PATIENCE = 120  # seconds: far more than it takes, for machines that are busy


def star_at_once(path: Path, each: int) -> list[list[str]]:
    """Let eight processes star different sessions at the same time; return their reports."""
    arguments = (str(path), PROGRAMME, "p{n}", str(each))
    return crowd.at_once(HELPER, "star", *arguments, times=PROCESSES)


def test_eight_processes_lose_no_bookmark_and_an_open_window_shows_all(
    database: Path, start: Start
) -> None:
    window = start("watch", str(database), PROGRAMME, str(PROCESSES * EACH))
    assert window.stdout is not None
    assert window.stdout.readline() == "ready\n"
    star_at_once(database, EACH)
    assert window.communicate(timeout=PATIENCE)[0] == f"seen {PROCESSES * EACH}\n"
    assert saved_sessions(database) == {f"p{p}-{n}" for p in range(PROCESSES) for n in range(EACH)}
    assert names(database.parent) == ["sommet.sqlite3"]


def test_eight_processes_set_one_damaged_file_aside_once(database: Path) -> None:
    database.parent.mkdir()
    garbage = b"This was a database once.\n" * 1000
    database.write_bytes(garbage)
    said = star_at_once(database, 4)
    (aside,) = asides(database)
    assert aside.read_bytes() == garbage
    found = [line for lines in said for line in lines if line.startswith("damaged:")]
    assert found == [f"damaged:{aside}"]
    assert saved_sessions(database) == {f"p{p}-{n}" for p in range(PROCESSES) for n in range(4)}


def test_half_finished_write_of_a_killed_process_is_reverted(database: Path, start: Start) -> None:
    before = fill_pages(database, 600)
    whole = database.read_bytes()
    start("halfway", str(database)).wait(PATIENCE)
    assert database.read_bytes() != whole
    store = Stars(database)
    assert store.all() == before
    assert store.database.notices() == ()
    assert names(database.parent) == ["sommet.sqlite3"]


def test_foreign_reader_blocks_a_writer_only_temporarily(database: Path) -> None:
    fill(database, 1)
    store = Stars(database, patience=0.05)
    with raw(database) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM bookmarks").fetchall()
        assert refused(store.star, 1) == "busy"
    assert store.star(1)
