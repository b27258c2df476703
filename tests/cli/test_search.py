"""`search`, as text and as JSON."""

from __future__ import annotations

import pytest

from sommet_tui.wording.layout import cell_width
from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.tables import table


def test_search_prints_the_matching_line_with_asterisks_around_words(ask: Ask) -> None:
    lines = ask("search droits --lang fr").lines
    assert lines[0].startswith("12:10 – 13:00  Panel 2 · ")
    assert "    Comment l’IA menace nos *droits* fondamentaux et nos démocraties" in lines
    assert all(cell_width(line) <= 80 for line in lines)


def test_search_ignores_accents_and_finds_people_with_their_roles(ask: Ask) -> None:
    lines = ask("search PIEDALLU").lines
    assert lines[0] == "Benoît *Piédallu*"
    assert lines[1].startswith("    12:10 – 13:00  Panel 2 · ")


def test_search_json_contains_the_positions_of_matches(ask: Ask) -> None:
    data = ask("search piedallu --json").data
    assert data["query"] == "piedallu"
    for hit in data["hits"]:
        assert [hit["line"][start:end] for start, end in hit["ranges"]] == ["Piédallu"]
    person, session = data["hits"]
    assert (person["kind"], person["session"]) == ("person", None)
    assert (session["kind"], session["session"]["id"]) == ("session", session["id"])


def test_cancelled_session_is_marked_in_search_results(ask: Ask) -> None:
    people = {"ada": {"name": "Ada Exemple"}}
    item = "off 09:00-10:00 a title=Law state=cancelled people=ada"
    write(item, rooms="ab", people=people)
    for wanted in ("law", "ada"):
        assert "cancelled" in ask("search", wanted).out
    assert "cancelled" in ask("people").out


@pytest.mark.parametrize(("wanted", "suggestion"), table("commands/search_suggestions.txt"))
def test_search_suggests_only_similar_words(ask: Ask, wanted: str, suggestion: str) -> None:
    assert ask("search", wanted).out == f"No match. {suggestion}".rstrip() + "\n"


def test_search_without_result_prints_a_message(ask: Ask) -> None:
    assert ask("search zzz").out == "No match.\n"
    assert ask("search zzz --json").data["hits"] == []


def test_search_lists_past_sessions_last(ask: Ask) -> None:
    items = "law-1 09:00-10:00 a title=Law; law-2 11:00-12:00 b title='About law' people=lawson"
    write(items, rooms="ab", people={"lawson": {"name": "Lawson"}})
    at = ("--at", "10:30")
    lines = ask("search law", *at).lines
    assert lines[0] == "Simulated time: Saturday\u00a01\u00a0March\u00a02025, 10:30."
    heads = [line for line in lines[1:] if "*" in line]
    assert [line[:5] for line in heads] == ["11:00", "*Law*", "09:00"]
    assert "11:00 – 12:00 · Room b  About *law* [law-2]" in lines
    hits = ask("search law --json", *at).data["hits"]
    assert [hit["id"] for hit in hits] == ["law-2", "lawson", "law-1"]


def test_persons_sessions_show_their_rooms_despite_a_room_filter(ask: Ask) -> None:
    items = "one 09:00-10:00 a people=ada; two 10:00-11:00 b people=ada"
    write(items, rooms="ab", people={"ada": {"name": "Ada"}})
    assert ask("search ada --room a").lines == [
        "*Ada*",
        "    09:00 – 10:00 · Room a  One",
        "    10:00 – 11:00 · Room b  Two",
        "09:00 – 10:00  One [one]",
        "    *Ada*",
    ]
