"""The JSON shapes of my plan, and of two people's picks beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.json.parts import Json, heading, iso
from sommet_tui.companion.json.programme import session_view
from sommet_tui.domain.programme import Session
from sommet_tui.domain.walks import BETWEEN, USUAL_BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.companion.plan import Leg, PlannedDay
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.plan import Comparison, LeftOut, Parting, Reason, Stop


def plan_view(
    snapshot: Snapshot, now: datetime, days: Iterable[PlannedDay], walk_minutes: int | None
) -> Json:
    """`plan`: my days.

    `walk_minutes` are those between two buildings; of a stop, those from the one before.
    """
    between = snapshot.programme.walks.get(BETWEEN, USUAL_BETWEEN)
    return heading(snapshot, now) | {
        "walk_minutes": between if walk_minutes is None else walk_minutes,
        "days": [_day_view(snapshot, now, day) for day in days],
    }


def _day_view(snapshot: Snapshot, now: datetime, day: PlannedDay) -> Json:
    programme = snapshot.programme
    return {
        "day": day.day.isoformat(),
        "stops": [_leg_view(snapshot, now, leg) for leg in day.legs],
        "gaps": [
            {"start": iso(programme, leg.after), "end": iso(programme, leg.stop.start)}
            for leg in day.legs
            if leg.after is not None and leg.free.total_seconds() > 0
        ],
        "left_out": [_left_out_view(snapshot, now, each) for each in day.plan.left_out],
    }


def _leg_view(snapshot: Snapshot, now: datetime, leg: Leg) -> Json:
    return _stop_view(snapshot, now, leg.stop) | {
        "walk_minutes": leg.walk,
        "free_minutes": int(leg.free.total_seconds() // 60),
    }


def _stop_view(snapshot: Snapshot, now: datetime, stop: Stop) -> Json:
    subject = stop.subject
    session = subject if isinstance(subject, Session) else None
    return {
        "id": stop.id,
        "degree": stop.wanted,
        "title": subject.title,
        "start": iso(snapshot.programme, stop.start),
        "end": iso(snapshot.programme, stop.end),
        "places": list(stop.places),
        "session": session_view(snapshot, session, now) if session is not None else None,
    }


def _left_out_view(snapshot: Snapshot, now: datetime, left_out: LeftOut) -> Json:
    return _stop_view(snapshot, now, left_out.stop) | {
        "reasons": [_reason_view(reason) for reason in left_out.reasons]
    }


def _reason_view(reason: Reason) -> Json:
    return {
        "why": reason.why,
        "minutes": reason.minutes,
        "id": reason.stop.id if reason.stop else None,
    }


def comparison_view(snapshot: Snapshot, now: datetime, friend: str, found: Comparison) -> Json:
    """`bookmark compare`: both's sessions, what one alone picked, where they part and meet."""
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
