"""The timetable: the agenda as a picture. Its rows are rooms, and time runs to the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from sommet_tui.companion.keys import LIST_OPEN, TIMETABLE
from sommet_tui.companion.plan import PlannedDay, Planning
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import frozen
from sommet_tui.pages.timetable import (
    FIVE,
    WHOLE_DAY,
    Axis,
    Block,
    Line,
    Picture,
    RoomDay,
    clock_time,
    count_rooms,
    extent,
    hours_line,
    instant_at,
    my_plan_line,
    neighbouring_row,
    row_lines,
    scale_for,
    scales,
    session_at,
    timetable_rows,
    window,
    window_with_block,
)
from sommet_tui.tui.agenda.rows import day_tabs, session_detail
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.list_screen import no_match_rows
from sommet_tui.tui.render import rail
from sommet_tui.tui.render.colours import BAR
from sommet_tui.tui.render.rows import (
    BLANK,
    Memo,
    Row,
    Span,
    column_width,
    distinct_names,
    fit_row,
    fitting_variant,
    justify,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import OpenSession, Viewer
from sommet_tui.tui.widgets.lines import PLAIN, FixedLines
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.plan import walk_words

_WIDE, _ROOMY = 80, 100
"""The widths from which there is a right margin, and from which an hour has more cells."""
_AIRY = 30
"""From this height on, a blank row is above the timetable."""
_MAX_LINES, _STEP_LINES = 6, 3
"""The maximum height of a row with its blank line, for a room and for a single session."""
_TWO_DAYS_HEIGHT = 4
"""The next day is also shown if each room still has at least this many lines."""
_TURN_FRACTION, _PATIENCE = 0.75, 120
"""The page turns when the current time has passed this part of the visible hours.

It turns only if the user has pressed no key for `_PATIENCE` seconds.
"""
_NOW_FRACTION = 0.2


@frozen
class _Layout:
    """How the rows share the height.

    The rows from number `top` to number `end` (exclusive) are visible. Each has `height` lines,
    followed by `gap` blank lines.
    """

    rows: Sequence[RoomDay]
    top: int
    end: int
    height: int
    gap: int


class Timetable(FixedLines):
    """The timetable, which replaces the list on the screen and shares its cursor."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, action, show=False)
            for key, action in (
                ("left", "go_to_neighbour(-1)"),
                ("right", "go_to_neighbour(1)"),
                ("up", "move_row(-1)"),
                ("down", "move_row(1)"),
                ("pageup", "page(-1)"),
                ("pagedown", "page(1)"),
                ("home", "go_to_edge(0)"),
                ("end", "go_to_edge(-1)"),
            )
        ),
        *bindings((LIST_OPEN, *TIMETABLE)),
    ]

    def __init__(
        self,
        viewer: Viewer,
        matching_sessions: Callable[[], Sequence[Session]],
        key: Callable[[], str | None],
        select: Callable[[str], None],
    ) -> None:
        """`matching_sessions` returns the sessions that match the filters.

        `key` returns the id of the selected session, and `select` selects another session.
        """
        super().__init__(self._paint, id="timetable")
        self._viewer = viewer
        self._matches = matching_sessions
        self._key = key
        self._select = select
        self._row_cache: Memo[tuple[RoomDay, ...]] = Memo()
        self._id_cache: Memo[frozenset[str]] = Memo()
        self._painted_cache: Memo[dict[object, list[Row]]] = Memo()
        self._plan_cache: Memo[PlannedDay] = Memo()
        self._width = 0
        self._axes: dict[date | None, Axis] = {}
        self._cell_length: timedelta | None = None
        """The length of a cell that the user chose."""
        self._row: tuple[str | None, date] | None = None
        """The room and the day of the row under the cursor."""
        self._moment = timedelta(0)
        """The time of day at which the cursor moves up and down."""
        self._shown_session_id: str | None = None
        """The id of the session that the timetable last scrolled to."""
        self._top = 0
        self._rows_by_line: list[RoomDay | None] = []

    @property
    def rows(self) -> tuple[RoomDay, ...]:
        """The rows of all days. If rooms are filtered, only the rows of these rooms."""
        scene = self._viewer.scene()
        rooms = scene.filters(one_room=True).rooms
        known = (
            scene.snapshot.status_version(scene.now),
            rooms,
            truncate_to_minute(scene.now),
            scene.words,
            scene.zones,
        )
        return self._row_cache.get(known, lambda: timetable_rows(scene, rooms or None))

    @property
    def matching_ids(self) -> frozenset[str]:
        """The ids of the sessions that match the filters."""
        found = self._matches()
        return self._id_cache.get(found, lambda: frozenset(s.id for s in found))

    @property
    def is_staircase(self) -> bool:
        """Whether each session has its own row, because the event is small."""
        return any(row.step for row in self.rows)

    @property
    def has_one_room(self) -> bool:
        """Whether all rows belong to the same room."""
        return len({row.room for row in self.rows}) < 2

    @property
    def day(self) -> date | None:
        """The day of the selected session."""
        self._show_cursor_session()
        return self._row[1] if self._row else None

    def _axis(self, day: date) -> Axis:
        """Return the visible hours of a day.

        If there is only one room, all days show the same hours.
        """
        key = None if self.has_one_room else day
        if key not in self._axes:
            scene, whole, width = self._viewer.scene(), self._extent(day), self._axis_width
            usual = self._cell_length or FIVE / (3 if self._width >= _ROOMY else 2)
            step = scale_for(WHOLE_DAY if self.is_staircase else usual, scales(whole, width))
            today = scene.programme.day_of(scene.now)
            is_today = any(today == row.day for row in self.rows if key in (None, row.day))
            now = clock_time(scene.now, today, scene.programme.zone)
            self._axes[key] = window(
                now if is_today else whole[0], whole, step, width, _NOW_FRACTION
            )
        return self._axes[key]

    def _extent(self, day: date) -> tuple[timedelta, timedelta]:
        """Return the first start and the last end on a day.

        If there is only one room, use all days.
        """
        return extent(row for row in self.rows if self.has_one_room or row.day == day)

    @property
    def _name_width(self) -> int:
        """The width in cells of the names of rows, including the space after the names."""
        if self.has_one_room:
            return 7
        names_ = tuple(self._viewer.programme.room_names.values())
        return max(6, column_width(names_, max(8, self._width // 10))) + 1 + (self._width >= _WIDE)

    @property
    def _axis_width(self) -> int:
        return max(1, self._width - 1 - self._name_width - (self._width >= _WIDE))

    def _picture(self, day: date) -> Picture:
        current, programme = self._selected_block(), self._viewer.programme
        return Picture(
            self._viewer.scene(),
            self._axis(day),
            day,
            self._name_width,
            self.matching_ids,
            distinct_names(tuple(programme.room_names.values()), self._name_width - 1),
            current[1].session.id if current else None,
            current[1].start if current and current[0].day == day else None,
            plain=PLAIN,
            bare=self.app.native_ansi_color,
        )

    # The cursor

    def _selected_block(self) -> tuple[RoomDay, Block] | None:
        """Return the row and the block of the selected session, or None if it has no block."""
        key = self._key()
        found = [(row, b) for row in self.rows for b in row.sessions if b.session.id == key]
        here = (pair for pair in found if (pair[0].room, pair[0].day) == self._row)
        return next(here, found[0] if found else None)

    def _show_cursor_session(self) -> None:
        """Make the selected session visible if the user has selected another one."""
        current = self._selected_block()
        if current is not None and self._shown_session_id != current[1].session.id:
            self._show_block(*current)

    def _show_block(self, room_day: RoomDay, block: Block, moment: timedelta | None = None) -> None:
        """Select the session of `block` in the row `room_day`.

        If the visible hours show too little of the block, change them.
        """
        self._row, self._shown_session_id = (room_day.room, room_day.day), block.session.id
        axis = window_with_block(self._axis(room_day.day), block, self._extent(room_day.day))
        self._axes[None if self.has_one_room else room_day.day] = axis
        self._moment = max(block.start, axis.start) if moment is None else moment

    def _move_cursor(
        self, room_day: RoomDay, block: Block | None, moment: timedelta | None = None
    ) -> None:
        """Select the session of a block.

        When the cursor later moves to other rows, it stays at the time `moment` or, if that is
        None, at the start of the block.
        """
        if block is not None:
            self._show_block(room_day, block, moment)
            if self._key() != block.session.id:
                self._select(block.session.id)
            else:  # The same session is in several rooms.
                self.update()

    def _blocks_in_room(self) -> list[tuple[RoomDay, Block]]:
        """Return the sessions in the cursor's room and day as pairs (row, block).

        Leave out sessions that do not match the filters.
        """
        rows = (row for row in self.rows if (row.room, row.day) == self._row)
        return [(row, b) for row in rows for b in row.sessions if b.session.id in self.matching_ids]

    def action_go_to_neighbour(self, by: int) -> None:
        """Go to the previous or next session in the same room."""
        here, found = self._selected_block(), self._blocks_in_room()
        place = next((n for n, (_, b) in enumerate(found) if here and b is here[1]), None)
        if place is not None and 0 <= place + by < len(found):
            self._move_cursor(*found[place + by])

    def action_move_row(self, by: int) -> None:
        """Go up or down `by` rows, to the session at the time of the cursor."""
        rows, here = self._layout(self.size.height).rows, self._selected_block()
        if here is None:
            return
        place = next(n for n, row in enumerate(rows) if row is here[0])
        row = rows[neighbouring_row(rows, place, by, self.matching_ids)]
        if row is not here[0]:
            axis, moment = self._axis(row.day), self._moment
            if not axis.start <= moment < axis.end:  # The row is on another day.
                moment = axis.start
            self._move_cursor(row, session_at(row, moment, self.matching_ids), moment)

    def action_page(self, by: int) -> None:
        """Go up or down by as many rooms as are visible."""
        layout = self._layout(self.size.height)
        self.action_move_row(by * max(1, layout.end - layout.top - 1))

    def action_go_to_edge(self, end: int) -> None:
        """Go to the first (`end` 0) or the last (`end` -1) session of the room."""
        found = self._blocks_in_room()
        if found:
            self._move_cursor(*found[end])

    def action_go_to_bookmark(self, by: int) -> None:
        """Go to the previous or next bookmark."""
        scene, here = self._viewer.scene(), self._selected_block()
        degrees, start = scene.snapshot.mine.degrees, here[1].session.start if here else scene.now
        place = start, self._key() or ""
        mine = [(s.start, s.id) for s in self._matches() if degrees.get(s.id) in ("must", "maybe")]
        after = [other for other in mine if (other > place if by > 0 else other < place)]
        if after:
            self._row = None
            self._select((min if by > 0 else max)(after)[1])

    def action_change_scale(self, by: int) -> None:
        """Show fewer hours (`by` 1) or more hours (-1). The selected session stays in its place."""
        day, current = self.day, self._selected_block()
        if day is None or self.is_staircase:
            return
        axis, whole = self._axis(day), self._extent(day)
        possible = scales(whole, axis.width)
        place = min(max(possible.index(scale_for(axis.step, possible)) + by, 0), len(possible) - 1)
        anchor = max(current[1].start, axis.start) if current else axis.start
        at = axis.cell(anchor) / axis.width
        self._cell_length = possible[place] if place else WHOLE_DAY
        self._axes = {
            None if self.has_one_room else day: window(
                anchor, whole, possible[place], axis.width, at
            )
        }
        self._shown_session_id = None
        self.update()

    def action_open(self) -> None:
        """Open the selected session."""
        current = self._selected_block()
        if current is not None:
            self.post_message(OpenSession(current[1].session.id, self.screen))

    def go_to_now(self) -> None:
        """Show the hours around the current time."""
        self._axes.clear()
        self._shown_session_id = None
        self.update()

    def turn_page(self) -> None:
        """Show later hours if the current time nears the right edge.

        Do so only if the user has pressed no key for `_PATIENCE` seconds.
        """
        scene, quiet = self._viewer.scene(), self._viewer.monotonic() - self._viewer.pressed_at
        today = scene.programme.day_of(scene.now)
        if quiet >= _PATIENCE and any(row.day == today for row in self.rows):
            picture = self._picture(today)
            if (picture.now_cell or 0) >= picture.axis.width * _TURN_FRACTION:
                self._axes.clear()

    def adapt_to_size(self, width: int) -> None:
        """Choose the visible hours again if the width has changed."""
        if width != self._width:
            self._width = width
            self._axes.clear()
            self._shown_session_id = None

    def on_click(self, event: Click) -> None:
        """Select the clicked session. A second click opens it."""
        row = self._rows_by_line[event.y] if event.y < len(self._rows_by_line) else None
        if row is None:
            return
        axis, cell = self._axis(row.day), event.x - self._name_width - 1
        hit = [b for b in row.sessions if b.session.id in self.matching_ids]
        hit = [b for b in hit if row.step or cell in axis.block_cells(b)]
        if hit and hit[-1].session.id == self._key():
            self.action_open()
        elif hit:
            self._move_cursor(row, hit[-1])

    # The picture

    def day_row(self, width: int) -> Row:
        """Return a row with the days, and a rail of the selected day.

        The rail marks the visible hours and the stops of the user's plan.
        """
        scene, day = self._viewer.scene(), self.day or self._viewer.programme.days[0]
        days, axis, zone = scene.programme.days, self._axis(day), scene.programme.zone
        start, end, *shown = (
            instant_at(moment, day, zone) for moment in (*self._extent(day), axis.start, axis.end)
        )
        first, last = (times.column_time(moment, scene.zones) for moment in (start, end))
        if first.endswith(":00") and last.endswith(":00"):
            first, last = first[:2], last[:2]
        rail_width = max(10, self._axis_width * 11 // 20)
        free = width - rail_width - 2 * len(first) - (12 if len(days) > 1 else 6)
        here = row(" ", Span(times.date_heading(day, scene.words, year=False), "heading"))
        tabs = day_tabs(scene, day, free, days) or fit_row(here, free)
        mine = [leg.stop.expected_times for leg in self._plan(day).legs]
        line = rail.window_rail(
            rail.Scale(start, end, rail_width), (shown[0], shown[1]), mine, scene.now
        )
        right = row(Span(f"{first} ", "faint"), *line, Span(f" {last} ", "faint"))
        return justify(row(*tabs, Span("  [ ]" if len(days) > 1 else "", "faint")), right, width)

    def _layout(self, height: int) -> _Layout:
        """Return how rows share the height.

        The layout has the rows of the selected day and, if there is enough space, of a second day.
        """
        rows: Sequence[RoomDay] = self.rows
        free = max(1, height - 5 - (height >= _AIRY and not self.has_one_room))
        if rows and not self.has_one_room:
            days = sorted({row.day for row in rows})
            place = days.index(self.day) if self.day in days else 0
            both = days[place - place % 2 :][:2]
            if (free - 1) // sum(row.day in both for row in rows) < _TWO_DAYS_HEIGHT:
                both = days[place : place + 1]
            free -= len(both) - 1
            rows = [row for row in rows if row.day in both]

        def rows_needed(size: int) -> int:
            gap = size > 2
            return sum(size if row.sessions else 1 + gap for row in rows) - gap

        most = _STEP_LINES if self.is_staircase else _MAX_LINES
        size = next((n for n in range(most, 1, -1) if rows_needed(n) <= free), 1)
        fits = len(rows) if size > 1 else min(len(rows), free)
        here = self._selected_block()
        place = next((n for n, row in enumerate(rows) if here and row is here[0]), self._top)
        after = takewhile(lambda row: not row.sessions, rows[place + 1 :])
        if not self._top <= place < self._top + fits - sum(1 for _ in after):
            self._top = place - fits // 2
        self._top = max(0, min(self._top, len(rows) - fits))
        gap = int(size > 2)
        return _Layout(rows, self._top, self._top + fits, size - gap, gap)

    def _paint(self, width: int, height: int) -> list[Row]:
        scene, one_room = self._viewer.scene(), self.has_one_room
        if not self.rows:
            empty = no_match_rows(scene.words, "").empty if scene.filters(one_room=True) else None
            page = empty(width) if empty else []
            return [*[BLANK] * (max(0, height - len(page)) // 2), *page]
        self._show_cursor_session()
        layout, here, day = self._layout(height), self._selected_block(), None
        days = {each.day for each in layout.rows}
        pictures = {each: self._picture(each) for each in days}
        known = self.rows, self.matching_ids, tuple(self._axes.items()), self.size
        degrees, clashes = scene.snapshot.mine.degrees, scene.snapshot.clashes
        painted = self._painted_cache.get(known, dict)
        found: list[tuple[Row, RoomDay | None]] = [(BLANK, None)] * (one_room or height >= _AIRY)
        if not one_room:
            first = layout.rows[layout.top].day
            found.append((_row(my_plan_line(self._plan(first), pictures[first])), None))
        for number in range(layout.top, layout.end):
            each = layout.rows[number]
            picture = pictures[each.day]
            if each.day != day and not (one_room and day):
                today = scene.programme.day_of(scene.now)
                shown = today if one_room and today in days else each.day
                dated = len(days) > 1 and not one_room
                name = f"{times.short_day(shown, scene)} {shown.day}" if dated else ""
                found.append((_row(hours_line(pictures[shown], name)), None))
            day = each.day
            lit = here is not None and each is here[0]
            key = (
                *(day, number, lit),
                picture.cursor
                if any(b.session.id == picture.cursor for b in each.sessions)
                else None,
                picture.start if any(b.start == picture.start for b in each.sessions) else None,
                *((degrees.get(b.session.id), b.session.id in clashes) for b in each.sessions),
            )
            if key not in painted:
                size = layout.height if each.sessions else 1
                lines = row_lines(each, number % 2, size, picture, layout.gap)
                painted[key] = [_row(line, lit=lit and n < size) for n, line in enumerate(lines)]
            found += ((line, each) for line in painted[key])
        found = found[: height - 3]
        found += [(BLANK, None)] * (height - 3 - len(found))
        self._rows_by_line = [each for _, each in found]
        return [
            *(line for line, _ in found),
            self._divider_row(layout, width),
            *self._detail_rows(width),
        ]

    def _plan(self, day: date) -> PlannedDay:
        """Return the user's plan of a day.

        It is computed again each minute and after each change.
        """
        scene, walk = self._viewer.scene(), self._viewer.settings.walk_minutes
        snapshot, now = scene.snapshot, truncate_to_minute(scene.now)
        known = snapshot.mine, snapshot.status_version(scene.now), now, day, walk
        return self._plan_cache.get(
            known, lambda: Planning(snapshot, walk, now).planned_day(day, None)
        )

    def _divider_row(self, layout: _Layout, width: int) -> Row:
        """Return the line between the rooms and the details, with a text at each end.

        The right text says which rooms are visible, unless all are. The left text counts rooms at
        the start of the selected session: those in which a session starts, those with a running
        session, and those that are empty.
        """
        scene, current, total = self._viewer.scene(), self._selected_block(), len(layout.rows)
        words, left, right = scene.words, BLANK, BLANK
        if layout.end - layout.top < total:
            first, last = layout.top + 1, layout.end
            text = words.say("rooms {first}–{last} of {total}", first=first, last=last, total=total)
            up, down = "PgUp ▴" if layout.top else "", "PgDn ▾" if last < total else ""
            keys = Span("  ".join(filter(None, (up, down))), "accent")
            right = row(Span(f" {text}  ", "muted"), keys, " ")
        elif scene.filters(one_room=True).rooms and not self.has_one_room:
            every = len({room for s in scene.programme.sessions for room in s.rooms})
            right = text_row(
                f" {words.say('{n} rooms of {total}', n=total, total=every)} ", "muted"
            )
        if current is not None and not self.has_one_room:
            day, moment = current[0].day, current[1].start
            starts, on, empty = count_rooms((r for r in layout.rows if r.day == day), moment)
            counts = [
                words.count("{n} starts", "{n} start", starts),
                words.say("{n} on now", n=on) if on else None,
                words.say("{n} empty", n=empty) if empty else None,
            ]
            time = Span(f" {self._picture(day).clock_text(moment)} ", "strong")
            forms = [f"{session_texts.join(counts[:most])} " for most in (3, 2, 1)]
            left = row(
                time, Span(fitting_variant(forms, width - width_of((time, *right)) - 2), "muted")
            )
        edge = Span("─" if left or right else "", "divider")
        rule = "─" * max(0, width - width_of((*left, *right)) - 2 * width_of((edge,)))
        return row(edge, *left, Span(rule, "divider"), *right, edge)

    def _detail_rows(self, width: int) -> Sequence[Row]:
        """Return two rows about the selected session."""
        current, scene = self._selected_block(), self._viewer.scene()
        if current is None:
            return BLANK, BLANK
        each, block = current
        also = (
            session_texts.short_name(b.session)
            for b in each.sessions
            if b is not block and b.start < block.end and block.start < b.end
        )
        aside = ", ".join(also)
        if aside:
            aside = scene.words.say("also in this room: {name}", name=aside)
        else:
            legs = [leg for leg in self._plan(each.day).legs if leg.stop.id == block.session.id]
            aside = next(filter(None, (walk_words(leg, scene) for leg in legs)), "")
        return session_detail(scene, block.session, width, aside)[1:]


def _row(line: Line, *, lit: bool = False) -> Row:
    """Return a line of the timetable as a row. If `lit`, its name is highlighted."""
    name, *others = line
    head = (Span(BAR, "accent"), Span(name.text, "cursor")) if lit else (Span(" "), Span(*name))
    return row(*head, *(Span(*piece) for piece in others))
