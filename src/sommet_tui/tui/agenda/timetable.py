"""The timetable: the agenda as a picture, with rooms as rows and time to the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.events import Click

from sommet_tui.companion.keys import LIST_OPEN, TIMETABLE
from sommet_tui.companion.plan import PlannedDay
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timetable import (
    FIVE,
    WHOLE_DAY,
    Axis,
    Block,
    RoomDay,
    beside,
    count,
    extent,
    row_beside,
    session_at,
    showing,
    step_for,
    steps,
    window,
)
from sommet_tui.pages.agenda import session_facts
from sommet_tui.pages.timetable import (
    Line,
    Picture,
    blank_line,
    hours_line,
    mine_line,
    my_day,
    room_lines,
    rooms_of,
    stair_lines,
    steps_of,
)
from sommet_tui.tui.agenda.view import day_tabs
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rail import Scale, window_rail
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    first_fitting,
    fit_row,
    pad,
    row,
    spread,
    styled,
    width_of,
    wrap,
)
from sommet_tui.tui.render.styles import BAR
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import PLAIN, FixedLines
from sommet_tui.tui.widgets.list_pane import no_match
from sommet_tui.wording import marks
from sommet_tui.wording.layout import short_names
from sommet_tui.wording.live import left_words
from sommet_tui.wording.plan import way_words
from sommet_tui.wording.sentences import headline, held_in, listed, names, pick_of, short_name
from sommet_tui.wording.times import column_time, date_text, duration, short_day, span

_WIDE, _ROOMY = 80, 100
"""From these widths on: a margin at the right, and an hour in more cells."""
_AIRY = 30
"""From this height on, a blank row is above the timetable."""
_MOST_LINES = 5
_BOTH_DAYS = 4
"""The next day stands below if each room then has at least this many rows."""
_TURN_AT, _PATIENCE = 0.75, 120
"""A window turns a page when the present is at this part of it, after so many quiet seconds."""
_PRESENT_AT = 0.2


class _Shared(NamedTuple):
    """How rows share the height: each has `height` lines, and `gap` blank ones after them."""

    rows: Sequence[RoomDay]
    height: int
    gap: int
    fits: int
    """The number of rows in sight."""


class Timetable(FixedLines):
    """Rooms as rows, with the cursor of the list in whose place it stands."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "beside(-1)", show=False),
        Binding("right", "beside(1)", show=False),
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        *bindings((LIST_OPEN, *TIMETABLE)),
    ]

    def __init__(
        self,
        viewer: Viewer,
        found: Callable[[], Sequence[Session]],
        key: Callable[[], str | None],
        select: Callable[[str], None],
    ) -> None:
        """`found` returns the sessions that match the filters.

        `key` returns the session under the cursor, and `select` puts the cursor on another one.
        """
        super().__init__(self._paint, id="timetable", classes="pane")
        self._viewer = viewer
        self._found = found
        self._key = key
        self._select = select
        self._placed: Memo[dict[str, list[tuple[RoomDay, Block]]]] = Memo()
        self._late: Memo[dict[str | None, timedelta]] = Memo()
        self._single: Memo[bool] = Memo()
        self._every: Memo[tuple[RoomDay, ...]] = Memo()
        self._matching: Memo[frozenset[str]] = Memo()
        self._known: object = None
        self._painted: dict[object, list[Row]] = {}
        self._holds: dict[object, tuple[frozenset[str], frozenset[datetime]]] = {}
        self._mine: Memo[Line] = Memo()
        self._planned: Memo[PlannedDay] = Memo()
        self._width = 0
        self._axes: dict[date, Axis] = {}
        self._step: timedelta | None = None
        """The length of a cell that the user chose."""
        self._row: tuple[str | None, date] | None = None
        """The room and the day of the row under the cursor."""
        self._moment: datetime | None = None
        """The time at which the cursor goes up and down."""
        self._shows: str | None = None
        """The session that was under the cursor when the window was last moved to it."""
        self._first_day: date | None = None
        self._top = 0
        self._on_line: list[RoomDay | Block | None] = []

    @property
    def rows(self) -> tuple[RoomDay, ...]:
        """All rows of the event, or of the rooms that the filters leave."""
        scene = self._viewer.scene()
        rooms = scene.filters(one_room=True).rooms
        known = scene.snapshot.turn(scene.now), rooms, to_minute(scene.now)
        return self._every.of(known, lambda: rooms_of(scene.view, rooms or None))

    @property
    def shown(self) -> frozenset[str]:
        """The ids of the sessions that match the filters."""
        found = self._found()
        return self._matching.of(found, lambda: frozenset(s.id for s in found))

    @property
    def has_one_room(self) -> bool:
        """Whether all rows are of the same room."""
        rows = self.rows
        return self._single.of(rows, lambda: len({each.room for each in rows}) < 2)

    @property
    def is_staircase(self) -> bool:
        """Whether the event is so small that each session has a row."""
        return len(self.rows) == 1

    @property
    def day(self) -> date | None:
        """The day under the cursor."""
        self._follow()
        return self._row[1] if self._row else None

    def axis(self, day: date) -> Axis:
        """Return the window of a day."""
        width = self._axis_width
        if day not in self._axes or self._axes[day].width != width:
            scene = self._viewer.scene()
            whole, is_today = self._extent(day), day == scene.programme.day_of(scene.now)
            usual = self._step or FIVE / (3 if self._width >= _ROOMY else 2)
            step = step_for(WHOLE_DAY if self.is_staircase else usual, steps(whole, width))
            moment = scene.now if is_today else whole[0]
            self._put(day, window(moment, whole, step, width, _PRESENT_AT))
        return self._axes[day]

    def _put(self, day: date, axis: Axis) -> None:
        """Move the window of a day; the days of a single room show the same time of day."""
        days = {each.day for each in self.rows} if self.has_one_room else {day}
        for other in days:
            self._axes[other] = axis.starting(axis.start + (other - day))

    def _extent(self, day: date) -> tuple[datetime, datetime]:
        """Return the first start and the last end of a day; of a single room, of all days."""
        if not self.has_one_room:
            return extent(each for each in self.rows if each.day == day)
        spans = [(*extent([each]), day - each.day) for each in self.rows]
        return min(s + by for s, _, by in spans), max(end + by for _, end, by in spans)

    @property
    def _name_width(self) -> int:
        if self.has_one_room:
            return 6
        names_ = tuple(self._viewer.programme.room_names.values())
        return max(6, column_width(names_, max(8, self._width // 10)))

    @property
    def _at(self) -> int:
        """The cells before the axis."""
        return 2 + self._name_width + (self._width >= _WIDE)

    @property
    def _axis_width(self) -> int:
        return max(1, self._width - self._at - (self._width >= _WIDE))

    # The cursor

    def _here(self) -> tuple[RoomDay, Block] | None:
        """Return the row and the block under the cursor."""
        placed = self._placed.of(self.rows, lambda: _by_id(self.rows))
        found = placed.get(self._key() or "", [])
        here = (pair for pair in found if (pair[0].room, pair[0].day) == self._row)
        return next(here, found[0] if found else None)

    def _follow(self) -> None:
        """Show the session under the cursor, if it is another one than before."""
        current = self._here()
        if current is None:
            if self._row is None and self.rows:
                today = self._viewer.programme.day_of(self._viewer.scene().now)
                first = next((each for each in self.rows if each.day >= today), self.rows[-1])
                self._row = first.room, first.day
            return
        each, block = current
        self._row = each.room, each.day
        if self._shows != block.session.id:
            self._reveal(each, block)
            self._moment = max(block.start, self.axis(each.day).start)

    def _reveal(self, each: RoomDay, block: Block) -> None:
        """Move the window to a block if too little of it is in sight."""
        self._shows = block.session.id
        before = self.axis(each.day)
        axis = showing(before, block, self._extent(each.day))
        if axis != before:
            self._put(each.day, axis)

    def _go(self, each: RoomDay, block: Block | None, moment: datetime | None = None) -> None:
        """Put the cursor on a block; `moment` is the time at which it goes up and down."""
        if block is not None:
            self._reveal(each, block)
            self._row = each.room, each.day
            self._moment = moment or max(block.start, self.axis(each.day).start)
            if self._key() != block.session.id:
                self._select(block.session.id)
            else:  # the same session, in another room
                self.update()

    def action_beside(self, by: int) -> None:
        """Go to the previous or next session in the room."""
        current = self._here()
        if current is not None:
            each, block = current
            other = beside(each, block.session.id, by, self.shown)
            self._go(each, other)

    def action_row(self, by: int) -> None:
        """Go to a row above or below, at the time of the cursor."""
        if self.is_staircase:
            self.action_beside(by)
            return
        rows = self._share(self.size.height).rows
        if not rows:
            return
        place = next((n for n, r in enumerate(rows) if (r.room, r.day) == self._row), 0)
        each = rows[row_beside(rows, place, by, self.shown)]
        if each is not rows[place]:
            axis, moment = self.axis(each.day), self._moment or self._viewer.scene().now
            moment += each.day - rows[place].day
            if each.day != rows[place].day and not axis.start <= moment < axis.end:
                moment = axis.start
            self._go(each, session_at(each, moment, self.shown), moment)

    def action_page(self, by: int) -> None:
        """Go one window of rooms up or down."""
        self.action_row(by * max(1, self._share(self.size.height).fits - 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last session of the room."""
        current = self._here()
        if current is not None:
            each, _ = current
            found = [b for b in each.sessions if b.session.id in self.shown]
            self._go(each, found[end] if found else None)

    def action_mine(self, by: int) -> None:
        """Go to the previous or next bookmark."""
        scene = self._viewer.scene()
        degrees, here = scene.snapshot.mine.degrees, self._here()
        mine = [s for s in self._found() if degrees.get(s.id) in ("must", "maybe")]
        start = here[1].session.start if here else scene.now
        place = start, self._key() or ""
        after = [s for s in mine if (by > 0) == ((s.start, s.id) > place) and s.id != place[1]]
        if after:
            self._row = None
            self._select((min if by > 0 else max)(after, key=lambda s: (s.start, s.id)).id)

    def action_scale(self, by: int) -> None:
        """Show fewer or more hours, around the session under the cursor."""
        day, current = self.day, self._here()
        if day is None or self.is_staircase:
            return
        axis, whole = self.axis(day), self._extent(day)
        possible = steps(whole, axis.width)
        place = min(max(possible.index(step_for(axis.step, possible)) + by, 0), len(possible) - 1)
        anchor = max(current[1].start, axis.start) if current else axis.start
        at = (anchor - axis.start) / axis.length
        self._step = possible[place] if place else WHOLE_DAY
        self._axes.clear()
        self._put(day, window(anchor, whole, possible[place], axis.width, at))
        self._shows = None
        self.update()

    def action_open(self) -> None:
        """Open the session under the cursor."""
        current = self._here()
        if current is not None:
            self.post_message(OpenSession(current[1].session.id, self.screen))

    def go_now(self) -> None:
        """Show the window around the present."""
        self._axes.clear()
        self._shows = self._moment = None
        self.update()

    def turn_page(self) -> None:
        """Turn a page when the present nears the end of a window that was left open."""
        scene, quiet = self._viewer.scene(), self._viewer.monotonic() - self._viewer.pressed_at
        axis = self._axes.get(scene.programme.day_of(scene.now))
        if axis is not None and quiet >= _PATIENCE:
            at = axis.start + axis.length * _TURN_AT
            if at <= scene.now < axis.end:
                self._axes.clear()

    def make_room(self, width: int) -> None:
        """Open the window anew in another width."""
        if width != self._width:
            self._width = width
            self._axes.clear()
            self._shows = None

    def on_click(self, event: Click) -> None:
        """Put the cursor on the clicked session; open it on a second click."""
        each = self._on_line[event.y] if event.y < len(self._on_line) else None
        if isinstance(each, Block):
            hit = [each]
            each = self.rows[0]
        elif each is not None:
            axis, cell = self.axis(each.day), event.x - self._at
            hit = [b for b in each.sessions if cell in axis.cells(b)]
        else:
            return
        hit = [b for b in hit if b.session.id in self.shown]
        if hit and hit[-1].session.id == self._key():
            self.action_open()
        elif hit:
            self._go(each, hit[-1])

    # The picture

    def day_row(self, width: int) -> Row:
        """Return the days, and the day under the cursor as a rail with the window and the plan."""
        scene, day = self._viewer.scene(), self.day or self._viewer.programme.days[0]
        days, axis, picks = scene.programme.days, self.axis(day), scene.snapshot.mine.has_picks
        start, end = self._extent(day)
        rail_width = max(10, self._axis_width * 11 // 20)
        free = width - rail_width - (16 if len(days) > 1 else 10)
        here = row(" ", Span(date_text(day, scene.words), "heading"))
        tabs = day_tabs(scene, day, free, days) or fit_row(here, free)
        first, last = (column_time(moment, scene.zones)[:2] for moment in (start, end))
        mine = [leg.stop.expected for leg in self._plan(day).legs] if picks else []
        scale = Scale(start, end, rail_width)
        line = window_rail(scale, (axis.start, axis.end), mine, scene.now)
        right = row(Span(f"{first} ", "faint"), *line, Span(f" {last} ", "faint"))
        return spread(row(*tabs, Span("  [ ]" if len(days) > 1 else "", "faint")), right, width)

    def _share(self, height: int) -> _Shared:
        """Return the rows of the day under the cursor, and of the next one if it fits."""
        rows, free = self.rows, max(1, height - 5 - (height >= _AIRY and not self.has_one_room))
        if rows and not self.has_one_room:
            days = sorted({each.day for each in rows})
            place = days.index(self.day) if self.day in days else 0
            if self._first_day not in days[max(0, place - 1) : place + 1]:
                self._first_day = days[min(place, max(0, len(days) - 2))]
            both = self._both(days.index(self._first_day), days, free)
            if self.day not in both:
                both = self._both(place, days, free)
                self._first_day = days[place]
            rows = tuple(each for each in rows if each.day in both)
        each_has = max(1, min(_MOST_LINES + 1, free // max(1, len(rows))))
        gap = int(each_has > 2)
        return _Shared(rows, each_has - gap, gap, min(len(rows), max(1, (free + gap) // each_has)))

    def _both(self, place: int, days: Sequence[date], free: int) -> Sequence[date]:
        both = days[place : place + 2]
        number = sum(each.day in both for each in self.rows)
        return both if free // number >= _BOTH_DAYS else both[:1]

    def _paint(self, width: int, height: int) -> list[Row]:
        if not self.rows:
            scene = self._viewer.scene()
            empty = no_match(scene.words, "").empty if scene.filters(one_room=True) else None
            page = empty(width) if empty else []
            return [*[BLANK] * (max(0, height - len(page)) // 2), *page]
        self._follow()
        found: list[Row] = [BLANK] * (height >= _AIRY or self.has_one_room)
        share = self._share(height)
        if self.is_staircase:
            found += self._stairs(self.rows[0], len(found), height - len(found) - 3)
        else:
            found += self._rooms(share, len(found))
        found = found[: height - 3]
        found += [BLANK] * (height - 3 - len(found))
        return [*found, self._divider(share, width), *self._details(width)]

    def _rooms(self, share: _Shared, above: int) -> list[Row]:
        """Return the rows in sight below the user's plan and the hours."""
        place = next((n for n, r in enumerate(share.rows) if (r.room, r.day) == self._row), 0)
        if not self._top <= place < self._top + share.fits:
            self._top = place - share.fits // 2
        self._top = max(0, min(self._top, len(share.rows) - share.fits))
        found: list[Row] = []
        self._on_line = []
        if not self.has_one_room:
            found.append(self._mine_row(share.rows[self._top]))
        days = {each.day for each in share.rows}
        day, several = None, len(days) > 1
        today = self._viewer.programme.day_of(self._viewer.scene().now)
        picture = self._picture(share.rows[self._top].day)
        for number in range(self._top, self._top + share.fits):
            each = share.rows[number]
            if each.day != day:
                if day is None or not self.has_one_room:
                    dated = several and not self.has_one_room
                    shown = today if self.has_one_room and today in days else each.day
                    found.append(self._hours(shown, dated=dated))
                day, picture = each.day, self._picture(each.day)
                self._forget()
            self._on_line += [None] * (above + len(found) - len(self._on_line))
            found += self._row_lines(each, number % 2, share, picture)
            self._on_line += [each] * share.height
        return found

    def _stairs(self, each: RoomDay, above: int, free: int) -> list[Row]:
        """Return the hours, and a row for each session and break, with its title beside it."""
        picture, zones = self._picture(each.day), self._viewer.scene().zones
        steps_ = steps_of(picture.view, each)
        here = self._here()
        heights = [2 if isinstance(s, Block) and not s.session.is_break else 1 for s in steps_]
        airy = sum(heights) + len(heights) <= free
        place = steps_.index(here[1]) if here else 0
        fits = len(steps_) if airy else min(len(steps_), free - 1)
        if not self._top <= place < self._top + fits:
            self._top = place - fits // 2
        self._top = max(0, min(self._top, len(steps_) - fits))
        found = [self._hours(each.day, dated=False)]
        self._on_line = [None] * (above + 1)
        for place, step in enumerate(steps_[self._top : self._top + fits], self._top):
            time, lit = column_time(step.start, zones), here is not None and step is here[1]
            lines = stair_lines(step, heights[place] if airy else 1, picture)
            for number, line in enumerate(lines):
                text = "" if number else time
                name = row(" ", Span(pad(text, self._name_width), "muted"))
                if lit:
                    name = row(Span(BAR, "accent"), Span(pad(text, self._name_width), "cursor"))
                found.append(self._beside_name(name, line))
                self._on_line.append(step if isinstance(step, Block) else None)
            if airy:
                found.append(self._beside_name(BLANK, blank_line(picture)))
                self._on_line.append(None)
        return found

    def _picture(self, day: date) -> Picture:
        current = self._here()
        return Picture(
            self._viewer.view(),
            self.axis(day),
            self.shown,
            current[1].session.id if current else None,
            current[1].start if current else None,
            plain=PLAIN,
            bare=self.app.native_ansi_color,
        )

    def _row_lines(self, each: RoomDay, shade: int, share: _Shared, picture: Picture) -> list[Row]:
        """Return the lines of a row, painted once for each minute and each state of the cursor."""
        ids, starts = self._held(each)
        key = (
            *(each.room, each.day, shade, (each.room, each.day) == self._row),
            picture.cursor if picture.cursor in ids else None,
            picture.start if picture.start in starts else None,
        )
        if key not in self._painted:
            made = room_lines(each, shade, share.height, picture)
            made += [blank_line(picture)] * share.gap
            both = zip_longest(self._names(each, share.height), made, fillvalue=())
            self._painted[key] = [self._beside_name(name, line) for name, line in both]
        return self._painted[key]

    def _held(self, each: RoomDay) -> tuple[frozenset[str], frozenset[datetime]]:
        """Return the ids and the starts of the sessions in a row."""
        place = each.room, each.day
        if place not in self._holds:
            blocks = each.sessions
            ids = frozenset(block.session.id for block in blocks)
            self._holds[place] = ids, frozenset(block.start for block in blocks)
        return self._holds[place]

    def _forget(self) -> None:
        """Forget painted rows that may look different at this minute, or after a change."""
        scene = self._viewer.scene()
        known = (
            *(self.rows, self.shown, tuple(self._axes.items()), scene.snapshot.mine),
            *(scene.words.language, self.size),
        )
        if known != self._known:
            self._known = known
            self._painted.clear()
            self._holds.clear()

    def _beside_name(self, name: Row, line: Line) -> Row:
        name = fit_row(name, self._at)
        before = Span(" " * (self._at - width_of(name)))
        return row(*name, before, *(Span(*piece) for piece in line))

    def _names(self, each: RoomDay, height: int) -> list[Row]:
        """Return what stands before the lines of a row: the name of the room, and its delay."""
        scene, width = self._viewer.scene(), self._name_width
        words, programme, late = scene.words, scene.programme, None
        if each.day == programme.day_of(scene.now) and scene.snapshot.live is not None:
            known = scene.snapshot.live
            offsets = self._late.of(known, lambda: {m.room: m.offset for m in known.moment.rooms})
            late = offsets.get(each.room)
        name = programme.room_names.get(each.room or "", words.say("elsewhere"))
        if self.has_one_room:
            name = short_day(each.day, scene.view)
        is_late = late is not None and late >= timedelta(minutes=1)
        if height == 1:
            short = distinct_names(tuple(programme.room_names.values()), width)
            texts = [(pad(short.get(name, name), width), "warning" if is_late else "muted")]
        else:
            short = short_names(programme.room_names.values(), width)
            texts = [(pad(text, width), "muted") for text in wrap(short.get(name, name), width)]
            texts = texts[:height]
            if late is not None and is_late:
                texts = texts[: height - 1]
                texts.append((pad(f"+{duration(late, words)}", width), "warning"))
        if (each.room, each.day) != self._row:
            return [row(" ", Span(text, style)) for text, style in texts]
        texts += [(" " * width, "muted")] * (height - len(texts))
        return [row(Span(BAR, "accent"), Span(text, "cursor")) for text, _ in texts]

    def _hours(self, day: date, *, dated: bool) -> Row:
        scene = self._viewer.scene()
        name = f"{short_day(day, scene.view)} {day.day}" if dated else ""
        head = row(" ", Span(pad(name, self._name_width), "heading")) if name else BLANK
        return self._beside_name(head, hours_line(self._picture(day)))

    def _mine_row(self, each: RoomDay) -> Row:
        """Return the user's plan of a day."""
        scene, picture = self._viewer.scene(), self._picture(each.day)
        head = row(" ", Span(f"{marks.STAR} ", "star"), scene.words.say("mine"))
        if not scene.snapshot.mine.has_picks:
            return head
        places = tuple(scene.programme.room_names.values())
        short = distinct_names(places, self._name_width)
        planned = self._plan(each.day)
        known = planned, picture.axis, to_minute(scene.now), self.size
        return self._beside_name(
            head, self._mine.of(known, lambda: mine_line(planned, short, picture))
        )

    def _plan(self, day: date) -> PlannedDay:
        """Return the user's plan of a day, made again once a minute and after each change."""
        scene, walk = self._viewer.scene(), self._viewer.settings.walk_minutes
        snapshot = scene.snapshot
        known = snapshot.mine, snapshot.turn(scene.now), to_minute(scene.now), day, walk
        return self._planned.of(known, lambda: my_day(scene.view, walk, day))

    def _divider(self, share: _Shared, width: int) -> Row:
        """Return a rule that says what happens at the cursor's start, and which rooms are shown."""
        scene, current = self._viewer.scene(), self._here()
        words, lefts, right = scene.words, [BLANK], BLANK
        if current is not None and not self.has_one_room:
            moment = current[1].start
            starts, on, empty = count((r for r in share.rows if r.day == current[0].day), moment)
            said = [
                words.count("{n} starts", "{n} start", starts),
                words.count("{n} is on", "{n} are on", on) if on else None,
                words.say("{n} empty", n=empty) if empty else None,
            ]
            time = Span(f" {column_time(moment, scene.zones)} ", "strong")
            forms = (listed(said[:most]) for most in (3, 2, 1))
            lefts = [row(time, Span(f"{form} ", "muted")) for form in forms]
        total = len(share.rows)
        if share.fits < total:
            first, last = self._top + 1, self._top + share.fits
            text = words.say("rooms {first}–{last} of {total}", first=first, last=last, total=total)
            arrows = ("▴" if self._top else "") + ("▾" if last < total else "")
            right = row(Span(f" {text} ", "muted"), Span(f"{arrows} ", "accent"))
        elif scene.filters(one_room=True).rooms and not self.has_one_room:
            every = len({room for s in scene.programme.sessions for room in s.rooms})
            right = styled(f" {words.say('{n} rooms of {total}', n=total, total=every)} ", "muted")
        left = first_fitting(lefts, width - width_of(right) - 2)
        edge = Span("─" if left or right else "", "divider")
        rule = "─" * max(0, width - width_of((*left, *right)) - 2 * width_of((edge,)))
        return row(edge, *left, Span(rule, "divider"), *right, edge)

    def _details(self, width: int) -> list[Row]:
        """Return two rows about the session under the cursor."""
        current, scene = self._here(), self._viewer.scene()
        if current is None:
            return [BLANK, BLANK]
        session, view = current[1].session, scene.view
        facts = session_facts(session, view)
        if facts.left is not None:
            time = left_words(facts.left, scene.words, calm=True)
        else:
            time = scene.until(session) if facts.status == "upcoming" else facts.off or ""
        pick = pick_of(session.id, view) if facts.status != "done" else None
        others = [
            ", ".join(filter(None, (short_name(other), held_in(other, view))))
            for other in (pick.conflicts if pick else ())
        ]
        legs = self._plan(current[0].day).legs if scene.snapshot.mine.has_picks else ()
        way = next((way_words(leg, view) for leg in legs if leg.stop.id == session.id), None)
        times = span(session.start, session.end, scene.zones)
        about = listed([times, facts.late, facts.place, names(session), facts.track, *facts.badges])
        beside = row(Span(" · ".join(others) or way or "", "muted"), " ")
        if others:
            beside = row(Span(f"{marks.CLASH} ", "danger"), *beside)
        return [
            spread(
                row(" ", Span(headline(session), "strong")), row(Span(time, "time"), " "), width
            ),
            spread(row(" ", Span(about, "muted")), fit_row(beside, width // 2), width),
        ]


def _by_id(rows: Sequence[RoomDay]) -> dict[str, list[tuple[RoomDay, Block]]]:
    """Return the rows and blocks of each session by its id."""
    found: dict[str, list[tuple[RoomDay, Block]]] = {}
    for each in rows:
        for block in each.sessions:
            found.setdefault(block.session.id, []).append((each, block))
    return found
