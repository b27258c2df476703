"""Questions of the stage, keys that are held down, and the way back."""

from __future__ import annotations

from textual.events import Key

from sommet_tui.tui.stage.lane_list import LaneList
from tests.acting import day_of
from tests.builders import at

from .conftest import OnStage, Open
from .stages import A_RUNS, ON_TIME, SIZE, acts, day, do_acts
from .worlds import World


async def test_negative_answer_and_held_keys_change_nothing(halfway: World) -> None:
    async with halfway.open("5 down up", SIZE):
        for no in ("n", "escape"):
            await halfway.press("e", no)
            assert halfway.line == ""
        for key in "exlR":
            await halfway.press(*key * 9)
            assert "?" in halfway.line, key
            await halfway.press("n")
        await halfway.says("end 'ddddd'", "Defer Panel 3 until after Panel 2?…")
        await halfway.shows("n escape enter", "esc Back")  # enter opens the session, as ever
        assert len(acts(halfway)) == 3


async def test_enter_answers_a_question_only_after_its_first_frame(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        early = Key("enter", "\r")
        await halfway.says("e", "End Panel 1?…")
        halfway.app.post_message(early)
        await halfway.pause()
        assert halfway.line.startswith("End Panel 1?")
        await halfway.press("enter")
        assert acts(halfway)[-1] == ("end", "a")


REFUSED = (
    ("down up d", "Panel 1 is already running."),
    ("end d", "Panel 3 is cancelled. To bring it back, start it."),
    ("end x", "Panel 3 is cancelled. To bring it back, start it."),
    ("home d", "Opening is over."),
)


async def test_impossible_actions_are_refused_without_a_question(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:01 cancel c", now="10:58")
    async with here.open("5", SIZE):
        for keys, said in REFUSED:
            await here.says(keys, said)
            await here.press("y")
        assert acts(here)[-1] == ("cancel", "c")


async def test_unanswered_question_disappears_after_a_minute(
    halfway: World,
) -> None:
    async with halfway.open("5 e", SIZE):
        await halfway.at_time("10:30:50")
        assert halfway.line.startswith("End Panel 1?")
        await halfway.at_time("10:31")
        assert halfway.line == "Nothing was done: there was no answer."
        await halfway.press("y e")
        await halfway.at_time("10:20")  # the clock was put back
        assert halfway.line == "Nothing was done: there was no answer."
        await halfway.press("y")
        assert acts(halfway)[-1] == ("start", "a")


async def test_question_expires_by_the_real_clock(world: Open) -> None:
    here = world(day(), "08:00")
    here.companion.clock.set(at("10:00"), 60.0)
    async with here.open("5 R s e", SIZE):
        await here.at_time("08:00:05")  # five minutes on the clock that is shown
        assert here.line.startswith("End Panel 1?")
        await here.at_time("08:00:10")
        assert here.line == "Nothing was done: there was no answer."


async def test_held_s_starts_one_session(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="10:00")
    async with here.open("5 'sssss'", SIZE):
        assert here.line.startswith("Panel 1 started a moment ago. Start Panel 2 now?")
        assert acts(here)[2:] == [("start", "a")]
        await here.press("y")
        assert acts(here)[3:] == [("start", "b")]


async def test_capital_u_redoes_nothing_after_a_new_action(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:05 add a 5", now="10:10")
    async with here.open("5", SIZE):
        await here.undo(times=3)
        await here.shows("U U", "ON NOW   Panel 1")
        await here.shows("U", "5 min behind")
        await here.says("U", "There is nothing to redo.")
        await here.says("u - U", "There is nothing to redo.")


async def test_key_of_another_action_cancels_a_question(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:58")
    async with here.open("5 o", SIZE):
        assert "o does nothing here." in here.picture
        await here.hides("e", "o does nothing here.")
        await here.press("+")
        assert acts(here)[-1] == ("add", "a", 1)
        await here.says("e u", "")  # which drops the question, and undoes nothing
        assert acts(here)[-1] == ("add", "a", 1)


async def test_question_that_replaces_another_says_that_nothing_was_done(
    halfway: World,
) -> None:
    async with halfway.open("5 e", SIZE):
        await halfway.shows("s", "Start Panel 2 now?", "Not done: End Panel 1?")
        await halfway.says("y", "Panel 2 started…")


async def test_cursor_keys_leave_a_question_open(halfway: World) -> None:
    async with halfway.open("5 e down up right pagedown end", SIZE):
        assert halfway.line == "End Panel 1?"
        await halfway.press("y")
        assert acts(halfway)[-1] == ("end", "a")


async def test_question_is_withdrawn_when_another_session_starts(halfway: World) -> None:
    async with halfway.open("5 e", SIZE):
        do_acts(halfway, "11:31 start b", now="11:32")
        await halfway.at_time("11:32")
        assert halfway.line == "Nothing was done: another session is running now."
        await halfway.press("y")
        assert acts(halfway)[-1] == ("start", "b")


async def test_arrows_select_the_room_of_the_stage(world: Open) -> None:
    rooms = day_of("north 09:00-10:00 @north, south 09:00-11:00 @south")
    here = world(rooms, "09:30")
    async with here.open("f5", SIZE):
        assert "ON NOW   north · " in here.picture
        await here.shows("right S enter", "ON NOW   south · ")
        assert acts(here) == [("start", "south")]
        assert here.snapshot.room == "south"
        await here.shows("right e y", "AFTER THE DAY   north")
        assert acts(here) == [("start", "south"), ("end", "north")]
        await here.press("u")
        assert acts(here)[-1] == ("undo", 2)


async def test_result_on_stage_disappears_after_a_minute(halfway: World) -> None:
    async with halfway.open("5 +", SIZE):
        await halfway.at_time("10:45")
        assert halfway.line == "Panel 1: 1 min more · u undo"
        halfway.aged = 59.9
        await halfway.at_time("10:45:01")
        assert halfway.line == "Panel 1: 1 min more · u undo"
        halfway.aged = 60.0
        await halfway.at_time("10:45:02")
        assert "more" not in halfway.line


async def test_selection_on_stage_ends_after_20_seconds(halfway: World) -> None:
    async with halfway.open("5 end", (120, 40)):
        assert "+ 1 more minute Panel 3" in halfway.text
        halfway.aged = 19.9
        await halfway.at_time("10:30:20")
        await halfway.press("+")
        assert acts(halfway)[-1] == ("add", "c", 1)
        halfway.aged += 19.9
        await halfway.at_time("10:30:40")
        assert "1 min: Panel 3" in halfway.foot
        halfway.aged += 0.1
        await halfway.at_time("10:30:40")
        assert "+ 1 more minute Panel 1" in halfway.text
        assert "− 1 min  " in halfway.foot, "the running session needs no name"
        await halfway.press("+")
        assert acts(halfway)[-1] == ("add", "a", 1)
        for key in ("x", "d", "c", "D", "space"):
            await halfway.says(key, "Select a session first.")
        await halfway.shows("I", "after Panel 1")


async def test_question_stays_open_after_the_selection_ends(halfway: World) -> None:
    async with halfway.open("5 end x", SIZE):
        halfway.aged = 25.0
        await halfway.at_time("10:30:25")
        await halfway.press("y")
        assert acts(halfway)[-1] == ("cancel", "c")


async def test_full_stop_clears_the_selection_on_stage(
    halfway: World,
) -> None:
    async with halfway.open("5 end .", SIZE):
        lane = halfway.app.screen.query_one("#lane", LaneList)
        assert lane.key == "a"
        await halfway.says("x", "Select a session first.")
        for key in (",", ";"):
            await halfway.press(key)
        assert len(acts(halfway)) == len(A_RUNS)
        await halfway.click("#lane", offset=(20, 2))  # the running session: selects, opens no page
        await halfway.says("x", "Panel 1 is running. Cancel it?…")


async def test_question_about_a_cancellation_names_sessions_that_move(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:30 add a 35", now="10:45")
    async with here.open("5 down up x", SIZE):
        assert here.line == (
            "Panel 1 is running. Cancel it? Panel 2 −5 min; Panel 3 keeps its time."
        )
        await here.press("n down down d")
        asked = here.line
        assert asked.startswith("Defer Panel 2 until after Panel 3?")
        assert asked.endswith("No other session moves.")


async def test_cursor_returns_after_a_cancelled_start(world: Open) -> None:
    two = day_of(
        "a 10:55-11:00 @hall = Clouds, b 11:00-12:00 @hall = Rivers, "
        "c 08:00-09:00 @attic = Stars, d 10:00-12:00 @attic = Moons",
        rooms=["hall", "attic"],
    )
    here = world(two, "11:05")
    async with here.open("5 s", (60, 24)):
        cursor = here.app.screen.query_one("#lane", LaneList)
        assert cursor.key == "a"
        await here.press("n")
        assert cursor.key == "b"
        await here.press("down right")
        assert cursor.key == "d"
        assert "ON NOW   attic · Moons" in here.picture
