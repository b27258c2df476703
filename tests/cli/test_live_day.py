"""Commands on a day that does not go as planned."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.desk import Desk


@pytest.fixture
def desk() -> Desk:
    """Panel 1 began 14 minutes late, got 5 more; that was announced."""
    desk = Desk()
    desk.record(
        "10:00 start introduction",
        "10:10 start keynote-breton",
        "11:14 start panel-1",
        "11:15 add panel-1 5",
        "11:16 announce",
    )
    return desk


def one_line(answer: Answer) -> str:
    """Return the output on one line, with plain spaces."""
    return " ".join(answer.out.split())


def lane(ask: Ask, at: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("now --json --at", at).data["lanes"][0]
    return found


def session(ask: Ask, id_: str, at: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("show", id_, "--json", "--at", at).data
    return found


@pytest.mark.usefixtures("desk")
def test_now_shows_the_running_session_with_time_left_and_delay(ask: Ask) -> None:
    page = one_line(ask("now --at 11:23"))
    assert "On now: Panel 1" in page
    assert "11:14 – 12:29 · planned 11:00 – 12:10 · 1 h 06 left · 19 min behind" in page
    assert "at 12:29 · in 1 h 06 · planned 12:10 – 13:00" in page


@pytest.mark.usefixtures("desk")
def test_overtime_counts_up_and_makes_the_next_session_late(ask: Ask) -> None:
    page = one_line(ask("now --at 12:33"))
    assert "overtime · +4:00 · 23 min behind" in page
    assert "late, expected 12:33 · announced 12:29 · planned 12:10 – 13:00" in page
    french = one_line(ask("now --at 12:33 --lang fr"))
    assert "dépassement · +4:00 · 23 min de retard" in french
    assert "en retard, début attendu à 12:33 · annoncé 12:29 · prévu 12:10 – 13:00" in french


def test_session_cancelled_on_stage_is_cancelled_in_every_command(ask: Ask, desk: Desk) -> None:
    desk.companion.mine.save_bookmark("panel-2")
    desk.record("11:20 cancel panel-2")
    gone = session(ask, "panel-2", "11:23")
    assert (gone["state"], gone["status"], gone["projected_start"]) == (*["cancelled"] * 2, None)
    assert lane(ask, "11:23")["next"]["id"] == "panel-3"
    assert "next bookmark" not in one_line(ask("now --at 11:23"))


@pytest.mark.usefixtures("desk")
def test_agenda_and_people_show_announced_times(ask: Ask) -> None:
    agenda = one_line(ask("agenda --at 11:23"))
    assert "12:29 – 13:19 Panel 2" in agenda
    assert "planned 12:10 – 13:00 · moved" in agenda
    assert "13:19 – 14:00 break, 41 min" in agenda
    assert "12:29 – 13:19 · planned 12:10 – 13:00 · in 1 h 06" in one_line(ask("people --at 11:23"))
    first = ask("people --at 12:33").lines[2]
    assert first.startswith("David Maenda Kithoko"), "still on stage, over their time"


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("at", "fields", "line"),
    [
        ("11:23", "{offset}|{start}-{end}|{planned_start}", "19 min behind|11:14-12:29|11:00"),
        ("11:23", "{next_start}|{next_planned_start}|{next_in}", "12:29|12:10|1 h 06"),
        ("12:33", "{summary}|{left}|{alert}", "Panel 1 · overtime · +4:00|+4:00|overtime"),
        ("12:33", "{next_name} {next_in}", "Panel 2 late"),
        ("10:05", "{name}{offset}|{planned_start}|", "Introduction||"),
    ],
)
def test_status_line_shows_the_live_day(ask: Ask, at: str, fields: str, line: str) -> None:
    said = ask("now --format", fields, "--at", at).out
    assert said.replace("\u00a0", " ") == f"{line}\n"


def test_message_to_everyone_is_shown_until_it_is_withdrawn(ask: Ask, desk: Desk) -> None:
    desk.say("11:20", "Lunch is on the first floor")
    desk.say("11:21", "Ada replaces Katia", session="panel-2")
    page = ask("now --at 11:23").lines
    assert "Notice: Lunch is on the first floor" in page
    assert "Notice: Panel 2: Ada replaces Katia" in page
    assert "Ada replaces Katia" in ask("show panel-2 --at 11:23").out
    elsewhere = ask("show panel-3 --at 11:23").out
    assert ("first floor" in elsewhere, "Ada" in elsewhere) == (True, False)
    desk.say("11:30", "")
    assert "first floor" not in ask("now --at 11:31").out
