"""The timetable: rows of rooms with the cells of their sessions, and the moves of the cursor.

Times count from midnight of the event day, as the event's clocks show them, so that all days have
the same hours even when the clocks change. A screen or a printed page shows a window of time; each
cell is as long as `step`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Lane

FIVE, QUARTER = timedelta(minutes=5), timedelta(minutes=15)
_CELLS = (1, 2, 3, 4, 6)
"""The possible numbers of cells for five minutes; a further scale shows the whole day."""
WHOLE_DAY = timedelta.max
"""The length of a cell that asks for the whole day in one window."""


@frozen
class Block:
    """A session or break, and the times between which the timetable shows it."""

    session: Session
    start: timedelta
    end: timedelta


@frozen
class RoomDay:
    """A row of the timetable: the blocks of a room on an event day.

    If blocks overlap, later blocks lie over earlier ones. The row without a room has all other
    sessions. `name` is the text before the row, and `late` is how late the room is. If `step` is
    true, the row is a step of a staircase: it has only one block, with its title beside it.
    """

    room: str | None
    day: date
    blocks: tuple[Block, ...]
    name: str = ""
    late: timedelta = timedelta(0)
    step: bool = False

    @cached_property
    def sessions(self) -> tuple[Block, ...]:
        """The blocks that are not breaks."""
        return tuple(block for block in self.blocks if not block.session.is_break)


@frozen
class Axis:
    """A window of time: `width` cells from `start` on, each as long as `step`."""

    start: timedelta
    step: timedelta
    width: int

    @property
    def end(self) -> timedelta:
        """The end of the window."""
        return self.start + self.step * self.width

    def cell(self, moment: timedelta) -> int:
        """Return the index of the cell at a time, which may be outside the window."""
        return (moment - self.start) // self.step

    def cells(self, start: timedelta, end: timedelta) -> range:
        """Return the cells from `start` to `end` that are in the window.

        Even the shortest time has one cell, unless it is outside the window.
        """
        first = self.cell(start)
        last = max(first + 1, self.cell(end))
        return range(min(max(0, first), self.width), max(0, min(self.width, last)))

    def block_cells(self, block: Block) -> range:
        """Return the cells of a block that are in the window."""
        return self.cells(block.start, block.end)


def clock_time(moment: datetime, day: date, zone: tzinfo) -> timedelta:
    """Return an instant as the time since midnight of a day, as clocks in `zone` show it."""
    return moment.astimezone(zone).replace(tzinfo=None) - datetime.combine(day, time())


def instant_at(moment: timedelta, day: date, zone: tzinfo) -> datetime:
    """Return the instant at a time since midnight of a day, as clocks in `zone` show it."""
    return datetime.combine(day, time(), zone) + moment


def room_days(
    lanes: Iterable[Lane], times: Callable[[Session, str | None], tuple[timedelta, timedelta]]
) -> list[RoomDay]:
    """Return the rows of some lanes.

    On each day, rooms with only breaks come after the others, and the row without a room comes
    last. A break without a room is in every row of its day. `times` returns the start and the end
    between which the timetable shows a session in a room.
    """
    held = list(lanes)
    everywhere = [s for lane in held if lane.room is None for s in lane.items if s.is_break]
    rows = []
    for lane in held:
        items = lane.items if lane.room is None else (*everywhere, *lane.items)
        blocks = [Block(s, *times(s, lane.room)) for s in items if s.day == lane.day]
        # If several begin at the same time, the shortest comes last, on top.
        blocks.sort(key=lambda b: (not b.session.is_break, b.start, b.start - b.end))
        row = RoomDay(lane.room, lane.day, tuple(blocks))
        if row.sessions or row.room is not None:
            rows.append(row)
    return sorted(rows, key=lambda row: (row.day, row.room is None, not row.sessions))


def extent(rows: Iterable[RoomDay]) -> tuple[timedelta, timedelta]:
    """Return the first start and the last end of all sessions in some rows.

    If the rows have only breaks, return the first start and the last end of these.
    """
    held = list(rows)
    blocks = [block for row in held for block in row.sessions]
    blocks = blocks or [block for row in held for block in row.blocks]
    return min(block.start for block in blocks), max(block.end for block in blocks)


def stack_blocks(
    row: RoomDay, axis: Axis, cursor: str | None = None
) -> tuple[dict[str, range], dict[str, list[Block]]]:
    """Return the visible cells of sessions by id, and the covered sessions by the id of the cover.

    A session is covered by another session if none of its cells is visible. The session with the id
    `cursor` lies over all others.
    """
    blocks = sorted(row.sessions, key=lambda block: block.session.id == cursor)
    top = {cell: block.session.id for block in blocks for cell in axis.block_cells(block)}
    seen, under = dict[str, range](), dict[str, list[Block]]()
    for cell in sorted(top):
        first = seen.get(top[cell], range(cell, cell))
        if first.stop == cell:
            seen[top[cell]] = range(first.start, cell + 1)
    for block in blocks:
        if axis.block_cells(block) and block.session.id not in seen:
            under.setdefault(top[axis.block_cells(block)[0]], []).append(block)
    return seen, under


def scales(extent: tuple[timedelta, timedelta], width: int) -> tuple[timedelta, ...]:
    """Return the possible lengths of a cell, the longest first.

    With the longest one, the whole day fits into the `width`.
    """
    length = _quarter_after(extent[1]) - _quarter_before(extent[0])
    whole = max(FIVE / _CELLS[-1], timedelta(seconds=-(-length // timedelta(seconds=width))))
    return whole, *(FIVE / cells for cells in _CELLS if FIVE / cells < whole)


def scale_for(wanted: timedelta, possible: Sequence[timedelta]) -> timedelta:
    """Return the longest of the possible lengths that is not longer than `wanted`.

    If all are longer, return the shortest one.
    """
    return next((step for step in possible if step <= wanted), possible[-1])


def window(
    moment: timedelta, extent: tuple[timedelta, timedelta], step: timedelta, width: int, at: float
) -> Axis:
    """Return the window in which `moment` is at the fraction `at` (0 to 1) of the width.

    The window begins on a quarter of an hour and, if possible, stays within the day.
    """
    length, earliest = step * width, _quarter_before(extent[0])
    latest = max(earliest, _quarter_after(extent[1] - length))
    wanted = _quarter_before(moment - length * at + QUARTER / 2)
    return Axis(min(max(wanted, earliest), latest), step, width)


def window_with_block(axis: Axis, block: Block, extent: tuple[timedelta, timedelta]) -> Axis:
    """Return the window if it shows enough of a block, or else one that shows more of it."""
    is_whole = block.start >= axis.start and block.end <= axis.end
    if is_whole or len(axis.block_cells(block)) >= axis.width // 4:
        return axis
    moment, at = (block.end, 0.8) if block.start < axis.start else (block.start, 0.2)
    return window(moment, extent, axis.step, axis.width, at)


def session_at(row: RoomDay, moment: timedelta, shown: Container[str]) -> Block | None:
    """Return the session of a row at a time; in a gap, the next session, or else the last.

    Only sessions in `shown` count.
    """
    found = [block for block in row.sessions if block.session.id in shown]
    on = [block for block in found if block.start <= moment < block.end]
    later = [block for block in found if block.start > moment]
    return next(iter((*on[-1:], *later, *found[-1:])), None)


def neighbouring_row(rows: Sequence[RoomDay], place: int, by: int, shown: Container[str]) -> int:
    """Return the index of the row that is `by` rows below the row `place`.

    Only rows with a session in `shown` count; at the ends of the list, return the last such row.
    """
    there = [
        n
        for n, row in enumerate(rows)
        if n == place or any(block.session.id in shown for block in row.sessions)
    ]
    return there[min(max(there.index(place) + by, 0), len(there) - 1)]


def count_rooms(rows: Iterable[RoomDay], moment: timedelta) -> tuple[int, int, int]:
    """Count the rows in which a session starts at `moment`, is already running, or neither.

    Rooms with only breaks do not count.
    """
    held = [[b for b in row.sessions if not b.session.cancelled] for row in rows if row.sessions]
    starts = [any(block.start == moment for block in of) for of in held]
    runs = [any(block.start <= moment < block.end for block in of) for of in held]
    return sum(starts), sum(runs) - sum(starts), len(held) - sum(runs)


def _quarter_before(moment: timedelta) -> timedelta:
    return moment - moment % QUARTER


def _quarter_after(moment: timedelta) -> timedelta:
    return moment + -moment % QUARTER
