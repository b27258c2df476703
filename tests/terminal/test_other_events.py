"""From one event to another without leaving the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Command, OpenWindow
from .programmes import write
from .terminal import Terminal, absent

ASKS = "a name, a file or an address…"
"""A text that only the dialog shows."""


def two_events(folder: Path, command: Command) -> tuple[Path, Path]:
    """Programmes of two events, opened before: the second one last."""
    found = []
    for name in ("alpha", "beta"):
        file = write(folder / f"{name}.yaml", f"Talk of {name}", event=f"Event {name}")
        text = file.read_text("utf-8").replace("id: odd", f"id: {name}")
        file.write_text(text, "utf-8")
        assert command("info", "--programme", str(file)).returncode == 0
        found.append(file)
    return found[0], found[1]


def has_title(name: str) -> Callable[[str], bool]:
    """Whether the header names this event, as it does only in a window opened for it."""
    return lambda text: text.lstrip().startswith(name)


def test_missing_event_is_reported_in_the_picker(
    window: OpenWindow, short_path: Path, command: Command
) -> None:
    alpha, beta = two_events(short_path, command)
    terminal = window("--programme", str(alpha), "--at", "2026-03-01T09:10")
    terminal.until("Event alpha")
    for name in ("beta", "alpha"):
        choose_event(terminal, name)
        terminal.until(has_title(f"Event {name}"), absent(ASKS))
    beta.unlink()
    choose_event(terminal, "beta")
    terminal.until("This file does not exist", "beta")
    terminal.press("escape")
    terminal.until(has_title("Event alpha"), absent(ASKS))
    terminal.quit()


def choose_event(terminal: Terminal, name: str) -> None:
    terminal.press_until("ctrl+o", ASKS)
    terminal.press(name)
    terminal.until(f"{name}.yaml")
    terminal.press("enter")
