"""The Now screen: the user's next stops, and each room with its running and next sessions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import frozen, replace
from sommet_tui.wording import expected_times, marks
from sommet_tui.wording.layout import cell_width, cut, short_names
from sommet_tui.wording.marks import degree_mark
from sommet_tui.wording.session_texts import (
    SHORT_NAME,
    expected_words,
    gap_name,
    headline,
    join,
    room_name,
    rooms_text,
    seats_word,
)
from sommet_tui.wording.times import (
    column_span,
    column_time,
    duration,
    late_word,
    sentence_time,
    until_words,
)
from sommet_tui.wording.words import View, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from sommet_tui.companion.json import Json
    from sommet_tui.domain.plan import Stop
    from sommet_tui.domain.stops import NextStop
    from sommet_tui.domain.timeline import Gap, Moment, RoomMoment, Status

SOON = timedelta(minutes=20)
"""Sessions and breaks that begin within this time are listed across the rooms."""
_MINUTE = timedelta(minutes=1)
_START_SHOWN = 10 * _MINUTE
"""The time after its start during which a stop still shows its start."""
_MAX_BREAK = timedelta(hours=6)
_PLACE = 9
"""If the name of a place is at most this wide, in cells, it keeps the brackets at its end."""
_TITLE, _LEAST = 12, 6
"""The widths of a title, in cells, below which a line loses its start, and then its title."""
_NAMES = (SHORT_NAME, 24, 16, 10, 0)
"""Maximum lengths of the name of a pick to attend instead. 0 leaves only the place of the pick."""


@frozen
class StopLine:
    """The line of one of the user's next stops.

    For example: "NEXT ★ UB4.132 Welcome 15:00 leave in 48 min (5 min walk) ✕1". `timing` is how
    long the stop lasts or when to leave. `remarks` say that its room is full, with a pick to attend
    instead, or how many picks the stop excludes. Both have texts of decreasing length.
    """

    next: NextStop
    label: str
    sign: str
    place: str
    title: str
    start: str
    timing: tuple[str, ...]
    remarks: tuple[str, ...]
    urgent: bool
    """Whether the user should leave now."""

    @property
    def text(self) -> str:
        """The whole line: all parts, side by side."""
        parts = (self.label, self.sign, self.place, self.full_title, self.start, self.timing[0])
        return " ".join(part for part in parts if part)

    @property
    def full_title(self) -> str:
        """The title and, if the room is full, a remark that says so."""
        return f"{self.title} {self.remarks[0]}".rstrip()


def next_stop_lines(view: View, walk_minutes: int | None) -> tuple[StopLine, ...]:
    """Return a line for each of the user's next stops on this day."""
    from sommet_tui.companion.plan import coming_stops

    found = coming_stops(view.snapshot, walk_minutes, view.now)
    return tuple(_stop_line(next_stop, view) for next_stop in found)


def _stop_line(next_stop: NextStop, view: View) -> StopLine:
    from sommet_tui.wording.plan import stop_place, stop_symbol, stop_title

    words, stop, leave = view.words, next_stop.stop, next_stop.leg.leave
    labels = {"now": words.say("NOW"), "next": words.say("NEXT"), "then": words.say("THEN")}
    return StopLine(
        next_stop,
        labels[next_stop.turn],
        stop_symbol(stop),
        stop_place(stop, view) or "",
        stop_title(stop),
        "" if next_stop.turn == "now" else column_time(stop.expected_times[0], view.zones),
        _stop_timing_variants(next_stop, view),
        _remark_variants(next_stop, view),
        next_stop.turn == "next" and leave is not None and leave - view.now < _MINUTE,
    )


def _remark_variants(next_stop: NextStop, view: View) -> tuple[str, ...]:
    from sommet_tui.wording.plan import name_with_place

    count = f"{marks.CLASH}{len(next_stop.left_out)}" if next_stop.left_out else ""
    seats = seats_word(next_stop.stop.seats, view.words)
    forms = [" ".join(filter(None, (seats, count))), *filter(None, (seats,))]
    if seats is not None and next_stop.instead is not None:
        picks = (name_with_place(next_stop.instead, view, longest) for longest in _NAMES)
        forms = [*dict.fromkeys(f"{seats} → {pick}" for pick in picks), *forms]
    elif next_stop.stop.seats == "full" and not count and next_stop.turn != "now":
        forms = [view.words.say("full, no other bookmark"), *forms]
    return tuple(forms)


def _stop_timing_variants(next_stop: NextStop, view: View) -> tuple[str, ...]:
    if next_stop.turn == "now":
        return _running_stop_variants(next_stop.stop, view)
    from sommet_tui.wording.plan import announced_start

    forms, announced = _walk_variants(next_stop, view), announced_start(next_stop.stop, view)
    if announced is None:
        return forms
    return join([forms[0], announced]), *forms


def _walk_variants(next_stop: NextStop, view: View) -> tuple[str, ...]:
    from sommet_tui.wording.plan import missed_variants

    stop, leg = next_stop.stop, next_stop.leg
    if stop.start <= view.now and not stop.has_begun(view.now) and not leg.missed:
        return (late_word(stop.start, stop.expected_times[0], view),)
    if leg.missed:
        return missed_variants(leg, view)
    return departure_variants(next_stop, view)


def departure_variants(next_stop: NextStop, view: View) -> tuple[str, ...]:
    """Return when to leave for a stop, or how soon it starts, as texts of decreasing length."""
    words, stop, leg = view.words, next_stop.stop, next_stop.leg
    if leg.leave is None:
        return ("" if next_stop.turn == "then" else until_words(stop.expected_times[0], view),)
    if next_stop.turn == "then":
        return (words.say("leave at {time}", time=column_time(leg.leave, view.zones)),)
    walk = leg.walk if stop.lead is None else 0
    # Rounded down, so that the user does not leave late.
    left = (leg.leave - view.now) // _MINUTE * _MINUTE
    if left <= timedelta(0):
        forms = words.say("leave now ({minutes} min walk)", minutes=walk), words.say("leave now")
    else:
        time = duration(left, words)
        forms = (
            words.say("leave in {time} ({minutes} min walk)", time=time, minutes=walk),
            words.say("leave in {time}", time=time),
        )
    return forms if walk else forms[1:]


def _running_stop_variants(stop: Stop, view: View) -> tuple[str, ...]:
    """Return how long a running stop still lasts. If it has just begun, also return its start."""
    words, subject = view.words, stop.subject
    left = None
    if isinstance(subject, Session) and not subject.is_break:
        left = view.remaining(subject)
    sentence = expected_times.time_left_words(
        stop.expected_times[1] - view.now if left is None else left, words, calm=True
    )
    if isinstance(subject, Session) and view.is_paused(subject):
        paused = words.say("paused")
        return join([sentence, paused]), paused
    begun = truncate_to_minute(view.now) - stop.expected_times[0]  # to the minute, as on a clock
    if begun >= _START_SHOWN:
        return (sentence,)
    ago = words.say("began {time} ago", time=duration(begun, words))
    ago = ago if begun >= _MINUTE else words.say("has just started")
    return join([ago, sentence]), ago


Cells = tuple[str, str, str, str, str]
"""A line in columns: label, sign, place, title with the number of picks left out, and time."""


def stop_columns(lines: Sequence[StopLine], width: int | None) -> tuple[Cells, ...]:
    """Arrange the lines in columns that fill `width` cells. If `width` is None, cut nothing."""
    labels, places, titles = (
        max(map(cell_width, column))
        for column in zip(*((s.label, s.place, s.full_title) for s in lines), strict=True)
    )
    edges = _start_columns(lines, 0)
    short: Mapping[str, str] = {line.place: line.place for line in lines}
    if width is not None:
        spare = width - labels - titles - cell_width(edges[0]) - 6
        # First, the brackets in names are left out.
        short = short_names(short, min(spare, max(_PLACE, width // 10)))
        places = max(0, min(max(map(cell_width, short.values())), width // 4))
        used = labels + places + (6 if places else 5)
        for level, least in ((n, least) for least in (1, 0) for n in range(_LEVELS)):
            edges = _start_columns(lines, level)
            size = width - used - cell_width(edges[0])
            # In little space, the walk is left out first, then the alternative, then the start.
            if size >= max(_title_width(line, least) for line in lines) and level < _LEVELS - least:
                break
        tight = size < max(_title_width(line, 0, _LEAST) for line in lines)
        if tight and places:  # The place says more than a few letters.
            return stop_columns([_place_only(s, short[s.place]) for s in lines], width)
        # If there is only one line, it is still clear without its label.
        if tight and len(lines) == 1:
            size, labels = size + labels + 1, 0
        titles = max(1, size)
    columns = []
    for line, edge in zip(lines, edges, strict=True):
        when = edge.lstrip()
        # If a line has no start, its title may use that space.
        size = titles + cell_width(edge) - cell_width(when)
        columns.append(
            (
                f"{_fill(line.label, labels)} " if labels else "",
                line.sign,
                _fill(short[line.place], places),
                _fill(_fit_title(line, size), size),
                when,
            )
        )
    return tuple(columns)


_LEVELS = 4


def _start_columns(lines: Sequence[StopLine], level: int) -> list[str]:
    """Return the start and timing of each stop, right-aligned. A higher level has shorter texts."""
    parts = [line.timing[min(level, len(line.timing) - 1)] for line in lines]
    starts = [line.start if level < _LEVELS - 1 or not line.timing[0] else "" for line in lines]
    size, before = max(map(cell_width, parts)), max(map(cell_width, starts))
    return [
        _fill(start, before)
        + ("  " if before and size else "")
        + " " * (size - cell_width(part))
        + part
        for start, part in zip(starts, parts, strict=True)
    ]


def _place_only(line: StopLine, place: str) -> StopLine:
    """Return a line with its place instead of its title, without the number of picks left out."""
    remarks = tuple(form for form in line.remarks if marks.CLASH not in form) or ("",)
    return replace(line, title=place or line.title, place="", remarks=remarks)


def _title_width(line: StopLine, more: int, least: int = _TITLE) -> int:
    """Return the minimum width of a title with the shortest text after it, in cells.

    If `more` is not 0, the text must name the place to go instead, if any text does.
    """
    places = [form for form in line.remarks if "→" in form] if more else []
    return min(least, cell_width(line.title)) + cell_width(
        f" {(places or line.remarks)[-1]}".rstrip()
    )


def _fit_title(line: StopLine, width: int) -> str:
    size = min(cell_width(line.title), _TITLE)
    remark = next((c for c in line.remarks if cell_width(c) + 1 + size <= width), line.remarks[-1])
    if not remark:
        return cut(line.title, width)
    return f"{cut(line.title, max(1, width - cell_width(remark) - 1))} {remark}"


def stops_json(lines: Sequence[StopLine], view: View) -> list[Json]:
    """Return the value of `stops` in `now --json`. Its `left_out` has ids."""
    if not lines:
        return []
    from sommet_tui.companion.json import iso
    from sommet_tui.pages.plan import stop_json

    return [
        stop_json(coming.stop, view)
        | {
            "turn": coming.turn,
            "leave_at": iso(view.programme, coming.leg.leave),
            "walk_minutes": coming.leg.walk,
            "missed_minutes": coming.leg.missed,
            "left_out": [left_out.stop.id for left_out in coming.left_out],
            "instead": coming.instead.id if coming.instead else None,
        }
        for coming in (line.next for line in lines)
    ]


@frozen
class RoomLine:
    """The line of a room: its running session and the time left, or the wait, and its next session.

    `start` is the start of the next session; `following` describes the whole next session.
    """

    name: str
    on: str
    left: str
    next: str
    start: str
    following: str


def shown_day(view: View, rooms: Sequence[RoomMoment]) -> date:
    """Return today if a session is still to come today, or else the day of the running sessions.

    If nothing is running either, return the day of the next sessions. A day already counts as today
    when its first sessions could start soon.
    """
    today = view.programme.day_of(view.now + SOON)
    coming = {room.next.day for room in rooms if room.next}
    on = (session.day for room in rooms for session in room.now)
    return today if today in coming else max(on, default=min(coming, default=today))


def rooms_by_state(
    view: View, rooms: Sequence[RoomMoment]
) -> tuple[list[RoomMoment], list[RoomMoment], list[RoomMoment]]:
    """Return the rooms with a running session, those with a later session, and the other rooms.

    A session is "later" only if it is on the day shown. Rooms keep their order within a group. A
    room in which only a break is to come is in no group.
    """
    day = shown_day(view, rooms)
    on: list[RoomMoment] = []
    waits: list[RoomMoment] = []
    done: list[RoomMoment] = []
    for room in rooms:
        if room.now:
            on.append(room)
        elif room.next is not None and room.next.day <= day:
            waits.append(room)
        elif not any(item.day == day for item in _coming_breaks(room, view)):
            done.append(room)
    return on, waits, done


def nearby_breaks(view: View, rooms: Iterable[RoomMoment]) -> tuple[list[Session], list[Session]]:
    """Return the running breaks in these rooms, and the breaks that begin soon.

    Running breaks are in the order of the rooms, other breaks in the order of their starts. Each
    break has the times and the rooms of `Snapshot.break_in_rooms`.
    """
    shown = {room.room: room for room in rooms}
    ids = dict.fromkeys(item.id for room in shown.values() for item in _coming_breaks(room, view))
    found: dict[Status, list[Session]] = {"running": [], "upcoming": []}
    for id_ in ids:
        item, room = view.snapshot.break_in_rooms(id_, view.now, shown)
        found.get(view.snapshot.status(item, view.now, room), []).append(item)
    soon = [item for item in found["upcoming"] if item.start <= view.now + SOON]
    return found["running"], sorted(soon, key=lambda item: item.start)


def _coming_breaks(room: RoomMoment, view: View) -> Iterator[Session]:
    """Yield the breaks of a room that are not over, on its current day or else its next day."""
    for item in _items(room, view, view.now):
        if item.is_break and not item.cancelled and max(item.start, view.now) < item.end:
            yield item


def _items(room: RoomMoment, view: View, at: datetime) -> Sequence[Session]:
    lane = view.snapshot.timeline.lane(room.room, at)
    return lane.items if lane else ()


def break_line(view: View, item: Session) -> str:
    """Return a break with its times and place, and how long it still runs or how soon it begins."""
    times = column_span(item.start, item.end, view.zones)
    left = view.remaining(item)
    when = (
        until_words(item.start, view)
        if left is None
        else expected_times.time_left_words(left, view.words)
    )
    return join([title_with_symbol(view, item), times, when, rooms_text(item, view)])


def next_session_that_day(view: View, room: RoomMoment) -> Session | None:
    """Return the next session of a room; None if it is on a later day and a session is running."""
    coming = room.next
    if coming and room.now and coming.day > view.programme.day_of(view.now + SOON):
        return None
    return coming


def room_line(view: View, room: RoomMoment) -> RoomLine:
    """Return the line of a room with a running session, or with a later one on the day shown."""
    words, session, coming = view.words, room.current, next_session_that_day(view, room)
    left = next_ = start = following = ""
    on = idle_words(view, room)
    if session is not None and room.remaining is not None:
        others = (other for other in room.now if other is not session)
        on = join(title_with_symbol(view, shown) for shown in (session, *others))
        left = join(
            [
                seats_word(session.seats, words),
                expected_times.time_left_words(room.remaining, words),
            ]
        )
    if coming is not None:
        next_, start = title_with_symbol(view, coming), column_time(coming.start, view.zones)
        soon = until_words(coming.start, view, view.expected_start(coming))
        seats, pause = seats_word(coming.seats, words), break_before(room, view)
        soon = join([soon, seats, expected_words(coming, view), pause])
        following = words.say("next {when}: {session}", when=soon, session=next_)
    return RoomLine(room_title(view, room), on, left, next_, start, following)


def finished_room_lines(view: View, rooms: Sequence[RoomMoment]) -> list[str]:
    """Return a line with the finished rooms, and a line with those whose next session is hidden.

    If a line would have no rooms, it is left out.
    """
    lines = []
    for hidden, sentence in _DONE:
        names = ", ".join(room_title(view, room) for room in rooms if room.hidden == hidden)
        if names:
            lines.append(view.words.say(sentence, rooms=names))
    return lines


_DONE = (
    (None, mark("Nothing more today: {rooms}")),
    ("next", mark("Next session hidden: {rooms}")),
)
"""Pairs of a value of `RoomMoment.hidden` and the sentence about such rooms."""


def room_title(view: View, room: RoomMoment) -> str:
    """Return the name of a room or, if the event has no rooms, of the event."""
    return room_name(view.programme, room.room) or view.programme.title


def idle_words(view: View, room: RoomMoment) -> str:
    """Return how long an idle room waits for its next session, or words for a finished room."""
    if room.next is None:
        hidden = view.words.say("next session hidden")
        return hidden if room.hidden else view.words.say("nothing more")
    if room.gap is None or room.gap.is_changeover:
        return view.words.say("from {time}", time=sentence_time(room.next.start, view))
    pause = gap_name(view.programme, room.gap, view.words)
    time = sentence_time(gap_end(room, room.gap, view), view)
    return view.words.say("{pause} until {time}", pause=pause, time=time)


def gap_end(room: RoomMoment, gap: Gap, view: View) -> datetime:
    """Return the end of the running break in a gap, or else the end of the gap."""
    ends = (item.end for item in _coming_breaks(room, view) if item.id == gap.break_id)
    return next(ends, gap.end)


def break_before(room: RoomMoment, view: View) -> str | None:
    """Return the break between the running and the next session of a room, with its length.

    Return None if only a night, a changeover, or time won by an early end lies between them. If the
    stage manager runs the room, the length is the expected length.
    """
    coming, words = room.next, view.words
    if not room.now or coming is None:
        return None
    items = _items(room, view, view.now)
    lengths = {item: _break_length(item, coming, room, view) for item in items}
    named = [(item.title, length) for item, length in lengths.items() if length is not None]
    if len(named) == 1:
        ((pause, time),) = named
        sentence = mark("after {pause} ({time})") if time else mark("no {pause}")
        return words.say(sentence, pause=pause, time=time)
    from sommet_tui.pages.agenda import list_gaps

    pauses = list_gaps(view.snapshot, [*room.now, coming])
    gap = next((gap for gap in pauses if gap.end == coming.start), None)
    if gap is None or gap.duration > _MAX_BREAK:
        return None
    return words.say("after a break of {time}", time=duration(gap.duration, words))


def _break_length(item: Session, coming: Session, room: RoomMoment, view: View) -> str | None:
    """Return the expected length of a break before the next session.

    Return "" if the delay leaves no time for the break. Return None if `item` is not an upcoming
    break that begins before the next session.
    """
    times, begins = view.times(item, room.room), view.expected_start(coming)
    status = times.status if times else view.status(item)
    if not item.is_break or status != "upcoming" or begins is None:
        return None
    start, end = (times.start, times.end) if times else (item.start, min(item.end, begins))
    if start is None or end is None or start > begins or (times is None and start == begins):
        return None
    return duration(end - start, view.words) if end > start else ""


def later_entries(room: RoomMoment, view: View, hidden: Container[str] = ()) -> list[Session | Gap]:
    """Return the sessions, breaks and gaps after the next session of a room, on its day, in order.

    If there is no next session, return those after now. Sessions with an id in `hidden` are left
    out.
    """
    after = room.next.start if room.next else view.now
    items = _items(room, view, after)
    coming: list[Session | Gap] = [
        item
        for item in items
        if item not in (room.next, *room.now) and item.id not in hidden
        if _is_later(item, after, room, view)
        if room.next is None or _break_length(item, room.next, room, view) is None
    ]
    from sommet_tui.pages.agenda import list_gaps

    pauses = list_gaps(view.snapshot, (item for item in items if not item.cancelled))
    coming += [gap for gap in pauses if gap.start >= after]
    return sorted(coming, key=lambda entry: (entry.start, entry.end))


def _is_later(item: Session, after: datetime, room: RoomMoment, view: View) -> bool:
    """Return whether an item is still to come, even if its announced time is earlier."""
    times = view.times(item, room.room)
    if times is not None and not item.cancelled:
        return times.status == "upcoming"
    return item.start >= after and item.end > view.now


def room_columns(lines: Sequence[RoomLine], width: int | None) -> tuple[str, ...]:
    """Arrange the rooms' lines in columns that fill `width` cells.

    If `width` is None, cut nothing.
    """
    if width is None:
        return tuple(f"{line.name}: {join((line.on, line.left, line.following))}" for line in lines)
    short = short_names((line.name for line in lines), width // 5)
    names = min(max(map(cell_width, short.values())), width // 5)
    most = max(cell_width(line.left) for line in lines)
    free = width - names - most - 6
    found = []
    for line in lines:
        name, left = _fill(short[line.name], names), line.left
        if left:
            name = (
                f"{name}  {_fill(line.on, free * 3 // 5)}  {' ' * (most - cell_width(left))}{left}"
            )
        next_ = f"{marks.NEXT} {line.start} {line.next}" if line.next else ""
        found.append(cut(f"{name}  {next_}", width).rstrip())
    return tuple(found)


def title_with_symbol(view: View, session: Session) -> str:
    """Return the label and title of a session with the symbol of its bookmark, if it has one."""
    return f"{headline(session)} {degree_mark(view.snapshot, session.id, '')}".rstrip()


def now_json(view: View, moment: Moment, lines: Sequence[StopLine]) -> Json:
    """Return the result of `now --json`.

    It has every room, the user's next stops and, after the event, the user's sessions.
    """
    from sommet_tui.companion.json.now_sessions_and_bookmarks import now_view

    mine = _my_sessions_json(view) if moment.phase == "after" else []
    return now_view(view.snapshot, moment) | {"stops": stops_json(lines, view), "mine": mine}


def _my_sessions_json(view: View) -> list[Json]:
    """Return the user's bookmarks and notes, with the links to show after the event."""
    from sommet_tui.companion.json import fields
    from sommet_tui.companion.json.now_sessions_and_bookmarks import session_view
    from sommet_tui.pages.after_event import my_sessions

    return [
        {
            **fields(item, "id", "title", "note"),
            "links": [{"title": title, "url": url} for title, url in item.links],
            "session": session_view(view.snapshot, item.session, view.now)
            if item.session is not None
            else None,
        }
        for item in my_sessions(view)
    ]


def _fill(text: str, size: int) -> str:
    """Cut or pad a text to `size` cells."""
    return cut(text, size) + " " * (size - cell_width(text))
