"""The timetable: rooms as rows, time to the right; in which cells sessions are, where keys lead.

Whatever looks at it, a screen or a printed page, has a window of time as wide as it has cells.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from sommet_tui.domain.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence
    from datetime import date, datetime

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Gap, Lane

FIVE = timedelta(minutes=5)
QUARTER = timedelta(minutes=15)
_CELLS = (1, 2, 3, 4, 6)
"""In how many cells five minutes can be, besides the whole day in one window."""
WHOLE_DAY = timedelta.max
"""The length of a cell that asks for the whole day in one window."""


@dataclass(frozen=True, slots=True)
class Block:
    """A session or break, and the times at which the timetable shows it."""

    session: Session
    start: datetime
    end: datetime


@dataclass(frozen=True)
class RoomDay:
    """A row of the timetable: the blocks of a room on one event day, in the order of their starts.

    Without a room, it has what takes place elsewhere.
    """

    room: str | None
    day: date
    blocks: tuple[Block, ...]

    @cached_property
    def sessions(self) -> tuple[Block, ...]:
        """The blocks that are no breaks."""
        return tuple(block for block in self.blocks if not block.session.is_break)


@dataclass(frozen=True, slots=True)
class Axis:
    """A window of time: `width` cells from `start` on, each as long as `step`."""

    start: datetime
    step: timedelta
    width: int

    @property
    def length(self) -> timedelta:
        """The length of the window."""
        return self.step * self.width

    @property
    def end(self) -> datetime:
        """The end of the window."""
        return self.start + self.length

    def cell(self, moment: datetime) -> int:
        """Return the cell of an instant, also outside of the window."""
        return (moment - self.start) // self.step

    def cells(self, block: Block | Gap) -> range:
        """Return the cells of a block that are in the window; it has at least one cell."""
        first = self.cell(block.start)
        last = max(first + 1, self.cell(block.end))
        return range(min(max(0, first), self.width), max(0, min(self.width, last)))

    def starting(self, start: datetime) -> Axis:
        """Return the same axis from another instant on."""
        return replace(self, start=start)


def room_days(
    lanes: Iterable[Lane], times: Callable[[Session], tuple[datetime, datetime]]
) -> tuple[RoomDay, ...]:
    """Return the rows of lanes, those without a room last on their day.

    A break without a room is in every row of its day. `times` returns the start and the end that
    the timetable shows.
    """
    held = list(lanes)
    everywhere = [s for lane in held if lane.room is None for s in lane.items if s.is_break]
    rows = []
    for lane in held:
        items = lane.items if lane.room is None else (*everywhere, *lane.items)
        blocks = [Block(s, *times(s)) for s in items if s.day == lane.day]
        # Of those that begin at the same time, the shortest comes last, as it lies on top.
        blocks.sort(key=lambda b: (not b.session.is_break, b.start, b.start - b.end))
        row = RoomDay(lane.room, lane.day, tuple(blocks))
        if row.sessions:
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: (row.day, row.room is None)))


def extent(rows: Iterable[RoomDay]) -> tuple[datetime, datetime]:
    """Return the first start and the last end of some rows."""
    blocks = [block for row in rows for block in row.sessions]
    return min(block.start for block in blocks), max(block.end for block in blocks)


def steps(extent: tuple[datetime, datetime], width: int) -> tuple[timedelta, ...]:
    """Return the possible lengths of a cell, the longest first: it shows the whole day."""
    first, last = extent
    length = _quarter_after(last) - _quarter_before(first)
    whole = max(FIVE / _CELLS[-1], timedelta(seconds=-(-length // timedelta(seconds=width))))
    return whole, *(FIVE / cells for cells in _CELLS if FIVE / cells < whole)


def step_for(wanted: timedelta, possible: Sequence[timedelta]) -> timedelta:
    """Return the longest of the possible lengths of a cell that is no longer than the wanted."""
    return next((step for step in possible if step <= wanted), possible[-1])


def window(
    moment: datetime, extent: tuple[datetime, datetime], step: timedelta, width: int, at: float
) -> Axis:
    """Return the window that has an instant at a part of its width (between 0 and 1).

    It begins on a quarter of an hour, and shows no more than the day where it can.
    """
    axis = Axis(moment, step, width)
    earliest = _quarter_before(extent[0])
    latest = max(earliest, _quarter_after(extent[1] - axis.length))
    wanted = _quarter_before(moment - axis.length * at + QUARTER / 2)
    return axis.starting(min(max(wanted, earliest), latest))


def showing(axis: Axis, block: Block, extent: tuple[datetime, datetime]) -> Axis:
    """Return the window itself if enough of a block is in it, otherwise the one around it."""
    cells = axis.cells(block)
    whole = block.start >= axis.start and block.end <= axis.end
    if whole or len(cells) >= axis.width // 4:
        return axis
    if block.start < axis.start:
        moment, at = max(block.start, block.end - axis.length * 0.8), 0.0
    else:
        moment, at = block.start, 0.2
    return window(moment, extent, axis.step, axis.width, at)


def beside(row: RoomDay, id_: str, by: int, shown: Container[str]) -> Block | None:
    """Return the shown session before (-1) or after (1) another one of the row."""
    place = next(n for n, block in enumerate(row.sessions) if block.session.id == id_)
    after = row.sessions[place + 1 :] if by > 0 else row.sessions[:place][::-1]
    return next((block for block in after if block.session.id in shown), None)


def session_at(row: RoomDay, moment: datetime, shown: Container[str]) -> Block | None:
    """Return the shown session of a row at an instant; in a gap the next one, or else the last."""
    found = [block for block in row.sessions if block.session.id in shown]
    on = [block for block in found if block.start <= moment < block.end]
    coming = (block for block in found if block.start > moment)
    return on[-1] if on else next(coming, found[-1] if found else None)


def row_beside(rows: Sequence[RoomDay], place: int, by: int, shown: Container[str]) -> int:
    """Return the row `by` rows below another, or the nearest on the way with a shown session."""
    target = min(max(place + by, 0), len(rows) - 1)
    way = 1 if by > 0 else -1
    last = len(rows) if by > 0 else -1
    there = (*range(target, last, way), *range(target - way, place, -way))
    return next((n for n in there if any(b.session.id in shown for b in rows[n].sessions)), place)


def count(rows: Iterable[RoomDay], moment: datetime) -> tuple[int, int, int]:
    """Return in how many rows a session starts at an instant, is already on, and neither."""
    starts = on = empty = 0
    for row in rows:
        held = [b for b in row.sessions if not b.session.cancelled]
        begins = any(block.start == moment for block in held)
        runs = any(block.start < moment < block.end for block in held)
        starts += begins
        on += runs and not begins
        empty += not (begins or runs)
    return starts, on, empty


def _quarter_before(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % QUARTER.total_seconds())


def _quarter_after(moment: datetime) -> datetime:
    return moment + timedelta(seconds=-moment.timestamp() % QUARTER.total_seconds())
