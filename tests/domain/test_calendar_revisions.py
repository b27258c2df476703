"""What a calendar is told again: the number rises with time, place and state, and never falls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.calendar_revisions import (
    CalendarEntry,
    Revision,
    entry_of,
    revised,
    withdrawn,
)
from sommet_tui.domain.values import replace
from tests.builders import at, session

NOW = at("08:00")
TALK = entry_of(session("talk", "10:00", "11:00"), "A talk", "Main hall", "digest")


def test_what_was_never_told_begins_at_nothing() -> None:
    assert revised(None, TALK, NOW) == Revision(TALK, 0, NOW)


def test_what_stays_the_same_keeps_its_number_and_its_time() -> None:
    last = Revision(TALK, 3, NOW)
    assert revised(last, TALK, NOW + timedelta(hours=1)) is last


@pytest.mark.parametrize(
    "changed",
    [
        replace(TALK, start=at("10:05")),
        replace(TALK, end=at("11:05")),
        replace(TALK, place="Side room"),
        replace(TALK, state="moved"),
    ],
)
def test_time_place_and_state_make_the_number_rise(changed: CalendarEntry) -> None:
    later = NOW + timedelta(hours=1)
    assert revised(Revision(TALK, 3, NOW), changed, later) == Revision(changed, 4, later)


@pytest.mark.parametrize("changed", [replace(TALK, title="Talk"), replace(TALK, details="other")])
def test_other_changes_keep_the_number(changed: CalendarEntry) -> None:
    later = NOW + timedelta(hours=1)
    assert revised(Revision(TALK, 3, NOW), changed, later) == Revision(changed, 3, later)


def test_a_session_that_left_is_cancelled_once() -> None:
    gone = withdrawn(Revision(TALK, 0, NOW), NOW + timedelta(hours=1))
    assert (gone.entry.state, gone.sequence) == ("cancelled", 1)
    assert withdrawn(gone, NOW + timedelta(hours=2)) is gone


def test_an_unknown_place_is_empty() -> None:
    assert entry_of(session("talk", "10:00", "11:00"), "A talk", None, "").place == ""


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-60, 60)), max_size=12))
def test_neither_number_nor_time_ever_falls(changes: list[tuple[str, int]]) -> None:
    last = revised(None, TALK, NOW)
    for place, minutes in changes:
        moment = last.modified_at + timedelta(minutes=minutes)
        following = revised(last, replace(TALK, place=place), moment)
        assert following.sequence >= last.sequence
        assert following.modified_at >= last.modified_at
        last = following
