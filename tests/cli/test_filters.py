"""Lists narrowed by day, track, kind, language, start and bookmark."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.tables import table

DAYS = {
    "2025-03-01": """
intro 09:00-10:00 janson track=web people=ada
rust-1 10:00-11:00 ub2 track=rust people=bob
lunch 12:00-13:00 janson kind=break
web-2 13:00-14:00 janson track=web language=fr
""",
    "2025-03-02": "rust-2 09:00-10:00 ub5 track=rust",
}


@pytest.fixture
def event() -> str:
    """Two days, three rooms, two tracks; it is a Saturday and a Sunday."""
    rooms = [
        {"id": "janson", "name": "Janson", "building": "J"},
        {"id": "ub2", "name": "UB2.252A (Lameere)", "building": "UB"},
        {"id": "ub5", "name": "UB5.132", "building": "UB"},
    ]
    tracks = [{"id": "web", "name": "Web, HTML"}, {"id": "rust", "name": "Rust devroom"}]
    people = {"ada": {"name": "Ada"}, "bob": {"name": "Bob"}}
    return write(DAYS, rooms=rooms, tracks=tracks, people=people)


@pytest.mark.parametrize(("options", "ids"), table("commands/filters.txt"))
def test_agenda_lists_only_sessions_that_match_the_filters(
    ask: Ask, event: str, options: str, ids: str
) -> None:
    assert ask("bookmark add web-2").code == 0
    at = ("--at", "2025-03-01T09:30", *shlex.split(options))
    sessions = ask("agenda --json", *at).data["sessions"]
    assert [session["id"] for session in sessions] == ids.split()


def test_status_line_shows_the_next_session_that_matches_the_filters(ask: Ask, event: str) -> None:
    line = ("now", "--soon", "20", "--track", "rust")
    shown = ("--format", "{next_name} {next_room} {next_in}")
    answer = ask(*line, *shown, "--at", "2025-03-01T09:45")
    assert answer.out == "Rust-1 UB2.252A (Lameere) 15\u00a0min\n"
    assert ask(*line, *shown, "--at", "2025-03-01T09:35").out == "  \n"
    page = ask(*line, "--at", "2025-03-01T09:45").out
    assert "Only: in the next 20\u00a0min · Rust devroom" in page
    assert "Next: Rust-1" in page
    assert "Intro" not in page
    nothing = ask(*line, "--at", "2025-03-01T09:35").out
    assert "No session now or later today matches." in nothing
    (lane,) = ask(*line, "--json", "--at", "2025-03-01T09:45").data["lanes"]
    assert (lane["room"], lane["now"], lane["next"]["id"]) == ("ub2", [], "rust-1")


def test_filters_apply_to_people_and_search_results(ask: Ask, event: str) -> None:
    at = ("--at", "2025-03-01T09:30", "--track", "rust")
    people = ask("people --json", *at).data["people"]
    assert [(one["id"], one["sessions"]) for one in people] == [("bob", ["rust-1"])]
    (call,) = ask("people --next --json", *at).data["next"]
    assert call["session"]["id"] == "rust-1"
    for words, ids in (("ada", []), ("bob", ["bob", "rust-1"]), ("intro", [])):
        hits = ask("search", words, "--json", *at).data["hits"]
        assert sorted(hit["id"] for hit in hits) == ids


@pytest.mark.parametrize(("options", "choices"), table("commands/refused_filters.txt"))
def test_refused_filter_lists_the_allowed_values(
    ask: Ask, event: str, options: str, choices: str
) -> None:
    error = ask("agenda", *shlex.split(options)).refused(65)
    assert choices in " ".join(error.split())
