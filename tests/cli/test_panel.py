"""`panel`: the sheet to prepare with, as it stands, and what was; arrivals noted by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.domain.messages import To
from sommet_tui.domain.panel.acts import MODERATION, PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.storage.paths import database_path
from tests.builders import at, write_note
from tests.cli.conftest import Answer, Ask
from tests.cli.panels import Panel, panel
from tests.cli.programmes import item, write
from tests.companion.windows import Dial, Window

__all__ = ["panel"]


def section(answer: Answer, title: str) -> list[str]:
    """The lines below a heading, up to the next."""
    lines = answer.lines
    first = lines.index(title) + 2
    rules = [n for n, line in enumerate(lines) if set(line) == {"─"} and n > first]
    return lines[first : rules[0] - 2] if rules else lines[first:]


def test_beforehand_it_is_a_sheet_to_prepare_with(panel: Panel) -> None:
    answer = panel.sheet("08:00")

    assert answer.code == 0
    assert "Panel 1 · Who decides?\n" in answer.out
    assert "upcoming · in 1\u00a0h · ends at 10:00\n" in answer.out
    assert section(answer, "Segments")[:4] == [
        "  09:00 – 09:05    5\u00a0min  Welcome",
        "  09:05 – 09:40   35\u00a0min  Face to face",
        "  09:40 – 09:55   15\u00a0min  Questions",
        "  09:55 – 10:00    5\u00a0min  Close",
    ]
    assert "Questions must open at 09:40, in 1\u00a0h\u00a040.\n" in answer.out
    people = "\n".join(section(answer, "People"))
    assert people.index("Bob Témoin") < people.index(
        "Ada Exemple, Institute\n    pronounced: AY-da\n"
    )
    assert "    She has measured what machines cost for twenty years.\n" in people
    assert "    Target share of the speaking time: 40%\n" in people
    assert "____" in people
    assert "  Mona *Modère* (moderation)" in people
    assert "  2. for Ada Exemple: And tomorrow?" in section(answer, "Questions")
    assert any("____" in line for line in section(answer, "My note"))
    assert "Speaking time" not in answer.out
    assert "not here yet" not in answer.out


def test_letters_and_signs_are_those_of_the_moderators_screen(panel: Panel, tmp_path: Path) -> None:
    panel.do("09:00", Act("start", "panel"))
    file = tmp_path / "config" / "sommet-tui" / "settings.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("cue_minutes: 7\nkeys: {panel.hand: b}")

    data = panel.sheet("09:53", "--json").data

    assert [one["key"] for one in data["people"]] == ["o", "a", None]
    assert data["cue_minutes"] == 7


def test_a_letter_that_leads_to_another_screen_stands_for_nobody(ask: Ask) -> None:
    people = ask("panel", "panel-1", "--json").data["people"]
    assert {one["name"]: one["key"] for one in people}["Pierre Terras"] == "e"  # p is the plan


def test_during_it_stands_as_it_is(panel: Panel) -> None:
    window = panel.window
    panel.do("09:07", Act("start", "panel"))
    window.record("09:06", PanelAct("arrival", person="bob", value="on_stage"))
    window.turn("09:07", MODERATION)
    window.turn("09:09", "bob")
    window.record("09:17", PanelAct("arrival", person="ada", value="arrived"))
    window.record("09:18", PanelAct("ask", text="Why?", person="bob"))
    window.record("09:18", PanelAct("hand", text="left, second row"))
    window.stage.say("+5 granted", to="panel", session="panel")
    window.stage.say("open questions?", to="stage", session="panel")

    answer = panel.sheet("09:19")

    assert "on now · ends at 10:07 · 48\u00a0min left\n7 min behind: Talk +7 min\n" in answer.out
    assert "▶ 09:12 – 09:47   35\u00a0min  Face to face · 28\u00a0min left" in answer.lines
    assert "  Ada Exemple, Institute · here since 09:17 (minute 10 of the panel)" in answer.lines
    assert "  Bob Témoin · on stage · here since 09:06" in answer.lines
    assert "  Mona *Modère* (moderation) · not here yet" in answer.lines
    assert section(answer, "Speaking time")[:4] == [
        f"  {'Bob Témoin':<28}{'10:00':>8}{'83%':>7}  {'█' * 8}    ▶ 10:00",
        f"  {'Ada Exemple':<28}{'0:00':>8}{'0%':>7}  {'':10}  target 40%",
        f"  {'Moderation':<28}{'2:00':>8}{'17%':>7}  ██",
        "  Total: 12:00",
    ]
    assert "  3. for Bob Témoin: Why?" in answer.lines
    assert "  1. left, second row · raised at 09:18" in answer.lines
    assert "  09:18  Stage: “+5 granted” · not seen yet" in answer.lines
    assert "  09:18  To the stage: “open questions?” · not seen yet" in answer.lines
    assert "____" not in answer.out


def test_minutes_are_those_between_the_times_that_it_shows(panel: Panel) -> None:
    panel.do("09:07:50", Act("start", "panel"))
    panel.do("10:15:10", Act("end", room="a"))
    told = " ".join(panel.sheet("12:00").out.split("\n"))
    assert "ran 09:07 – 10:15" in told
    assert "8 min after the changed end (10:07), 15 min later than planned" in told


def test_afterwards_it_tells_exactly_what_was(panel: Panel) -> None:
    window = panel.window
    panel.do("09:07", Act("start", "panel"))
    window.record("09:07", PanelAct("segment", item=0))
    window.turn("09:07", "mona")
    window.turn("09:10", "bob")
    window.record("09:17", PanelAct("arrival", person="ada", value="on_stage"))
    panel.do("09:30", Act("add", "panel", minutes=5))
    window.turn("09:40", None)
    window.turn("09:41", "ada")
    asked = window.record("09:45", PanelAct("ask", text="Why *that*?"))
    window.record("09:46", PanelAct("question", item=asked.seq, value="starred"))
    window.record("09:50", PanelAct("segment", item=2))
    window.record("09:52", PanelAct("question", item=asked.seq, value="asked"))
    panel.do("10:15", Act("end", room="a"))
    write_note(window.companion, "panel", "Thank *them*.")

    answer = panel.sheet("12:00")

    assert "over · ran 09:07 – 10:15\n" in answer.out
    drift = (
        "started 7 min late · 5 min added · ended 10:15, "
        "3 min after the changed end (10:12), 15 min later than planned"
    )
    assert drift in " ".join(answer.out.split("\n"))
    assert section(answer, "Segments")[:4] == [
        "✓ 09:07 – 09:12    5\u00a0min  Welcome · planned 5 min",
        "✓ 09:12 – 09:50   38\u00a0min  Face to face · planned 35 min, 5 added",
        "✓ 09:50 – 10:15   25\u00a0min  Questions · planned 15 min",
        "  did not take place           Close · planned 5 min",
    ]
    assert "  Ada Exemple, Institute · here since 09:17 (minute 10 of the panel)" in answer.lines
    assert "  Bob Témoin · here since 09:10 (minute 3 of the panel)" in answer.lines
    assert "  Total: 1:07:00" in answer.lines
    assert "  3. ★ Why *that*? (asked at 09:52)" in answer.lines
    assert section(answer, "My note") == ["  Thank *them*."]

    data = panel.sheet("12:00", "--json").data
    assert (data["hard_end"][11:16], data["granted_end"][11:16]) == ("10:15", "10:12")
    assert [q["number"] for q in data["questions"]] == [1, 2, 3]
    assert [s["granted_minutes"] for s in data["segments"]] == [0, 5, 0, 0]

    page = panel.sheet("12:00", "--markdown").out
    assert page.startswith("# Panel 1 · Who decides?\n")
    assert drift in page
    assert (
        "| Ada Exemple, Institute | 34:00 | 51% | here since 09:17 (minute 10 of the panel) |\n"
        in page
    )
    assert "| Moderation | 3:00 | 4% |  |\n" in page
    assert "| All | 1:07:00 |  |  |\n" in page
    assert "- 09:12 – 09:50 · Face to face (38\u00a0min, planned 35 min, 5 added)\n" in page
    assert "- 09:50 – 10:15 · Questions (25\u00a0min, planned 15 min)\n" in page
    assert "- did not take place · Close (planned 5 min)\n" in page
    assert "- [x] ★ Why \\*that\\*? (asked at 09:52)\n" in page
    assert "- [ ] for Ada Exemple: And tomorrow?\n" in page
    assert page.endswith("## My note\n\nThank *them*.\n")


def test_afterwards_it_tells_every_hand_and_every_line_to_the_stage_and_back(
    panel: Panel,
) -> None:
    window = panel.window
    panel.do("09:07", Act("start", "panel"))
    window.record("09:42", PanelAct("hand", text="left"))
    hand = window.record("09:43", PanelAct("hand", text="back"))
    window.record("09:44", PanelAct("hand", item=hand.seq))
    said: tuple[tuple[str, To, str], ...] = (
        ("09:28", "stage", "+5 please"),
        ("09:30", "panel", "+5 granted"),
        ("09:49", "stage", "we open the *questions*"),
        ("09:53", "panel", ""),
    )
    for clock, to, text in said:
        window.dial.shows = at(clock)
        line = window.stage.say(text, to, "panel")
        if clock == "09:28":
            window.dial.shows = at("09:29")
            window.stage.see(line)
    panel.do("10:15", Act("end", room="a"))

    answer = panel.sheet("12:00")
    assert section(answer, "Hands") == [
        "  1. left · raised at 09:42",
        "  2. back · raised at 09:43 · spoke at 09:44",
    ]
    assert section(answer, "Messages") == [
        "  09:28  To the stage: “+5 please” · seen at 09:29",
        "  09:30  Stage: “+5 granted” · never seen",
        "  09:49  To the stage: “we open the *questions*” · never seen",
        "  09:53  Stage: message withdrawn",
    ]

    data = panel.sheet("12:00", "--json").data
    assert [(h["text"], h["taken_at"] and h["taken_at"][11:16]) for h in data["hands"]] == [
        ("left", None),
        ("back", "09:44"),
    ]
    assert [(each["to"], each["text"]) for each in data["lines"]] == [
        ("stage", "+5 please"),
        ("panel", "+5 granted"),
        ("stage", "we open the *questions*"),
        ("panel", None),
    ]

    page = panel.sheet("12:00", "--markdown").out
    assert "- [x] back · raised at 09:43 · spoke at 09:44\n" in page
    assert "- 09:28 · To the stage: “+5 please” · seen at 09:29\n" in page
    assert "- 09:49 · To the stage: “we open the \\*questions\\*” · never seen\n" in page


def test_over_time_it_says_by_how_much_and_that_the_questions_are_late(panel: Panel) -> None:
    panel.do("09:00", Act("start", "panel"))
    panel.window.record("09:05", PanelAct("segment", item=1))

    answer = panel.sheet("10:04")

    assert "on now · should have ended at 10:00 · overtime · +4:00\n" in answer.out
    assert "4 min behind: Talk +4 min\n" in answer.out
    assert "Questions should have opened at 09:40.\n" in answer.out
    assert "▶ 09:05 – 10:04   35\u00a0min  Face to face · overtime · +24:00" in answer.lines


def test_what_was_taken_away_or_ended_early_is_told(panel: Panel) -> None:
    panel.do("08:58", Act("start", "panel"))
    panel.do("09:10", Act("add", "panel", minutes=-5))
    panel.do("09:50", Act("end", room="a"))

    expected = (
        "started 2 min early · 5 min removed · ended 09:50, "
        "3 min before the changed end (09:53), 10 min earlier than planned\n"
    )

    assert expected in panel.sheet("12:00", "--markdown").out


def test_what_ended_just_as_it_was_granted_says_so_and_pauses_are_told(panel: Panel) -> None:
    panel.do("09:00", Act("start", "panel"))
    panel.window.turn("09:00", "bob")
    panel.do("09:10", Act("pause", room="a"))
    panel.do("09:14", Act("resume", room="a"))
    panel.do("10:04", Act("end", room="a"))

    page = panel.sheet("12:00", "--markdown").out

    assert "paused for 4 min · ended 10:04, on time, 4 min later than planned\n" in page
    assert "| Bob Témoin | 1:00:00 | 100% |" in page


def test_a_panel_called_off_says_so(panel: Panel) -> None:
    panel.do("08:30", Act("cancel", "panel"))

    assert "\ncancelled\n" in panel.sheet("09:30").out
    assert "\ncancelled\n" in panel.sheet("12:00").out


def test_as_json_it_tells_the_same(panel: Panel) -> None:
    panel.window.turn("09:07", "bob")

    data = panel.sheet("09:09", "--json").data

    assert [person["id"] for person in data["people"]] == ["bob", "ada", "mona"]
    assert (data["speaking"], data["turn_seconds"]) == ("bob", 120)
    assert data["session"]["room"] == "a"
    assert data["at"] == "2025-02-07T09:09:00+01:00"


def test_any_session_has_a_sheet_and_french_is_french(ask: Ask) -> None:
    answer = ask("panel", "panel-3", "--at", "14:20", "--lang", "fr")

    assert "en cours · fin à 15\u00a0h\u00a030 · reste 1\u00a0h\u00a010\n" in answer.out
    assert "▶ 14:05 – 14:30   25\u00a0min  Tour de table · reste 10\u00a0min\n" in answer.out
    assert "Les questions doivent s’ouvrir à 15\u00a0h, dans 40\u00a0min.\n" in answer.out
    markdown = ask("panel", "panel-3", "--lang", "fr", "--markdown", "--at", "2025-02-09T10:00").out
    assert "terminée · horaire réel 14:00 – 15:30" in markdown


def test_a_break_has_no_moderator(ask: Ask, tmp_path: Path) -> None:
    days = {
        "2025-02-07": [item("p", "09:00", "10:00"), item("tea", "10:00", "10:30", kind="break")]
    }
    file = write(tmp_path, days)

    for more in ([], ["--json"], ["--markdown"], ["--arrived", "ada"]):
        error = ask("panel", "tea", "--programme", file, *more).refused(65)
        assert "“tea” is a break: it has no moderator." in error


def test_long_names_leave_the_columns_of_speaking_time_where_they_are(
    ask: Ask, tmp_path: Path
) -> None:
    long = "Maria-Magdalena Konstantinopoulou-Weatherbottom de la Tour et Taxis " * 2
    people = {"m": {"name": long.strip()}, "j": {"name": "Jean Massiet"}}
    seats = [{"person": "m", "share": 40}, "j"]
    days = {"2025-02-07": [item("panel", "09:00", "10:00", people=seats)]}
    file = write(tmp_path, days, people=people)
    programme = read(Path(file).read_bytes(), file).programme
    assert programme is not None
    window = Window(Path(database_path()), Dial(at("08:00")), programme)
    window.turn("09:00", "j")
    window.turn("09:10", "m")

    for language in ("en", "fr"):
        lines = ask(
            "panel", "panel", "--programme", file, "--at", "10:20", "--lang", language
        ).lines
        assert all(len(line) <= 80 for line in lines)
        assert len({line.index("█") for line in lines if "█" in line}) == 1


def test_an_unknown_id_is_refused_with_what_comes_close(ask: Ask) -> None:
    assert "panel-3" in ask("panel", "panl-3").refused(65)


@pytest.mark.parametrize("line", [[], ["panel-3", "panel-4"], ["panel-3", "--json", "--markdown"]])
def test_what_does_not_go_together_is_refused(ask: Ask, line: list[str]) -> None:
    assert ask("panel", *line).code == 64
