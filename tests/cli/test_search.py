"""`search`, as text and as JSON."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Ask
from tests.tables import table


def test_search_json_contains_the_positions_of_matches(ask: Ask) -> None:
    data = ask("search piedallu --json").data
    assert data["query"] == "piedallu"
    for hit in data["hits"]:
        assert [hit["line"][start:end] for start, end in hit["ranges"]] == ["Piédallu"]
    person, session = data["hits"]
    assert (person["kind"], person["session"]) == ("person", None)
    assert (session["kind"], session["session"]["id"]) == ("session", session["id"])


def test_search_has_headings_if_it_finds_people_and_sessions(ask: Ask) -> None:
    people, sessions = ask("search piedallu").out.split("\n\nSESSIONS\n")
    assert people.startswith("PEOPLE\nBenoît *Piédallu*\n")
    assert "[panel-2]" in sessions
    assert "SESSIONS" not in ask("search gouvernance").out


@pytest.mark.parametrize(("wanted", "suggestion"), table("commands/search_suggestions.txt"))
def test_search_suggests_only_similar_words(ask: Ask, wanted: str, suggestion: str) -> None:
    assert ask("search", wanted).out == f"No match. {suggestion}".rstrip() + "\n"
