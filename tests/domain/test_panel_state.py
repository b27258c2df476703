"""A panel after its acts: what stands, what an undo brings back, who was seen where."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.panel_acts import (
    Arrival,
    PanelAct,
    in_force,
    latest_to_undo,
    latest_undone,
    next_arrival,
    of_session,
)
from sommet_tui.domain.panel_state import Arrived, arrivals, panel, same_day
from sommet_tui.domain.preparation import Preparation, Prepared, Segment
from sommet_tui.domain.programme import Programme
from tests.builders import at, session
from tests.panels import PLAN, act, arrival, day, log, logs, the_panel, turn, undo


def test_panel_starts_as_prepared() -> None:
    prepared = Preparation(PLAN, (Prepared("Why?", "ada"),), ("cleo", "bob"), {"ada": 40})

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


def test_raised_hand_gets_the_free_floor() -> None:
    raised = act("09:04", "hand", text="Marie")

    assert the_panel(raised, act("09:05", "hand", item=log(raised)[-1].seq)).turns == ()


def test_session_without_prepared_plan_has_the_usual_one() -> None:
    found = the_panel(of=day({"talk": Preparation(PLAN)}))

    assert sum(s.minutes for s in found.plan) == 60
    assert [s.name for s in found.plan] == [s.name for s in PLAN]
    assert [p.id for p in found.people] == ["ada", "bob", "cleo", "mona"]


def test_seats_plan_and_segments_follow_the_records() -> None:
    longer = (*PLAN[:2], Segment("Duel", 25), *PLAN[3:])

    found = the_panel(
        act("08:50", "seating", order=("bob", "ada", "nobody-here")),
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


def test_undo_removes_one_act_and_another_undo_restores_it() -> None:
    first, second = turn("09:01", "ada"), turn("09:02", "bob")

    assert the_panel(first, second, undo("09:03", 2)) == the_panel(first)
    assert the_panel(first, second, undo("09:03", 2), undo("09:04", 3)) == the_panel(first, second)
    assert the_panel(first, act("09:02", "undo")) == the_panel(first)


def test_undo_applies_to_the_latest_valid_act() -> None:
    acts = log(turn("09:01", "ada"), turn("09:02", "bob"), undo("09:03", 2))

    assert latest_to_undo(acts) == acts[0]
    assert latest_to_undo(()) is None
    assert of_session(acts, "talk") == ()


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

    without = [a for a in in_force(acts) if a is not latest]

    assert in_force(undone) == tuple(without)
    assert panel(whole, whole.by_id["panel"], undone) == panel(whole, whole.by_id["panel"], without)


@given(logs(), st.data())
def test_panel_accepts_any_prefix_of_a_log(acts: tuple[PanelAct, ...], data: st.DataObject) -> None:
    prefix = acts[: data.draw(st.integers(0, len(acts)))]
    whole = day()

    found = panel(whole, whole.by_id["panel"], prefix)

    assert {p.id for p in found.people} == {"ada", "bob", "cleo", "mona"}
    assert all(0 <= number < len(found.plan) for number, _ in found.begun)
    assert set(found.arrivals) <= {"ada", "bob", "cleo", "mona", ""}


def where(*acts: PanelAct) -> dict[str, Arrival]:
    """Return the latest arrival of each person."""
    return {id_: found.arrival for id_, found in the_panel(*acts).arrivals.items()}


def since(*acts: PanelAct) -> dict[str, datetime]:
    """Return when each person who is there came."""
    found = the_panel(*acts).arrivals.items()
    return {id_: arrived.since for id_, arrived in found if arrived.since is not None}


class TestArrivals:
    def test_person_is_at_the_place_of_their_latest_record(self) -> None:
        seen = (arrival("08:40", "ada", "arrived"), arrival("08:55", "ada", "on_stage"))

        assert where() == {}
        assert where(seen[0]) == {"ada": "arrived"}
        assert where(*seen) == {"ada": "on_stage"}
        assert where(*seen, arrival("08:57", "ada", "not_seen")) == {"ada": "not_seen"}

    def test_recording_an_arrival_repeatedly_cycles_to_not_seen(self) -> None:
        assert next_arrival("not_seen") == "arrived"
        assert next_arrival("arrived") == "on_stage"
        assert next_arrival("on_stage") == "not_seen"

    def test_speaking_implies_arrival(self) -> None:
        spoken = turn("09:01", "ada")
        assert where(spoken) == {"ada": "on_stage"}
        assert since(spoken) == since(spoken, arrival("09:30", "ada", "arrived")) == {}
        came = arrival("08:40", "ada", "arrived")
        assert since(came, spoken) == {"ada": at("08:40")}
        assert where(spoken, turn("09:02", None), turn("09:03", "")) == {"ada": "on_stage"}
        gone = arrival("09:05", "ada", "not_seen")
        assert where(spoken, gone) == {"ada": "arrived"}
        assert where(gone, spoken) == {"ada": "on_stage"}
        elsewhere = act("09:01", "turn", "talk", person="ada")
        assert where(elsewhere) == {"ada": "arrived"}
        assert where(elsewhere, gone) == {"ada": "not_seen"}, "who spoke there may be gone"

    def test_only_records_of_these_people_on_that_day_are_arrivals(self) -> None:
        came = arrival("08:40", "ada", "arrived")
        gone = arrival("08:40", "ada", "not_seen", "talk")
        for acts, recorded in (
            ((), False),
            ((turn("09:01", "ada"),), False),
            ((came,), True),
            ((gone,), True),
            ((came, undo("08:41", 1)), False),
            ((arrival("08:40", "ada", "asleep"),), False),
            ((arrival("08:40", "zoe", "arrived"),), False),
            ((arrival("08:40", "ada", "arrived", "tomorrow"),), False),
        ):
            assert the_panel(*acts).has_arrivals is recorded, acts

    def test_person_on_another_stage_counts_as_arrived(self) -> None:
        assert where(arrival("08:00", "ada", "on_stage", "talk")) == {"ada": "arrived"}
        assert where(arrival("08:00", "ada", "not_seen", "talk")) == {"ada": "not_seen"}

    def test_arrivals_end_with_the_day(self) -> None:
        assert where(arrival("08:00", "ada", "arrived", "tomorrow")) == {}

    def test_invalid_arrival_record_changes_nothing(self) -> None:
        seen = arrival("08:40", "ada", "arrived")

        assert the_panel(seen, arrival("08:41", "ada", "asleep")) == the_panel(seen)
        assert the_panel(seen, act("08:41", "arrival", value="arrived")) == the_panel(seen)

    def test_arrival_time_is_when_the_person_was_first_seen(self) -> None:
        came = arrival("08:40", "ada", "arrived")
        on_stage = arrival("08:55", "ada", "on_stage", "talk")
        gone = arrival("08:57", "ada", "not_seen")

        assert since(came, on_stage) == {"ada": at("08:40")}
        assert since(came, gone) == {}
        assert since(gone, arrival("08:58", "ada", "asleep"), came) == {"ada": at("08:40")}

    def test_on_stage_stays_on_stage_across_the_sessions_of_a_day(self) -> None:
        made = day()
        acts = log(arrival("09:50", "ada", "on_stage", "talk"))
        today = same_day(made, made.by_id["panel"])

        assert arrivals(acts, None, today) == {"ada": Arrived("on_stage", at("09:50"))}
        assert today == {"panel", "talk"}


def test_session_without_people_has_a_panel() -> None:
    made = day(people=())
    assert panel(made, session("panel"), ()).people == ()


def test_latest_undo_can_be_redone_until_the_next_act() -> None:
    spoke = log(turn("09:00", "ada"), turn("09:01", "bob"), undo("09:02", 2))
    again = log(*spoke, undo("09:03", 3))

    assert latest_undone(spoke) == (spoke[2], spoke[1])
    assert latest_undone(again) is None
    assert latest_undone(log(*spoke, turn("09:04", "cleo"))) is None
    assert latest_undone(()) is None
    assert latest_undone(log(undo("09:00", 7))) is None


def test_several_undos_are_redone_from_the_latest() -> None:
    acts = log(turn("09:00", "ada"), turn("09:01", "bob"), undo("09:02", 2), undo("09:03", 1))

    assert latest_undone(acts) == (acts[3], acts[0])
    assert latest_undone(log(*acts, undo("09:04", 4))) == (acts[2], acts[1])
    assert latest_undone(log(*acts, undo("09:04", 4), undo("09:05", 3))) is None


def test_begun_segment_is_found_by_name_after_the_plan_changed() -> None:
    unprepared = {"talk": Preparation()}
    alone = day(unprepared, people=())
    names = [segment.name for segment in the_panel(of=alone).plan]
    assert names == ["welcome", "talk", "questions", "close"]

    def begun(item: int, name: str | None, of: Programme = alone) -> list[int]:
        return [
            number
            for number, _ in the_panel(act("09:10", "segment", item=item, text=name), of=of).begun
        ]

    # The act has the name: a speaker was added to the programme since, or taken out.
    assert begun(2, "questions") == [2]
    assert begun(2, "questions", of=day(unprepared)) == [3]
    assert begun(3, "questions") == [2]
    # A segment that was renamed since keeps its place.
    assert begun(1, "Fishbowl") == [1]
