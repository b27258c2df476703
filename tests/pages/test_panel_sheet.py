"""The sheet and the report of a panel: before, during and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sommet_tui.domain.messages import To
from sommet_tui.domain.panel import MODERATION, PanelAct
from sommet_tui.domain.programme import Person, Preparation, PreparedQuestion, Programme, Segment
from sommet_tui.domain.values import replace
from sommet_tui.pages.panel_sheet import panel_report, panel_sheet, segment_facts
from sommet_tui.wording.layout import cell_width
from sommet_tui.wording.panel import end_words
from sommet_tui.wording.words import View, Zones, words_in
from tests.builders import at, participant, plain, programme, session, write_note
from tests.companion.windows import Dial, Window, do

PLAN = (
    Segment("welcome", 5),
    Segment("Face to face", 35),
    Segment("questions", 15),
    Segment("close", 5),
)


def day(ada: str = "Ada Exemple") -> Programme:
    people = [
        participant("ada", ada, affiliation="Institute"),
        participant("bob", "Bob Témoin"),
        participant("mona", "Mona Modère", role="moderator"),
    ]
    made = programme(
        session("panel", "09:00", "10:00", label="Panel 1", title="Who decides?", people=people),
        session("talk", "10:00", "11:00"),
        people=[Person("ada", ada, "Institute", "AY-da", "She has measured what machines cost.")],
    )
    questions = PreparedQuestion("Who pays?"), PreparedQuestion("And tomorrow?", "ada")
    prepared = Preparation(PLAN, questions, ("bob", "ada"), {"ada": 40})
    return replace(made, preparations={"panel": prepared})


@dataclass
class Panel:
    """A panel that is recorded and read on one computer."""

    window: Window

    def do(self, clock: str, act: str) -> None:
        do(self.window, clock, act)

    def view(self, clock: str, language: str = "en") -> View:
        self.window.dial.shows = at(clock)
        snapshot, now = self.window.companion.snapshot, at(clock)
        zone = snapshot.programme.zone
        return View(snapshot.at(now), now, Zones(zone, zone), words_in(language))

    def segments(self, clock: str) -> list[tuple[str, str, str, str | None]]:
        found = segment_facts(self.window.seen(clock), self.view(clock))
        return [(s.sign, s.times, plain(s.minutes), s.planned and plain(s.planned)) for s in found]

    def sheet(self, clock: str, language: str = "en") -> list[str]:
        lines = panel_sheet(self.window.seen(clock), self.view(clock, language))
        return [plain(line) for line in lines]

    def report(self, clock: str) -> list[str]:
        lines = panel_report(self.window.seen(clock), self.view(clock))
        return [plain(line) for line in lines]


def section(lines: Sequence[str], title: str) -> list[str]:
    """Return the lines below a heading of the sheet, up to the next."""
    first = lines.index(title) + 2
    rules = [n for n, line in enumerate(lines) if set(line) == {"─"} and n > first]
    found = lines[first : rules[0] - 1] if rules else lines[first:]
    return [line for line in found if line]


@pytest.fixture
def panel(tmp_path: Path) -> Panel:
    return Panel(Window(tmp_path / "db", Dial(at("08:00")), day()))


def test_preparation_sheet_has_planned_segments_and_space_for_notes(panel: Panel) -> None:
    assert panel.segments("08:00") == [
        (" ", "09:00 – 09:05", "5 min", None),
        (" ", "09:05 – 09:40", "35 min", None),
        (" ", "09:40 – 09:55", "15 min", None),
        (" ", "09:55 – 10:00", "5 min", None),
    ]
    lines = panel.sheet("08:00")
    assert "upcoming · in 1 h · ends at 10:00" in lines
    assert "Questions must open at 09:40, in 1 h 40." in lines
    space = f"    {'_' * 76}"
    assert section(lines, "People") == [
        "  Bob Témoin",
        space,
        "  Ada Exemple, Institute",
        "    pronounced: AY-da",
        "    She has measured what machines cost.",
        "    Target share of the speaking time: 40%",
        space,
        "  Mona Modère (moderation)",
        space,
    ]
    assert section(lines, "Questions")[:2] == [
        "  1. Who pays?",
        "  2. for Ada Exemple: And tomorrow?",
    ]
    assert section(lines, "My note") == [space] * 5
    assert "Speaking time" not in lines


def test_sheet_during_a_panel_shows_its_progress(panel: Panel) -> None:
    window = panel.window
    panel.do("09:07", "start panel")
    window.record("09:06", PanelAct("arrival", person="bob", value="on_stage"))
    window.turn("09:07", MODERATION)
    window.turn("09:09", "bob")
    window.record("09:17", PanelAct("arrival", person="ada", value="arrived"))
    window.record("09:18", PanelAct("ask", text="Why?", person="bob"))

    lines = panel.sheet("09:19")

    assert "on now · ends at 10:07 · 48 min left" in lines
    assert "7 min behind: Talk +7 min" in lines
    assert "▶ 09:12 – 09:47   35 min  Face to face · 28 min left" in lines
    assert section(lines, "People") == [
        "  Bob Témoin · on stage · here since 09:06",
        "  Ada Exemple, Institute · here since 09:17 (minute 10 of the panel)",
        "    pronounced: AY-da",
        "    She has measured what machines cost.",
        "    Target share of the speaking time: 40%",
        "  Mona Modère (moderation) · not here yet",
    ]
    assert section(lines, "Speaking time") == [
        f"  {'Bob Témoin':<28}{'10:00':>8}{'83%':>7}  {'█' * 8}    ▶ 10:00",
        f"  {'Ada Exemple':<28}{'0:00':>8}{'0%':>7}  {'':10}  target 40%",
        f"  {'Moderation':<28}{'2:00':>8}{'17%':>7}  ██",
        "  Total: 12:00",
    ]
    assert "  3. for Bob Témoin: Why?" in lines
    assert not any("____" in line for line in lines)


def test_panel_in_overtime_shows_overtime_and_late_questions(panel: Panel) -> None:
    panel.do("09:00", "start panel")
    panel.window.record("09:05", PanelAct("segment", item=1))

    lines = panel.sheet("10:04")

    assert "on now · should have ended at 10:00 · overtime · +4:00" in lines
    assert "4 min behind: Talk +4 min" in lines
    assert "Questions should have opened at 09:40." in lines
    assert "▶ 09:05 – 10:04   35 min  Face to face · overtime · +24:00" in lines


def test_turn_shows_its_limit(panel: Panel) -> None:
    panel.do("09:00", "start panel")
    panel.window.record("09:00", PanelAct("limit", item=120))
    panel.window.turn("09:01", "bob")
    lines = panel.sheet("09:02")
    assert "Turn limit: 2:00" in lines
    assert any(line.endswith("▶ 1:00 / 2:00") for line in section(lines, "Speaking time"))


def test_sheet_and_report_show_the_course_of_a_panel(panel: Panel) -> None:
    window = panel.window
    panel.do("09:07", "start panel")
    window.record("09:07", PanelAct("segment", item=0))
    window.turn("09:07", "mona")
    window.turn("09:10", "bob")
    window.record("09:17", PanelAct("arrival", person="ada", value="on_stage"))
    panel.do("09:30", "add panel 5")
    window.turn("09:40", None)
    window.turn("09:41", "ada")
    asked = window.record("09:45", PanelAct("ask", text="Why *that*?"))
    window.record("09:46", PanelAct("question", item=asked.seq, value="starred"))
    window.record("09:50", PanelAct("segment", item=2))
    window.record("09:52", PanelAct("question", item=asked.seq, value="asked"))
    panel.do("10:15", "end")
    write_note(window.companion, "panel", "Thank *them*.")
    drift = (
        "started 7 min late · 5 min added · ended 10:15, "
        "3 min after the changed end (10:12), 15 min later than planned"
    )

    assert panel.segments("12:00") == [
        ("✓", "09:07 – 09:12", "5 min", "planned 5 min"),
        ("✓", "09:12 – 09:50", "38 min", "planned 35 min, 5 added"),
        ("✓", "09:50 – 10:15", "25 min", "planned 15 min"),
        (" ", "did not take place", "", "planned 5 min"),
    ]
    lines = panel.sheet("12:00")
    assert "over · ran 09:07 – 10:15" in lines
    assert drift in " ".join(lines)
    assert "  Bob Témoin" in lines, "without a time, as his arrival was not recorded"
    assert "  3. ★ Why *that*? (asked at 09:52)" in lines
    assert section(lines, "My note") == ["  Thank *them*."]

    report = panel.report("12:00")
    assert report[0] == "# Panel 1 · Who decides?"
    assert drift in report
    ada = "| Ada Exemple, Institute | 34:00 | 51% | here since 09:17 (minute 10 of the panel) |"
    assert ada in report
    assert "| Moderation | 3:00 | 4% |  |" in report
    assert "| All | 1:07:00 |  |  |" in report
    assert "- 09:12 – 09:50 · Face to face (38 min, planned 35 min, 5 added)" in report
    assert "- did not take place · Close (planned 5 min)" in report
    assert "- [x] ★ Why \\*that\\*? (asked at 09:52)" in report
    assert "- [ ] for Ada Exemple: And tomorrow?" in report
    assert report[-3:] == ["## My note", "", "Thank *them*."]


def test_hands_and_messages_have_their_outcome(panel: Panel) -> None:
    window = panel.window
    panel.do("09:07", "start panel")
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
        line = window.stage.send_message(text, to, "panel")
        if clock == "09:28":
            window.dial.shows = at("09:29")
            window.stage.acknowledge(line)

    during = section(panel.sheet("09:50"), "Messages")
    assert during[1] == "  09:30  Stage manager: “+5 granted” · not seen yet"
    panel.do("10:15", "end")
    lines = panel.sheet("12:00")
    assert section(lines, "Hands") == [
        "  1. left · raised at 09:42",
        "  2. back · raised at 09:43 · spoke at 09:44",
    ]
    assert section(lines, "Messages") == [
        "  09:28  To the stage manager: “+5 please” · seen at 09:29",
        "  09:30  Stage manager: “+5 granted” · never seen",
        "  09:49  To the stage manager: “we open the *questions*” · never seen",
        "  09:53  Stage manager: message withdrawn",
    ]
    report = panel.report("12:00")
    assert "- [x] back · raised at 09:43 · spoke at 09:44" in report
    assert "- 09:49 · To the stage manager: “we open the \\*questions\\*” · never seen" in report


@pytest.mark.parametrize(
    ("start", "added", "end", "expected"),
    [
        (
            "08:58",
            -5,
            "09:50",
            (
                "started 2 min early · 5 min removed · ended 09:50, "
                "3 min before the changed end (09:53), 10 min earlier than planned"
            ),
        ),
        (
            "09:07:50",
            0,
            "10:15:10",
            (
                "started 7 min late · ended 10:15, "
                "8 min after the changed end (10:07), 15 min later than planned"
            ),
        ),
        ("09:00", 4, "10:04", "4 min added · ended 10:04, on time, 4 min later than planned"),
        ("09:00", 0, "10:00", None),
    ],
)
def test_actual_end_is_compared_with_the_planned_end(
    panel: Panel, start: str, added: int, end: str, expected: str | None
) -> None:
    panel.do(start, "start panel")
    if added:
        panel.do("09:10", f"add panel {added}")
    panel.do(end, "end")
    report = panel.report("12:00")
    assert [line for line in report if "ended" in line] == ([expected] if expected else [])


def test_pause_is_listed_and_does_not_count_as_speaking_time(panel: Panel) -> None:
    panel.do("09:00", "start panel")
    panel.window.turn("09:00", "bob")
    panel.do("09:10", "pause")
    panel.do("09:14", "resume")
    panel.do("10:04", "end")
    report = panel.report("12:00")
    assert "paused for 4 min · ended 10:04, on time, 4 min later than planned" in report
    assert any(line.startswith("| Bob Témoin | 1:00:00 | 100% |") for line in report)
    assert panel.segments("12:00")[1] == ("✓", "09:05 – 09:44", "35 min", "planned 35 min")


def test_cancelled_panel_has_no_times_to_compare(panel: Panel) -> None:
    panel.do("08:20", "add panel 5")
    panel.do("08:30", "move panel 09:10")
    panel.do("08:40", "announce")
    panel.do("08:50", "cancel panel")
    for clock in ("09:30", "12:00"):
        lines = panel.sheet(clock)
        assert "cancelled" in lines
        assert not any("late" in line or "added" in line for line in lines)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_long_name_does_not_move_the_columns_of_speaking_time(
    tmp_path: Path, language: str
) -> None:
    long = "Maria-Magdalena Konstantinopoulou-Weatherbottom de la Tour et Taxis " * 2
    panel = Panel(Window(tmp_path / "db", Dial(at("08:00")), day(long.strip())))
    panel.window.turn("09:00", "bob")
    panel.window.turn("09:10", "ada")
    lines = panel.sheet("10:20", language)
    assert all(cell_width(line) <= 80 for line in lines)
    assert len({line.index("█") for line in lines if "█" in line}) == 1


def test_end_of_a_panel_includes_its_delay(panel: Panel) -> None:
    def ends(clock: str) -> str:
        return end_words(panel.window.seen(clock, "talk"), panel.view(clock), in_column=True)

    panel.do("09:00", "start panel")
    assert ends("09:05") == "ends 11:00"
    panel.do("09:10", "add panel 17")
    assert ends("09:10") == "ends 11:17"
