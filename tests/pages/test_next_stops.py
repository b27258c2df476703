"""My next stops on any day: only sessions that the user can attend, the same in every form."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.snapshot import Saved
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme, Seats
from sommet_tui.domain.values import replace
from sommet_tui.pages.now import next_stop_lines, now_json, stop_columns
from sommet_tui.pages.plan import plan_facts, plan_json
from sommet_tui.tui.now.stops import stop_rows
from sommet_tui.wording.words import View, words_in
from tests import days_driven, strategies
from tests.acting import day_of
from tests.builders import at, plain, session
from tests.builders import programme as built
from tests.tables import table
from tests.tui.scenes import scene, texts, with_state


def view_at(
    programme: Programme,
    now: datetime,
    bookmarks: tuple[Bookmark, ...],
    own: tuple[OwnEvent, ...],
    events: EventLog = NOTHING,
) -> View:
    shown = scene(programme, now, stars=bookmarks, events=events)
    bare = shown.snapshot.base or shown.snapshot
    hidden = tuple(b for b in bookmarks if b.degree == "hidden")
    wanted = tuple(b for b in bookmarks if b.degree != "hidden")
    snapshot = replace(bare, mine=Saved(wanted, hidden, own_events=own)).at(now)
    return with_state(shown, snapshot)


@st.composite
def views(draw: st.DrawFn) -> View:
    programme, acts, now = draw(days_driven.days())
    if draw(st.booleans()):
        programme, acts = draw(strategies.programmes()), ()
        now = draw(strategies.instants(programme))
    starts = st.integers(-90, 240).map(lambda minutes: now + timedelta(minutes=minutes))
    places = draw(st.lists(st.tuples(starts, st.sampled_from((None, "Station"))), max_size=3))
    own = tuple(
        OwnEvent(f"own-{number}", f"Own {number}", start, start + timedelta(minutes=45), place)
        for number, (start, place) in enumerate(places)
    )
    marked = draw(strategies.bookmarks(programme))
    return view_at(programme, now, marked, own, EventLog(acts))


@settings(max_examples=40)
@given(views(), st.integers(30, 160))
def test_screen_text_json_and_plan_have_the_same_stops(view: View, width: int) -> None:
    lines = next_stop_lines(view, None)
    found = now_json(view, view.moment, lines)["stops"]
    assert json.loads(json.dumps(found)) == found
    assert [each["id"] for each in found] == [line.next.stop.id for line in lines]
    days = plan_json(plan_facts(view, None), view)["days"]
    assert [s["id"] for day in days for s in day["stops"]][: len(lines)] == [
        line.next.stop.id for line in lines
    ]
    if not lines:
        return
    whole = [" ".join("".join(f"{part} " for part in c).split()) for c in stop_columns(lines, None)]
    assert whole == [" ".join(line.text.split()) for line in lines]
    for line, row in zip(lines, texts(stop_rows(lines, width, view), width), strict=True):
        assert line.sign in row
        if width >= 70:
            assert row.strip().startswith(line.label)
            assert plain(line.timing[-1]) in row


def test_late_session_is_not_shown_as_begun() -> None:
    day = built(session("one", "09:00", "10:00", room="a"), session("two", "10:00", room="a"))
    view = view_at(day, at("09:30"), (Bookmark("two", "Two", at("08:00")),), ())
    (line,) = next_stop_lines(view, 5)
    assert (line.label, line.start) == ("NEXT", "10:00")
    assert "began" not in line.text


def test_titles_use_free_space_of_the_row() -> None:
    now, then = "The invisible key: attacks on tokens", "A devroom opens with a word"
    day = built(
        session("one", "09:00", "10:00", room="UA2.118 (Henriot)", title=now),
        session("two", "10:30", "11:00", room="UA2.120 (Chavanne)", title=then),
    )
    chosen = tuple(Bookmark(id_, id_, at("08:00")) for id_ in ("one", "two"))
    view = view_at(day, at("09:30"), chosen, ())
    lines = next_stop_lines(view, 5)
    assert "(Henriot)" in texts(stop_rows(lines, 200, view), 200)[0]
    first, second = texts(stop_rows(lines, 70, view), 70)
    assert f"UA2.118 {now} " in " ".join(first.split())
    assert "UA2.120 A devroom" in " ".join(second.split())
    assert first.endswith("left")
    assert "leave in 58 min" in second


def test_stops_have_rows_in_a_window_of_any_width() -> None:
    day = built(session("one", "09:00", "10:00", room="a"), session("two", "10:30", room="b"))
    chosen = tuple(Bookmark(id_, id_, at("08:00")) for id_ in ("one", "two"))
    view = view_at(day, at("09:30"), chosen, ())
    for lines in (next_stop_lines(view, 5), next_stop_lines(view, 1)):
        for width in range(40):
            assert len(stop_rows(lines, width, view)) == len(lines)


@pytest.mark.parametrize(("language", "now", "seats", "row"), table("narrow_stops.txt"))
def test_narrow_row_has_its_label_and_the_place(
    language: str, now: str, seats: str, row: str
) -> None:
    stop = session("two", "20:30", "21:00", room="K.3.201", title="NextGraph: E2EE sync engine")
    stop = replace(stop, seats=cast(Seats, seats or None))
    other = session("pick", "20:30", "21:00", room="Hall")
    day = built(session("one", "09:00", "10:00", room="Hall"), stop, other)
    chosen = (
        Bookmark("two", "Two", at("08:00")),
        Bookmark("pick", "Pick", at("08:00"), degree="maybe"),
    )
    view = view_at(day, at(now), chosen, ())
    lines = next_stop_lines(replace(view, words=words_in(language)), 2)
    assert texts(stop_rows(lines[:1], 40, view), 40) == [f" {row}"]


def test_only_room_of_an_event_takes_no_space_from_the_title() -> None:
    made = day_of("opening 09:00-10:00 @hall, panel 10:00-11:00 @hall")
    (line,) = next_stop_lines(scene(made, at("08:30"), stars=["panel"]), None)
    assert (line.place, line.title) == ("", "Panel")
