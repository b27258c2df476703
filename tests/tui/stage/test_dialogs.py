"""Inserting on the stage by key, and what all screens show of it."""

from __future__ import annotations

from datetime import date

from sommet_tui.companion.snapshot import notices_at
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from tests.acting import day_of
from tests.builders import at
from tests.tui.conftest import OnStage, Open
from tests.tui.stages import A_RUNS, SIZE, acts, day, do_acts, line, timing_of
from tests.tui.worlds import World

DRILL = (*"Fire", "space", *"drill", "enter", *"10", "enter")


def two_lanes() -> Programme:
    return day_of(
        "a 10:00-11:00 @hall, b 11:00-12:00 @hall, c 10:00-11:00 @lab", rooms=("hall", "lab")
    )


async def test_capital_i_inserts_a_session_after_the_running_session(halfway: World) -> None:
    async with halfway.open("5 I", SIZE):
        assert "after Panel 1" in halfway.picture
        await halfway.press(*DRILL, "enter")
        assert line(halfway) == (
            "Add Fire drill at 11:00 (10 min)? Coffee cut to 20 min; Panel 2 keeps its time."
        )
        assert len(acts(halfway)) == 3
        await halfway.press("y")
        assert line(halfway) == "Fire drill added after Panel 1 · u undo"
        assert any("Fire drill" in row and "added" in row for row in halfway.picture.splitlines())
        await halfway.press("u")
        assert line(halfway).startswith("Undone: Fire drill added after Panel 1")
        assert "Fire drill" not in [item.session.title for item in timing_of(halfway).items]


async def test_dialog_for_a_new_session_fits_a_small_window(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:30", language="fr")
    async with here.open("5 I", (40, 12)):
        for part in ("pas au", "programme", "14:15", "combien", "Titre", "après Panel 1"):
            assert part in here.picture
        shown = here.picture
        assert shown.index("Minutes") < shown.index("après Panel 1") < shown.index("14:15")
        await here.press("escape m")
        assert "un message" in here.picture


async def test_dialog_for_a_new_start_fits_a_small_window(world: Open) -> None:
    here = world(day(), "08:50", language="fr")
    async with here.open("5 down D", (40, 12)):
        assert "14:15, ou dans combien de minutes" in here.picture


async def test_dialog_for_a_new_session_refuses_invalid_values(
    halfway: World,
) -> None:
    async with halfway.open("5 I enter*3", SIZE):
        assert "Give a title." in halfway.picture
        await halfway.press("'Drill' enter 0 enter enter")
        assert "Give a length from 1 to 1440 minutes." in halfway.picture
        await halfway.press("backspace '10' enter '9:00' enter")
        assert "It is already 10:30: give a later time." in halfway.picture
        await halfway.press("backspace*4 '11:30' enter")
        assert "Add Drill at 11:30 (10 min)? Panel 2 +10 min, Lunch cut to 50 min" in line(halfway)
        await halfway.press("y")
        assert line(halfway) == "Drill added at 11:30 · u undo"


async def test_capital_i_inserts_a_session_after_the_selected_session(halfway: World) -> None:
    async with halfway.open("5 end I", SIZE):
        assert "after Panel 3" in halfway.picture
        await halfway.press(*DRILL, "enter")
        assert "Add Fire drill at 14:30 (10 min)? No other session moves." in line(halfway)
        await halfway.press("escape")
        assert len(acts(halfway)) == 3


async def test_capital_i_inserts_no_session_after_a_cancelled_session(halfway: World) -> None:
    async with halfway.open("5 end x y I", SIZE):
        assert "after Panel 1" in halfway.picture
        await halfway.press(*DRILL, "enter")
        assert line(halfway).startswith("Add Fire drill at 11:00 (10 min)?")


async def test_inserted_session_is_marked_on_every_screen(world: Open) -> None:
    here = world(day(), "08:50")
    stage = Stage(here.companion, "grace")
    drill = stage.make_insert("Fire drill", 10, ["Alan Turing"], after="a")
    do_acts(here, *A_RUNS, ("10:30", drill), now="10:30")
    async with here.open(size=SIZE):
        for key in "125":
            await here.press(key)
            found = here.picture
            assert "Fire drill" in found
            assert "added" in found, key
        here.clock.shown = at("11:00")
        await here.press("s")
        assert line(here) == "Fire drill started at 11:00 · u undo"
        await here.press("1")
        assert "added" in here.picture
        await here.press("6")
        here.assert_shown("Fire drill · added", "Alan Turing")
        await here.press("4")
        assert "Fire drill" in here.picture


async def say(here: World, text: str, *, down: int = 0) -> None:
    """Send a line to the speaker, or to the recipient `down` rows below."""
    await here.press("m", *["down"] * down, *text, "enter")


def notices(here: World) -> list[tuple[str, str | None]]:
    """The messages shown to everyone, with the session each is about."""
    return [(m.text, m.session) for m in notices_at(here.snapshot, here.clock.now())]


async def test_message_to_everyone_can_be_about_the_selected_session(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch upstairs", down=1)
        assert line(halfway) == "Message to everyone: “Lunch upstairs” · u undo"
        await halfway.press("down down m down down")
        assert "to everyone, about Panel 2" in halfway.picture
        await halfway.press("'Jane for Blue' enter")
        assert line(halfway) == "Message to everyone, about Panel 2: “Jane for Blue” · u undo"
        assert notices(halfway) == [("Lunch upstairs", None), ("Jane for Blue", "b")]
        shown = halfway.picture
        assert "◆ Panel 2: Jane for Blue · since 10:30" in shown
        assert "◆ Lunch upstairs · since 10:30" in shown


async def test_message_from_a_command_can_be_changed_and_withdrawn(halfway: World) -> None:
    Stage(halfway.companion).send_message("In the garden", session="c")
    async with halfway.open("5", SIZE):
        assert "◆ Panel 3: In the garden" in halfway.picture
        await halfway.press("m up")
        halfway.assert_shown("to everyone, about Panel 3", "In the garden")
        await halfway.press("'In the hall' enter")
        assert notices(halfway) == [("In the hall", "c")]
        await halfway.press("j x")
        assert line(halfway) == "Withdrawn: message to everyone, about Panel 3 · u undo"
        assert notices(halfway) == []
        await halfway.press("escape u")
        assert notices(halfway) == [("In the hall", "c")]


async def test_u_undoes_the_latest_action_or_message(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch at 1", down=1)
        await halfway.press("+ u")
        assert line(halfway) == "Undone – Panel 1: 1 min more · U redo"
        assert notices(halfway) == [("Lunch at 1", None)]
        before = acts(halfway)
        Stage(halfway.companion, "zoé").send_message("Lunch at 2")
        await halfway.undo()
        assert line(halfway) == "Undone – Message to everyone: “Lunch at 2” · U redo"
        assert notices(halfway) == [("Lunch at 1", None)]
        await say(halfway, "granted", down=3)
        Stage(halfway.companion).acknowledge(halfway.snapshot.events.messages[-1])
        await halfway.at_time("10:30:01")
        await halfway.undo()
        assert line(halfway) == "Undone – Message to the panel: “granted” · U redo"
        assert acts(halfway) == before
        await halfway.press("U")
        assert line(halfway) == "Redone – Message to the panel: “granted” · u undo"


async def test_message_outside_the_event_is_refused_with_the_reason(world: Open) -> None:
    here = world(day(), at("09:00", date(2025, 2, 3)))
    async with here.open("5 m", SIZE):
        assert "Message" not in here.picture.split("Announce")[0]
        assert line(here).startswith("The event does not take place today. R: start a rehearsal")
        await here.press("x enter")
        assert here.snapshot.events.messages == ()


async def test_stage_shows_when_a_message_expires(halfway: World) -> None:
    async with halfway.open("5 m", SIZE):
        assert "until withdrawn" not in halfway.picture, "to the speaker it does not"
        await halfway.press("down")
        assert "until withdrawn" in halfway.picture
        await halfway.press("tab")
        assert "for 30 min" in halfway.picture
        await halfway.press("'Lunch' enter")
        assert line(halfway) == "Message to everyone: “Lunch”, until 11:00 · u undo"
        assert "◆ Lunch · since 10:30 · until 11:00" in halfway.picture
        await say(halfway, "Lunch upstairs", down=1)
        said = "Message to everyone: “Lunch upstairs”, until 11:00 · u undo"
        assert line(halfway) == said, "another text keeps the end"
        await halfway.at_time("11:00")
        assert "◆ Lunch" not in halfway.picture
        await halfway.press("m down tab tab")
        assert "until Panel 1 ends" in halfway.picture
        await halfway.press("'Stay' enter")
        assert notices(halfway) == [("Stay", None)]
        await halfway.press("e y")
        assert notices(halfway) == []


async def test_new_message_does_not_contain_the_current_message(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Two more minutes")
        await halfway.press("m")
        assert "Current message: “Two more minutes”" in halfway.picture
        await halfway.press("'Stop' down")
        assert "Current message" not in halfway.picture, "everyone has none"
        await halfway.press("up")
        assert "↵ sends “Stop”" in halfway.picture
        await halfway.press("enter")
        assert line(halfway) == "Message to the speaker: “Stop”, until Panel 1 ends · u undo"
        await halfway.press("m enter")
        said = halfway.snapshot.events.messages
        assert [m.text for m in said] == ["Two more minutes", "Stop"], "an empty line sends nothing"


async def test_x_withdraws_only_a_current_message(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch at 1", down=1)
        await say(halfway, "Lunch at 2", down=1)
        await halfway.press("j up x")
        assert line(halfway) == "Select a current message first."
        await halfway.press("home x")
        assert line(halfway) == "Select a current message first.", "an action is no message"
        assert notices(halfway) == [("Lunch at 2", None)]
        await halfway.press("end x")
        assert notices(halfway) == []


async def test_digit_selects_a_prepared_message(world: Open) -> None:
    ready = ("Lunch is upstairs", "Please sit down")
    here = world(replace(day(), stage_messages=ready), "08:50")
    do_acts(here, *A_RUNS, now="10:30")
    async with here.open("5 m down", SIZE):
        assert "2 Please sit down" in here.picture
        await here.press("2")
        assert "↵ sends “Please sit down”" in here.picture
        await here.press("5")
        assert "↵ sends “25”" in here.picture, "anything longer is text"
        await here.press("backspace enter")
        assert notices(here) == [("Please sit down", None)]
        await here.press("m down 3 enter")
        assert notices(here) == [("3", None)], "no message has that number"


async def test_message_dialog_fits_a_small_window_with_many_prepared_messages(world: Open) -> None:
    ready = tuple(f"Line {n}" for n in range(1, 13))
    here = world(replace(day(), stage_messages=ready), "08:50")
    do_acts(here, *A_RUNS, now="10:30")
    async with here.open("5 m down", (40, 12)):
        shown = here.picture
        assert "to everyone" in shown
        assert "Send" in shown
        assert "esc" in shown
        assert "1 Line 1" in shown
        assert "Line 10" not in shown


async def test_log_lists_messages_and_undoes_them(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch", down=1)
        await halfway.press("j")
        assert "◆  10:30:00  Message to everyone: “Lunch”" in halfway.picture
        await halfway.press("u")
        assert notices(halfway) == []
        shown = halfway.picture
        assert "Undone – Message to everyone: “Lunch”" in shown
        assert "undone" in next(r for r in shown.splitlines() if "10:30:00  Message to" in r)
        await halfway.press("end u")
        assert notices(halfway) == [("Lunch", None)]
        await halfway.press("home u")
        assert acts(halfway)[-1][0] == "undo"
