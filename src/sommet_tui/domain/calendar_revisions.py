"""The entries of exported calendars, and the revisions by which a calendar app notices changes.

A calendar app keeps the entry with the highest SEQUENCE (RFC 5545, 3.8.7.4). The SEQUENCE must
therefore rise whenever the time, the place or the state changes, and must never fall.
"""

from __future__ import annotations

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.domain.programme import Session, State


@frozen
class CalendarEntry:
    """An exported session: its time, its place, its state, and a digest of all other facts.

    `start` and `end` are aware instants; `place` is "" if it is unknown.
    """

    session: str
    title: str
    start: datetime
    end: datetime
    place: str
    state: State
    details: str = ""


@frozen
class Revision:
    """The last exported entry of a session, its SEQUENCE number, and when it last changed."""

    entry: CalendarEntry
    sequence: int
    modified_at: datetime


def make_entry(session: Session, title: str, place: str | None, details: str) -> CalendarEntry:
    """Return the calendar entry of a session that is in the programme."""
    return CalendarEntry(
        session.id, title, session.start, session.end, place or "", session.state, details
    )


def next_revision(last: Revision | None, entry: CalendarEntry, now: datetime) -> Revision:
    """Return the revision for `entry`, or `last` itself if nothing has changed."""
    if last is None:
        return Revision(entry, 0, now)
    if last.entry == entry:
        return last
    rises = _compared_fields(last.entry) != _compared_fields(entry)
    return Revision(entry, last.sequence + rises, max(now, last.modified_at))


def withdraw_entry(last: Revision, now: datetime) -> Revision:
    """Return the revision that exports a session as cancelled, because it left the programme."""
    was = last.entry
    gone = CalendarEntry(
        was.session, was.title, was.start, was.end, was.place, "cancelled", was.details
    )
    return next_revision(last, gone, now)


def _compared_fields(entry: CalendarEntry) -> tuple[object, ...]:
    return entry.start, entry.end, entry.place, entry.state
