"""From one event to another without leaving the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Command, OpenWindow, World
from .programmes import write
from .terminal import absent


def two_events(world: World, command: Command) -> tuple[Path, Path]:
    """Programmes of two events, opened before: the second one last."""
    found = []
    for name in ("alpha", "beta"):
        file = write(world.home / f"{name}.yaml", f"Talk of {name}", event=f"Event {name}")
        text = file.read_text("utf-8").replace("id: odd", f"id: {name}")
        file.write_text(text, "utf-8")
        assert command("info", "--programme", str(file)).returncode == 0
        found.append(file)
    return found[0], found[1]


def titled(name: str) -> Callable[[str], bool]:
    """Whether the header tells this event: only a window that was opened for it does."""
    return lambda text: text.lstrip().startswith(name)


def test_another_event_is_chosen_and_the_terminal_left_as_it_was_found(
    window: OpenWindow, world: World, command: Command
) -> None:
    alpha, _ = two_events(world, command)
    terminal = window("--programme", str(alpha), "--at", "2026-03-01T09:10")
    terminal.until("Event alpha")
    for name in ("beta", "alpha"):
        terminal.press_until("ctrl+o", "open this event")
        terminal.press_until("down", f"{name}.yaml")
        terminal.press("enter")
        terminal.until(titled(f"Event {name}"), absent("open this event"))
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.left_on() == []


def test_an_event_that_cannot_be_opened_leaves_one_where_one_was(
    window: OpenWindow, world: World, command: Command
) -> None:
    alpha, beta = two_events(world, command)
    terminal = window("--programme", str(alpha))
    terminal.until("Event alpha")
    beta.unlink()
    terminal.press("ctrl+o")
    terminal.until("open this event")
    terminal.press_until("down", "beta.yaml")
    terminal.press("enter")
    terminal.until("Event alpha", "There is no file")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
