"""A day on stage for the tests of its screens: its acts so far, and the message line."""

from __future__ import annotations

from typing import Any

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lane_now import LaneTiming
from tests.acting import request
from tests.builders import at, participant, pause, programme, session

from .worlds import World, write_once

Done = str | tuple[str, Act]
"""An act with its time: "10:05 add a 5", or a time and an act that has no such form."""

SIZE = (100, 30)


def day() -> Programme:
    """Return the day of the worked examples, with labels and people."""
    ada, alan = participant("ada", "Ada Exemple"), participant("alan", "Alan Turing")
    return programme(
        session("opening", "09:00", "09:15", people=[ada]),
        session("keynote", "09:15", "10:00", follows=True, people=[alan]),
        session("a", "10:00", "11:00", follows=True, label="Panel 1", title="Clouds", people=[ada]),
        pause("coffee", "11:00", "11:30"),
        session("b", "11:30", "12:30", label="Panel 2", title="Rivers", people=[alan]),
        pause("lunch", "12:30", "13:30"),
        session("c", "13:30", "14:30", label="Panel 3", title="Oceans"),
    )


ON_TIME = ("09:00 start opening", "09:15 start keynote")
A_RUNS = (*ON_TIME, "10:00 start a")


def do_acts(here: World, *acts: Done, now: str) -> None:
    """Record these acts of another user, each at its time; then set the clock."""

    def act() -> None:
        stage = Stage(here.companion, "grace")
        for each in acts:
            clock, wish = each.split(" ", 1) if isinstance(each, str) else each
            here.clock.shown = at(clock)
            stage.record(request(wish) if isinstance(wish, str) else wish)

    if acts:
        sessions = here.companion.snapshot.programme.sessions
        write_once(here, (acts, tuple((s.id, s.start, s.end, s.rooms) for s in sessions)), act)
    here.clock.shown = at(now)


def timing_of(here: World, room: str | None = None) -> LaneTiming:
    """Return the lane now."""
    stage = Stage(here.companion)
    plan = stage.plan(room)
    assert plan is not None
    return stage.timing(plan)


def acts(here: World) -> list[tuple[Any, ...]]:
    """Return the log in short: the act, its session or the act undone, its minutes."""
    return [_short(act) for act in here.companion.snapshot.events.acts]


def _short(act: Act) -> tuple[Any, ...]:
    found = (act.act, act.session or act.undoes, act.minutes)
    return tuple(each for each in found if each is not None)
