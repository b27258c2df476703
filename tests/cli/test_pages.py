"""`agenda`, `show`, `people` and `info` as people read them."""

from __future__ import annotations

import io
import sys
import time

import pytest

from sommet_tui.wording.layout import cell_width
from tests.cli.conftest import Ask
from tests.cli.programmes import write


def test_agenda_shows_breaks_time_left_and_session_ids(ask: Ask) -> None:
    output = ask("agenda --at 11:23").out
    assert "    13:00 – 14:00  break, 1\u00a0h\n" in output
    assert "    15:30 – 16:00  break, 30\u00a0min\n" in output
    assert "    18:15 – 18:30  break, 15\u00a0min\n" in output
    assert "47\u00a0min left" in output
    for word in output.split("[")[1:-1]:
        assert ask("show", word.split("]")[0]).code == 0


def test_list_explains_the_signs_that_it_contains(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\n✓ over   ▶ on now   › next\n" in ask("agenda").out
    write("one 09:00-10:00 a; two 09:30-11:00 b", rooms="ab")
    ask("bookmark add one")
    ask("bookmark add two --maybe")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"To ask")))
    ask("note edit two -")
    mine = "★ must   ☆ maybe   ✕2 clashes with two others   ✎ note\n"
    for argv in (("agenda",), ("bookmark", "list")):
        output = ask(*argv, "--at", "2025-03-01T08:00").out
        assert "✕1★  09:00" in output
        assert "✕1☆✎ 09:30" in output
        assert f"\n✓ over   ▶ on now   › next   {mine}" in output
    assert ask("plan --at 2025-03-01T08:00").lines[-1] == "★ must   ☆ maybe"


DAYS = {
    "2025-03-01": """
one 09:00-10:00 a state=moved language=fr
other 09:30-11:00 b state=cancelled
tea 10:00-10:30 a kind=break
late 23:00-01:00 a
""",
    "2025-03-02": "two 09:00-10:00 b",
}


def test_agenda_lists_several_days_and_rooms(ask: Ask) -> None:
    write(DAYS, rooms="ab")
    output = ask("agenda --at 2025-03-01T08:00").out
    first, second = output.split("Sunday\u00a02\u00a0March\u00a02025\n")
    assert "Saturday\u00a01\u00a0March\u00a02025\n›   09:00 – 10:00  One [one]\n" in first
    assert "Room a · fr · moved" in first
    assert "Room b · en · cancelled" in first
    assert "10:00 – 10:30  Tea, 30\u00a0min" in first
    assert "10:30 – 23:00  break, 12\u00a0h\u00a030" in first
    assert "23:00 – 01:00  Late [late]" in first
    assert "Two [two]" in second

    there = ask("agenda --room b").out
    assert "[two]" in there
    assert "[one]" not in there


def test_show_prints_everything_about_a_session(ask: Ask) -> None:
    output = ask("show panel-2 --at 12:15").out
    assert "Panel 2 · De la promesse libérale au capitalisme de surveillance\n" in output
    assert "Friday\u00a07\u00a0February\u00a02025 · 12:10 – 13:00 · 50\u00a0min\n" in output
    assert "on now · 45\u00a0min left\n" in output
    assert "\nKatia Roux, Amnesty France\n" in output
    assert "technologique.\nSes dérives" in output, "line breaks inside a paragraph stay"
    assert output.endswith("technologies de surveillance.\n")


def test_people_without_names_are_listed(ask: Ask) -> None:
    write("one 09:00-10:00")
    assert ask("people").out == "The programme lists no people.\n"


def test_info_describes_the_event(ask: Ask) -> None:
    output = ask("info --at 09:00").out
    assert output.count("Réinventer l’IA\n") == 1
    assert "Friday\u00a07\u00a0February\u00a02025\n" in output
    assert "Digital Village, Paris 13e, 21 rue Albert Bayet\nInscriptions closes\n" in output
    assert "8 sessions, 18 people, 1\u00a0day, no rooms\n" in output
    assert "The event starts at 10:00" in output
    assert "soyez acteur d’un futur numérique" in output


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


def test_tz_option_changes_the_displayed_zone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    tokyo = ask("agenda --tz Asia/Tokyo").out
    assert "Times are in Asia/Tokyo.\n" in tokyo
    assert "20:10 – 21:00 (12:10)  Panel 2" in tokyo
    assert "Saturday\u00a08\u00a0February" in tokyo, "the plenary is on the next day there"

    monkeypatch.setenv("TZ", "America/Montreal")
    time.tzset()
    local = ask("agenda --tz local").out
    assert "Times are in your own time zone.\n" in local
    assert "06:10 – 07:00  Panel 2" in local


def test_printed_agenda_contains_breaks_and_people_but_no_ids(ask: Ask) -> None:
    output = ask("agenda --sheet --lang en").out
    assert "11:00 – 12:10  Panel 1 · Grands témoignages" in output
    assert "Katia Roux · Blue Duangdjai Tiyavorabun" in output
    assert "13:00 – 14:00  break, 1\u00a0h" in output
    assert "[panel-1]" not in output


def test_printed_agenda_is_at_most_80_columns_wide(ask: Ask) -> None:
    one = f"one 09:00-10:00 a title={'人工智能与公共利益' * 12}"
    write(f"{one}; two 10:00-11:00 b title={'x' * 190}", rooms="ab")
    lines = ask("agenda --sheet").lines
    assert max(map(cell_width, lines)) <= 80
    assert "".join(line.strip() for line in lines).count("x") >= 190
    assert any("Room a" in line for line in lines)
