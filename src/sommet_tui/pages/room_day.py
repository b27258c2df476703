"""The day of a room: its sessions, breaks and gaps with their times, to draw or to say."""

from __future__ import annotations

from sommet_tui.domain.timeline import PAUSE
from sommet_tui.domain.values import dataclass
from sommet_tui.wording.sentences import join
from sommet_tui.wording.times import column_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.view import View


@dataclass(frozen=True, slots=True)
class DayPart:
    """A session, a break or a gap in the day of a room; a gap has no `id`."""

    start: datetime
    end: datetime
    is_break: bool
    id: str | None = None


def day_parts(
    view: View, room: str | None, day: date, *, planned: bool = False
) -> tuple[DayPart, ...]:
    """Return what takes place in a room on a day, by start, at real and expected times.

    With `planned`, at the times in the programme. What will not take place is left out. A gap of
    at least 15 minutes is a break.
    """
    timeline = view.snapshot.lanes.timeline if planned else view.snapshot.timeline
    items = (
        item
        for lane in timeline.lanes
        if (lane.room, lane.day) == (room, day)
        for item in lane.items
        if not item.cancelled
    )
    times = (
        (item, (item.start, item.end) if planned else _expected_times(view, item, room))
        for item in items
    )
    held = [DayPart(*time, item.is_break, item.id) for item, time in times if time]
    parts: list[DayPart] = []
    until = None
    for part in sorted(held, key=lambda part: (part.start, part.end)):
        if until is not None and part.start - until >= PAUSE:
            parts.append(DayPart(until, part.start, is_break=True))
        parts.append(part)
        until = part.end if until is None else max(until, part.end)
    return tuple(parts)


def _expected_times(
    view: View, item: Session, room: str | None
) -> tuple[datetime, datetime] | None:
    times = view.times(item, room)
    if times is None:
        return item.start, item.end
    if times.start is None or times.end is None or times.end <= times.start:
        return None
    return times.start, times.end


def day_words(parts: Sequence[DayPart], view: View, session: str | None = None) -> str:
    """Return what a rail shows, for those who hear it: which session of how many, and the times.

    That is a session by its id, or else the running one.
    """
    held = [part for part in parts if not part.is_break]
    words, total = view.words, len(held)
    shown = (n for n, part in enumerate(held, 1) if part.id == session)
    runs = (n for n, part in enumerate(held, 1) if part.start <= view.now < part.end)
    number = next(runs if session is None else shown, None)
    if number is not None:
        said = words.say("session {n} of {total}", n=number, total=total)
    else:
        over = sum(part.end <= view.now for part in held)
        said = words.count(
            "{over} of {n} session is over", "{over} of {n} sessions are over", total, over=over
        )
    return join([said, column_span(parts[0].start, max(p.end for p in parts), view.zones)])
