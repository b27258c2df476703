"""Pages with any text, for users in any time zone."""

from __future__ import annotations

import sys
import time

import pytest

from sommet_tui.wording.layout import cell_width
from tests.builders import plain
from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.cli.stages import example, rehearse


def test_output_fits_80_columns_in_any_script(ask: Ask) -> None:
    title = "人工智能與社會的未來" * 20
    text = "🌍 " + "الذكاء الاصطناعي والمجتمع " * 20
    write(f"one 09:00-10:00 title={title} abstract='{text}'")
    for command in (["now"], ["agenda"], ["show", "one"]):
        lines = ask(*command, "--at", "09:30").lines
        assert max(map(cell_width, lines)) <= 80
        assert title in "".join(line.strip() for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="no test can set the zone there")
def test_user_in_another_time_zone_also_sees_the_local_time(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Montreal")
    time.tzset()
    assert "at 12:10 · in 47\u00a0min · 06:10 your time" in ask("now --at 11:23").out
    assert "06:10 – 07:00 your time" in ask("show panel-2").out
    assert "05:00 – 06:10 your time" in ask("now --at 11:23").out
    output = ask("agenda").out
    assert "12:10 – 13:00 (06:10)  Panel 2" in output
    assert "Times in brackets, such as (00:00), are your local time.\n" in output
    assert max(map(cell_width, ask("agenda --lang fr").lines)) <= 80


def test_tz_option_accepts_the_local_zone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Montreal")
    time.tzset()
    local = ask("agenda --tz local").out
    assert "Times are in your own time zone.\n" in local
    assert "06:10 – 07:00  Panel 2" in local


def test_printed_agenda_is_at_most_80_columns_wide(ask: Ask) -> None:
    one = f"one 09:00-10:00 a title={'人工智能与公共利益' * 12}"
    write(f"{one}; two 10:00-11:00 b title={'x' * 190}", rooms="ab")
    lines = ask("agenda --sheet").lines
    assert max(map(cell_width, lines)) <= 80
    assert "".join(line.strip() for line in lines).count("x") >= 190
    assert any("Room a" in line for line in lines)


def test_printed_agenda_has_the_lengths_and_expected_times_of_a_late_day(ask: Ask) -> None:
    file = example()
    rehearse(ask, "10:20", "start a --when 10:12", "add 10", "add 20 lunch")
    rows = plain(ask("agenda --sheet --programme", file).out)
    assert "11:00 – 11:30  Coffee, 8 min · expected 11:22\n" in rows
    assert "12:30 – 13:30  Lunch, 1 h 20\n" in rows
    assert "Panel C · expected 13:50\n" in rows
    assert ask("stage announce --programme", file).code == 0
    rows = plain(ask("agenda --programme", file).out)
    assert "11:22 – 11:30  Coffee, 8 min · planned 11:00 · moved\n" in rows
    assert "12:30 – 13:50  Lunch, 1 h 20 · planned until 13:30\n" in rows


def test_french_time_after_depuis_does_not_look_like_a_duration(ask: Ask) -> None:
    file = example()
    rehearse(ask, "10:20", "start a --when 10:12", "pause --when 10:15")
    assert "en pause depuis 10:15" in plain(ask("stage report --lang fr --programme", file).out)
