"""The timetable as text in cells: the same rows for a screen, which colours them, and for paper.

Each piece of a row has the name of its style. On a block, that is the state of its session, and
what the piece is: `block-past`, `block-past-edge`.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from sommet_tui.companion.pauses import pauses_in
from sommet_tui.companion.plan import Planning
from sommet_tui.domain.timetable import FIVE, QUARTER, Axis, Block, RoomDay, extent, room_days
from sommet_tui.domain.values import dataclass
from sommet_tui.wording import marks
from sommet_tui.wording.layout import cells, cut, wrap
from sommet_tui.wording.plan import stop_place, stop_title
from sommet_tui.wording.sentences import gap_words, headline, names, with_length
from sommet_tui.wording.times import column_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sommet_tui.companion.plan import PlannedDay
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Gap
    from sommet_tui.wording.view import View

_EDGE, _CURSOR_EDGE, _DOT, _PRESENT = "▏", "▌", "·", "│"
_BEGUN, _TO_COME = "━", "─"
_BEFORE, _AFTER = "‹", "›"
_STAIR_STYLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("past", "off"), "faint"),
        **dict.fromkeys(("mine", "cursor-mine"), "star"),
        "even": "muted",
        "cursor": "strong",
    }
)
"""The style of a title beside its block."""
_PLAIN = str.maketrans({_EDGE: "|", _CURSOR_EDGE: "#", _DOT: ".", _PRESENT: "!"})
"""The same in ASCII, where an edge and the present must look different."""
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_SNUG = 6
"""A block of at most this many cells has no free cell at its end."""
_READABLE = 8
"""In fewer cells, a title has one line."""
_WITH_PEOPLE = 4
"""A block of at least this many lines has people on the last one."""


class Piece(NamedTuple):
    """A stretch of a row; `style` is a name, "" for plain text."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a timetable shows: a window of the event at the instant of `view`.

    Only the sessions in `shown` have their titles. The session `cursor` is lit, and those that
    start at `start` have a bright edge. If `plain`, all characters of its own are ASCII. If `bare`,
    blocks have no ground.
    """

    view: View
    axis: Axis
    shown: Container[str]
    cursor: str | None = None
    start: datetime | None = None
    plain: bool = False
    bare: bool = False

    @property
    def present(self) -> int | None:
        """The cell of the present; None if it is not in the window."""
        cell = self.axis.cell(self.view.now)
        return cell if 0 <= cell < self.axis.width else None


def rooms_of(view: View, rooms: Container[str | None] | None = None) -> tuple[RoomDay, ...]:
    """Return the rows of an event, or of some rooms, with sessions at their expected times."""

    def times(session: Session) -> tuple[datetime, datetime]:
        known = view.times(session)
        if known is None or known.start is None or known.end is None or known.start >= known.end:
            return session.start, session.end
        end = known.end if known.status != "running" else max(known.end, view.now)
        return known.start.replace(second=0), end

    rows = room_days(view.snapshot.timeline.lanes, times)
    return rows if rooms is None else tuple(row for row in rows if row.room in rooms)


def room_lines(row: RoomDay, shade: int, height: int, picture: Picture) -> list[Line]:
    """Return the lines of a row; neighbours have another `shade`, 0 or 1."""
    canvas, axis = _Canvas(picture, height), picture.axis
    first, last = extent([row])
    session = row.sessions[0].session
    between = axis.cells(Block(session, first, last))
    canvas.write(0, between, _DOT * len(between), "divider")
    for block in row.blocks:
        if block.session.is_break:
            within = axis.cells(Block(session, max(first, block.start), min(last, block.end)))
            if first < block.end and block.start < last:
                _write_break(canvas, within, block.session.title)
        else:
            _draw(canvas, block, ("odd", "even")[shade])
    return canvas.lines()


def steps_of(view: View, row: RoomDay) -> list[Block | Gap]:
    """Return the blocks of a row and the pauses between them, in the order of time."""
    held = [block.session for block in row.blocks if not block.session.cancelled]
    found: list[Block | Gap] = [*row.blocks, *pauses_in(view.snapshot, held)]
    return sorted(found, key=lambda step: step.start)


def stair_lines(step: Block | Gap, height: int, picture: Picture) -> list[Line]:
    """Return a session or pause to scale, with its title beside it: a step of a staircase."""
    canvas, view = _Canvas(picture, height), picture.view
    taken, style = picture.axis.cells(step), "faint"
    if isinstance(step, Block) and not step.session.is_break:
        session = step.session
        _draw(canvas, step, "even", titled=False)
        if picture.bare:
            _write_rail(canvas, taken, session)
        style = _STAIR_STYLES.get(_state(picture, session, "even"), "")
        degree = marks.degree_mark(view.snapshot, session.id, "")
        texts = [f"{degree} {headline(session)}".strip(), names(session)][:height]
    else:
        canvas.write(0, taken, _DOT * len(taken), "divider")
        if isinstance(step, Block):
            texts = [with_length(step.session.title, step.session, view.words)]
        else:
            texts = [gap_words(step, view)]
    canvas.draw_present()
    before, after = range(max(0, taken.start - 1)), range(taken.stop + 1, picture.axis.width)
    is_after = len(after) >= min(len(before), max(map(cells, texts)))
    for line, text in enumerate(texts):
        shown = cut(text, len(after if is_after else before))
        places = after if is_after else before[len(before) - cells(shown) :]
        canvas.write(line, places, shown, "muted" if line and style != "faint" else style)
    return canvas.lines(present=False)


def _write_rail(canvas: _Canvas, taken: range, session: Session) -> None:
    """Draw a session as a line, for a terminal without grounds."""
    status, present = canvas.picture.view.status(session), canvas.picture.present
    for place in taken:
        begun = status == "done" or (present is not None and place < present)
        canvas.write(0, [place], _BEGUN if begun else _TO_COME, "now" if begun else "edge")


def mine_line(planned: PlannedDay, short: Mapping[str, str], picture: Picture) -> Line:
    """Return the user's plan of a day as a row: where each stop is, and how many it excludes."""
    canvas, view = _Canvas(picture, 1), picture.view
    for leg in planned.legs:
        stop = leg.stop
        place = stop_place(stop, view) or stop_title(stop)
        own = f"{marks.OWN} " if stop.wanted == "own" else ""
        label = own + short.get(place, place)
        excluded = sum(
            any(reason.stop is not None and reason.stop.id == stop.id for reason in one.reasons)
            for one in planned.plan.left_out
        )
        first, at = picture.axis.cell(stop.expected[0]), picture.axis.cell(stop.expected[1])
        place_cells = range(max(0, first), max(0, min(picture.axis.width, max(at, first + 1))))
        if not place_cells:
            continue
        canvas.fill(place_cells, "mine")
        canvas.write(0, place_cells[:1], _EDGE, "edge")
        free: Sequence[int] = canvas.free(place_cells[1:])
        clash = f"{marks.CLASH}{excluded}" if excluded else ""
        if len(free) > cells(label) + len(clash):
            free = canvas.write(0, free, f"{label} ")
            canvas.write(0, free, clash, "clash")
        else:
            free = canvas.write(0, free, clash[:1], "clash")
            canvas.write(0, free, label)
    return canvas.lines()[0]


def my_day(view: View, walk_minutes: int | None, day: date) -> PlannedDay:
    """Return the user's plan of a day."""
    return Planning(view.snapshot, walk_minutes, view.now).planned(day, None)


def blank_line(picture: Picture) -> Line:
    """Return a line between two rows, with the present in it."""
    return _Canvas(picture, 1).lines()[0]


def hours_line(picture: Picture) -> Line:
    """Return the hours above the rows: the present, the start of the cursor's session, the rest."""
    canvas, axis, zones = _Canvas(picture, 1), picture.axis, picture.view.zones
    free = [True] * axis.width

    def label(moment: datetime, text: str, style: str, by: int = 0) -> None:
        at = axis.cell(moment) - by
        around = free[max(0, at - 1) : at + len(text) + 1]
        if at >= 0 and at + len(text) <= axis.width and all(around):
            canvas.write(0, range(at, at + len(text)), text, style)
            free[at : at + len(text)] = [False] * len(text)

    if picture.present is not None:
        now = picture.view.now
        label(now, column_time(now, zones), "heading", min(2, picture.present))
    if picture.start is not None and axis.start <= picture.start < axis.end:
        label(picture.start, column_time(picture.start, zones), "strong")
    quarters = range(-(-int(axis.start.timestamp()) // 900), int(axis.end.timestamp()) // 900 + 1)
    start = axis.start - timedelta(seconds=axis.start.timestamp())
    local = [(start + n * QUARTER, zones.local(start + n * QUARTER).minute) for n in quarters]
    for moment, minute in local:
        if minute == 0:
            label(moment, column_time(moment, zones), "muted")
    for moment, minute in local:
        if minute == 30 and axis.step < FIVE:
            label(moment, ":30", "faint")
    return canvas.lines(present=False)[0]


def _write_break(canvas: _Canvas, within: range, title: str) -> None:
    free = canvas.free(within)
    name = _clip(title, len(free) - 2)
    if name and (name == title or len(free) > _SNUG):
        start = (len(free) - cells(name)) // 2
        canvas.write(0, free[start:], name, "faint")


def _draw(canvas: _Canvas, block: Block, shade: str, *, titled: bool = True) -> None:
    """Draw a session: its ground, its edges, its signs, its title and its people."""
    picture, session, axis = canvas.picture, block.session, canvas.picture.axis
    taken = axis.cells(block)
    if not taken:
        return
    state = _state(picture, session, shade)
    canvas.fill(taken, state)
    if picture.present is not None and state in ("on", "mine"):
        elapsed = range(taken.start, min(taken.stop, picture.present))
        is_running = picture.view.status(session) == "running"
        canvas.fill(elapsed if is_running else range(0), "ran" if state == "on" else "mine")
        if is_running and state == "mine":
            canvas.fill(taken[len(elapsed) :], "mine-on")
    begun, lasts = block.start < axis.start, block.end > axis.end and len(taken) > 1
    edge = "bright" if block.start == picture.start else "edge"
    for line in range(canvas.height):
        bar = _CURSOR_EDGE if session.id == picture.cursor else _EDGE
        if not begun or bar == _CURSOR_EDGE:
            canvas.write(line, taken[:1], bar, edge)
        elif line == 0:
            canvas.write(0, taken[:1], _BEFORE, edge)
    if lasts:
        canvas.write(0, taken[-1:], _AFTER, edge)
    if session.id not in picture.shown or not titled:
        return
    inner = taken[1 : -1 if lasts or len(taken) > _SNUG else None]
    degree = marks.degree_mark(picture.view.snapshot, session.id, "")
    is_over = picture.view.status(session) == "done"
    clash = marks.CLASH if session.id in picture.view.snapshot.clashes and not is_over else ""
    if canvas.height == 1:
        free = _write_signs(canvas, canvas.free(inner), degree, clash)
        _write_around(canvas, free, headline(session))
    else:
        _write_lines(canvas, _wider_side(inner, picture.present), session, (degree, clash))


def _write_around(canvas: _Canvas, free: Sequence[int], text: str) -> None:
    """Write as much of a text as fits; a word stands on one side of the present if it can."""
    present = canvas.picture.present
    before = [place for place in free if present is not None and place < present]
    if before and len(before) < len(free):
        head = text[: len(_clip(text, len(before)))]
        if len(head) < len(text) and not text[len(head)].isspace():
            word = (head + text[len(head) :].partition(" ")[0]).rpartition(" ")[2]
            start, _, part = head.rpartition(" ")
            if cells(word) <= len(free) - len(before) or len(part) == 1:
                head = start
        canvas.write(0, before, head)
        free, rest = free[len(before) :], text[len(head) :].lstrip()
        text = _clip(f" {rest}", len(free) + 1)[1:]  # the space: not the first word of the title
    canvas.write(0, free, _clip(text, len(free)))


def _write_lines(canvas: _Canvas, inner: range, session: Session, signs: tuple[str, str]) -> None:
    """Write the title in several lines, and people on the last one if there are enough."""
    if len(inner) < _READABLE:
        canvas.write(0, _write_signs(canvas, inner, *signs), _clip(headline(session), len(inner)))
        return
    many = canvas.height - (canvas.height >= _WITH_PEOPLE)
    lead = "".join(signs) + " " * any(signs)
    found = list(wrap(f"{'x' * cells(lead)}{headline(session)}", len(inner)))
    if len(found) > many:
        found[many - 1 :] = [cut(" ".join(found[many - 1 :]), len(inner))]
    _write_signs(canvas, inner, *signs)
    canvas.write(0, inner[cells(lead) :], found[0][cells(lead) :])
    for line, text in enumerate(found[1:], 1):
        canvas.write(line, inner, text)
    if many < canvas.height:
        canvas.write(canvas.height - 1, inner, cut(names(session), len(inner)), "quiet")


def _write_signs(canvas: _Canvas, free: Sequence[int], degree: str, clash: str) -> Sequence[int]:
    free = canvas.write(0, free, degree, "sign")
    free = canvas.write(0, free, clash, "clash")
    return canvas.write(0, free, " ") if degree or clash else free


def _wider_side(inner: range, present: int | None) -> range:
    """Return the cells of a block on the side of the present where there are more of them."""
    if present is None or present not in inner:
        return inner
    before, after = range(inner.start, present), range(present + 1, inner.stop)
    return before if len(before) > len(after) else after


def _state(picture: Picture, session: Session, shade: str) -> str:
    """Return the state of a session as it is in the names of styles."""
    status, mine = picture.view.status(session), picture.view.snapshot.mine
    is_mine = mine.degrees.get(session.id) in ("must", "maybe")
    if session.id == picture.cursor:
        return "cursor-mine" if is_mine else "cursor"
    if status in ("cancelled", "skipped"):
        return "off"
    if status == "done":
        return "past"
    if is_mine:
        return "mine"
    return "on" if status == "running" else shade


def _clip(text: str, width: int) -> str:
    """Return the beginning of a text; its last word is whole, or has more than one letter."""
    text = text.replace(_AS_EMOJI, "")
    end = used = 0
    for cluster, size in _clusters(text):
        if used + size > width:
            break
        end, used = end + len(cluster), used + size
    head = text[:end]
    if head != text and not text[end].isspace() and head[-2:-1].isspace():
        head = head[:-1]
    return head.rstrip()


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the characters of a text with the marks that belong to them, and their cells."""
    found = ""
    for char in text.replace(_AS_EMOJI, ""):
        if found and (cells(char) < 1 or found.endswith(_JOINER)):
            found += char
            continue
        if found:
            yield found, cells(found[0])
        found = char
    if found:
        yield found, cells(found[0])


class _Canvas:
    """The cells of a row that is being drawn."""

    def __init__(self, picture: Picture, height: int) -> None:
        self.picture = picture
        self.height = height
        width = picture.axis.width
        self._grounds = [""] * width
        self._cells = [[Piece(" ")] * width for _ in range(height)]

    def free(self, places: Iterable[int]) -> list[int]:
        """Return the cells beside the line of the present."""
        present = self.picture.present
        return [place for place in places if place != present]

    def fill(self, places: Iterable[int], ground: str) -> None:
        """Clear cells on all lines, in the state of a block."""
        for place in places:
            self._grounds[place] = ground
            for line in self._cells:
                line[place] = Piece(" ", self._style(place, ""))

    def write(self, line: int, places: Sequence[int], text: str, part: str = "") -> Sequence[int]:
        """Write as much of a text as there are cells for; return those that are left."""
        used, row = 0, self._cells[line]
        for cluster, size in _clusters(text):
            if size > 1 and places[used : used + 1] and places[used] + 1 not in places[used + 1 :]:
                used += 1  # no character lies across the line of the present
            if used + size > len(places):
                break
            for place, char in zip(places[used : used + size], (cluster, ""), strict=False):
                row[place] = Piece(char, self._style(place, part))
            used += size
        return places[used:]

    def draw_present(self) -> None:
        """Draw the line of the present through all lines."""
        at = self.picture.present
        if at is not None:
            for row in self._cells:
                row[at] = Piece(_PRESENT, self._style(at, "now"))

    def lines(self, *, present: bool = True) -> list[Line]:
        """Return the pieces of each line, with the line of the present through all of them."""
        if present:
            self.draw_present()
        return [self._merged(row) for row in self._cells]

    def _style(self, place: int, part: str) -> str:
        ground = self._grounds[place]
        if not ground:
            return "accent" if part == "now" else part
        return f"block-{ground}-{part}" if part else f"block-{ground}"

    def _merged(self, row: Sequence[Piece]) -> Line:
        """Return pieces of one style each; half of a wide character is blank."""
        merged: list[Piece] = []
        half = False
        for piece, after in zip(row, (*row[1:], Piece(" ")), strict=True):
            text = piece.text
            if (text == "") != half or (cells(text[:1]) > 1 and after.text):
                text = " "
            half = cells(text[:1]) > 1
            if self.picture.plain:
                text = text.translate(_PLAIN)
            if merged and merged[-1].style == piece.style:
                merged[-1] = Piece(merged[-1].text + text, piece.style)
            else:
                merged.append(Piece(text, piece.style))
        return tuple(merged)
