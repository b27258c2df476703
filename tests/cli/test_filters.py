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
    return write(DAYS, rooms=rooms, tracks=tracks)


@pytest.mark.parametrize(("options", "ids"), table("commands/filters.txt"))
def test_agenda_lists_only_sessions_that_match_the_filters(
    ask: Ask, event: str, options: str, ids: str
) -> None:
    assert ask("bookmark add web-2").code == 0
    at = ("--at", "2025-03-01T09:30", *shlex.split(options))
    sessions = ask("agenda --json", *at).data["sessions"]
    assert [session["id"] for session in sessions] == ids.split()


@pytest.mark.parametrize(("options", "choices"), table("commands/refused_filters.txt"))
def test_refused_filter_lists_the_allowed_values(
    ask: Ask, event: str, options: str, choices: str
) -> None:
    error = ask("agenda", *shlex.split(options)).refused(65)
    assert choices in " ".join(error.split())
