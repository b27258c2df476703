"""The green room: each person's next session, the people to call, and the missing ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.green_room import Appearance, GreenRoom
from sommet_tui.companion.snapshot import Snapshot, open_snapshot
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from tests.acting import log
from tests.builders import NEXT_DAY, at, existing, participant, programme, session

MINUTE = timedelta(minutes=1)
ADA, BOB, CLEO = participant("ada"), participant("bob"), participant("cleo")


def event() -> Programme:
    return programme(
        session("panel", "09:00", "10:00", room="main", people=[ADA, BOB]),
        session("side", "09:30", "10:00", room="side", people=[CLEO]),
        session("talk", "10:00", "11:00", room="main", people=[ADA, CLEO]),
        session("tomorrow", "09:00", "10:00", room="main", day=NEXT_DAY, people=[BOB]),
    )


def arrival(clock: str, person: str, value: str = "arrived", session: str = "panel") -> PanelAct:
    return PanelAct("arrival", at=at(clock), session=session, person=person, value=value)


def known(*arrivals: PanelAct) -> Snapshot:
    numbered = tuple(replace(act, seq=n) for n, act in enumerate(arrivals, 1))
    return replace(open_snapshot(event(), "paper"), events=EventLog(panel_acts=numbered))


def find_turn(snapshot: Snapshot, clock: str, person: str) -> Appearance | None:
    people = {one.person.id: one for one in snapshot.people}
    return GreenRoom(snapshot, at(clock)).appearance(people[person])


def turn(snapshot: Snapshot, clock: str, person: str) -> Appearance:
    return existing(find_turn(snapshot, clock, person))


def called(snapshot: Snapshot, clock: str) -> list[tuple[str, list[str]]]:
    calls = GreenRoom(snapshot, at(clock)).calls()
    return [(call.session.id, [one.participant.id for one in call.people]) for call in calls]


def order(snapshot: Snapshot, clock: str) -> list[str]:
    return [one.person.id for one in GreenRoom(snapshot, at(clock)).sort_people(snapshot.people)]


def test_each_person_is_called_once_a_day() -> None:
    assert called(known(), "08:40") == [("panel", ["ada", "bob"]), ("side", ["cleo"])]
    assert called(known(), "09:10") == [("side", ["cleo"]), ("talk", ["ada"])]
    assert called(known(), "20:00") == [("tomorrow", ["bob"])]
    in_main = replace(known(), room="main")
    in_main_next = [("panel", ["ada", "bob"]), ("talk", ["cleo"])]
    assert called(in_main, "08:40") == in_main_next, "for their next session in that room"


def test_delayed_session_and_its_people_come_after_one_on_time() -> None:
    planned = programme(
        session("before", "09:00", "10:00", room="north"),
        session("late", "10:00", "11:00", room="north", people=[ADA]),
        session("punctual", "10:20", "11:00", room="south", people=[BOB]),
    )
    acts = log(planned, "09:00 start before", "09:50 add before 40")
    delayed = replace(open_snapshot(planned, "paper"), events=EventLog(acts))

    assert called(delayed, "10:05") == [("punctual", ["bob"]), ("late", ["ada"])]
    assert order(delayed, "10:05") == ["bob", "ada"]
    one = turn(delayed, "10:05", "ada")
    assert (one.session.start, one.start, one.left) == (at("10:00"), at("10:40"), 35 * MINUTE)


def test_finished_people_come_last_in_programme_order() -> None:
    zoe = participant("zoe")
    planned = programme(
        session("opening", "09:00", "10:00", people=[zoe, ADA]),
        session("closing", "17:00", "18:00", people=[BOB]),
    )
    assert order(open_snapshot(planned, "paper"), "12:00") == ["bob", "zoe", "ada"]


@pytest.mark.parametrize(
    ("clock", "soon", "missing", "due"),
    [
        ("06:59", False, False, False),
        ("07:00", True, True, False),
        ("08:30", True, True, False),
        ("08:31", True, True, True),
        ("09:05", True, True, True),
    ],
)
def test_people_are_expected_two_hours_before_their_session(
    clock: str, soon: bool, missing: bool, due: bool
) -> None:
    bob = turn(known(arrival("06:30", "ada")), clock, "bob")
    assert (bob.is_soon, bob.is_missing, bob.is_due) == (soon, missing, due)


def test_people_are_missing_only_if_arrivals_are_recorded() -> None:
    one, other_day = turn(known(), "08:50", "ada"), known(arrival("08:40", "ada"))
    assert (one.has_arrivals, one.arrival, one.is_due) == (False, "not_seen", False)
    spoken = turn(
        known(PanelAct("turn", at=at("09:01"), session="panel", person="ada")), "09:10", "cleo"
    )
    assert (spoken.has_arrivals, spoken.is_missing) == (False, False)
    tomorrow = GreenRoom(other_day, at("08:50", NEXT_DAY)).calls()[0].people[0]
    assert (tomorrow.has_arrivals, tomorrow.is_missing) == (False, False)


def test_arrival_counts_for_all_sessions_of_the_day() -> None:
    there = known(arrival("08:40", "ada"), arrival("08:55", "ada", "on_stage"))
    now, cleo = turn(there, "09:10", "ada"), turn(there, "09:10", "cleo")
    assert (now.session.id, now.arrival, now.there_since) == ("panel", "on_stage", at("08:40"))
    assert (cleo.arrival, cleo.there_since, cleo.is_missing) == ("not_seen", None, True)
    (_, talk) = GreenRoom(there, at("09:10")).calls()
    assert [(p.participant.id, p.arrival) for p in talk.people] == [("ada", "arrived")]


def test_person_without_further_sessions_has_no_appearance() -> None:
    assert find_turn(known(), "11:00", "ada") is None
