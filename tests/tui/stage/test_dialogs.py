"""Inserting on the stage by key, and what all screens show of it."""

from __future__ import annotations

from datetime import date

from sommet_tui.companion.snapshot import notices_at
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.values import replace
from tests.builders import at
from tests.tui.conftest import OnStage, Open
from tests.tui.stages import A_RUNS, SIZE, acts, day, do_acts, timing_of
from tests.tui.worlds import World

DRILL = (*"Fire", "space", *"drill", "enter", *"10", "enter")


async def test_capital_i_inserts_a_session_after_the_running_session(halfway: World) -> None:
    async with halfway.open("5 I", SIZE):
        assert "after Panel 1" in halfway.picture
        await halfway.press(*DRILL, "enter")
        assert halfway.line == (
            "Add Fire drill at 11:00 (10 min)? Coffee cut to 20 min; Panel 2 keeps its time."
        )
        assert len(acts(halfway)) == 3
        await halfway.says("y", "Fire drill added after Panel 1 · u undo")
        assert any("Fire drill" in row and "added" in row for row in halfway.lines)
        await halfway.says("u", "Undone: Fire drill added after Panel 1…")
        assert "Fire drill" not in [item.session.title for item in timing_of(halfway).items]


async def test_dialog_for_a_new_session_fits_a_small_window(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:30", language="fr")
    async with here.open("5 I", (40, 12)):
        here.assert_shown("pas", "au programme", "14:15", "combien", "Titre", "après Panel 1")
        shown = here.picture
        assert shown.index("Minutes") < shown.index("après Panel 1") < shown.index("14:15")
        await here.shows("escape m", "un message")


async def test_dialog_for_a_new_start_fits_a_small_window(world: Open) -> None:
    here = world(day(), "08:50", language="fr")
    async with here.open("5 down D", (40, 12)):
        assert "14:15, ou dans combien de minutes" in here.picture


async def test_dialog_for_a_new_session_refuses_invalid_values(
    halfway: World,
) -> None:
    async with halfway.open("5 I enter*3", SIZE):
        assert "Give a title." in halfway.picture
        await halfway.shows("'Drill' enter 0 enter enter", "Give a length from 1 to 1440 minutes.")
        await halfway.shows(
            "backspace '10' enter '9:00' enter", "It is already 10:30: give a later time."
        )
        await halfway.press("backspace*4 '11:30' enter")
        assert "Add Drill at 11:30 (10 min)? Panel 2 +10 min, Lunch cut to 50 min" in halfway.line
        await halfway.says("y", "Drill added at 11:30 · u undo")


async def test_capital_i_inserts_no_session_after_a_cancelled_session(halfway: World) -> None:
    async with halfway.open("5 end I", SIZE):
        assert "after Panel 3" in halfway.picture
        await halfway.shows("escape x y I", "after Panel 1")
        await halfway.press(*DRILL, "enter")
        assert halfway.line.startswith("Add Fire drill at 11:00 (10 min)?")


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
        await here.says("s", "Fire drill started at 11:00 · u undo")
        await here.shows("1", "added")
        await here.shows("6", "Fire drill · added", "Alan Turing")
        await here.shows("4", "Fire drill")


async def say(here: World, text: str, *, down: int = 0) -> None:
    """Send a line to the speaker, or to the recipient `down` rows below."""
    await here.press("m", *["down"] * down, *text, "enter")


def notices(here: World) -> list[tuple[str, str | None]]:
    """The messages shown to everyone, with the session each is about."""
    return [(m.text, m.session) for m in notices_at(here.snapshot, here.clock.now())]


async def test_message_to_everyone_can_be_about_the_selected_session(halfway: World) -> None:
    async with halfway.open("5 down down m down down", SIZE):
        assert "to everyone, about Panel 2" in halfway.picture
        said = "Message to everyone, about Panel 2: “Jane for Blue” · u undo"
        await halfway.says("'Jane for Blue' enter", said)
        assert notices(halfway) == [("Jane for Blue", "b")]


async def test_message_from_a_command_can_be_changed_and_withdrawn(halfway: World) -> None:
    Stage(halfway.companion).send_message("In the garden", session="c")
    async with halfway.open("5", SIZE):
        assert "◆ Panel 3: In the garden" in halfway.picture
        await halfway.shows("m up", "to everyone, about Panel 3", "In the garden")
        await halfway.press("'In the hall' enter")
        assert notices(halfway) == [("In the hall", "c")]
        await halfway.says("j x", "Withdrawn: message to everyone, about Panel 3 · u undo")
        assert notices(halfway) == []
        await halfway.press("escape u")
        assert notices(halfway) == [("In the hall", "c")]


async def test_u_undoes_the_latest_action_or_message(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch at 1", down=1)
        await halfway.says("+ u", "Undone – Panel 1: 1 min more · U redo")
        assert notices(halfway) == [("Lunch at 1", None)]
        before = acts(halfway)
        Stage(halfway.companion, "zoé").send_message("Lunch at 2")
        await halfway.undo()
        assert halfway.line == "Undone – Message to everyone: “Lunch at 2” · U redo"
        assert notices(halfway) == [("Lunch at 1", None)]
        await say(halfway, "granted", down=3)
        Stage(halfway.companion).acknowledge(halfway.snapshot.events.messages[-1])
        await halfway.at_time("10:30:01")
        await halfway.undo()
        assert halfway.line == "Undone – Message to the panel: “granted” · U redo"
        assert acts(halfway) == before
        await halfway.says("U", "Redone – Message to the panel: “granted” · u undo")


async def test_message_outside_the_event_is_refused_with_the_reason(world: Open) -> None:
    here = world(day(), at("09:00", date(2025, 2, 3)))
    async with here.open("5 m", SIZE):
        assert "Message" not in here.picture.split("Announce")[0]
        assert here.line.startswith("The event does not take place today. R: start a rehearsal")
        await here.press("x enter")
        assert here.snapshot.events.messages == ()


async def test_stage_shows_when_a_message_expires(halfway: World) -> None:
    async with halfway.open("5 m", SIZE):
        assert "until withdrawn" not in halfway.picture, "to the speaker it does not"
        await halfway.shows("down", "until withdrawn")
        await halfway.shows("tab", "for 30 min")
        await halfway.says("'Lunch' enter", "Message to everyone: “Lunch”, until 11:00 · u undo")
        assert "◆ Lunch · since 10:30 · until 11:00" in halfway.picture
        await say(halfway, "Lunch upstairs", down=1)
        said = "Message to everyone: “Lunch upstairs”, until 11:00 · u undo"
        assert halfway.line == said, "another text keeps the end"
        await halfway.at_time("11:00")
        assert "◆ Lunch" not in halfway.picture
        await halfway.shows("m down tab tab", "until Panel 1 ends")
        await halfway.press("'Stay' enter")
        assert notices(halfway) == [("Stay", None)]
        await halfway.press("e y")
        assert notices(halfway) == []


async def test_x_withdraws_only_a_current_message(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch at 1", down=1)
        await say(halfway, "Lunch at 2", down=1)
        await halfway.says("j up x", "Select a current message first.")
        await halfway.says("home x", "Select a current message first.")  # an action is no message
        assert notices(halfway) == [("Lunch at 2", None)]
        await halfway.press("end x")
        assert notices(halfway) == []


async def test_digit_selects_a_prepared_message(world: Open) -> None:
    ready = ("Lunch is upstairs", "Please sit down")
    here = world(replace(day(), stage_messages=ready), "08:50")
    do_acts(here, *A_RUNS, now="10:30")
    async with here.open("5 m down", SIZE):
        assert "2 Please sit down" in here.picture
        await here.shows("2", "↵ sends “Please sit down”")
        await here.shows("5", "↵ sends “25”")  # anything longer is text
        await here.press("backspace enter")
        assert notices(here) == [("Please sit down", None)]
        await here.press("m down 3 enter")
        assert notices(here) == [("3", None)], "no message has that number"


async def test_message_dialog_fits_a_small_window_with_many_prepared_messages(world: Open) -> None:
    ready = tuple(f"Line {n}" for n in range(1, 13))
    here = world(replace(day(), stage_messages=ready), "08:50")
    do_acts(here, *A_RUNS, now="10:30")
    async with here.open("5 m down", (40, 12)):
        here.assert_shown("to everyone", "Send", "esc", "1 Line 1")
        here.assert_absent("Line 10")


async def test_log_lists_messages_and_undoes_them(halfway: World) -> None:
    async with halfway.open("5", SIZE):
        await say(halfway, "Lunch", down=1)
        await halfway.shows("j", "◆  10:30:00  Message to everyone: “Lunch”")
        await halfway.press("u")
        assert notices(halfway) == []
        shown = halfway.picture
        assert "Undone – Message to everyone: “Lunch”" in shown
        assert "undone" in next(r for r in shown.splitlines() if "10:30:00  Message to" in r)
        await halfway.press("end u")
        assert notices(halfway) == [("Lunch", None)]
        await halfway.press("home u")
        assert acts(halfway)[-1][0] == "undo"
