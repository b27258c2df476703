"""Now for one room: one loud thing, the time, and round it what is on and what comes next."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.cells import cell_len

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap, RoomMoment
from sommet_tui.tui.painting.digits import digits
from sommet_tui.tui.painting.later import later
from sommet_tui.tui.painting.rows import (
    BLANK,
    Part,
    Row,
    bar,
    beside,
    centred,
    clipped,
    fit,
    indented,
    pad,
    paragraphs,
    row,
    spread,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.live import late_words, pace_words, planned_times, planned_words
from sommet_tui.wording.sentences import (
    gap_name,
    listed,
    names,
    next_bookmark,
    room_name,
    short_name,
    when,
)
from sommet_tui.wording.times import (
    clock_left,
    column_time,
    countdown,
    duration,
    until,
    viewer_time,
)

MARGIN = 2
_BEYOND_LATIN = "\u0250"
_BESIDE = 36
"""Cells left beside the time from which on the session stands there and not above it."""
_LOOKS = {"normal": "muted", "warning": "warning", "danger": "danger", "overtime": "danger"}


def board(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """The board of a room while there is something to come or something on.

    It always fits `height`: what comes later is cut first, then space, then the size of the time.
    """
    band = _band(scene, width, height)
    height -= len(band)
    inner = max(10, width - 2 * MARGIN)
    notices = _notices(scene, room, inner, height)
    height -= len(notices)
    roomy = height >= 13
    loud = _loud(scene, room, inner, height)
    coming = _next(scene, room, inner, roomy=roomy)
    mine = _bookmark(scene, room, inner)
    blank = [BLANK] if roomy else []
    rows = [*blank, *loud, *blank, *coming]
    room_left = height - len(rows) - len(mine) - (1 if mine and roomy else 0)
    rest = later(scene, room, inner, room_left - 2) if roomy and room_left >= 4 else []
    if rest:
        rows += [BLANK, *rest]
    if mine and room_left >= 0:
        rows += [*blank, *mine]
    rows = [*notices, *rows[:height]]
    return [*band, *(indented(r, MARGIN) if r else r for r in rows)]


def _band(scene: Scene, width: int, height: int) -> list[Row]:
    """The name of the room that is shown alone, as large as there is room for: a sign on a door."""
    name = room_name(scene.snapshot.programme, scene.snapshot.room)
    if name is None or height < 8:
        return []
    spaced = " ".join(name.upper())
    # Letters of other scripts are joined or wide: those names stay as they are written.
    if all(c < _BEYOND_LATIN for c in name) and cell_len(spaced) <= width - 4:
        name = spaced
    line = centred(row(fit(name, width)), width)
    around = [" " * width] if height >= 19 else []
    text = pad("".join(part.text for part in line), width)
    return [row(Part(each, "room")) for each in (*around, text, *around)]


def _notices(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    """What everyone was told; the latest where there is no room for all."""
    found = scene.snapshot.timely_notices(scene.now)
    if not found:
        return []
    # Imported here: the start of a day on which nobody said anything need not pay for it.
    from sommet_tui.domain.messages import about
    from sommet_tui.tui.painting.notices import notice_rows

    most = max(1, height // 5)
    rows = notice_rows(scene, reversed(about(found, room.room)), width)
    if not rows:
        return []
    return [*([BLANK] if height >= 13 else []), *clipped(rows, most, width)]


def _loud(scene: Scene, room: RoomMoment, width: int, height: int) -> list[Row]:
    if room.current is not None:
        return _running(scene, room, room.current, width, height)
    if room.next is None:
        return [row(Part(scene.words.say("Nothing more in this room."), "title"))]
    if room.gap is not None:
        return _pause(scene, room, room.gap, width, height)
    return _waiting(scene, room, room.next, width, height)


def _running(
    scene: Scene, room: RoomMoment, session: Session, width: int, height: int
) -> list[Row]:
    assert room.remaining is not None
    assert room.alert is not None
    words = scene.words
    look = "time" if room.alert == "normal" else _LOOKS[room.alert]
    over, times = room.remaining < timedelta(0), scene.times(session)
    time = digits(clock_left(room.remaining), look, *_digit_room(width, height))
    label = row(Part(words.say("overtime") if over else words.say("left"), "muted"))
    starred = f" · ★ {words.say('bookmark')}" if _starred(scene, session) else ""
    eyebrow = row(
        Part(words.say("ON NOW"), "accent"),
        Part(_tail(session.label), "muted"),
        Part(starred, "star"),
    )
    pace = pace_words(room.alert, room.offset, words, paused=times is not None and times.paused)
    gauge = _gauge(scene, (session.start, session.end), Part(pace, _LOOKS[room.alert]), width)
    otherwise = planned_words(session, times, scene.zones, words)
    others = [s for s in room.now if s is not session]
    time_width = max(width_of(r) for r in time)
    if width - time_width >= _BESIDE and len(time) > 1:
        about = [eyebrow, *_about(session, width - time_width - 4, names_too=True)]
        rows = beside(about, [label, *time], width)
    else:
        about = _about(session, width, names_too=height >= 13)
        rows = [eyebrow, *clipped(about, max(1, height - 7), width)]
        rows += [BLANK, *time] if len(time) > 1 else [row(*time[0], " ", *label)]
    if others:
        also = words.say("Also on: {sessions}", sessions=", ".join(map(short_name, others)))
        rows.append(row(Part(also, "muted")))
    below = [row(Part(otherwise, "muted"))] if otherwise and height >= 10 else []
    return [*rows, *([BLANK] if height >= 13 else []), gauge, *below]


def _about(session: Session, width: int, *, names_too: bool) -> list[Row]:
    title = paragraphs(session.title, width, "title")
    subtitle = paragraphs(session.subtitle, width, "muted") if session.subtitle else []
    people = paragraphs(names(session), width) if session.participants else []
    if not names_too:
        return clipped(title, 2, width)
    return [*clipped(title, 3, width), *clipped(subtitle, 2, width), *clipped(people, 3, width)]


def _wait(scene: Scene, left: timedelta, width: int, height: int) -> list[Row]:
    """The time until something starts, a word where it should have started already."""
    if left <= timedelta(0):
        return [row(Part(scene.words.say("soon"), "time"))]
    return digits(countdown(left), "time", *_digit_room(width, height))


def _pause(scene: Scene, room: RoomMoment, gap: Gap, width: int, height: int) -> list[Row]:
    words = scene.words
    name = gap_name(scene.snapshot.programme, gap, words)
    eyebrow = row(
        Part(words.say("BREAK"), "accent"),
        Part(_tail(name if gap.break_id else None), "muted"),
        Part(_tail(words.say("it goes on in")), "muted"),
    )
    time = _wait(scene, gap.end - scene.now, width, height)
    told = listed([duration(gap.duration, words), late_words(room.offset, words)])
    length = Part(told, "muted")
    rows = [eyebrow, BLANK, *time] if len(time) > 1 else [eyebrow, *time]
    gauge = _gauge(scene, (gap.start, gap.end), length, width)
    return [*rows, *([BLANK] if height >= 13 else []), gauge]


def _waiting(
    scene: Scene, room: RoomMoment, session: Session, width: int, height: int
) -> list[Row]:
    """Before the event, or between its days: a countdown without a bar."""
    words, left = scene.words, session.start - scene.now
    first = session is scene.snapshot.timeline.first
    eyebrow = words.say("STARTS IN") if first else words.say("GOES ON IN")
    if left >= timedelta(days=2):
        days = -(-left // timedelta(days=1))
        time = digits(str(days), "time", *_digit_room(width, height))
        unit = words.count("day", "days", days)
        time[-1] = row(*time[-1], "  ", Part(unit, "title"))
    else:
        time = _wait(scene, left, width, height)
    starts = listed(
        [
            when(session.start, scene.now, scene.zones, words),
            planned_words(session, scene.times(session), scene.zones, words),
            late_words(room.offset, words),
            viewer_time(session.start, scene.zones, words),
        ]
    )
    rows = [row(Part(eyebrow, "accent")), *([BLANK] if len(time) > 1 else []), *time]
    return [*rows, *([BLANK] if len(time) > 1 else []), row(Part(starts, "muted"))]


def _next(scene: Scene, room: RoomMoment, width: int, *, roomy: bool) -> list[Row]:
    session = room.next
    if session is None:
        return (
            [row(Part(scene.words.say("This is the last session."), "muted"))] if room.now else []
        )
    words = scene.words
    starts = when(session.start, scene.now, scene.zones, words)
    same_day = scene.zones.local(session.start).date() == scene.zones.local(scene.now).date()
    planned, _ = planned_times(session, scene.times(session), scene.zones)
    told = [
        column_time(session.start, scene.zones) if same_day else starts,
        until(session.start - scene.now, words),
        words.say("planned {time}", time=planned) if planned else None,
        session.label,
    ]
    after = _break_before(scene, room, session)
    star = BLANK
    if _starred(scene, session):
        star = row(Part(f"★ {words.say('bookmark')}" if width >= 60 else "★", "star"))
    head = row(
        Part(words.say("NEXT"), "accent"),
        Part(_tail(listed(told)), "muted"),
        Part(_tail(after), "faint"),
    )
    rows = [
        spread(head, star, width),
        *clipped(paragraphs(session.title, width, "strong"), 2, width),
    ]
    if roomy and session.participants:
        rows += clipped(paragraphs(names(session), width, "muted"), 2, width)
    return rows


def _break_before(scene: Scene, room: RoomMoment, session: Session) -> str | None:
    """What lies between what is on and what comes next."""
    if not room.now:
        return None
    if not scene.snapshot.gaps([*room.now, session]):
        return None  # an early end is no break
    pause = session.start - max(s.end for s in room.now)
    if pause <= timedelta(0) or pause > timedelta(hours=6):
        return None
    return scene.words.say("after a break of {time}", time=duration(pause, scene.words))


def _starred(scene: Scene, session: Session) -> bool:
    return session.id in scene.snapshot.starred


def _bookmark(scene: Scene, room: RoomMoment, width: int) -> list[Row]:
    """My next bookmark, unless it is the next session, which says so itself."""
    session = scene.snapshot.next_pick(scene.now)
    if session is None or session is room.next:
        return []
    said = next_bookmark(session, scene.now, scene.zones, scene.words)
    own = viewer_time(session.start, scene.zones, scene.words)
    line = listed([said, own])
    return [spread(row(Part("★ ", "star"), line), BLANK, width)]


def _gauge(scene: Scene, between: tuple[datetime, datetime], word: Part, width: int) -> Row:
    start, end = between
    left = row(Part(column_time(start, scene.zones), "muted"), " ")
    right = row(" ", Part(column_time(end, scene.zones), "muted"), "   ", word)
    room = width - width_of(left) - width_of(right)
    if room < 8:
        return row(*left, Part("–", "muted"), *right)
    return row(*left, *bar((scene.now - start) / (end - start), room), *right)


def _digit_room(width: int, height: int) -> tuple[int, int]:
    """How many cells the time may fill."""
    rows = 5 if height >= 19 else 3 if height >= 14 else 1
    return width, rows


def _tail(text: str | None) -> str:
    return f" · {text}" if text else ""
