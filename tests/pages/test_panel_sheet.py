"""The sheet and the report of a panel: before, during and after it.

Each story is a file: what the stage and the moderator record, then the sheet or the report at some
instants, or only some of its lines.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any, cast

import pytest

from sommet_tui.domain.messages import To
from sommet_tui.domain.panel import PanelAct, PanelActKind
from sommet_tui.domain.programme import Person, Preparation, PreparedQuestion, Programme, Segment
from sommet_tui.domain.values import replace
from sommet_tui.pages.panel_sheet import panel_report, panel_sheet
from sommet_tui.wording.layout import cell_width
from sommet_tui.wording.words import View, Zones, words_in
from tests.builders import at, participant, plain, programme, session, write_note
from tests.companion.windows import Window
from tests.tables import DATA, table

STORIES = sorted((DATA / "panel_sheets").glob("*.txt"))
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


def play(window: Window, line: str) -> None:
    """Record what a line says: "09:07 stage start panel", "09:10 turn person=bob", "09:29 seen".

    A message has its recipient and its text; "seen" acknowledges the latest message.
    """
    clock, kind, *words = shlex.split(line)
    window.wait_until(clock)
    if kind == "stage":
        window.act_now(" ".join(words))
    elif kind == "message":
        window.stage.send_message(words[1], cast(To, words[0]), "panel")
    elif kind == "seen":
        window.stage.acknowledge(window.snapshot.events.messages[-1])
    elif kind == "note":
        write_note(window.companion, "panel", words[0])
    else:
        values: dict[str, Any] = dict(word.split("=") for word in words)
        if "item" in values:
            values["item"] = int(values["item"])
        window.moderator.record(PanelAct(cast(PanelActKind, kind), **values))


def page(
    window: Window, clock: str, name: str, id_: str = "panel", language: str = "en"
) -> list[str]:
    """Return the lines of the sheet or the report."""
    window.look(clock)
    snapshot, now = window.companion.snapshot, at(clock)
    zone = snapshot.programme.zone
    view = View(snapshot.at(now), now, Zones(zone, zone), words_in(language))
    drawn = (panel_report if name == "report" else panel_sheet)(window.seen(clock, id_), view)
    return [plain(line) for line in drawn]


def new_window(folder: Path, programme: Programme) -> Window:
    return Window(folder / "db", "08:00", programme)


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_sheet_and_report_follow_the_story(tmp_path: Path, file: Path) -> None:
    window = new_window(tmp_path, day())
    for part in file.read_text("utf-8").split("=== ")[1:]:
        heading, *lines = part.strip("\n").split("\n")
        if heading == "meanwhile":
            for line in lines:
                play(window, line)
        else:
            name, clock, *only = heading.split()
            found = page(window, clock, name)
            assert [line for line in found if line in lines or not only] == lines, heading


@pytest.mark.parametrize(("start", "added", "end", "expected"), table("panel_ends.txt"))
def test_actual_end_is_compared_with_the_planned_end(
    tmp_path: Path, start: str, added: str, end: str, expected: str
) -> None:
    window = new_window(tmp_path, day())
    more = [f"09:10 stage add panel {added}"] if added else []
    for line in (f"{start} stage start panel", *more, f"{end} stage end"):
        play(window, line)
    found = [line for line in page(window, "12:00", "report") if "ended" in line]
    assert found == [expected][: bool(expected)]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_long_name_does_not_move_the_columns_of_speaking_time(
    tmp_path: Path, language: str
) -> None:
    long = "Maria-Magdalena Konstantinopoulou-Weatherbottom de la Tour et Taxis " * 2
    window = new_window(tmp_path, day(long.strip()))
    window.turn("09:00", "bob")
    window.turn("09:10", "ada")
    lines = page(window, "10:20", "sheet", language=language)
    assert all(cell_width(line) <= 80 for line in lines)
    assert len({line.index("█") for line in lines if "█" in line}) == 1


def test_sheet_of_a_late_session_has_its_expected_end(tmp_path: Path) -> None:
    window = new_window(tmp_path, day())
    for line, end in (("09:00 stage start panel", "11:00"), ("09:10 stage add panel 17", "11:17")):
        play(window, line)
        assert any(f"ends at {end}" in each for each in page(window, line[:5], "sheet", "talk"))
