"""The timetable as rows of rooms with the cells of their sessions, and as text in these cells.

Times count from twelve hours before noon of the event day. Usually, that is midnight. So if clocks
change at night, the next day still has the usual hours, and the night is as long as it really is. A
screen or a printed page shows a window of time; each cell is as long as `step`.

A screen colours the text, and a command prints it. Each piece of a row has the name of its style.
In a block, this name consists of the state of the session and the part of the block: `block-past`,
`block-past-edge`.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import groupby, zip_longest
from operator import attrgetter, itemgetter
from typing import NamedTuple

from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.timeline import Gap, Lane
from sommet_tui.domain.values import field, frozen, replace
from sommet_tui.pages.agenda import insert_gaps
from sommet_tui.wording import marks, session_texts
from sommet_tui.wording.expected_times import break_with_length
from sommet_tui.wording.layout import cell_width, clusters, cut, short_names, wrap
from sommet_tui.wording.plan import stop_place, stop_title
from sommet_tui.wording.times import column_time, duration, short_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from sommet_tui.companion.plan import PlannedDay
    from sommet_tui.wording.words import View

FIVE, QUARTER = timedelta(minutes=5), timedelta(minutes=15)
_CELLS = (1, 2, 3, 4, 6)
"""The possible numbers of cells for five minutes; a further scale shows the whole day."""
WHOLE_DAY = timedelta.max
"""The length of a cell that asks for the whole day in one window."""
_EDGE, _CURSOR_EDGE, _DOT, _PRESENT = "▏", "▌", "·", "│"
_BEGUN, _TO_COME = "━", "─"
_BEFORE, _AFTER = "‹", "›"
_PLAIN = str.maketrans({_EDGE: "|", _CURSOR_EDGE: "#", _DOT: ".", _PRESENT: "!", ELLIPSIS: "."})
"""ASCII signs that replace other signs. An edge must differ from the current-time line."""
_TITLE_STYLES = {
    "past": "faint",
    "off": "faint",
    "even": "muted",
    "mine": "star",
    "cursor-mine": "star",
    "cursor": "strong",
}
"""The style of a title beside its block."""
_OFF_STATUSES = ("cancelled", "skipped")
"""The statuses of sessions that do not take place."""
_SMALL_BLOCK = 6
"""In blocks up to this width, in cells, a title may reach the end of the block."""
_WIDE_BLOCK = 6
"""A title may have several lines if the block is at least this wide, in cells."""
_PEOPLE_HEIGHT = 4
"""If a block has at least this many lines, the last one names the people."""


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
    """Return how long after midnight of a day an instant is (see the top of this file)."""
    return moment - instant_at(timedelta(0), day, zone)


def instant_at(moment: timedelta, day: date, zone: tzinfo) -> datetime:
    """Return the instant at a time since midnight of a day (see the top of this file)."""
    return datetime.combine(day, time(12), zone).astimezone(UTC) + moment - timedelta(hours=12)


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


class Piece(NamedTuple):
    """A part of a row with one style. `style` is the name of the style, or "" for plain text."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
"""A line of text: the piece before the axis, then the pieces along the axis."""


@frozen
class Picture:
    """What a timetable shows: a section of a day, at the instant of `view`.

    `before` is the number of cells before the axis; `short` has names of rooms that fit there. Only
    sessions with an id in `shown` have titles. The session `cursor` is highlighted, and sessions
    that start at `start` have a bright edge. If `plain`, only ASCII characters are used; if `bare`,
    blocks have no background.
    """

    view: View
    axis: Axis
    day: date
    before: int
    shown: Container[str]
    short: Mapping[str, str] = field(default_factory=dict)
    cursor: str | None = None
    start: timedelta | None = None
    plain: bool = False
    bare: bool = False

    @property
    def now_cell(self) -> int | None:
        """The cell of the current time, or None if it is outside the section."""
        cell = self.axis.cell(self.time_of_day(self.view.now))
        return cell if 0 <= cell < self.axis.width else None

    def time_of_day(self, moment: datetime) -> timedelta:
        """Convert an instant to the time since midnight of the event's day."""
        return clock_time(moment, self.day, self.view.programme.zone)

    def clock_text(self, moment: timedelta) -> str:
        """Convert a time since midnight of the event's day to a clock time in the zone shown."""
        instant = instant_at(moment, self.day, self.view.programme.zone)
        return column_time(instant, self.view.zones)


def timetable_rows(
    view: View, rooms: Container[str | None] | None = None, day: date | None = None
) -> tuple[RoomDay, ...]:
    """Return the rows of the event, or only those of some rooms or a day, with expected times.

    If only one room has sessions, and only on one day, each session or gap has a row, so that they
    form a staircase. If only one room has sessions, but on several days, each day has a row.
    Otherwise, rooms with only breaks have rows, too.
    """
    zone, programme, live = view.programme.zone, view.programme, view.snapshot.live

    def times(session: Session, room: str | None) -> tuple[timedelta, timedelta]:
        known, start, end = view.times(session, room), session.start, session.end
        if known is not None and known.start and known.end and known.start < known.end:
            start, end = known.start.replace(second=0), known.end
        return clock_time(start, session.day, zone), clock_time(end, session.day, zone)

    rows = [
        row
        for row in room_days(view.snapshot.timeline.lanes, times)
        if day in (None, row.day) and (rooms is None or row.room in rooms)
    ]
    if len({row.room for row in rows if row.sessions}) < 2:
        rows = [row for row in rows if row.sessions]
    if len(rows) == 1:
        (row,) = rows
        sessions = sorted((block.session for block in row.blocks), key=attrgetter("start"))
        steps = (
            Session(
                "",
                session_texts.gap_name(programme, step, view.words),
                step.start,
                step.end,
                row.day,
                "break",
            )
            if isinstance(step, Gap)
            else step
            for step in insert_gaps(view.snapshot, sessions)
        )
        return tuple(
            replace(row, blocks=(Block(s, *times(s, row.room)),), step=True) for s in steps
        )
    by_day, today = len({row.room for row in rows}) == 1, programme.day_of(view.now)
    late = {(room.room, today): room.offset for room in live.moment.rooms} if live else {}
    elsewhere = view.words.say("elsewhere")
    return tuple(
        replace(
            row,
            name=short_day(row.day, view)
            if by_day
            else programme.room_names.get(row.room or "", elsewhere),
            late=late.get((row.room, row.day), row.late),
        )
        for row in rows
    )


def row_lines(row: RoomDay, shade: int, height: int, picture: Picture, gap: int = 0) -> list[Line]:
    """Return the lines of a row, followed by `gap` blank lines.

    `shade` is 0 in even rows and 1 in odd rows, counted from 0.
    """
    canvas = _Canvas(picture, height, gap)
    lines = (
        _step_lines(canvas, row.blocks[0])
        if row.step
        else _block_lines(canvas, row, ("odd", "even")[shade])
    )
    label = _name_lines(row, height, picture)
    blank = (Piece(" " * picture.before),)
    return [(*name, *line) for name, line in zip_longest(label, lines, fillvalue=blank)]


def _name_lines(row: RoomDay, height: int, picture: Picture) -> list[Line]:
    """Return the text to the left of a row: the name and the delay of the room."""
    view, width = picture.view, picture.before - 1
    short, late = picture.short, row.late >= FIVE / 5
    if height > 1:
        short = short_names(view.programme.room_names.values(), width)
    name = picture.clock_text(row.blocks[0].start) if row.step else short.get(row.name, row.name)
    found = [(name, "warning" if late else "muted")]
    if height > 1:
        found = [(text, "muted") for text in wrap(name, width, whole=True)][: height - late]
        found += [(f"+{duration(row.late, view.words)}", "warning")] * late
    found += [("", "muted")] * (height - len(found))
    table = _PLAIN if picture.plain else {}
    shown = ((cut(text, width).translate(table), style) for text, style in found)
    return [
        (Piece(text + " " * (width - cell_width(text)), style), Piece(" ")) for text, style in shown
    ]


def _block_lines(canvas: _Canvas, row: RoomDay, shade: str) -> Sequence[Line]:
    """Draw the sessions of a row, with the breaks and gaps between them, and return the lines."""
    picture, axis = canvas.picture, canvas.picture.axis
    begins, ends = extent([row])
    whole = [axis.cells(begins, ends)] if row.sessions else map(axis.block_cells, row.blocks)
    for between in whole:
        canvas.write(0, between, _DOT * len(between), "divider")
    seen, under = stack_blocks(row, axis, picture.cursor)
    for block in sorted(row.blocks, key=lambda block: block.session.id == picture.cursor):
        if not block.session.is_break:
            id_ = block.session.id
            _draw_block(canvas, block, shade, seen.get(id_), len(under.get(id_, ())))
        else:
            within = _longer_side(
                axis.cells(max(begins, block.start), min(ends, block.end)), picture
            )
            title = block.session.title
            name = cut(title, len(within) - 2)
            if name and (name == title or len(within) > _SMALL_BLOCK):
                style = "faint" if row.sessions else "muted"
                canvas.write(0, within[(len(within) - cell_width(name)) // 2 :], name, style)
    return canvas.lines()


def _step_lines(canvas: _Canvas, block: Block) -> Sequence[Line]:
    """Draw a session or gap as a step of a staircase: to scale, with its title beside it.

    If the title has no space there, it is within the step.
    """
    picture, session, view = canvas.picture, block.session, canvas.picture.view
    taken, style = picture.axis.block_cells(block), "faint"
    if session.is_break:
        canvas.write(0, taken, _DOT * len(taken), "divider")
        texts = [break_with_length(session.title, session, view)]
    else:
        _draw_block(canvas, block, "even")
        if picture.bare:
            for place in taken:
                begun = view.status(session) == "done" or place < (picture.now_cell or 0)
                rail = (_BEGUN, "now") if begun else (_TO_COME, "edge")
                canvas.write(0, [place], *rail)
        style = _TITLE_STYLES.get(_style_state(picture, session, "even"), "")
        degree = marks.degree_mark(view.snapshot, session.id, "") + _cancelled_symbol(view, session)
        seats = marks.SEATS.get(session.seats or "", "")
        texts = [
            f"{degree}{seats} {session_texts.headline(session)}".strip(),
            session_texts.participants_line(session),
        ][: canvas.height]
    canvas.draw_current_time()
    before, after = range(max(0, taken.start - 1)), range(taken.stop + 1, picture.axis.width)
    width, within = max(map(cell_width, texts)), _longer_side(taken[2:-2], picture)
    beside = max(after, before, within, key=lambda side: min(len(side), width))
    people = "muted" if style != "faint" else style
    if beside is within:
        style, people, texts = "", "quiet", [f" {text} " for text in texts]
    for line, text in enumerate(texts):
        shown = cut(text, len(beside))
        places = beside[len(beside) - cell_width(shown) if beside is before else 0 :]
        canvas.write(line, places, shown, people if line else style)
    return canvas.lines(present=False)


def my_plan_line(planned: PlannedDay, picture: Picture) -> Line:
    """Return the user's plan of a day as a row. Each stop shows how many picks it excludes."""
    canvas, view = _Canvas(picture, 1), picture.view
    excluded = Counter(
        reason.stop.id for one in planned.plan.left_out for reason in one.reasons if reason.stop
    )
    for leg in planned.legs:
        stop = leg.stop
        place = stop_place(stop, view) or stop_title(stop)
        own = f"{marks.OWN} " if stop.degree == "own" else ""
        label = own + picture.short.get(place, place)
        clash = f"{marks.CLASH}{excluded[stop.id]}" if excluded[stop.id] else ""
        taken = picture.axis.cells(*map(picture.time_of_day, stop.expected_times))
        canvas.fill(taken, "mine")
        canvas.write(0, taken[:1], _EDGE, "edge")
        free, text = _longer_side(taken[1:], picture), f"{label} {clash}".strip()
        at = cell_width(label) + 1
        if len(free) < cell_width(text):
            at, clash = 0, clash[:1]
            text = clash + label
        canvas.write(0, free, text)
        canvas.write(0, free[at:], clash, "clash")
    name = view.words.say("mine").ljust(picture.before - 2)
    return Piece(f"{marks.STAR} ", "star"), Piece(name), *canvas.lines()[0]


def hours_line(picture: Picture, name: str = "") -> Line:
    """Return the line above the rows: the hours, the current time, and the start at the cursor."""
    canvas, axis, present = _Canvas(picture, 1), picture.axis, picture.now_cell
    labels, taken = list[tuple[int, str, str]](), set[int]()
    if present is not None:
        now = picture.time_of_day(picture.view.now)
        labels.append((present - min(2, present), picture.clock_text(now), "heading"))
    if picture.start is not None:
        labels.append((axis.cell(picture.start), picture.clock_text(picture.start), "strong"))
    quarters = range(-(-axis.start // QUARTER), axis.end // QUARTER + 1)
    faces = [(axis.cell(n * QUARTER), picture.clock_text(n * QUARTER)) for n in quarters]
    labels += [(*at, "muted") for at in faces if at[1].endswith(":00")] or [(*faces[0], "muted")]
    if axis.step < FIVE:
        labels += [(at, ":30", "faint") for at, face in faces if face.endswith(":30")]
    for at, text, style in labels:
        end = at + len(text)
        if at >= 0 and end <= axis.width and taken.isdisjoint(range(at - 1, end + 1)):
            taken.update(range(at, end))
            canvas.write(0, range(at, end), text, style)
    return Piece(name.ljust(picture.before), "heading"), *canvas.lines(present=False)[0]


def _draw_block(
    canvas: _Canvas, block: Block, shade: str, seen: range | None = None, hidden_count: int = 0
) -> None:
    """Draw a session: its background, its edges, its signs, its title and its people.

    The title is in the cells `seen`. It begins with `hidden_count`, the number of sessions that the
    block hides completely.
    """
    picture, session, axis = canvas.picture, block.session, canvas.picture.axis
    taken, present = axis.block_cells(block), picture.now_cell
    if not taken:
        return
    state = _style_state(picture, session, shade)
    canvas.fill(taken, state)
    if present is not None and picture.view.status(session) == "running":
        at = min(len(taken), max(0, present - taken.start))
        parts = {"on": (taken[:at], "ran"), "mine": (taken[at:], "mine-on")}
        canvas.fill(*parts.get(state, (taken[:0], "")))
    begun, lasts = block.start < axis.start, block.end > axis.end and len(taken) > 1
    edge = "bright" if block.start == picture.start else "edge"
    bar = _BEFORE if begun else _EDGE
    if session.id == picture.cursor:
        bar = _CURSOR_EDGE
    for line in range(1 if bar == _BEFORE else canvas.height):
        canvas.write(line, taken[:1], bar, edge)
    if lasts:
        canvas.write(0, taken[-1:], _AFTER, edge)
    if session.id in picture.shown and seen:
        if seen.start > taken.start:
            canvas.write(0, seen[:1], _BEFORE, edge)
        end = seen.stop - (seen.stop == taken.stop and (lasts or len(taken) > _SMALL_BLOCK))
        inner = range(seen.start + 1, max(seen.start + 1, end))
        _write_title(canvas, inner, session, f"+{hidden_count}" if hidden_count else "")


def _write_title(canvas: _Canvas, cells: range, session: Session, hidden_count: str) -> None:
    """Write a title on several lines.

    If there are enough lines, write the people on the last one. A title that has only one line may
    continue after the current-time line, which never splits a word.
    """
    view, height = canvas.picture.view, canvas.height
    snapshot, text = view.snapshot, session_texts.headline(session).replace(" ·", "\u00a0·")
    degree, off = marks.degree_mark(snapshot, session.id, ""), _cancelled_symbol(view, session)
    is_over = view.status(session) == "done"
    clash = marks.CLASH if session.id in snapshot.clashes and not is_over else ""
    seats = marks.SEATS.get(session.seats or "", "")
    if lead := f"{degree}{clash}{seats}{off}{hidden_count}":
        text = f"{lead} {text}"
    side, many = _longer_side(cells, canvas.picture), height - (height >= _PEOPLE_HEIGHT)
    if many == 1 or len(side) < _WIDE_BLOCK:
        before, after = range(cells.start, side.start - 1), side
        if side.start == cells.start:
            before, after = side, range(side.stop + 1, cells.stop)
        head = _clip(text, len(before))
        if after and text[len(head) :][:1].strip():  # a word must not be split
            whole = head.rpartition(" ")[0]
            head = whole if len(whole) > len(lead) else head if side == before else ""
        rest = text[len(head) :]
        if not head or not rest[:1].strip():
            canvas.write(0, after, _clip(rest.lstrip(), len(after)))
        canvas.write(0, before, head)
        side = before if head or not after else after
    else:
        found = list(wrap(text, len(side), whole=True))
        if len(found) > many:
            found[many - 1 :] = [cut(" ".join(found[many - 1 :]), len(side))]
        for line, part in enumerate(found):
            canvas.write(line, side, cut(part, len(side)))
        if many < height:
            canvas.write(
                height - 1, side, cut(session_texts.participants_line(session), len(side)), "quiet"
            )
    canvas.write(0, side, degree, "sign")
    canvas.write(0, side[len(degree) :], clash + seats, "clash")


def _longer_side(taken: range, picture: Picture) -> range:
    """Return the cells before the current time or those after it, whichever are more."""
    present = picture.now_cell
    if present is None or present not in taken:
        return taken
    return max(range(present + 1, taken.stop), range(taken.start, present), key=len)


def _cancelled_symbol(view: View, session: Session) -> str:
    """Return the symbol of a session that does not take place, or "" for any other session."""
    status = view.status(session)
    return marks.STATUS[status] if status in _OFF_STATUSES else ""


def _style_state(picture: Picture, session: Session, shade: str) -> str:
    """Return the state of a session as it appears in the names of styles."""
    status, mine = picture.view.status(session), picture.view.snapshot.mine
    is_mine = mine.degrees.get(session.id) in ("must", "maybe")
    if session.id == picture.cursor:
        return "cursor-mine" if is_mine else "cursor"
    if status in _OFF_STATUSES:
        return "off"
    if status == "done":
        return "past"
    if is_mine:
        return "mine"
    return "on" if status == "running" else shade


def _clip(text: str, width: int) -> str:
    """Return the beginning of a text. A longer word is never cut to its first letter."""
    end = used = 0
    for cluster in clusters(text):
        used += cell_width(cluster)
        if used > width:
            break
        end += len(cluster)
    head = text[:end]
    if text[end : end + 1].strip() and not head[-2:-1].strip():
        head = head[:-1]
    return head.rstrip()


class _Canvas:
    """The cells of a row that is being drawn. `gap` blank lines follow the row."""

    def __init__(self, picture: Picture, height: int, gap: int = 0) -> None:
        self.picture = picture
        self.height = height
        width = picture.axis.width
        self._grounds = [""] * width
        self._cells = [[Piece(" ")] * width for _ in range(height + gap)]

    def fill(self, places: Iterable[int], ground: str) -> None:
        """Clear cells on all lines. `ground`, the state of a block, becomes their background."""
        for place in places:
            self._grounds[place] = ground
            for line in self._cells[: self.height]:
                line[place] = Piece(" ")

    def write(self, line: int, places: Sequence[int], text: str, part: str = "") -> None:
        """Write as much of a text as fits into these cells of a line."""
        used = 0
        for cluster in clusters(text):
            size = cell_width(cluster)
            if used + size > len(places):
                return
            for place, char in zip(places[used : used + size], (cluster, ""), strict=False):
                self._cells[line][place] = Piece(char, part)
            used += size

    def draw_current_time(self) -> None:
        """Draw a vertical line at the current time through all lines."""
        at = self.picture.now_cell
        if at is not None:
            for line in self._cells:
                line[at] = Piece(_PRESENT, "now")

    def lines(self, *, present: bool = True) -> list[Line]:
        """Return the pieces of each line.

        If `present`, the current-time line runs through all of them.
        """
        if present:
            self.draw_current_time()
        blank = [""] * len(self._grounds)
        grounds = [self._grounds] * self.height + [blank] * (len(self._cells) - self.height)
        return list(map(self._merge, self._cells, grounds))

    def _merge(self, line: Sequence[Piece], grounds: Sequence[str]) -> Line:
        """Join cells with the same style into pieces.

        A wide character that is half covered becomes blank.
        """
        table = _PLAIN if self.picture.plain else {}
        around = zip((Piece(" "), *line), line, (*line[1:], Piece(" ")), grounds, strict=False)
        drawn = (
            (
                " "
                if (not char and cell_width(before.text) < 2)
                or (cell_width(char) > 1 and after.text)
                else char,
                f"block-{ground}-{part}".rstrip("-") if ground else part.replace("now", "accent"),
            )
            for before, (char, part), after, ground in around
        )
        return tuple(
            Piece("".join(char for char, _ in of).translate(table), style)
            for style, of in groupby(drawn, itemgetter(1))
        )
