"""Now for several rooms: my next stops, and the sessions that run, start soon or come later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain, pairwise

from textual.app import ComposeResult
from textual.events import Click

from sommet_tui.companion.keys import LIST_FACETS
from sommet_tui.companion.snapshot import timely_notices
from sommet_tui.domain import instants, timeline
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import alert
from sommet_tui.domain.values import frozen, replace
from sommet_tui.pages.now import (
    SOON,
    finished_room_lines,
    nearby_breaks,
    room_line,
    rooms_by_state,
    shown_day,
)
from sommet_tui.tui.agenda.rows import session_detail, session_grid, session_row
from sommet_tui.tui.keys_on_screen import key_span
from sommet_tui.tui.list_screen import no_match_row
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.colours import ALERT_STYLES
from sommet_tui.tui.render.header import notice_rows
from sommet_tui.tui.render.rows import (
    BLANK,
    Grid,
    Need,
    Row,
    Span,
    clip,
    divide,
    fit_row,
    fitting_variant,
    indent_rows,
    row,
    text_row,
)
from sommet_tui.tui.textual_internals import PaintedGroup
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.expected_times import expected_length
from sommet_tui.wording.marks import NEXT
from sommet_tui.wording.session_texts import (
    item_counts,
    join,
    next_to_begin,
    participants_line,
    phase_sentence,
    time_with_date,
)
from sommet_tui.wording.times import column_time
from sommet_tui.wording.words import mark

TWO_COLUMNS = 100
"""From this width on, the two lists are side by side."""
LOW = 12
"""Below this height, a window has no blank lines."""
DETAIL, DETAILED = 3, 28
"""The number of rows about the selected session, and the height from which they are shown."""
_BRIEF = 4
"""The number of headings and blank rows in both lists of an event with few rooms."""
_NUMBER = 4
"""The width of the minutes left, in cells."""
ORDERS = ("soonest", "rooms")
"""The orders of the running sessions: by end, or by room."""


@frozen
class MomentSessions:
    """The sessions in the lists: running, starting soon, and later.

    `on` and `soon` include breaks. `next` has the later sessions that are not in `soon`: the next
    one of each room or, if `whole_day`, all later sessions and breaks of the day. `done` are the
    rooms whose sessions of the day are all over.
    """

    on: Sequence[Session]
    soon: Sequence[Session]
    next: Sequence[Session]
    done: Sequence[timeline.RoomMoment]
    whole_day: bool = False

    @property
    def number(self) -> int:
        """The number of sessions and breaks in the lists."""
        return len(self.on) + len(self.soon) + len(self.next)


def listed_sessions(
    scene: Scene,
    moment: timeline.Moment,
    order: str,
    matching_ids: Collection[str] | None = None,
    *,
    whole_day: bool = False,
) -> MomentSessions:
    """Return the sessions that match the filters.

    If `matching_ids` is not None, include only the sessions with these ids. If `whole_day`, include
    all sessions that are still to come on the day.
    """

    def matching_sessions(sessions: Iterable[Session]) -> list[Session]:
        shown = scene.snapshot.matching_sessions(dict.fromkeys(sessions), scene.facets, scene.now)
        return [s for s in shown if matching_ids is None or s.id in matching_ids]

    day = shown_day(scene, moment.rooms)
    breaks_on, breaks_soon = nearby_breaks(scene, moment.rooms)
    on = matching_sessions(chain((s for room in moment.rooms for s in room.now), breaks_on))
    if order == ORDERS[0]:
        on.sort(key=lambda session: scene.remaining(session) or timedelta(0))
    soon = sorted(
        matching_sessions((*sessions_starting_soon(scene), *breaks_soon)), key=lambda s: s.start
    )
    candidates = [room.next for room in moment.rooms if room.next and room.next.day <= day]
    if whole_day:
        candidates = [
            session
            for session in scene.programme.sessions
            if session.day <= day and (matching_ids is None or session.id in matching_ids)
            if session.id not in scene.hidden and scene.status(session) == "upcoming"
            if expected_length(session, scene)  # a delay may leave nothing of a break
        ]
    # A break can have other times in the other lists: those of one of its rooms.
    listed = {session.id for session in (*on, *soon)}
    later = [s for s in matching_sessions(candidates) if s.id not in listed]
    done = rooms_by_state(scene, moment.rooms)[2]
    if scene.facets or matching_ids is not None:
        done = [room for room in done if room.room in scene.facets.rooms]
    later.sort(key=lambda session: session.start)
    return MomentSessions(on, soon, later, done, whole_day)


def sessions_starting_soon(scene: Scene) -> tuple[Session, ...]:
    """Return the sessions of all rooms that start soon, in the order of their starts.

    Include sessions that should have started shortly before but have not begun.
    """
    until_then = scene.now + SOON
    found: list[Session] = []
    for session in scene.programme.sessions:
        if session.start > until_then:
            break
        if session.start <= scene.now - SOON or session.is_break or session.id in scene.hidden:
            continue
        progress = session.start > scene.now if session.cancelled else scene.status(session)
        if progress in (True, "upcoming"):
            found.append(session)
    return tuple(found)


def summary_rows(scene: Scene, width: int, *, low: bool) -> list[Row]:
    """Return the rows above the lists: the state of the event and the current notices.

    While sessions are running, the state is left out. If the window is `low`, blank lines are left
    out, and the notices share two rows.
    """
    inner, moment = width - 2, scene.moment
    state = BLANK
    if moment.phase != "on" and not moment.is_changeover and moment.next is not None:
        short = mark("Starts {when}.") if moment.phase == "before" else mark("Resumes {when}.")
        when = time_with_date(next_to_begin(scene)[1], scene)
        forms = (phase_sentence(scene), scene.words.say(short, when=when), when)
        state = text_row(fitting_variant(forms, inner), "strong")
    notices = notice_rows(scene, timely_notices(scene.snapshot, scene.now), inner)
    notices = clip(notices, 2 if low else 4, inner)
    blank = [] if low else [BLANK]
    first = [*blank, fit_row(state, inner)] if state else []
    return indent_rows([*first, *blank, *notices, *(blank if notices else ())], 1)


def divide_height(soon: int, running: int, height: int) -> int:
    """Return the number of rows for the upper list, which has the sessions that start soon.

    `soon` and `running` are the numbers of rows that this list and the list of running sessions
    need.
    """
    rows = divide(
        [
            Need("on", min(3, running), min(3, running)),
            Need("soon", min(2, soon), min(2, soon)),
            Need("soon", 1, min(soon, height // 2)),
            Need("on", 1, running),
            Need("soon", 1, soon),
        ],
        height,
    )
    return rows["soon"]


def starts_grid(scene: Scene, width: int) -> Grid:
    """Return the columns of the list of sessions in the order of their starts."""
    return replace(_grid(scene, width), number=0)


def running_grid(scene: Scene, width: int) -> Grid:
    return replace(_grid(scene, width), time=0, number=_NUMBER)


def _grid(scene: Scene, width: int) -> Grid:
    # One cell less, so that no mark touches the divider.
    grid = session_grid(scene, width - 1, signs=False)
    return replace(grid, aside=0, sign=0, mark=min(grid.mark, 2), room_first=True)


def soon_heading(scene: Scene, sessions: MomentSessions, grid: Grid) -> Row:
    """Return the heading of the sessions that start soon."""
    words, number = scene.words, sum(not session.cancelled for session in sessions.soon)
    minutes = int(SOON.total_seconds() / 60)
    if number:
        count = words.say("{n} within {minutes} min", n=number, minutes=minutes)
    elif hidden := sessions_starting_soon(replace(scene, hidden=frozenset())):
        count = words.say("hidden: {n}", n=len(hidden))
    else:
        count = words.say("none within {minutes} min", minutes=minutes)
    return _heading(grid, words.say("STARTING SOON"), count)


def _next_heading(scene: Scene, sessions: MomentSessions, grid: Grid) -> Row:
    """Return the heading of the later sessions."""
    number = scene.words.count("{n} room", "{n} rooms", len(sessions.next))
    if sessions.whole_day:
        pauses = sum(session.is_break for session in sessions.next)
        number = item_counts(len(sessions.next) - pauses, pauses, scene.words)
    # The heading is not NEXT, because the user's next stop has this label.
    return _heading(grid, scene.words.say("LATER"), number)


def running_heading(scene: Scene, sessions: MomentSessions, order: str, grid: Grid) -> Row:
    """Return the heading of the running sessions, with the order in which they are listed."""
    words, rooms = scene.words, {room for session in sessions.on for room in session.rooms}
    number = words.count("{n} room", "{n} rooms", len(rooms))
    by = words.say("first to end") if order == ORDERS[0] else words.say("by room")
    details = join([number, by]) if len(sessions.on) > 1 else number
    return _heading(grid, words.say("ON NOW"), details, "min")


def _heading(grid: Grid, name: str, text: str, number: str = "") -> Row:
    return grid.heading(row(Span(name, "heading"), " ", Span(text, "muted")), Span(number, "faint"))


def running_row(scene: Scene, session: Session, grid: Grid) -> Row:
    """Return the row of a running session, with the minutes left."""
    left = scene.remaining(session) or timedelta(0)
    style = ALERT_STYLES.get(alert(session, left), "time")
    minutes = instants.minutes_left(left)
    number = Span(f"+{-minutes}" if minutes < 0 else f"{minutes}", style)
    return session_row(scene, session, grid, time=Span(""), number=number, clashes=False)


def _start_rows(scene: Scene, sessions: Sequence[Session], *, airy: bool) -> list[Session | None]:
    """Return the sessions or, if `airy`, put None (a blank row) between different starts."""
    found: list[Session | None] = [*sessions[:1]]
    for before, session in pairwise(sessions):
        if airy and before.start != session.start:
            found.append(None)
        found.append(session)
    return found


def _no_matching_room_row(scene: Scene, width: int) -> Row:
    """Return a row that says that nothing matches the filters, with the key that changes them."""
    sentence = scene.words.say("No more matches today.")
    hint = scene.words.say("change or clear the filters")
    key = key_span(scene.keymap.resolve(LIST_FACETS))
    return fit_row(row(f" {sentence} ", key, Span(f" {hint}", "muted")), width)


def finished_rooms_row(scene: Scene, rooms: Sequence[timeline.RoomMoment], width: int) -> Row:
    """Return the row about the rooms whose sessions are all over: their names or their number."""
    words = scene.words
    number = words.count("{n} room", "{n} rooms", len(rooms))
    if any(room.hidden for room in rooms):
        forms = [f"… {join([number, words.say('hidden sessions')])}"]
    else:
        sentence = words.count(
            "… {n} room has nothing more today", "… {n} rooms have nothing more today", len(rooms)
        )
        forms = [sentence, f"… {join([number, words.say('nothing more today')])}"]
    text = fitting_variant([join(finished_room_lines(scene, rooms)), *forms], width - 1)
    return fit_row(text_row(f" {text}", "faint"), width)


_MINUTE = timedelta(minutes=1)
_ALL = 2
"""The step for going to the first row of all lists."""
_MIN_LATER = 3
"""The number of later sessions that stay visible below those that start soon."""


class Column(RowList):
    """One of several lists that share a cursor. Its last visible row says how many rows follow."""

    DEFAULT_CSS = "Column { scrollbar-size-vertical: 0; }"
    tail = 1
    first_row: Callable[[str, int], Row] | None = None
    """Paints the first visible row from its key and a width, after rows have scrolled away."""

    def __init__(
        self,
        on_move: Callable[[], None],
        leave: Callable[[Column, int], None],
        on_row_click: Callable[[Column], None],
        more: Callable[[int], Row],
        *,
        id: str,  # noqa: A002  (Textual's own name)
    ) -> None:
        """`leave` is called when the cursor moves beyond an edge, and `on_row_click` after a click.

        `more` receives the number of rows that do not fit, and returns the last visible row.
        """
        super().__init__(on_move, id=id)
        self._leave = leave
        self._on_row_click = on_row_click
        self._more = more
        self.active = False
        """Whether this list has the cursor."""

    @property
    def keys(self) -> list[str]:
        """The keys of the rows."""
        return [key for key in self._rows.keys if key]

    def row_at(self, y: int, width: int) -> Row | None:
        """Return row `y`. If further rows follow the last visible line, this line says how many."""
        keys = self._rows.keys
        if y == self.row_on_line(self.size.height - 1) and y < len(keys) - 1:
            return self._more(sum(key is not None for key in keys[y:]))
        key = (
            keys[y]
            if self.top and y == self.row_on_line(self.pinned_count) and y < len(keys)
            else None
        )
        if key is not None and self.first_row is not None:
            return self.first_row(key, width)
        return super().row_at(y, width)

    def is_marked(self, y: int) -> bool:
        """Return whether row `y` has the cursor."""
        return self.active and super().is_marked(y)

    def action_move(self, by: int) -> None:
        """Move the cursor. At the first or last row, go on to another list."""
        before = self.key
        super().action_move(by)
        if self.key == before:
            self._leave(self, by)

    def action_go_to_edge(self, by: int) -> None:
        """Go to the last row of this list (`by` 1), or to the first row of all lists (`by` -1)."""
        super().action_go_to_edge(by)
        if by < 0:
            self._leave(self, -_ALL)

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked row. A second click opens the session."""
        # Without this, Textual would also call the base class, which would then see a second click.
        event.prevent_default()
        super().on_click(event)
        self._on_row_click(self)


class RoomsView(PaintedGroup):
    """My next stops, two lists with the sessions of all rooms, and the selected session."""

    DEFAULT_CSS = f"""
    RoomsView {{
        #detail {{ height: {DETAIL}; }}
        .-beside {{ layout: horizontal; }}
        .-beside #soon {{ width: 10fr; }}
        .-beside #on {{ width: 9fr; border-left: vkey $panel; }}
    }}
    """

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        moment: Callable[[], timeline.Moment],
        matching_ids: Callable[[], frozenset[str] | None],
        on_move: Callable[[], None],
    ) -> None:
        """`matching_ids` returns the ids of the sessions that match the typed filter.

        If no filter is typed, it returns None. `on_move` is called when the user selects another
        row.
        """
        super().__init__()
        self._on_move = on_move
        self._viewer = viewer
        self._stops = stops
        self._moment = moment
        self._matching_ids = matching_ids
        self._found_ids: frozenset[str] | None = None
        self._order = ORDERS[0]
        self._shown_content: object = None
        """The content of the lists when they were last built."""
        self._is_roomy = False
        """Whether the lists fit into half of the height.

        The other half then shows a session's page.
        """
        column = partial(Column, self._on_cursor_moved, self._leave, self._activate, self._more_row)
        self._head, self._soon, self._now = column(id="head"), column(id="soon"), column(id="on")
        self._soon.first_row = self._first_start_row
        self.list = self._soon
        """The list with the cursor."""
        self.list.active = True
        self._lists = PaintedGroup(self._soon, self._now, id="lists")
        self._detail = FixedLines(self._paint_detail, id="detail")

    def _on_cursor_moved(self) -> None:
        self._detail.update()
        self._on_move()

    def compose(self) -> ComposeResult:
        """Create the widgets for my stops, the two lists, and the details."""
        yield self._head
        yield self._lists
        yield self._detail

    def adapt_to_size(self, width: int) -> None:
        """In a wide window, put the two lists side by side, or else one below the other."""
        self._lists.set_class(width >= TWO_COLUMNS, "-beside")

    @property
    def key(self) -> str | None:
        """The key of the selected row."""
        return self.list.key

    @property
    def subject(self) -> str | None:
        """The id of the selected session, or None if no session is selected."""
        stop = self._stops.find(self.key)
        id_ = self.key if stop is None else stop.next.stop.id
        return id_ if id_ in self._viewer.programme.by_id else None

    @property
    def is_running_selected(self) -> bool:
        """Whether the cursor is in the list of running sessions."""
        return self.list is self._now

    @property
    def has_running(self) -> bool:
        """Whether any session is listed as running."""
        return bool(self._now.keys)

    @property
    def sorts_by_end(self) -> bool:
        """Whether the running sessions are listed in the order of their ends."""
        return self._order == ORDERS[0]

    def change_order(self) -> None:
        """Change the order of the running sessions, and select the first one."""
        self._order = ORDERS[self.sorts_by_end]
        self.paint(changed=True)
        self._focus_column(self._now)

    def switch_list(self) -> None:
        """Move the cursor from the sessions that start soon to the running ones, or back."""
        self._activate(self._soon if self.is_running_selected or not self._now.keys else self._now)

    def _leave(self, column: Column, by: int) -> None:
        """Move the cursor from `column` to the list above or below.

        If `column` is the first or last list, the cursor does not move.
        """
        beside = self._lists.has_class("-beside")
        lists = [self._head, column if beside and column is not self._head else self._soon]
        lists += [] if beside else [self._now]
        place = lists.index(column) if column in lists else 1
        others = lists[place + 1 :] if by > 0 else lists[:place][::-1]
        others = [each for each in others if each.keys]
        if by == -_ALL:
            for each in (self._soon, self._now):
                each.select(next(iter(each.keys), ""))
            self._focus_column(others[-1] if others else column)
        elif others and by > 0:
            self._focus_column(others[0])
        elif others:
            others[0].select(others[0].keys[-1])
            self._activate(others[0])

    def _focus_column(self, column: Column) -> None:
        if column.keys:
            column.select(column.keys[0])
            self._activate(column)

    def _activate(self, column: Column) -> None:
        if column is self.list or not column.keys:
            return
        self.list = column
        for each in (self._head, self._soon, self._now):
            each.active = each is column
            each.repaint()
        if isinstance(self.screen.focused, Column):
            self.screen.set_focus(column)
        self._on_cursor_moved()

    def paint(self, *, changed: bool) -> None:
        """Make the lists again only if they may look different."""
        scene = self._viewer.scene()
        before, self._found_ids = self._found_ids, self._matching_ids()
        lines = self._stops.lines(*self.app.size)
        minutes: object = None
        # A session can start at any second of a minute. Its minutes left change at that second.
        if scene.snapshot.live is not None:
            left = (room.remaining for room in self._moment().rooms if room.remaining is not None)
            minutes = [remaining // _MINUTE for remaining in left]
        shown = (
            instants.truncate_to_minute(scene.now),
            scene.snapshot.status_version(scene.now),
            lines,
            minutes,
        )
        if not changed and shown == self._shown_content:
            if self._is_roomy:
                self._detail.update()  # The time left on the page has seconds.
            return
        self._shown_content = shown
        height = self.size.height or self.app.size.height - 3
        low = height < LOW
        above = summary_rows(scene, self.app.size.width, low=low)
        stops = [*([] if low or not lines else [_BLANK]), *stop_items(lines, scene)]
        head = [*stops, *map(Item.from_row, above)]
        self._head.styles.height = len(head)
        self._head.display = bool(head)
        self._head.show_rows(Rows.from_items(head, len(head)))
        height -= len(head)
        self._show(scene, height, near=self._found_ids == before)
        self._detail.update()

    def _show(self, scene: Scene, height: int, *, near: bool) -> None:
        beside = self._lists.has_class("-beside")
        tall = self.app.size.height >= DETAILED
        rows = (len(scene.programme.rooms) + _BRIEF) * 2
        self._is_roomy = tall and rows <= (height if beside else height // 2)
        listed = partial(listed_sessions, scene, self._moment(), self._order, self._found_ids)
        found = listed()
        # With many rooms, the next session of each room must not be below other sessions.
        few = self._is_roomy or rows + DETAIL <= height
        if few or found.number + _BRIEF + DETAIL < height:
            whole = listed(whole_day=True)
            found = whole if few or whole.number + _BRIEF + DETAIL <= height else found
        detail = height // 2 if self._is_roomy else DETAIL
        left = self._soon_items(scene, found, height - (detail if tall else 0))
        on = self._running_items(scene, found, height - detail if beside else 0)
        self._now.display = bool(found.on)
        if not beside:
            on = [_BLANK, *on] if height >= LOW else on
        needed = max(len(left), len(on)) if beside else len(left) + len(on)
        self._detail.display = tall or found.whole_day or height - needed >= detail
        self._detail.styles.height = detail
        height -= detail if self._detail.display else 0
        divided = found.on and not beside
        self._soon.styles.height = divide_height(len(left), len(on), height) if divided else "1fr"
        had_cursor = self.key is not None
        columns = (self._soon, left, found.soon or found.next), (self._now, on, found.on)
        for column, items, sessions in columns:
            pinned = next((n for n, item in enumerate(items) if item.key), 0)
            first = partial(_first_key, sessions)
            column.show_rows(Rows.from_items(items, pinned), first, near=near)
        if not (had_cursor and self.list.keys):
            self._activate(self._now)
            if found.soon or all(session.is_break for session in found.on):
                self._activate(self._soon)

    def _soon_items(self, scene: Scene, sessions: MomentSessions, height: int) -> list[Item]:
        """Return the rows of the sessions that start soon, followed by the later sessions."""
        items: list[Item] = []
        if sessions.soon or sessions.on:
            items.append(_item(lambda grid: soon_heading(scene, sessions, grid), scene))
        rows = len(sessions.soon) + len({session.start for session in sessions.soon})
        airy = rows + min(len(sessions.next), _MIN_LATER) < height
        items += self._start_items(scene, sessions.soon, airy=airy)
        if sessions.next:
            items += [_BLANK] if items and height >= LOW else []
            items.append(_item(lambda grid: _next_heading(scene, sessions, grid), scene))
            items += self._start_items(scene, sessions.next, airy=False)
        if not any((sessions.soon, sessions.next, sessions.on)):
            if self._found_ids is not None:
                items.append(Item.from_row(no_match_row(scene.words)))
            elif self._viewer.facets:
                items.append(Item(None, lambda width: _no_matching_room_row(scene, width)))
        if sessions.done:
            items.append(Item(None, lambda width: finished_rooms_row(scene, sessions.done, width)))
        return items

    def _first_start_row(self, id_: str, width: int) -> Row:
        """Return the first visible row: a session with its start.

        Later rows show no start if the row above has the same one.
        """
        scene = self._viewer.scene()
        session = scene.programme.by_id.get(id_)
        if session is None:
            return BLANK
        time = Span(column_time(session.start, scene.zones), "strong")
        grid = starts_grid(scene, width)
        return session_row(scene, session, grid, time=time, clashes=False)

    def _start_items(self, scene: Scene, sessions: Sequence[Session], *, airy: bool) -> list[Item]:
        items, before = [], None
        for session in _start_rows(scene, sessions, airy=airy):
            if session is None:
                items.append(_BLANK)
                continue
            time = "" if before == session.start else column_time(session.start, scene.zones)
            before = session.start
            paint = partial(session_row, scene, session, time=Span(time, "strong"), clashes=False)
            items.append(_item(paint, scene, session.id))
        return items

    def _running_items(self, scene: Scene, sessions: MomentSessions, height: int) -> list[Item]:
        """Return the rows of the running sessions.

        If all fit into `height`, the people and the next session of the room are below each one.
        """
        rooms, item = self._moment().rooms, partial(_item, scene=scene, grid=running_grid)
        items = [item(partial(running_heading, scene, sessions, self._order))]
        for session in sessions.on:
            items.append(item(partial(running_row, scene, session), key=session.id))
            if sessions.whole_day and len(sessions.on) * _BRIEF < height:
                lines = [room_line(scene, room) for room in rooms if session in room.now]
                coming = [f"{NEXT} {line.start} {line.next}" for line in lines[:1] if line.next]
                for text in filter(None, (participants_line(session), *coming)):
                    continuation = text_row(text, "muted")
                    items.append(item(partial(Grid.continuation_row, text=continuation)))
                items.append(_BLANK)
        return items

    def _more_row(self, number: int) -> Row:
        text = self._viewer.words.count("{n} more", "{n} more", number)
        return text_row(f" … {text}", "faint")

    def on_resize(self) -> None:
        """Make the rows for the new size."""
        self.adapt_to_size(self.app.size.width)  # the screen may get its new size later
        self.paint(changed=True)

    def _paint_detail(self, width: int, height: int) -> list[Row]:
        scene = self._viewer.scene()
        session = scene.programme.by_id.get(self.subject or "")
        if session is None or not self._is_roomy:
            return session_detail(scene, session, width)
        # Imported here, because only a few events leave room for a page.
        from sommet_tui.tui.session_page import session_page

        rule = text_row("─" * width, "divider")
        # The notices are above the lists.
        page = session_page(scene, session, width, with_notices=False)
        return [rule, *clip(page[1:-1], height - 1, width)]


_BLANK = Item.from_row(BLANK)


def _first_key(sessions: Sequence[Session]) -> str | None:
    """Return the id of the first session or, if all are breaks, of the first break."""
    return min(sessions, key=lambda session: session.is_break).id if sessions else None


def _item(
    paint: Callable[[Grid], Row],
    scene: Scene,
    key: str | None = None,
    grid: Callable[[Scene, int], Grid] = starts_grid,
) -> Item:
    return Item(key, lambda width: paint(grid(scene, width)))
