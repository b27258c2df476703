"""Now for one room: one loud thing, the time, and round it what is on and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.timeline import RoomMoment
from sommet_tui.tui.painting.digits import rows_of
from sommet_tui.tui.painting.later import later
from sommet_tui.tui.painting.now_parts import Space, bookmark, coming, loud
from sommet_tui.tui.painting.rows import (
    BLANK,
    Part,
    Row,
    centred,
    clipped,
    fit,
    indented,
    pad,
    row,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.sentences import room_name

MARGIN = 2
_DESK, _DOOR = 2, 40
"""How large the dots of the digits may be: on a desk, where larger ones would cost the terminal
twice as much each second, and on a door, to read from afar."""
_BEYOND_LATIN = "\u0250"


class _Page(NamedTuple):
    """The rows for one way to share the room, and how many of them tell what comes later."""

    rows: list[Row]
    later: int

    @property
    def cut(self) -> int:
        """How many texts are cut."""
        return sum(parts[-1].text.endswith(ELLIPSIS) for parts in self.rows if parts)


def board(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """The board of a room while there is something to come or something on.

    It always fits `height`: what comes later is cut first, then space, then the size of the time.
    Rows that nobody needs go to titles that were cut, then to the time.
    """
    band = _band(scene, width, height)
    height -= len(band)
    inner = max(10, width - 2 * MARGIN)
    notices = _notices(scene, room, inner, height)
    height -= len(notices)
    rows = _shared(scene, room, inner, height, _DOOR if band else _DESK)[:height]
    above = [BLANK] * ((height - len(rows)) // 2 if band else 0)
    rows = [*notices, *above, *rows]
    return [*band, *(indented(r, MARGIN) if r else r for r in rows)]


def _shared(scene: Scene, room: RoomMoment, width: int, height: int, dots: int) -> list[Row]:
    """The rows of the board, the room shared so that as little as possible of it stays empty.

    `dots` is how large the digits may be.
    """
    space = Space(width, height, _digit_rows(height))
    page = _page(scene, room, space)
    wanting = page.cut or not space.roomy
    for name in ("title", "mine", "coming") if wanting else ():
        for larger in _larger(space, name, height - len(page.rows)):
            tried = _page(scene, room, larger)
            if tried == page:
                break
            if len(tried.rows) <= height and tried.later >= page.later:
                page, space = tried, larger
                break
    for larger in _larger_digits(space, height - len(page.rows), dots):
        tried = _page(scene, room, larger)
        fits = len(tried.rows) <= height and tried.later >= page.later
        if fits and tried.cut <= page.cut:
            return tried.rows
    return page.rows


def _larger(space: Space, name: str, free: int) -> Iterator[Space]:
    """More rows for one part: all that are free, then fewer."""
    for rows in range(free, 0, -1):
        yield space._replace(**{name: rows})


def _larger_digits(space: Space, free: int, dots: int) -> Iterator[Space]:
    """A larger time: as large as the free rows allow, then smaller."""
    dot = 1
    while space.roomy and dot < dots and rows_of(dot + 1) <= space.digits + free:
        dot += 1
    while rows_of(dot) > space.digits:
        yield space._replace(digits=rows_of(dot))
        dot -= 1


def _digit_rows(height: int) -> int:
    """How many rows the time has at least."""
    return 5 if height >= 19 else 3 if height >= 14 else 1


def _page(scene: Scene, room: RoomMoment, space: Space) -> _Page:
    """The board with its room shared in one way, which may be more rows than there are."""
    blank = [BLANK] if space.roomy else []
    mine = bookmark(scene, room, space)
    mine = [*blank, *mine] if mine else []
    rows = [*blank, *loud(scene, room, space), *blank, *coming(scene, room, space)]
    left = space.height - len(rows) - len(mine)
    rest: list[Row] = []
    if space.roomy and left >= 2:
        # The last row stays empty where what comes later need not be told in one.
        rest = later(scene, room, space.width, 2 if left == 2 else left - (2 if left >= 5 else 1))
        # Where just two rows are left, the space before it is that above everything.
        rows = [*(rows[1:] if left == 2 else rows), BLANK, *rest] if rest else rows
    if len(rows) + len(mine) > space.height:
        mine = mine[len(blank) :]  # rather without the space before it than not at all
    if len(rows) + len(mine) > space.height and not space.mine:
        mine = []
    return _Page([*rows, *mine], len(rest))


def _band(scene: Scene, width: int, height: int) -> list[Row]:
    """The name of the room that is shown alone, as large as there is room for: a sign on a door."""
    name = room_name(scene.snapshot.programme, scene.snapshot.room)
    if name is None or height < 8:
        return []
    spaced = " ".join(name.upper())
    # Letters of other scripts are joined or wide: those names stay as they are written.
    if all(c < _BEYOND_LATIN for c in name) and cell_len(spaced) <= width - 4:
        name = spaced
    line = centred(row(fit(name, width)), width)
    around = [" " * width] if height >= 19 else []
    text = pad("".join(part.text for part in line), width)
    return [row(Part(each, "room")) for each in (*around, text, *around)]


def _notices(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """What everyone was told; the latest where there is no room for all."""
    found = scene.snapshot.timely_notices(scene.now)
    if not found:
        return []
    # Imported here: the start of a day on which nobody said anything need not pay for it.
    from sommet_tui.domain.messages import about
    from sommet_tui.tui.painting.notices import notice_rows

    most = max(1, height // 5)
    rows = notice_rows(scene, reversed(about(found, room.room)), width)
    if not rows:
        return []
    return [*([BLANK] if height >= 13 else []), *clipped(rows, most, width)]
