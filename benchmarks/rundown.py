"""Measures how long the rundown of a long day takes: `python -m benchmarks.rundown`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.catch_up_suggestions import Limits, suggestions
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.lane_now import lane_timing
from sommet_tui.domain.rundown.lanes import Plan, Plans
from sommet_tui.domain.rundown.log_and_undo import LaneReplay, replay_acts
from sommet_tui.domain.rundown.session_and_break_times import project
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace

_RUNS = 30
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_OPENING = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Driven:
    """A lane, its log, and an instant just after the latest act."""

    plan: Plan
    acts: tuple[Act, ...]
    now: datetime


def long_day(items: int) -> Programme:
    """Return one room with `items` items of a minute each.

    Every third item follows the previous one, and every tenth is a break.
    """
    return Programme(
        id="long",
        title="Long",
        timezone="UTC",
        language="en",
        sessions=tuple(
            Session(
                id=f"s{n}",
                title=f"Talk {n}",
                start=_OPENING + n * _MINUTE,
                end=_OPENING + (n + 1) * _MINUTE,
                day=date(2026, 3, 2),
                kind="break" if n % 10 == 9 else "session",
                follows=n % 3 == 1 and n % 10 != 9,
                fixed_end=n % 10 == 9,
            )
            for n in range(items)
        ),
    )


def drive_day(items: int, acts: int) -> Driven:
    """Return a long day with acts in nine tenths of it: six acts per session, some undone."""
    day = long_day(items)
    plans = Plans(day, Timeline(day).lanes)
    written: list[Act] = []
    played = [s for s in day.sessions[: items * 9 // 10] if not s.is_break]
    for number, session in enumerate(played):
        share = acts * (number + 1) // len(played)
        _play(written, day, session, share)
        if number % (len(played) // 10) == 0:
            written[-1] = replace(written[-1], act="announce", session=None, minutes=None)
    log, refused = replay_acts(plans, written)
    assert refused is None, refused
    return Driven(plans.all[0], log, log[-1].at + _SECOND)


def _play(written: list[Act], day: Programme, session: Session, share: int) -> None:
    """Play one session: late start, minutes added and removed, some pauses and some undos."""
    place = day.sessions.index(session)
    coming = day.sessions[min(place + 20, len(day.sessions) - 1)].id
    at = session.start + 3 * _SECOND

    def record(kind: ActKind, about: str | None = None, minutes: int | None = None) -> None:
        undoes = len(written) if kind == "undo" else None
        when = at + 5 * _SECOND * (len(written) % 8)
        latest = written[-1].at if written else when
        written.append(
            Act(
                kind,
                session=about,
                minutes=minutes,
                undoes=undoes,
                seq=len(written) + 1,
                at=max(latest, when),
            )
        )

    record("start", session.id)
    turns: tuple[Callable[[], None], ...] = (
        lambda: record("add", session.id, 1),
        lambda: record("add", coming, 1),
        lambda: record("undo" if place % 4 == 0 else "pause"),
        lambda: record("resume" if place % 4 else "add", None if place % 4 else session.id, 1),
        lambda: record("add", session.id, 1),
    )
    for turn in turns[: share - len(written)]:
        turn()
    while len(written) < share:
        record("add", session.id, 1)


def rows() -> list[tuple[str, float, float]]:
    """Return rows: a name, the seconds of processor time, and the value to compare with."""
    sizes = (drive_day(500, 2_500), drive_day(1_000, 5_000))
    states = [LaneReplay(each.plan, each.acts).state() for each in sizes]
    timings = [lane_timing(state, size.now) for state, size in zip(states, sizes, strict=True)]

    def project_lane(n: int) -> object:
        return project(LaneReplay(sizes[n].plan, sizes[n].acts).state(), sizes[n].now)

    return [
        ("lane of 1,000 items, against 500", *_median_times(project_lane)),
        (
            "the same lane, a second later",
            *_median_times(lambda n: project(states[n], sizes[n].now)),
        ),
        ("costs of the lane", *_median_times(lambda n: impact(timings[n]))),
        ("suggestions for the lane", *_median_times(lambda n: suggestions(timings[n], Limits()))),
    ]


def _median_times(measure: Callable[[int], object]) -> tuple[float, float]:
    """Return the medians of the large and the small day, measured by turns."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(_RUNS):
        for size in (0, 1):
            before = time.process_time()
            measure(size)
            found[size].append(time.process_time() - before)
    return median(found[1]), median(found[0])


if __name__ == "__main__":
    for what, measured, against in rows():
        print(f"{what}: {measured * 1000:.1f} ms, {measured / against:.2f} ×")
