"""`changes`: new, moved, changed, cancelled and removed sessions, until the user has seen them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.storage.test_cache import settle
from tests.tables import table

DAY = "2025-03-01"
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
PEOPLE = {"ada": {"name": "Ada"}, "bob": {"name": "Bob"}}


def programme(items: str) -> str:
    return write({DAY: items}, rooms="ab", people=PEOPLE)


@pytest.fixture
def file(ask: Ask, tmp_path: Path) -> str:
    """A programme that was opened before it changed."""
    path = programme(BEFORE)
    assert ask("now").code == 0
    settle()
    return path


def kinds(ask: Ask, file: str, *argv: str) -> list[tuple[str, str, list[str]]]:
    changes = ask("changes --json", *argv).data["changes"]
    return [(each["session"]["id"], each["kind"], each["aspects"]) for each in changes]


@pytest.mark.parametrize(("filters", "ids"), table("commands/filtered_changes.txt"))
def test_changes_are_listed_for_sessions_that_match_the_filter_before_or_after(
    ask: Ask, file: str, filters: str, ids: str
) -> None:
    programme(AFTER)
    found = kinds(ask, file, *filters.split(), "--at", f"{DAY}T09:00")
    assert " ".join(id_ for id_, _, _ in found) == ids


def test_changes_name_the_room_of_the_filter(ask: Ask, file: str) -> None:
    programme(AFTER)
    assert ask("changes --room a").lines[0] == "Only: Room a"


def test_unchanged_programme_has_no_changes(ask: Ask, file: str) -> None:
    answer = ask("changes")
    assert (answer.code, answer.out, answer.err) == (0, "Nothing has changed.\n", "")


def test_changes_are_reported_until_they_are_seen(ask: Ask, file: str, tmp_path: Path) -> None:
    programme(AFTER)
    lines = ask("changes --programme", file).lines
    assert "Opening words" not in "\n".join(lines)
    assert lines[1:10] == [
        "   10:30 – 11:30  Second thoughts [two]",
        "                  moved · 10:00 → 10:30 · Room a → Room b · speakers: Ada → Ada,",
        "                  Bob",
        "   11:00 – 12:00  Third time lucky [three]",
        "                  no longer in the programme",
        "   12:00 – 13:00  Four of a kind [four]",
        "                  cancelled",
        "   14:00 – 15:00  High five [five]",
        "                  new",
    ]
    assert (
        lines[-1] == f"To mark these changes as seen: sommet-tui changes --seen --programme {file}"
    )
    assert kinds(ask, file) == [
        ("two", "moved", ["time", "room", "people"]),
        ("three", "gone", []),
        ("four", "cancelled", []),
        ("five", "new", []),
    ]
    assert ask("changes --seen --hidden --programme", file).lines[:-1] == lines[:-3]
    assert kinds(ask, file) == []
    programme(BEFORE)
    for filters in (("--mine",), ("--day", "1"), ("--room", "a")):
        assert f"Use it without {filters[0]}." in ask(
            "changes --seen", *filters, "--programme", file
        ).refused(64)
    assert [kind for _, kind, _ in kinds(ask, file)] == ["moved", "new", "restored", "gone"]


def test_changed_bookmarks_are_listed_first_with_replacements(
    ask: Ask, file: str, tmp_path: Path
) -> None:
    ask("bookmark add one three four")
    programme(AFTER)
    assert [id_ for id_, _, _ in kinds(ask, file, "--mine")] == ["three", "four"]
    lines = ask("changes").lines
    assert lines[:7] == [
        "My bookmarks:",
        " ★ 11:00 – 12:00  Third time lucky [three]",
        "                  no longer in the programme",
        "                  replaced at 10:30 by Second thoughts [two]",
        " ★ 12:00 – 13:00  Four of a kind [four]",
        "                  cancelled",
        "",
    ]
    assert "\n".join(lines).count("Third time lucky") == 1


def test_session_page_shows_its_changes(ask: Ask, file: str, tmp_path: Path) -> None:
    programme(AFTER)
    lines = ask("show two").lines
    assert "~ moved · 10:00 → 10:30 · Room a → Room b · speakers: Ada → Ada, Bob" in lines
    ask("changes --seen")
    assert not any("moved" in line for line in ask("show two").lines)


def test_stage_changes_to_bookmarks_are_listed(ask: Ask, file: str) -> None:
    begun = ask("stage rehearsal begin --at 09:30 --speed 0")
    assert begun.code == 0
    for id_ in ("one", "two"):
        assert ask("stage cancel", id_, "--room", "a", "--yes").code == 0
    without = ask("changes").out
    assert "cancels or moves are listed only if you have bookmarked them." in without.replace(
        "\n", " "
    )
    ask("bookmark add two")
    assert kinds(ask, file) == [("two", "cancelled", [])]
    assert "~ cancelled" in ask("show two").lines


def test_renamed_room_is_listed_once(ask: Ask, file: str, tmp_path: Path) -> None:
    ask("bookmark add two")
    path = Path(programme(BEFORE))
    path.write_text(path.read_text("utf-8").replace("Room a", "Aula Magna"), "utf-8")
    output = ask("changes").out
    assert output.startswith(
        "Rooms:\n Room a is now called Aula Magna: 2 sessions, 1 of your bookmarks\n"
    )
    assert kinds(ask, file) == []
    data = ask("changes --json").data
    assert data["rooms"] == [
        {"before": "Room a", "after": "Aula Magna", "sessions": ["one", "two"]}
    ]
    assert "Rooms:" in ask("changes --mine").out
    assert "Rooms:" not in ask("changes --kind break").out
    ask("changes --seen")
    assert ask("changes").out == "Nothing has changed.\n"
