"""Own events and friends' picks, kept as bookmarks are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.ports import PlanStore
from sommet_tui.domain.friends import Friend
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.values import replace
from sommet_tui.storage.bookmarks import SqliteBookmarks
from sommet_tui.storage.mine import SqlitePlans

from .samples import DAWN, PROGRAMME, mark, raw

HOUR = timedelta(hours=1)
LUNCH = OwnEvent("own-1", 'it\'s "lunch" é中', DAWN + 6 * HOUR, DAWN + 7 * HOUR, "Foyer")
TRAIN = OwnEvent("own-2", "Train", DAWN, DAWN + HOUR)
ADA = Friend("Ada", (mark(1), replace(mark(2), degree="maybe")))


def test_plan_entries_survive_a_restart_in_order(database: Path) -> None:
    store: PlanStore = SqlitePlans(database)
    store.put(PROGRAMME, [LUNCH, TRAIN])
    store.put_friend(PROGRAMME, ADA)
    assert SqlitePlans(database).read(PROGRAMME) == ((TRAIN, LUNCH), (ADA,), {})
    assert SqlitePlans(database).read("another") == ((), (), {})


def test_own_event_is_changed_and_removed(database: Path) -> None:
    store = SqlitePlans(database)
    store.put(PROGRAMME, [LUNCH])
    store.put(PROGRAMME, [replace(LUNCH, title="Dinner", place=None)])
    assert store.read(PROGRAMME)[0] == (replace(LUNCH, title="Dinner", place=None),)
    assert store.remove(PROGRAMME, "own-1")
    assert not store.remove(PROGRAMME, "own-1")
    assert store.read(PROGRAMME) == ((), (), {})


def test_friend_is_replaced_and_removed_completely(database: Path) -> None:
    store = SqlitePlans(database)
    store.put_friend(PROGRAMME, ADA)
    store.put_friend(PROGRAMME, Friend("Ada", (mark(3),)))
    assert store.read(PROGRAMME)[1] == (Friend("Ada", (mark(3),)),)
    assert not store.forget(PROGRAMME, "Grace")
    assert store.forget(PROGRAMME, "Ada")
    assert store.read(PROGRAMME)[1] == ()


def test_damaged_rows_keep_their_line_and_order(database: Path) -> None:
    store = SqlitePlans(database)
    store.put(PROGRAMME, [LUNCH])
    store.put_friend(PROGRAMME, ADA)
    with raw(database) as connection:
        connection.execute("UPDATE own_events SET title = 'a\nb\x1b', ends_at = 'then'")
        connection.execute("UPDATE friend_picks SET degree = '?'")
    (event,), (friend,), _ = store.read(PROGRAMME)
    assert "\x1b" not in event.title
    assert "\n" not in event.title
    assert event.end >= event.start
    assert {b.degree for b in friend.bookmarks} == {"must"}


def test_invalid_text_of_a_plan_is_refused_and_nothing_changes(database: Path) -> None:
    store = SqlitePlans(database)
    store.put(PROGRAMME, [LUNCH])
    with pytest.raises(StorageError):
        store.put(PROGRAMME, [TRAIN, replace(TRAIN, id="x", title="\udcff")])
    assert store.read(PROGRAMME)[0] == (LUNCH,)


def test_other_windows_notice_changes_by_the_version_of_bookmarks(database: Path) -> None:
    window, other = SqliteBookmarks(database), SqlitePlans(database)
    before = window.version()
    other.put(PROGRAMME, [LUNCH])
    assert window.version() != before


def test_lead_times_are_saved_changed_and_removed_by_id(database: Path) -> None:
    store = SqlitePlans(database)
    store.put(PROGRAMME, [replace(TRAIN, lead=25), LUNCH])
    store.put_leads(PROGRAMME, {"talk": 15, "own-1": 0})
    assert store.read(PROGRAMME) == (
        (replace(TRAIN, lead=25), replace(LUNCH, lead=0)),
        (),
        {"own-1": 0, "own-2": 25, "talk": 15},
    )
    store.put(PROGRAMME, [replace(TRAIN, title="Night train")])
    assert store.read(PROGRAMME)[0][0].lead == 25, "what is changed keeps its lead"
    store.put_leads(PROGRAMME, {"talk": None, "own-1": 10})
    assert store.remove(PROGRAMME, "own-2")
    assert store.read(PROGRAMME)[2] == {"own-1": 10}
    assert store.read("another")[2] == {}
