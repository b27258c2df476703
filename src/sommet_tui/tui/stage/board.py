"""The board of all lanes: what runs in each room, how late the room is, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len

from sommet_tui.companion.keys import (
    ALL_KEYS,
    APP_BACK,
    CONFIRMATION_KEYS,
    LIST_OPEN,
    STAGE_ANNOUNCE,
    STAGE_BOARD,
    STAGE_LESS,
    STAGE_MORE,
    STAGE_PAUSE,
    STAGE_REDO,
    STAGE_START,
    STAGE_UNDO,
    Key,
)
from sommet_tui.domain.instants import in_minutes
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import driver, unannounced
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.render.rows import Row, Span, fit, fit_row, indented, pad, row, spread, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.stage.actions import StageActions
from sommet_tui.tui.stage.footer import UsefulKeys
from sommet_tui.tui.stage.lane import LaneList
from sommet_tui.tui.stage.large_text import large_text
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.marks import NEXT, STATUS
from sommet_tui.wording.sentences import SHORT_NAME, listed, offset_words, room_name, short_name
from sommet_tui.wording.stage import drift_words, signed
from sommet_tui.wording.times import column_time

_ONE_ROW = 110
"""From this width on, a lane fits on one row if its session can be read there (`fits_one_row`)."""
_INDENTED = 76
"""From this width on, both rows of a lane begin to the right of the room's name."""
_NAME = 8
"""The minimum width of the next session's name, in cells, if the row has room for it."""
_LEAST = 12
"""The minimum width of a running session that shares a row, and of a room's name."""
_TOLD = 20
"""The width to which the name of a running session may be cut for one row, in cells."""
_ROOM = 24
"""The maximum width of a room's name, in cells."""


_ACTS = (STAGE_START, STAGE_UNDO, STAGE_MORE, STAGE_LESS, STAGE_PAUSE, STAGE_ANNOUNCE)
"""The keys that act on the selected room."""


class LaneBoardScreen(ActingScreen):
    """The screen of all rooms; keys act on the selected room, and enter opens its stage."""

    LETTERS_ACT = False
    BINDINGS = bindings((*CONFIRMATION_KEYS, *_ACTS, STAGE_REDO, APP_BACK, STAGE_BOARD))

    def __init__(self, viewer: Viewer, lane: ShownLane) -> None:
        super().__init__(viewer)
        self._shown = lane
        self._list = RowList(self._moved, classes="pane")
        self.prompt = Prompt(viewer, acted=self.acted, settled=self.footer.update)
        self._lane = ShownLane(viewer, lambda: self._list.key)
        self._sessions = LaneList(viewer, lambda: None, lambda _key: False)
        self._sessions.display = False
        self._actions = StageActions(self._lane, self.prompt, self._sessions, self.offer)
        self._useful = UsefulKeys(self._lane, self._sessions)
        self._timings: dict[str, LaneTiming | None] = {}
        self._one_row = False
        self.parts = (self._list,)

    def paint(self, *, changed: bool) -> None:
        """Paint all lanes."""
        self._read()
        self._actions.withdraw()
        if changed:
            self.prompt.forget_if_others_acted()
            self.footer.update()
        self.prompt.update()
        if changed or self._fits_one_row(self.size.width) != self._one_row:
            self._show()
        self._list.repaint()

    def make_room(self, width: int, height: int) -> None:
        """Give each lane one row or two, depending on what fits."""
        del height
        if self._timings:
            self._show(width)

    def useful_keys(self) -> Sequence[Key]:
        """Return the keys that act on the selected room, with its name, and that of its stage."""
        room, words = self._lane.room, self.viewer.words
        self._sessions.timing = self._lane.timing()
        idle = self._useful.idle(self._lane.view())
        acts = [self._useful.labelled(key) for key in _ACTS if key not in idle]
        if acts:
            name = fit(room_name(self.viewer.programme, room) or "", _LEAST)
            label = words.say("{action}: {name}", action=words.say(acts[0].label), name=name)
            acts[0] = replace(acts[0], label=label)
        return *acts, LIST_OPEN, APP_BACK, *ALL_KEYS

    def action_act(self, name: str, *amounts: int) -> None:
        """Carry out a key of the stage in the selected room."""
        self._sessions.timing = self._lane.timing()
        self._actions.press(name, *amounts)

    def _moved(self) -> None:
        """Forget the answer about the room that was selected before."""
        self.prompt.show(None)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the stage of the chosen room."""
        self.viewer.companion.choose_room(event.key)
        self.leave()

    async def action_board(self) -> None:
        """Go back to the stage."""
        self.action_back()

    def _read(self) -> None:
        stage = self._shown.stage
        rooms = self.viewer.programme.rooms
        plans = {room.id: stage.plan(room.id) for room in rooms}
        self._timings = {
            id_: stage.timing(plan) if plan is not None else None for id_, plan in plans.items()
        }

    def _show(self, width: int | None = None) -> None:
        items: list[Item] = []
        self._one_row = self._fits_one_row(width or self.size.width)
        self._list.tail = int(not self._one_row)
        for room in self._timings:
            items.append(Item(room, partial(self._row, room)))
            if not self._one_row:
                items.append(Item(None, partial(self._next, room)))
        self._list.show_rows(Rows.of(items), lambda: self._shown.room)

    def _fits_one_row(self, width: int) -> bool:
        scene = self.viewer.scene()
        return width >= _ONE_ROW and all(
            fits_one_row(scene, room, timing, width) for room, timing in self._timings.items()
        )

    def _row(self, room: str, width: int) -> Row:
        scene, timing = self.viewer.scene(), self._timings.get(room)
        painted = lane_on_one_row if self._one_row else lane_summary
        return painted(scene, room, timing, width)

    def _next(self, room: str, width: int) -> Row:
        return lane_next(self.viewer.scene(), room, self._timings.get(room), width)


def fits_one_row(scene: Scene, room: str, timing: LaneTiming | None, width: int) -> bool:
    """Return whether a lane on one row has room for the name of its session."""
    if timing is None:
        return True
    head, about = _room_cell(scene, room, width), _about(scene, timing, width)
    state = width_of(_state(scene, timing)) + 2
    return width_of(head) + min(width_of(about), _TOLD) + state <= _half(width)


def lane_summary(
    scene: Scene,
    room: str,
    timing: LaneTiming | None,
    width: int,
) -> Row:
    """Return the first row of a lane: its room, its session, the time, its driver and its delay.

    A room that is run by the clock is not marked as on time.
    """
    head = _room_cell(scene, room, width)
    if timing is None:
        remark = Span(scene.words.say("Nothing is planned in this room."), "muted")
        return fit_row(row(*head, remark), width)
    if width < _INDENTED:
        least = min(width_of(head), _LEAST) + 3
        time, behind = _time(scene, timing), _behind(scene, timing)
        said = [behind or driver(timing, scene.view)]
        if behind:
            said += [drift_words(timing.offset, scene.words), signed(in_minutes(timing.offset))]
        style = _late_style(timing)
        forms = [row(time, "   ", Span(each, style)) for each in said if each]
        offset = next((form for form in forms if width_of(form) + least <= width), row(time))
        return spread(head, row(*offset, " "), width)
    offset = _state(scene, timing)
    left = row(*head, *_about(scene, timing, width))
    return spread(left, offset, width)


def lane_on_one_row(scene: Scene, room: str, timing: LaneTiming | None, width: int) -> Row:
    """Return a lane as `lane_summary` does, with its next session on the same row."""
    if timing is None:
        return lane_summary(scene, room, timing, width)
    left = row(*_room_cell(scene, room, width), *_about(scene, timing, width))
    half = _half(width)
    rest = width - half - 2
    first = spread(left, _state(scene, timing), half)
    return row(*first, "  ", *fit_row(_coming(scene, timing, rest), rest))


def _half(width: int) -> int:
    """Return the width of a lane on one row, without its next session."""
    return width * 3 // 5


def _state(scene: Scene, timing: LaneTiming) -> Row:
    """Return the time of a lane, its driver and its delay."""
    said = listed([driver(timing, scene.view), _behind(scene, timing)])
    return row(_time(scene, timing), "   ", Span(said, _late_style(timing)), " ")


def _time(scene: Scene, timing: LaneTiming) -> Span:
    found = large_text(scene, timing)
    return Span(found.brief or f"{found.time} {found.word}", found.style if found.time else "muted")


def _late_style(timing: LaneTiming) -> str:
    return "warning" if in_minutes(timing.offset) > 0 else "muted"


def _behind(scene: Scene, timing: LaneTiming) -> str:
    """Return the delay; "" if a room that is run by the clock has none."""
    if not timing.state.called and in_minutes(timing.offset) <= 0:
        return ""
    return offset_words(timing.offset, scene.words)


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
    if timing.present is None:
        return ()
    session = timing.present.session
    mark = STATUS["running"] if timing.running is not None else NEXT
    name = short_name(session, max(SHORT_NAME, width))
    added = scene.words.say("added") if session.added else ""
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
    words, coming = scene.words, timing.following
    parts: list[Span | str] = []
    said = unannounced(timing, words) or ""
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
