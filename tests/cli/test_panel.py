"""`panel`: the sheet of a panel that its programme prepares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import item, write

PANEL = item(
    "panel",
    "09:00",
    "10:00",
    label="Panel 1",
    title="Who decides?",
    people=["ada", "bob", {"person": "mona", "role": "moderator"}],
    segments=[{"name": "welcome", "minutes": 5}, {"name": "questions", "minutes": 55}],
    seating=["bob", "ada"],
)
ADA = {
    "name": "Ada Exemple",
    "pronunciation": "AY-da",
    "introduction": "She has measured what machines cost for twenty years.",
}


@pytest.fixture(autouse=True)
def _day() -> None:
    """The day of a panel in the current folder."""
    people = {"ada": ADA, "bob": {"name": "Bob"}, "mona": {"name": "Mona"}}
    write({"2025-02-07": [PANEL]}, people=people)


def test_panel_command_shows_the_preparation_before_the_panel(ask: Ask) -> None:
    output = ask("panel panel --at 08:00").out
    assert "\n\nPanel 1 · Who decides?\n" in output
    assert "\n\nSegments\n────────\n  09:00 – 09:05    5\u00a0min  Welcome\n" in output
    assert "\n    pronounced: AY-da\n    She has measured what machines cost" in output
    assert "  - Ada Exemple (AY-da)\n" in ask("people --next --at 08:40").out


def test_panel_command_shows_the_keys_of_the_moderator_screen(ask: Ask, settings: Path) -> None:
    settings.write_text("cue_minutes: 7\nkeys: {panel.hand: b}")
    for line in ("begin --at 09:00 --speed 0", "jump 09:53"):
        assert ask(f"stage rehearsal {line}").code == 0
    data = ask("panel panel --json").data
    assert [one["key"] for one in data["people"]] == ["o", "a", None]
    assert data["cue_minutes"] == 7


def test_unwritable_database_is_reported(ask: Ask, database: Path) -> None:
    database.mkdir()
    ask("panel panel --arrived ada").refused(74)
