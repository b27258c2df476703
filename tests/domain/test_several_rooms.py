"""A session in several rooms: in the lane of each, driven by the first."""

from __future__ import annotations

from sommet_tui.domain.live import live
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lanes import Plans
from sommet_tui.domain.rundown.replay import rundown
from sommet_tui.domain.timeline import Moment, RoomMoment, Timeline
from sommet_tui.domain.values import replace
from tests.builders import at, programme, session


def event() -> Programme:
    """A plenary in all three rooms, a talk in two, one talk in each."""
    return programme(
        session("main-1", "09:00", "10:00", room="main"),
        session("side-1", "09:00", "10:00", room="side"),
        replace(session("plenary", "10:00", "11:00"), rooms=("main", "side", "cellar")),
        replace(session("both", "11:00", "12:00"), rooms=("side", "main")),
        session("cellar-2", "11:00", "12:00", room="cellar"),
        rooms=("main", "side", "cellar"),
    )


def room(moment: Moment, id_: str) -> RoomMoment:
    return next(each for each in moment.rooms if each.room == id_)


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [each.id for each in sessions]


def test_session_is_in_the_lane_of_each_of_its_rooms() -> None:
    timeline = Timeline(event())

    assert {lane.room: ids(lane.items) for lane in timeline.lanes} == {
        "main": ["main-1", "plenary", "both"],
        "side": ["side-1", "plenary", "both"],
        "cellar": ["plenary", "cellar-2"],
    }
    for name in ("main", "side", "cellar"):
        assert ids(room(timeline.at(at("10:30")), name).now) == ["plenary"]


def test_first_room_drives_the_session() -> None:
    planned = event()
    plans = Plans(planned, Timeline(planned).lanes)

    assert {plan.lane.room: ids(plan.lane.items) for plan in plans.all} == {
        "main": ["main-1", "plenary"],
        "side": ["side-1", "both"],
        "cellar": ["cellar-2"],
    }
    plan = plans.of_session("plenary")
    assert plan is not None
    assert plan.lane.room == "main"


def test_other_rooms_show_the_acts_of_the_first_room() -> None:
    planned = event()
    timeline = Timeline(planned)
    plans = Plans(planned, timeline.lanes)
    acts = (
        Act("start", session="main-1", when=at("09:00"), seq=1, at=at("10:00")),
        Act("start", session="plenary", when=at("10:20"), seq=2, at=at("10:20")),
    )
    driven = rundown(plans, acts)

    late = live(planned, timeline, driven, at("11:10"))
    for name in ("main", "cellar"):
        room_then = room(late.moment, name)
        assert "plenary" in ids(room_then.now), name
    assert ids(room(late.moment, "side").now)[0] == "plenary"
    assert room(late.moment, "cellar").remaining is not None
    assert room(late.moment, "main").remaining == late.times["plenary"].remaining


def test_short_lengthened_session_warns_in_all_its_rooms_at_once() -> None:
    short = replace(session("short", "10:00", "10:12"), rooms=("main", "side"))
    planned = programme(short, rooms=("main", "side"))
    timeline = Timeline(planned)
    acts = (
        Act("start", session="short", seq=1, at=at("10:00")),
        Act("add", session="short", minutes=20, seq=2, at=at("10:05")),
    )
    driven = rundown(Plans(planned, timeline.lanes), acts)
    for clock, expected in (("10:28", "normal"), ("10:29", "warning")):
        now = live(planned, timeline, driven, at(clock)).moment
        assert [each.alert for each in now.rooms] == [expected] * 2


def test_nothing_changes_without_acts() -> None:
    planned = event()
    timeline = Timeline(planned)
    still = rundown(Plans(planned, timeline.lanes), ())

    for clock in ("08:00", "09:30", "10:30", "11:30", "13:00"):
        assert live(planned, timeline, still, at(clock)).moment == timeline.at(at(clock))
