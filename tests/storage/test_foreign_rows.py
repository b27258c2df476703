"""Rows that a stranger wrote into the database, and how they are reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sommet_tui.companion.ports import Rehearsal
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.notes import Note
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.storage.user_data import SqliteNotes

from .samples import DAWN, PROGRAMME, Stars, raw, read_new, saved, saved_sessions

INSERT = (
    "INSERT INTO bookmarks (programme, session, title, added_at, degree)"
    " VALUES (?, ?, ?, ?, 'must')"
)


def put(path: Path, session: str, title: str, at: str) -> None:
    """Add a row that the app would not write."""
    Stars(path).add(PROGRAMME, Bookmark("own", "Own", DAWN))
    with raw(path) as connection:
        connection.execute(INSERT, (PROGRAMME, session, title, at))


@pytest.mark.parametrize("hours", [-14, 14])
@pytest.mark.parametrize(
    "stored",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59.999999-14:00",
        "9999-12-31T23:59:59",
    ],
)
def test_extreme_instant_can_be_shown_in_every_zone(
    database: Path, stored: str, hours: int
) -> None:
    put(database, "s1", "title", stored)
    found = {each.session: each.added_at for each in saved(database)}
    assert found["own"] == DAWN
    shown = found["s1"].astimezone(timezone(timedelta(hours=hours)))
    assert str(shown.year) == str(int(stored[:4]))


def test_ids_and_titles_with_line_breaks_are_shown_on_one_line(database: Path) -> None:
    put(database, "two\nlines", "a\x1b[31m\r\ntitle", DAWN.isoformat())
    found = [(each.session, each.title) for each in saved(database)]
    assert sorted(found) == [("own", "Own"), ("two lines", "a[31m title")]


@pytest.mark.parametrize("expected", ["two lines", "two\nlines"])
def test_bookmark_with_a_cleaned_id_can_be_removed(database: Path, expected: str) -> None:
    put(database, "two\nlines", "title", DAWN.isoformat())
    store = Stars(database)
    assert store.unstar(expected)
    assert saved_sessions(database) == {"own"}
    assert not store.unstar(expected)


def test_two_ids_that_look_the_same_are_listed_once(database: Path) -> None:
    put(database, "own\x00", "title", (DAWN + timedelta(hours=1)).isoformat())
    assert [(each.session, each.title) for each in saved(database)] == [("own", "Own")]


def test_note_keeps_line_breaks_but_no_control_characters(database: Path) -> None:
    store = SqliteNotes(database)
    store.write(PROGRAMME, Note("talk", "Talk", "mine", DAWN), None)
    with raw(database) as connection:
        text = "one\ntwo\x1b[2J"
        connection.execute("UPDATE notes SET text = ?, updated_at = 'no time'", (text,))
    (found,) = store.notes(PROGRAMME)
    assert found.text == "one\ntwo[2J"
    assert found.updated_at == datetime(1970, 1, 1, tzinfo=UTC)
    # The user has seen this text, so it may be overwritten.
    again = Note("talk", "Talk", "three", DAWN)
    assert store.write(PROGRAMME, again, found.text) is None
    assert store.notes(PROGRAMME)[0].text == "three"


@pytest.mark.parametrize(
    "hostile",
    [
        "speed = 9e999",
        "speed = 1e300",
        "speed = -9e999",
        "speed = -1",
        "speed = 3600.1",
        "origin = '0001-01-01T00:00:00'",
        "origin = '9999-12-31T23:59:59-14:00'",
        "origin = 'noon'",
        "since = ''",
        "id = ''",
        "id = char(27)",
    ],
)
def test_rehearsal_with_an_invalid_clock_is_ignored(database: Path, hostile: str) -> None:
    store = SqliteRecords(database)
    rehearsal = Rehearsal("one", DAWN, DAWN, 60.0)
    store.begin(PROGRAMME, rehearsal)
    with raw(database) as connection:
        connection.execute(f"UPDATE rehearsals SET {hostile}")
    assert read_new(store, joining=True) == (None, ())
    another = Rehearsal("another", DAWN, DAWN, 1.0)
    assert store.begin(PROGRAMME, another) == another
    assert read_new(store, joining=True) == (another, ())
