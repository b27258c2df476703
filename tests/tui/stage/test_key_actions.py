"""The keys of the stage: their effects, their messages, and the questions before them."""

from __future__ import annotations

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.keys import STAGE
from sommet_tui.companion.stage import Stage
from sommet_tui.tui.stage.lane_list import LaneList
from sommet_tui.tui.stage.screen import StageScreen
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of, moment, request
from tests.builders import at, programme, session
from tests.tui.conftest import OnStage, Open
from tests.tui.stages import (
    A_RUNS,
    ON_TIME,
    SIZE,
    Done,
    acts,
    day,
    do_acts,
    timing_of,
)
from tests.tui.worlds import World


async def test_s_starts_the_next_session_and_u_undoes_the_start(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="10:02")
    async with here.open("5 s", SIZE):
        assert here.line == "Panel 1 started at 10:02 · u undo"
        assert acts(here)[-1] == ("start", "a")
        assert "ON NOW   Panel 1 · Clouds" in here.picture
        await here.undo()
        assert here.line == "Undone: Panel 1 started at 10:02 · U redo"
        assert "OVERTIME   Keynote" in here.picture
        await here.says("U", "Redone: Panel 1 started at 10:02 · u undo")
        assert "ON NOW   Panel 1 · Clouds" in here.picture
        await here.press("+")
        assert acts(here)[-1] == ("add", "a", 1), "the cursor follows the running session"


async def test_capital_b_refuses_the_board_of_an_event_with_one_room(world: Open) -> None:
    here = world(day(), "08:50")
    async with here.open("5 B", SIZE):
        assert here.line == "This event has only one room."
        assert type(here.app.screen).__name__ == "StageScreen"


STARTS = (
    ((), "09:54"),
    (("3",), "10:01"),
    (tuple("10:02"), "10:02"),
    (tuple("10h02"), "10:02"),
    (("9",), "09:55"),
)
"""Times that may be typed at 10:04, and their meaning."""


async def test_capital_s_records_a_late_start(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, "09:54 end", now="10:04")
    async with here.open("5", SIZE):
        for typed, since in STARTS:
            await here.shows(
                "S",
                "How many minutes ago did Panel 1 start?",
                "↵: 10 min ago (09:54: end of Keynote)",
            )
            await here.press(*typed, "enter")
            assert here.line == f"Panel 1 started at {since} · u undo"
            running = timing_of(here).running
            assert running is not None
            assert running.start == at(since)
            await here.undo()


async def test_earlier_start_that_changes_records_needs_a_confirmation(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:18")
    async with here.open("5 S", SIZE):
        assert "min ago (" not in here.picture, "there is no usual time while a session runs"
        await here.press("enter")
        await here.says("S 2 enter", "Panel 1 then ends at 10:16 instead of 11:00. Record this?")
        await here.press("n")
        assert len(acts(here)) == len(A_RUNS)
        await here.at_time("10:55")
        await here.says("S 2 enter", "Panel 2 started at 10:53 · u undo")  # s would not ask either
        await here.undo()
        await here.press("e y")
        await here.at_time("11:05")
        await here.says("S '11' enter", "Panel 1 then ends at 10:54 instead of 10:55. Record this?")
        await here.says("y", "Panel 2 started at 10:54 · u undo")


async def test_dialog_for_an_earlier_start_refuses_an_impossible_time(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="10:04")
    async with here.open("5 S", SIZE):
        for typed, said in (
            ("29:99", "is not a valid time. Write it as 11:02"),
            ("11:00", "11:00 is in the future. Give a time in the past."),
            ("9:10", "Keynote started at 09:15: give a later time."),
            ("1102", "The day began at 04:00. Give a later time."),
        ):
            await here.press(*typed, "enter")
            assert said in here.picture
            await here.press(*["backspace"] * len(typed))
        await here.press("escape")
        assert len(acts(here)) == 2


async def test_e_ends_the_running_session_after_confirmation(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:58")
    async with here.open("5", SIZE):
        for yes in ("y", "o", "enter"):
            await here.says("e", "End Panel 1?")
            assert acts(here)[-1] != ("end", "a")
            await here.says(yes, "Panel 1 ended at 10:58 · u undo")
            assert acts(here)[-1] == ("end", "a")
            for key in "epE":
                await here.says(key, "No session is running.")
            await here.undo()


async def test_capital_e_proposes_the_planned_end_of_a_session(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="11:12")
    async with here.open("5 E enter", SIZE):
        assert here.line == "Panel 1 ended at 11:00 · u undo"


async def test_session_of_the_night_ended_earlier_this_morning(world: Open) -> None:
    here = world(day_of("a 01:30-02:30"), "03:30")
    do_acts(here, "03:30 start a", now="03:30")
    here.clock.shown = moment("+1 04:10")
    async with here.open("5 E '04:05' enter", SIZE):
        assert here.line == "A ended at 04:05 · u undo"


MINUTES = {"+": 1, "=": 1, "-": -1, ">": 5, "<": -5}
"""The keys that give and take minutes."""


async def test_plus_and_minus_change_the_selected_session_until_escape(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        for key, minutes in MINUTES.items():
            await halfway.press(key)
            assert acts(halfway)[-1] == ("add", "a", minutes)
            more = "more" if minutes > 0 else "less"
            assert halfway.line == f"Panel 1: {abs(minutes)} min {more} · u undo"
        await halfway.press("down down +")
        assert acts(halfway)[-1] == ("add", "b", 1)
        await halfway.press("escape +")
        assert acts(halfway)[-1] == ("add", "a", 1)


async def test_key_does_what_it_offered_before_another_window_acted(halfway: World) -> None:
    stores = open_stores(halfway.database)
    other = Stage(Companion(halfway.source, stores, halfway.clock), "grace")
    async with halfway.open("5", SIZE):
        for act, key, refused in (
            ("pause", "p", "Panel 1 is already paused."),
            ("full a nearly-full", "F", "Panel 1: this has already been reported."),
        ):
            other.record(request(act))
            await halfway.says(key, refused)
        await halfway.at_time("10:31")
        await halfway.says("p", "Panel 1 resumed at 10:31 · u undo")
        other.record(request(f"undo {other.record(request('add a 2')).seq}"))
        await halfway.says("u", "Undo “Panel 1 resumed at 10:31”…")
        await halfway.at_time("10:31:10")
        other.undo_message(other.send_message("Louder", "speaker"))
        await halfway.press("n")
        await halfway.undo()
        assert halfway.line.startswith("Undo “Panel 1 resumed at 10:31”")


async def test_d_defers_a_session_until_after_another(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="09:30")
    async with here.open("5 down d", SIZE):
        assert here.line.startswith("Defer Panel 1 until after Panel 2? ↑ ↓: choose another")
        await here.says("down down", "Defer Panel 1 until after Panel 3?…")
        await here.says("up up enter", "Panel 1 deferred until after Panel 2 · u undo")
        order = [i.session.id for i in timing_of(here).items]
        assert order.index("a") == order.index("b") + 1
        # of the last, an earlier one
        await here.says("u end d", "Defer Panel 3 until after Panel 2?…")
        await here.press("escape d d y")
        assert acts(here)[-1] == ("defer", "c")


async def test_d_and_c_skip_impossible_sessions(on_stage: OnStage) -> None:
    cancelled = ("10:01 cancel b",)
    here = on_stage(*ON_TIME, *cancelled, now="10:02")
    async with here.open("5 down d", SIZE):
        assert here.line.startswith("Defer Panel 1 until after Panel 3?"), "Panel 2 is cancelled"
        await here.says("up", "Defer Panel 1 until after Lunch?…")
        await here.says("up", "Defer Panel 1 until after Coffee?…")
        await here.says("up up", "Defer Panel 1 until after Keynote?…")  # Opening is over
        await here.says("n c", "Swap Panel 1 and Panel 3?…")
        await here.says("up*3", "Swap Panel 1 and Panel 3?…")  # no other one is possible
        await here.press("y")
        assert acts(here)[-1] == ("swap", "a")


async def test_l_makes_a_room_automatic_and_capital_t_makes_a_room_manual(
    on_stage: OnStage,
) -> None:
    here = on_stage(*A_RUNS, now="10:20")
    async with here.open("5 T", SIZE):
        assert here.line == "This room is already under manual control."
        await here.says("l", "Return this room to automatic control?…")
        await here.says("y", "Automatic control from 10:20 · u undo")
        assert "T Take manual control room is automatic" in here.text
        await here.says("T", "Take manual control of this room?…")
        await here.press("y")
        assert acts(here)[-1] == ("take",)
        assert here.line == "Manual control from 10:20 · u undo"


async def test_start_that_skips_a_session_needs_a_confirmation(
    on_stage: OnStage,
) -> None:
    here = on_stage(*ON_TIME, now="09:50")
    async with here.open("5 end space", SIZE):
        assert here.line.startswith("Start Panel 3? This skips Panel 1 and Panel 2.")
        await here.says("n home down down space", "Panel 1 started at 09:50 · u undo")
        await here.says("down space", "Coffee is a break: you can only change its length.")


LATE = (*A_RUNS, "10:30 add a 35")


async def test_g_lists_suggestions_and_a_digit_applies_a_suggestion(on_stage: OnStage) -> None:
    here = on_stage(*LATE, now="10:45")
    async with here.open("5", SIZE):
        best = "g Catch up Panel 1 −10, Coffee 10 min, "
        assert best in here.text
        await here.shows(
            "g",
            "1 Panel 1 −10, Coffee 11:25–11:35, Panel 2 −5 →",
            "2 no Coffee, Panel 2 −5 → on time at 12:30",
            "3 Panel 1 −5, no Coffee → on time at 11:30",
        )
        await here.press("escape G g 4")
        assert len(acts(here)) == len(LATE)
        await here.press("1")
        assert acts(here)[-3:] == [("add", "a", -10), ("add", "coffee", 5), ("add", "b", -5)]
        assert here.line == (
            "Panel 1: 10 min less, Coffee: ends 5 min later, Panel 2: 5 min less · u undo"
        )
        assert "g Catch up no suggestion" in here.text
        await here.says("g", "Nothing more to catch up: the room will be on time again.")
        await here.says(
            "u",
            "Undone – Panel 1: 10 min less, Coffee: ends 5 min later, Panel 2: 5 min less · U redo",
        )
        assert best in here.text
        await here.says("U", "Redone – Panel 1: 10 min less, Coffee: ends 5 min later…")
        assert best not in here.text


async def test_outdated_suggestion_is_not_applied(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, "10:00:30 start a", LATE[-1], now="11:23")
    async with here.open("5", SIZE):
        assert "g Catch up Panel 1 −7," in here.text
        await here.at_time("11:23:40")  # less than 12 minutes of the panel are left
        assert "g Catch up Panel 1 −6," in here.text
        await here.shows("g", "1 Panel 1 −6,")
        Stage(here.companion, "grace").record(request("add a -2"))  # a command, for example
        await here.press("1")
        assert acts(here)[-1] == ("add", "a", -2)
        assert here.line == "The day has changed meanwhile."
        await here.press("g 2")
        assert acts(here)[-1] == ("add", "b", -3)


async def test_s_asks_which_session_starts_in_an_automatic_room(world: Open) -> None:
    here = world(day(), "11:38")
    async with here.open("5 s", SIZE):
        late = "Start {} now, {} late (planned for {})? ↑ ↓: choose another".format
        assert here.line.startswith(late("Panel 2", "8 min", "11:30"))
        await here.press("up")  # the coffee between them is no session
        assert here.line.startswith(late("Panel 1", "1 h 38", "10:00"))
        await here.says("down down", "Start Panel 3, planned for 13:30? ↑ ↓: choose another…")
        await here.press("down up y")
        assert acts(here) == [("start", "b")]
    items = {i.session.id: (i.status, i.by_clock) for i in timing_of(here).items}
    assert items["a"] == ("done", True)
    assert items["b"] == ("running", False)


async def test_c_swaps_two_sessions_and_capital_d_sets_a_start(halfway: World) -> None:
    async with halfway.open("5 down up D", SIZE):
        assert halfway.line == "Panel 1 is already running.", "before a time is asked for"
        await halfway.says("c", "Panel 1 is already running.")  # before another one is asked for
        assert halfway.app.screen.query_one("#lane", LaneList).key == "a"
        await halfway.says("down down c", "Swap Panel 2 and Panel 3? ↑ ↓: choose another…")
        await halfway.says("y", "Panel 2 and Panel 3 swapped · u undo")
        order = [i.session.id for i in timing_of(halfway).items]
        assert order.index("c") < order.index("b")
        await halfway.shows("u escape down down D", "When should Panel 2 start?")
        await halfway.shows("'10:15' enter", "It is already 10:30: give a later time.")
        await halfway.says("backspace*5 '11:45' enter", "New start for Panel 2: 11:45 · u undo")
    moved = timing_of(halfway).item("b")
    assert moved is not None
    assert moved.start == at("11:45")


async def test_stage_key_acts_from_a_session_page_and_closes_the_page(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="10:02")
    async with here.open("5 enter", SIZE):
        assert "OVERTIME   Keynote" not in here.picture
        assert " s Start next  u Undo" in here.foot
        await here.says("s", "Panel 1 started at 10:02 · u undo")
        await here.press("enter")
        await here.press("+")
        assert acts(here)[-1] == ("add", "a", 1)
        await here.press("enter")
        await here.says("u", "Undone – Panel 1: 1 min more…")
        await here.press("enter")
        await here.press("right right x")
        assert "Cancel Panel 2" in here.line


async def test_stage_keys_do_nothing_on_a_session_page_of_an_automatic_room(world: Open) -> None:
    here = world(day(), "10:02")
    async with here.open("5 enter", SIZE):
        foot = here.foot
        assert "Start next" not in foot
        assert "Undo" not in foot
        for key in ("s", "u"):
            await here.shows(key, "esc goes back to the Stage screen")
            assert acts(here) == []
            assert type(here.app.screen).__name__ == "StageSessionScreen"
        await here.press("escape")
        assert "goes back to the Stage screen" not in here.picture
        await here.press("enter")
        await here.shows("B", "B does nothing here. It works on: Stage.")


STATES: tuple[tuple[tuple[Done, ...], str, str], ...] = (
    ((), "08:40", "s Start Opening asks first"),
    ((), "10:20", "s Start a session asks which session"),
    (ON_TIME, "09:55", "s Start Panel 1 ends Keynote"),
    (A_RUNS, "10:30", "s Start Panel 2 ends Panel 1 · asks first"),
    ((*A_RUNS, "11:00 end"), "11:30", "s Start Panel 2"),
)


@pytest.mark.parametrize(("before", "now", "said"), STATES)
async def test_stage_board_describes_the_effect_of_s(
    world: Open, before: tuple[Done, ...], now: str, said: str
) -> None:
    here = world(day(), "08:30")
    do_acts(here, *before, now=now)
    count = len(acts(here))
    async with here.open("5", (140, 30)):
        rows = [" ".join(row.split()) for row in here.lines]
        assert any(row.endswith(said) for row in rows)
        await here.press("s")
        asked = "asks" in said
        assert ("?" in here.line) == asked
        assert (len(acts(here)) == count) == asked
        if not asked:
            assert acts(here)[-1][0] == "start"
            name = said.removeprefix("s Start ").partition(" ends")[0]
            assert here.line.startswith(f"{name} started at")


async def test_stage_question_fits_a_small_window(world: Open) -> None:
    long = programme(
        session("a", "10:00", "11:00", title="The limits of planets and of patience"),
        session("b", "11:00", "12:00", title="Algorithms, dependencies, and the ways out of both"),
    )
    here = world(long, "09:50", language="fr")
    do_acts(here, "10:00 start a", now="10:05")
    async with here.open("5 s", (40, 24)):
        assert here.line.endswith("?")
        assert "o Oui   n Non" in here.picture


MOMENTS: tuple[tuple[tuple[Done, ...], str], ...] = (
    (A_RUNS, "10:30"),
    ((*A_RUNS, "11:00 end"), "11:10"),
)
"""In a session and in a break; the rules have every moment, and random ones."""
TYPED = {"S": ("1", "enter"), "E": ("1", "enter"), "D": (*"30", "enter")}
"""What answers the question of a key."""
KEYS = [
    key.names[0]
    for key in STAGE
    if key.action.startswith("act(") and key.id not in ("stage.undo", "stage.redo")
]


@pytest.mark.parametrize(("before", "now"), MOMENTS)
async def test_u_reverts_every_stage_key(
    on_stage: OnStage, before: tuple[Done, ...], now: str
) -> None:
    here = on_stage(*before, now=now)
    acted = set()
    async with here.open("5", (100, 30)):
        for key in KEYS:
            if key in ("m", "I", "R"):  # a message and an insert have their own tests
                continue
            day, count = timing_of(here), len(acts(here))
            await here.press("end", key)
            if not isinstance(here.app.screen, StageScreen):  # it asks for a time
                await here.press(*TYPED[key])
            if not isinstance(here.app.screen, StageScreen):  # which is refused
                await here.press("escape")
            elif here.app.screen.prompt.question is not None:
                await here.press("y")
            if len(acts(here)) > count:
                acted.add(key)
                await here.undo()
            assert timing_of(here).items == day.items, key
            assert timing_of(here).state.is_manual == day.state.is_manual, key
    assert acted, "keys act at each of these moments"
