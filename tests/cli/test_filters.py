"""Lists narrowed by day, track, kind, language, start and bookmark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import item


@pytest.fixture
def event(tmp_path: Path) -> str:
    """Two days, three rooms, two tracks; it is a Saturday and a Sunday."""
    days = {
        "2025-03-01": [
            item("intro", "09:00", "10:00", room="janson", track="web", people=["ada"]),
            item("rust-1", "10:00", "11:00", room="ub2", track="rust", people=["bob"]),
            item("lunch", "12:00", "13:00", kind="break", room="janson"),
            item("web-2", "13:00", "14:00", room="janson", track="web", language="fr"),
        ],
        "2025-03-02": [item("rust-2", "09:00", "10:00", room="ub5", track="rust")],
    }
    content = {
        "version": 1,
        "event": {
            "id": "example",
            "title": "Example",
            "timezone": "Europe/Paris",
            "language": "en",
        },
        "rooms": [
            {"id": "janson", "name": "Janson", "building": "J"},
            {"id": "ub2", "name": "UB2.252A (Lameere)", "building": "UB"},
            {"id": "ub5", "name": "UB5.132", "building": "UB"},
        ],
        "tracks": [{"id": "web", "name": "Web, HTML"}, {"id": "rust", "name": "Rust devroom"}],
        "people": {"ada": {"name": "Ada"}, "bob": {"name": "Bob"}},
        "days": [{"date": day, "sessions": items} for day, items in days.items()],
    }
    path = tmp_path / "event.yaml"
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


def agenda(ask: Ask, event: str, *argv: str, at: str = "2025-03-01T09:30") -> list[str]:
    answer = ask("agenda --json --programme", event, "--at", at, *argv)
    assert answer.code == 0
    return [session["id"] for session in answer.data["sessions"]]


@pytest.mark.parametrize(
    ("argv", "ids"),
    [
        (["--day", "2"], ["rust-2"]),
        (["--day", "20250302"], ["rust-2"]),
        (["--day", "sunday"], ["rust-2"]),
        (["--day", "dim", "--lang", "fr"], ["rust-2"]),
        (["--day", "demain", "--lang", "fr"], ["rust-2"]),
        (["--day", "tomorrow"], ["rust-2"]),
        (["--day", "today", "--track", "rust"], ["rust-1"]),
        (["--track", "devroom,web", "--day", "sat"], ["intro", "rust-1", "web-2"]),
        (["--kind", "break"], ["lunch"]),
        (["--language", "fr"], ["web-2"]),
        (["--soon", "30"], ["rust-1"]),
        (["--room", "lameere"], ["rust-1"]),
        (["--room", "ub"], ["rust-1", "rust-2"]),
        (["--room", "Lameere,UB5"], ["rust-1", "rust-2"]),
        (["--building", "UB, J"], ["intro", "rust-1", "lunch", "web-2", "rust-2"]),
        (["--mine"], ["web-2"]),
    ],
)
def test_filters_narrow_the_agenda(ask: Ask, event: str, argv: list[str], ids: list[str]) -> None:
    assert ask("bookmark add web-2 --programme", event).code == 0
    assert agenda(ask, event, *argv) == ids


def test_next_stop_fits_in_a_prompt(ask: Ask, event: str) -> None:
    line = ("now", "--programme", event, "--soon", "20", "--track", "rust")
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


def test_filters_narrow_people_and_search(ask: Ask, event: str) -> None:
    at = ("--programme", event, "--at", "2025-03-01T09:30", "--track", "rust")
    people = ask("people --json", *at).data["people"]
    assert [(one["id"], one["sessions"]) for one in people] == [("bob", ["rust-1"])]
    (call,) = ask("people --next --json", *at).data["next"]
    assert call["session"]["id"] == "rust-1"
    for words, ids in (("ada", []), ("bob", ["bob", "rust-1"]), ("intro", [])):
        hits = ask("search", words, "--json", *at).data["hits"]
        assert sorted(hit["id"] for hit in hits) == ids


def test_documented_session_types_are_accepted(ask: Ask) -> None:
    answer = ask("agenda --kind break")  # the shipped programme has no breaks, only gaps
    assert (answer.code, answer.lines[-1]) == (0, "No match in the programme.")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--day", "3"], "2025-03-01, 2025-03-02"),
        (["--day", "monday"], "2025-03-01, 2025-03-02"),
        (["--day", "s"], "2025-03-01, 2025-03-02"),
        (["--day", "saterday"], "Did you mean “Saturday”"),
        (["--track", "perl"], "Allowed:\n  Web, HTML\n  Rust devroom\n"),
        (["--track", "rast devroom"], "Did you mean “Rust devroom”?"),
        (["--building", "K"], "Allowed: J, UB."),
        (["--kind", "workshop"], "Allowed: session, break."),
        (["--room", "5"], "“5” matches more than one: UB2.252A (Lameere), UB5.132."),
        (["--track", "e"], "“e” matches more than one:\n  Web, HTML\n  Rust devroom\n"),
    ],
)
def test_filter_with_no_or_several_matches_lists_the_choices(
    ask: Ask, event: str, argv: list[str], said: str
) -> None:
    assert said in ask("agenda --programme", event, *argv).refused(65)


def test_track_filter_without_tracks_is_refused(ask: Ask) -> None:
    error = ask("agenda --track rust").refused(65)
    assert "Nothing in this programme matches --track rust." in error


def test_empty_result_prints_a_message(ask: Ask, event: str) -> None:
    answer = ask("agenda --programme", event, "--mine")
    assert (answer.code, answer.out) == (0, "No match in the programme.\n")
    assert ask("agenda --programme", event, "--soon", "x").code == 64
