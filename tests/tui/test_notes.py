"""A note on the screens: written over nothing, marked in lists, and never too long."""

from __future__ import annotations

import gc
import sqlite3
import warnings
from contextlib import closing

from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.storage.user_data import SqliteNotes
from sommet_tui.tui.notes import NoteArea, NoteScreen
from sommet_tui.wiring import WINDOW_PATIENCE
from tests.builders import write_note

from .conftest import Open
from .events import event
from .worlds import World


def saved_note(here: World) -> str:
    notes = SqliteNotes(here.database).notes(here.snapshot.programme.id)
    return notes[0].text if notes else ""


async def test_note_merges_a_change_from_another_window(here: World) -> None:
    other = World(here.source, here.stop, here.database)
    async with here.open("n"):
        await here.until(lambda: isinstance(here.app.screen, NoteScreen))
        write_note(other.companion, "opening", "theirs")
        await here.press("m e")
        await here.until(lambda: "me" in saved_note(here) and "theirs" in saved_note(here))
        area = here.app.screen.query_one(NoteArea)
        await here.until(lambda: area.text == saved_note(here))
        await here.press("x")
        await here.until(lambda: "x" in saved_note(here) and "theirs" in saved_note(here))


async def test_note_is_marked_in_lists_and_shown_with_its_session(here: World) -> None:
    async with here.open("2 n '[b]hi' escape"):
        await here.until_shown("✎")
        await here.press("enter")
        await here.until_shown("MY NOTE")
        assert "[b]hi" in here.picture
        await here.press("3")
        await here.until_shown("WITH A NOTE")


async def test_full_note_refuses_more_text(here: World) -> None:
    write_note(here.companion, "opening", "y" * NOTE_LIMIT)
    async with here.open("n"):
        await here.until(lambda: isinstance(here.app.screen, NoteScreen))
        await here.press("z")
        await here.until_shown("not inserted")
        assert here.app.screen.query_one(NoteArea).document_length == NOTE_LIMIT


async def test_message_does_not_hide_the_edited_line(here: World) -> None:
    write_note(here.companion, "opening", "the first" + "\n" * 60 + "the last")
    async with here.open("n"):
        await here.until_shown("the last")
        here.app.notify("Bring a pen.")
        await here.until_shown("Bring a pen.")
        await here.until_shown("the last")
        here.aged += 60.0  # the message goes
        await here.until_gone("Bring a pen.")
        here.app.screen.query_one(NoteArea).scroll_to(y=0, animate=False)
        await here.until_shown("the first")
        here.app.notify("Bring paper.")
        await here.until_shown("Bring paper.")
        await here.pause()
        assert "the first" in here.picture  # it is being read: nothing moves


async def test_empty_note_survives_a_very_narrow_window(here: World) -> None:
    async with here.open("2 n", (100, 30)):
        for width in (4, 1):
            await here.resize(width, 24)
            await here.pause()
        await here.resize(100, 30)
        await here.until_shown("Write here.")


async def test_q_warns_about_an_unsaved_note(world: Open) -> None:
    here = world(event(), "09:30", patience=WINDOW_PATIENCE)
    async with here.open("2 n 'later'", (160, 24)):  # however long the path in the message
        await here.until_shown("saved")
        with closing(sqlite3.connect(here.database, isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")
            await here.press("' more' escape")
            await here.until_shown("stays on this screen until")
            here.aged += 60.0  # the message has expired
            await here.press("q")
            await here.until_shown("A note is not saved yet. If you press q again")
            assert here.app.is_running
            another.execute("ROLLBACK")
        await here.press("q")
        await here.until(lambda: not here.app.is_running)


async def test_note_starts_no_saving_while_the_app_quits(here: World) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with here.open("b 2 n x"):
            here.app.screen._begin_saving()  # type: ignore[attr-defined]
            here.app.workers.cancel_all()  # as the end of the app does
        gc.collect()
    assert not [str(each.message) for each in warned if "never awaited" in str(each.message)]


async def test_note_is_saved_as_soon_as_the_database_is_free_again(world: Open) -> None:
    here = world(event(), "09:30", patience=WINDOW_PATIENCE)
    async with here.open("2 n 'later'"):
        await here.until_shown("saved")
        with closing(sqlite3.connect(here.database, isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")
            await here.press("' more'")
            await here.until_shown("not saved: ")
            another.execute("ROLLBACK")
        await here.until(lambda: saved_note(here) == "later more")
        await here.until_gone("not saved: ")
