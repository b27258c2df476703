"""Small programs for tests that need other processes; run as `helper.py NAME ARGUMENT...`."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.records import StoredRecord
from sommet_tui.domain.reminders import Reminder
from sommet_tui.storage.database import Database
from sommet_tui.storage.known_events import SqliteReminders
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.storage.user_data import SqliteBookmarks

PATIENCE = 120.0
"""Seconds to wait for a lock, whose holder may not get its turn on a busy machine."""


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def star(path: str, programme: str, prefix: str, count: str) -> None:
    """After a line of input, bookmark sessions; print each once it is saved, then the notices."""
    store = SqliteBookmarks(Path(path), PATIENCE)
    say("ready")
    sys.stdin.readline()
    for number in range(int(count)):
        session = f"{prefix}-{number}"
        if store.add(programme, Bookmark(session, "title", datetime.now(UTC))):
            say(session)
    for notice in store.database.notices():
        say(f"{notice.code}:{notice.values['aside']}")


def watch(path: str, programme: str, count: str) -> None:
    """Read whenever the version changes, until there are `count` bookmarks."""
    store = SqliteBookmarks(Path(path), PATIENCE)
    seen = store.database.version()
    found = len(store.bookmarks(programme))
    say("ready")
    while found < int(count):
        version = store.database.version()
        if version == seen:
            time.sleep(0.005)
            continue
        seen = version
        found = len(store.bookmarks(programme))
    say(f"seen {found}")


def farm(programme: str, seed: str) -> None:
    """For each path in the input, start a writer and kill it at a random instant.

    After "later", wait up to twice as long, for a machine on which no writer has written anything.
    """
    chance, longest = random.Random(int(seed)), 0.03
    with tempfile.TemporaryDirectory() as scratch:  # for the late imports
        record(SqliteRecords(Path(scratch) / "acts"), programme, "first")
    for number, line in enumerate(sys.stdin):
        if line == "later\n":
            longest *= 2
            continue
        child = os.fork()
        if child == 0:
            act_on(Path(line.strip()), programme, f"{number}")
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        say("dead")


def record(store: SqliteRecords, programme: str, name: str, beyond: int = 0) -> StoredRecord:
    """Record an act by someone of that name."""
    return store.append(programme, None, beyond, lambda _: [("act", {"by": name})])[0]


def act(path: str, programme: str, prefix: str, count: str) -> None:
    """After a line of input, record acts; print the number of each."""
    store = SqliteRecords(Database(path, PATIENCE))
    say("ready")
    sys.stdin.readline()
    for number in range(int(count)):
        say(str(record(store, programme, f"{prefix}-{number}").record["seq"]))


def act_on(path: Path, programme: str, prefix: str) -> None:
    """Record one act after the other without end; print each once it is saved."""
    store = SqliteRecords(path)
    beyond = number = 0
    while True:
        name = f"{prefix}-{number}"
        beyond = record(store, programme, name, beyond).offset
        say(name)
        number += 1


def halfway(path: str) -> None:
    """Die in a transaction that is partly in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE bookmarks SET title = 'half ' || title")
        os.kill(os.getpid(), signal.SIGKILL)


def visit(path: str, programme: str) -> None:
    """As a user without rights, print the results of reading and of bookmarking."""
    with tempfile.TemporaryDirectory() as scratch:  # for late imports, which this user may not read
        garbage = Path(scratch) / "garbage"
        garbage.write_text("garbage")
        SqliteBookmarks(garbage).bookmarks(programme)
    if os.geteuid() == 0:
        os.setuid(65534)
    store = SqliteBookmarks(Path(path))
    actions: tuple[Callable[[], object], ...] = (
        lambda: len(store.bookmarks(programme)),
        lambda: store.add(programme, Bookmark("new", "title", datetime.now(UTC))),
    )
    for action in actions:
        try:
            say(str(action()))
        except StorageError as error:
            say(error.code)


def remind(path: str, programme: str) -> None:
    """After a line of input, give one reminder; print whether this process was the first."""
    store = SqliteReminders(Path(path), PATIENCE)
    say("ready")
    sys.stdin.readline()
    reminder = Reminder("talk", datetime(2025, 2, 7, 10, tzinfo=UTC), 5)
    before = store.mark_given(programme, reminder, datetime(2025, 2, 7, 9, 55, tzinfo=UTC))
    say("first" if before is None else before.isoformat())


PROGRAMS: dict[str, Callable[..., None]] = {
    "star": star,
    "watch": watch,
    "farm": farm,
    "act": act,
    "halfway": halfway,
    "visit": visit,
    "remind": remind,
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
