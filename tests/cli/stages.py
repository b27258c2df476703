"""Days for the commands of the stage, and a fixture that runs them at a fixed instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cli.conftest import Answer, Ask
from tests.cli.programmes import noon, write

EXAMPLE = """
opening 09:00-09:15
keynote 09:15-10:00 follows
a 10:00-11:00 title='Panel A' people=ada follows
coffee 11:00-11:30 kind=break
b 11:30-12:30 title='Panel B'
lunch 12:30-13:30 kind=break
c 13:30-14:30 title='Panel C'
"""
"""The worked examples in the rules of timing."""

StageAsk = Callable[..., Answer]


def example() -> str:
    """Return the day of the worked examples in the rules of timing, as a file."""
    return write({"2025-02-07": EXAMPLE})


def rehearse(ask: Ask, at: str, *acts: str) -> None:
    """Rehearse while the clock stands still at that time, with these actions."""
    for line in (f"rehearsal begin --at {at} --speed 0", *acts):
        answer = ask(f"stage {line}")
        assert answer.code == 0, answer.err


def event_on_now() -> str:
    """Write an event that is on at any real time: a session yesterday, today and tomorrow."""
    zone, now = noon()
    days = {
        (now.date() + timedelta(days=n)).isoformat(): (
            f"{name}-one 04:00-04:01; {name}-two 04:01-04:02; {name}-three 04:02-03:59"
        )
        for n, name in ((-1, "yesterday"), (0, "today"), (1, "tomorrow"))
    }
    return write(days, timezone=zone)


@pytest.fixture
def stage(ask: Ask) -> StageAsk:
    """Asks for stage commands at 10:20 on the day of the worked examples, timing still."""
    file = example()
    rehearse(ask, "10:20")

    def asked(line: str = "", *more: str) -> Answer:
        return ask(f"stage {line}".rstrip(), *more, "--programme", file)

    return asked


@pytest.fixture
def late(stage: StageAsk) -> StageAsk:
    """Ask for stage commands after Panel A has started 12 minutes late."""
    acts = ("start opening --when 09:00", "start keynote --when 09:15", "start a --when 10:12")
    return after(stage, *(f"{act} --by Ada" for act in acts))


def after(stage: StageAsk, *acts: str) -> StageAsk:
    """Return the commands of a stage after these actions."""
    for act in acts:
        answer = stage(act)
        assert answer.code == 0, answer.err
    return stage
