"""A day's acts for tests, said in few words: `log(("09:06", "start", "opening"), …)`.

A clock with "<" before it is when the act really happened: "09:10<09:06" was recorded at 09:10.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.lanes import Plans
from sommet_tui.domain.rundown.log import Rundown, completed, rundown
from sommet_tui.domain.rundown.standing import Standing, stand
from sommet_tui.domain.timeline import Timeline
from tests.builders import at, pause, programme, session

Said = tuple[str | int, ...]
"""Clock and act; then the session's id; then minutes, or the id it is deferred after."""


def example_day() -> Programme:
    """The day of the worked examples in the rules of timing."""
    return programme(
        session("opening", "09:00", "09:15"),
        session("keynote", "09:15", "10:00", follows=True),
        session("a", "10:00", "11:00", follows=True),
        pause("coffee", "11:00", "11:30"),
        session("b", "11:30", "12:30"),
        pause("lunch", "12:30", "13:30"),
        session("c", "13:30", "14:30"),
    )


def plans(day: Programme) -> Plans:
    """The lanes of a programme."""
    return Plans(day, Timeline(day).lanes)


def act(seq: int, said: Said) -> Act:
    """One act; its place in the log is `seq`."""
    clock, kind, *rest = said
    recorded, _, really = str(clock).partition("<")
    name = next((str(r) for r in rest if isinstance(r, str)), None)
    after = next((str(r) for r in rest[1:] if isinstance(r, str)), None)
    number = next((r for r in rest if isinstance(r, int)), None)
    return Act(
        seq=seq,
        at=at(recorded),
        act=cast(ActKind, kind),
        session=name,
        minutes=number if kind == "add" else None,
        when=at(really) if really else None,
        after=after,
        undoes=number if kind == "undo" else None,
    )


def log(day: Programme, *said: Said) -> tuple[Act, ...]:
    """The acts as they are recorded, numbered from 1."""
    found: list[Act] = []
    for seq, each in enumerate(said, 1):
        found.append(completed(plans(day), found, act(seq, each)))
    return tuple(found)


def after(day: Programme, *said: Said) -> Rundown:
    """The lanes after these acts."""
    return rundown(plans(day), log(day, *said))


def standing(day: Programme, now: str | datetime, *said: Said) -> Standing:
    """The only lane at an instant, after these acts."""
    lanes = after(day, *said)
    moment = at(now) if isinstance(now, str) else now
    return stand(lanes.lane(lanes.plans.all[0]), moment)
