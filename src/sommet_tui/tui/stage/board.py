"""The board of all lanes: what runs in each room, how late the room is, and what is next."""

from __future__ import annotations

from functools import partial

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, LIST_OPEN, STAGE_BOARD
from sommet_tui.domain.instants import in_minutes
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, fit, fit_row, indented, pad, row, spread, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.controller import StageController
from sommet_tui.tui.stage.view import after, loud, unannounced_words
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.errors import foreign
from sommet_tui.wording.marks import NEXT, STATUS
from sommet_tui.wording.sentences import SHORT_NAME, listed, offset_words, room_name, short_name
from sommet_tui.wording.stage import drift_words, signed
from sommet_tui.wording.times import column_time

_ONE_ROW = 110
"""From this width on, a lane fits on one row; otherwise the next session has a second row."""
_INDENTED = 76
"""From this width on, both rows of a lane begin to the right of the room's name."""
_NAME = 8
"""The minimum width of the next session's name, in cells, if the row has room for it."""
_LEAST = 12
"""The minimum width of a running session that shares a row, and of a room's name."""
_ROOM = 24
"""The maximum width of a room's name, in cells."""


class LaneBoardScreen(CompanionScreen):
    """The screen of all rooms; enter opens the stage of the selected room."""

    BINDINGS = bindings((APP_BACK, STAGE_BOARD))
    KEYS = (LIST_OPEN, APP_BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, controller: StageController) -> None:
        super().__init__(viewer)
        self._controller = controller
        self._list = RowList(classes="pane")
        self._timings: dict[str, LaneTiming | None] = {}
        self.parts = (self._list,)

    def paint(self, *, changed: bool) -> None:
        """Paint all lanes."""
        self._read()
        if changed:
            self._show()
        self._list.repaint()

    def make_room(self, width: int, height: int) -> None:
        """Give each lane one row or two, depending on the width."""
        del height
        if self._timings:
            self._show(width)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the stage of the chosen room."""
        self.viewer.companion.choose_room(event.key)
        self.leave()

    async def action_board(self) -> None:
        """Go back to the stage."""
        self.action_back()

    def _read(self) -> None:
        stage = self._controller.stage
        rooms = self.viewer.programme.rooms
        plans = {room.id: stage.plan(room.id) for room in rooms}
        self._timings = {
            id_: stage.timing(plan) if plan is not None else None for id_, plan in plans.items()
        }

    def _show(self, width: int | None = None) -> None:
        items: list[Item] = []
        self._list.tail = int((width or self.size.width) < _ONE_ROW)
        for room in self._timings:
            items.append(Item(room, partial(self._row, room)))
            if (width or self.size.width) < _ONE_ROW:
                items.append(Item(None, partial(self._next, room)))
        self._list.show_rows(Rows.of(items), lambda: self._controller.room)

    def _row(self, room: str, width: int) -> Row:
        claim = self._controller.stage.lead(room)
        lead = claim.name if claim is not None else None
        return lane_summary(self.viewer.scene(), room, self._timings.get(room), width, lead=lead)

    def _next(self, room: str, width: int) -> Row:
        return lane_next(self.viewer.scene(), room, self._timings.get(room), width)


def lane_summary(
    scene: Scene, room: str, timing: LaneTiming | None, width: int, *, lead: str | None = None
) -> Row:
    """Return the row of a lane: its room, its session with the time, its driver and its delay.

    `lead` is the name of the other computer that leads the room, if any. The next session is left
    out if it does not fit. A room that is run by the clock is not marked as on time.
    """
    head = _room_cell(scene, room, width)
    if timing is None:
        remark = Span(scene.words.say("Nothing is planned in this room."), "muted")
        return fit_row(row(*head, remark), width)
    found = loud(scene, timing)
    late = in_minutes(timing.offset) > 0
    behind = offset_words(timing.offset, scene.words)
    if not timing.state.called and not late:
        behind = ""
    driver = _driver(scene, timing, lead)
    time = Span(f"{found.time} {found.brief or found.word}", found.style if found.time else "muted")
    style = "warning" if late else "muted"
    if width < _INDENTED:
        least = min(width_of(head), _LEAST) + 3
        said = [behind or driver]
        if behind:
            said += [drift_words(timing.offset, scene.words), signed(in_minutes(timing.offset))]
        forms = [row(time, "   ", Span(each, style)) for each in said if each]
        offset = next((form for form in forms if width_of(form) + least <= width), row(time))
        return spread(head, row(*offset, " "), width)
    offset = row(time, "   ", Span(listed([driver, behind]), style), " ")
    left = row(*head, *_about(scene, timing, width))
    if width < _ONE_ROW:
        return spread(left, offset, width)
    half = width * 3 // 5
    rest = width - half - 2
    return row(*spread(left, offset, half), "  ", *fit_row(_coming(scene, timing, rest), rest))


def _driver(scene: Scene, timing: LaneTiming, lead: str | None) -> str:
    """Return who drives a lane: another computer, this computer or the clock."""
    if not timing.state.called:
        return scene.words.say("run by the clock")
    if lead is not None:
        return scene.words.say("{name} leads", name=foreign(lead))
    return scene.words.say("run by hand")


def lane_next(scene: Scene, room: str, timing: LaneTiming | None, width: int) -> Row:
    """Return the second row of a lane: the next session."""
    if timing is None:
        return ()
    if width < _INDENTED:
        half, most = width // 2 - 1, width - 3 - _LEAST
        right = _coming(scene, timing, half, most)
        cells = width - 3 - min(most, max(half, width_of(right)))
        left = fit_row(_about(scene, timing, cells), cells)
        return fit_row(row("  ", *left, " " * (cells - width_of(left)), " ", *right), width)
    indent = width_of(_room_cell(scene, room, width))
    return fit_row(indented(_coming(scene, timing, width - indent), indent), width)


def _about(scene: Scene, timing: LaneTiming, width: int) -> Row:
    """Return the running session of a lane, or the next one if none is running."""
    about = loud(scene, timing).about
    if about is None:
        return ()
    mark = STATUS["running"] if timing.running is not None else NEXT
    name = short_name(about, max(SHORT_NAME, width))
    added = scene.words.say("added") if about.added else ""
    return row(
        Span(f"{mark} ", "accent"), Span(name, "strong"), Span(added and f" · {added}", "muted")
    )


def _room_cell(scene: Scene, room: str, width: int) -> Row:
    programme = scene.programme
    name = room_name(programme, room) or ""
    if width < _INDENTED:
        return row(" ", Span(name, "accent"))
    cells = min(_ROOM, max((cell_len(room.name) for room in programme.rooms), default=0))
    return row(" ", Span(pad(name, cells), "accent"), "  ")


def _coming(scene: Scene, timing: LaneTiming, width: int, most: int | None = None) -> Row:
    """Return the session after the one in `_about`, and how many starts are not announced.

    The name of the session is cut to `width` cells. `most` is the maximum width of the row if its
    name would become too short. The unannounced starts are never cut.
    """
    words, coming = scene.words, after(timing)
    parts: list[Span | str] = []
    said = unannounced_words(timing, words)
    if coming is not None and coming.start is not None:
        head = f"{NEXT} {column_time(coming.start, scene.zones)} "
        beside = width_of((Span(head), Span(said))) + (3 if said else 0)
        cells = max(width - beside, min(_NAME, (most or width) - beside))
        if cells >= 0:
            name = short_name(coming.session, max(SHORT_NAME, cells))
            added = words.say("added") if coming.session.added else None
            name = fit(listed([name, added]), cells)
            parts.append(Span(f"{head}{name}", "muted"))
    if said:
        parts += ["   " if parts else "", Span(said, "warning")]
    return row(*parts)
