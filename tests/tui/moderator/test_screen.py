"""The moderator's screen as pictures: every state it has, in the sizes it is used in."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.export import Exporter
from sommet_tui.companion.settings import Remap, Settings
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.panel import PanelAct
from sommet_tui.formats.calendar_file import write_calendar
from sommet_tui.storage.files import WholeFiles
from sommet_tui.storage.user_data import SqliteRevisions
from sommet_tui.tui.render.digits import large_letters
from tests.acting import day_of
from tests.builders import at, participant, pause, programme, session
from tests.tui.conftest import Golden, Open
from tests.tui.moderating import begin_panel, moment, panels, record, record_arrival, stage
from tests.tui.worlds import World, with_settings


def set_state(here: World, state: str) -> None:
    """Let the panel be in one of its states."""
    if state == "before":
        return
    begin_panel(here)
    Stage(here.companion, "grace").send_message("+5 granted", "panel", "panel")
    if state == "overtime":
        here.clock.shown = at("15:36:20")
    elif state == "cue":
        here.clock.shown = at("15:24:10")
    elif state == "after":
        record(here, "15:36", PanelAct("turn"))
        stage(here, "15:37 end panel")
        here.clock.shown = at("15:40")


@pytest.mark.parametrize("state", ["before", "running", "cue", "overtime", "after"])
async def test_moderator_screen_matches_its_picture_in_each_state(
    world: Open, golden: Golden, *, state: str
) -> None:
    here = world(panels(5), "13:50")
    set_state(here, state)
    async with here.open():
        await here.press("6", *(["left"] if state == "after" else []))
        golden(here.app, f"moderator-{state}-80x24-en")


async def test_moderator_screen_shows_the_last_session_that_took_place(
    world: Open,
) -> None:
    day = day_of("a 09:00-10:00, b 10:00-11:00")
    here = world(day, "09:10")
    stage(here, "09:00 start a")
    stage(here, "09:30 cancel b")
    stage(here, "09:40 end a")
    here.clock.shown = at("09:45")
    async with here.open("6"):
        assert "over · ran 09:00 – 09:40" in here.picture


async def test_affiliation_uses_the_full_width_of_its_row(world: Open) -> None:
    expected = "Directrice de recherches au CNRS, Centre de Recherche et d’Études"
    ada = participant("ada", "Ada Lovelace", affiliation=expected)
    here = world(programme(session("panel", "14:00", "15:30", people=[ada])), "14:10")
    async with here.open("6 a", (120, 40)):
        assert f" {expected} " in here.row("Directrice")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_moderator_screen_with_eight_speakers_matches_its_picture(
    world: Open, golden: Golden, size: tuple[int, int]
) -> None:
    here = world(panels(8), "13:50")
    set_state(here, "running")
    async with here.open("6", size):
        golden(here.app, f"moderator-8-speakers-{size[0]}x{size[1]}-en")


@pytest.mark.parametrize(
    ("name", "keys"),
    [("plan", "P"), ("seats", "O"), ("line", "M down")],
)
async def test_dialogs_of_the_moderator_match_their_pictures(
    world: Open, golden: Golden, name: str, keys: str
) -> None:
    here = world(panels(5), "13:50", language="fr")
    set_state(here, "running")
    async with here.open():
        await here.press("6", keys)
        golden(here.app, f"moderator-{name}-80x24-fr")


async def test_speaker_is_visible_in_a_small_window(world: Open) -> None:
    here = world(panels(8), "13:50")
    set_state(here, "running")
    async with here.open("6", (40, 12)):
        for seat in moment(here).speakers:
            await here.press(seat.key)
            assert "▶" in here.row(f"  {seat.key} ")
        await here.press("m")
        assert "▶" in here.row("  m Moderator")


async def test_moderator_screen_is_empty_on_a_day_of_breaks(world: Open) -> None:
    here = world(programme(pause()), "12:10")
    async with here.open("6 'aAnQTHJMKPOIEuU' enter left"):
        assert "SPEAKERS" not in here.picture
        await here.press("1")
        assert here.app.is_running


async def test_signals_appear_for_half_a_minute(world: Open) -> None:
    here = world(panels(), "13:50")
    here = with_settings(here, Settings(cue_minutes=(7,)))
    begin_panel(here)
    async with here.open("6"):
        for keys, screen in (("6", "moderator"), ("5 f c", "the speaker’s clock")):
            await here.press(keys)
            for clock, due in (("15:26:59", False), ("15:27:00", True), ("15:27:30", False)):
                await here.at_time(clock)
                seen = here.picture
                large_sign = all(
                    row.strip() in seen for row in large_letters("7 minutes left", 76, 5)
                )
                assert ("7 MINUTES LEFT" in seen or large_sign) == due, screen
    assert here.app.rung == 0


async def test_report_of_a_panel_is_written_to_files(before_panel: World, tmp_path: Path) -> None:
    set_state(before_panel, "after")
    folder = tmp_path
    files = WholeFiles(lambda: folder)
    revisions = SqliteRevisions(tmp_path / "revisions.sqlite3")
    exporter = Exporter(revisions, lambda: write_calendar, files, SystemClock())
    before_panel.offer(exporter=lambda: exporter)
    async with before_panel.open("6 left E", (120, 30)):
        for key, name in (("e", "example-panel.md"), ("x", "example-panel.txt")):
            await before_panel.press(key)
            await before_panel.until_shown(name)
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert "Jean Massiet" in text
            assert "What of Europe?" in text
        folder = tmp_path / "gone"
        await before_panel.press("e")
        await before_panel.until_shown("gone")
        assert "Written" not in before_panel.picture


async def test_report_of_a_panel_matches_its_picture(before_panel: World, golden: Golden) -> None:
    begin_panel(before_panel)
    record_arrival(before_panel, "14:53 laure arrived")
    for clock, text in (("14:53", "+5 please"), ("15:12", "we are now taking questions")):
        before_panel.clock.shown = at(clock)
        before_panel.companion.clock.begin_frame()
        Stage(before_panel.companion, "mo").send_message(text, "stage", "panel")
    stage(before_panel, "14:54 add panel 5")
    stage(before_panel, "15:44 end panel")
    async with before_panel.open("6 left E", (80, 60)):
        golden(before_panel.app, "moderator-report-80x60-en")


async def test_remapped_segment_key_is_not_a_speaker_letter(world: Open) -> None:
    here = world(panels(), "13:50")
    wish = Remap("panel.next", ("a",), 1)
    here = with_settings(here, Settings(keys=(wish,)))
    async with here.open("6"):
        assert "a Start panel" in here.picture
        assert here.row("Alice Guyon").startswith("  c ")
        await here.press("a")
        assert moment(here).current_part is not None
        await here.press("c")
        assert moment(here).speaking == "alice"
