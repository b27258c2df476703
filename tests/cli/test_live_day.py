"""A day that does not go as planned, as commands tell it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.domain.rundown.acts import Act
from tests.builders import at
from tests.cli.conftest import Answer, Ask
from tests.cli.desk import Desk
from tests.cli.programmes import item, write


@pytest.fixture
def desk() -> Desk:
    """Panel 1 began 14 minutes late, got 5 more; that was announced."""
    desk = Desk()
    desk.start("10:00", "introduction")
    desk.start("10:10", "keynote-breton")
    desk.start("11:14", "panel-1")
    desk.do("11:15", Act("add", "panel-1", minutes=5))
    desk.do("11:16", Act("announce"))
    return desk


def one_line(answer: Answer) -> str:
    """What was said on one line, every kind of space a plain one."""
    return " ".join(answer.out.split())


def lane(ask: Ask, at: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("now", "--json", "--at", at).data["lanes"][0]
    return found


def session(ask: Ask, id_: str, at: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("show", id_, "--json", "--at", at).data
    return found


def clocks(session: dict[str, Any], layer: str) -> str:
    return " ".join(str(session[f"{layer}{end}"])[11:16] for end in ("start", "end"))


@pytest.mark.usefixtures("desk")
def test_now_says_what_really_runs_how_long_still_and_how_late_it_is(ask: Ask) -> None:
    page = one_line(ask("now", "--at", "11:23"))
    assert "On now: Panel 1" in page
    assert "11:14 – 12:29 · planned 11:00 – 12:10 · 1 h 06 left · 19 min behind" in page
    assert "at 12:29 · in 1 h 06 · planned 12:10 – 13:00" in page


@pytest.mark.usefixtures("desk")
def test_over_its_time_a_session_counts_up_and_the_next_is_late(ask: Ask) -> None:
    page = one_line(ask("now", "--at", "12:33"))
    assert "overtime · +4:00 · 23 min behind" in page
    assert "late, expected 12:33 · announced 12:29 · planned 12:10 – 13:00" in page
    french = one_line(ask("now", "--at", "12:33", "--lang", "fr"))
    assert "dépassement · +4:00 · 23 min de retard" in french
    assert "en retard, début estimé à 12:33 · annoncé 12:29 · prévu 12:10 – 13:00" in french


@pytest.mark.usefixtures("desk")
def test_the_same_in_json_by_its_layers(ask: Ask) -> None:
    there = lane(ask, "12:33")
    assert (there["offset_minutes"], there["alert"], there["remaining_seconds"]) == (
        23,
        "overtime",
        -240,
    )
    (running,) = there["now"]
    assert (running["id"], running["status"], running["state"]) == (
        "panel-1",
        "running",
        "confirmed",
    )
    assert clocks(running, "") == "11:00 12:10"
    assert clocks(running, "announced_") == "11:00 12:29"
    assert clocks(running, "projected_") == "11:14 12:33"
    coming = there["next"]
    assert (coming["id"], coming["status"], coming["state"]) == ("panel-2", "upcoming", "moved")
    assert clocks(coming, "") == "12:10 13:00"
    assert clocks(coming, "announced_") == "12:29 13:19"
    assert clocks(coming, "projected_") == "12:33 13:23"


def test_before_an_announcement_the_next_is_told_as_planned(ask: Ask) -> None:
    Desk().start("11:14", "panel-1")
    coming = lane(ask, "11:30")["next"]
    assert clocks(coming, "announced_") == clocks(coming, "") == "12:10 13:00"
    assert clocks(coming, "projected_") == "12:24 13:14"
    assert coming["state"] == "confirmed"
    assert "planned" not in one_line(ask("show", "panel-2", "--at", "11:30"))


def test_what_the_stage_cancels_is_cancelled_everywhere(ask: Ask, desk: Desk) -> None:
    desk.companion.mine.star("panel-2")
    desk.do("11:20", Act("cancel", "panel-2"))
    gone = session(ask, "panel-2", "11:23")
    assert (gone["state"], gone["status"]) == ("cancelled", "cancelled")
    assert (gone["projected_start"], gone["projected_end"]) == (None, None)
    assert clocks(gone, "announced_") == "12:29 13:19"
    assert lane(ask, "11:23")["next"]["id"] == "panel-3"
    assert "next bookmark" not in one_line(ask("now", "--at", "11:23"))


def test_what_was_passed_over_is_told_so(ask: Ask) -> None:
    Desk().start("09:20", "keynote-breton")
    assert session(ask, "introduction", "10:20")["status"] == "skipped"


def test_a_pause_is_told_and_time_stands_still(ask: Ask, desk: Desk) -> None:
    desk.do("11:20", Act("pause"))
    assert lane(ask, "11:40")["remaining_seconds"] == 69 * 60
    page = one_line(ask("now", "--at", "11:40"))
    assert "1 h 09 left · paused · 39 min behind" in page


@pytest.mark.usefixtures("desk")
def test_the_agenda_and_the_people_have_the_announced_times(ask: Ask) -> None:
    agenda = one_line(ask("agenda", "--at", "11:23"))
    assert "12:29 – 13:19 Panel 2" in agenda
    assert "planned 12:10 – 13:00 · moved" in agenda
    assert "13:19 – 14:00 break, 41 min" in agenda
    assert "12:29 – 13:19 · planned 12:10 – 13:00 · in 1 h 06" in one_line(
        ask("people", "--at", "11:23")
    )
    first = ask("people", "--at", "12:33").lines[2]
    assert first.startswith("David Maenda Kithoko"), "still on stage, over their time"


def test_at_its_announced_start_what_has_not_begun_is_late(ask: Ask, desk: Desk) -> None:
    desk.do("11:23", Act("add", "panel-1", minutes=10))
    line = ask("now", "--format", "{next_start} {next_in}", "--at", "12:29").out
    assert line == "12:29 late\n"


def test_in_the_minute_of_its_start_what_has_not_begun_is_due(ask: Ask) -> None:
    desk = Desk()
    desk.start("10:00", "introduction")
    desk.do("10:05", Act("end"))
    assert "due now" in one_line(ask("now", "--at", "10:10"))
    assert ask("now", "--format", "{next_in}", "--at", "10:10").out == "due now\n"


def test_clashes_and_free_time_of_bookmarks_follow_what_is_announced(
    ask: Ask, tmp_path: Path
) -> None:
    items = [
        item("first", "09:00", "10:00", room="a"),
        item("north", "10:00", "11:00", room="a"),
        item("south", "11:00", "12:00", room="b"),
    ]
    file = write(tmp_path, {"2025-02-07": items}, rooms="ab")
    desk = Desk(file)
    for star in ("north", "south"):
        desk.companion.mine.star(star)
    asked = ("bookmark", "list", "--json", "--programme", file, "--at", "09:30")
    assert [pick["conflicts"] for pick in ask(*asked).data["bookmarks"]] == [[], []]
    desk.start("09:20", "first")
    desk.do("09:25", Act("announce", room="a"))
    assert [pick["conflicts"] for pick in ask(*asked).data["bookmarks"]] == [["south"], ["north"]]


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
def test_a_status_line_tells_the_same(ask: Ask, at: str, fields: str, line: str) -> None:
    said = ask("now", "--format", fields, "--at", at).out
    assert said.replace("\u00a0", " ") == f"{line}\n"


def test_notices_stand_on_now_and_on_their_session_until_taken_back(ask: Ask, desk: Desk) -> None:
    desk.say("11:20", "Lunch is on the first floor")
    desk.say("11:21", "Ada replaces Katia", session="panel-2")
    page = ask("now", "--at", "11:23").lines
    assert "Notice: Lunch is on the first floor" in page
    assert "Notice: Panel 2: Ada replaces Katia" in page
    assert "Ada replaces Katia" in ask("show", "panel-2", "--at", "11:23").out
    assert "Ada replaces Katia" not in ask("show", "panel-3", "--at", "11:23").out
    assert "first floor" in ask("show", "panel-3", "--at", "11:23").out
    assert [notice["text"] for notice in ask("now", "--json", "--at", "11:23").data["notices"]] == [
        "Lunch is on the first floor",
        "Ada replaces Katia",
    ]
    assert "Notice" not in ask("now", "--at", "11:19").out
    desk.say("11:30", "")
    assert "first floor" not in ask("now", "--at", "11:31").out


def test_a_rehearsal_is_shown_as_one_and_leaves_the_day_alone(ask: Ask) -> None:
    assert ask("stage", "rehearsal", "begin", "--at", "10:00").code == 0
    assert ask("stage", "start", "keynote-breton").code == 0
    rehearsed = ask("now", "--json")
    assert rehearsed.data["lanes"][0]["now"][0]["id"] == "keynote-breton"
    assert "Rehearsal" in rehearsed.err
    assert "Rehearsal" in ask("now", "--format", "{name}").err
    on_the_day = ask("now", "--json", "--at", "10:00")
    assert on_the_day.data["lanes"][0]["now"][0]["id"] == "introduction"
    assert "without the rehearsal" in on_the_day.err


def test_a_calendar_follows_what_is_announced_and_its_numbers_rise(ask: Ask, desk: Desk) -> None:
    desk.companion.mine.star("panel-3")
    before = ask("bookmark", "export", "--to", "ics").out
    assert "DTSTART:20250207T130000Z" in before
    desk.do("11:30", Act("add", "panel-1", minutes=120))
    assert "DTSTART:20250207T130000Z" in ask("bookmark", "export", "--to", "ics").out
    desk.do("11:31", Act("announce"))
    after = ask("bookmark", "export", "--to", "ics").out
    assert "DTSTART:20250207T141900Z" in after
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in after


def test_an_instant_is_the_same_time_everywhere(ask: Ask) -> None:
    desk = Desk()
    desk.start("10:05", "introduction")
    desk.act_at(at("10:17") + timedelta(seconds=55), Act("start", "keynote-breton"))
    agenda = one_line(ask("agenda", "--at", "10:20"))
    assert "10:05 – 10:17 Introduction" in agenda
    assert "10:17 – 11:07 Keynote" in agenda
    assert "10:05 – 10:17" in one_line(ask("show", "introduction", "--at", "10:20"))
    report = one_line(ask("stage", "report", "--at", "10:20"))
    assert "10:05 – 10:17 Introduction" in report
    assert "lasted 12 min instead of 10 min" in report


def test_lateness_is_no_break(ask: Ask) -> None:
    desk = Desk()
    desk.start("10:00", "introduction")
    desk.start("10:10", "keynote-breton")
    desk.do("11:00", Act("end"))
    desk.start("11:12", "panel-1")
    for said in (("agenda",), ("agenda", "--sheet"), ("now",)):
        page = one_line(ask(*said, "--at", "11:20"))
        assert "11:00 – 11:12 break" not in page
        assert "12:22 – 12:22" not in page
    assert "break" in one_line(ask("agenda", "--at", "11:20")), "the one for lunch is planned"


def test_what_is_next_is_what_attendees_were_told(ask: Ask) -> None:
    desk = Desk()
    desk.do("10:30", Act("defer", "panel-2", after="panel-3"))
    desk.start("10:31", "panel-1")
    page = one_line(ask("now", "--at", "10:32"))
    assert "Next: Panel 2" in page
    assert page.index("Panel 2") < page.index("Panel 3")
    assert lane(ask, "10:32")["next"]["id"] == "panel-2"
    agenda = ask("agenda", "--at", "10:32").out
    marked = [row for row in agenda.splitlines() if row.startswith("›")]
    assert ["12:10" in row for row in marked] == [True]


def test_a_notice_about_a_session_leaves_now_when_that_is_over_but_not_its_page(ask: Ask) -> None:
    desk = Desk()
    desk.start("11:00", "panel-1")
    desk.say("11:05", "Ada for Blue", session="panel-1")
    desk.say("11:06", "Lunch upstairs")
    assert "Ada for Blue" in ask("now", "--at", "11:10").out
    desk.start("12:10", "panel-2")
    page, data = ask("now", "--at", "12:15").out, ask("now", "--json", "--at", "12:15").data
    assert ("Lunch upstairs" in page, "Ada for Blue" in page) == (True, False)
    assert [notice["text"] for notice in data["notices"]] == ["Lunch upstairs"]
    assert "Ada for Blue" in ask("show", "panel-1", "--at", "12:15").out


def test_a_session_that_the_stage_put_first_is_said_to_come_before_its_time(
    ask: Ask, desk: Desk
) -> None:
    desk.do("11:20", Act("swap", "panel-2", partner="panel-3"))
    expected = clocks(session(ask, "panel-3", "11:23"), "projected_")[:5]
    for asked in (("now",), ("agenda",), ("show", "panel-3")):
        page = one_line(ask(*asked, "--at", "11:23"))
        assert f"expected {expected}" in page, asked
    later = one_line(ask("show", "panel-2", "--at", "11:23"))
    assert f"expected {clocks(session(ask, 'panel-2', '11:23'), 'projected_')[:5]}" in later
