"""The moderator's rows fit whatever room there is, and say with words what colour says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.panel_moment import PanelMoment, panel_moment
from sommet_tui.domain.values import replace
from sommet_tui.tui.painting.moderator import room, top
from sommet_tui.tui.painting.moderator_pages import report_page, who_page
from sommet_tui.tui.painting.moderator_people import columns, people
from sommet_tui.tui.painting.moderator_queue import lines, question_row, queue_head
from sommet_tui.tui.painting.rows import width_of
from sommet_tui.tui.scene import Scene
from tests.builders import at
from tests.companion.windows import Dial, Window
from tests.tui.moderating import panels
from tests.tui.scenes import look_of, scene, texts


def shown(tmp_path: Path, speakers: int, clock: str) -> tuple[Scene, PanelMoment]:
    """A panel in which Alice has spoken since 14:00 and somebody asks for five minutes."""
    window = Window(tmp_path / "db", Dial(at("13:50")), panels(speakers))
    window.turn("14:00", "alice")
    window.dial.shows = at("14:05")
    window.stage.say("+5 granted", "panel", "panel")
    window.stage.say("+5 please, " * 10, "stage", "panel")
    found = scene(window.programme, at(clock))
    found = replace(found, snapshot=window.companion.snapshot)
    return found, panel_moment(found.snapshot, "panel", at(clock))


@pytest.mark.parametrize("clock", ["13:55", "14:10", "15:29:40", "15:35", "18:00"])
@pytest.mark.parametrize("speakers", [1, 3, 8])
def test_everything_fits_in_any_window(tmp_path: Path, speakers: int, clock: str) -> None:
    scene_, moment = shown(tmp_path, speakers, clock)
    for width in (1, 10, 20, 40, 57, 60, 72, 80, 100, 120, 200):
        for height in (0, 1, 3, 6, 9, 14, 19, 35, 60):
            shares = room(width, height, speakers + 1)
            assert shares.top + shares.people + shares.queue <= max(height, 1)
            rows = top(scene_, moment, width, shares.top, shares.digits)
            assert len(rows) == shares.top
            if width >= 14:
                assert all(width_of(r) <= width for r in rows)
            names, meters = people(scene_, moment, width, shares.people)
            assert len(names) == len(meters) <= max(shares.people, 0)
        if width >= 40:
            who = columns(moment, width).who
            assert all(width_of(r) <= who for r in people(scene_, moment, width, 9)[0])
            assert all(width_of(r) <= width - who for r in people(scene_, moment, width, 9)[1][:1])
        whole = [
            lines(scene_, moment, width),
            queue_head(scene_, moment, width),
            *(question_row(scene_, moment, each, width) for each in moment.questions),
        ]
        assert all(width_of(r) <= width for r in whole)


def test_a_share_above_its_target_hides_the_mark_for_it_in_no_way(tmp_path: Path) -> None:
    scene_, moment = shown(tmp_path, 3, "14:10")
    _, meters = people(scene_, moment, 80, 4)
    assert "▆│▆" in texts(meters)[0]
    assert "100% /30" in texts(meters)[0]


def test_who_is_introduced_has_name_sound_and_words(tmp_path: Path) -> None:
    scene_, moment = shown(tmp_path, 3, "13:55")
    told = texts(who_page(scene_, moment, 60), 60)
    place = told.index("  Alice Guyon")
    assert told[place + 1] == "  a-LISS"
    assert told[place + 2] == "  Institut Montaigne · not here yet"
    assert told[-2] == "  moderation · not here yet"


def test_a_report_has_airtime_plan_and_questions(tmp_path: Path) -> None:
    scene_, moment = shown(tmp_path, 3, "18:00")
    told = "\n".join(texts(report_page(scene_, moment, 80), 80))
    assert "Speaking time" in told
    assert "Alice Guyon" in told
    assert "for Alice Guyon: Who pays?" in told
    assert "My note" not in told


def test_the_one_who_speaks_has_the_only_bar_in_colour(tmp_path: Path) -> None:
    scene_, moment = shown(tmp_path, 3, "14:10")
    names, meters = people(scene_, moment, 80, 4)
    assert look_of(names, "Alice Guyon") == "title"
    assert look_of(meters, "▆") == "bar-done"
    assert look_of(names, "Jean Massiet") == ""
