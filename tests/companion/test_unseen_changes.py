"""Changes since the user's last look, and their effect on bookmarks and notes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.unseen_changes import (
    ProgrammeChanges,
    ReadChanges,
    stage_changes,
)
from sommet_tui.domain.changes import SessionChange, changes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSeen
from sommet_tui.storage.programme_cache import CachedBaseline
from sommet_tui.wiring.stores import open_stores
from tests.acting import example_day
from tests.builders import at, clock_of, existing, programme, session, with_titles
from tests.companion.windows import Dial, FixedSource, Window

ONE = session("one", "09:00", "10:00", title="Opening words")
TWO = session("two", "10:00", "11:00", title="Second thoughts")
BEFORE = programme(ONE, TWO)


class Desk:
    """A user with a programme, bookmarks and notes."""

    def __init__(self, folder: Path, now: Programme, seen: Programme | None = BEFORE) -> None:
        self.database = folder / "sommet.sqlite3"
        kept = open_stores(self.database, 0.1)
        self.companion = Companion(FixedSource(now), kept, Dial(at("08:00")))
        self.baseline = CachedBaseline(folder, "paper")
        if seen is not None:
            self.baseline.replace(seen)
        self.changes = ProgrammeChanges(self.companion, self.baseline)

    def kinds(self) -> list[tuple[str, str]]:
        return [
            (change.session.id, change.kind)
            for change in self.changes.find_unseen_changes().sessions
        ]


def renamed(*gone: str) -> Programme:
    """The programme with new ids for all, but for those that are gone."""
    return programme(
        *(replace(s, id=f"new-{s.id}") for s in BEFORE.sessions if s.id not in gone),
        session("other", "15:00", "16:00", title="Something else"),
    )


def test_changes_are_counted_from_the_first_opening(tmp_path: Path) -> None:
    assert Desk(tmp_path, BEFORE, seen=None).kinds() == []
    assert Desk(tmp_path, programme(ONE), seen=None).kinds() == [("two", "gone")]


def test_each_change_is_reported_by_one_window(tmp_path: Path) -> None:
    seen = SqliteSeen(tmp_path / "sommet.sqlite3")
    one, other = (ReadChanges(seen.get, seen.put) for _ in range(2))
    gone = changes(BEFORE, programme(ONE))
    for _ in range(2):
        assert [window.claim_report("paper", gone) for window in (one, other)] == [True, False]
        for window in (one, other):  # it is undone
            window.forget_withdrawn_changes("paper", {change.fingerprint for change in gone})


def test_change_is_reported_even_if_nothing_can_be_saved() -> None:
    seen = SqliteSeen(Path(__file__) / "sommet.sqlite3")
    window = ReadChanges(seen.get, seen.put)
    assert window.claim_report("paper", changes(BEFORE, programme(ONE)))


def test_another_event_in_the_same_file_has_no_changes(tmp_path: Path) -> None:
    assert Desk(tmp_path, replace(programme(ONE), id="another")).kinds() == []


def test_nothing_changes_while_the_database_is_locked(tmp_path: Path) -> None:
    Desk(tmp_path, BEFORE).companion.mine.save_bookmark("one")
    with closing(sqlite3.connect(tmp_path / "sommet.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # others may read
        desk = Desk(tmp_path, renamed(), seen=None)
        assert [b.session for b in desk.companion.snapshot.mine.bookmarks] == ["one"]
        other.execute("ROLLBACK")
    desk.companion.load_external_changes()
    assert [b.session for b in desk.companion.snapshot.mine.bookmarks] == ["new-one"]


def test_language_switch_is_not_a_change(tmp_path: Path) -> None:
    before = with_titles(BEFORE, one={"fr": "Ouverture", "en": "Opening"})
    desk = Desk(tmp_path, before, seen=before)
    desk.companion.mine.save_bookmark("one")
    desk.companion.set_language("fr")
    assert desk.kinds() == []
    desk.changes.mark_seen()
    desk.companion.set_language("en")
    assert desk.kinds() == []

    moved = replace(
        before,
        sessions=(replace(before.by_id["one"], end=TWO.start + (TWO.end - TWO.start) / 2), TWO),
    )
    later = Desk(tmp_path, moved, seen=None)
    for language, title in (("en", "Opening"), ("fr", "Ouverture")):
        later.companion.set_language(language)
        (change,) = later.changes.find_unseen_changes().sessions
        assert change.before is not None
        assert (change.session.title, change.before.title) == (title, title)


def test_bookmark_follows_a_session_by_its_title_in_another_language(tmp_path: Path) -> None:
    titles = {"fr": "Ouverture", "en": "Opening"}
    first = Desk(tmp_path, with_titles(BEFORE, one=titles), seen=None)
    first.companion.set_language("en")
    first.companion.mine.save_bookmark("one")
    after = with_titles(programme(replace(ONE, id="new"), TWO), new=titles)
    desk = Desk(tmp_path, after, seen=None)
    desk.companion.set_language("fr")
    assert desk.companion.snapshot.mine.bookmarked_ids == {"new"}


@pytest.fixture
def mine(tmp_path: Path) -> Window:
    """The example day; A, B and C are bookmarked."""
    window = Window(tmp_path / "sommet.sqlite3", "09:30", example_day())
    for id_ in ("a", "b", "c"):
        window.mine.save_bookmark(id_)
    return window


def changes_at(window: Window, clock: str = "09:30") -> list[tuple[str, str, str]]:
    """Each change at that time: what, of which session, and its start."""
    return [
        (c.kind, c.session.id, clock_of(c.session.start)) for c in changes_on_stage(window, clock)
    ]


def changes_on_stage(window: Window, clock: str) -> tuple[SessionChange, ...]:
    window.wait_until(clock)
    return stage_changes(window.snapshot, window.dial.shows)


def test_cancelled_session_is_listed_until_its_time_is_over(mine: Window) -> None:
    mine.act_now("cancel b")
    assert changes_at(mine) == [("cancelled", "b", "11:30")]
    assert changes_at(mine, "12:30") == []


def test_swap_changes_both_sessions(mine: Window) -> None:
    assert changes_at(mine) == []
    mine.act_now("swap a b")
    assert changes_at(mine) == [("moved", "b", "10:00"), ("moved", "a", "11:30")]
    mine.act_now("add b 60")
    assert changes_at(mine) == [("moved", "b", "10:00"), ("moved", "a", "12:00")]


def test_move_after_an_announced_delay_has_the_new_start(mine: Window) -> None:
    mine.act_now("move c 14:20")
    mine.act_now("announce")
    assert changes_at(mine) == [("moved", "c", "14:20")]
    mine.act_now("move c 15:00")
    assert changes_at(mine) == [("moved", "c", "15:00")]


@pytest.mark.parametrize("time", ["16:00", "10:30"])  # on its own, and inside a session
def test_inserted_session_changes_only_when_it_is_moved(mine: Window, time: str) -> None:
    added = existing(mine.act_now(f"insert drill 5 {time}").session)
    mine.mine.save_bookmark(added)
    mine.act_now("add a 300")
    assert changes_at(mine) == []
    mine.act_now(f"move {added} 15:00")
    assert changes_at(mine) == [("moved", added, "18:00")]


def test_delay_of_a_swapped_session_is_not_listed_separately(mine: Window) -> None:
    mine.act_now("swap a b")
    before = changes_on_stage(mine, "09:30")
    mine.act_now("add b 60")
    after = changes_on_stage(mine, "09:30")
    assert [c.session.start for c in before] != [c.session.start for c in after]
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
