"""Days for the commands of the stage, and a fixture that runs them at a fixed instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import item, noon, write

StageAsk = Callable[..., Answer]


def example(folder: Path, **more: Any) -> str:
    """Return the day of the worked examples in the rules of timing, as a file."""
    items = [
        item("opening", "09:00", "09:15"),
        item("keynote", "09:15", "10:00", follows=True),
        item("a", "10:00", "11:00", title="Panel A", follows=True, people=["ada"]),
        item("coffee", "11:00", "11:30", kind="break"),
        item("b", "11:30", "12:30", title="Panel B"),
        item("lunch", "12:30", "13:30", kind="break"),
        item("c", "13:30", "14:30", title="Panel C"),
    ]
    people = {"ada": {"name": "Ada Example", "affiliation": "Institute X"}}
    return write(folder, {"2025-02-07": items}, people=people, **more)


def two_rooms(folder: Path) -> str:
    """Return two rooms and two days."""
    first = [
        item("one", "09:00", "10:00", room="a"),
        item("two", "09:00", "10:00", room="b"),
        item("three", "10:00", "11:00", room="a"),
    ]
    second = [item("four", "09:00", "10:00", room="b"), item("five", "09:00", "10:00", room="a")]
    return write(folder, {"2025-02-07": first, "2025-02-08": second}, rooms="ab")


def event_on_now(folder: Path) -> str:
    """Write an event that is on at any real time: a session yesterday, today and tomorrow."""
    zone, now = noon()
    days = {
        (now.date() + timedelta(days=n)).isoformat(): [
            item(f"{name}-one", "04:00", "04:01"),
            item(f"{name}-two", "04:01", "04:02"),
            item(f"{name}-three", "04:02", "03:59"),
        ]
        for n, name in ((-1, "yesterday"), (0, "today"), (1, "tomorrow"))
    }
    return write(folder, days, timezone=zone)


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def stage(ask: Ask, tmp_path: Path) -> StageAsk:
    """Asks for stage commands at 10:20 on the day of the worked examples, timing still."""
    file = example(tmp_path)
    begun = ask("stage rehearsal begin --at 10:20 --speed 0 --programme", file)
    assert begun.code == 0

    def asked(line: str = "", *more: str) -> Answer:
        return ask(f"stage {line}".rstrip(), *more, "--programme", file)

    return asked
