"""Each reminder of a bookmark is due once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import Pick, picks
from sommet_tui.domain.reminders import Reminder, due_reminders, next_due, plan_reminders
from tests.acting import day_of
from tests.builders import at, bookmark
from tests.tables import table


def bookmarked(*ids: str) -> tuple[Pick, ...]:
    event = day_of("talk 10:00-11:00, debate 11:00-12:00, off 10:00-11:00 cancelled")
    return picks(event, [bookmark(id_) for id_ in ids])


def due_at(now: str, minutes: Sequence[int] = (5,)) -> list[tuple[str, int]]:
    found = due_reminders(plan_reminders(bookmarked("talk"), minutes), at(now), ())
    return [(reminder.session, reminder.minutes) for reminder in found]


@pytest.mark.parametrize(("now", "expected"), table("reminders.txt"))
def test_reminder_is_due_until_a_minute_after_the_start(now: str, expected: str) -> None:
    assert " ".join(f"{id_} {minutes}" for id_, minutes in due_at(now)) == expected


def test_only_the_last_of_several_missed_reminders_is_given() -> None:
    assert due_at("09:46", (15, 5)) == [("talk", 15)]
    assert due_at("09:57", (15, 5)) == [("talk", 5)]
    reminders = plan_reminders(bookmarked("talk"), (15, 5))
    given_late = due_reminders(reminders, at("09:57"), ())
    assert due_reminders(reminders, at("09:58"), given_late) == ()


def test_cancelled_or_removed_session_has_no_reminder() -> None:
    assert plan_reminders(bookmarked("off", "vanished"), (5,)) == ()


def test_next_reminder_is_due_before_the_next_bookmarked_session() -> None:
    reminders = plan_reminders(bookmarked("talk", "debate"), (15, 5))
    assert next_due(reminders, at("09:45")) == at("09:55")
    assert next_due(reminders, at("09:55")) == at("10:45")
    assert next_due(reminders, at("10:55")) is None


@given(st.lists(st.integers(0, 90), max_size=4))
def test_every_reminder_is_given_once_during_the_day(minutes: list[int]) -> None:
    reminders = plan_reminders(bookmarked("talk", "debate"), minutes)
    given_: list[Reminder] = []
    for minute in range(10 * 60):
        given_ += due_reminders(reminders, at("04:00") + timedelta(minutes=minute), given_)
    assert sorted(given_, key=lambda r: (r.due_at, r.session)) == list(reminders)


@pytest.mark.parametrize(("moved_to", "now", "again"), table("reminders.txt", "moved session"))
def test_reminder_is_repeated_only_after_a_longer_delay(
    moved_to: str, now: str, again: str
) -> None:
    given = plan_reminders(bookmarked("talk"), (5,))
    moved = plan_reminders(bookmarked("talk"), (5,), {"talk": at(moved_to)})
    assert due_reminders(moved, at(now), ()) == moved
    assert due_reminders(moved, at(now), given) == (moved if again else ())


def test_reminders_ignore_announced_starts_of_other_sessions() -> None:
    reminders = plan_reminders(
        bookmarked("talk", "off"), (5,), {"debate": at("12:00"), "off": at("12:00")}
    )
    assert reminders == (Reminder("talk", at("10:00"), 5),)


def test_later_of_two_due_reminders_is_given() -> None:
    as_planned, put_off = Reminder("talk", at("10:00"), 5), Reminder("talk", at("10:05"), 10)
    assert due_reminders((as_planned, put_off), at("09:56"), ()) == (put_off,)
