"""Bookmarks: every conflict, the order, the next session, and each reminder once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import (
    Pick,
    Reminder,
    conflicts,
    due_reminders,
    next_due,
    next_pick,
    overview,
    picks,
    plan_reminders,
    remove_unplanned_clashes,
)
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from tests import strategies
from tests.acting import day_of
from tests.builders import at, bookmark, clock_of, programme, session
from tests.tables import table


def conflict_ids(pick: Pick) -> tuple[str, ...]:
    return tuple(other.id for other in pick.conflicts)


@given(planned=strategies.programmes(past_boundary=True), data=st.data())
def test_all_overlapping_sessions_conflict_unless_cancelled(
    planned: Programme, data: st.DataObject
) -> None:
    found = conflicts(data.draw(st.permutations(planned.sessions)))
    expected = {
        (one.id, two.id)
        for one in planned.sessions
        for two in planned.sessions
        if one is not two
        and "cancelled" not in (one.state, two.state)
        and max(one.start, two.start) < min(one.end, two.end)
    }
    pairs = [(one, two.id) for one, others in found.items() for two in others]
    assert set(pairs) == expected
    assert len(pairs) == len(expected)
    assert all(one != two and (two, one) in expected for one, two in pairs)
    for others in found.values():
        starts = [(other.start, other.end) for other in others]
        assert others
        assert starts == sorted(starts)


def test_long_conflict_list_is_shortened() -> None:
    many = [session(f"s{n:02}", f"09:{n:02}", "12:00") for n in range(30)]
    found = {id_: [s.id for s in others] for id_, others in conflicts(many).items()}
    before, after = [s.id for s in many[:10]], [s.id for s in many[26:]]
    assert found["s25"] == [*before, *after]
    assert found["s00"] == [s.id for s in many[1:11]]
    assert found["s29"] == before
    assert found["s10"] == [*before, *(s.id for s in many[11:21])]


@given(data=st.data(), planned=strategies.programmes())
def test_bookmarks_are_in_time_order_with_removed_ones_last(
    data: st.DataObject, planned: Programme
) -> None:
    marked = data.draw(strategies.bookmarks(planned))
    found = picks(planned, data.draw(st.permutations(marked)))
    assert {p.bookmark for p in found} == set(marked)
    assert len(found) == len(marked)
    assert all(p.session == planned.by_id.get(p.bookmark.session) for p in found)
    present = [(p.session.start, p.session.end) for p in found if p.session]
    assert present == sorted(present)
    assert all(p.session is not None for p in found[: len(present)])
    chosen = {p.bookmark.session for p in found}
    assert all(chosen.issuperset(conflict_ids(p)) for p in found)


def test_bookmarks_of_removed_sessions_keep_their_titles() -> None:
    before = at("20:00", date(2025, 2, 5))
    marked = [
        bookmark("later", title="Was there later"),
        bookmark("earlier", title="Was there", added_at=before),
        bookmark("talk"),
    ]
    found = picks(day_of("talk 09:00-10:00"), marked)
    assert [p.bookmark.session for p in found] == ["talk", "earlier", "later"]
    assert [p.bookmark.title for p in found] == ["Talk", "Was there", "Was there later"]
    assert [p.session is None for p in found] == [False, True, True]


def test_delay_causes_a_clash_between_rooms_but_not_within_one() -> None:
    marked = [bookmark("a"), bookmark("b"), bookmark("c"), bookmark("d")]
    planned = day_of(
        "a 09:00-10:00 @north, b 10:00-11:00 @north, c 10:00-11:00 @south, d 10:30-11:30 @north"
    )
    day = day_of(
        "a 09:00-10:20 @north, b 10:00-11:00 @north, c 10:00-11:00 @south, d 10:30-11:30 @north"
    )
    found = remove_unplanned_clashes(picks(day, marked), picks(planned, marked))
    assert {p.bookmark.session: conflict_ids(p) for p in found} == {
        "a": ("c",),
        "b": ("c", "d"),
        "c": ("a", "b", "d"),
        "d": ("b", "c"),
    }


@given(planned=strategies.programmes(), data=st.data())
def test_next_bookmark_is_the_first_session_that_has_not_started(
    planned: Programme, data: st.DataObject
) -> None:
    found = picks(planned, data.draw(strategies.bookmarks(planned)))
    now = data.draw(strategies.instants(planned) | st.sampled_from(strategies.boundaries(planned)))
    coming = [
        p.session.start
        for p in found
        if p.session and p.session.state != "cancelled" and p.session.start > now
    ]
    following = next_pick(found, now)
    assert (following.start if following else None) == min(coming, default=None)
    assert following is None or following.id in {p.bookmark.session for p in found}


def test_past_sessions_have_no_clashes_or_free_time() -> None:
    day = day_of("early 10:00-11:00, also 10:30-11:30, one 14:00-15:00, two 14:30-15:30")
    found = picks(day, [bookmark(s.id) for s in day.sessions])
    times = [("15:30", "18:00"), ("11:30", "14:00"), ("09:00", "10:00"), ("11:30", "11:44")]
    free = [Gap(at(start), at(end)) for start, end in times]

    def summary_at(clock: str) -> tuple[int, tuple[str, str] | None]:
        summed = overview(found, (), at(clock), free)
        first = summed.next_free
        return summed.clashes, (clock_of(first.start), clock_of(first.end)) if first else None

    assert summary_at("08:00") == (2, ("09:00", "10:00"))
    assert summary_at("11:00") == (1, ("11:30", "14:00"))
    assert summary_at("14:45") == (1, ("15:30", "18:00"))
    assert summary_at("15:00") == (0, ("15:30", "18:00"))
    assert summary_at("18:00") == (0, None)


TALK = session("talk", "10:00", "11:00")


def bookmarked(*ids: str) -> tuple[Pick, ...]:
    event = programme(
        TALK,
        session("debate", "11:00", "12:00"),
        session("off", "10:00", state="cancelled", end="11:00"),
    )
    return picks(event, [bookmark(id_) for id_ in ids])


def due_at(now: str, minutes: Sequence[int] = (5,), *ids: str) -> list[tuple[str, int]]:
    found = due_reminders(plan_reminders(bookmarked(*(ids or ("talk",))), minutes), at(now), ())
    return [(reminder.session, reminder.minutes) for reminder in found]


@pytest.mark.parametrize(("now", "expected"), table("bookmarks.txt"))
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


MINUTES = st.lists(st.integers(0, 90), max_size=4)


@given(MINUTES)
def test_every_reminder_is_given_once_during_the_day(minutes: list[int]) -> None:
    reminders = plan_reminders(bookmarked("talk", "debate"), minutes)
    given_: list[Reminder] = []
    for minute in range(10 * 60):
        given_ += due_reminders(reminders, at("04:00") + timedelta(minutes=minute), given_)
    assert sorted(given_, key=lambda r: (r.due_at, r.session)) == list(reminders)


@given(MINUTES, st.integers(0, 600))
def test_no_reminder_is_due_before_the_next_one(minutes: list[int], past: int) -> None:
    reminders = plan_reminders(bookmarked("talk", "debate"), minutes)
    now = at("08:00") + timedelta(minutes=past)
    known = due_reminders(reminders, now, ())
    coming = next_due(reminders, now)
    last = (coming or at("20:00")) - timedelta(seconds=1)
    if last > now:
        assert due_reminders(reminders, last, known) == ()


@pytest.mark.parametrize(
    ("moved_to", "now", "again"),
    [("10:05", "10:01", False), ("10:06", "10:01", True), ("09:50", "09:46", False)],
)
def test_reminder_is_repeated_only_after_a_longer_delay(
    moved_to: str, now: str, *, again: bool
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
