"""A slow and simple implementation of `now`, `next` and gaps, to compare with the real one.

`phase`: `before` the first session, `on` while any session runs, `gap` whenever none does,
`after` the last. `now` and `next` hold sessions only; a gap spans the last end to the next start
within the lane's day; `next` may be another day's. Cancelled sessions do not happen.
"""

from __future__ import annotations

from datetime import datetime

from sommet_tui.domain.programme import Programme, Session


def on_stage(programme: Programme) -> list[Session]:
    return [s for s in programme.sessions if s.kind == "session" and s.state != "cancelled"]


def phase(programme: Programme, now: datetime) -> str:
    stage = on_stage(programme)
    if any(s.start <= now < s.end for s in stage):
        return "on"
    if all(s.end <= now for s in stage):
        return "after"
    return "before" if all(s.start > now for s in stage) else "gap"


def room_now(programme: Programme, room: str | None, now: datetime) -> set[str]:
    return {s.id for s in on_stage(programme) if s.room == room and s.start <= now < s.end}


def next_start(programme: Programme, room: str | None, now: datetime) -> datetime | None:
    """Return the start of the room's next session, on any day."""
    coming = [s.start for s in on_stage(programme) if s.room == room and s.start > now]
    return min(coming, default=None)


def room_gaps(
    programme: Programme, room: str | None, now: datetime
) -> set[tuple[datetime, datetime]]:
    """The gaps of the room's lanes that `now` falls in, as start and end; none while it is used."""
    if room_now(programme, room, now):
        return set()
    found = set()
    for day in {s.day for s in programme.sessions}:
        lane = [s for s in on_stage(programme) if s.room == room and s.day == day]
        before = [s.end for s in lane if s.end <= now]
        after = [s.start for s in lane if s.start > now]
        if before and after:
            found.add((max(before), min(after)))
    return found


def breaks(programme: Programme, room: str | None, now: datetime) -> set[str]:
    """Breaks on in the room."""
    return {
        s.id
        for s in programme.sessions
        if s.kind == "break"
        and s.state != "cancelled"
        and s.room == room
        and s.start <= now < s.end
    }
