"""The agenda: every session by day, what is over, on, next, starred and in conflict."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.render.rows import Row, Span, pad, row, spread, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import left_words, planned_times
from sommet_tui.wording.sentences import headline, room_name, status_word
from sommet_tui.wording.times import column_time, date_text, duration, span

_SPAN_WIDTH = 70
"""From this width on, rows have room for ends as well as starts."""

_STYLES = {"done": "faint", "running": "strong", "cancelled": "faint", "skipped": "faint"}


@dataclass(frozen=True, slots=True)
class NowLine:
    """The place of the present between two rows while nothing runs."""

    at: datetime


Entry = Session | Gap | date | NowLine


def by_day(sessions: Sequence[Session]) -> list[Entry]:
    """Sessions in planned order, each event day's below its date."""
    found: list[Entry] = []
    place = 0
    while place < len(sessions):
        day = sessions[place].day
        end = bisect_right(sessions, day, lo=place, key=attrgetter("day"))
        found += [day, *sessions[place:end]]
        place = end
    return found


def entries(scene: Scene, sessions: Sequence[Session]) -> list[Entry]:
    """The rows of the agenda, top to bottom: with the pauses, and the present where nothing is on.

    They stay the same from one turn of the snapshot to the next.
    """
    found: list[Entry] = []
    pauses = list(scene.snapshot.gaps(s for s in sessions if not s.cancelled))[::-1]
    line = _now_line(scene, sessions)
    day: date | None = None
    for session in sessions:
        while pauses and pauses[-1].start <= session.start:
            if line and line.at < pauses[-1].start:
                found.append(line)
                line = None
            found.append(pauses.pop())
        if line and line.at < session.start:
            found.append(line)
            line = None
        if session.day != day:
            found.append(session.day)
            day = session.day
        found.append(session)
    return [*found, line] if line else found


def _now_line(scene: Scene, sessions: Sequence[Session]) -> NowLine | None:
    return None if _on(scene) or not sessions else NowLine(scene.now)


def _on(scene: Scene) -> list[Session]:
    """What is on of what is shown, breaks too."""
    snapshot = scene.snapshot
    return [s for s in snapshot.on(scene.now) if snapshot.room in (None, s.room)]


def focus(scene: Scene, sessions: Sequence[Session]) -> str | None:
    """The session to open the agenda at: what is on, else what comes next, else the last."""
    room = scene.snapshot.room
    coming = (r.next for r in scene.moment.rooms if r.next and room in (None, r.room))
    found = next(iter(_on(scene)), None) or min(coming, key=_start, default=None)
    found = found or (sessions[-1] if sessions else None)
    return found.id if found else None


def _start(session: Session) -> datetime:
    return session.start


def entry_row(scene: Scene, entry: Entry, upcoming: Container[str], width: int) -> Row:
    """One row; `upcoming` holds the ids of the sessions that are next in their rooms."""
    if isinstance(entry, Session):
        return session_row(scene, entry, upcoming, width)
    if isinstance(entry, Gap):
        return _pause(scene, entry, width)
    if isinstance(entry, NowLine):
        time = column_time(scene.now, scene.zones)
        return row(Span(f" {time} ", "accent"), Span("─" * max(0, width - 8), "accent"))
    return row(Span(f" {date_text(entry, scene.words, year=True)}", "accent"))


def session_row(scene: Scene, session: Session, upcoming: Container[str], width: int) -> Row:
    """Time, mark, label and title, then the room, what time is left, star and conflict."""
    stands = scene.status(session)
    mark = marks.NEXT if session.id in upcoming else marks.STATUS[stands]
    style = _STYLES.get(stands, "")
    mark_style = "accent" if mark in (marks.NEXT, marks.STATUS["running"]) else style
    left = row(
        " ",
        Span(times(scene, session, width), "strong" if stands == "running" else "muted"),
        "  ",
        Span(mark, mark_style),
        " ",
        Span(headline(session), "faint" if session.is_break else style),
    )
    return spread(left, _right(scene, session, width), width)


def times(scene: Scene, entry: Session | Gap, width: int) -> str:
    """From when, and until when where there is room for it."""
    if width < _SPAN_WIDTH:
        return column_time(entry.start, scene.zones)
    return span(entry.start, entry.end, scene.zones)


def times_width(width: int) -> int:
    """The cells that `times` takes."""
    return 5 if width < _SPAN_WIDTH else 13


def _right(scene: Scene, session: Session, width: int) -> Row:
    words, stands = scene.words, scene.status(session)
    left = scene.remaining(session)
    told: list[Span] = []
    if stands != "done" and width >= 50:
        told += _otherwise(scene, session, width)
    if left is not None and width >= 50:
        told.append(Span(left_words(left, words), "danger" if left < timedelta(0) else "time"))
    if stands in ("cancelled", "skipped"):
        told.append(Span(status_word(stands, words), "danger"))
    if session.state == "moved":
        told.append(Span(words.say("moved"), "warning"))
    room = room_name(scene.snapshot.programme, session.room)
    if room and width >= 64 and len(scene.snapshot.programme.rooms) > 1:
        told.append(Span(pad(room, min(18, width // 5)), "muted"))
    signs = row(
        Span(marks.CLASH if session.id in scene.snapshot.conflicting else " ", "danger"),
        Span(marks.STAR if session.id in scene.snapshot.starred else " ", "star"),
        Span(_pencil(scene, session), "star"),
        " ",
    )
    spaced = [piece for part in told for piece in (part, Span("  "))]
    return row(*spaced, *signs)


def _otherwise(scene: Scene, session: Session, width: int) -> list[Span]:
    """The planned times where others are told: in words, or struck where there is less room."""
    start, end = planned_times(session, scene.times(session), scene.zones)
    if width < _SPAN_WIDTH:
        return [Span(start, "struck")] if start else []
    if start:
        return [Span(scene.words.say("planned {time}", time=start), "muted")]
    return [Span(scene.words.say("planned until {time}", time=end), "muted")] if end else []


def _pencil(scene: Scene, session: Session) -> str:
    """The mark of a note; it has a column of its own once there is any."""
    if not scene.snapshot.notes:
        return ""
    return marks.NOTED if session.id in scene.snapshot.noted else " "


def _pause(scene: Scene, gap: Gap, width: int) -> Row:
    text = scene.words.say("break, {time}", time=duration(gap.duration, scene.words))
    left = row(" ", Span(f"{times(scene, gap, width)}    {text}", "faint"))
    if not gap.start <= scene.now < gap.end:
        return left
    rest = scene.words.say("{time} left", time=duration(gap.end - scene.now, scene.words))
    right = row(Span(rest, "time"), "   ")
    return spread(left, right, width) if width_of(left) + width_of(right) < width else left
