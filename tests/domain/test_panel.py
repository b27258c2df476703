"""A panel: speaking time, questions, seats, segments, and the state after its acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.panel import (
    MODERATION,
    SEGMENT_NAMES,
    Arrival,
    Arrived,
    Hand,
    PanelAct,
    Turn,
    acts_in_force,
    airtime,
    arrivals,
    carry_over_segments,
    due_cue,
    hands,
    latest_to_undo,
    latest_undo_to_redo,
    next_arrival,
    panel_of_session,
    paused_time,
    questions,
    questions_due,
    seat_letters,
    seat_order,
    segments_at,
    sessions_of_same_day,
    stretch_plan,
    turn_limit,
    usual_segments,
)
from sommet_tui.domain.programme import Preparation, PreparedQuestion, Programme, Segment
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from tests.builders import at, clock_of, participant, session
from tests.panels import (
    PLAN,
    START,
    day,
    log,
    logs,
    the_panel,
    the_session,
)
from tests.strategies import NAMES as SCRIPTS
from tests.tables import listed, table

MINUTE = timedelta(minutes=1)
SOMEBODY = st.sampled_from((None, MODERATION, "ada", "bob"))


@pytest.mark.parametrize(("turns", "now", "spoken", "turn"), table("panel.txt", "speaking time"))
def test_speaking_time_follows_the_turns(turns: str, now: str, spoken: str, turn: str) -> None:
    people = {"moderation": MODERATION, "-": None}
    given = [each.split() for each in listed(turns)]
    found = airtime([Turn(people.get(who, who), at(c)) for c, who in given], START, at(now))
    minutes = [f"{who or 'moderation'} {time // MINUTE}" for who, time in found.spoken.items()]
    assert ", ".join(minutes) == spoken
    who = "-" if found.speaking is None else found.speaking
    assert f"{who} {found.turn // MINUTE}{' long' if found.is_long else ''}" == turn


def turns_in_a_row(steps: list[tuple[str | None, int]]) -> tuple[list[Turn], datetime]:
    """Return turns of as many seconds as each step has, and the end of the last one."""
    turns, moment = [], START
    for person, seconds in steps:
        turns.append(Turn(person, moment))
        moment += timedelta(seconds=seconds)
    return turns, moment


@given(
    st.lists(st.tuples(SOMEBODY, st.integers(0, 900))),
    st.integers(0, 10_000),
    st.lists(st.integers(-300, 7200), max_size=8),
)
def test_total_speaking_time_excludes_pauses_and_silence(
    steps: list[tuple[str | None, int]], after: int, edges: list[int]
) -> None:
    """Without the pauses of the stage, and without the time in which no one speaks."""
    turns, moment = turns_in_a_row(steps)
    until = moment + timedelta(seconds=after)
    moments = [START + timedelta(seconds=edge) for edge in sorted(edges)]
    pauses = list(zip(moments[::2], moments[1::2], strict=False))
    found = airtime(turns, START, until, pauses)

    ends = [*(turn.start for turn in turns[1:]), until]
    spans = ((one.start, end) for one, end in zip(turns, ends, strict=False) if one.person is None)
    silences = (end - start - paused_time(pauses, start, end) for start, end in spans)
    whole = until - START - paused_time(pauses, START, until) if turns else timedelta(0)
    assert sum(silences, found.total) == whole


@given(st.lists(st.tuples(SOMEBODY, st.integers(-900, 900))), st.integers(-900, 10_000))
def test_shares_add_up_to_one_despite_clock_changes(
    steps: list[tuple[str | None, int]], after: int
) -> None:
    turns, moment = turns_in_a_row(steps)

    found = airtime(turns, START, moment + timedelta(seconds=after))

    assert all(time >= timedelta(0) for time in found.spoken.values())
    assert found.turn >= timedelta(0)
    assert sum(found.share(person) for person in found.spoken) == pytest.approx(
        1.0 if found.total else 0.0
    )


WHY, HOW = PreparedQuestion("Why?"), PreparedQuestion("How?", "ada")


def test_prepared_questions_come_before_added_ones() -> None:
    found = questions((WHY, HOW), log("09:00 ask When? +bob"))

    assert [(q.text, q.to) for q in found] == [("Why?", None), ("How?", "ada"), ("When?", "bob")]
    assert found[2].number == 1
    assert all(q.number < 0 for q in found[:2])


@pytest.mark.parametrize(("changes", "expected"), table("panel.txt", "question to Ada"))
def test_question_is_as_its_latest_records_say(changes: str, expected: str) -> None:
    (found,) = questions((), log(f"09:00 ask Why? +ada, {changes}"))
    starred, asked = "starred" if found.starred else "", found.asked_at
    words = [found.text, found.to, starred, clock_of(asked) if asked else ""]
    assert " ".join(filter(None, words)) == expected


def test_prepared_question_keeps_its_state_when_another_is_inserted_before() -> None:
    (why,) = questions((WHY,), ())
    found = questions((HOW, WHY), log(f"09:10 question #{why.number} =asked"))

    assert [(q.text, q.asked_at is not None) for q in found] == [("How?", False), ("Why?", True)]


def test_repeated_prepared_question_is_listed_twice() -> None:
    assert len({q.number for q in questions((WHY, WHY), ())}) == 2


@pytest.mark.parametrize(("acts", "expected"), table("panel.txt", "raised hands"))
def test_raised_hands_show_when_they_were_served_and_earlier_turns(
    acts: str, expected: str
) -> None:
    assert ", ".join(map(hand_words, hands(log(acts)))) == expected


def hand_words(hand: Hand) -> str:
    """Return a hand as "1 left 09:01-09:03 +1": called on at 09:03, with one earlier turn."""
    taken = f"-{clock_of(hand.taken_at)}" if hand.taken_at else ""
    before = f" +{hand.before}" if hand.before else ""
    return f"{hand.number} {hand.text} {clock_of(hand.since)}{taken}{before}"


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(("order", "seats"), table("panel.txt", "seats"))
def test_seats_follow_the_recorded_order(order: str, seats: str) -> None:
    assert [p.id for p in seat_order(the_session(), order.split())] == seats.split()


def test_person_named_twice_has_one_seat() -> None:
    twice = session(people=(participant("ada"), participant("ada", role="host")))
    assert [p.id for p in seat_order(twice, ())] == ["ada"]


@pytest.mark.parametrize(("names", "taken", "letters"), table("panel.txt", "letters"))
def test_person_gets_the_first_free_letter_of_their_name(
    names: str, taken: str, letters: str
) -> None:
    people = {str(number): name for number, name in enumerate(listed(names))}
    assert " ".join(seat_letters(people, taken).values()) == letters


@given(
    st.lists(st.sampled_from((*SCRIPTS, "Ada", "Bob Bob", "", "...")) | st.text(max_size=8)),
    st.sets(st.sampled_from(ALPHABET)),
)
def test_letters_are_unique_and_not_reserved(names: list[str], taken: set[str]) -> None:
    found = seat_letters({str(number): name for number, name in enumerate(names)}, taken)

    given_out = [letter for letter in found.values() if letter]
    assert len(given_out) == len(set(given_out)) == min(len(names), 26 - len(taken))
    assert set(given_out) <= set(ALPHABET) - taken


@given(st.lists(st.sampled_from(SCRIPTS), min_size=1))
def test_later_person_does_not_take_the_initial_of_an_earlier_person(names: list[str]) -> None:
    people = {str(number): name for number, name in enumerate(names)}
    first = dict(list(people.items())[:-1])
    before, after = seat_letters(first, "bq"), seat_letters(people, "bq")
    own = {id_: letter for id_, letter in before.items() if fold(people[id_])[:1] == letter}

    assert own.items() <= after.items()


CUES = (10, 5, 2, 1, 0)
PLANS = st.lists(
    st.builds(Segment, st.sampled_from((*SEGMENT_NAMES, "Duel")), st.integers(1, 40)), max_size=6
).map(tuple)


def segments(plan: str) -> tuple[Segment, ...]:
    """Return the segments "welcome 5, statements 15"."""
    parts = (each.split() for each in listed(plan))
    return tuple(Segment(name, int(length)) for name, length in parts)


def begun_at(begun: str) -> list[tuple[int, datetime]]:
    """Return the numbers of segments, and when each began: "0 09:00, 1 09:07"."""
    parts = (each.split() for each in listed(begun))
    return [(int(number), at(clock)) for number, clock in parts]


@pytest.mark.parametrize(
    ("length", "speakers", "plan"), table("panel.txt", "plan for a session without one")
)
def test_usual_plan_depends_on_length_and_speakers(length: str, speakers: str, plan: str) -> None:
    assert usual_segments(int(length) * MINUTE, int(speakers)) == segments(plan)


@given(st.integers(0, 24 * 60 * 60))
def test_default_plan_of_a_panel_fills_the_session(seconds: int) -> None:
    found = usual_segments(timedelta(seconds=seconds), 2)

    assert sum(s.minutes for s in found) == max(1, seconds // 60)
    assert all(s.minutes > 0 for s in found)
    assert [s.name for s in found] == [
        name for name in SEGMENT_NAMES if name in {s.name for s in found}
    ]


@pytest.mark.parametrize(
    ("begun", "now", "pause", "segments", "left"), table("panel.txt", "segments")
)
def test_segments_follow_the_clock_until_one_is_begun(
    begun: str, now: str, pause: str, segments: str, left: str
) -> None:
    pauses = [(at(pause[:5]), at(pause[6:]))] if pause else []
    found = segments_at(PLAN, begun_at(begun), START, at(now), pauses)
    assert segments == ", ".join(f"{p.state} {clock_of(p.start)}-{clock_of(p.end)}" for p in found)
    assert [p.remaining for p in found if p.state == "on"] == [int(left) * MINUTE]


def test_empty_plan_has_no_segments() -> None:
    assert segments_at((), (), START, START) == ()


@pytest.mark.parametrize(
    ("new", "begun", "running"), table("panel.txt", "running segment in a new plan")
)
def test_running_segment_is_found_in_a_new_plan(new: str, begun: str, running: str) -> None:
    plan = segments(new)
    found = carry_over_segments(begun_at(begun), PLAN, plan, at("09:55"))
    assert ", ".join(f"{plan[number].name} {clock_of(since)}" for number, since in found) == running


def test_segments_with_the_same_name_stay_distinct() -> None:
    twice, longer = segments("round 5, round 10"), segments("Film 1, round 6, round 11")

    assert carry_over_segments([(1, START)], twice, longer, at("09:55")) == ((2, START),)


@given(PLANS, PLANS, st.lists(st.integers(0, 5)))
def test_segment_numbers_follow_the_new_plan(
    old: tuple[Segment, ...], new: tuple[Segment, ...], begun: list[int]
) -> None:
    taken = [(number, START) for number in begun if number < len(old)]

    found = carry_over_segments(taken, old, new, at("09:55"))

    assert all(0 <= number < len(new) for number, _ in found)
    assert bool(found) or not (taken and new)


def test_questions_are_due_early_enough_for_the_remaining_segments() -> None:
    assert questions_due(PLAN, at("10:00")) == at("09:40")
    assert questions_due(PLAN, at("10:05")) == at("09:45")
    assert questions_due(PLAN[:3], at("10:00")) is None


@pytest.mark.parametrize(("plan", "added", "longer"), table("panel.txt", "plan with added minutes"))
def test_added_minutes_lengthen_one_segment(plan: str, added: str, longer: str) -> None:
    assert stretch_plan(segments(plan), float(added) * MINUTE) == segments(longer)


@pytest.mark.parametrize(("seconds", "sign"), table("panel.txt", "seconds left and the sign"))
def test_signal_is_shown_for_half_a_minute(seconds: str, sign: str) -> None:
    due = due_cue(timedelta(seconds=int(seconds)), CUES, timedelta(seconds=30))
    assert due == (int(sign) if sign else None)


def test_later_of_two_signals_is_shown() -> None:
    assert due_cue(timedelta(seconds=60), CUES, timedelta(minutes=5)) == 1
    assert due_cue(timedelta(seconds=60), (), timedelta(minutes=5)) is None


def test_panel_starts_as_prepared() -> None:
    prepared = Preparation(PLAN, (PreparedQuestion("Why?", "ada"),), ("cleo", "bob"), {"ada": 40})

    found = the_panel(of=day({"panel": prepared}))

    assert [p.id for p in found.people] == ["cleo", "bob", "ada", "mona"]
    assert (found.plan, found.shares) == (PLAN, {"ada": 40})
    assert [(q.text, q.to) for q in found.questions] == [("Why?", "ada")]
    assert (found.arrivals, found.begun, found.turns, found.hands) == ({}, (), (), ())


@pytest.mark.parametrize(("acts", "expected"), table("panel.txt", "turns"))
def test_raised_hand_takes_the_floor_from_a_speaker(acts: str, expected: str) -> None:
    found = [f"{one.person or '-'} {clock_of(one.start)}" for one in the_panel(log(acts)).turns]
    assert ", ".join(found) == expected


def test_session_without_a_prepared_plan_gets_the_default_plan() -> None:
    found = the_panel(of=day({"talk": Preparation(PLAN)}))

    assert sum(s.minutes for s in found.plan) == 60
    assert [s.name for s in found.plan] == [s.name for s in PLAN]


def test_seats_plan_and_segments_follow_the_records() -> None:
    longer = (*PLAN[:2], Segment("Duel", 25), *PLAN[3:])

    segments = "09:00 segment #0, 09:05 segment #2, 09:06 segment #9, 09:07 segment"
    seating, *begun, plan, empty = log(f"08:50 seating, {segments}, 09:08 plan, 09:09 plan")
    seating = replace(seating, order=("bob", "ada", "absent"))
    found = the_panel([seating, *begun, replace(plan, segments=longer), empty])

    assert [p.id for p in found.people] == ["bob", "ada", "cleo", "mona"]
    assert found.plan == longer
    assert found.begun == ((0, at("09:00")), (2, at("09:05")))


def test_records_of_another_session_have_no_effect() -> None:
    other = log("09:00 turn @talk, 09:01 ask Why? @talk, 09:02 hand left @talk")
    assert the_panel(other) == the_panel()


@pytest.mark.parametrize(("acts", "undo", "redo"), table("panel.txt", "next to undo and to redo"))
def test_latest_act_is_undone_and_latest_undo_is_redone(acts: str, undo: str, redo: str) -> None:
    latest, again = latest_to_undo(log(acts)), latest_undo_to_redo(log(acts))
    assert (str(latest.seq) if latest else "") == undo
    assert " ".join(str(each.seq) for each in again or ()) == redo


@given(logs())
def test_undoing_the_last_act_restores_the_state_before_it(acts: tuple[PanelAct, ...]) -> None:
    latest = latest_to_undo(acts)
    if latest is None:
        return
    whole = day()
    undone = (
        *acts,
        PanelAct("undo", session="panel", undoes=latest.seq, seq=len(acts) + 1, at=latest.at),
    )

    without = [a for a in acts_in_force(acts) if a is not latest]

    assert acts_in_force(undone) == tuple(without)
    assert panel_of_session(whole, whole.by_id["panel"], undone) == panel_of_session(
        whole, whole.by_id["panel"], without
    )


@pytest.mark.parametrize(
    ("acts", "state", "since", "recorded"), table("panel.txt", "arrivals of Ada")
)
def test_arrival_follows_from_the_records_of_the_day(
    acts: str, state: str, since: str, recorded: str
) -> None:
    found = the_panel(log(acts))
    ada = found.arrivals.get("ada", Arrived(cast(Arrival, ""), None))
    assert ada.arrival == state
    assert (clock_of(ada.since) if ada.since else "") == since
    assert found.has_arrivals == (recorded == "yes")
    assert all(found.arrivals), "a record without a person changes nothing"


def test_repeated_arrival_key_cycles_through_the_states() -> None:
    assert next_arrival("not_seen") == "arrived"
    assert next_arrival("arrived") == "on_stage"
    assert next_arrival("on_stage") == "not_seen"


def test_person_stays_on_stage_until_the_day_ends() -> None:
    made = day()
    acts = log("09:50 arrival +ada =on_stage @talk")
    today = sessions_of_same_day(made, made.by_id["panel"])

    assert arrivals(acts, None, today) == {"ada": Arrived("on_stage", at("09:50"))}
    assert today == {"panel", "talk"}


def test_running_segment_is_found_after_a_plan_change() -> None:
    unprepared = {"talk": Preparation()}
    alone = day(unprepared, people=())
    names = [segment.name for segment in the_panel(of=alone).plan]
    assert names == ["welcome", "talk", "questions", "close"]

    def begun_segments(item: int, name: str, of: Programme = alone) -> list[int]:
        return [number for number, _ in the_panel(log(f"09:10 segment #{item} {name}"), of).begun]

    # The act has the name: a speaker was added to the programme since, or taken out.
    assert begun_segments(2, "questions") == [2]
    assert begun_segments(2, "questions", of=day(unprepared)) == [3]
    assert begun_segments(3, "questions") == [2]
    # A segment that was renamed since keeps its place.
    assert begun_segments(1, "Fishbowl") == [1]


@pytest.mark.parametrize(("text", "seconds"), [("2", 120), (" 1:30 ", 90), ("0", 0), ("0:45", 45)])
def test_turn_limit_is_read_in_minutes(text: str, seconds: int) -> None:
    assert turn_limit(text) == seconds


@pytest.mark.parametrize("text", ["x", "1:75", "-2", "2 min", "100", "1:3", " "])
def test_invalid_turn_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        turn_limit(text)
