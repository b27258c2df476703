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
    Airtime,
    Arrival,
    Arrived,
    Hand,
    PanelAct,
    PanelActKind,
    Question,
    Turn,
    acts_in_force,
    acts_of_session,
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
from tests.builders import at, clock_of, participant, session
from tests.panels import (
    PLAN,
    START,
    act,
    arrival,
    day,
    log,
    logs,
    the_panel,
    the_session,
    turn,
    undo,
)
from tests.strategies import NAMES as SCRIPTS
from tests.tables import listed, table

MINUTE = timedelta(minutes=1)
SOMEBODY = st.sampled_from((None, MODERATION, "ada", "bob"))


def airtime_at(now: str, *turns: tuple[str, str | None]) -> Airtime:
    return airtime([Turn(person, at(clock)) for clock, person in turns], START, at(now))


def minutes(found: Airtime) -> dict[str, float]:
    return {person: time / MINUTE for person, time in found.spoken.items()}


def test_turn_lasts_until_the_next_one_or_the_current_time() -> None:
    found = airtime_at("09:10", ("09:00", MODERATION), ("09:02", "ada"), ("09:08", "bob"))

    assert minutes(found) == {MODERATION: 2, "ada": 6, "bob": 2}
    assert (found.speaking, found.turn, found.total) == ("bob", 2 * MINUTE, 10 * MINUTE)
    assert found.share("ada") == pytest.approx(0.6)
    assert found.time_of("cleo") == 0 * MINUTE
    since = airtime([Turn("ada", at("08:55"))], START, at("09:02"))
    assert (since.turn, since.total) == (2 * MINUTE, 2 * MINUTE), "earlier time does not count"


def test_second_turn_of_the_same_speaker_does_not_reset_the_timer() -> None:
    found = airtime_at("09:10", ("09:00", "ada"), ("09:08", "ada"))

    assert found.turn == 10 * MINUTE


def test_turn_is_long_after_two_minutes() -> None:
    assert not airtime_at("09:01:59", ("09:00", "ada")).is_long
    assert airtime_at("09:02", ("09:00", "ada")).is_long
    assert not airtime_at("09:10", ("09:00", None)).is_long


def test_clock_set_back_does_not_change_the_speaking_time() -> None:
    found = airtime_at("09:06", ("09:00", "ada"), ("09:05", "bob"), ("09:01", "ada"))

    assert minutes(found) == {"ada": 6, "bob": 0}
    assert found.turn == MINUTE
    assert minutes(airtime_at("08:00", ("09:00", "ada"), ("09:05", None))) == {"ada": 5}


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
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=4),
)
def test_total_speaking_time_excludes_pauses_and_silence(
    steps: list[tuple[str | None, int]], after: int, stops: list[tuple[int, int]]
) -> None:
    """Without the pauses of the stage, and without the time in which no one speaks."""
    turns, moment = turns_in_a_row(steps)
    until = moment + timedelta(seconds=after)
    pauses, reached = [], START - 5 * MINUTE
    for gap, length in stops:
        since = reached + timedelta(seconds=gap)
        reached = since + timedelta(seconds=length)
        pauses.append((since, reached))

    found = airtime(turns, START, until, pauses)

    ends = [*(turn.start for turn in turns[1:]), until]
    silence = timedelta(0)
    for one, end in zip(turns, ends, strict=False):
        if one.person is None:
            silence += end - one.start - paused_time(pauses, one.start, end)
    whole = until - START - paused_time(pauses, START, until) if turns else timedelta(0)
    assert found.total + silence == whole


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


def questions_after(*acts: PanelAct) -> tuple[Question, ...]:
    return questions((), log(act("09:00", "ask", text="Why?", person="ada"), *acts))


def question_act(value: str, person: str | None = None, item: int | None = 1) -> PanelAct:
    return act("09:10", "question", item=item, value=value, person=person)


def test_prepared_questions_come_before_added_ones() -> None:
    found = questions((WHY, HOW), log(act("09:00", "ask", text="When?", person="bob")))

    assert [(q.text, q.to) for q in found] == [("Why?", None), ("How?", "ada"), ("When?", "bob")]
    assert found[2].number == 1
    assert all(q.number < 0 for q in found[:2])


def test_changes_to_a_question_can_be_undone() -> None:
    assert questions_after()[0] == Question(1, "Why?", "ada")
    assert questions_after(question_act("starred"))[0].starred
    assert not questions_after(question_act("starred"), question_act("plain"))[0].starred
    assert questions_after(question_act("asked"))[0].asked_at == at("09:10")
    assert questions_after(question_act("asked"), question_act("open"))[0].asked_at is None
    assert questions_after(question_act("aimed", "bob"))[0].to == "bob"
    assert questions_after(question_act("aimed"))[0].to is None


def test_invalid_record_about_a_question_changes_nothing() -> None:
    assert questions_after(question_act("eaten")) == questions_after()
    assert questions_after(question_act("asked", item=7)) == questions_after()
    assert questions_after(question_act("asked", item=None)) == questions_after()
    assert questions_after(act("09:01", "ask"), act("09:01", "ask", text="")) == questions_after()


def test_prepared_question_keeps_its_state_when_another_is_inserted_before() -> None:
    (why,) = questions((WHY,), ())
    asked = log(act("09:10", "question", item=why.number, value="asked"))

    found = questions((HOW, WHY), asked)

    assert [(q.text, q.asked_at is not None) for q in found] == [("How?", False), ("Why?", True)]


def test_repeated_prepared_question_is_listed_twice() -> None:
    found = questions((WHY, WHY), ())

    assert len({q.number for q in found}) == 2


def test_raised_hands_are_listed_in_order() -> None:
    raised = (act("09:01", "hand", text="left, second row"), act("09:02", "hand", text="back"))

    assert hands(log(*raised)) == (
        Hand(1, "left, second row", at("09:01")),
        Hand(2, "back", at("09:02")),
    )
    assert hands(log(*raised, act("09:03", "hand", item=9), act("09:03", "hand"))) == hands(
        log(*raised)
    )
    assert hands(log(act("09:03", "ask", text="Why?"))) == ()


def test_raised_hand_shows_earlier_turns_of_the_person() -> None:
    first = (act("09:01", "hand", text="Marie"), act("09:02", "hand", item=1))
    again = (act("09:03", "hand", text="marie"), act("09:04", "hand", text="Paul"))
    last = act("09:05", "hand", item=3)

    assert [h.before for h in hands(log(*first, *again))] == [0, 1, 0]
    assert [h.before for h in hands(log(*first, *again, last))] == [1, 1, 0]


def test_served_hand_shows_when_it_was_served() -> None:
    raised = (act("09:01", "hand", text="left"), act("09:02", "hand", text="back"))
    taken = act("09:03", "hand", item=1)

    found = hands(log(*raised, taken, act("09:09", "hand", item=1)))

    assert [(h.text, h.taken_at) for h in found] == [("left", at("09:03")), ("back", None)]


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


def test_raised_hand_takes_the_floor_from_a_speaker() -> None:
    raised = act("09:04", "hand", text="Marie")
    before = (turn("09:02", "bob"), raised)

    taken = the_panel(*before, act("09:05", "hand", item=log(*before)[-1].seq))

    assert [(t.person, t.start) for t in taken.turns] == [
        ("bob", at("09:02")),
        (None, at("09:05")),
    ]
    assert [t.person for t in the_panel(*before).turns] == ["bob"]


def test_raised_hand_adds_no_turn_during_silence() -> None:
    raised = act("09:04", "hand", text="Marie")

    assert the_panel(raised, act("09:05", "hand", item=log(raised)[-1].seq)).turns == ()


def test_session_without_a_prepared_plan_gets_the_default_plan() -> None:
    found = the_panel(of=day({"talk": Preparation(PLAN)}))

    assert sum(s.minutes for s in found.plan) == 60
    assert [s.name for s in found.plan] == [s.name for s in PLAN]
    assert [p.id for p in found.people] == ["ada", "bob", "cleo", "mona"]


def test_seats_plan_and_segments_follow_the_records() -> None:
    longer = (*PLAN[:2], Segment("Duel", 25), *PLAN[3:])

    found = the_panel(
        act("08:50", "seating", order=("bob", "ada", "absent")),
        act("09:00", "segment", item=0),
        act("09:05", "segment", item=2),
        act("09:06", "segment", item=9),
        act("09:07", "segment"),
        act("09:08", "plan", segments=longer),
        act("09:09", "plan"),
    )

    assert [p.id for p in found.people] == ["bob", "ada", "cleo", "mona"]
    assert found.plan == longer
    assert found.begun == ((0, at("09:00")), (2, at("09:05")))


def test_records_of_another_session_have_no_effect() -> None:
    found = the_panel(
        act("09:00", "turn", "talk"),
        act("09:00", "ask", "talk", text="Why?"),
        act("09:00", "hand", "talk", text="left"),
        act("09:00", "plan", "talk", segments=PLAN[:1]),
    )

    assert found == the_panel()


def test_undo_applies_to_the_latest_valid_act() -> None:
    acts = log(turn("09:01", "ada"), turn("09:02", "bob"), undo("09:03", 2))

    assert latest_to_undo(acts) == acts[0]
    assert latest_to_undo(()) is None
    assert acts_of_session(acts, "talk") == ()


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


def panel_act(text: str) -> PanelAct:
    """Return the act "08:40 arrival ada arrived @talk"; without a session it is in the panel."""
    clock, kind, *words = text.split()
    place = next((word[1:] for word in words if word[0] == "@"), "panel")
    if kind == "undo":
        return undo(clock, int(words[0]))
    person, value = (*(word for word in words if word[0] != "@"), None, None)[:2]
    who = "" if person == "-" else person
    return act(clock, cast(PanelActKind, kind), place, person=who, value=value)


@pytest.mark.parametrize(
    ("acts", "state", "since", "recorded"), table("panel.txt", "arrivals of Ada")
)
def test_arrival_follows_from_the_records_of_the_day(
    acts: str, state: str, since: str, recorded: str
) -> None:
    found = the_panel(*map(panel_act, listed(acts)))
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
    acts = log(arrival("09:50", "ada", "on_stage", "talk"))
    today = sessions_of_same_day(made, made.by_id["panel"])

    assert arrivals(acts, None, today) == {"ada": Arrived("on_stage", at("09:50"))}
    assert today == {"panel", "talk"}


def test_latest_undo_can_be_redone_until_the_next_act() -> None:
    spoke = log(turn("09:00", "ada"), turn("09:01", "bob"), undo("09:02", 2))
    again = log(*spoke, undo("09:03", 3))

    assert latest_undo_to_redo(spoke) == (spoke[2], spoke[1])
    assert latest_undo_to_redo(again) is None
    assert latest_undo_to_redo(log(*spoke, turn("09:04", "cleo"))) is None
    assert latest_undo_to_redo(()) is None
    assert latest_undo_to_redo(log(undo("09:00", 7))) is None


def test_redo_restores_the_latest_undo_first() -> None:
    acts = log(turn("09:00", "ada"), turn("09:01", "bob"), undo("09:02", 2), undo("09:03", 1))

    assert latest_undo_to_redo(acts) == (acts[3], acts[0])
    assert latest_undo_to_redo(log(*acts, undo("09:04", 4))) == (acts[2], acts[1])
    assert latest_undo_to_redo(log(*acts, undo("09:04", 4), undo("09:05", 3))) is None


def test_running_segment_is_found_after_a_plan_change() -> None:
    unprepared = {"talk": Preparation()}
    alone = day(unprepared, people=())
    names = [segment.name for segment in the_panel(of=alone).plan]
    assert names == ["welcome", "talk", "questions", "close"]

    def begun_segments(item: int, name: str | None, of: Programme = alone) -> list[int]:
        return [
            number
            for number, _ in the_panel(act("09:10", "segment", item=item, text=name), of=of).begun
        ]

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
