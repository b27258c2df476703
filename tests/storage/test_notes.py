"""Notes outlast kills, meet in two windows, and need no older database to be changed to be read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from sommet_tui.companion.ports import NoteStore
from sommet_tui.domain.notes import Note
from sommet_tui.storage.notes import SqliteNotes
from sommet_tui.storage.seen import SqliteSeen

from .samples import DAWN, PROGRAMME, verdict

Start = Callable[..., subprocess.Popen[str]]


def note(text: str, session: str = "talk") -> Note:
    return Note(session, "A talk", text, DAWN)


def test_note_survives_a_restart_and_belongs_to_its_programme(database: Path) -> None:
    store: NoteStore = SqliteNotes(database)
    assert store.write(PROGRAMME, note("# Title\n\n* é"), "") is None
    assert list(SqliteNotes(database).notes(PROGRAMME)) == [note("# Title\n\n* é")]
    assert list(store.notes("another")) == []
    assert store.notices() == ()


def test_note_changed_in_another_window_is_reported_and_stays(database: Path) -> None:
    store, other = SqliteNotes(database), SqliteNotes(database)
    store.write(PROGRAMME, note("first"), "")
    other.write(PROGRAMME, note("theirs"), "first")
    assert store.write(PROGRAMME, note("mine"), "first") == "theirs"
    assert store.write(PROGRAMME, note(""), "first") == "theirs"
    assert list(store.notes(PROGRAMME)) == [note("theirs")]
    assert store.write(PROGRAMME, note("mine"), "theirs") is None
    assert store.write(PROGRAMME, note("whatever"), None) is None
    assert list(other.notes(PROGRAMME)) == [note("whatever")]


def test_empty_note_is_removed_and_makes_no_file(database: Path) -> None:
    store = SqliteNotes(database)
    assert store.write(PROGRAMME, note(""), "") is None
    assert not database.parent.exists()
    store.write(PROGRAMME, note("x"), "")
    store.write(PROGRAMME, note(""), "x")
    assert list(store.notes(PROGRAMME)) == []


def test_kill_loses_no_saved_note(database: Path, start: Start) -> None:
    for _ in range(5):
        database.unlink(missing_ok=True)
        writer = start("write_notes", str(database), PROGRAMME)
        assert writer.stdout is not None
        found = [int(writer.stdout.readline()) for _ in range(10)]
        writer.kill()
        found += [int(line) for line in writer.stdout.read().split()]
        (kept,) = SqliteNotes(database).notes(PROGRAMME)
        assert found[-1] <= len(kept.text) <= found[-1] + 100
        assert verdict(database) == "ok"


def test_seen_changes_are_remembered(database: Path) -> None:
    SqliteSeen(database).see("hint", "1")
    SqliteSeen(database).see("hint", "done")
    assert SqliteSeen(database).seen("hint") == "done"
