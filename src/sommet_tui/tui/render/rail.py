"""The rail: a line that shows a day's sessions to scale, with the current time and the hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sommet_tui.domain.timeline import PAUSE
from sommet_tui.domain.values import frozen
from sommet_tui.tui.render.rows import BLANK, Row, Span, paragraphs, row, text_row
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.session_texts import join
from sommet_tui.wording.times import column_span, column_time
from sommet_tui.wording.words import View, Zones

if TYPE_CHECKING:
    from sommet_tui.domain.programme import Session


@frozen
class DayPart:
    """A session, a break or a gap in a room's day. The `id` of a gap is None."""

    start: datetime
    end: datetime
    is_break: bool
    id: str | None = None


def day_parts(view: View, room: str | None, day: date) -> tuple[DayPart, ...]:
    """Return the items of a room on a day in the order of their starts.

    They have their actual or expected times. Items that will not take place are left out. Gaps of
    at least 15 minutes are included.
    """
    items = (
        (item, _expected_times(view, item, room))
        for lane in view.snapshot.timeline.lanes
        if (lane.room, lane.day) == (room, day)
        for item in lane.items
        if not item.cancelled
    )
    day_items = [DayPart(*times, item.is_break, item.id) for item, times in items if times]
    parts: list[DayPart] = []
    until = None
    for part in sorted(day_items, key=lambda part: (part.start, part.end)):
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


def day_sentence(parts: Sequence[DayPart], view: View, session: str | None) -> str:
    """Return a rail as a sentence for screen readers, such as “session 2 of 5 · 09:00–17:00”.

    `session` is the id of the session to name, or None for the running session. If this session is
    not on the rail, the sentence says how many sessions are over. The times are those of the whole
    rail.
    """
    sessions = [part for part in parts if not part.is_break]
    words, total = view.words, len(sessions)
    shown = (n for n, part in enumerate(sessions, 1) if part.id == session)
    runs = (n for n, part in enumerate(sessions, 1) if part.start <= view.now < part.end)
    number = next(runs if session is None else shown, None)
    if number is not None:
        progress = words.say("session {n} of {total}", n=number, total=total)
    else:
        over = sum(part.end <= view.now for part in sessions)
        progress = words.count(
            "{over} of {n} session is over", "{over} of {n} sessions are over", total, over=over
        )
    return join([progress, column_span(parts[0].start, max(p.end for p in parts), view.zones)])


BEGUN = "━"
TO_COME = "─"
BREAK = "∙"
PRESENT = "●"

_STEPS = (1, 2, 3, 4, 6, 12, 24)
"""The possible distances between two labelled hours, in hours."""
_BETWEEN = 2
"""The minimum gap between two labels, in cells."""
_QUARTER = 900
"""A quarter of an hour in seconds. In every time zone, each hour begins at a multiple of it."""


class Stretch(NamedTuple):
    """A session or a break on a rail.

    If `style` is None, a session is bright while it runs and dim when it is over.
    """

    start: datetime
    end: datetime
    is_break: bool = False
    style: str = ""


@frozen
class Scale:
    """The start and end of a rail, and its width in cells.

    Rails with the same scale can be compared.
    """

    start: datetime
    end: datetime
    width: int

    @classmethod
    def from_stretches(cls, stretches: Iterable[Stretch], width: int) -> Scale:
        """Return the scale from the first start to the last end. At least one stretch is needed."""
        shown = tuple(stretches)
        return cls(min(s.start for s in shown), max(s.end for s in shown), width)

    def column(self, moment: datetime) -> int:
        """Return the number of the cell that shows an instant, from 0.

        An instant at or after the end of the rail is in cell `width`, just outside the rail.
        """
        start, length = self.start.timestamp(), self.end.timestamp() - self.start.timestamp()
        if length <= 0:
            return 0
        cell = int(self.width * (moment.timestamp() - start) // length)
        return max(0, min(self.width, cell))

    def contains(self, moment: datetime) -> bool:
        """Return whether an instant is between the start and the end of the rail."""
        return self.start <= moment < self.end


def rail(stretches: Iterable[Stretch], scale: Scale, now: datetime | None = None) -> Row:
    """Draw sessions to scale as a row.

    The line of a session is heavy if the session has begun, and light if not. If `now` is None, all
    lines are heavy. Breaks are dotted. Each session has at least one cell, and a blank cell
    separates two sessions. To make room for these cells, a session may be drawn up to two cells too
    far right. If that is not enough, sessions overlap, and later ones in `stretches` are on top.
    """
    if scale.width < 1:
        return BLANK
    cells = [(" ", "")] * scale.width
    shown = [s for s in stretches if s.start < scale.end and s.end > scale.start]
    for stretch in shown:
        if stretch.is_break:
            for cell in range(scale.column(stretch.start), scale.column(stretch.end)):
                cells[cell] = (BREAK, stretch.style or "divider")
    present = scale.column(now) if now is not None and scale.contains(now) else None
    at_present = "accent"
    placed = _place_sessions(sorted(s for s in shown if not s.is_break), scale)
    for stretch, first, end in sorted(placed, key=lambda one: shown.index(one[0])):
        runs = now is not None and stretch.start <= now < stretch.end
        if runs and stretch.style:
            at_present = stretch.style
        for cell in range(first, end):
            style = stretch.style or _style(stretch, cell, present, now)
            cells[cell] = (TO_COME if now is not None and now < stretch.start else BEGUN, style)
    if present is not None:
        cells[present] = (PRESENT, at_present)
    return _merge(cells)


def _style(stretch: Stretch, cell: int, present: int | None, now: datetime | None) -> str:
    if now is None or now < stretch.start:
        return "muted"
    if now >= stretch.end:
        return "faint"
    return "accent" if present is not None and cell < present else "muted"


def _place_sessions(sessions: Iterable[Stretch], scale: Scale) -> list[tuple[Stretch, int, int]]:
    """Return each session with its first cell, and the cell after its last one.

    The sessions are given in the order of their starts.

    If the scale has enough cells, no two sessions share a cell.
    """
    found: list[tuple[Stretch, int, int]] = []
    for session in sessions:
        start = min(scale.column(session.start), scale.width - 1)
        end, taken = max(scale.column(session.end), start + 1), -1
        for place, (other, begin, until) in enumerate(found):
            if other.end <= session.start and until >= start:
                found[place] = other, begin, max(begin + 1, min(until, start - 1))
                taken = max(taken, found[place][2])
        first = min(max(start, taken), start + 1, scale.width - 1)
        if first == taken and end > first + 1:
            first += 1
        found.append((session, first, max(end, first + 1)))
    return found


def window_rail(
    scale: Scale,
    window: tuple[datetime, datetime],
    mine: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> Row:
    """Draw a day as a line.

    The line is heavy in the `window` of time, and coloured at the times in `mine` (the user's
    plan).
    """
    if scale.width < 1:
        return BLANK
    cells = [(TO_COME, "faint")] * scale.width
    for start, end in mine:
        for cell in range(scale.column(start), scale.column(end)):
            cells[cell] = (TO_COME, "star")
    for cell in range(scale.column(window[0]), scale.column(window[1])):
        cells[cell] = (BEGUN, "star" if cells[cell][1] == "star" else "muted")
    if scale.contains(now):
        cells[scale.column(now)] = (PRESENT, "accent")
    return _merge(cells)


def _merge(cells: Iterable[tuple[str, str]]) -> Row:
    spans = ((style, "".join(c for c, _ in of)) for style, of in groupby(cells, itemgetter(1)))
    return row(*(Span(text, style) for style, text in spans))


def hours_row(scale: Scale, zones: Zones) -> Row:
    """Return the row below a rail, with as many hours as fit. Each hour is at its cell."""
    first = ceil(scale.start.timestamp() / _QUARTER) * _QUARTER
    quarters = range(int(first), int(scale.end.timestamp()), _QUARTER)
    moments = [datetime.fromtimestamp(second, scale.start.tzinfo) for second in quarters]
    labels = [
        (local.hour, f"{local.hour:02}", scale.column(moment))
        for moment, local in zip(moments, map(zones.local, moments), strict=True)
        if local.minute == 0
    ]
    if not labels:
        return text_row(column_time(scale.start, zones)[: scale.width], "faint")
    text = ""
    for step in _STEPS:
        text, touching = "", False
        for hour, label, column in labels:
            if hour % step == 0 and column + len(label) <= scale.width:
                touching = touching or bool(text and column < len(text) + _BETWEEN)
                text = text.ljust(column) + label
        if not touching:
            break
    return text_row(text, "faint")


def room_rail(
    scene: Scene, room: str | None, day: date, width: int, session: str | None = None
) -> list[Row]:
    """Draw a room's day as a rail with its hours below it.

    If `session` is given, the other sessions are dim. In calm mode, return a sentence instead. On a
    day without sessions, return [].
    """
    parts = day_parts(scene, room, day)
    if not parts:
        return []
    if scene.calm:
        return paragraphs(day_sentence(parts, scene, session), width, "muted")

    def style(part: DayPart) -> str:
        runs = part.start <= scene.now < part.end
        if session is None or part.is_break or runs:
            return ""
        return "strong" if part.id == session else "faint"

    # The selected session is drawn last, so that parallel sessions do not hide it.
    above = sorted(parts, key=lambda part: part.id == session)
    stretches = [Stretch(p.start, p.end, p.is_break, style(p)) for p in above]
    scale = Scale.from_stretches(stretches, width)
    return [rail(stretches, scale, scene.now), hours_row(scale, scene.zones)]
