"""A moderator's actions: saved immediately, seen by every window, undone once, rehearsed apart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.moderator import Moderator, UncountedError
from sommet_tui.companion.stage import NotActingError
from sommet_tui.domain.limits import QUESTION_LIMIT
from sommet_tui.domain.panel import PanelAct, Turn
from tests.builders import at
from tests.companion.windows import Window
from tests.refusals import raised
from tests.tables import listed, table

ADA, BOB = PanelAct("turn", person="ada"), PanelAct("turn", person="bob")
ARRIVED = PanelAct("arrival", person="ada", value="arrived")


@pytest.fixture
def one(database: Path) -> Window:
    return Window(database, "09:00")


def test_record_is_visible_immediately_in_every_window(one: Window) -> None:
    two = one.another()
    one.moderator.record(ADA)
    two.moderator.record(ARRIVED)

    assert one.moderator.panel().turns == (Turn("ada", at("09:00")),)
    one.look()
    assert one.moderator.panel() == two.moderator.panel() == one.another().moderator.panel()
    assert one.moderator.panel().arrivals["ada"].arrival == "arrived"


def test_record_contains_its_author_and_place(one: Window) -> None:
    first, second = one.moderator.record(ADA), one.moderator.record(BOB)

    assert (first.seq, second.seq) == (1, 2)
    assert (first.by, first.session, first.at) == ("moderator", "panel", at("09:00"))
    assert first.uid != second.uid


def test_question_is_one_clean_line_of_limited_length(one: Window) -> None:
    asked = one.moderator.record(PanelAct("ask", text="Why\n\x1b" + "?" * 10_000))

    assert asked.text == f"Why {'?' * (QUESTION_LIMIT - 5)}…"
    assert one.another().moderator.panel().questions[0].text == asked.text


def test_undo_keeps_later_records_of_another_window(one: Window) -> None:
    mine = one.moderator.record(ADA)
    two = one.another()
    two.moderator.record(ARRIVED)
    one.look()

    assert one.undo() == mine
    assert one.moderator.panel().arrivals["ada"].arrival == "arrived"
    assert one.moderator.redo() == mine


def test_reopened_window_can_undo_everything_but_arrivals(one: Window) -> None:
    mine = one.moderator.record(ADA)
    one.moderator.record(ARRIVED)

    assert one.another().undo() == mine
    assert one.another().undo() is None
    assert one.another().moderator.redo() == mine


@pytest.mark.parametrize(("before", "clock", "change", "expected"), table("recording_period.txt"))
def test_turns_and_segments_are_recorded_from_shortly_before_the_start_until_the_end(
    one: Window, before: str, clock: str, change: str, expected: str
) -> None:
    for line in listed(before):
        one.play(line)
    reason = ""
    try:
        one.play(f"{clock} {change}")
    except UncountedError as error:
        reason = f"{error.reason} {error.opens:%H:%M}"
    assert reason == expected


def test_recording_is_possible_from_the_planned_start(one: Window) -> None:
    talk = Moderator(one.companion, "talk")
    one.play("08:00 add panel 20")
    one.act_now("announce")
    timing = one.seen("09:44", "talk").timing
    assert (timing.start, timing.end) == (at("10:20"), at("11:20"))
    refused = raised(UncountedError, talk.record, ADA)
    assert (refused.reason, refused.opens) == ("early", at("09:45"))
    one.wait_until("09:45")
    talk.record(ADA)


def test_recording_is_possible_if_the_stage_forgot_to_start(one: Window) -> None:
    one.play("08:50 start panel")
    one.play("09:50 end")
    talk = Moderator(one.companion, "talk")
    one.wait_until("10:20")

    talk.record(ADA)

    assert one.seen("10:25", "talk").total == timedelta(0), "it has not begun"
    talk.record(PanelAct("segment", item=0))
    assert one.seen("10:30", "talk").total == timedelta(minutes=5)


def test_automatic_session_continues_past_its_end_while_someone_records(one: Window) -> None:
    assert one.seen("10:05").timing.is_over
    one.play("08:59:59 hand early")
    assert one.seen("10:05").timing.is_over, "that was before it was on"
    one.record("09:00", PanelAct("hand", text="at the start"))
    assert one.seen("10:05").timing.remaining == timedelta(minutes=-5)
    assert one.seen("10:30").timing.is_over


@pytest.mark.parametrize(("clock", "known"), [("10:30", "10:30"), ("10:30:01", "10:00")])
def test_recording_ends_half_an_hour_past_the_end(one: Window, clock: str, known: str) -> None:
    one.record(clock, PanelAct("hand", text="late"))
    assert one.seen("10:45").timing.until == at(known)


def test_two_windows_undo_and_redo_an_act_once(one: Window) -> None:
    latest = one.moderator.record(ADA)
    two = one.another()
    assert (one.undo(), two.undo()) == (latest, None)
    three = one.another()
    assert (one.moderator.redo(), three.moderator.redo()) == (latest, None)
    assert [turn.person for turn in three.moderator.panel().turns] == ["ada"]


def test_simulated_time_shows_the_panel_of_that_time_and_changes_nothing(one: Window) -> None:
    one.play("09:00 turn +ada")
    one.play("09:10 turn +bob")
    one.clock.set(at("09:05"), 1.0)

    assert [turn.person for turn in one.moderator.panel().turns] == ["ada"]
    for act in (lambda: one.moderator.record(BOB), one.undo):
        assert raised(NotActingError, act).reason == "looking"
    one.clock.return_to_real_time()
    assert [turn.person for turn in one.moderator.panel().turns] == ["ada", "bob"]


def test_rehearsal_and_day_are_independent(one: Window) -> None:
    one.moderator.record(ADA)
    one.clock.set(at("09:05"), 1.0)
    one.rehearsals.begin()
    two = one.another()

    one.moderator.record(BOB)
    two.look()

    assert [turn.person for turn in two.moderator.panel().turns] == ["bob"]
    assert two.undo() is not None
    two.rehearsals.clear()
    one.look()
    for window in (one, two, one.another()):
        assert [turn.person for turn in window.moderator.panel().turns] == ["ada"]


def test_unknown_session_has_no_panel(one: Window) -> None:
    with pytest.raises(UnknownError):
        Moderator(one.companion, "nothing")
