"""What the companion offers screens and commands: bookmarks, notes, rooms, rehearsals, search."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme, Room
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.storage.user_data import SqliteNotes
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of
from tests.builders import at, existing, programme, session, write_note
from tests.companion.windows import Dial, FixedSource, Window
from tests.panels import day
from tests.refusals import raised

MINUTE = timedelta(minutes=1)


def with_rooms() -> Programme:
    one = day_of("one 09:00-10:00 @a, two 10:00-11:00 @b")
    return replace(one, rooms=(Room("a", "Main hall"), Room("b", "Small hall")))


def acts(window: Window) -> list[str]:
    return [act.act for act in window.snapshot.events.acts]


def test_bookmark_is_saved_once_and_can_be_removed(one: Window) -> None:
    assert one.mine.save_bookmark("panel")
    assert not one.mine.save_bookmark("panel")
    assert one.snapshot.mine.bookmarked_ids == {"panel"}
    assert one.mine.remove_bookmark("panel")
    assert not one.mine.remove_bookmark("panel")
    assert one.snapshot.mine.bookmarked_ids == frozenset()


def test_hidden_session_is_not_a_bookmark(one: Window) -> None:
    one.mine.save_bookmark("panel")
    assert one.mine.save_bookmark("panel", "hidden")
    assert not one.mine.save_bookmark("panel", "hidden")
    assert one.snapshot.mine.hidden_ids == {"panel"}
    assert not one.snapshot.mine.bookmarks
    assert not one.mine.remove_bookmark("panel")
    assert one.mine.save_bookmark("panel", "maybe")
    assert not one.mine.remove_bookmark("panel", hidden=True)
    assert one.snapshot.mine.degrees == {"panel": "maybe"}
    one.mine.save_bookmark("panel", "hidden")
    assert one.mine.remove_bookmark("panel", hidden=True)
    assert not one.snapshot.mine.all_bookmarks


@pytest.mark.parametrize("verb", ["save_bookmark", "remove_bookmark"])
def test_bookmarking_an_unknown_session_is_refused(one: Window, verb: str) -> None:
    unknown = raised(UnknownError, getattr(one.mine, verb), "nothing")
    assert (unknown.kind, unknown.query) == ("session", "nothing")


def test_unreadable_note_is_neither_joined_nor_moved(one: Window, database: Path) -> None:
    one.mine.save_bookmark("panel")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        shut = Companion(FixedSource(day()), open_stores(database, 0.05), Dial(at("08:30")))
        assert shut.snapshot.data_error is not None
        with pytest.raises(StorageError):
            shut.mine.save_imported_entries([Imported("panel", "Panel")])
        with pytest.raises(StorageError):
            shut.mine.move_to_current_ids(programme(session("talk", title="Panel")))


def test_note_written_during_an_import_is_merged_with_the_imported_one(database: Path) -> None:
    theirs = Window(database)

    class Meanwhile(SqliteNotes):
        def notes(self, programme: str) -> Sequence[Note]:
            found = super().notes(programme)
            if importing and not theirs.snapshot.mine.ids_with_note:
                write_note(theirs.companion, "panel", "theirs")
            return found

    kept = replace(
        open_stores(database),
        notes=Meanwhile(database),
        run_in_transaction=lambda do: do(),
    )
    importing = False
    companion = Companion(FixedSource(day()), kept, Dial(at("08:30")))
    importing = True
    companion.mine.save_imported_entries([Imported(f"panel@{day().id}", "Panel", text="brought")])
    note = existing(companion.snapshot.mine.note("panel"))
    assert {"theirs", "brought"} <= set(note.text.splitlines())


def test_search_includes_notes(one: Window) -> None:
    write_note(one.companion, "talk", "ask about water")
    assert [hit.id for hit in one.companion.search("water")] == ["talk"]
    assert next(hit.id for hit in one.companion.search("ada")) == "ada"


@pytest.fixture
def companion(database: Path) -> Companion:
    return Window(database, programme=with_rooms()).companion


def test_room_is_found_by_id_name_or_unique_part(companion: Companion) -> None:
    for wanted in ("a", "Main hall", "main"):
        companion.choose_room(wanted)
        assert companion.snapshot.room == "a"
    companion.choose_room(None)
    assert companion.snapshot.room is None


@pytest.mark.parametrize(("wanted", "several"), [("hall", ("a", "b")), ("cellar", ())])
def test_unknown_or_ambiguous_room_is_not_found(
    companion: Companion, wanted: str, several: tuple[str, ...]
) -> None:
    unknown = raised(UnknownError, companion.choose_room, wanted)
    assert (unknown.kind, unknown.several) == ("room", several)


def test_clock_is_constant_within_a_frame(one: Window) -> None:
    begun = one.clock.begin_frame()
    one.dial.shows += MINUTE
    assert one.clock.now() == begun
    one.clock.set(at("09:30"))
    assert one.clock.now() == at("09:30")
    one.dial.shows += MINUTE
    assert one.clock.now() == at("09:30")
    assert one.clock.begin_frame() == one.clock.now() == at("09:31")
    one.clock.return_to_real_time()
    assert one.clock.now() == one.dial.shows


def test_replay_starts_a_minute_before_the_day(one: Window) -> None:
    one.clock.replay()
    assert one.clock.now() == at("08:59")


def test_replay_without_sessions_keeps_the_clock(database: Path) -> None:
    window = Window(database, programme=day_of("off 09:00-10:00 cancelled"))
    window.clock.replay()
    assert not window.snapshot.is_shifted


def test_time_without_date_is_on_the_displayed_day(one: Window) -> None:
    assert one.clock.instant("09:05") == at("09:05")


def test_clock_of_a_rehearsal_is_shared_by_all_windows_until_cleared(
    one: Window, database: Path
) -> None:
    one.clock.set(at("09:00"), 0.0)
    assert one.rehearsals.begin()
    other = one.another()
    assert other.clock.now() == at("09:00")
    other.clock.return_to_real_time()
    assert not other.rehearsals.begin(), "it takes part in the one that is on"
    other.clock.set(at("09:30"))
    one.dial.shows += MINUTE
    one.look()
    assert one.clock.now() == at("09:30")
    other.act_now("start panel")
    one.clock.return_to_real_time()
    assert acts(one) == []
    assert not one.rehearsals.begin()
    assert acts(one) == ["start"]
    assert one.rehearsals.clear()
    assert not one.rehearsals.clear()
    other.look()
    assert not other.snapshot.is_shifted


def test_record_of_this_window_is_distinguished_from_others(one: Window, database: Path) -> None:
    done = one.stage.record(Act("start", "panel", when=at("08:20")))
    assert one.log.is_own_record(done.uid)
    assert not one.another().log.is_own_record(done.uid)
