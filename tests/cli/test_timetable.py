"""`agenda --grid`: the timetable in print."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write


@pytest.fixture
def event() -> str:
    """Two days; on the first one, 40 rooms."""
    many = [f"talk-{n} 10:00-10:30 r{n}" for n in range(40)]
    first = "; ".join([*many, "late 14:00-15:00 r0"])
    days = {"2025-03-01": first, "2025-03-02": "one 09:00-10:00 r3"}
    return write(days)


def grid(ask: Ask, *argv: str) -> list[str]:
    answer = ask("agenda --grid", *argv)
    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert all(len(line) <= 120 for line in answer.out.splitlines())
    return answer.out.replace("\u00a0", " ").splitlines()


def test_rooms_of_a_day_share_one_time_scale(ask: Ask, event: str) -> None:
    lines = grid(ask, "--at", "2025-03-01T08:00")
    assert [line for line in lines if line.startswith("Example")] == [
        "Example · Saturday 1 March 2025",
        "Example · Sunday 2 March 2025",
    ]
    (first, later) = (line for line in lines if line.startswith("Room r0 "))
    assert "▏Talk-0" in first
    assert "▏Late" in later
    (only,) = (line for line in lines if line.startswith("Room r1 "))
    assert only.index("▏") == first.index("▏")


def test_printed_timetable_with_many_rooms_continues_on_a_second_page(ask: Ask, event: str) -> None:
    lines = grid(ask, "--sheet", "--day", "1", "--at", "2025-03-01T10:10")
    assert [line for line in lines if "page" in line] == [
        "Example · Saturday 1 March 2025 · page 1 of 2",
        "Example · Saturday 1 March 2025 · page 2 of 2",
    ]
    assert not any("│" in line for line in lines)
