"""The screen of all rooms: the running and next session of each room, its delay, and its rail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

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
    STAGE_SEATS,
    STAGE_START,
    STAGE_UNDO,
    Key,
)
from sommet_tui.domain import instants
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import driver_sentence, unannounced_sentence
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.colours import ALERT_STYLES
from sommet_tui.tui.render.rail import Scale, hours_row, rail
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Memo,
    Row,
    Span,
    column_width,
    distinct_names,
    fit,
    fitting_variant,
    indent,
    justify,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.stage.board import is_late, planned_and_expected_stretches
from sommet_tui.tui.stage.key_actions import StageActions
from sommet_tui.tui.stage.lane_list import LaneList
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane, StageView
from sommet_tui.tui.stage.useful_keys import UsefulKeys
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.marks import NEXT, PAUSED, SEATS, STATUS
from sommet_tui.wording.session_texts import headline, join, room_name, seats_word
from sommet_tui.wording.stage import cost_variants, signed_number
from sommet_tui.wording.times import column_span, column_time

_ROOM = 12
"""The width of a room's name in the footer, in cells."""
_END_WIDTH = 66
"""From this width on, the end of the running session has a column."""
_RAILS_WIDTH = 110
"""From this width on, rooms have rails."""
_DETAIL_HEIGHT = 20
"""From this height on, details of the selected room are shown."""
_CELL = timedelta(minutes=2, seconds=30)
"""The time that a cell of the rails covers."""
_GAP = 2
"""The cells before the rails."""
_QUARTER = timedelta(minutes=15)

_ACTS = (STAGE_START, STAGE_UNDO, STAGE_MORE, STAGE_LESS, STAGE_PAUSE, STAGE_ANNOUNCE, STAGE_SEATS)
"""The keys that act on the selected room."""


class LaneBoardScreen(ActingScreen):
    """The screen of all rooms. Keys act on the selected room, and enter opens its stage."""

    KEEPS_LETTER_KEYS = False
    BINDINGS = bindings((*CONFIRMATION_KEYS, *_ACTS, STAGE_REDO, APP_BACK, STAGE_BOARD))

    def __init__(self, viewer: Viewer, lane: ShownLane) -> None:
        super().__init__(viewer)
        self._shown_lane = lane
        self._list = RowList(self._on_move)
        self.prompt = Prompt(viewer, acts_version=self.acts_version, on_change=self.footer.update)
        self._list.tail = 1
        self._lane = ShownLane(viewer, lambda: self._list.key)
        self._sessions = LaneList(viewer, lambda: None, lambda _key: False)
        self._sessions.display = False
        self._actions = StageActions(self._lane, self.prompt, self._sessions, self.open_dialog)
        self._key_chooser = UsefulKeys(self._lane, self._sessions)
        self._timings: dict[str, LaneTiming | None] = {}
        self._rail_cache: Memo[tuple[Row, Rails]] = Memo()
        self._detail = FixedLines(self._paint_detail, id="detail")
        self._detail.styles.height = 3
        self.parts = (self._list, self._detail)

    def paint(self, *, changed: bool) -> None:
        self._read_lanes()
        self._actions.answers.drop_old_question()
        if changed:
            self.prompt.drop_outdated_result()
            self.footer.update()
            self._show()
        self.prompt.update()
        self._list.repaint()
        self._detail.update()

    def adapt_to_size(self, width: int, height: int) -> None:
        """Show the rows about the selected room if the window is high enough."""
        del width
        self._detail.display = height >= _DETAIL_HEIGHT

    def useful_keys(self) -> Sequence[Key]:
        """Return the keys that act on the selected room.

        The first label includes the name of the room.
        """
        room, words = self._lane.room, self.viewer.words
        self._sessions.timing = timing = self._lane.timing()
        latest = self._lane.latest_undoable()
        view = StageView(timing, latest=latest) if timing is not None else None
        idle = self._key_chooser.idle_keys(view)
        acts = [self._key_chooser.labelled_key(key) for key in _ACTS if key not in idle]
        if acts:
            name = fit(room_name(self.viewer.programme, room) or "", _ROOM)
            label = words.say("{action}: {name}", action=words.say(acts[0].label), name=name)
            acts[0] = replace(acts[0], label=label)
        return *acts, LIST_OPEN, APP_BACK, *ALL_KEYS

    def action_act(self, name: str, *amounts: int) -> None:
        """Carry out the stage key `name` in the selected room."""
        self._sessions.timing = self._lane.timing()
        self._actions.perform(name, *amounts)

    def _on_move(self) -> None:
        """Remove the result about the previously selected room."""
        self.prompt.show(None)
        self._detail.update()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the stage of the chosen room."""
        self.viewer.companion.choose_room(event.key)
        self.leave()

    async def action_toggle_all_rooms(self) -> None:
        """Go back to the stage."""
        self.action_back()

    def _read_lanes(self) -> None:
        stage = self._shown_lane.stage
        rooms = self.viewer.programme.rooms
        plans = {room.id: stage.plan(room.id) for room in rooms}
        self._timings = {
            id_: stage.timing(plan) if plan is not None else None for id_, plan in plans.items()
        }

    def _show(self) -> None:
        words = self.viewer.words
        manual = [
            room for room, timing in self._timings.items() if timing and timing.state.is_manual
        ]
        automatic = [room for room in self._timings if room not in manual]
        items = [Item(None, self._heading_row)]
        for name, rooms in (words.say("MANUAL"), manual), (words.say("AUTOMATIC"), automatic):
            if not rooms:
                continue
            count = words.count("{n} room", "{n} rooms", len(rooms))
            heading = row(" ", Span(name, "heading"), Span(f"  {count}", "muted"))
            items += [Item.from_row(BLANK), Item.from_row(heading)][len(items) == 1 :]
            for room in rooms:
                items.append(Item(room, partial(self._row, room, 0)))
                if room in manual:
                    items.append(Item(None, partial(self._row, room, 1), below=True))
        self._list.show_rows(Rows.from_items(items, pinned=1), lambda: self._shown_lane.room)

    def _heading_row(self, width: int) -> Row:
        return row(*_labels(self.viewer.scene(), width), *self._rails(width)[0])

    def _row(self, room: str, line: int, width: int) -> Row:
        """Return the first (`line` 0) or second (`line` 1) row of a room."""
        scene, timing = self.viewer.scene(), self._timings[room]
        cells = next_row(scene, timing, width) if line else room_row(scene, room, timing, width)
        _, drawn = self._rails(width)
        return row(*cells, *drawn.get(room, (BLANK, BLANK))[line])

    def _rails(self, width: int) -> tuple[Row, Rails]:
        """Return the row of hours and the rails of all rooms.

        They are drawn again each minute, after each act, and for a new width.
        """
        scene, lanes = self.viewer.scene(), self._timings
        known = instants.truncate_to_minute(scene.now), scene.programme, self.acts_version(), width
        cells = width - _grid(scene, width).width - _GAP - 1
        return self._rail_cache.get(known, lambda: rails(scene, lanes, cells))

    def _paint_detail(self, width: int, _height: int) -> list[Row]:
        room = self._list.key
        if room is None:
            return []
        return _lane_detail(self.viewer.scene(), room, self._timings.get(room), width)


_WORDS_WIDTH = 24
"""If titles have at least this width, remarks are words, such as “full” or “starts”."""
Rails = Mapping[str, tuple[Row, Row]]
"""Two rows for each room: the rail of its actual day, and the rail of its plan if that differs."""


def rails(scene: Scene, lanes: Mapping[str, LaneTiming | None], width: int) -> tuple[Row, Rails]:
    """Return the row of hours and the rails of all lanes.

    All rails have the same scale, which begins a little before now.
    """
    days = {
        room: planned_and_expected_stretches(timing)
        for room, timing in lanes.items()
        if timing is not None
    }
    every = [stretch for plan, now in days.values() for stretch in (*plan, *now)]
    if width <= 0 or scene.calm or not every:
        return BLANK, {}
    ends, begins = max(s.end for s in every), min(s.start for s in every)
    moment = max(begins, min(scene.now, ends)) - _QUARTER
    start = moment - timedelta(minutes=moment.minute % 15, seconds=moment.second)
    scale = Scale(start, start + width * _CELL, width)
    drawn = {}
    for room, (plan, now) in days.items():
        differs = [s[:2] for s in plan] != [s[:2] for s in now]
        below = rail(plan, scale, begins - _CELL) if differs else BLANK
        drawn[room] = indent(rail(now, scale, scene.now), _GAP), indent(below, _GAP)
    return indent(hours_row(scale, scene.zones), _GAP), drawn


def _grid(scene: Scene, width: int) -> Grid:
    """Return the columns: room, sign, session, its end, the minutes left, and the offset."""
    names = tuple(room.name for room in scene.programme.rooms)
    cells = width * 31 // 60 if width >= _RAILS_WIDTH else width
    end = 5 if width >= _END_WIDTH else 0
    return Grid(
        cells, column_width(names, max(min(12, cells // 4), cells // 6)), 1, end, room=5, number=6
    )


def _labels(scene: Scene, width: int) -> Row:
    """Return the row with the names of the columns."""
    words = scene.words
    names = words.say("until"), f"{words.say('left'):>5}", words.say("drift")
    until, left, late = (Span(name, "faint") for name in names)
    grid = replace(_grid(scene, width), time=0, sign=0)
    return grid.row(Cells(BLANK, aside=until, room=left, number=late))


def room_row(scene: Scene, room: str, timing: LaneTiming | None, width: int) -> Row:
    """Return the first row of a lane: the running session, its end, the minutes left, the offset.

    If no session is running, the row shows the next session, its start, and the minutes until then.
    After an overdue start, these are the minutes since then, with a plus.
    """
    grid, names = _grid(scene, width), tuple(room.name for room in scene.programme.rooms)
    called = room_name(scene.programme, room) or ""
    name = Span(distinct_names(names, grid.time).get(called, ""), "muted")
    item, words = timing.current_or_next if timing is not None else None, scene.words
    if timing is None:
        return grid.row(
            Cells(text_row(words.say("Nothing is planned in this room."), "muted"), name)
        )
    if item is None:
        pauses = (entry for entry in timing.items if entry.status in ("running", "upcoming"))
        pause = next(pauses, None)  # The remaining items may all be breaks.
        text = words.say("Nothing else is planned.")
        if pause is not None and pause.start is not None and pause.end is not None:
            times = column_span(pause.start, pause.end, scene.zones)
            text = join([pause.session.title, times])
        return grid.row(Cells(text_row(text, "muted"), name))
    late, runs = instants.whole_minutes(timing.offset), timing.running is not None
    sign = PAUSED if timing.paused_since else STATUS["running"] if runs else NEXT
    until = item.end if runs else item.start
    end = column_time(until, scene.zones) if until is not None else ""
    delay = signed_number(late) if late else "0" if timing.state.is_manual else ""
    seats = seats_word(timing.seats.get(item.session.id), words)
    remark = seats or (words.say("added") if item.session.added else "")
    if seats and grid.title < _WORDS_WIDTH:
        remark = SEATS[timing.seats[item.session.id]]
    if not seats and not runs and grid.title >= _WORDS_WIDTH:
        remark = words.say("starts")
    return grid.row(
        Cells(
            text_row(headline(item.session), "" if runs else "muted"),
            name,
            Span(sign, "accent"),
            Span(end, "warning" if late > 0 else "" if runs else "muted"),
            _minutes_left(timing),
            number=Span(delay, "warning" if late > 0 else "faint"),
            remark=Span(remark, "warning" if seats else "muted"),
        )
    )


def _minutes_left(timing: LaneTiming) -> Span:
    """Return the minutes until the running session ends or the next one starts.

    After this end or start, return the minutes since then, with a plus.
    """
    left, style = timing.remaining, ALERT_STYLES.get(timing.alert or "", "")
    if left is None:
        start = timing.overdue_since or (timing.next.start if timing.next else None)
        left, style = (
            (start or timing.at) - timing.at,
            "danger" if timing.overdue_since else "muted",
        )
    elif timing.paused_since is not None and left >= timedelta(0):
        style = "warning"
    minutes = instants.minutes_left(left)
    return Span(f"{minutes if minutes >= 0 else signed_number(-minutes):>5}", style)


def next_row(scene: Scene, timing: LaneTiming | None, width: int) -> Row:
    """Return the second row of a manual lane: its next session and the number of unannounced times.

    For an automatic lane, the row is blank.
    """
    if timing is None or not timing.state.is_manual:
        return BLANK
    grid, coming = _grid(scene, width), timing.session_after_current
    start = column_time(coming.start, scene.zones) if coming and coming.start else ""
    new = timing.new_times_count
    text = scene.words.count("{n} new time", "{n} new times", new) if new else ""
    number = grid.room + grid.number + 2
    return replace(grid, room=0, number=number).row(
        Cells(
            text_row(headline(coming.session) if coming else "", "muted"),
            sign=Span(NEXT if coming else "", "muted"),
            aside=Span(start, "warning" if is_late(coming) else "muted"),
            number=Span(text, "warning"),
        )
    )


def _lane_detail(scene: Scene, room: str, timing: LaneTiming | None, width: int) -> list[Row]:
    """Return a divider and two rows about a lane: its session, and the cost of its delay.

    For an automatic room, the last row shows the next session instead of the cost.
    """
    words, name = scene.words, room_name(scene.programme, room) or ""
    divider = row(Span("─" * width, "divider"))
    if timing is None:
        return [divider, row(" ", Span(name, "muted"))]
    title = headline(timing.current_or_next.session) if timing.current_or_next else ""
    new = Span(unannounced_sentence(timing, words) or "", "warning")
    about = Span(f" {join([name, driver_sentence(timing, scene)])}  ", "muted")
    coming, zones = timing.session_after_current, scene.zones
    following = coming and coming.start and f"{NEXT} {column_time(coming.start, zones)}"
    forms = [f"{following} {headline(coming.session)}" if coming and following else ""]
    if timing.state.is_manual:
        forms = [*cost_variants(timing.offset, impact(timing), words)]
    cost = fitting_variant(forms, width - width_of((about,)) - 1)
    return [
        divider,
        justify(row(" ", Span(title, "title")), row(new, " "), width),
        row(about, Span(cost, "muted")),
    ]
