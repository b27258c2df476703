"""What all stores have in common: an empty database, a lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sommet_tui.companion.live_ports import Share
from sommet_tui.companion.ports import Rehearsal
from sommet_tui.domain.bookmarks import Bookmark, Friend
from sommet_tui.domain.ids_across_versions import facts_to_save
from sommet_tui.domain.known_events import KnownEvent
from sommet_tui.domain.notes import Note
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.reminders import Reminder
from sommet_tui.domain.saved_plan import SavedPlan
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.database import Database
from sommet_tui.storage.known_events import (
    SqliteEvents,
    SqliteKnownProgrammes,
    SqliteReminders,
    SqliteSeen,
)
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.storage.user_data import SqliteDayPlans, SqliteNotes, SqlitePlans
from tests.builders import programme

from .samples import (
    DAWN,
    PROGRAMME,
    Stars,
    mark,
    names,
    raw,
    read_new,
    refused,
    saved,
    saved_sessions,
)

Write = Callable[[Database, str], object]
DAY = date(2025, 2, 7)


def own_event(id_: str, title: str) -> OwnEvent:
    return OwnEvent(id_, title, DAWN, DAWN)


WRITES: dict[str, Write] = {
    "bookmark": lambda at, id_: Stars(at).add(PROGRAMME, Bookmark(id_, "title", DAWN)),
    "note": lambda at, id_: SqliteNotes(at).write(PROGRAMME, Note(id_, "title", "x", DAWN), ""),
    "own event": lambda at, id_: SqlitePlans(at).put(PROGRAMME, [own_event(id_, "Lunch")]),
    "friend": lambda at, id_: SqlitePlans(at).put_friend(PROGRAMME, Friend(id_, (mark(1),))),
    "plan": lambda at, id_: SqliteDayPlans(at).put(PROGRAMME, SavedPlan(DAY, id_, DAWN, ())),
    "lead time": lambda at, id_: SqlitePlans(at).put_leads(PROGRAMME, {id_: 15}),
    "act": lambda at, id_: SqliteRecords(at).append(PROGRAMME, None, 0, lambda _: [("act", {})]),
    "rehearsal": lambda at, id_: SqliteRecords(at).begin(
        PROGRAMME, Rehearsal(id_, DAWN, DAWN, 1.0)
    ),
    "reminder": lambda at, id_: SqliteReminders(at).mark_given(
        PROGRAMME, Reminder(id_, DAWN, 5), DAWN
    ),
    "event": lambda at, id_: SqliteEvents(at).remember(
        KnownEvent(id_, "day", "title", DAY, DAY, "Europe/Paris", DAWN)
    ),
    "share": lambda at, id_: SqliteCrew(at).put_share(PROGRAMME, Share("mqtt://host/day", id_, "")),
    "programme": lambda at, id_: SqliteKnownProgrammes(at).put(
        facts_to_save(programme(title=id_), "/a.csv", None)
    ),
    "hint": lambda at, id_: SqliteSeen(at).put(id_, "1"),
}


def expect_nothing_but_bookmarks(shared: Database) -> None:
    """Read all other stores."""
    crew, records = SqliteCrew(shared), SqliteRecords(shared)
    assert list(SqliteNotes(shared).notes(PROGRAMME)) == []
    assert SqliteSeen(shared).get("hint") is None
    assert list(SqliteEvents(shared).events()) == []
    assert SqlitePlans(shared).read(PROGRAMME) == ((), (), {})
    assert SqliteDayPlans(shared).read(PROGRAMME) == ({}, ())
    assert read_new(records, joining=True) == (None, ())
    assert (crew.find_share(PROGRAMME), crew.read(PROGRAMME, 0)) == (None, None)
    assert (crew.members(PROGRAMME), crew.record_checksums(PROGRAMME)) == ({}, {})
    assert crew.dropped_messages(PROGRAMME) == ()


def remove_missing_rows(shared: Database) -> None:
    plans = SqlitePlans(shared)
    assert SqliteNotes(shared).write(PROGRAMME, Note("talk", "title", "", DAWN), "") is None
    plans.put(PROGRAMME, [])
    assert not plans.remove(PROGRAMME, "own-1")
    assert not plans.forget(PROGRAMME, "Ada")
    assert not SqliteRecords(shared).clear(PROGRAMME)


def test_reading_and_removing_create_no_file(database: Path) -> None:
    shared = Database(database)
    expect_nothing_but_bookmarks(shared)
    remove_missing_rows(shared)
    assert saved(shared) == []
    assert not Stars(shared).unstar("s1")
    assert not database.parent.exists()


@pytest.mark.parametrize("what", WRITES)
def test_long_lock_is_reported_and_nothing_changes(database: Path, what: str) -> None:
    WRITES[what](Database(database), "before")
    before = database.read_bytes()
    brief = Database(database, patience=0.05)
    attempts = (
        lambda: WRITES[what](brief, "after"),
        lambda: Stars(brief).unstar("before"),
        Stars(brief).all,
        lambda: read_new(SqliteRecords(brief)),
        lambda: SqliteKnownProgrammes(brief).programmes(),
    )
    with raw(database) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        for attempt in attempts:
            assert refused(attempt) == "busy"
    assert database.read_bytes() == before
    assert names(database.parent) == ["sommet.sqlite3"]
    assert Stars(brief).star(1)
    assert "s1" in saved_sessions(database)


def test_transaction_reads_its_own_writes(database: Path) -> None:
    shared = Database(database)
    store = Stars(shared)

    def both() -> list[Bookmark]:
        store.star(1)
        return saved(shared)

    assert shared.run_in_transaction(both) == [mark(1)]


def test_other_processes_cannot_write_during_a_read_transaction(database: Path) -> None:
    Stars(database).star(1)
    shared, other = Database(database), Database(database, patience=0.05)

    def read() -> tuple[list[Bookmark], str, list[Bookmark]]:
        before = saved(shared)
        return (
            before,
            refused(Stars(other).star, 2),
            saved(shared),
        )

    assert shared.run_in_read_transaction(read) == ([mark(1)], "busy", [mark(1)])
    assert Stars(other).star(2), "the lock is released"


def test_change_in_a_read_transaction_is_saved_immediately(database: Path) -> None:
    Stars(database).star(1)
    shared = Database(database, patience=0.05)
    store = Stars(shared)

    def change() -> list[Bookmark]:
        store.all()
        store.star(2)
        shared.run_in_transaction(lambda: store.star(3))
        return saved(shared)

    assert shared.run_in_read_transaction(change) == [mark(1), mark(2), mark(3)]
    assert saved_sessions(database) >= {"s1", "s2", "s3"}


def test_read_transaction_creates_no_database(database: Path) -> None:
    shared = Database(database)
    assert shared.run_in_read_transaction(lambda: saved(shared)) == []
    assert not database.exists()
