"""The saved plans of days: replaced whole, and their changes told once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sommet_tui.companion.ports import DayPlanStore
from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop
from sommet_tui.domain.values import replace
from sommet_tui.storage.day_plans import SqliteDayPlans

from .samples import DAWN, PROGRAMME, raw, refused

HOUR = timedelta(hours=1)
KEYNOTE = SavedStop("keynote", 'the "keynote" é中', "must", DAWN)
LUNCH = SavedStop("own-1", "Lunch", "own", DAWN + 6 * HOUR)
PANEL = SavedStop("panel", "Panel", "maybe", DAWN + HOUR, since=DAWN, fills_gap=True)
DAY, NEXT_DAY = date(2025, 2, 7), date(2025, 2, 8)
PLAN = SavedPlan(DAY, "0a1b", DAWN, (KEYNOTE, PANEL, LUNCH))


def change(at: int, *, is_told: bool = False) -> PlanChange:
    """Return a change so many hours after dawn: the panel takes the place of the keynote."""
    panel = replace(PANEL, since=None, fills_gap=False)
    return PlanChange(DAY, DAWN + at * HOUR, (KEYNOTE,), (panel, LUNCH), is_told=is_told)


def put(store: DayPlanStore, at: int) -> None:
    store.put(PROGRAMME, replace(PLAN, changed_at=DAWN + at * HOUR), change(at))


def test_plan_of_a_day_replaces_only_its_predecessor(database: Path) -> None:
    store: DayPlanStore = SqliteDayPlans(database)
    store.put(PROGRAMME, PLAN)
    store.put(PROGRAMME, replace(PLAN, day=NEXT_DAY))
    store.put(PROGRAMME, replace(PLAN, inputs="2c3d", stops=(LUNCH,)))
    assert SqliteDayPlans(database).read(PROGRAMME) == (
        {DAY: replace(PLAN, inputs="2c3d", stops=(LUNCH,)), NEXT_DAY: replace(PLAN, day=NEXT_DAY)},
        (),
    )
    assert SqliteDayPlans(database).read("another") == ({}, ())


def test_change_is_reported_to_one_caller_and_stays_until_it_is_seen(database: Path) -> None:
    store = SqliteDayPlans(database)
    put(store, 1)
    assert store.tell(PROGRAMME) == (change(1),)
    put(store, 2)
    assert SqliteDayPlans(database).tell(PROGRAMME) == (change(2),)
    assert store.tell(PROGRAMME) == ()
    assert store.read(PROGRAMME)[1] == (change(1, is_told=True), change(2, is_told=True))
    put(store, 3)
    store.see(PROGRAMME, DAWN + 2 * HOUR)
    assert store.read(PROGRAMME)[1] == (change(3),)


def test_number_of_unseen_changes_is_limited(database: Path) -> None:
    store = SqliteDayPlans(database)
    for hour in range(200):
        put(store, hour)
    changes = store.read(PROGRAMME)[1]
    assert 100 < len(changes) < 200
    assert changes[-1] == change(199)


def test_damaged_row_affects_no_other(database: Path) -> None:
    store = SqliteDayPlans(database)
    put(store, 1)
    store.put(PROGRAMME, replace(PLAN, day=NEXT_DAY))
    with raw(database) as connection:
        connection.execute("UPDATE plans SET day = 'someday' WHERE day = '2025-02-07'")
        connection.execute("UPDATE plan_stops SET title = 'a\nb\x1b', degree = '?', start = 'soon'")
        connection.execute("UPDATE plan_changes SET day = 'someday' WHERE is_new")
    plans, changes = store.read(PROGRAMME)
    assert list(plans) == [NEXT_DAY]
    assert [(stop.title, stop.wanted) for stop in plans[NEXT_DAY].stops] == [("a b", "must")] * 3
    assert [len(each.before) for each in changes] == [1]


def test_missing_database_has_no_plan_and_is_not_created(database: Path) -> None:
    store = SqliteDayPlans(database)
    assert store.read(PROGRAMME) == ({}, ())
    assert not database.exists()


def test_failed_save_keeps_the_previous_plan(database: Path) -> None:
    store = SqliteDayPlans(database, patience=0.01)
    store.put(PROGRAMME, PLAN)
    with raw(database) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert refused(lambda: put(store, 1)) == "busy"
        connection.execute("ROLLBACK")
    assert store.read(PROGRAMME) == ({DAY: PLAN}, ())
