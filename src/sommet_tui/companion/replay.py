"""A log of acts from elsewhere, folded as if its acts were being recorded one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sommet_tui.companion.event_log import EventLog
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.rundown.replay import replayed
from sommet_tui.domain.values import replace


class ReplayError(Exception):
    """An act of a log could not have been recorded at its place."""

    def __init__(self, act: Act, refusal: Refusal) -> None:
        super().__init__(f"{act.seq}: {refusal.reason}")
        self.act = act
        self.refusal = refusal


def with_acts(snapshot: Snapshot, acts: Iterable[Act], now: datetime) -> Snapshot:
    """The snapshot as if these acts, in the order of `seq`, were all that happened up to `now`.

    Raises:
        ReplayError: one of them would have been refused.
    """
    plans = snapshot.plans
    rooms = plans.rooms
    only = next(iter(rooms)) if len(rooms) == 1 else None
    done, refused = replayed(plans, [_placed(act, only) for act in acts], now)
    if refused is not None:
        raise ReplayError(*refused)
    return replace(snapshot.base or snapshot, events=EventLog(done))


def _placed(act: Act, only: str | None) -> Act:
    """An act that names no room is about the only one."""
    return act if act.room is not None or only is None else replace(act, room=only)
