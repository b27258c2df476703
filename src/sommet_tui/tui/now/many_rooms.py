"""Now for several rooms: one row a room, the one under the cursor opened beside or below."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.tui.now.one_room import bookmark_row
from sommet_tui.tui.render.columns import column_width, told_apart
from sommet_tui.tui.render.notices import notice_rows
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    bar,
    clipped,
    indented,
    pad,
    paragraphs,
    row,
    spread,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import late_words, planned_words
from sommet_tui.wording.sentences import (
    gap_name,
    headline,
    listed,
    names,
    phase_sentence,
    room_name,
    short_name,
    when,
)
from sommet_tui.wording.times import clock_left, column_time, countdown, span, until

_BAR = 10
_NARROWEST = 8
"""The cells of the column of names, at least."""
_STYLES = {"warning": "warning", "danger": "danger", "overtime": "danger"}


def summary(scene: Scene, moment: Moment, width: int) -> list[Row]:
    """The rows above the rooms: where the event stands and my next bookmark."""
    rows = [BLANK]
    if moment.phase != "on":
        said = phase_sentence(moment, scene.snapshot.timeline.end, scene.zones, scene.words)
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


def ordered(scene: Scene, moment: Moment) -> tuple[list[RoomMoment], list[RoomMoment]]:
    """The rooms with something left today, in the order they are shown, and those without.

    Rooms where something starred is on or next come first, then what ends soonest, then what
    starts soonest.
    """
    today = _event_day(scene, moment)
    alive = [r for r in moment.rooms if r.now or (r.next and r.next.day == today)]
    done = [r for r in moment.rooms if not (r.now or (r.next and r.next.day == today))]
    starred = scene.snapshot.starred

    def key(room: RoomMoment) -> tuple[bool, bool, datetime]:
        mine = any(s.id in starred for s in (*room.now, room.next) if s)
        current = room.current
        edge = current.end if current else room.next.start if room.next else scene.now
        return (not mine, current is None, edge)

    return sorted(alive, key=key), done


def _event_day(scene: Scene, moment: Moment) -> object:
    """The event day shown: that of what is on, else that of what comes next."""
    on = next((s for s in scene.snapshot.programme.sessions if _is_on(scene, s)), None)
    if on:
        return on.day
    return moment.next.day if moment.next else None


def _is_on(scene: Scene, session: Session) -> bool:
    return scene.status(session) == "running"


def room_row(scene: Scene, room: RoomMoment, width: int) -> Row:
    """One room on one row: name, what is on, how far, time left, what is next and when."""
    programme = scene.snapshot.programme
    name = Span(f" {_name(scene, room, width)}  ", "strong")
    right: Row
    if room.current is not None and room.remaining is not None:
        session = room.current
        done = (scene.now - session.start) / session.duration
        gauge = bar(done, _BAR) if width >= 72 else ()
        style = _STYLES.get(room.alert or "", "time")
        left = Span(f"{clock_left(room.remaining):>8}", style)
        right = row(*gauge, left, " ")
        what = _title_row(scene, session)
        if len(room.now) > 1:  # two sessions of one room at once: neither must vanish
            what = row(Span(f"+{len(room.now) - 1} ", "warning"), *what)
    elif room.next is not None:
        wait = _wait(scene, room.next.start).rjust(8 + (_BAR if width >= 72 else 0))
        right = row(Span(wait, "muted"), " ")
        pause = gap_name(programme, room.gap, scene.words) if room.gap else None
        what = row(
            Span(
                listed([pause, scene.words.say("then {title}", title=headline(room.next))]), "muted"
            )
        )
    else:
        right, what = (), row(Span(scene.words.say("nothing more"), "faint"))
    if width >= 72:
        right = row(*right, Span(_following(scene, room, width), "muted"))
    return spread(row(name, *what), right, max(width, width_of(right)))


def _name(scene: Scene, room: RoomMoment, width: int) -> str:
    """The name of the room, in a column as wide as the longest one within reason."""
    names = tuple(scene.snapshot.programme.room_names.values())
    size = max(_NARROWEST, column_width(names, width * 3 // 10))
    name = room_name(scene.snapshot.programme, room.room) or ""
    return pad(told_apart(names, size).get(name, name), size)


def _wait(scene: Scene, start: datetime) -> str:
    """How soon something starts, always with a word: a bare time would be one that is left."""
    left = start - scene.now
    if timedelta(0) < left < timedelta(minutes=1):
        return scene.words.say("in {time}", time=countdown(left))
    return until(start, scene.now, scene.zones, scene.words)


def _following(scene: Scene, room: RoomMoment, width: int) -> str:
    """When the next session starts, and what it is where there is room for it."""
    size = max(10, (width - 70) // 2)
    session = room.next
    if session is None or not room.now or session.day != room.now[0].day:
        return " " * size
    time = f"  {marks.NEXT} {column_time(session.start, scene.zones)}"
    return pad(f"{time} {short_name(session)}" if size > 16 else time, size)


def _title_row(scene: Scene, session: Session) -> Row:
    star = Span(f"{marks.STAR} ", "star") if session.id in scene.snapshot.starred else ""
    pencil = Span(f"{marks.NOTED} ", "star") if session.id in scene.snapshot.noted else ""
    return row(star, pencil, headline(session))


def folded(scene: Scene, rooms: list[RoomMoment]) -> Row:
    """The rooms with nothing more today, on one line."""
    programme = scene.snapshot.programme
    named = ", ".join(room_name(programme, r.room) or "" for r in rooms)
    return row(Span(" " + scene.words.say("Nothing more today: {rooms}", rooms=named), "faint"))


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
        star = f"{marks.STAR} " if session.id in scene.snapshot.starred else ""
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
    mine = (s for s in scene.snapshot.programme.sessions if s.is_in(room.room))
    coming = [s for s in mine if not s.is_break and scene.status(s) == "upcoming"]
    return coming[:2]
