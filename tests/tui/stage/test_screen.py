"""The clock alone, the acts, messages; the stage in any window."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSessionIds
from sommet_tui.tui.render.digits import large_letters
from tests.acting import day_of, request
from tests.tui.conftest import OnStage, Open
from tests.tui.moderating import panels, record_arrival
from tests.tui.stages import A_RUNS, SIZE, acts, day, do_acts, timing_of
from tests.tui.worlds import World


def two_lanes() -> Programme:
    return day_of(
        "a 10:00-11:00 @hall = Clouds, b 11:00-12:00 @hall = Rivers, c 10:15-11:15 @attic = Stars",
        rooms=["hall", "attic"],
    )


async def test_speakers_clock_shows_time_and_label_and_ignores_stage_keys(
    on_stage: OnStage,
) -> None:
    here = on_stage(*A_RUNS, now="10:57")
    async with here.open("5 f s e + x", SIZE):
        drawn = here.picture
        assert all(row.strip() in drawn for row in large_letters("ends soon", 96, 6))
        assert "Panel 1 · Clouds" in drawn
        assert "Panel 2" not in drawn
        assert "Start next" not in drawn
        assert len(acts(here)) == 3
        await here.at_time("11:00:31")
        assert all(row.strip() in here.picture for row in large_letters("overtime", 96, 6))
        await here.shows("f", "s  Start Panel 2")
        await here.shows("v escape", "s  Start Panel 2")


async def test_b_and_space_black_out_and_flash_the_speakers_clock(halfway: World) -> None:
    async with halfway.open("5 f b", SIZE):
        assert halfway.picture.strip() == ""
        await halfway.shows("b", "Panel 1 · Clouds")
        await halfway.press("space")
        await halfway.until(lambda: halfway.picture.strip() == "")
        await halfway.until_shown("Panel 1 · Clouds")
        assert len(acts(halfway)) == 3


async def test_c_makes_the_speakers_clock_count_up(halfway: World) -> None:
    async with halfway.open("5 f", (40, 12)):
        assert "TIME LEFT" in halfway.picture
        await halfway.shows("c", "ELAPSED", "end 11:00")
        await halfway.shows("f f", "ELAPSED")
        await halfway.shows("c", "TIME LEFT")


async def test_manual_rooms_come_first_on_the_board_with_their_next_session(world: Open) -> None:
    here = world(two_lanes(), "09:50")
    do_acts(here, "10:05 start a", "10:40 add a 10", now="10:41")
    async with here.open("5"):
        here.assert_shown("ON NOW   hall · ", "← → Room")
        await here.press("B")
        rows = [" ".join(row.split()) for row in here.lines]
        assert rows[1:8] == [
            "until left drift",
            "MANUAL 1 room",
            "hall ▶ Clouds 11:15 34 +15",
            "› Rivers 11:15 1 new time",
            "",
            "AUTOMATIC 1 room",
            "attic ▶ Stars 11:15 34",
        ]
        assert "1 new time not announced yet" in here.picture
        assert "hall · manual 15 min behind: Rivers +15 min" in rows
        await here.shows("down enter", "ON NOW   attic · ")
        await here.shows("B B", "ON NOW   attic · ")


async def test_keys_on_the_board_act_on_the_selected_room(world: Open) -> None:
    here = world(two_lanes(), "09:50")
    do_acts(here, "10:05 start a", now="10:41")
    async with here.open("5 B"):
        assert here.foot.startswith(" s Start next: hall  u Undo  + − 1 min  p Pause")
        await here.says("+", "Clouds: 1 min more · u undo")
        await here.says("down", "")  # u means another room
        assert here.foot.startswith(" s Start next: attic")
        await here.says("s", "So far, this room has run automatically.…")
        await here.says("up", "So far, this room…")  # the cursor stays
        await here.says("p", "Stars paused at 10:41 · u undo")
        assert "p Resume" in here.foot
        await here.says("up a", "Announce new times to everyone? 1 session…")
        await here.press("enter")
        assert acts(here)[-1][0] == "announce"
        await here.says("down u", "Undone: Stars paused at 10:41 · U redo")
        assert here.snapshot.room is None, "enter chooses a room, the cursor does not"


async def test_result_on_stage_disappears_when_another_window_acts(halfway: World) -> None:
    async with halfway.open("5 +", SIZE):
        assert halfway.line.endswith("u undo")
        do_acts(halfway, "10:31 pause", now="10:31")
        await halfway.pause()
        assert "u undo" not in halfway.line


async def test_stage_does_not_show_results_about_bookmarks(halfway: World) -> None:
    async with halfway.open("5 + 2 b", SIZE):
        assert "· u undo" in halfway.picture
        await halfway.shows("1", "· u undo")
        for screen in "56":
            await halfway.hides(screen, "★ bookmarked")


async def test_speakers_clock_shows_a_message_until_its_withdrawal(halfway: World) -> None:
    async with halfway.open("5 m 'speak up' enter", SIZE):
        assert halfway.line == "Message to the speaker: “speak up”, until Panel 1 ends · u undo"
        assert "to the speaker: “speak up”" in halfway.picture
        await halfway.press("f")
        assert all(row.strip() in halfway.picture for row in large_letters("speak up", 96, 10))
        await halfway.says("escape j x", "Withdrawn: message to the speaker · u undo")
        await halfway.hides("escape f", large_letters("speak up", 96, 10)[0].strip())


async def test_smallest_window_lists_the_sessions_after_the_day(world: Open) -> None:
    here = world(day_of("one 10:00-11:00, two 11:00-12:00"), "12:10")
    async with here.open("5", (40, 12)):
        here.assert_shown("AFTER THE DAY", "11:00  11:00  ◷ Two")


async def test_log_lists_and_undoes_actions(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:05 add b 5", now="10:30")
    async with here.open("5 j", SIZE):
        row = here.row("Panel 1 started")
        assert row.split() == ["3", "10:00:00", "Panel", "1", "started", "at", "10:00", "grace"]
        await here.says("up u", "Undone: Panel 1 started at 10:00 · U redo")
        assert "undone" in here.row("Panel 1 started at 10:00  ")
        await here.shows("end enter", "Redone: Panel 1")  # the undo itself
        await here.says("home u u", "That action has already been undone.")
        await here.shows("escape", "s  Start ")


async def test_stage_keys_do_nothing_in_a_room_without_sessions(world: Open) -> None:
    empty = day_of("talk 09:00-10:00 @north", rooms=["south", "north"])
    here = world(empty, "09:30")
    async with here.open("5", SIZE):
        assert "Nothing is planned in this room." in here.picture
        for key in "sSeEpx+<daulgGU":
            await here.press(key, "escape")
        await here.shows("space enter m escape j escape f escape right", "ON NOW   north · ")


async def test_stage_shows_a_changed_programme(halfway: World) -> None:
    shelf = halfway.source
    async with halfway.open("5 end", SIZE):
        SqliteSessionIds(halfway.database).add("example", {"c": "c3"})
        changed = [replace(s, id="c3", title="Seas") if s.id == "c" else s for s in day().sessions]
        shelf.put(replace(day(), sessions=tuple(changed)))  # type: ignore[attr-defined]
        await halfway.until_shown("Panel 3 · Seas")
        await halfway.shows("x", "Cancel Panel 3?")
        shelf.put(day_of("other 10:00-12:00"))  # type: ignore[attr-defined]
        await halfway.until_shown("Other")
        await halfway.press("+ e")
        assert acts(halfway)[-1] == ("add", "other", 1)


async def test_log_names_the_room_and_the_day(world: Open) -> None:
    here = world(two_lanes(), "10:20")
    async with here.open("5", SIZE):
        assert "February · ON NOW" not in here.picture, "the screen names only another day"
        await here.shows("j u enter", "Friday 7 February · hall", "No actions in this room yet.")


async def test_stage_names_people_missing_for_the_next_session(world: Open) -> None:
    here = world(panels(3), "13:15")
    record_arrival(here, "13:15 alice arrived")
    async with here.open("5", (120, 30)):
        assert "missing" not in here.picture, "it begins in more than half an hour"
        await here.at_time("13:32")
        missing = "Panel 3: 1 of 3 here · missing: Jean Massiet, Laure Boutron-Marmion"
        assert missing in here.picture, "in the break, beside the people of the next session"
    here = world(panels(3), "13:15")
    do_acts(here, "12:30 start p2", now="13:31")
    async with here.open("5", (120, 30)):
        assert missing in here.picture, "while another session is running"


async def test_window_shows_and_undoes_an_action_of_another_window(
    world: Open, halfway: World
) -> None:
    there = world(day(), "10:20", database=halfway.database)
    async with halfway.open("5", SIZE):
        Stage(there.companion, "alan").record(request("add a 5"))
        await halfway.until_shown("5 min behind")
        await halfway.says("u", "Undo “Panel 1: 5 min more”, by alan?…")
        await halfway.says("y", "Undone – Panel 1: 5 min more · U redo")
    there.companion.load_external_changes()
    assert timing_of(there).offset == timedelta(0)


async def test_log_marks_a_void_action(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:10 pause", now="10:12")
    async with here.open("5 j up u", SIZE):
        rows = [r for r in here.lines if "Panel 1" in r]
        assert "undone" in rows[0]
        assert "void: the running session was Keynote" in rows[1]
        await here.says("down a", "Action 4 had no effect: the running session was Keynote.")
        await here.says("up a", "There is nothing to redo.")


async def test_unwritable_database_is_reported_on_stage(halfway: World) -> None:
    async with halfway.open("5", (130, 30)):
        halfway.database.unlink()
        halfway.database.mkdir()
        await halfway.shows(
            "+", "Nothing was recorded.", "ON NOW   Panel 1", "sommet.sqlite3” cannot be used"
        )
        assert not any(a[0] == "add" for a in acts(halfway))


async def test_q_asks_before_quitting_while_a_session_runs(halfway: World) -> None:
    async with halfway.open("5 q", SIZE):
        assert halfway.line == "Panel 1 is running. Quit?"
        await halfway.says("n 1 q", "Panel 1 is running. Quit?")  # from any screen of this window
        await halfway.says("q", "")  # the key that asks never answers yes
        assert halfway.app.is_running
        # a result and a cursor are no step
        await halfway.says("+ down q", "Panel 1 is running. Quit?")
        await halfway.press("n")
        await halfway.press("q y")
        assert not halfway.app.is_running


async def test_q_names_the_running_sessions_of_several_rooms(world: Open) -> None:
    rooms = day_of("a 09:00-10:00 @hall = Clouds, b 09:00-10:00 @lab = Rivers")
    here = world(rooms, "09:30")
    do_acts(here, "09:00 start a", "09:01 start b", now="09:30")
    async with here.open("5 q", SIZE):
        assert here.line == "Clouds (hall) and Rivers (lab) are running. Quit?"
        await here.press("n")
        do_acts(here, ("09:31", Act("end", room="lab")), now="09:31")
        await here.at_time("09:31")
        await here.says("q", "Clouds (hall) is running. Quit?")


async def test_escape_does_not_leave_the_stage_while_a_session_runs(halfway: World) -> None:
    async with halfway.open("5 j escape*3", SIZE):
        assert type(halfway.app.screen).__name__ == "StageScreen"
        await halfway.press("e y escape escape")
        halfway.aged += 1
        await halfway.press("escape")
        assert type(halfway.app.screen).__name__ == "NowScreen", "as nothing runs"


async def test_bouncing_u_undoes_one_action(halfway: World) -> None:
    async with halfway.open("5 + + 'uuuuu'", SIZE):
        assert acts(halfway)[-2:] == [("add", "a", 1), ("undo", len(A_RUNS) + 2)]
        assert halfway.line.startswith("Undone"), "the answer stays"
        await halfway.undo()
        assert acts(halfway)[-1] == ("undo", len(A_RUNS) + 1)


async def test_log_on_stage_shows_the_time_of_an_action_once(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, "10:05 add b 5", now="10:30")
    async with here.open("5", (120, 40)):
        assert here.row("10:00  Panel 1 started").split()[-2:] == ["started", "grace"]
