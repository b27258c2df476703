"""The stage in a real terminal: what its keys did is done, whatever happens to the process."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing

from .conftest import OpenWindow, World
from .terminal import TIMES, Terminal

KILLS = 2 * TIMES
AT = ("--at", "2025-02-07T11:20", "--speed", "0", "--lang", "en")
SIZE = (100, 30)


def rehearse(window: OpenWindow) -> Terminal:
    """A window in which a rehearsal has begun, with Panel 1 started as planned."""
    terminal = window(*AT, size=SIZE)
    terminal.until("ON NOW")
    terminal.press("5")
    terminal.until("R  Start a rehearsal")
    terminal.press("R")
    terminal.until("REHEARSAL", "Rehearsal started")
    terminal.press("S")
    terminal.until("minutes ago")
    terminal.press("enter")
    terminal.until("Panel 1 started at 11:00 · u undo")
    return terminal


def added_minutes(terminal: Terminal) -> int:
    """The minutes given to Panel 1, as the lane shows them."""
    row = next((line for line in terminal.lines if "▶ Panel 1" in line), "")
    found = re.search(r"\(\+(\d+)\)", row)
    return int(found[1]) if found else 0


def at_least(terminal: Terminal, minutes: int) -> Callable[[str], bool]:
    return lambda _: added_minutes(terminal) >= minutes


def test_kill_loses_no_minutes_and_no_pause_of_a_session(window: OpenWindow, world: World) -> None:
    chance = random.Random(20250207)
    rehearse(window)
    shown = 0
    for _ in range(KILLS):
        terminal = window("--lang", "en", size=SIZE)
        terminal.until("REHEARSAL")
        terminal.press("5")
        terminal.until("▶ Panel 1", "planned end 12:10", "End Panel 1")
        assert added_minutes(terminal) >= shown
        wanted = added_minutes(terminal) + chance.randint(1, 4)
        terminal.press(*["+"] * 5)
        terminal.until(at_least(terminal, wanted))
        terminal.signal(signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL
        shown = added_minutes(terminal)
    paused = window("--lang", "en", size=SIZE)
    paused.until("REHEARSAL")
    paused.press("5", "p")
    paused.until("PAUSED   Panel 1", "paused since 11:20", "‖ Panel 1")
    board = paused.lines[1:14]
    paused.signal(signal.SIGKILL)
    paused.end()
    again = window("--lang", "en", size=SIZE)
    again.until("REHEARSAL")
    again.press("5")
    again.until("paused since 11:20")
    again.until(lambda _: again.lines[1:14] == board)
    with closing(sqlite3.connect(world.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_windows_start_a_session_only_once(window: OpenWindow) -> None:
    one = rehearse(window)
    one.press("u")
    one.until("ON NOW   Panel 1", "automatic")
    one.press("T", "y")
    one.until("Manual control from 11:20")
    other = window("--lang", "en", size=SIZE)
    other.until("REHEARSAL")
    other.press("5")
    other.until("ON NOW   Panel 1")
    one.press("s")
    other.press("s")
    for each in (one, other):
        each.until("still has", "y Yes")
    one.press("y")
    other.press("y")
    for each in (one, other):
        each.until("ON NOW   Panel 2")
    other.press("j")
    other.until("esc Back", lambda text: text.count("Panel 2 started at 11:20") == 1)
    other.press("escape")
    other.until("End Panel 2")
    other.press("u", "y")  # where the other window started it, it is asked about
    other.until("Undone: Panel 2 started at 11:20")
