"""The plan at every minute of a day: time moves the lines along it, and only a change alters it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.companion.plan import coming_stops
from sommet_tui.domain.plan import Stop
from sommet_tui.domain.programme import Programme, Room, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.saved_plan import SavedPlan
from sommet_tui.domain.values import replace
from tests.builders import DAY, at, programme, session
from tests.companion.windows import Dial, FixedSource, Window
from tests.domain import naive_plan

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

MINUTE = timedelta(minutes=1)
DEGREES: st.SearchStrategy[Degree | None] = st.sampled_from(("must", "maybe", "maybe", None))
ROOMS = (Room("a", "A", building="K"), Room("b", "B", building="K"), Room("c", "C"))


@st.composite
def events(draw: st.DrawFn) -> Programme:
    """Draw sessions of two and a half hours in three rooms, and the walks between these."""
    found = []
    for number in range(draw(st.integers(2, 7))):
        start = at("09:00") + draw(st.integers(0, 90)) * MINUTE
        end = start + draw(st.sampled_from((5, 10, 20, 30, 50))) * MINUTE
        made = session(f"s{number}", room=draw(st.sampled_from("abc")))
        found.append(replace(made, start=start, end=end))
    walks = draw(st.sampled_from(({}, {"within": 0}, {"within": 3, "between": 9})))
    return replace(programme(*found), rooms=ROOMS, walks=walks)


def opened(folder: str, event: Programme, draw: st.DataObject) -> Window:
    """Return a window before the first session, with picks and own events."""
    window = Window(Path(folder) / "sommet.sqlite3", Dial(at("08:45")), event)
    for each in event.sessions:
        window.mine.mark(each.id, draw.draw(DEGREES))
    if draw.draw(st.booleans()):
        window.mine.save_own_event(f"{draw.draw(times())} Call @ Foyer", DAY)
    window.companion.plans.save(None)
    return window


def times() -> st.SearchStrategy[str]:
    """Draw a span of 10 to 40 minutes."""
    starts, lengths = st.integers(0, 90), st.sampled_from((10, 25, 40))
    return st.builds(
        lambda start, length: f"{clock(start)}-{clock(start + length)}", starts, lengths
    )


def clock(minutes: int) -> str:
    return f"{9 + minutes // 60:02}:{minutes % 60:02}"


def plan(window: Window) -> SavedPlan | None:
    return window.snapshot.mine.plans.get(DAY)


def stops(window: Window) -> list[Stop]:
    """Return the stops of the saved plan, as the domain knows them."""
    by_id = window.snapshot.programme.by_id
    own = {event.id: event for event in window.snapshot.mine.own_events}
    saved = plan(window)
    return [
        Stop(by_id.get(s.id) or own[s.id], s.wanted, since=s.since, fills_gap=s.fills_gap)
        for s in (saved.stops if saved is not None else ())
    ]


def shown(window: Window) -> list[tuple[str, str]]:
    now = window.dial.shows
    found = coming_stops(window.snapshot.at(now), None, now)
    return [(line.turn, line.stop.id) for line in found]


def expected(day: Sequence[Stop], window: Window) -> list[tuple[str, str]]:
    """Return the lines that the plan says: where the user is, and the stops after it."""
    now = window.dial.shows
    here = naive_plan.last_stop_reached(day, now)
    rest = list(day[day.index(here) + 1 :] if here is not None else day)
    lines = [("now", here.id)] if here is not None and here.end > now else []
    coming = [stop.id for stop in rest if stop.end > now]
    return (lines + list(zip(("next", "then", "then"), coming, strict=False)))[:3]


@settings(max_examples=25)
@given(events(), st.data())
def test_at_every_minute_the_lines_are_those_of_the_plan_of_the_day(
    event: Programme, draw: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = opened(folder, event, draw)
        before, day = plan(window), stops(window)
        for minute in range(-10, 150):
            window.dial.shows = at("09:00") + minute * MINUTE
            assert window.companion.plans.save(None) == ()
            assert plan(window) == before
            assert shown(window) == expected(day, window), clock(minute)


def change(window: Window, draw: st.DataObject) -> None:
    """Make a change of picks, own events, times or cancellations that has not begun yet."""
    now, event = window.dial.shows, window.snapshot.programme
    ahead = [each for each in event.sessions if each.start > now]
    kind = draw.draw(st.sampled_from(("star", "unstar", "own", "move", "cancel", "announce")))
    if kind == "own" or not ahead:
        window.mine.save_own_event(f"{draw.draw(times())} Talk @ Foyer", DAY)
        return
    chosen = draw.draw(st.sampled_from(ahead))
    if kind == "star":
        window.mine.star(chosen.id)
    elif kind == "unstar":
        window.mine.mark(chosen.id, None)
    elif kind == "announce":
        window.stage.do(Act("add", chosen.id, room=chosen.room, minutes=15))
        window.stage.do(Act("announce", room=chosen.room))
    else:
        later = draw.draw(st.integers(5, 40)) * MINUTE
        moved = replace(chosen, start=chosen.start + later, end=chosen.end + later)
        new = replace(chosen, state="cancelled") if kind == "cancel" else moved
        republish(window, new)


def republish(window: Window, changed: Session) -> None:
    planned = window.snapshot.lanes.programme
    sessions = [changed if each.id == changed.id else each for each in planned.sessions]
    sessions.sort(key=lambda each: (each.start, each.end))
    window.companion.take(FixedSource(replace(planned, sessions=tuple(sessions))).load())


@settings(max_examples=40)
@given(events(), st.integers(-5, 100), st.data())
def test_a_change_alters_the_lines_only_as_the_new_plan_says(
    event: Programme, when: int, draw: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        window = opened(folder, event, draw)
        window.dial.shows = now = at("09:00") + when * MINUTE
        before = stops(window)
        change(window, draw)
        window.companion.plans.save(None)
        after = plan(window)
        over = [stop.id for stop in before if stop.end <= now]
        kept = {*window.snapshot.mine.starred, *(e.id for e in window.snapshot.mine.own_events)}
        ids = [stop.id for stop in after.stops] if after is not None else []
        assert [id_ for id_ in over if id_ in kept] == [id_ for id_ in ids if id_ in over]
        driven = bool(window.snapshot.events.acts)
        day = stops(window)
        for minute in range(when, 150, 3):
            window.dial.shows = at("09:00") + minute * MINUTE
            assert window.companion.plans.save(None) == ()
            assert plan(window) == after, clock(minute)
            if not driven:
                assert shown(window) == expected(day, window), clock(minute)
            lines = [id_ for _, id_ in shown(window)]
            assert lines == [id_ for id_ in ids if id_ in lines]
