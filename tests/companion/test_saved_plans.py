"""The saved plan: it stays as the clock goes, and whoever first sees a change makes a new one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.plan import coming_stops, planned_days
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop, plan_change
from sommet_tui.domain.stops import Swap
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSessionIds
from sommet_tui.storage.user_data import SqliteDayPlans
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, programme
from tests.companion.windows import FixedSource, Window
from tests.tables import listed, table


def fair() -> Programme:
    return day_of(
        "long 09:00-11:00 @a, one 10:00-11:00 @b, two 11:10-12:00 @b, "
        "late 14:00-15:00 @a, next 09:00-10:00 @b next-day"
    )


@pytest.fixture
def one(database: Path) -> Window:
    return Window(database, programme=fair())


def pick(window: Window, *musts: str, maybe: tuple[str, ...] = ()) -> list[str]:
    """Bookmark sessions, and return what that did to the plans."""
    for id_ in musts:
        window.mine.save_bookmark(id_)
    for id_ in maybe:
        window.mine.save_bookmark(id_, "maybe")
    return save_plans(window)


def save_plans(window: Window) -> list[str]:
    return [by_ids(change) for change in window.companion.plans.save(None)]


def by_ids(change: PlanChange) -> str:
    before, after = (" ".join(s.id for s in stops) for stops in (change.before, change.after))
    return f"{before} > {after}".strip()


def plan(window: Window) -> list[str]:
    """Return the stops of the first day's saved plan; those that fill a gap in brackets."""
    found = window.snapshot.mine.plans[DAY].stops
    return [f"({stop.id})" if stop.fills_gap else stop.id for stop in found]


def lines(window: Window, clock: str) -> list[str]:
    window.wait_until(clock)
    found = coming_stops(window.snapshot.at(at(clock)), None, at(clock))
    return [f"{stop.turn} {stop.stop.id}" for stop in found]


def republish(window: Window, *changed: str, gone: str = "") -> None:
    """Read a newer programme, in which sessions have other times ("one 10:10-11:00 c")."""
    sessions = {s.id: s for s in fair().sessions if s.id != gone}
    for text in changed:
        id_, span, *room = text.split()
        start, end = (at(clock) for clock in span.split("-"))
        rooms = (room[0],) if room else sessions[id_].rooms
        sessions[id_] = replace(sessions[id_], start=start, end=end, rooms=rooms)
    new = programme(*sessions.values(), rooms=("a", "b", "c"))
    window.companion.show_programme(FixedSource(new).load())


@pytest.mark.parametrize("known", [True, False], ids=["by id", "by title"])
def test_new_session_ids_do_not_change_the_plan(one: Window, *, known: bool) -> None:
    pick(one, "long", maybe=("two",))
    before, names = one.snapshot.mine.plans[DAY], {"long": "l-1", "two": "t-1"}
    one.wait_until("09:30")
    if known:
        SqliteSessionIds(one.database).add(fair().id, names)
    sessions = (replace(s, id=names.get(s.id, s.id)) for s in fair().sessions)
    one.companion.show_programme(FixedSource(programme(*sessions)).load())
    assert save_plans(one) == []
    assert plan(one) == ["l-1", "t-1"]
    assert [s.since for s in one.snapshot.mine.plans[DAY].stops] == [s.since for s in before.stops]
    assert one.snapshot.mine.plan_changes == ()


def test_replacement_with_the_same_title_and_start_is_not_reported() -> None:
    stops = [SavedStop(id_, "Bee", "must", at("09:00")) for id_ in ("a", "b")]
    first, second = (SavedPlan(DAY, "", at("08:30"), (stop,)) for stop in stops)
    assert plan_change(first, second, lambda _: False, lambda _: False) is None


def test_change_affects_only_later_stops_of_the_plan(one: Window) -> None:
    pick(one, "long", maybe=("two",))
    assert lines(one, "10:20") == ["now long", "next two"]
    # One would have been as good; at 10:21 it is not, and a session that has begun stays.
    assert pick(one, "one") == []
    assert lines(one, "10:21") == ["now long", "next two"]
    # A session that has begun without the user is joined late if half of it is left.
    one.mine.remove_bookmark("long")
    assert save_plans(one) == ["long > one"]
    assert plan(one) == ["(one)", "two"]


def test_own_choice_is_reported_only_if_it_costs_a_stop(one: Window) -> None:
    assert pick(one, "late") == []
    assert pick(one, maybe=("one",)) == []
    one.mine.remove_bookmark("late")
    assert save_plans(one) == []
    assert pick(one, "long") == ["one > long"]
    event = one.mine.save_own_event("10:30-11:00 Call", DAY)
    assert save_plans(one) == []
    assert plan(one) == ["(long)", event.id]
    one.mine.remove_own_event(event.id)
    assert save_plans(one) == []


@pytest.mark.parametrize(("changed", "gone", "news"), table("newer_programmes.txt"))
def test_newer_programme_changes_the_plan_if_times_differ(
    one: Window, changed: str, gone: str, news: str
) -> None:
    pick(one, "long", "late", maybe=("one", "two"))
    assert plan(one) == ["long", "two", "late"]
    republish(one, *listed(changed), gone=gone)
    assert save_plans(one) == listed(news)
    assert save_plans(one) == []
    found = [by_ids(change) for change in one.snapshot.mine.plan_changes]
    assert found == listed(news)


def test_change_on_another_day_keeps_todays_plan(one: Window) -> None:
    pick(one, "long", "next")
    one.wait_until("09:30")
    one.mine.remove_bookmark("next")
    save_plans(one)
    assert one.snapshot.mine.plans[DAY].changed_at == at("08:30")
    assert one.snapshot.mine.plans[NEXT_DAY].stops == ()


def test_announcements_and_cancellations_change_the_plan(one: Window) -> None:
    pick(one, "long", maybe=("one", "two"))
    one.wait_until("08:50")
    one.act_now("cancel long")
    assert save_plans(one) == ["long > one"]
    changed_at = one.snapshot.mine.plans[DAY].changed_at
    one.wait_until("10:07")
    one.act_now("start one")
    one.act_now("add one 30")
    assert save_plans(one) == []  # an expected delay
    assert one.snapshot.mine.plans[DAY].changed_at == changed_at
    assert lines(one, "10:10") == ["now one", "next two"]
    one.act_now("announce @b")
    assert save_plans(one) == []  # both in one room
    assert plan(one) == ["one", "two"]


def test_one_of_two_windows_saves_a_plan_and_both_report_it_once(one: Window) -> None:
    pick(one, "long", maybe=("one",))
    other = one.another()
    other.companion.plans.unreported_changes()
    assert save_plans(other) == []
    republish(one, gone="long")
    assert save_plans(one) == ["long > one"]
    assert one.companion.plans.unreported_changes() == ()
    # The other window still has the older programme; it keeps the plan, and does not go back.
    other.look()
    assert save_plans(other) == []
    assert [by_ids(change) for change in other.companion.plans.unreported_changes()] == [
        "long > one"
    ]
    republish(other, gone="long")
    assert save_plans(other) == []
    assert other.companion.plans.unreported_changes() == ()
    # Only one of them passes it to the user's program; a window that opens later reports it too,
    # unless another one has.
    assert [by_ids(change) for change in other.companion.plans.claim_changes()] == ["long > one"]
    assert one.companion.plans.claim_changes() == ()
    later = one.another()
    assert later.companion.plans.unreported_changes() == ()
    later.companion.plans.mark_seen()
    one.look()
    assert one.snapshot.mine.plan_changes == ()


def test_undoing_a_change_restores_the_plan(one: Window) -> None:
    pick(one, maybe=("one",))
    one.wait_until("10:20")
    before = one.snapshot.mine.plans[DAY].stops
    assert pick(one, "two") == []
    event = one.mine.save_own_event("10:25-11:05 Call @ Foyer", DAY)
    assert save_plans(one) == ["one > " + event.id]
    one.dial.shows = at("10:20") + timedelta(seconds=20)
    one.mine.remove_own_event(event.id)
    assert save_plans(one) == [event.id + " > one"]
    assert plan(one) == ["one", "two"]
    assert one.snapshot.mine.plans[DAY].stops[:1] == before
    # Once the new stop has begun, the old one is over for the user.
    one.mine.put_own_event(event)
    save_plans(one)
    one.wait_until("10:45")
    one.mine.remove_own_event(event.id)
    save_plans(one)
    assert plan(one) == ["two"]


def test_swap_is_saved_with_its_bookmarks(one: Window) -> None:
    pick(one, "long", "one", maybe=("two",))
    assert plan(one) == ["long", "two"]
    one.wait_until("10:50")
    found = one.companion.plans.put_on_plan("one", None)
    assert isinstance(found, Swap)
    assert plan(one) == ["one", "two"]
    assert lines(one, "10:51") == ["now one", "next two"]
    assert one.snapshot.mine.degrees["long"] == "maybe"
    assert save_plans(one) == []
    for id_ in ("long", "one"):
        one.mine.save_bookmark(id_, "must")
    save_plans(one)
    assert plan(one) == ["long", "two"]


def test_simulated_time_saves_no_plan(one: Window) -> None:
    one.companion.clock.set(at("10:30"))
    assert pick(one, "one", "two") == []
    assert one.snapshot.mine.plans == {}
    assert lines(one, "10:30") == ["now one", "next two"]
    assert isinstance(one.companion.plans.put_on_plan("long", None), Swap | type(None))
    one.companion.clock.return_to_real_time()
    one.wait_until("08:30")
    save_plans(one)
    one.companion.clock.set(at("10:30"))
    assert pick(one, "long") == []
    assert plan(one) == ["one", "two"]
    (day,) = planned_days(one.snapshot, None, at("10:30"))
    assert [leg.stop.id for leg in day.legs] == ["long", "two"]
    one.mine.remove_bookmark("long")
    assert lines(one, "10:30") == ["now one", "next two"]


def test_unsaved_plan_is_shown_and_saved_later(
    one: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sommet_tui.companion.errors import StorageError

    def fail(*_: object) -> None:
        raise StorageError("full", "sommet.sqlite3")

    pick(one, "long", maybe=("one",))
    republish(one, gone="long")
    with monkeypatch.context() as patch:
        patch.setattr(SqliteDayPlans, "put", fail)
        assert save_plans(one) == []
    assert lines(one, "08:31") == ["next one"]
    assert save_plans(one) == ["long > one"]


def test_simulated_time_shows_the_saved_plan_of_the_same_bookmarks(one: Window) -> None:
    pick(one, "long", maybe=("one",))
    one.wait_until("10:21")
    one.mine.remove_bookmark("long")
    save_plans(one)
    one.companion.clock.set(at("10:22"))
    (line,) = coming_stops(one.snapshot, None, at("10:22"))
    assert (line.stop.id, line.leg.missed) == ("one", 23)
