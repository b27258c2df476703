"""A panel's programme, a window on it, and its command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sommet_tui.formats.readers import read_programme as read
from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import item, write
from tests.companion.windows import Window

PEOPLE = {
    "ada": {
        "name": "Ada Exemple",
        "affiliation": "Institute",
        "pronunciation": "AY-da",
        "introduction": "She has measured what machines cost for twenty years.",
    },
    "bob": {"name": "Bob Témoin"},
    "mona": {"name": "Mona *Modère*"},
}
PANEL = item(
    "panel",
    "09:00",
    "10:00",
    label="Panel 1",
    title="Who decides?",
    room="a",
    people=[
        {"person": "ada", "share": 40},
        "bob",
        {"person": "mona", "role": "moderator"},
    ],
    segments=[
        {"name": "welcome", "minutes": 5},
        {"name": "Face to face", "minutes": 35},
        {"name": "questions", "minutes": 15},
        {"name": "close", "minutes": 5},
    ],
    questions=["Who pays?", {"text": "And tomorrow?", "to": "ada"}],
    seating=["bob", "ada"],
)


@dataclass
class Panel:
    """The panel's programme, a window on it, and its command."""

    ask: Ask
    file: str
    window: Window

    def note(self, *more: str) -> Answer:
        """Return the answer of the command."""
        return self.ask("panel panel --programme", self.file, *more)


@pytest.fixture
def panel(ask: Ask) -> Panel:
    days = {"2025-02-07": [PANEL, item("talk", "10:00", "11:00", room="a")]}
    file = write(days, rooms="a", people=PEOPLE)
    programme = read(Path(file).read_bytes(), file).programme
    assert programme is not None
    return Panel(ask, file, Window(Path(database_path()), "08:00", programme))
