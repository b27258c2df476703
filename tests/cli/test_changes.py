"""`changes`: new, moved, changed, cancelled and removed sessions, until the user has seen them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.storage.test_programme_cache import settle
from tests.tables import table

BEFORE = """
one 09:00-10:00 a title='Opening words'
two 10:00-11:00 a title='Second thoughts' people=ada
three 11:00-12:00 b title='Third time lucky'
four 12:00-13:00 b title='Four of a kind'
"""
AFTER = """
one 09:00-10:00 a title='Opening words'
two 10:30-11:30 b title='Second thoughts' people=ada,bob
four 12:00-13:00 b title='Four of a kind' state=cancelled
five 14:00-15:00 a title='High five'
"""
"""One stays; the others are moved, gone, cancelled; one is new, with someone named."""


@pytest.fixture
def file(ask: Ask) -> str:
    """A programme that was opened before it changed."""
    path = write(BEFORE)
    assert ask("now").code == 0
    settle()
    return path


def kinds(ask: Ask, *argv: str) -> list[tuple[str, str, list[str]]]:
    changes = ask("changes --json", *argv).data["changes"]
    return [(each["session"]["id"], each["kind"], each["aspects"]) for each in changes]


@pytest.mark.parametrize(("filters", "ids"), table("commands/filtered_changes.txt"))
def test_changes_are_listed_for_sessions_that_match_the_filter_before_or_after(
    ask: Ask, file: str, filters: str, ids: str
) -> None:
    write(AFTER)
    found = kinds(ask, *filters.split(), "--at", "2025-03-01T09:00")
    assert " ".join(id_ for id_, _, _ in found) == ids


def test_changes_are_reported_until_they_are_seen(ask: Ask, file: str) -> None:
    write(AFTER)
    command = f"sommet-tui changes --seen --programme {shlex.quote(file)}"
    said = f"To mark these changes as seen: {command}"
    assert ask("changes --programme", file).lines[-1] == said
    assert kinds(ask) == [
        ("two", "moved", ["time", "room", "people"]),
        ("three", "gone", []),
        ("four", "cancelled", []),
        ("five", "new", []),
    ]
    assert ask("changes --mine --json").data["changes"] == []
    ask("changes --seen")
    assert kinds(ask) == []
    write(BEFORE)
    assert [kind for _, kind, _ in kinds(ask)] == ["moved", "new", "restored", "gone"]


def test_renamed_room_is_listed_once(ask: Ask, file: str) -> None:
    ask("bookmark add two")
    path = Path(write(BEFORE))
    path.write_text(path.read_text("utf-8").replace("Room a", "Aula Magna"), "utf-8")
    output = ask("changes").out
    assert output.startswith(
        "Rooms:\n Room a is now called Aula Magna: 2\u00a0sessions, 1 of your bookmarks\n"
    )
    assert kinds(ask) == []
    data = ask("changes --json").data
    assert data["rooms"] == [
        {"before": "Room a", "after": "Aula Magna", "sessions": ["one", "two"]}
    ]
    assert "Rooms:" in ask("changes --mine").out
    assert "Rooms:" not in ask("changes --kind break").out
    ask("changes --seen")
    assert ask("changes").out == "Nothing has changed.\n"
