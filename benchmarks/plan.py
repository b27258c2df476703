"""Measures how long the plan of a day takes: `python -m benchmarks.plan`."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from sommet_tui.domain.plan import Stop, plan
from sommet_tui.domain.programme import Session

_RUNS = 20
_MINUTE = timedelta(minutes=1)
_LENGTHS = (5, 15, 20, 25, 30, 50, 20)
_OPENING = datetime(2026, 3, 2, 6, tzinfo=UTC)


def make_bookmarks(number: int, rooms: int = 30) -> list[Stop]:
    """Return `number` bookmarks of one long day, a third of them musts, spread over rooms."""
    stops = []
    for place in range(number):
        start = _OPENING + place * 185 % (16 * 60) * _MINUTE
        end = start + _LENGTHS[place % len(_LENGTHS)] * _MINUTE
        session = Session(
            f"s{place}", f"Talk {place}", start, end, date(2026, 3, 2), rooms=(f"r{place % rooms}",)
        )
        stops.append(Stop(session, "must" if place % 3 == 0 else "maybe"))
    return stops


def _walk(one: str | None, other: str) -> int:
    return 0 if one == other else 5


def planning_time(number: int, runs: int = _RUNS) -> float:
    """Return the seconds that the plan of `number` bookmarks takes."""
    stops = make_bookmarks(number)
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        plan(stops, _walk)
        times.append(time.perf_counter() - begun)
    return median(times)


if __name__ == "__main__":
    for number in (60, 1_000, 10_000):
        print(f"plan of {number:,} picks: {planning_time(number) * 1000:.1f} ms")
