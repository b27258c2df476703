"""A programme that somebody goes on editing while it is shown."""

from __future__ import annotations

from .conftest import OpenWindow, World
from .programmes import write

AT = ("--at", "2026-03-01T09:10", "--speed", "0")


def test_a_bookmarked_session_whose_room_has_another_name_ends_nothing(
    window: OpenWindow, world: World
) -> None:
    file = write(world.home / "day.yaml", "Opening", "Closing", room="Hall A")
    terminal = window("--programme", str(file), *AT)
    terminal.until("Opening")
    terminal.press("2")
    terminal.until("March 2026", "Closing")
    terminal.press("b")
    terminal.until("★")
    write(file, "Opening", "Closing", room="Aula Magna")
    terminal.until("Hall A → ")
    terminal.press("ctrl+q")
    assert terminal.end() == 0

    again = window("--programme", str(file), *AT)
    again.until("Hall A → ")
    again.press("ctrl+q")
    assert again.end() == 0
