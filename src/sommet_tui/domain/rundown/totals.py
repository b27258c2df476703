"""Totals of a lane's day so far: sessions held, their length, and the minutes given and taken."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.instants import drift
from sommet_tui.domain.rundown.lane_timing import LaneTiming, paused
from sommet_tui.domain.rundown.state import NOTHING
from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the sessions of a lane that are over, without breaks.

    `held`, `cancelled` and `skipped` are numbers of sessions. `broken_off` counts held sessions
    that were cancelled while they ran; `added` counts all inserted sessions; `assumed` counts
    sessions that only the clock started, so that no one has confirmed that they took place.
    `lasted` and `planned` are the lengths of the held sessions, by the times on screen; inserted
    sessions do not count as planned. `given` and `taken` are the minutes added and removed,
    `paused` the length of the pauses.
    """

    held: int = 0
    assumed: int = 0
    broken_off: int = 0
    cancelled: int = 0
    skipped: int = 0
    added: int = 0
    lasted: timedelta = NOTHING
    planned: timedelta = NOTHING
    given: timedelta = NOTHING
    taken: timedelta = NOTHING
    paused: timedelta = NOTHING


def totals(timing: LaneTiming) -> Totals:
    """Return the totals of a lane."""
    sessions = [item for item in timing.items if not item.session.is_break]
    done = [item for item in sessions if item.status == "done"]
    held = [item for item in done if not item.assumed]
    added = [item.actual.added for item in done]
    return Totals(
        held=len(held),
        assumed=len(done) - len(held),
        broken_off=sum(item.broken_off for item in done),
        cancelled=sum(item.status == "cancelled" for item in sessions),
        skipped=sum(item.status == "skipped" for item in sessions),
        added=sum(item.session.added for item in sessions),
        lasted=sum((drift(i.end, i.start) for i in held if i.start and i.end), NOTHING),
        planned=sum((i.session.duration for i in held if not i.session.added), NOTHING),
        given=sum((minutes for minutes in added if minutes > NOTHING), NOTHING),
        taken=-sum((minutes for minutes in added if minutes < NOTHING), NOTHING),
        paused=sum((paused(item, timing.at) for item in done), NOTHING),
    )
