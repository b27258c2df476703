"""What a terminal shows around the screen: the window's title, notifications on the desktop."""

from __future__ import annotations

import re
from signal import SIGCONT, SIGHUP, SIGTSTP, Signals

import pytest

from .conftest import Command, OpenWindow, World
from .terminal import Terminal

AT = ("--at", "2025-02-07T11:23")
TITLE = "\x1b]2;Réinventer l’IA · Panel 1\x1b\\".encode()
SAVE, RESTORE = b"\x1b[22;2t", b"\x1b[23;2t"


def titles(terminal: Terminal) -> list[bytes]:
    """Return the changes of the title, in order."""
    return re.findall(rb"\x1b\[2[23];2t|\x1b\]2;[^\x1b]*\x1b\\", terminal.raw)


def write_settings(world: World, settings: str) -> None:
    """Write the user's settings."""
    file = world.home / ".config" / "sommet-tui" / "settings.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(settings, encoding="utf-8")


@pytest.mark.parametrize("end", [None, SIGHUP])
def test_terminal_title_names_the_session_until_the_app_quits(
    window: OpenWindow, end: Signals | None
) -> None:
    terminal = window(*AT)
    terminal.until_raw(TITLE)
    if end is None:
        terminal.press("ctrl+q")
    else:
        terminal.signal(end)
    terminal.end()
    assert titles(terminal) == [SAVE, TITLE, b"\x1b]2;\x1b\\", RESTORE]


def test_suspended_app_restores_the_terminal_title(window: OpenWindow) -> None:
    terminal = window(*AT)
    terminal.until_raw(TITLE)
    terminal.signal(SIGTSTP)
    terminal.until_raw(RESTORE)
    terminal.raw.clear()
    terminal.signal(SIGCONT)
    terminal.until_raw(TITLE)
    assert titles(terminal) == [SAVE, TITLE]
    terminal.press_until("2", "Introduction")
    terminal.press("q")
    terminal.end()
    assert titles(terminal)[-1] == RESTORE


def test_terminal_title_shows_the_time_left_on_stage(window: OpenWindow, world: World) -> None:
    write_settings(world, "role: stage\n")
    terminal = window(*AT)
    terminal.until_raw("\x1b]2;Panel 1 · ".encode())
    named = next(title for title in titles(terminal) if b"Panel 1" in title)
    assert re.fullmatch("\x1b\\]2;Panel 1 · 4[67] min left\x1b\\\\", named.decode())


@pytest.mark.parametrize(
    ("term", "setting", "sequence"),
    [
        ("foot", "", [b"\x1b]777;notify;Reminder: Panel 2"]),
        ("foot", "desktop_notifications: false\n", []),
    ],
)
def test_reminder_notifies_the_desktop_unless_the_settings_forbid_it(  # noqa: PLR0917
    window: OpenWindow,
    world: World,
    command: Command,
    term: str,
    setting: str,
    sequence: list[bytes],
) -> None:
    world.more["TERM"] = term
    write_settings(world, setting)
    assert command("bookmark", "add", "panel-2").returncode == 0
    terminal = window("--at", "2025-02-07T12:04:50", "--speed", "10", size=(160, 30))
    terminal.until("Reminder: Panel 2")
    assert re.findall(rb"\x1b\](?:9|99|777);[^\x1b]*?Panel 2", terminal.raw) == sequence
