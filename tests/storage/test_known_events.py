"""The events that were opened, as the database keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sommet_tui.domain.known_events import KnownEvent
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteEvents

from .samples import raw

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
