"""Events that were opened, their programmes as they were last read, and given reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from sommet_tui.domain.ids_across_versions import facts_to_save
from sommet_tui.domain.known_events import KnownEvent
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.reminders import Reminder
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import (
    SqliteEvents,
    SqliteKnownProgrammes,
    SqliteReminders,
    SqliteSeen,
)
from tests import crowd
from tests.builders import programme, session
from tests.strategies import programmes
from tests.tables import table

from .conftest import HELPER
from .samples import PROGRAMME, raw, verdict

AT = datetime(2026, 3, 1, 9, 30, 0, 5, tzinfo=UTC)
ONE = KnownEvent(
    "https://example.org/schedule.xml",
    "day-2026",
    "Un jour",
    date(2026, 3, 1),
    date(2026, 3, 2),
    "Europe/Paris",
    AT,
)


def test_opened_events_are_listed_latest_first(database: Path) -> None:
    store = SqliteEvents(database)
    assert store.events() == ()
    assert not database.exists()
    store.remember(ONE)
    other = replace(ONE, address="/home/ada/day.yaml", opened_at=AT + timedelta(seconds=1))
    store.remember(other)
    assert list(SqliteEvents(database).events()) == [other, ONE]


def test_address_opened_twice_is_listed_once(database: Path) -> None:
    store = SqliteEvents(database)
    store.remember(ONE)
    renamed = replace(ONE, title="Deux jours", opened_at=AT + timedelta(days=1))
    store.remember(renamed)
    assert list(store.events()) == [renamed]


def test_damaged_rows_are_skipped(database: Path) -> None:
    store = SqliteEvents(database)
    store.remember(ONE)
    good = (ONE.address, "p", "t\u202e", "2026-03-01", "2026-03-02", "Europe/Paris", "2026-03-01")
    wrong = [(3, "soon"), (4, "9999-99-99"), (5, "No/Zone"), (5, "Europe"), (6, "then")]
    with raw(database) as connection:
        for number, (place, value) in enumerate(wrong):
            row = [f"/bad-{number}", *good[1:]]
            row[place] = value
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", ["/good", *good[1:]])
    found = {event.address: event for event in store.events()}
    assert set(found) == {ONE.address, "/good"}
    assert found["/good"].title == "t"


FIRST = facts_to_save(programme(session("talk"), session("more", "11:00", "12:00")), "/a.csv", None)


@given(programmes(), programmes())
def test_saved_programmes_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, before: Programme, after: Programme
) -> None:
    store = SqliteKnownProgrammes(tmp_path_factory.mktemp("kept") / "s.sqlite3")
    known = facts_to_save(after, "https://example.org/a", facts_to_save(before, "/a.csv", None))
    store.put(FIRST)
    store.put(known)
    assert list(store.programmes()) == [known]


def test_known_programmes_are_listed_without_other_saved_values(tmp_path: Path) -> None:
    database = tmp_path / "s.sqlite3"
    store = SqliteKnownProgrammes(database)
    assert list(store.programmes()) == []
    assert not database.exists()
    other = replace(FIRST, programme="other % _", addresses=("/b.csv",))
    SqliteSeen(database).put("hint", "1")
    for known in (other, FIRST):
        store.put(known)
    assert list(store.programmes()) == [FIRST, other]
    assert SqliteSeen(database).get("hint") == "1"


@pytest.mark.parametrize("value", [*table("damaged_events.txt"), "", "[" * 100_000])
def test_damaged_programme_hides_no_other_programme(tmp_path: Path, value: str) -> None:
    database = tmp_path / "s.sqlite3"
    store = SqliteKnownProgrammes(database)
    store.put(FIRST)
    SqliteSeen(database).put("sessions of damaged", value)
    assert list(store.programmes()) == [FIRST]


START = datetime(2025, 2, 7, 10, tzinfo=UTC)
NOW = datetime(2025, 2, 7, 9, 55, 0, 250_000, tzinfo=UTC)
TALK = Reminder("talk", START, 5)


def test_reminder_is_identified_by_session_start_and_minutes(database: Path) -> None:
    store = SqliteReminders(database)
    moved = START + timedelta(minutes=30)
    others = [Reminder("talk", START, 15), Reminder("talk", moved, 5), Reminder("tea", START, 5)]
    for reminder in (TALK, *others):
        assert store.mark_given(PROGRAMME, reminder, NOW) is None
    assert store.mark_given("another", TALK, NOW) is None
    for minutes in (1, 2):
        assert store.mark_given(PROGRAMME, TALK, NOW + timedelta(minutes=minutes)) == NOW


def test_reminder_is_given_by_only_one_of_eight_processes(database: Path) -> None:
    said = sorted(crowd.at_once(HELPER, "remind", str(database), PROGRAMME))
    assert said == [["2025-02-07T09:55:00+00:00"]] * 7 + [["first"]]
    assert verdict(database) == "ok"
