"""My plan: days, ways, omissions, as text and as JSON; own events and friends."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.json.now_sessions_and_bookmarks import (
    bookmarks_view,
    comparison_view,
    export_view,
)
from sommet_tui.companion.plan import coming_stops, plan_days, planned_days
from sommet_tui.domain.bookmarks import next_degree
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.own_events import OwnEvent, OwnEventError
from sommet_tui.domain.plan import compare
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.pages.agenda import list_gaps
from sommet_tui.storage.known_events import SqliteSessionIds
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, bookmark, programme
from tests.companion.windows import Dial, FixedSource, Window

WALK = 5


def fair() -> Programme:
    return day_of(
        "long 09:00-11:00 @a, one 10:00-11:00 @b, near 11:10-12:00 @b, "
        "late 14:00-15:00 @a, off 16:00-17:00 @a cancelled, "
        "next 09:00-10:00 @b next-day, panel 15:00-16:00 @b next-day"
    )


@pytest.fixture
def one(tmp_path: Path) -> Window:
    return Window(tmp_path / "sommet.sqlite3", programme=fair())


@pytest.fixture
def companion(one: Window) -> Companion:
    for id_ in ("long", "late", "off", "next"):
        one.mine.save_bookmark(id_)
    one.mine.save_bookmark("one", "maybe")
    one.mine.save_bookmark("near", "maybe")
    return one.companion


def test_degree_cycles_from_must_to_maybe_to_none() -> None:
    assert next_degree(None) == "must"
    assert next_degree("must") == "maybe"
    assert next_degree("maybe") is None
    assert next_degree("hidden") == "must"


def test_only_own_events_come_after_the_last_session(companion: Companion) -> None:
    assert companion.snapshot.has_coming_picks(at("08:30"))
    assert not companion.snapshot.has_coming_picks(at("16:00", NEXT_DAY))
    companion.mine.save_own_event("18:00-19:00 Dinner", NEXT_DAY)
    dinner = companion.snapshot.next_pick(at("16:00", NEXT_DAY))
    assert dinner is not None
    assert dinner.title == "Dinner"


def test_unknown_own_event_and_invalid_line_are_refused(companion: Companion) -> None:
    with pytest.raises(UnknownError):
        companion.mine.remove_own_event("own-0")
    with pytest.raises(UnknownError):
        companion.mine.save_own_event("12:00-13:00 x", DAY, "own-0")
    with pytest.raises(OwnEventError):
        companion.mine.save_own_event("lunch", DAY)


def test_own_event_before_the_conference_is_listed_on_a_separate_day(companion: Companion) -> None:
    early = DAY - timedelta(days=1)
    companion.mine.save_own_event("18:00-20:00 Train", early)
    assert plan_days(companion.snapshot) == (early, DAY, NEXT_DAY)
    assert planned_days(companion.snapshot, WALK, at("08:30"))[0].day == early


def test_own_events_and_friends_appear_in_other_windows(one: Window, companion: Companion) -> None:
    other = one.another().companion
    companion.mine.save_own_event("13:30-14:30 Meeting", DAY)
    companion.mine.put_friend("Ada", [bookmark("one"), replace(bookmark("x"), degree="hidden")])
    other.load_external_changes()
    assert other.snapshot.mine.own_events == companion.snapshot.mine.own_events
    assert other.snapshot.mine.friends_by_session == {"one": ("Ada",)}
    assert other.mine.remove_friend("Ada")
    assert not other.mine.remove_friend("Ada")
    assert other.snapshot.mine.friends_by_session == {}


def test_bookmarks_and_friends_follow_sessions_to_new_ids(
    one: Window, companion: Companion
) -> None:
    companion.mine.save_bookmark("one", "hidden")
    companion.mine.set_lead("near", 20)
    companion.mine.put_friend("Ada", [bookmark("near"), bookmark("late")])
    companion.mine.put_friend("Grace", [bookmark("late")])
    SqliteSessionIds(one.database).add(fair().id, {"one": "next", "near": "long"})
    left = (session for session in fair().sessions if session.id not in ("one", "near"))
    companion.show_programme(FixedSource(programme(*left)).load())
    assert companion.snapshot.mine.degrees["next"] == "must"  # its session is still listed
    assert "one" not in companion.snapshot.mine.degrees
    assert companion.snapshot.mine.leads == {"long": 20}
    assert companion.snapshot.mine.friends_by_session == {
        "long": ("Ada",),
        "late": ("Ada", "Grace"),
    }


def test_export_contains_degrees_hidden_sessions_and_own_events(companion: Companion) -> None:
    companion.mine.save_own_event("13:30-14:30 Meeting @ Foyer", DAY)
    companion.mine.save_bookmark("near", "hidden")
    listed = bookmarks_view(companion.snapshot, at("08:30"))
    assert {b["id"]: b["degree"] for b in listed["bookmarks"]}["one"] == "maybe"
    assert [h["id"] for h in listed["hidden"]] == ["near"]
    taken = export_view(companion.snapshot, at("08:30"))
    assert [h["title"] for h in taken["hidden"]] == ["Near"]
    assert [(e["title"], e["place"]) for e in taken["own_events"]] == [("Meeting", "Foyer")]


def test_own_events_are_imported_once_and_only_of_this_event(companion: Companion) -> None:
    lunch = OwnEvent("own-1", "Lunch", at("12:00"), at("13:00"))
    brought = [
        Imported("own-1@example", "Lunch", own=lunch),
        Imported("own-2@example", "Lunch", own=replace(lunch, id="own-2")),
        Imported("own-3@other", "Train", own=replace(lunch, id="own-3", title="Train")),
        Imported("near@example", "Near", degree="hidden"),
    ]
    companion.mine.remove_bookmark("near")
    done = companion.mine.save_imported_entries(brought)
    assert (done.own_events, done.own_known) == ((lunch,), ("Lunch",))
    assert done.unmatched == ("Train",)
    assert companion.snapshot.mine.own_events == (lunch,)
    assert companion.snapshot.mine.hidden_ids == {"near"}
    assert not done.has_no_match
    assert companion.mine.save_imported_entries(brought).own_known == ("Lunch", "Lunch")


def test_bookmarks_of_two_people_are_compared_in_json(companion: Companion) -> None:
    by_id = companion.snapshot.programme.by_id
    found = compare([by_id["long"], by_id["late"]], [by_id["one"], by_id["late"]])
    view = comparison_view(companion.snapshot, at("08:30"), "Ada", found)
    assert view["friend"] == "Ada"
    assert [s["id"] for s in view["both"]] == ["late"]
    assert view["partings"] == [
        {"since": "2025-02-07T09:00:00+01:00", "mine": ["long"], "theirs": ["one"], "meet": "late"}
    ]
    alone = comparison_view(companion.snapshot, at("08:30"), "Ada", compare([by_id["long"]], []))
    assert alone["partings"][0]["meet"] is None


def test_own_event_shortens_a_gap_in_a_manual_room(one: Window, companion: Companion) -> None:
    companion.mine.save_own_event("12:30-13:30 Lunch", DAY)
    one.play("09:00 start long")
    snapshot = companion.snapshot.at(at("09:10"))
    assert snapshot.base is not None
    near = snapshot.programme.by_id["near"]
    (gap,) = list_gaps(snapshot, [near, *snapshot.own_sessions])
    assert (gap.start, gap.end) == (near.end, at("12:30"))


def test_late_session_is_not_replaced_by_one_that_waits_for_it(tmp_path: Path) -> None:
    day = day_of("first 09:00-10:00 @a, second 10:00-11:00 @a, panel 10:05-10:30 @b")
    one = Window(tmp_path / "sommet.sqlite3", "09:10", day)
    for id_ in ("first", "second"):
        one.mine.save_bookmark(id_)
    one.act_now("start first")
    (plan,) = planned_days(one.snapshot.at(at("09:20")), WALK, at("09:20"))
    assert [(leg.stop.id, leg.stop.expected_times[0], leg.free) for leg in plan.legs] == [
        ("first", at("09:10"), timedelta(0)),
        ("second", at("10:10"), timedelta(0)),
    ]
    assert not plan.plan.left_out
    (over,) = planned_days(one.snapshot.at(at("10:12")), WALK, at("10:12"))
    assert [leg.stop.expected_times[0] for leg in over.legs] == [at("09:10"), at("10:12")]
    one.mine.save_bookmark("panel")
    (late,) = planned_days(one.snapshot.at(at("09:20")), WALK, at("09:20"))
    assert len(late.plan.left_out) == 1  # another room does not wait


def test_plan_of_the_second_day_counts_in_its_early_morning(tmp_path: Path) -> None:
    two = replace(
        day_of("first 10:00-11:00, second 10:00-11:00 next-day, panel 12:00-13:00 next-day"),
        day_boundary=time(9),
    )
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("08:00", NEXT_DAY)), two)
    for id_ in ("first", "second"):
        window.mine.save_bookmark(id_)
    (stop,) = coming_stops(window.snapshot, None, window.dial.shows)
    assert stop.stop.id == "second"
