"""What the companion does for whoever asks: bookmarks, notes, rooms, clocks, rehearsals, search."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.companion import BadProgrammeError, Companion
from sommet_tui.companion.errors import SourceError, StorageError, UnknownError
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme, Room
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.storage.notes import SqliteNotes
from sommet_tui.wiring.stores import stores
from tests.builders import at, programme, session, write_note
from tests.companion.windows import Dial, Window
from tests.panels import day

MINUTE = timedelta(minutes=1)


@dataclass
class Press:
    """A source whose next edition the test prints."""

    edition: Loaded | SourceError
    number: int = 0

    def load(self) -> Loaded:
        if isinstance(self.edition, SourceError):
            raise self.edition
        return self.edition

    def version(self) -> object:
        return self.number

    def print(self, edition: Loaded | SourceError) -> None:
        self.edition, self.number = edition, self.number + 1


@dataclass
class Wire:
    """A source that has to be asked for something newer."""

    answer: Loaded | SourceError | None = None
    export: str | None = None
    heard: list[int] = field(default_factory=list)

    def due(self) -> bool:
        return True

    def taken(self) -> str | None:
        return self.export

    def refresh(
        self, progress: Callable[[int], None] | None = None, patience: float | None = None
    ) -> Loaded | None:
        del patience
        if progress is not None:
            progress(7)
        if isinstance(self.answer, SourceError):
            raise self.answer
        return self.answer


def with_rooms() -> Programme:
    one = programme(session("one", room="a"), session("two", "10:00", "11:00", room="b"))
    return replace(one, rooms=(Room("a", "Main hall"), Room("b", "Small hall")))


@pytest.fixture
def one(database: Path) -> Window:
    return Window(database, Dial(at("08:30")))


def acts(window: Window) -> list[str]:
    return [act.act for act in window.companion.snapshot.events.acts]


def reading(press: Press, database: Path, wire: Wire | None = None) -> Companion:
    return Companion(press, stores(database), Dial(at("08:30")), refresher=wire)


class TestBookmarks:
    def test_a_bookmark_is_stored_once_and_can_be_removed(self, one: Window) -> None:
        assert one.companion.mine.star("panel")
        assert not one.companion.mine.star("panel")
        assert one.companion.snapshot.mine.starred == {"panel"}
        assert one.companion.mine.unstar("panel")
        assert not one.companion.mine.unstar("panel")
        assert one.companion.snapshot.mine.starred == frozenset()

    def test_a_bookmark_becomes_a_maybe_and_keeps_when_it_was_made(self, one: Window) -> None:
        other = Window(one.database, one.dial)
        one.companion.mine.star("panel")
        (made,) = one.companion.snapshot.mine.bookmarks
        assert one.companion.mine.star("panel", "maybe")
        assert not one.companion.mine.star("panel", "maybe")
        assert one.companion.snapshot.mine.bookmarks == (replace(made, degree="maybe"),)
        other.companion.look_outside()
        assert other.companion.snapshot.mine.bookmarks == one.companion.snapshot.mine.bookmarks

    def test_what_is_hidden_is_no_bookmark_until_it_is_wanted_again(self, one: Window) -> None:
        one.companion.mine.star("panel")
        assert one.companion.mine.star("panel", "hidden")
        assert not one.companion.mine.star("panel", "hidden")
        assert one.companion.snapshot.mine.hidden_ids == {"panel"}
        assert not one.companion.snapshot.mine.bookmarks
        assert not one.companion.mine.unstar("panel")
        assert one.companion.mine.star("panel", "maybe")
        assert not one.companion.mine.unstar("panel", hidden=True)
        assert one.companion.snapshot.mine.degrees == {"panel": "maybe"}
        one.companion.mine.star("panel", "hidden")
        assert one.companion.mine.unstar("panel", hidden=True)
        assert not one.companion.snapshot.mine.marked

    def test_a_mark_is_set_as_it_was_before(self, one: Window) -> None:
        for degree in ("maybe", "hidden", "must", None):
            one.companion.mine.mark("talk", degree)
            assert one.companion.snapshot.mine.degrees.get("talk") == degree

    @pytest.mark.parametrize("verb", ["star", "unstar"])
    def test_there_must_be_such_a_session(self, one: Window, verb: str) -> None:
        with pytest.raises(UnknownError) as unknown:
            getattr(one.companion.mine, verb)("nothing")
        assert (unknown.value.kind, unknown.value.wanted) == ("session", "nothing")

    def test_a_bookmark_of_a_session_that_is_gone_can_be_removed(self, database: Path) -> None:
        press = Press(Loaded("one", day()))
        companion = reading(press, database)
        companion.mine.star("talk")
        companion.take(Loaded("two", replace(day(), sessions=day().sessions[:1])))
        (pick,) = companion.snapshot.picks
        assert pick.session is None
        assert companion.mine.unstar("talk")

    def test_clashes_are_found_and_the_earliest_bookmark_is_next(self, one: Window) -> None:
        assert one.companion.snapshot.next_pick(at("08:30")) is None
        for id_ in ("panel", "talk"):
            one.companion.mine.star(id_)
        snapshot = one.companion.snapshot
        assert snapshot.clashes == {}
        coming = snapshot.next_pick(at("09:30"))
        assert coming is not None
        assert coming.id == "talk"


class TestNotes:
    def test_a_note_stays_under_its_session(self, one: Window) -> None:
        assert one.companion.snapshot.mine.note("panel") is None
        assert one.companion.snapshot.notes_in_order == ()
        assert write_note(one.companion, "panel", "ask \n") == "ask"
        snapshot = one.companion.snapshot
        assert snapshot.mine.noted == {"panel"}
        assert [note.text for note in snapshot.notes_in_order] == ["ask"]

    def test_an_import_adds_joins_and_doubles_nothing(self, one: Window) -> None:
        write_note(one.companion, "panel", "mine")
        uid = f"panel@{one.programme.id}"
        brought = [
            Imported(uid, "Panel"),
            Imported(uid, "Panel", text="theirs"),
            Imported("x", "X"),
        ]
        done = one.companion.mine.save_imported(brought)
        assert done.lost == ("X",)
        assert one.companion.snapshot.mine.starred == {"panel"}
        note = one.companion.snapshot.mine.note("panel")
        assert note is not None
        assert {"mine", "theirs"} <= set(note.text.splitlines())
        one.companion.mine.save_imported(brought)
        assert one.companion.snapshot.mine.note("panel") == note

    def test_what_cannot_be_read_is_neither_joined_nor_moved(
        self, one: Window, database: Path
    ) -> None:
        one.companion.mine.star("panel")
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            shut = Companion(Press(Loaded("x", day())), stores(database, 0.05), Dial(at("08:30")))
            assert shut.snapshot.data_error is not None
            with pytest.raises(StorageError):
                shut.mine.save_imported([Imported("panel", "Panel")])
            with pytest.raises(StorageError):
                shut.mine.move({"panel": "talk"})

    def test_a_note_that_somebody_writes_meanwhile_is_joined_too(self, database: Path) -> None:
        theirs = Window(database, Dial(at("08:30")))

        class Meanwhile(SqliteNotes):
            def notes(self, programme: str) -> Sequence[Note]:
                found = super().notes(programme)
                if importing and not theirs.companion.snapshot.mine.noted:
                    write_note(theirs.companion, "panel", "theirs")
                return found

        kept = replace(
            stores(database), open_notes=lambda: Meanwhile(database), together=lambda do: do()
        )
        importing = False
        companion = Companion(Press(Loaded("x", day())), kept, Dial(at("08:30")))
        importing = True
        companion.mine.save_imported([Imported(f"panel@{day().id}", "Panel", text="brought")])
        note = companion.snapshot.mine.note("panel")
        assert note is not None
        assert {"theirs", "brought"} <= set(note.text.splitlines())

    def test_a_search_looks_into_notes_too(self, one: Window) -> None:
        write_note(one.companion, "talk", "ask about water")
        assert [hit.id for hit in one.companion.search("water")] == ["talk"]
        assert next(hit.id for hit in one.companion.search("ada")) == "ada"


class TestRooms:
    def test_a_room_is_meant_by_its_id_its_name_or_a_part_that_fits_no_other(
        self, database: Path
    ) -> None:
        companion = reading(Press(Loaded("x", with_rooms())), database)
        for wanted in ("a", "Main hall", "main"):
            companion.choose_room(wanted)
            assert companion.snapshot.room == "a"
        companion.choose_room(None)
        assert companion.snapshot.room is None

    @pytest.mark.parametrize(("wanted", "several"), [("hall", ("a", "b")), ("cellar", ())])
    def test_what_fits_none_or_several_is_none(
        self, database: Path, wanted: str, several: tuple[str, ...]
    ) -> None:
        companion = reading(Press(Loaded("x", with_rooms())), database)
        with pytest.raises(UnknownError) as unknown:
            companion.choose_room(wanted)
        assert (unknown.value.kind, unknown.value.several) == ("room", several)


class TestClock:
    def test_it_can_be_set_stepped_run_and_brought_back(self, one: Window) -> None:
        received: list[None] = []
        one.companion.state.on_change(lambda: received.append(None))
        one.companion.clock.set(at("09:30"), 60.0)
        one.dial.shows += MINUTE
        assert one.companion.clock.now() == at("10:30")
        one.companion.clock.set(one.companion.clock.now(), 0.0)
        one.companion.clock.set(one.companion.clock.now() - 30 * MINUTE)
        one.dial.shows += MINUTE
        assert one.companion.clock.now() == at("10:00")
        assert (one.companion.snapshot.shifted, one.companion.snapshot.speed) == (True, 0.0)
        one.companion.clock.return_to_present()
        assert one.companion.clock.now() == one.dial.shows
        assert len(received) >= 4

    def test_the_day_is_lived_again_from_a_minute_before_it(self, one: Window) -> None:
        one.companion.clock.replay()
        assert one.companion.clock.now() == at("08:59")

    def test_with_nothing_to_live_again_the_clock_stays(self, database: Path) -> None:
        off = programme(session("off", state="cancelled"))
        companion = reading(Press(Loaded("x", off)), database)
        companion.clock.replay()
        assert not companion.snapshot.shifted

    def test_a_time_is_meant_on_the_day_that_is_on(self, one: Window) -> None:
        assert one.companion.clock.instant("09:05") == at("09:05")


class TestRehearsal:
    def test_it_is_every_window_s_until_it_is_cleared(self, one: Window, database: Path) -> None:
        one.companion.clock.set(at("09:00"), 0.0)
        assert one.companion.rehearsals.begin()
        other = Window(database, one.dial)
        assert other.companion.clock.now() == at("09:00")
        other.companion.clock.return_to_present()
        assert not other.companion.rehearsals.begin(), "it takes part in the one that is on"
        other.companion.clock.set(at("09:30"))
        one.companion.look_outside()
        assert one.companion.clock.now() == at("09:30")
        other.stage.do(Act("start", "panel"))
        one.companion.clock.return_to_present()
        assert acts(one) == []
        assert not one.companion.rehearsals.begin()
        assert acts(one) == ["start"]
        assert one.companion.rehearsals.clear()
        assert not one.companion.rehearsals.clear()
        other.companion.look_outside()
        assert not other.companion.snapshot.shifted


class TestAProgrammeThatChanges:
    def test_one_with_errors_is_not_opened(self, database: Path) -> None:
        bad = Loaded("day.yaml", None, (Finding("error", "empty"),))
        with pytest.raises(BadProgrammeError) as refusal:
            reading(Press(bad), database)
        assert refusal.value.loaded is bad
        assert "day.yaml" in str(refusal.value)

    def test_another_edition_is_taken_in_and_a_bad_one_leaves_the_last(
        self, database: Path
    ) -> None:
        press = Press(Loaded("one", day()))
        companion = reading(press, database)
        assert not companion.source.is_outdated()
        press.print(Loaded("two", replace(day(), title="Another title")))
        assert companion.source.is_outdated()
        companion.take(companion.source.read())
        assert companion.snapshot.programme.title == "Another title"
        gone = SourceError("missing", "two")
        press.print(gone)
        companion.take(companion.source.read())
        assert companion.snapshot.trouble is gone
        assert companion.snapshot.programme.title == "Another title"
        press.print(Loaded("two", companion.snapshot.programme))
        companion.take(companion.source.read())
        assert companion.snapshot.trouble is None

    def test_only_a_distant_one_is_asked_for_something_newer(self, database: Path) -> None:
        near = reading(Press(Loaded("x", day())), database).source
        assert (near.is_distant, near.refresh_due(), near.refresh()) == (False, False, None)
        assert near.export() is None
        wire = Wire(export="https://example.org/x.ics")
        far = reading(Press(Loaded("x", day())), database, wire).source
        assert far.is_distant
        assert far.refresh_due()
        assert far.refresh(wire.heard.append) is None
        assert wire.heard == [7]
        assert far.export() == "https://example.org/x.ics"

    def test_why_there_is_nothing_newer_is_shown_until_there_is(self, database: Path) -> None:
        offline = SourceError("offline", "https://example.org", age=MINUTE)
        far = reading(Press(Loaded("x", day())), database, Wire(offline))
        outcome = far.source.refresh()
        assert outcome is offline
        far.refreshed(outcome)
        assert far.snapshot.trouble is offline
        far.refreshed(None)
        assert far.snapshot.trouble is None


def test_what_this_run_recorded_is_its_own(one: Window, database: Path) -> None:
    done = one.stage.do(Act("start", "panel", when=at("08:20")))
    assert one.companion.log.made_here(done.uid)
    assert not Window(database, one.dial).companion.log.made_here(done.uid)
