"""Speaking time: every second between the first turn and now is somebody's, or a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.panel_acts import MODERATION
from sommet_tui.domain.panel_airtime import Airtime, Turn, airtime, stood_still
from tests.builders import at
from tests.panels import START

MINUTE = timedelta(minutes=1)
SOMEBODY = st.sampled_from((None, MODERATION, "ada", "bob"))


def spoken(now: str, *turns: tuple[str, str | None]) -> Airtime:
    return airtime([Turn(person, at(clock)) for clock, person in turns], START, at(now))


def minutes(found: Airtime) -> dict[str, float]:
    return {person: time / MINUTE for person, time in found.spoken.items()}


def test_airtime_is_zero_before_the_first_turn() -> None:
    found = spoken("09:10")

    assert (found.spoken, found.speaking, found.turn, found.total) == (
        {},
        None,
        0 * MINUTE,
        0 * MINUTE,
    )
    assert found.share("ada") == 0.0
    assert not found.is_long


def test_turn_lasts_until_the_next_one_or_the_current_time() -> None:
    found = spoken("09:10", ("09:00", MODERATION), ("09:02", "ada"), ("09:08", "bob"))

    assert minutes(found) == {MODERATION: 2, "ada": 6, "bob": 2}
    assert (found.speaking, found.turn, found.total) == ("bob", 2 * MINUTE, 10 * MINUTE)
    assert found.share("ada") == pytest.approx(0.6)
    assert found.of("cleo") == 0 * MINUTE


@given(
    st.lists(st.tuples(SOMEBODY, st.integers(0, 900))), st.integers(0, 7200), st.integers(0, 7200)
)
def test_time_before_the_panel_does_not_count(
    steps: list[tuple[str | None, int]], begins: int, after: int
) -> None:
    turns, moment = [], START
    for person, seconds in steps:
        turns.append(Turn(person, moment))
        moment += timedelta(seconds=seconds)
    since = START + timedelta(seconds=begins)
    until = max(moment, since) + timedelta(seconds=after)

    found, before, whole = (
        airtime(turns, since, until),
        airtime([turn for turn in turns if turn.start <= since], START, since),
        airtime(turns, START, until),
    )

    for person in ("ada", "bob", MODERATION):
        assert found.of(person) == whole.of(person) - before.of(person)
    assert found.turn <= until - since
    assert airtime(turns, until, until).total == timedelta(0), "it has not begun"


def test_silence_counts_for_no_speaker() -> None:
    found = spoken("09:10", ("09:00", "ada"), ("09:03", None))

    assert minutes(found) == {"ada": 3}
    assert (found.speaking, found.turn) == (None, 0 * MINUTE)


def test_repeated_turn_continues_the_count() -> None:
    found = spoken("09:10", ("09:00", "ada"), ("09:08", "ada"))

    assert found.turn == 10 * MINUTE


def test_turn_is_long_after_two_minutes() -> None:
    assert not airtime([Turn("ada", START)], START, START + timedelta(seconds=119)).is_long
    assert airtime([Turn("ada", START)], START, START + timedelta(seconds=120)).is_long
    assert not spoken("09:10", ("09:00", None)).is_long


def test_clock_set_back_neither_removes_nor_adds_time() -> None:
    found = spoken("09:06", ("09:00", "ada"), ("09:05", "bob"), ("09:01", "ada"))

    assert minutes(found) == {"ada": 6, "bob": 0}
    assert found.turn == MINUTE
    assert minutes(spoken("08:00", ("09:00", "ada"), ("09:05", None))) == {"ada": 5}


def test_stage_pause_stops_the_turn_and_it_continues_after() -> None:
    turns = [Turn("ada", at("09:00")), Turn("bob", at("09:12"))]
    pause = (at("09:05"), at("09:09"))

    paused = airtime(turns[:1], START, at("09:07"), [(at("09:05"), at("09:07"))])
    assert (paused.turn, paused.of("ada"), paused.speaking) == (5 * MINUTE, 5 * MINUTE, "ada")
    assert airtime(turns[:1], START, at("09:10"), [pause]).turn == 6 * MINUTE
    assert minutes(airtime(turns, START, at("09:14"), [pause])) == {"ada": 8, "bob": 2}


@given(
    st.lists(st.tuples(SOMEBODY, st.integers(0, 900))),
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=4),
)
def test_total_speaking_time_is_first_turn_to_last_instant_less_pauses(
    steps: list[tuple[str | None, int]], after: int, stops: list[tuple[int, int]]
) -> None:
    """Less those of the stage, and less the time that is nobody's."""
    turns, moment = [], START
    for person, seconds in steps:
        turns.append(Turn(person, moment))
        moment += timedelta(seconds=seconds)
    until = moment + timedelta(seconds=after)
    pauses, reached = [], START - 5 * MINUTE
    for gap, length in stops:
        since = reached + timedelta(seconds=gap)
        reached = since + timedelta(seconds=length)
        pauses.append((since, reached))

    found = airtime(turns, START, until, pauses)

    ends = [*(turn.start for turn in turns[1:]), until]
    nobody = timedelta(0)
    for turn, end in zip(turns, ends, strict=False):
        if turn.person is None:
            nobody += end - turn.start - stood_still(pauses, turn.start, end)
    whole = until - START - stood_still(pauses, START, until) if turns else timedelta(0)
    assert found.total + nobody == whole


@given(st.lists(st.tuples(SOMEBODY, st.integers(-900, 900))), st.integers(-900, 10_000))
def test_shares_add_up_to_one_despite_clock_changes(
    steps: list[tuple[str | None, int]], after: int
) -> None:
    turns, moment = [], START
    for person, seconds in steps:
        turns.append(Turn(person, moment))
        moment += timedelta(seconds=seconds)

    found = airtime(turns, START, moment + timedelta(seconds=after))

    assert all(time >= timedelta(0) for time in found.spoken.values())
    assert found.turn >= timedelta(0)
    assert sum(found.share(person) for person in found.spoken) == pytest.approx(
        1.0 if found.total else 0.0
    )
