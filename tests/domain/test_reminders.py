"""Reminders: once for each session and each number of minutes, never far too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import Pick, picks
from sommet_tui.domain.reminders import LATE, Reminder, due, next_due, plan_reminders
from tests.builders import at, bookmark, programme, session

TALK = session("talk", "10:00", "11:00")


def marked(*ids: str) -> tuple[Pick, ...]:
    event = programme(
        TALK,
        session("debate", "11:00", "12:00"),
        session("off", "10:00", state="cancelled", end="11:00"),
    )
    return picks(event, [bookmark(id_) for id_ in ids])


def due_at(now: str, minutes: Sequence[int] = (5,), *ids: str) -> list[tuple[str, int]]:
    found = due(plan_reminders(marked(*(ids or ("talk",))), minutes), at(now), ())
    return [(reminder.session, reminder.minutes) for reminder in found]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("09:54", []),
        ("09:55", [("talk", 5)]),
        ("09:59", [("talk", 5)]),
        ("10:01", [("talk", 5)]),
        ("10:02", []),
        ("10:30", []),
    ],
)
def test_reminder_is_due_from_its_minute_until_well_after_the_start(
    now: str, expected: list[tuple[str, int]]
) -> None:
    assert due_at(now) == expected


def test_only_the_last_of_several_missed_reminders_is_given() -> None:
    assert due_at("09:46", (15, 5)) == [("talk", 15)]
    assert due_at("09:57", (15, 5)) == [("talk", 5)]
    reminders = plan_reminders(marked("talk"), (15, 5))
    given_late = due(reminders, at("09:57"), ())
    assert due(reminders, at("09:58"), given_late) == ()


def test_cancelled_or_removed_session_has_no_reminder() -> None:
    assert plan_reminders(marked("off", "vanished"), (5,)) == ()


def test_moved_session_has_a_new_reminder() -> None:
    before = plan_reminders(marked("talk"), (5,))
    later = session("talk", "10:30", "11:30")
    after = plan_reminders(picks(programme(later), [bookmark("talk")]), (5,))
    assert due(after, at("10:25"), before) == after


def test_empty_lead_times_give_no_reminder() -> None:
    assert due_at("09:55", ()) == []
    assert due_at("09:59", (0,)) == []
    assert due_at("10:00", (0,)) == [("talk", 0)]


def test_next_reminder_is_known_ahead() -> None:
    reminders = plan_reminders(marked("talk", "debate"), (15, 5))
    assert next_due(reminders, at("09:45")) == at("09:55")
    assert next_due(reminders, at("09:55")) == at("10:45")
    assert next_due(reminders, at("10:55")) is None


STEPS = st.lists(st.integers(1, 40), min_size=1, max_size=60)
MINUTES = st.lists(st.integers(0, 90), max_size=4)


@given(MINUTES, STEPS)
def test_no_reminder_is_repeated_early_late_or_out_of_order(
    minutes: list[int], steps: list[int]
) -> None:
    reminders = plan_reminders(marked("talk", "debate", "off"), minutes)
    now = at("08:00")
    given_: list[Reminder] = []
    for step in steps:
        now += timedelta(minutes=step)
        found = due(reminders, now, given_)
        assert len({reminder.session for reminder in found}) == len(found)
        for reminder in found:
            assert reminder not in given_
            assert reminder.due <= now < reminder.start + LATE
            earlier = [r for r in given_ if r.session == reminder.session]
            assert all(r.due < reminder.due for r in earlier)
        given_ += found


@given(MINUTES)
def test_regular_clock_gives_every_reminder(minutes: list[int]) -> None:
    reminders = plan_reminders(marked("talk", "debate"), minutes)
    given_: list[Reminder] = []
    for minute in range(10 * 60):
        given_ += due(reminders, at("04:00") + timedelta(minutes=minute), given_)
    assert sorted(given_, key=lambda r: (r.due, r.session)) == list(reminders)


@given(MINUTES, st.integers(0, 600))
def test_no_reminder_is_due_before_the_next_one(minutes: list[int], past: int) -> None:
    reminders = plan_reminders(marked("talk", "debate"), minutes)
    now = at("08:00") + timedelta(minutes=past)
    known = due(reminders, now, ())
    coming = next_due(reminders, now)
    last = (coming or at("20:00")) - timedelta(seconds=1)
    if last > now:
        assert due(reminders, last, known) == ()


def test_latest_reminder_counts_in_any_order() -> None:
    both = plan_reminders(marked("talk"), (5, 15))
    assert due(both[::-1], at("09:58"), ()) == due(both, at("09:58"), ())
    assert [reminder.minutes for reminder in due(both[::-1], at("09:58"), ())] == [5]


@pytest.mark.parametrize(
    ("moved_to", "now", "again"),
    [("10:05", "10:01", False), ("10:06", "10:01", True), ("09:50", "09:46", False)],
)
def test_given_reminder_counts_unless_the_session_is_delayed_beyond_its_minutes(
    moved_to: str, now: str, *, again: bool
) -> None:
    given = plan_reminders(marked("talk"), (5,))
    moved = plan_reminders(marked("talk"), (5,), {"talk": at(moved_to)})
    assert due(moved, at(now), ()) == moved
    assert due(moved, at(now), given) == (moved if again else ())


def test_only_announced_starts_of_bookmarked_sessions_count() -> None:
    reminders = plan_reminders(
        marked("talk", "off"), (5,), {"debate": at("12:00"), "off": at("12:00")}
    )
    assert reminders == (Reminder("talk", at("10:00"), 5),)


def test_later_of_two_reminders_due_at_once_is_given() -> None:
    as_planned, put_off = Reminder("talk", at("10:00"), 5), Reminder("talk", at("10:05"), 10)
    assert due((as_planned, put_off), at("09:56"), ()) == (put_off,)
