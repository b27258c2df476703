"""Bookmarks are saved, whatever else happens, and a locked database holds up no window."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Command, OpenWindow, World
from .programmes import clock, write
from .terminal import Terminal, absent

EACH = 6
"""How many stars are asked for before each kill."""


def saved_bookmarks(command: Command, *argv: str) -> set[str]:
    answer = command("bookmark", "list", "--json", *argv)
    assert (answer.returncode, answer.stderr) == (0, b"")
    return {each["id"] for each in json.loads(answer.stdout)["bookmarks"]}


def count_stars(terminal: Terminal) -> int:
    return terminal.text.count("★")


def at_least(number: int) -> Callable[[str], bool]:
    return lambda text: text.count("★") >= number


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.long)])
def test_kill_loses_no_bookmark_shown_on_screen(
    window: OpenWindow, world: World, command: Command, kills: int
) -> None:
    chance = random.Random(20250207)
    # Some more than are starred: on the last row of all the keys would take its star away again.
    titles = [f"Talk-{number:03}" for number in range(kills * EACH + EACH)]
    file = str(write(world.home / "many.yaml", *titles, minutes=5))
    promised: set[str] = set()
    for kill in range(kills):
        at = f"2026-03-01T{clock(kill * EACH * 5)}"
        terminal = window("--programme", file, "--at", at, "--speed", "0")
        terminal.until("? keys", titles[kill * EACH])
        terminal.press("2")
        terminal.until("/ Find", titles[kill * EACH])
        before = count_stars(terminal)
        wanted = before + chance.randint(1, EACH)
        terminal.press(*["b", "down"] * EACH)
        terminal.until(at_least(wanted))
        terminal.signal(signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL
        promised |= starred_rows(terminal.lines, titles)
        assert promised <= saved_bookmarks(command, "--programme", file)
    assert len(promised) >= kills
    with closing(sqlite3.connect(world.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    # A journal that had not begun when its writer was killed stays, and so does the file of a lock
    # that was held then: they do no harm. Nothing was set aside.
    names = (path.name for path in world.database.parent.iterdir())
    left = {name.removesuffix("-journal").removesuffix(".lock") for name in names}
    event = f"{world.database.name}.event"  # which event was opened last
    assert {name for name in left if not name.startswith(event)} == {world.database.name}


def starred_rows(lines: Iterable[str], titles: list[str]) -> set[str]:
    """The ids of the sessions whose rows have a star."""
    rows = [line for line in lines if "★" in line]
    return {f"s{n}" for n, title in enumerate(titles) if any(title in row for row in rows)}


def test_app_reports_a_read_only_disk_and_continues(
    panel_1: OpenWindow,
    world: World,
    command: Command,
    mount: Callable[[str], Path],
    remount: Callable[[Path, str], None],
) -> None:
    disk = mount("size=1m")
    world.more["XDG_DATA_HOME"] = str(disk)
    assert command("bookmark", "add", "panel-4").returncode == 0
    remount(disk, "ro")
    check_app_without_saving(panel_1, "No permission to write")
    assert saved_bookmarks(command) == {"panel-4"}


def test_app_reports_a_full_disk_and_continues(
    panel_1: OpenWindow, world: World, command: Command, mount: Callable[[str], Path]
) -> None:
    disk = mount("size=256k")
    world.more["XDG_DATA_HOME"] = str(disk)
    assert command("bookmark", "add", "panel-4").returncode == 0
    filler = disk / "filler"
    free = 256 * 1024
    with filler.open("wb", buffering=0) as file:
        try:
            while free:
                free -= file.write(bytes(4096))
        except OSError:
            free = 0
    check_app_without_saving(panel_1, "is full")
    filler.unlink()
    assert saved_bookmarks(command) == {"panel-4"}


def check_app_without_saving(panel_1: OpenWindow, message: str) -> None:
    """Where one star has been kept, another cannot be."""
    terminal = panel_1("--speed", "0")
    terminal.press("2")
    terminal.until("★")
    terminal.press("b")
    terminal.until(message)
    assert count_stars(terminal) == 1
    terminal.press("4")
    terminal.until("Katia Roux   ")
    terminal.press("1")
    terminal.until("ON NOW · Panel 1")
    terminal.quit()


def test_damaged_database_is_renamed_and_reported(
    panel_1: OpenWindow, world: World, command: Command
) -> None:
    world.more["XDG_DATA_HOME"] = str(world.home / "[@click=app.quit]x[] \x1b]0;owned\x07")
    world.database.parent.mkdir(parents=True)
    garbage = b"This was a database once.\n" * 1000
    world.database.write_bytes(garbage)
    terminal = panel_1("--speed", "0", size=(120, 40))
    terminal.until("could not be read", "[@click")
    assert b"\x1b]0;owned" not in terminal.raw
    terminal.press("2")
    terminal.until("Plénière")
    terminal.press("b")
    terminal.until("★")
    assert garbage in [path.read_bytes() for path in world.database.parent.iterdir()]
    terminal.quit()

    again = panel_1("--speed", "0", size=(120, 40))
    again.until("could not be read")
    again.press("escape")
    again.until(absent("could not be read"))
    assert b"could not be read" not in command("now").stderr


def test_bookmarks_appear_when_the_database_is_unlocked(
    panel_1: OpenWindow, world: World, command: Command
) -> None:
    assert command("bookmark", "add", "panel-4").returncode == 0
    with closing(sqlite3.connect(world.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal = panel_1("--speed", "0")
        terminal.press("2")
        terminal.until("Plénière")
        assert "★" not in terminal.text
        terminal.press("b")
        # A notice of several lines: its line breaks depend on the length of the path.
        terminal.until(lambda text: "Try again" in text or "again in a" in text)
        terminal.press("4")
        terminal.until("Katia Roux   ")
        terminal.press("2")
        terminal.until("Plénière")
        other.execute("ROLLBACK")  # it was locked all the while
    terminal.until("★")
    assert terminal.text.count("★") == 1


def test_app_quits_while_the_database_is_locked(
    panel_1: OpenWindow, world: World, command: Command
) -> None:
    assert command("bookmark", "add", "panel-4").returncode == 0
    terminal = panel_1("--speed", "0")
    terminal.press("2")
    terminal.until("★")
    with closing(sqlite3.connect(world.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal.press("b")
        terminal.signal(signal.SIGTERM)
        terminal.assert_ended(128 + signal.SIGTERM)
