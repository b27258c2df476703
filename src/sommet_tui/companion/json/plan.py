"""The JSON shape of the comparison of two people's picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.json.parts import Json, heading, iso
from sommet_tui.companion.json.programme import session_view

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.plan import Comparison, Parting


def comparison_view(snapshot: Snapshot, now: datetime, friend: str, found: Comparison) -> Json:
    """Return `bookmark compare`: shared and separate sessions, where people part and meet."""
    return heading(snapshot, now) | {
        "friend": friend,
        "both": [session_view(snapshot, s, now) for s in found.both],
        "mine": [session_view(snapshot, s, now) for s in found.mine],
        "theirs": [session_view(snapshot, s, now) for s in found.theirs],
        "partings": [_parting_view(snapshot, parting) for parting in found.partings],
    }


def _parting_view(snapshot: Snapshot, parting: Parting) -> Json:
    return {
        "since": iso(snapshot.programme, parting.since),
        "mine": [session.id for session in parting.mine],
        "theirs": [session.id for session in parting.theirs],
        "meet": parting.meet.id if parting.meet else None,
    }
