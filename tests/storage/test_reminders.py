from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sommet_tui.domain.reminders import Reminder
from sommet_tui.storage.known_events import SqliteReminders
from tests import crowd

from .conftest import HELPER
from .samples import PROGRAMME, verdict

START = datetime(2025, 2, 7, 10, tzinfo=UTC)
NOW = datetime(2025, 2, 7, 9, 55, 0, 250_000, tzinfo=UTC)
TALK = Reminder("talk", START, 5)


def test_reminder_is_given_to_the_first_caller(database: Path) -> None:
    assert SqliteReminders(database).mark_given(PROGRAMME, TALK, NOW) is None
    later = SqliteReminders(database)
    assert later.mark_given(PROGRAMME, TALK, NOW + timedelta(minutes=1)) == NOW
    assert later.mark_given(PROGRAMME, TALK, NOW + timedelta(minutes=2)) == NOW


def test_reminder_is_identified_by_session_start_and_minutes(database: Path) -> None:
    store = SqliteReminders(database)
    moved = START + timedelta(minutes=30)
    others = [Reminder("talk", START, 15), Reminder("talk", moved, 5), Reminder("tea", START, 5)]
    for reminder in (TALK, *others):
        assert store.mark_given(PROGRAMME, reminder, NOW) is None
    assert store.mark_given("another", TALK, NOW) is None
    assert store.mark_given(PROGRAMME, TALK, NOW) == NOW


def test_reminder_is_given_by_only_one_of_eight_processes(database: Path) -> None:
    said = sorted(crowd.at_once(HELPER, "remind", str(database), PROGRAMME))
    assert said == [["2025-02-07T09:55:00+00:00"]] * 7 + [["first"]]
    assert verdict(database) == "ok"
