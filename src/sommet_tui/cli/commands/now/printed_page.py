"""Lay out the state of the event at one instant as a page, room by room."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.cli import output, rows
from sommet_tui.cli.filters import facet_lines, hidden_lines, remove_hidden_sessions
from sommet_tui.companion.snapshot import timely_notices
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap, Moment, RoomMoment, alert
from sommet_tui.domain.values import frozen, replace
from sommet_tui.pages.now import (
    StopLine,
    break_before,
    break_line,
    finished_room_lines,
    gap_end,
    later_entries,
    nearby_breaks,
    next_session_that_day,
    room_columns,
    room_line,
    room_title,
    rooms_by_state,
    shown_day,
    stop_columns,
    title_with_symbol,
)
from sommet_tui.wording import expected_times, marks
from sommet_tui.wording.layout import block, cell_width, fill
from sommet_tui.wording.session_texts import (
    gap_name,
    hidden_sentence,
    join,
    next_bookmark,
    participants_line,
    phase_sentence,
    room_directions,
    room_name,
    rooms_text,
    seats_word,
    time_with_date,
    venue_line,
)
from sommet_tui.wording.times import (
    column_span,
    column_time,
    date_text,
    duration,
    sentence_time,
    viewer_span,
    viewer_time,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.domain.filters import Facets

_INDENT = "  "
MANY_ROOMS = 5
"""If an event has at least this many rooms, each room has only one line.

The web page has another limit (`MANY`), because a room takes fewer lines there.
"""


@frozen
class ShownPart:
    """The part of the day that the page shows. It excludes sessions in `hidden` (ids)."""

    facets: Facets | None
    hidden: frozenset[str]
    all_rooms: bool


def page(
    context: Context, moment: Moment, stops: Sequence[StopLine], shown: ShownPart
) -> list[str]:
    """Return the page about the event: my next stops, then every shown room.

    `moment` includes hidden sessions. The page leaves them out, and reports how many there are.
    """
    every, moment = moment, remove_hidden_sessions(moment, shown.hidden, context)
    facets, rooms = shown.facets, moment.room_moments(context.snapshot.room)
    running = {session.id for room in rooms for session in room.now}
    missing = max(0, _count_hidden(context, every, shown) - len(running & shown.hidden))
    if facets is not None and facets.mine:
        body = _my_day_lines(context, facets, shown.hidden)
    elif moment.phase == "after":
        body = _closing_lines(context)
    elif facets is not None:
        body = _matching_rooms(context, rooms)
    elif len(rooms) >= MANY_ROOMS:
        body = [*_phase_lines(context, moment), *_room_lines(context, rooms, shown)]
    else:
        body = [*_phase_lines(context, moment), *_room_pages(context, rooms, shown.hidden)]
    if facets is None:
        body = [*_stop_lines(stops), *body] if stops else [*body, *_next_bookmark_lines(context)]
    while body and body[-1] == "":
        body.pop()
    if missing:
        body += ["", *hidden_lines(missing, context)]
    own = bool(context.snapshot.own_sessions)
    heading = [*_heading_lines(context), *facet_lines(facets, context, lists_own=own)]
    return [*context.remarks(), *heading, "", *_notice_lines(context), *body]


def _count_hidden(context: Context, moment: Moment, shown: ShownPart) -> int:
    """Return how many sessions the page leaves out because the user has hidden them."""
    rooms = moment.room_moments(context.snapshot.room)
    if not shown.hidden or moment.phase == "after" or (shown.facets and shown.facets.mine):
        return 0
    listed_ids = {s.id for room in rooms for s in (*room.now, room.next) if s is not None}
    if len(rooms) == 1 and shown.facets is None:
        listed_ids |= {
            entry.id
            for entry in later_entries(rooms[0], context.view)
            if not isinstance(entry, Gap)
        }
    return len(listed_ids & shown.hidden)


def _stop_lines(stops: Sequence[StopLine]) -> list[str]:
    lines = []
    for label, *middle, edge in stop_columns(stops, output.stream_width()):
        lines.append(f"{label}{' '.join(filter(None, middle))}  {edge}".rstrip())
    return [*lines, ""]


def _room_lines(context: Context, rooms: Sequence[RoomMoment], shown: ShownPart) -> list[str]:
    """Return a line for each room with a running session, then the other rooms.

    Unless the user asked for all rooms, most of the other rooms are only counted.
    """
    words, view = context.words, context.view
    on, waits, ended = rooms_by_state(view, rooms)
    lines = []
    if on:
        heading = words.count("On now in {n} room", "On now in {n} rooms", len(on))
        lines += [heading, *_room_column_lines(context, on), ""]
    if waits and (shown.all_rooms or not on):
        heading = words.count("Next in {n} room", "Next in {n} rooms", len(waits))
        lines += [heading, *_room_column_lines(context, waits), ""]
        waits = []
    if near := _break_lines(context, rooms, shown.hidden):
        lines += [*near, ""]
    if ended and shown.all_rooms:
        return [*lines, *(row for line in finished_room_lines(view, ended) for row in fill(line))]
    hidden = [room for room in ended if room.hidden is not None]
    over = len(ended) - len(hidden)
    counts = (
        (len(waits), words.count("{n} room on a break", "{n} rooms on a break", len(waits))),
        (
            over,
            words.count(
                "{n} room with nothing more today", "{n} rooms with nothing more today", over
            ),
        ),
        (
            len(hidden),
            words.count(
                "{n} room with hidden sessions", "{n} rooms with hidden sessions", len(hidden)
            ),
        ),
    )
    rest = join(count for number, count in counts if number)
    return [*lines, words.say("{rooms} (to list them, use --all)", rooms=rest)] if rest else lines


def _break_lines(
    context: Context, rooms: Sequence[RoomMoment], hidden: frozenset[str]
) -> list[str]:
    """Return a line for each break that is running or begins soon.

    Leave out the breaks after the next sessions of these rooms.
    """
    on, soon = nearby_breaks(context.view, rooms)
    until = max((room.next.start for room in rooms if room.next), default=None)
    return [
        line
        for item in (*on, *soon)
        if item.id not in hidden and (until is None or item.start < until)
        for line in fill(break_line(context.view, item), _INDENT, first="")
    ]


def _room_column_lines(context: Context, rooms: Sequence[RoomMoment]) -> Sequence[str]:
    return room_columns([room_line(context.view, room) for room in rooms], output.stream_width())


def _my_day_lines(context: Context, facets: Facets, hidden: frozenset[str]) -> list[str]:
    """Return my sessions and own events that are running or upcoming, by time.

    Unless the user asked for certain days, leave out all days after the first day that has any.
    """
    snapshot, now = context.snapshot, context.now
    own = {session.id for session in snapshot.own_sessions}
    mine = (s for s in context.programme.sessions if s.id in snapshot.mine.bookmarked_ids)
    matching = snapshot.matching_sessions(
        (*mine, *snapshot.own_sessions), replace(facets, mine=False), now
    )
    ahead = [
        session
        for session in matching
        if snapshot.status(session, now) in ("running", "upcoming")
        if session.id not in hidden
        if session.id in own or snapshot.room is None or session.is_in(snapshot.room)
    ]
    if not ahead and snapshot.moment(now).phase == "after":
        return _closing_lines(context)
    if not ahead:
        return fill(context.words.say("No more matches today."))
    ahead.sort(key=lambda session: (session.start, session.end))
    rooms = {room.room: room for room in snapshot.moment(now).rooms}
    lines = []
    for session in ahead:
        if session.day != min(session.day for session in ahead) and not facets.days:
            continue
        place = rooms_text(session, context.view)
        lines += fill(place) if place else []
        if snapshot.status(session, now) == "running":
            lines += _running_lines(context, rooms.get(session.room), session)
        else:
            lines += _next_lines(context, session)
        lines.append("")
    return lines


def _heading_lines(context: Context) -> list[str]:
    title = block(
        [context.programme.title, context.programme.subtitle, venue_line(context.programme)]
    )
    if context.snapshot.is_shifted:
        return title
    day = date_text(context.view.today, context.words, year=True)
    time = sentence_time(context.now, context.view)
    return [
        *title,
        *fill(join([day, time, viewer_time(context.now, context.view)])),
    ]


def _notice_lines(context: Context) -> list[str]:
    found = timely_notices(context.snapshot, context.now)
    if not found:
        return []
    from sommet_tui.domain.messages import messages_for_room

    return [*rows.notice_rows(context.view, messages_for_room(found, context.snapshot.room)), ""]


def _phase_lines(context: Context, moment: Moment) -> list[str]:
    """Return a sentence about the phase of the event, or [] while sessions are running."""
    if moment.phase == "on" or moment.is_changeover:
        return []
    return [*fill(phase_sentence(context.view)), ""]


def _closing_lines(context: Context) -> list[str]:
    from sommet_tui.companion.simulated_time_and_rehearsal import replay_start
    from sommet_tui.pages.after_event import replay_sentence

    words, begins = context.words, replay_start(context.snapshot)
    lines = [*fill(phase_sentence(context.view)), *_my_session_lines(context)]
    if begins is not None:
        lines += [words.say("All sessions: {command}", command=context.command("agenda"))]
        lines += [replay_sentence(begins, _replay_command(context, begins), context.view)]
    return lines


def _my_session_lines(context: Context) -> list[str]:
    """Return my bookmarks and notes, with links to recordings and feedback."""
    from sommet_tui.pages.after_event import my_sessions, my_sessions_heading

    mine = my_sessions(context.view)
    lines = ["", my_sessions_heading(context.view)] if mine else []
    several = context.programme.has_several_days
    for item in mine:
        if item.session is None:
            lines += fill(item.title)
        else:
            time = column_time(item.session.start, context.zones)
            day = date_text(item.session.day, context.words) if several else None
            first = f"{join([day, time])}  "
            lines += fill(
                title_with_symbol(context.view, item.session), " " * cell_width(first), first
            )
        if item.note is not None:
            lines += fill(item.note, _INDENT * 2, f"{_INDENT}{marks.NOTED} ")
        lines += [f"{_INDENT}{word}  {url}" for word, url in item.links]
    return [*lines, ""] if mine else lines


def _matching_rooms(context: Context, rooms: Sequence[RoomMoment]) -> list[str]:
    """Return the running and next sessions of these rooms, room by room.

    The rooms are in the order in which their next sessions start.
    """
    lines = []
    for room in sorted(rooms, key=lambda room: room.next.start if room.next else context.now):
        name = room_name(context.programme, room.room)
        lines += fill(name) if name else []
        for session in sorted(room.now, key=lambda s: s.end):
            lines += _running_lines(context, room, session)
        lines += [*(_next_lines(context, room.next) if room.next else []), ""]
    return lines or fill(context.words.say("No more matches today."))


def _room_pages(context: Context, rooms: Sequence[RoomMoment], hidden: frozenset[str]) -> list[str]:
    view, alone = context.view, len(rooms) == 1
    day = shown_day(view, rooms)
    on, waits, ended = ([*rooms], [], []) if alone else rooms_by_state(view, rooms)
    lines: list[str] = []
    for room in rooms:
        if room in on or room in waits:
            lines += [*_room_page(context, room, hidden, alone=alone), ""]
    others = [room for room in rooms if room not in (*on, *waits)]
    # The page of another room may already have a break of all rooms.
    if near := [line for line in _break_lines(context, others, hidden) if line not in lines]:
        lines += [*near, ""]
    sentences = finished_room_lines(view, ended)
    if day != view.programme.day_of(view.now):
        # Before the event and at night, the page shows the next day.
        idle = [room for room in ended if not room.hidden]
        sentences = finished_room_lines(view, [room for room in ended if room.hidden])
        if idle:
            sentence = context.words.say(
                "Rooms with nothing planned on {date}: {rooms}",
                date=date_text(day, context.words),
                rooms=join(room_title(view, room) for room in idle),
            )
            sentences.append(sentence)
    for sentence in sentences:
        lines += [*fill(sentence), ""]
    return lines


def _next_bookmark_lines(context: Context) -> list[str]:
    session = context.snapshot.next_pick(context.now)
    return fill(next_bookmark(session, context.view)) if session else []


def _room_page(
    context: Context, room: RoomMoment, hidden: frozenset[str], *, alone: bool
) -> list[str]:
    """Return the running and the next sessions of a room.

    If the room is `alone` on the page, add the rest of the day.
    """
    name = room_name(context.programme, room.room)
    lines = fill(name) if name else []
    if alone and (way := room_directions(context.programme, room.room)):
        lines += fill(way)
    for session in sorted(room.now, key=lambda s: s.end):
        lines += _running_lines(context, room, session)
    gap, several = room.gap, context.programme.has_several_rooms
    if gap and gap.break_id:
        lines += _gap_lines(context, room, gap)
    elif near := [] if room.now else _break_lines(context, [room], hidden):
        lines += near
    elif gap and not gap.is_changeover and several and gap.end > context.now:
        # If the event has one room, the sentence above has reported the gap.
        lines += _gap_lines(context, room, gap)
    coming = room.next if alone else next_session_that_day(context.view, room)
    if coming:
        lines += _next_lines(context, coming, break_before(room, context.view))
    elif hidden_there := hidden_sentence(room, context.words):
        lines += fill(hidden_there)
    elif room.next:
        lines += fill(context.words.say("Nothing more today."))
    elif room.now:
        lines += _last_break_lines(context, room, hidden)
    else:
        lines += fill(context.words.say("Nothing more here."))
    return [*lines, *(_later_lines(context, room, hidden) if alone else [])]


def _last_break_lines(context: Context, room: RoomMoment, hidden: frozenset[str]) -> list[str]:
    """Return the breaks after the last session of a room, or a sentence if there are none."""
    lines: list[str] = []
    for item in later_entries(room, context.view, hidden):
        if isinstance(item, Session) and not item.cancelled:
            lines += fill(break_line(context.view, item), _INDENT)
    return lines or fill(context.words.say("Nothing is planned after this."))


def _running_lines(context: Context, room: RoomMoment | None, session: Session) -> list[str]:
    """Return the lines of a running session: the session, its time left, and its room's delay."""
    words, view = context.words, context.view
    left = view.remaining(session) or timedelta(0)
    offset = room.offset if room is not None and session is room.current else timedelta(0)
    time = join(
        [
            column_span(session.start, session.end, context.zones),
            expected_times.planned_times_text(session, view),
            seats_word(session.seats, words),
            expected_times.time_left_words(left, words),
            expected_times.ending_words(
                alert(session, left), words, paused=view.is_paused(session)
            ),
            expected_times.late_words(offset, words),
            viewer_span(session.start, session.end, view),
        ]
    )
    heading = words.say("On now: {session}", session=title_with_symbol(view, session))
    return _session_lines(heading, session, time)


def _session_lines(heading: str, session: Session, time: str) -> list[str]:
    details = session.subtitle, participants_line(session), time
    return [*fill(heading, _INDENT, first=""), *block(details, _INDENT)]


def _gap_lines(context: Context, room: RoomMoment, gap: Gap) -> list[str]:
    words, end = context.words, gap_end(room, gap, context.view)
    sentence = words.say(
        "{gap} until {time}, {left} left",
        gap=gap_name(context.programme, gap, words),
        time=sentence_time(end, context.view),
        left=duration(end - context.now, words),
    )
    return fill(sentence, _INDENT)


def _next_lines(context: Context, session: Session, after: str | None = None) -> list[str]:
    view, start = context.view, expected_times.start_words(session, context.view)
    own = viewer_time(session.start, view, in_column=len(start) > 1)
    if len(start) == 1:
        start.insert(0, time_with_date(session.start, view))
    seats = seats_word(session.seats, context.words)
    time = join([*start, seats, expected_times.planned_times_text(session, view), after, own])
    heading = context.words.say("Next: {session}", session=title_with_symbol(context.view, session))
    return _session_lines(heading, session, time)


def _later_lines(context: Context, room: RoomMoment, hidden: frozenset[str]) -> list[str]:
    """Return the sessions and gaps that follow the next session on the same day."""
    if room.next is None:
        return []
    lines: list[str] = []
    for entry in later_entries(room, context.view, hidden):
        if isinstance(entry, Gap):
            lines += rows.gap_row(context.view, entry)
        elif not entry.cancelled:
            lines += _later_row(context, entry)
    return ["", context.words.say("Later:"), *lines] if lines else []


def _later_row(context: Context, session: Session) -> list[str]:
    first = f"    {rows.times_text(context.view, session.start, session.end)}  "
    title = title_with_symbol(context.view, session)
    if session.is_break:
        title = expected_times.break_with_length(title, session, context.view)
    seats = seats_word(session.seats, context.words)
    planned = expected_times.planned_times_text(session, context.view)
    text = join([title, seats, planned, expected_times.delay_words(session, context.view)])
    return fill(text, " " * cell_width(first), first)


def _replay_command(context: Context, begins: datetime) -> str:
    """Return the command that begins a replay at `begins`. Its `--at` is as short as possible."""
    wanted = begins.astimezone(context.programme.zone)
    texts = (f"{wanted:%H:%M}", f"{wanted:%Y-%m-%dT%H:%M}", wanted.isoformat(timespec="minutes"))
    at = next(text for text in texts if _parse_time(context, text) == wanted or text == texts[-1])
    return f"{context.command()} --at {at}"


def _parse_time(context: Context, text: str) -> object:
    try:
        return context.companion.clock.instant(text)
    except TimeError:
        return None
