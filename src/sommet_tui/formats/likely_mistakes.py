"""Warns of what a programme can say but hardly means: overlaps, double bookings, odd times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sommet_tui.domain.programme import Session
from sommet_tui.formats.nodes import Loc
from sommet_tui.formats.report import Report

_LONG: Final = timedelta(hours=12)
_LONG_OVERNIGHT: Final = timedelta(hours=6)
"""A session that ends on the next date may be a party; if it is longer than that, it is a typo."""


def warn_of_likely_mistakes(
    sessions: Sequence[Session], places: Mapping[str, Loc], zone: ZoneInfo, report: Report
) -> None:
    """Add warnings about the sessions of an event, which are in the order of their starts.

    `places` says where each stands in the file, by id; `zone` is the event's.
    """
    confirmed = [session for session in sessions if not session.cancelled]
    for session in confirmed:
        _warn_if_long(session, places[session.id], zone, report)
    _warn_of_overlaps(confirmed, places, report)
    _warn_of_double_bookings(confirmed, places, report)


def _warn_if_long(session: Session, loc: Loc, zone: ZoneInfo, report: Report) -> None:
    start, end = session.start.astimezone(zone), session.end.astimezone(zone)
    overnight = end.date() > start.date()
    if session.duration <= (_LONG_OVERNIGHT if overnight else _LONG):
        return
    minutes = session.duration // timedelta(minutes=1)
    facts = {"title": session.title, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    code = "long-overnight" if overnight else "long-session"
    report.warn((*loc, "end"), code, **facts, length=f"{minutes // 60}:{minutes % 60:02d}")


def _warn_of_overlaps(
    sessions: Sequence[Session], places: Mapping[str, Loc], report: Report
) -> None:
    last: dict[str | None, Session] = {}
    for session in sessions:
        rooms = session.rooms or (None,)
        taken = (last[room] for room in rooms if room in last)
        before = next((other for other in taken if session.start < other.end), None)
        if before is not None:
            report.warn(
                (*places[session.id], "start"), "overlap", **_pair(session, before, places, report)
            )
        for room in rooms:
            if room not in last or session.end > last[room].end:
                last[room] = session


def _warn_of_double_bookings(
    sessions: Sequence[Session], places: Mapping[str, Loc], report: Report
) -> None:
    """Warn of people who are in two rooms at a time; in one room, the overlap says it all."""
    last: dict[str, Session] = {}
    for session in sessions:
        for person in session.participants:
            before = last.get(person.id)
            apart = before is not None and not set(session.rooms) & set(before.rooms)
            if before is not None and apart and session.start < before.end:
                facts = _pair(session, before, places, report)
                report.warn(
                    (*places[session.id], "people"), "double-booked", name=person.name, **facts
                )
            if before is None or session.end > before.end:
                last[person.id] = session


def _pair(
    session: Session, before: Session, places: Mapping[str, Loc], report: Report
) -> dict[str, str]:
    first = report.line_of(places[before.id])
    return {"title": session.title, "other": before.title, "first": str(first or "")}
