from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.ports import DayPlanStore, PlanStore
from sommet_tui.domain.bookmarks import Bookmark, Friend
from sommet_tui.domain.calendar_revisions import Revision, make_entry
from sommet_tui.domain.notes import Note
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop
from sommet_tui.domain.values import replace
from sommet_tui.storage import database_file
from sommet_tui.storage.known_events import SqliteSeen
from sommet_tui.storage.user_data import SqliteDayPlans, SqliteNotes, SqlitePlans, SqliteRevisions
from tests.builders import session

from .samples import DAWN, PROGRAMME, Stars, fill, mark, names, raw, refused, saved, saved_sessions

HOUR = timedelta(hours=1)
LUNCH = OwnEvent("own-1", 'it\'s "lunch" é中', DAWN + 6 * HOUR, DAWN + 7 * HOUR, "Foyer")
TRAIN = OwnEvent("own-2", "Train", DAWN, DAWN + HOUR)
TALK = make_entry(session("talk", "09:00", "10:00"), "Talk", "Room A", "abc")
ADA = Friend("Ada", (mark(1), replace(mark(2), degree="maybe")))


def test_plan_entries_survive_a_restart_in_order(database: Path) -> None:
    store: PlanStore = SqlitePlans(database)
    store.put(PROGRAMME, [LUNCH, TRAIN])
    store.put_friend(PROGRAMME, ADA)
    assert SqlitePlans(database).read(PROGRAMME) == ((TRAIN, LUNCH), (ADA,), {})
    assert SqlitePlans(database).read("another") == ((), (), {})


def test_own_event_can_be_changed_and_removed(database: Path) -> None:
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


def test_damaged_rows_are_shown_in_order_and_on_one_line(database: Path) -> None:
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
    assert store.read(PROGRAMME)[0][0].lead == 25, "the changed event keeps its lead"
    store.put_leads(PROGRAMME, {"talk": None, "own-1": 10})
    assert store.remove(PROGRAMME, "own-2")
    assert store.read(PROGRAMME)[2] == {"own-1": 10}
    assert store.read("another")[2] == {}


KEYNOTE = SavedStop("keynote", 'the "keynote" é中', "must", DAWN)
LUNCH_STOP = SavedStop("own-1", "Lunch", "own", DAWN + 6 * HOUR)
PANEL = SavedStop("panel", "Panel", "maybe", DAWN + HOUR, since=DAWN, fills_gap=True)
DAY, NEXT_DAY = date(2025, 2, 7), date(2025, 2, 8)
PLAN = SavedPlan(DAY, "0a1b", DAWN, (KEYNOTE, PANEL, LUNCH_STOP))


def change(at: int, *, is_reported: bool = False) -> PlanChange:
    """Return a change `at` hours after dawn: the panel takes the place of the keynote."""
    panel = replace(PANEL, since=None, fills_gap=False)
    return PlanChange(
        DAY, DAWN + at * HOUR, (KEYNOTE,), (panel, LUNCH_STOP), is_reported=is_reported
    )


def put(store: DayPlanStore, at: int) -> None:
    store.put(PROGRAMME, replace(PLAN, changed_at=DAWN + at * HOUR), change(at))


def test_plan_of_a_day_replaces_only_its_predecessor(database: Path) -> None:
    store: DayPlanStore = SqliteDayPlans(database)
    store.put(PROGRAMME, PLAN)
    store.put(PROGRAMME, replace(PLAN, day=NEXT_DAY))
    store.put(PROGRAMME, replace(PLAN, inputs="2c3d", stops=(LUNCH_STOP,)))
    assert SqliteDayPlans(database).read(PROGRAMME) == (
        {
            DAY: replace(PLAN, inputs="2c3d", stops=(LUNCH_STOP,)),
            NEXT_DAY: replace(PLAN, day=NEXT_DAY),
        },
        (),
    )
    assert SqliteDayPlans(database).read("another") == ({}, ())


def test_plan_change_is_reported_only_once(database: Path) -> None:
    store = SqliteDayPlans(database)
    put(store, 1)
    assert store.claim_changes(PROGRAMME) == (change(1),)
    put(store, 2)
    assert SqliteDayPlans(database).claim_changes(PROGRAMME) == (change(2),)
    assert store.claim_changes(PROGRAMME) == ()
    assert store.read(PROGRAMME)[1] == (change(1, is_reported=True), change(2, is_reported=True))
    put(store, 3)
    store.remove_seen_changes(PROGRAMME, DAWN + 2 * HOUR)
    assert store.read(PROGRAMME)[1] == (change(3),)


def test_number_of_unseen_changes_is_limited(database: Path) -> None:
    store = SqliteDayPlans(database)
    for hour in range(200):
        put(store, hour)
    changes = store.read(PROGRAMME)[1]
    assert 100 < len(changes) < 200
    assert changes[-1] == change(199)


def test_damaged_row_of_a_plan_affects_no_other_row(database: Path) -> None:
    store = SqliteDayPlans(database)
    put(store, 1)
    store.put(PROGRAMME, replace(PLAN, day=NEXT_DAY))
    with raw(database) as connection:
        connection.execute("UPDATE plans SET day = 'someday' WHERE day = '2025-02-07'")
        connection.execute("UPDATE plan_stops SET title = 'a\nb\x1b', degree = '?', start = 'soon'")
        connection.execute("UPDATE plan_changes SET day = 'someday' WHERE is_new")
    plans, changes = store.read(PROGRAMME)
    assert list(plans) == [NEXT_DAY]
    assert [(stop.title, stop.degree) for stop in plans[NEXT_DAY].stops] == [("a b", "must")] * 3
    assert [len(each.before) for each in changes] == [1]


def test_bookmarks_are_in_the_order_of_adding(database: Path) -> None:
    store = Stars(database)
    east = timezone(timedelta(hours=9))
    first = Bookmark("z", "first", datetime(2025, 2, 7, 15, tzinfo=east))  # 06:00 UTC
    second = Bookmark("a", "second", DAWN + timedelta(microseconds=1))
    store.add(PROGRAMME, second)
    store.add(PROGRAMME, first)
    found = store.all()
    assert [b.session for b in found] == ["z", "a"]
    assert found[0].added_at == first.added_at
    assert found[0].added_at.tzinfo is UTC


def test_database_is_the_only_file_and_private(database: Path) -> None:
    fill(database, 3)
    assert names(database.parent) == ["sommet.sqlite3"]
    assert database.parent.stat().st_mode & 0o777 == 0o700
    assert database.stat().st_mode & 0o777 == 0o600
    with raw(database) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_database_that_others_could_read_becomes_private(database: Path) -> None:
    fill(database, 1)
    with raw(database) as connection:  # as another program may leave it
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version")
        beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
        for path in beside:
            path.chmod(0o664)
        assert saved(database) == [mark(0)]
        assert [path.stat().st_mode & 0o777 for path in beside] == [0o600] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_no_temporary_file_is_readable_by_others(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while it is written: the journal holds what the database held."""
    modes: set[int] = set()
    create = database_file.create_tables

    def look(connection: sqlite3.Connection) -> None:
        create(connection)
        modes.update(path.stat().st_mode & 0o777 for path in database.parent.iterdir())

    monkeypatch.setattr(database_file, "create_tables", look)
    fill(database, 1)
    assert modes == {0o600}


def test_link_to_the_file_is_followed(database: Path, tmp_path: Path) -> None:
    fill(database, 1)
    link = tmp_path / "link.sqlite3"
    link.symlink_to(database)
    Stars(link).star(1)
    assert saved_sessions(database) == {"s0", "s1"}


@pytest.mark.parametrize(
    "name",
    ["a b", "50%", "%41", "what?mode=ro", "no#1", "ω ü", "a//b", "é?#%", "a?mode=ro#x", "é中"],
)
def test_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "sommet.sqlite3"
    Stars(path).star(1)
    assert saved(path) == [mark(1)]
    assert names(path.parent) == ["sommet.sqlite3"]


def test_invalid_text_is_refused_and_nothing_changes(database: Path) -> None:
    fill(database, 1)
    store = Stars(database)
    assert refused(store.add, PROGRAMME, Bookmark("\udcff", "title", DAWN)) == "failed"
    assert saved_sessions(database) == {"s0"}


def test_threads_may_share_a_store(database: Path) -> None:
    store = Stars(database)

    def work(first: int) -> int:
        added = [store.star(n) for n in range(first, first + 20)]
        assert len(store.all()) >= 20
        return sum(added)

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(work, (0, 20, 40))) == [20, 20, 20]
    assert saved_sessions(database) == {f"s{n}" for n in range(60)}


def test_degree_is_saved_and_changed_alone(database: Path) -> None:
    store = Stars(database)
    store.star(1)
    again = replace(mark(1), title="another", degree="maybe")
    assert store.add(PROGRAMME, again)
    assert not store.add(PROGRAMME, again)
    assert store.all() == [replace(mark(1), degree="maybe")]


def test_damaged_degree_becomes_must(database: Path) -> None:
    fill(database, 1)
    with raw(database) as connection:
        connection.execute("UPDATE bookmarks SET degree = 'x\x1b'")
    assert saved(database) == [mark(0)]


Start = Callable[..., subprocess.Popen[str]]


def note(text: str, session: str = "talk") -> Note:
    return Note(session, "A talk", text, DAWN)


def test_note_survives_a_restart_and_belongs_to_its_programme(database: Path) -> None:
    store = SqliteNotes(database)
    assert store.write(PROGRAMME, note("# Title\n\n* é"), "") is None
    assert list(SqliteNotes(database).notes(PROGRAMME)) == [note("# Title\n\n* é")]
    assert list(store.notes("another")) == []
    assert store.database.notices() == ()


def test_note_changed_in_another_window_is_reported_and_stays(database: Path) -> None:
    store, other = SqliteNotes(database), SqliteNotes(database)
    store.write(PROGRAMME, note("first"), "")
    other.write(PROGRAMME, note("theirs"), "first")
    assert store.write(PROGRAMME, note("mine"), "first") == "theirs"
    assert store.write(PROGRAMME, note(""), "first") == "theirs"
    assert list(store.notes(PROGRAMME)) == [note("theirs")]
    assert store.write(PROGRAMME, note("mine"), "theirs") is None
    assert store.write(PROGRAMME, note("whatever"), None) is None
    assert list(other.notes(PROGRAMME)) == [note("whatever")]


def test_empty_note_is_removed_and_makes_no_file(database: Path) -> None:
    store = SqliteNotes(database)
    assert store.write(PROGRAMME, note(""), "") is None
    assert not database.parent.exists()
    store.write(PROGRAMME, note("x"), "")
    store.write(PROGRAMME, note(""), "x")
    assert list(store.notes(PROGRAMME)) == []


def test_value_of_a_hint_is_saved(database: Path) -> None:
    SqliteSeen(database).put("hint", "1")
    SqliteSeen(database).put("hint", "done")
    assert SqliteSeen(database).get("hint") == "done"


def test_removed_session_is_cancelled_in_the_calendar_only_if_exported(database: Path) -> None:
    store = SqliteRevisions(database)
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN) == {}
    store.revise(PROGRAMME, [TALK], (), DAWN)
    gone = store.revise(PROGRAMME, [], {"talk", "never"}, DAWN + HOUR)
    assert gone == {"talk": Revision(replace(TALK, state="cancelled"), 1, DAWN + HOUR)}
    assert store.revise(PROGRAMME, [], {"talk"}, DAWN + 2 * HOUR) == gone
    assert store.revise("other", [TALK], (), DAWN)["talk"].sequence == 0
