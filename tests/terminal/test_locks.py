"""A database that another process has locked holds up no window."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing

from .conftest import Command, OpenWindow, World


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
