"""`panel`: the sheet before, during and after a panel; commands that record arrivals."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.storage.user_folders import database_path
from tests.cli.panels import Panel, panel

__all__ = ["panel"]


def test_panel_command_shows_the_preparation_before_the_panel(panel: Panel) -> None:
    answer = panel.note("--at", "08:00")

    assert answer.code == 0
    assert "\n\nPanel 1 · Who decides?\n" in answer.out
    assert "\n\nSegments\n────────\n  09:00 – 09:05    5\u00a0min  Welcome\n" in answer.out
    assert "\n    pronounced: AY-da\n    She has measured what machines cost" in answer.out


def test_panel_command_shows_the_keys_of_the_moderator_screen(panel: Panel, settings: Path) -> None:
    panel.window.wait_until("09:00")
    panel.window.stage.record(Act("start", "panel"))
    settings.write_text("cue_minutes: 7\nkeys: {panel.hand: b}")

    data = panel.note("--at", "09:53", "--json").data

    assert [one["key"] for one in data["people"]] == ["o", "a", None]
    assert data["cue_minutes"] == 7


class TestArrivals:
    """Noted under the real clock, whatever day it is: a crew may check go to the previous day."""

    def test_arrival_is_recorded_and_undone(self, panel: Panel) -> None:
        assert panel.note("--arrived", "ada").out == "Ada Exemple · arrived\n"
        for more, arrival in (((), "arrived"), (("--not-seen=ada",), "not_seen")):
            assert panel.note(*more, "--json").data["people"][1]["arrival"] == arrival

    @pytest.mark.parametrize(
        ("name", "who"),
        [
            *((name, "Ada Exemple") for name in ("Ada Exemple", "ADA", "exemple")),
            *((name, "Bob Témoin") for name in ("bob temoin", "Témoin")),
        ],
    )
    def test_unambiguous_name_is_accepted_instead_of_the_id(
        self, panel: Panel, name: str, who: str
    ) -> None:
        assert panel.note("--arrived", name).out == f"{who} · arrived\n"

    def test_unwritable_database_is_reported(self, panel: Panel) -> None:
        path = Path(database_path())
        panel.window.record("09:00", PanelAct("hand", text="left"))
        path.unlink()
        path.mkdir()
        panel.note("--arrived", "ada").refused(74)
