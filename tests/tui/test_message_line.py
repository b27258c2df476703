"""The message line is separate, moves nothing, and stays long enough to be read."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.widget import Widget

from sommet_tui.companion.ports import Notice
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.messages import OWN_ROW, Feedback, PromptQuestion
from sommet_tui.tui.now.screen import NowScreen
from sommet_tui.tui.session import clipboard_tool
from tests.builders import at
from tests.tables import listed, table

from .conftest import Open
from .events import event, in_rooms
from .stages import day
from .worlds import World


async def test_screen_creates_the_message_line_for_its_first_message(here: World) -> None:
    async with here.open("2"):
        assert not here.app.screen.query("#message")
        await here.press("b")
        assert here.app.screen.query("#message")


async def test_message_line_names_a_new_bookmark_and_the_undo_key(here: World) -> None:
    async with here.open("2 b"):
        assert here.lines[-2] == " ★ bookmarked: Opening · u undo"
        await here.press("down u")
        assert here.lines[-2] == " Undone – ★ bookmarked: Opening"
        assert not here.stars
        await here.press("u")
        assert here.lines[-2] == " Nothing to undo here."
        assert not here.stars


async def test_reminder_waits_until_the_result_of_a_key_disappears(here: World) -> None:
    async with here.open("2 b"):
        here.app.notify("in 5 min: Opening", title="Reminder", markup=False, timeout=30)
        await here.pause()
        assert here.lines[-2].startswith(" ★ bookmarked: Opening · u undo")
        assert here.lines[-2].endswith("! 1 more message")
        await here.age(6.0)
        await here.until(lambda: here.lines[-2].startswith(" Reminder · in 5 min: Opening"))


@pytest.mark.parametrize(("keys", "height"), [("3", OWN_ROW - 1), ("i", 12)])
async def test_short_window_shows_its_keys_again_after_a_few_seconds(
    world: Open, keys: str, height: int
) -> None:
    here = world(in_rooms(), "08:00")
    async with here.open(size=(40, height)):
        await here.press(keys)
        footer = here.lines[-1]
        here.app.notify("in 5 min: Opening, north", title="Reminder", markup=False, timeout=300)
        await here.pause()
        assert here.lines[-1].startswith(" Reminder")
        await here.age(11.0)
        await here.until(lambda: here.lines[-1].endswith("! 1  ? keys"))
        kept = here.lines[-1].removesuffix("! 1  ? keys").rstrip()
        assert kept
        assert footer.startswith(kept)
        await here.press("!")
        await here.until_shown("Opening, north")
        await here.press("escape")


async def test_capital_l_removes_results_and_questions(halfway: World) -> None:
    async with halfway.open("2 b"):
        assert "bookmarked: " in halfway.picture
        await halfway.hides("L", "bookmarked: ")
        await halfway.shows("5 e", "Terminer Panel 1")
        await halfway.hides("L", "Terminer")
        await halfway.shows("plus", "Panel 1: 1 min more")
        await halfway.hides("L", "1 min more")
        assert "u Défaire" in halfway.picture, "it can still be undone"


async def test_capital_l_translates_the_warning_on_screen(here: World) -> None:
    aside = Notice("damaged", {"path": "/home/s.sqlite3", "aside": "/home/s.damaged"})
    seen: list[str] = []
    here.offer(
        set_aside_notices=lambda: () if seen else (aside,),
        dismiss_set_aside_notices=lambda: seen.append("x"),
    )
    async with here.open(size=(120, 40)):
        here.app.notify("The saved note is gone.", severity="warning", markup=False)
        await here.until_shown("The saved note")
        await here.hides("L", "The saved note", "could not be read")
        assert "illisible" in here.picture, "it stays until it is dismissed"
        await here.shows("!", "The saved note is gone.")
        await here.press("escape escape")
        assert seen == ["x"]
        assert "illisible" not in here.picture


async def test_list_of_messages_shows_a_long_refusal_in_full(world: Open) -> None:
    here = world(day(), "08:50", language="fr")
    async with here.open("5", (40, 12)):
        screen = here.app.screen
        assert isinstance(screen, ActingScreen)
        refusal = "Nope. " * 20 + "Last word."
        screen.prompt.show(Feedback(refusal, "danger"))
        await here.pause()
        assert "! tout lire" in here.picture
        assert "Last word." not in here.picture
        await here.press("! end")
        await here.until_shown("Last word.")


async def test_result_disappears_after_a_minute(here: World) -> None:
    async with here.open("2"):
        before = here.picture
        await here.press("b u")
        await here.age(60.0)
        assert here.picture == before


LONG = "The disk is full, so nothing new can be saved. " * 6


def places(here: World) -> list[Region]:
    """Return where everything is except messages, answers and questions."""
    shown = here.app.screen.query(Widget)
    return [widget.region for widget in shown if widget.layer != "messages"]


@pytest.mark.parametrize(
    ("size", "screens"),
    [((80, 24), ("2", "4", "5", "6", "5 j", "2 enter")), ((40, 12), ("1", "5", "6"))],
)
async def test_message_does_not_move_rows(
    halfway: World, size: tuple[int, int], screens: tuple[str, ...]
) -> None:
    async with halfway.open(size=size):
        for screen in screens:
            await halfway.close_all()
            halfway.aged += 1000  # no message is left
            await halfway.press(*screen.split())
            shown = halfway.app.screen
            assert isinstance(shown, CompanionScreen)
            before = places(halfway)
            say = partial(halfway.app.notify, markup=False, timeout=30)
            steps = [
                partial(say, "in 5 min: Panel 2", title="Reminder"),
                partial(say, LONG, severity="warning"),
            ]
            if shown.prompt is not None:
                steps.append(partial(shown.prompt.show, Feedback(LONG, "danger")))
            if isinstance(shown, ActingScreen):
                question = PromptQuestion("Start Panel 2 now?", lambda: Feedback(""))
                steps.append(partial(shown.prompt.ask, question))
            for step in steps:
                step()
                await halfway.pause()
                assert places(halfway) == before, screen
            if isinstance(shown, ActingScreen):
                assert "Start Panel 2 now?" in halfway.text, "no message covers a question"
                await halfway.press("n")


async def test_escape_goes_back_despite_a_message(here: World) -> None:
    async with here.open("2 enter"):
        here.app.notify("soon", title="Reminder", markup=False, timeout=30)
        await here.pause()
        await here.shows("escape", "↵ Open", "Reminder")
        here.aged = 1.0
        await here.press("escape")
        await here.until(lambda: isinstance(here.app.screen, NowScreen))
        assert "Reminder" in here.picture
        here.aged = 2.0
        await here.hides("escape", "Reminder")


async def test_message_fills_its_line(here: World) -> None:
    async with here.open(size=(40, 24)):
        whole = "Printed: " + "w" * 29
        here.app.notify(whole, markup=False)
        await here.pause()
        assert here.lines[-2] == f" {whole}"
        here.app.notify(f"{whole}w", markup=False, severity="error")
        await here.pause()
        assert here.lines[-3:-1] == [" Printed:", f" {whole.removeprefix('Printed: ')}w"]


async def test_list_of_messages_shows_every_message(world: Open) -> None:
    here = world(event(), "08:00")
    async with here.open("!"):
        assert "No messages yet." in here.picture
        await here.press("escape 2 b down b")
        here.app.notify("[b]not[/b] bold", markup=False, severity="error")
        await here.press("!")
        shown = here.picture
        assert shown.index("[b]not[/b] bold") < shown.index("bookmarked: Panel 1")
        assert shown.index("bookmarked: Panel 1") < shown.index("bookmarked: Opening")
        assert "08:00" in shown
        await here.hides("escape", "No messages yet")


async def test_repeated_warning_is_shown_once(here: World) -> None:
    async with here.open():
        before = here.lines
        for _ in range(3):
            here.app.notify("The disk is full.", severity="error", markup=False)
        await here.pause()
        assert here.lines[-2] == " The disk is full."
        await here.press("escape")
        assert here.lines == before


async def test_clock_behind_a_dialog_continues(here: World) -> None:
    async with here.open("!", (120, 40)):
        here.clock.shown = at("09:31:02")
        await here.until(lambda: here.lines[0].endswith("09:31:02"))


async def test_click_runs_the_key_named_in_a_sentence(two_rooms: World) -> None:
    async with two_rooms.open():
        await two_rooms.click_on("By room")
        assert "By end" in two_rooms.picture
        await two_rooms.press("2 F")
        await two_rooms.click_on("only my bookmarks")
        assert "[x] only my bookmarks" in two_rooms.picture
        await two_rooms.press("escape")
        await two_rooms.click_on("F Filters")
        await two_rooms.click_on("clear filters")
        assert "only: my bookmarks" not in two_rooms.picture
        await two_rooms.press("home b")
        await two_rooms.click_on("bookmarked: ")
        assert "bookmarked: " in two_rooms.picture
        assert "F Filters" not in two_rooms.lines[1]
        await two_rooms.press("escape question_mark")
        await two_rooms.click_on("Customise")
        assert "IDS FOR" in two_rooms.picture


@pytest.mark.parametrize(
    ("env", "platform", "tools", "chosen"), table("screens.txt", "tool for the clipboard")
)
def test_copy_uses_the_clipboard_tool_of_the_system(
    tmp_path: Path, env: str, platform: str, tools: str, chosen: str
) -> None:
    for name in listed(tools):
        ending = ".exe" if sys.platform == "win32" and "." not in name else ""
        (tmp_path / f"{name}{ending}").touch(0o755)
    variables = dict(each.split("=") for each in listed(env))
    found = clipboard_tool(variables | {"PATH": str(tmp_path)}, platform)
    assert (found[0] if found else "") == chosen


@pytest.mark.skipif(sys.platform == "win32", reason="its tool cannot be replaced by a script")
async def test_y_copies_a_session_with_the_clipboard_tool(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xclip").write_text(f"#!/bin/sh\ncat > '{tmp_path}/copied'\n")
    (tmp_path / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with here.open("enter y"):
        await here.until_shown("Copied with xclip.")
    assert "Opening" in (tmp_path / "copied").read_text()
