"""Now for several rooms: one row a room, the one under the cursor opened beside or below."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sommet_tui.domain.facets import narrowed
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.tui.keys.foot import pressable
from sommet_tui.tui.keys.table import SORT
from sommet_tui.tui.now.one_room import bookmark_row
from sommet_tui.tui.render.columns import column_width, told_apart
from sommet_tui.tui.render.notices import notice_rows
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clipped,
    fit_row,
    indented,
    pad,
    paragraphs,
    row,
    spread,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import late_words, left_words, planned_words
from sommet_tui.wording.sentences import (
    gap_name,
    headline,
    held_in,
    listed,
    names,
    phase_sentence,
    room_name,
    when,
)
from sommet_tui.wording.times import column_time, sentence_time, span

SOON = timedelta(minutes=20)
"""What begins within this time is listed across the rooms."""
_SIDE_BY_SIDE = 150
"""From this width on, what is on and what is next have a whole title each on one row."""
_TIMED = 56
"""From this width on, what begins soon has its time as well."""
_NARROWEST = 8
"""The cells of the column of names, at least."""
_STYLES = {"warning": "warning", "danger": "danger", "overtime": "danger"}


def summary(scene: Scene, moment: Moment, width: int) -> list[Row]:
    """The rows above the rooms: where the event stands and my next bookmark."""
    rows = [BLANK]
    if moment.phase != "on" and not moment.is_changeover:
        expected = scene.expected(moment.next) if moment.next is not None else None
        end = scene.snapshot.timeline.end
        said = phase_sentence(moment, end, scene.zones, scene.words, expected)
        rows.append(indented(row(Span(said, "strong")), 2))
    if moment.phase == "after":
        replay = scene.words.say("live the day again")
        rows.append(indented(row(Span(" r ", "key"), "  ", Span(replay, "strong")), 2))
    session = scene.snapshot.next_pick(scene.now)
    if session is not None:
        rows.append(indented(bookmark_row(scene, session, width - 4), 2))
    notices = notice_rows(scene, scene.snapshot.timely_notices(scene.now), width - 4)
    rows += [indented(each, 2) for each in clipped(notices, 4, width - 4)]
    return [*rows, BLANK] if len(rows) > 1 else rows


ORDERS = ("rooms", "soonest")
"""How the rooms may be ordered: as the programme has them, or what ends soonest first."""


def ordered(
    scene: Scene, moment: Moment, order: str = "rooms"
) -> tuple[list[RoomMoment], list[RoomMoment]]:
    """The rooms with something left today, in the order they are shown, and those without.

    A star moves none of them. Those in which nothing is on or next that the facets ask for are
    neither.
    """
    today = _event_day(scene, moment)
    asked = [room for room in moment.rooms if _is_asked_for(scene, room)]
    alive = [r for r in asked if r.now or (r.next and r.next.day == today)]
    done = [r for r in asked if not (r.now or (r.next and r.next.day == today))]
    if order == "rooms":
        return alive, done

    def edge(room: RoomMoment) -> tuple[bool, datetime]:
        current = room.current
        end = current.end if current else room.next.start if room.next else scene.now
        return current is None, end

    return sorted(alive, key=edge), done


def _is_asked_for(scene: Scene, room: RoomMoment) -> bool:
    if not scene.facets:
        return True
    if scene.facets.rooms and room.room not in scene.facets.rooms:
        return False
    there = [s for s in (*room.now, room.next) if s is not None]
    return bool(_asked_for(scene, there)) or (bool(scene.facets.rooms) and not there)


def _asked_for(scene: Scene, sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Those of the sessions that the facets let through."""
    return narrowed(
        sessions,
        scene.facets,
        now=scene.now,
        starred=scene.snapshot.starred,
        stands=scene.snapshot.status,
    )


def starting_soon(scene: Scene) -> tuple[Session, ...]:
    """What begins soon, in any room, in the order in which it begins."""
    until_then = scene.now + SOON
    found: list[Session] = []
    for session in scene.snapshot.programme.sessions:
        if session.start > until_then:
            break
        if session.start <= scene.now or session.is_break or session.cancelled:
            continue
        if session.id not in scene.hidden:
            found.append(session)
    return _asked_for(scene, found)


def _event_day(scene: Scene, moment: Moment) -> object:
    """The event day shown: that of what is on, else that of what comes next."""
    on = next((s for s in scene.snapshot.programme.sessions if _is_on(scene, s)), None)
    if on:
        return on.day
    return moment.next.day if moment.next else None


def _is_on(scene: Scene, session: Session) -> bool:
    return scene.status(session) == "running"


def is_wide(width: int) -> bool:
    """Whether what is on and what is next have both room on one row."""
    return width >= _SIDE_BY_SIDE


def soon_heading(scene: Scene, number: int, width: int, *, opened: bool, more: bool) -> Row:
    """The heading of what begins soon; it opens where not all of it is shown."""
    words = scene.words
    minutes = int(SOON.total_seconds() / 60)
    told = row(
        Span(f" {words.say('STARTING SOON')}", "accent"),
        Span(" · ", "muted"),
        Span(words.say("{n} in {minutes} min", n=number, minutes=minutes), "muted"),
    )
    if not more:
        return fit_row(told, width)
    said = words.say("fewer") if opened else words.say("all of them")
    return spread(told, row(Span("▴ " if opened else "▾ ", "key"), Span(said, "muted"), " "), width)


def rooms_heading(scene: Scene, number: int, order: str, width: int) -> Row:
    """The heading of the rooms, with the key that orders them otherwise."""
    words = scene.words
    told = row(
        Span(f" {words.say('ON NOW')}", "accent"),
        Span(" · ", "muted"),
        Span(words.count("{n} room", "{n} rooms", number), "muted"),
    )
    said = words.say("by room") if order == "rooms" else words.say("what ends soonest first")
    key = row(pressable(scene.keymap.of(SORT)), Span(f" {said} ", "muted"))
    return spread(told, key, width)


def soon_row(scene: Scene, session: Session, width: int) -> Row:
    """A session that begins soon: when, where, what, in how long."""
    programme = scene.snapshot.programme
    size = _name_width(programme, width)
    where = held_in(programme, session, scene.words) or ""
    names_ = tuple(programme.room_names.values())
    left = row(
        # In a narrow row, in how long is enough: the title comes first.
        Span(f" {column_time(session.start, scene.zones)} " if width >= _TIMED else "", "muted"),
        Span(f" {pad(told_apart(names_, size).get(where, where), size)}  ", "strong"),
        *_title_row(scene, session),
    )
    return _with_edge(scene, session, left, Span(_wait(scene, session), "muted"), width)


def room_rows(scene: Scene, room: RoomMoment, width: int) -> tuple[Row, ...]:
    """A room on one row or two: what is on and how long, and what is next and how soon."""
    first, second = _on_row(scene, room), _next_row(scene, room)
    size = _name_width(scene.snapshot.programme, width)
    name = row(Span(f" {_name(scene, room, size)}  ", "strong"))
    if not is_wide(width):
        indent = row(" " * width_of(name))
        return (
            _with_edge(scene, room.current, row(*name, *first[0]), first[1], width),
            _with_edge(scene, None, row(*indent, *second[0]), second[1], width),
        )
    half = (width - width_of(name)) // 2
    left = _with_edge(scene, room.current, first[0], first[1], half)
    right = _with_edge(scene, None, second[0], second[1], width - width_of(name) - half - 2)
    return (row(*name, *left, " " * (half + 2 - width_of(left)), *right),)


def _with_edge(scene: Scene, session: Session | None, left: Row, time: Span, width: int) -> Row:
    """A row with a time at its right edge, and a star there if the session has one."""
    sign = marks.degree_mark(scene.snapshot, session.id) if session else " "
    friend = marks.friend_mark(scene.snapshot, session.id) if session else ""
    star = Span(f" {sign}{friend or ' '}", "star")
    return spread(left, row(time, star), width)


def _on_row(scene: Scene, room: RoomMoment) -> tuple[Row, Span]:
    """What is on in a room, and how long it still is."""
    words = scene.words
    if room.current is None or room.remaining is None:
        if room.next is None:
            return row(Span(words.say("nothing more"), "faint")), Span("")
        gap = room.gap if room.gap and not room.gap.is_changeover else None
        pause = gap_name(scene.snapshot.programme, gap, words) if gap else ""
        start = sentence_time(room.next.start, scene.zones, words)
        if room.next.day != _event_day(scene, scene.moment):
            return row(Span(words.say("nothing more today"), "faint")), Span("")
        told = words.say("{pause} until {time}", pause=pause, time=start) if pause else ""
        told = told or words.say("from {time}", time=start)
        return row(Span(told, "muted")), Span("")
    style = _STYLES.get(room.alert or "", "time")
    what = _title_row(scene, room.current, "title")
    if len(room.now) > 1:  # two sessions of one room at once: neither must vanish
        what = row(Span(f"+{len(room.now) - 1} ", "warning"), *what)
    times = scene.times(room.current)
    paused = times is not None and times.paused
    left = left_words(room.remaining, words, calm=scene.calm)
    if paused:
        left = words.say("paused")
    return what, Span(left, style)


def _next_row(scene: Scene, room: RoomMoment) -> tuple[Row, Span]:
    """What is next in a room, and how soon."""
    session, told_late = room.next, late_words(room.offset, scene.words)
    late = Span(f" · {told_late}" if told_late else "", "warning")
    if session is None or (room.now and session.day != room.now[0].day):
        said = f"{marks.NEXT} {scene.words.say('nothing more today')}"
        return row(Span(said, "faint"), late), Span("")
    star = Span(f"{marks.degree_mark(scene.snapshot, session.id, '')} ".lstrip(), "star")
    told = row(
        Span(f"{marks.NEXT} ", "muted"),
        star,
        Span(headline(session), "muted" if room.now else ""),
        late,
    )
    return told, Span(_wait(scene, session), "muted")


def _name_width(programme: Programme, width: int) -> int:
    """As wide as the longest name, within reason."""
    names_ = tuple(programme.room_names.values())
    return max(_NARROWEST, column_width(names_, min(20, width // 5)))


def _name(scene: Scene, room: RoomMoment, size: int) -> str:
    names_ = tuple(scene.snapshot.programme.room_names.values())
    name = room_name(scene.snapshot.programme, room.room) or ""
    return pad(told_apart(names_, size).get(name, name), size)


def _wait(scene: Scene, session: Session) -> str:
    """How soon something starts, always with a word: a bare time would be one that is left."""
    expected, left = scene.expected(session), session.start - scene.now
    if left <= timedelta(0) and expected is not None and expected > scene.now:
        return scene.words.say(
            "late, about {time}", time=sentence_time(expected, scene.zones, scene.words)
        )
    return scene.until(session) if left > timedelta(0) else scene.words.say("late")


def _title_row(scene: Scene, session: Session, style: str = "") -> Row:
    pencil = Span(f"{marks.NOTED} ", "star") if session.id in scene.snapshot.noted else ""
    return row(pencil, Span(headline(session), style))


def folded(scene: Scene, rooms: list[RoomMoment], width: int) -> Row:
    """The rooms with nothing more today, on one line: their names, or how many they are."""
    programme, words = scene.snapshot.programme, scene.words
    named = ", ".join(room_name(programme, r.room) or "" for r in rooms)
    told = row(Span(" " + words.say("Nothing more today: {rooms}", rooms=named), "faint"))
    if width_of(told) <= width:
        return told
    number = words.count(
        "… {n} room has nothing more today", "… {n} rooms have nothing more today", len(rooms)
    )
    return row(Span(f" {number}", "faint"))


def opened(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """The room under the cursor: what is on with its people, and the next two sessions."""
    inner = max(10, width - 2)
    name = room_name(scene.snapshot.programme, room.room) or ""
    rule = "─" * (width - width_of(row(name)) - 4)
    rows = [row(Span(f"{name} ", "accent"), Span(rule, "faint"))]
    for session in room.now:
        head = row(Span(_when(scene, room, session), "muted"))
        title = clipped(paragraphs(headline(session), inner, "title"), 3, inner)
        people = paragraphs(names(session), inner)[:3] if session.participants else []
        rows += [*_told(head, title, people, height - len(rows), inner), BLANK]
    for session in _next_two(scene, room):
        starts = when(session.start, scene.now, scene.zones, scene.words)
        if session.day == scene.zones.local(scene.now).date():
            starts = span(session.start, session.end, scene.zones)
        star = f"{marks.degree_mark(scene.snapshot, session.id, '')} ".lstrip()
        otherwise = planned_words(session, scene.times(session), scene.zones, scene.words)
        head = row(Span(listed([scene.words.say("NEXT"), starts, otherwise]), "muted"))
        title = clipped(paragraphs(star + headline(session), inner, "strong"), 2, inner)
        people = paragraphs(names(session), inner, "muted")[:2] if session.participants else []
        rows += _told(head, title, people, height - len(rows), inner)
    return [indented(r, 1) for r in rows[:height]]


def _told(head: Row, title: list[Row], people: list[Row], most: int, width: int) -> list[Row]:
    """A session in at most so many rows; none where its title would not stand under its time."""
    if most < 2:
        return []
    left = most - 1 - len(title)
    return [
        head,
        *clipped(title, most - 1, width),
        *(clipped(people, left, width) if left > 0 else []),
    ]


def _when(scene: Scene, room: RoomMoment, session: Session) -> str:
    """When something on is on, as planned, and how late the room is."""
    times = scene.times(session)
    paused = times is not None and times.paused
    return listed(
        [
            span(session.start, session.end, scene.zones),
            planned_words(session, times, scene.zones, scene.words),
            scene.words.say("overtime") if room.alert == "overtime" else None,
            scene.words.say("paused") if paused else None,
            late_words(room.offset, scene.words) if session is room.current else None,
        ]
    )


def _next_two(scene: Scene, room: RoomMoment) -> list[Session]:
    sessions = scene.snapshot.programme.sessions
    mine = (s for s in sessions if s.is_in(room.room) and s.id not in scene.hidden)
    coming = [s for s in mine if not s.is_break and scene.status(s) == "upcoming"]
    return coming[:2]
