"""A programme file that an editor changes while it is shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.cli.programmes import noon

from .conftest import Command, OpenWindow, World
from .programmes import write

AT = ("--at", "2026-03-01T09:10", "--speed", "0")


def test_renamed_room_of_a_bookmarked_session_does_not_crash_the_app(
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
    terminal.until("1 change C")
    terminal.quit()

    again = window("--programme", str(file), *AT)
    again.until("1 change C")
    again.quit()


def test_stage_continues_when_its_programme_file_changes(
    window: OpenWindow, world: World, command: Command
) -> None:
    zone, now = noon()
    today, before = now.date(), now.date() - timedelta(days=1)
    file = world.home / "days.csv"

    def write_sheet(*rows: str) -> None:
        fresh = Path(f"{file}.new")
        fresh.write_text("\n".join(["date,start,end,title,room", *rows, ""]), "utf-8")
        fresh.replace(file)

    write_sheet(f"{today},5:00,19:00,Opening,Main", f"{today},19:00,20:00,Keynote,Main")
    opened = ("--programme", str(file), "--source-tz", zone)
    terminal = window(*opened)
    terminal.until("Opening")
    assert command("bookmark", "add", "keynote", *opened).returncode == 0
    assert command("stage", "start", "opening", *opened).returncode == 0
    terminal.until("behind", "★")
    write_sheet(
        f"{before},19:00,20:00,Keynote,Main",
        f"{today},5:00,19:00,Welcome,Main",
        f"{today},19:00,20:00,Keynote,Main",
    )
    terminal.until("Welcome", "behind", "changes in the programme")
    terminal.press("3")
    terminal.until("★", "Keynote")
    terminal.quit()
