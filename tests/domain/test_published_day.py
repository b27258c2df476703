"""A day published elsewhere is shown as the stage itself shows it, now and a while later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sommet_tui.companion.json.published_day import live_view
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.day_for_attendees import Live, live_event
from sommet_tui.domain.published_day import room_file, shared_rundown
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.live.web_page import live_schema_text
from tests.acting import example_day, log
from tests.builders import at
from tests.days_driven import days
from tests.publishing import LATE, document, read, reader, state
from tests.tables import table

VALIDATOR = Draft202012Validator(json.loads(live_schema_text()))


def stage(snapshot: Snapshot, now: datetime) -> Live:
    return live_event(snapshot.programme, snapshot.timeline, snapshot.rundown(now), now)


def published() -> st.SearchStrategy[tuple[Snapshot, datetime]]:
    """Draw a day on which the stage acted, and an instant at which it is published."""
    return days().map(lambda day: (state(*day[:2]), day[2]))


def facts(item: Projected) -> tuple[object, ...]:
    """What attendees see of an item."""
    times = item.planned, item.announced, (item.start, item.end), (item.due_start, item.due_end)
    return item.session, item.status, times, item.remaining, item.is_paused, item.was_aborted


@given(published(), st.integers(0, 60))
def test_published_document_is_valid_and_shows_the_same_day_for_a_minute(
    case: tuple[Snapshot, datetime], later: int
) -> None:
    snapshot, sent = case
    content = live_view(snapshot, sent, epoch=1, seq=7)
    VALIDATOR.validate(content)
    for now in (sent, sent + timedelta(seconds=later)):
        here, there = stage(snapshot, now), reader(snapshot.programme, read(content), now)
        assert there.programme == here.programme
        assert there.moment == here.moment
        for id_, item in here.times.items():
            shown = there.times[id_]
            assert now != sent or facts(shown) == facts(item)
            assert (shown.status, shown.remaining) == (item.status, item.remaining)
            assert shown.is_paused == item.is_paused


def test_follower_ignores_unknown_items_and_plans_missing_ones() -> None:
    content = document("10:20", *LATE)
    (lane,) = content["lanes"]
    lane["items"] = [item for item in lane["items"] if item["id"] != "b"]
    lane["items"].append(dict(lane["items"][0], id="new"))
    stranger = dict(lane, room={"id": "attic", "name": "Attic"})
    content["lanes"].append(stranger)
    later = reader(example_day(), read(content), at("11:45"))
    assert "new" not in later.times
    assert later.times["b"].status == "running"
    assert later.times["b"].remaining == timedelta(minutes=45)


def rows(lane: LaneTiming) -> list[tuple[object, ...]]:
    """What a lane's screen shows of each item."""
    shown: list[tuple[object, ...]] = []
    for item in lane.items:
        session, place = item.session, lane.state.places.get(item.session.id)
        expected, due = (item.start, item.end), (item.due_start, item.due_end)
        left = place and (place.binding, place.start, place.time)
        announced = lane.state.announced_times(session)
        shown.append((session.id, item.status, expected, due, announced, left))
    return shown


@given(published())
def test_remote_stage_screens_show_the_running_session_and_its_time(
    case: tuple[Snapshot, datetime],
) -> None:
    snapshot, now = case
    day = read(live_view(snapshot, now, epoch=1, seq=7))
    here, there = snapshot.rundown(now), shared_rundown(snapshot.plans, day)
    for plan in snapshot.plans.all:
        if not here.lane_acts(plan):
            continue
        driven, shown = lane_timing(here.lane(plan), now), lane_timing(there.lane(plan), now)
        known = {i.session.id: i for i in driven.items}
        for item in shown.items:
            if known[item.session.id].status == "running" and not item.session.is_break:
                assert item.status == "running"
                assert item.remaining == known[item.session.id].remaining
            assert (item.status == "cancelled") == (known[item.session.id].status == "cancelled")
        if driven.state.is_manual and now < plan.closes:
            assert rows(shown) == rows(driven)


@pytest.mark.parametrize("said", table("remote_stage.txt"))
def test_remote_stage_screens_equal_those_of_the_stage(said: str) -> None:
    planned = example_day()
    acts = log(planned, *said.split(", "))
    now = acts[-1].at + timedelta(minutes=1)
    snapshot = state(planned, acts)
    day = read(live_view(snapshot, now, epoch=1, seq=7))
    (plan,) = snapshot.plans.all
    for later in (now, now + timedelta(minutes=10)):
        here = lane_timing(snapshot.rundown(later).lane(plan), later)
        there = lane_timing(shared_rundown(snapshot.plans, day).lane(plan), later)
        assert rows(there) == rows(here)
        assert there.new_times_count == here.new_times_count


def test_items_without_a_place_keep_their_planned_order() -> None:
    content = document("10:31", *LATE, "10:30 move c 13:00")
    (lane,) = content["lanes"]
    for item in lane["items"]:
        del item["place"], item["promised_start"], item["promised_end"]
    (known,) = shared_rundown(state(example_day()).plans, read(content)).lanes.values()
    assert not known.places


@pytest.mark.parametrize("paused", [False, True])
def test_reader_closes_the_lane_at_the_day_boundary_like_the_stage(paused: bool) -> None:
    planned, sent = example_day(), at("03:59") + timedelta(seconds=30)
    acts = log(planned, *LATE, "03:30 add a 1200", *["03:40 pause"] * paused)
    day = read(live_view(state(planned, acts), sent, epoch=1, seq=7))
    for seconds in (0, 31, 90, 3000):
        now = sent + timedelta(seconds=seconds)
        here, there = stage(state(planned, acts), now), reader(planned, day, now)
        for id_, item in here.times.items():
            assert facts(there.times[id_]) == facts(item)
        assert there.moment == here.moment


@given(a=st.text(min_size=1), b=st.text(min_size=1))
def test_room_files_have_distinct_names_on_any_disk(a: str, b: str) -> None:
    one, other = room_file(a), room_file(b)
    assert one is None or one.isascii()
    assert one is None or set(one[5:-5]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert one != other or one is None or a == b


def test_room_file_has_an_ascii_name() -> None:
    assert room_file("k-1-105") == "live-k-1-105.json"
    assert room_file("Salle/2") == "live-_53alle_2f2.json"
    assert room_file("x" * 200) is None
