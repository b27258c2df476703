"""A note in a window: saved, merged with another window's text, and honest about unsaved text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.notes import Draft
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.notes import Note, NoteTooLongError
from sommet_tui.domain.values import replace
from sommet_tui.storage.user_data import SqliteNotes
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of
from tests.builders import write_note
from tests.companion.windows import FixedSource

DAY = FixedSource(day_of("talk 09:00-10:00, other 11:00-12:00"))
Open = Callable[[], Companion]


@pytest.fixture
def window(tmp_path: Path) -> Open:
    """Opens windows onto the same notes."""
    path = tmp_path / "data" / "sommet.sqlite3"
    return lambda: Companion(DAY, open_stores(path), SystemClock())


def text(companion: Companion) -> str | None:
    companion.load_external_changes()
    note = companion.snapshot.mine.note("talk")
    return note.text if note else None


def test_typed_text_appears_in_another_window(window: Open) -> None:
    one, two = window(), window()
    assert text(two) is None
    draft = Draft(one, "talk")
    draft.text = "hello \n\n"
    assert draft.is_unsaved
    draft.save()
    assert draft.trouble is None
    assert draft.text == "hello \n\n", "blanks one is just typing stay in the window"
    assert text(one) == text(two) == "hello"


def test_text_typed_while_saving_is_merged(window: Open) -> None:
    one, two = Draft(window(), "talk"), Draft(window(), "talk")
    one.text, two.text = "mine", "theirs"
    two.save()
    one.write()
    one.finish_save("mine and more")
    assert one.text == "mine and more"
    one.save()
    assert one.outcome == "joined"
    assert "mine and more" in one.text
    assert "theirs" in one.text


def test_idle_window_shows_text_typed_in_another(window: Open) -> None:
    companion = window()
    draft = Draft(companion, "talk")
    write_note(window(), "talk", "theirs")
    companion.load_external_changes()
    draft.load_changes()
    assert (draft.text, draft.outcome) == ("theirs", "changed")


def test_text_deleted_while_saving_does_not_return(window: Open) -> None:
    companion = window()
    draft = Draft(companion, "talk")
    draft.text = "hello"
    draft.write()
    draft.text = ""
    companion.load_external_changes()
    draft.load_changes()
    assert draft.text == ""
    draft.finish_save("")
    draft.save()
    assert text(window()) is None


class Slow(SqliteNotes):
    """Notes whose disk takes so long that something happens meanwhile."""

    meanwhile: Callable[[], None]

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        kept = super().write(programme, note, seen)
        self.meanwhile()
        return kept


def test_draft_loads_no_changes_while_saving(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    notes = Slow(path)
    companion = Companion(DAY, replace(open_stores(path), notes=notes), SystemClock())
    draft = Draft(companion, "talk")

    def deleted() -> None:
        draft.text = ""
        companion.load_external_changes()
        draft.load_changes()

    notes.meanwhile = deleted
    draft.text = "hello"
    draft.write()
    assert draft.text == ""


def test_unchanged_note_is_not_saved(window: Open) -> None:
    draft = Draft(window(), "talk")
    draft.save()
    assert (draft.outcome, draft.trouble, text(window())) == (None, None, None)
    draft.load_changes()
    assert draft.text == ""


def test_draft_ignores_the_note_of_another_programme(window: Open) -> None:
    companion = window()
    draft = Draft(companion, "talk")
    write_note(window(), "talk", "theirs")
    other = replace(companion.snapshot.programme, id="another")
    companion.show_programme(Loaded("another", other))
    draft.load_changes()
    assert draft.text == ""


def test_empty_text_removes_the_note_unless_another_changed_it(window: Open) -> None:
    write_note(window(), "talk", "first")
    draft = Draft(window(), "talk")
    write_note(window(), "talk", "second")
    draft.text = ""
    draft.save()
    assert (draft.text, draft.outcome) == ("second", "joined")
    draft.text = " "
    draft.save()
    assert text(window()) is None


def test_unsaved_text_is_saved_later(window: Open, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    draft = Draft(window(), "talk")
    draft.text = "hello"
    draft.save()
    assert draft.is_unsaved
    assert isinstance(draft.trouble, StorageError)
    (tmp_path / "data").unlink()
    draft.save()
    assert text(window()) == "hello"


def test_overlong_note_may_be_shortened(window: Open) -> None:
    companion = window()
    write_note(companion, "talk", "x" * NOTE_LIMIT)
    with pytest.raises(NoteTooLongError):
        write_note(companion, "talk", "x" * (NOTE_LIMIT + 1))
    draft = Draft(window(), "talk")
    draft.text = "y" * NOTE_LIMIT
    write_note(companion, "talk", "z" * NOTE_LIMIT)
    draft.save()
    assert len(draft.text) > 2 * NOTE_LIMIT
    draft.text = draft.text[:-10]
    draft.save()
    assert (draft.is_unsaved, draft.trouble) == (False, None)


def test_note_needs_an_existing_session(window: Open) -> None:
    with pytest.raises(UnknownError):
        Draft(window(), "nothing")
