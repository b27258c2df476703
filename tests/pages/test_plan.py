"""The facts of my plan, which the screen and the command lay out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.plan import swap_for
from sommet_tui.companion.snapshot import Saved
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.plan import Reason
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.stops import Swap
from sommet_tui.domain.values import replace
from sommet_tui.pages.now import next_stop_lines
from sommet_tui.pages.plan import (
    StopFacts,
    day_facts,
    plan_facts,
    swap_refusal_sentence,
    swap_sentence,
)
from sommet_tui.wording.words import View
from tests.acting import day_of, log, moment
from tests.builders import DAY, NEXT_DAY, at, bookmark, plain
from tests.tables import table
from tests.tui.scenes import scene, with_state

LUNCH = OwnEvent("own-1", "Lunch", at("13:30"), at("14:15"), "Foyer", lead=10)


def fair() -> Programme:
    """Return two rooms: musts and maybes that clash, and two with too little time to walk."""
    return day_of(
        "long 09:00-11:00 @a, one 10:00-11:00 @b, near 11:02-12:00 @b, "
        "brief 11:00-11:10 @b, late 14:00-15:00 @a, off 16:00-17:00 @a cancelled, "
        "next 09:00-10:00 @b next-day"
    )


def view_at(
    now: datetime,
    must: str = "long late",
    maybe: str = "one near",
    own: tuple[OwnEvent, ...] = (),
    acts: tuple[str, ...] = (),
    *,
    within: int = 2,
) -> View:
    """Return the view of a user with these bookmarks, each of them by its id.

    Walks within the building take `within` minutes.
    """
    walks = {"within": within}
    marks = [bookmark(id_) for id_ in must.split()]
    marks += [replace(bookmark(id_), degree="maybe") for id_ in maybe.split()]
    shown = scene(replace(fair(), walks=walks), now, events=EventLog(log(fair(), *acts)))
    return with_state(shown, replace(shown.snapshot, mine=Saved(tuple(marks), own_events=own)))


def row(stop: StopFacts) -> str:
    parts = (stop.way, f"{stop.sign} {stop.times} {stop.title}", stop.place)
    return plain(" | ".join(part for part in parts if part))


def why(stop: StopFacts) -> list[tuple[str, ...]]:
    return [tuple(plain(form) for form in forms) for forms in stop.reasons]


def ways(view: View) -> list[str]:
    (day,) = plan_facts(view, 5).days
    return [plain(stop.way) for stop in day.stops]


def test_heading_counts_own_events_apart_from_must_see_sessions() -> None:
    early = replace(LUNCH, start=at("09:00"), end=at("10:30"))
    own = (early, replace(LUNCH, id="own-2"), replace(LUNCH, id="own-3"))
    (day,) = plan_facts(view_at(at("08:30"), "long", "", own), 5).days
    assert plain(day.heading) == "2 stops · 1 own event left out · 1 must-see session left out"


def test_day_lists_stops_with_walks_and_omissions_with_reasons() -> None:
    (day,) = plan_facts(view_at(at("08:30"), "long late off", "one near brief"), 5).days
    assert plain(day.heading) == "3 stops · 1 must-see session left out · 2 maybe sessions left out"
    assert [row(stop) for stop in day.stops] == [
        "walk, 2 min | ★ 09:00 – 11:00 Long | a",
        "walk, 2 min | ☆ 11:02 – 12:00 Near | b",
        "walk, 2 min · free, 1 h 58 | ★ 14:00 – 15:00 Late | a",
    ]
    reasons = {stop.stop.id: why(stop) for stop in day.left_out}
    assert reasons["one"] == [("clashes for 1 h with ★ Long", "clash 1 h: ★ Long")]
    assert reasons["brief"] == [("clashes for 8 min with ☆ Near", "clash 8 min: ☆ Near")]
    assert reasons["off"] == [("cancelled", "cancelled")]


def test_delayed_stop_shows_both_starts() -> None:
    view = view_at(at("13:05"), acts=("13:00 start long",))
    found = day_facts(view, None, None).stops[-1]
    assert (found.times, found.announced) == ("15:00 – 16:00", "announced 14:00")
    late = next_stop_lines(view, None)[-1]
    assert late.start == "15:00"
    assert plain(late.timing[0]) == "leave in 1 h 53 (2 min walk) · announced 14:00"


def test_walk_from_the_previous_stop_comes_before_free_time() -> None:
    assert ways(view_at(at("13:00"))) == ["walk from b, 2 min · free, 58 min"]


def test_own_event_shows_its_place_and_when_to_leave() -> None:
    lunch = replace(LUNCH, end=at("14:45"))
    (day,) = plan_facts(view_at(at("12:00"), own=(lunch,)), 5).days
    assert [row(stop) for stop in day.stops] == [
        "leave 10 min before the start · free, 1 h 20 | ◇ 13:30 – 14:45 Lunch | Foyer"
    ]
    (late,) = day.left_out
    assert why(late) == [("clashes for 45 min with ◇ Lunch", "clash 45 min: ◇ Lunch")]


def test_stop_shows_missed_minutes_and_the_time_to_leave() -> None:
    assert ways(view_at(at("08:30"), "long near late", "", (LUNCH,), within=4)) == [
        "walk, 4 min",
        "walk, 4 min · 2 min late",
        "leave 10 min before the start · free, 1 h 20",
        "walk, 5 min · join at 14:20, 20 min late",
    ]
    lunch = replace(LUNCH, start=at("14:40"), end=at("16:00"))
    for lead, way in (
        (10, "leave 10 min before the start"),
        (None, "leave at 14:35 · walk, 5 min"),
    ):
        view = view_at(at("12:30"), "late", "", (replace(lunch, lead=lead),))
        assert ways(view) == ["walk, 2 min", way]


@pytest.mark.parametrize(("now", "lines"), table("plan/next_stop_lines.txt"))
def test_next_stops_show_missed_minutes_and_the_time_to_leave(now: str, lines: str) -> None:
    """The minutes are rounded down, so that the user does not leave too late."""
    found = next_stop_lines(view_at(at(now), "long near late", "", (LUNCH,), within=4), 5)
    words = (" / ".join(map(plain, one.timing)) + "!" * one.urgent for one in found[:2])
    assert "; ".join(words) == lines


@pytest.mark.parametrize(("now", "days", "shown"), table("plan/shown_days.txt"))
def test_only_upcoming_days_are_shown_by_default(now: str, days: str, shown: str) -> None:
    chosen = tuple(map(date.fromisoformat, days.split()))
    found = plan_facts(view_at(moment(now), "long late next"), 5, chosen)
    assert " ".join(str(day.planned.day) for day in found.days) == shown
    assert found.nothing is None


def test_empty_plan_explains_why_it_is_empty() -> None:
    assert plan_facts(view_at(at("08:30"), "", ""), 5).nothing == "Nothing to plan yet."
    evening = view_at(at("18:00", NEXT_DAY), "next", "")
    done = "Your plan is done: no more sessions to attend."
    assert plan_facts(evening, 5).nothing == day_facts(evening, 5, None).nothing == done
    with_tomorrow = view_at(at("18:00"), "late next", "")
    assert day_facts(with_tomorrow, 5, DAY).nothing == "Nothing is planned on this day."
    assert day_facts(with_tomorrow, 5, NEXT_DAY).nothing is None


def test_plan_opens_at_today_or_the_first_planned_day() -> None:
    def opened(now: datetime, chosen: date | None = None) -> date:
        return day_facts(view_at(now, "next", ""), 5, chosen).planned.day

    assert opened(at("08:30")) == DAY
    assert opened(at("08:30"), NEXT_DAY) == NEXT_DAY
    assert opened(at("08:30", date(2025, 1, 1))) == NEXT_DAY
    assert opened(at("18:00")) == NEXT_DAY
    assert opened(at("18:00"), DAY) == DAY
    empty = day_facts(view_at(at("08:30"), "next", ""), 5, DAY)
    assert (empty.stops, empty.heading) == ((), "0\u00a0stops")


def test_swap_names_lost_and_gained_sessions() -> None:
    view = view_at(at("08:30"))
    day, swap = swap_for(view.snapshot, "one", 5, view.now) or (None, None)
    assert day == DAY
    assert isinstance(swap, Swap)
    whole = "Attending ★ b One instead of ☆ Long"
    assert swap_sentence(swap, view) == whole
    near = replace(swap.taken, subject=view.programme.by_id["near"], degree="maybe")
    also = f"{whole}; ☆ Near now fits too"
    assert swap_sentence(replace(swap, gained=(near,)), view) == also
    assert swap_sentence(replace(swap, lost=()), view) == "Attending ★ b One"


def test_refusal_names_the_conflicting_own_event() -> None:
    view = view_at(at("08:30"), own=(replace(LUNCH, start=at("10:30"), end=at("10:45")),))
    _, reason = swap_for(view.snapshot, "one", 5, view.now) or (None, None)
    assert isinstance(reason, Reason)
    one = view.programme.by_id["one"]
    sentence = swap_refusal_sentence(reason, one, view)
    assert sentence.startswith("Your own event “Lunch” takes place")
    cancelled = swap_refusal_sentence(Reason("cancelled"), one, view)
    assert cancelled == "A cancelled session cannot be in the plan."


def test_session_that_does_not_fit_the_plan_has_a_reason() -> None:
    view = view_at(at("11:30"), acts=("08:50 start late",))
    sentences = [
        swap_refusal_sentence(None, view.programme.by_id.get(id_), view)
        for id_ in ("long", "one", "late", "next", "own-1")
    ]
    assert sentences == [
        "The stage manager has skipped Long.",
        "One is over.",
        "The plan already contains Late.",
        "Next is not among your bookmarks. Bookmark the session first.",
        "The plan already contains this session.",
    ]
