"""Programmes as they were last read, in the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from sommet_tui.domain.ids_across_versions import facts_to_save
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteKnownProgrammes, SqliteSeen
from tests.builders import programme, session
from tests.strategies import programmes
from tests.tables import table

FIRST = facts_to_save(programme(session("talk"), session("more", "11:00", "12:00")), "/a.csv", None)


@given(programmes(), programmes())
def test_saved_programmes_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, before: Programme, after: Programme
) -> None:
    store = SqliteKnownProgrammes(tmp_path_factory.mktemp("kept") / "s.sqlite3")
    known = facts_to_save(after, "https://example.org/a", facts_to_save(before, "/a.csv", None))
    store.put(FIRST)
    store.put(known)
    assert list(store.programmes()) == [known]


def test_known_programmes_are_listed_without_other_saved_values(tmp_path: Path) -> None:
    database = tmp_path / "s.sqlite3"
    store = SqliteKnownProgrammes(database)
    assert list(store.programmes()) == []
    assert not database.exists()
    other = replace(FIRST, programme="other % _", addresses=("/b.csv",))
    SqliteSeen(database).put("hint", "1")
    for known in (other, FIRST):
        store.put(known)
    assert list(store.programmes()) == [FIRST, other]
    assert SqliteSeen(database).get("hint") == "1"


@pytest.mark.parametrize("value", [*table("damaged_events.txt"), "", "[" * 100_000])
def test_damaged_programme_hides_no_other_programme(tmp_path: Path, value: str) -> None:
    database = tmp_path / "s.sqlite3"
    store = SqliteKnownProgrammes(database)
    store.put(FIRST)
    SqliteSeen(database).put("sessions of damaged", value)
    assert list(store.programmes()) == [FIRST]
