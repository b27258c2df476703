"""Totals of a lane's day so far: sessions held, their length, and the minutes given and taken."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.instants import drift
from sommet_tui.domain.rundown.standing import Standing, paused
from sommet_tui.domain.rundown.state import NOTHING
from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """The sessions of a lane, breaks aside, as far as they are over.

    `held`, `cancelled` and `skipped` are numbers of them, `broken_off` of those held that were
    cancelled while they ran, `added` of all that the stage inserted, `by_clock` of those that only
    the clock began, which nobody has confirmed as held; `lasted` and `planned` are the lengths of
    those held, by the times as they are shown, what was inserted not being planned; `given`,
    `taken` and `paused` are what they were.
    """

    held: int = 0
    by_clock: int = 0
    broken_off: int = 0
    cancelled: int = 0
    skipped: int = 0
    added: int = 0
    lasted: timedelta = NOTHING
    planned: timedelta = NOTHING
    given: timedelta = NOTHING
    taken: timedelta = NOTHING
    paused: timedelta = NOTHING


def totals(standing: Standing) -> Totals:
    """The totals of a lane at the instant of its standing."""
    sessions = [item for item in standing.items if not item.session.is_break]
    done = [item for item in sessions if item.status == "done"]
    held = [item for item in done if not item.by_clock]
    added = [item.actual.added for item in done]
    return Totals(
        held=len(held),
        by_clock=len(done) - len(held),
        broken_off=sum(item.actual.cancelled for item in done),
        cancelled=sum(item.status == "cancelled" for item in sessions),
        skipped=sum(item.status == "skipped" for item in sessions),
        added=sum(item.session.added for item in sessions),
        lasted=sum((drift(i.end, i.start) for i in held if i.start and i.end), NOTHING),
        planned=sum((i.session.duration for i in held if not i.session.added), NOTHING),
        given=sum((each for each in added if each > NOTHING), NOTHING),
        taken=-sum((each for each in added if each < NOTHING), NOTHING),
        paused=sum((paused(item, standing.at) for item in done), NOTHING),
    )
