"""`panel`: the sheet before, during and after a panel; commands that record arrivals."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Answer, Ask
from tests.cli.panels import Panel, panel
from tests.cli.programmes import write

__all__ = ["panel"]


def test_panel_command_shows_the_preparation_before_the_panel(panel: Panel) -> None:
    answer = panel.sheet("08:00")

    assert answer.code == 0
    assert "\n\nPanel 1 · Who decides?\n" in answer.out
    assert "\n\nSegments\n────────\n  09:00 – 09:05    5\u00a0min  Welcome\n" in answer.out
    assert "\n    pronounced: AY-da\n    She has measured what machines cost" in answer.out


def test_panel_command_shows_the_keys_of_the_moderator_screen(panel: Panel, settings: Path) -> None:
    panel.do("09:00", Act("start", "panel"))
    settings.write_text("cue_minutes: 7\nkeys: {panel.hand: b}")

    data = panel.sheet("09:53", "--json").data

    assert [one["key"] for one in data["people"]] == ["o", "a", None]
    assert data["cue_minutes"] == 7


def test_panel_command_works_for_every_session_and_in_french(ask: Ask) -> None:
    answer = ask("panel panel-3 --at 14:20 --lang fr")

    assert "en cours · fin à 15\u00a0h\u00a030 · reste 1\u00a0h\u00a010\n" in answer.out
    assert "▶ 14:05 – 14:30   25\u00a0min  Tour de table · reste 10\u00a0min\n" in answer.out
    assert "Les questions doivent commencer à 15\u00a0h, dans 40\u00a0min.\n" in answer.out
    markdown = ask("panel panel-3 --lang fr --markdown --at 2025-02-09T10:00").out
    assert "terminée · supposée tenue comme prévu" in markdown


def test_panel_command_for_a_break_is_refused(ask: Ask) -> None:
    write({"2025-02-07": "p 09:00-10:00; tea 10:00-10:30 kind=break"})

    for more in ([], ["--json"], ["--markdown"], ["--arrived", "ada"]):
        error = ask("panel tea", *more).refused(65)
        assert "“tea” is a break: it has no moderator." in error


class TestArrivals:
    """Noted under the real clock, whatever day it is: a crew may check go to the previous day."""

    def test_arrival_is_recorded_and_undone(self, panel: Panel) -> None:
        def note(*more: str) -> Answer:
            return panel.ask("panel panel --programme", panel.file, *more)

        assert note("--arrived", "ada").out == "Ada Exemple · arrived\n"
        assert note("--json").data["people"][1]["arrival"] == "arrived"
        assert note("--not-seen=ada", "--json").data["people"][1]["arrival"] == "not_seen"

    def test_unknown_person_is_refused_with_the_people_of_the_session(self, panel: Panel) -> None:
        near = panel.ask("panel panel --programme", panel.file, "--arrived", "adda")
        far = panel.ask("panel panel --programme", panel.file, "--arrived", "zoe")

        assert (near.code, far.code) == (65, 65)
        assert "Did you mean: ada?" in near.err
        assert "People in it: ada, bob, mona." in far.err

    @pytest.mark.parametrize("name", ["Ada Exemple", "ADA", "exemple", "bob temoin", "Témoin"])
    def test_unambiguous_name_is_accepted_instead_of_the_id(self, panel: Panel, name: str) -> None:
        answer = panel.ask("panel panel --programme", panel.file, "--arrived", name)

        who = "Ada Exemple" if name.casefold()[0] in "ae" else "Bob Témoin"
        assert answer.out == f"{who} · arrived\n"

    def test_ambiguous_name_is_refused_with_matching_ids(self, ask: Ask) -> None:
        people = {"jm": {"name": "Jean Massiet"}, "jb": {"name": "Jean-Luc B"}, "j": {"name": "Al"}}
        write({"2025-02-07": "p 09:00-10:00 people=jm,jb,j"}, people=people)

        error = ask("panel p --arrived jean").refused(65)
        assert "“jean” matches several people in this session: jm, jb." in error

    def test_turn_limit_is_set_and_cleared(self, ask: Ask) -> None:
        assert ask("stage rehearsal begin --at 14:10").code == 0
        assert ask("panel panel-3 --turn-limit 1:30").out == "Turn limit: 1:30\n"
        assert "\nTurn limit: 1:30\n" in ask("panel panel-3").out
        answer = ask("panel panel-3 --turn-limit 0 --json")
        assert answer.data["turn_limit_seconds"] is None

        assert "1 to 99\u00a0minutes" in ask("panel panel-3 --turn-limit 120").refused(64)
        assert ask("panel panel-1 --turn-limit 2").code == 65  # that is over

    def test_panel_command_at_a_simulated_time_is_refused(self, panel: Panel) -> None:
        assert "Simulated time" in panel.sheet("09:00", "--arrived", "ada").refused(65)

    def test_unwritable_database_is_reported(self, panel: Panel) -> None:
        path = Path(database_path())
        panel.window.record("09:00", PanelAct("hand", text="left"))
        path.unlink()
        path.mkdir()

        panel.ask("panel panel --programme", panel.file, "--arrived", "ada").refused(74)
