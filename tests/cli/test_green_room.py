"""`people --next`: the next people on stage, when, where, and whether they have arrived."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sommet_tui.companion.moderator import Moderator
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import write
from tests.companion.windows import Window

PEOPLE = {
    "ada": {"name": "Ada", "pronunciation": "AY-da"},
    "bob": {"name": "Bob"},
    "cleo": {"name": "Cleo"},
}
DAYS = {
    "2025-02-07": """
panel 09:00-10:00 a people=ada,bob
side 09:30-10:00 b people=cleo
talk 10:00-11:00 a people=ada,cleo
tea 11:00-11:30 a kind=break
last 11:30-12:00 a people=ada
""",
    "2025-02-08": "tomorrow 09:00-10:00 a people=bob",
}

Next = Callable[..., Answer]


@pytest.fixture
def file() -> str:
    return write(DAYS, rooms="ab", people=PEOPLE)


@pytest.fixture
def following(ask: Ask, file: str) -> Next:
    return lambda at, *more: ask("people --next --at", at, *more)


@pytest.fixture
def window(file: str) -> Window:
    programme = read(Path(file).read_bytes(), file).programme
    assert programme is not None
    return Window(Path(database_path()), "08:00", programme)


def test_green_room_lists_the_people_of_each_coming_session(
    following: Next, window: Window
) -> None:
    window.record("08:35", PanelAct("arrival", person="ada", value="arrived"))
    assert following("2025-02-07T08:40").lines[2:] == [
        "09:00 · in 20\u00a0min · Room a",
        "  Panel",
        "  - Ada (AY-da) · here since 08:35",
        "  - Bob · due, not here yet",
        "",
        "09:30 · in 50\u00a0min · Room b",
        "  Side",
        "  - Cleo · not here yet",
    ]


def test_green_room_shows_expected_starts_and_arrivals(following: Next, window: Window) -> None:
    window.wait_until("09:12")
    window.stage.record(Act("start", "panel"))
    window.wait_until("09:50")
    talk = Moderator(window.companion, "talk")
    talk.record(PanelAct("arrival", person="cleo", value="arrived"))

    output = following("2025-02-07T09:52").out

    assert "10:12 · in 20\u00a0min · announced 10:00 · Room a\n  Talk\n" in output
    (first, *_) = following("2025-02-07T09:52", "--json").data["next"]
    assert (first["session"]["id"], first["starts_at"]) == ("talk", "2025-02-07T10:12:00+01:00")
    assert first["starts_in_seconds"] == 20 * 60
    cleo = first["people"][1]
    assert (cleo["id"], cleo["arrival"]) == ("cleo", "arrived")
    assert cleo["there_since"] == "2025-02-07T09:50:00+01:00"


def test_green_room_is_empty_after_the_last_session(following: Next) -> None:
    assert following("2025-02-08T09:00").lines[2:] == ["Nobody else is due on stage."]
