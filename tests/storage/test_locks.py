"""A database that another process has locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.values import replace
from sommet_tui.storage import database_file
from sommet_tui.storage.database_file import DatabaseFile
from sommet_tui.wiring.stores import open_stores
from tests.builders import programme, session, write_note
from tests.companion.windows import FixedSource

from .samples import Stars, fill, mark, raw, refused

BRIEF = 0.05
PATIENT, LONG = 1.0, 15.0
"""Seconds of one wait, and a limit between one wait and twenty on a busy machine."""


DAY = programme(session("talk"), session("panel", "10:00", "11:00"))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process writes without ever ending; the file is left unchanged."""
    with raw(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def error_code(window: Companion) -> str | None:
    return window.snapshot.data_error.code if window.snapshot.data_error else None


def companion(store: Stars, path: Path) -> Companion:
    return Companion(
        FixedSource(DAY), replace(open_stores(path, BRIEF), bookmarks=store), SystemClock()
    )


def test_store_waits_only_once_for_a_locked_database(database: Path) -> None:
    fill(database, 1)
    store = Stars(database, PATIENT)
    with locked(database):
        with pytest.raises(StorageError):
            store.all()
        began = monotonic()
        for _ in range(20):
            assert refused(store.all) == "busy"
        assert monotonic() - began < LONG
    assert [each.session for each in store.all()] == ["s0"]


def test_bookmarks_are_shown_again_after_a_lock(database: Path) -> None:
    companion(Stars(database), database).mine.save_bookmark("talk")
    with locked(database):
        window = companion(Stars(database, BRIEF), database)
        assert error_code(window) == "busy"
        assert window.snapshot.mine.bookmarked_ids == frozenset()
        heard: list[None] = []
        window.state.on_change(lambda: heard.append(None))
        window.load_external_changes()
        assert heard == [], "it is as locked as it was"
    window.load_external_changes()
    assert error_code(window) is None
    assert window.snapshot.mine.bookmarked_ids == {"talk"}
    assert heard == [None]


def test_bookmarking_after_a_lock_shows_all_bookmarks(database: Path) -> None:
    before = companion(Stars(database), database)
    before.mine.save_bookmark("talk")
    write_note(before, "talk", "ask about water")
    with locked(database):
        window = companion(Stars(database, BRIEF), database)
        assert error_code(window) == "busy"
    assert window.mine.save_bookmark("panel")
    assert error_code(window) is None
    assert window.snapshot.mine.bookmarked_ids == {"talk", "panel"}
    assert [note.text for note in window.snapshot.mine.notes] == ["ask about water"]


def test_second_write_of_the_same_app_waits_for_the_first(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow disk, remembering the event may take longer than the patience of a key."""
    refused_or_waiting = Event()

    class Watched:
        def __init__(self) -> None:
            self._lock = Lock()

        def locked(self) -> bool:
            refused_or_waiting.set()
            return self._lock.locked()

        def __enter__(self) -> None:
            self._lock.acquire()

        def __exit__(self, *_: object) -> None:
            self._lock.release()

    monkeypatch.setattr(database_file, "_WRITING", Watched())
    errors: list[str] = []

    def press_key() -> None:
        try:
            Stars(database, BRIEF).star(1)
        except StorageError as error:
            errors.append(error.code)
        refused_or_waiting.set()

    key = Thread(target=press_key)

    def write_slowly(_: object) -> None:
        key.start()
        assert refused_or_waiting.wait(LONG)

    DatabaseFile(str(database)).write(write_slowly)
    key.join(LONG)
    assert errors == []
    assert Stars(database).all() == [mark(1)]
