"""The rows of the agenda: all sessions by day, with status, bookmark and clashes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum
from itertools import groupby
from operator import attrgetter

from rich.cells import cell_len

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import dataclass
from sommet_tui.pages import agenda
from sommet_tui.pages.agenda import SessionFacts, session_facts
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit,
    fit_row,
    fitting,
    lead,
    pad,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.changes import change_sign
from sommet_tui.wording.live import left_words
from sommet_tui.wording.sentences import gap_words
from sommet_tui.wording.times import column_time, date_text, duration, sentence_time, span

_SPAN_WIDTH = 70
"""From this width on, rows have room for ends as well as starts."""
_CLOSE_SPAN_WIDTH = 52
"""From this width on, rows have ends if there is no space around the dash."""
_LEFT_WIDTH = 56
"""If this width is left beside the room's name, rows show the time left."""
_WIDE = 124
"""From this width on, rows name the track, even if the title must be cut for it.

Only a list without a page beside it is as wide.
"""
_TRACK = 24
"""The maximum width of a track, in cells."""
_LANGUAGES = 5
"""The maximum width of the languages, in cells: de/en, pt-BR."""
_LONG_AGO = timedelta(hours=1)
"""A session that has been running for this long is far above the next sessions."""

_STYLES = {"done": "faint", "running": "strong", "cancelled": "faint", "skipped": "faint"}
_SIGN_STYLES = {"clash": "danger", "friend": "accent"}

STILL_ON = "still on"
"""The key of the row of the long sessions; no id contains a space."""
_AGAIN = "on "
"""The prefix of the key of a session below that row."""


@dataclass(frozen=True, slots=True)
class NowLine:
    """The row of the current time; `on` if running sessions are above it."""

    at: datetime
    on: bool = False


@dataclass(frozen=True, slots=True)
class StillOn:
    """The row of the long sessions that are still running; `opened` if it shows them."""

    sessions: tuple[Session, ...]
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A long session that is still running, below the row of the long sessions."""

    session: Session


class Detail(IntEnum):
    """How much a row says beside its title, from everything to the least.

    Less is said until a quarter of the row is left for the title.
    """

    ALL = 0
    NO_TIMES = 1
    """That a session is late, but not when it is expected or was planned."""
    NOT_ADDED = 2
    """Also not that it was added."""
    SIGN = 3
    """That it is late with a sign alone."""


AgendaEntry = Session | Gap | date | NowLine | StillOn | Again


def by_day(sessions: Sequence[Session], *, dated: bool = True) -> list[AgendaEntry]:
    """Return sessions in planned order; with `dated`, below the date of their event day.

    This runs for each letter of a filter, on all sessions that match it.
    """
    if not dated:
        return [*sessions]
    found: list[AgendaEntry] = []
    for day, held in groupby(sessions, key=attrgetter("day")):
        found += [day, *held]
    return found


def entries(
    scene: Scene, sessions: Sequence[Session], *, opened: bool = False, dated: bool = True
) -> list[AgendaEntry]:
    """Return the rows of the agenda, with gaps and the current time; with dates if `dated`.

    They stay the same until the snapshot changes. With `opened`, the long sessions are also listed
    at the current time. Late sessions are below the current time; above it stays what has begun
    in other rooms since they should have.
    """
    found: list[AgendaEntry] = []
    late: list[AgendaEntry] = []
    present = _present(scene, sessions, opened=opened)
    several = scene.snapshot.shows_several_rooms
    day: date | None = None
    for entry in agenda.entries(sessions, scene.view, scene.facets):
        waits = bool(present) and scene.now >= entry.start and _waits(scene, entry)
        if scene.now < entry.start or (waits and not several):
            found += [*present, *late]
            present, late = [], []
        if dated and isinstance(entry, Session) and entry.day != day:
            day = entry.day
            found.append(day)
        (late if waits and several else found).append(entry)
    return [*found, *present, *late]


def _waits(scene: Scene, entry: Session | Gap) -> bool:
    """Return whether a session has not begun yet."""
    if isinstance(entry, Gap) or entry.is_break:
        return False
    return scene.view.status(entry) == "upcoming"


def _present(scene: Scene, sessions: Sequence[Session], *, opened: bool) -> list[AgendaEntry]:
    """Return the rows of the current time; none outside the event's days."""
    snapshot = scene.snapshot
    programme = snapshot.programme
    today = programme.day_of(scene.now)
    if not sessions or today not in programme.days:
        return []
    on = [s for s in snapshot.on(scene.now) if s.is_in(snapshot.room)]
    if snapshot.shows_several_rooms:
        shown = {s.id for s in sessions}
        listed = [s for s in on if s.id in shown]
        still = tuple(s for s in listed if not s.is_break and scene.now - s.start >= _LONG_AGO)
        held: list[AgendaEntry] = [StillOn(still, opened)] if still else []
        return [*held, *(map(Again, still) if opened else ()), NowLine(scene.now, bool(listed))]
    return [] if on else [NowLine(scene.now)]


def focus(scene: Scene, sessions: Sequence[Session]) -> str | None:
    """Return the session at which the agenda opens: the first that has not begun, else the last."""
    ahead = (s for s in sessions if scene.view.status(s) == "upcoming")
    found = next((s for s in ahead if not s.is_break), None)
    found = found or next(_on(scene, sessions), None)
    found = found or (sessions[-1] if sessions else None)
    return found.id if found else None


def _on(scene: Scene, sessions: Sequence[Session]) -> Iterator[Session]:
    return (s for s in sessions if scene.view.status(s) == "running")


def entry_key(entry: AgendaEntry) -> str | None:
    """Return the key of a row; None if the cursor cannot be on it."""
    if isinstance(entry, Session):
        return entry.id
    if isinstance(entry, Again):
        return _AGAIN + entry.session.id
    return STILL_ON if isinstance(entry, StillOn) else None


def session_of(key: str | None) -> str | None:
    """Return the id of the session that a row is about."""
    return None if key is None or key == STILL_ON else key.removeprefix(_AGAIN)


def entry_row(
    scene: Scene,
    entry: AgendaEntry,
    upcoming: Container[str],
    width: int,
    *,
    rooms: bool = True,
) -> Row:
    """Return a row; `upcoming` has the ids of the sessions that are next in their rooms.

    `rooms` says whether rows name the room, which is unnecessary for a single room.
    """
    if isinstance(entry, Session):
        return session_row(scene, entry, upcoming, width, rooms=rooms)
    if isinstance(entry, Again):
        return session_row(scene, entry.session, upcoming, width, rooms=rooms)
    if isinstance(entry, Gap):
        return _pause(scene, entry, width)
    if isinstance(entry, NowLine):
        above = f"─ ▴ {scene.words.say('on now')} " if entry.on else ""
        line = f" {column_time(scene.now, scene.zones)} {above}"
        return styled(line + "─" * max(0, width - 1 - cell_len(line)), "accent")
    if isinstance(entry, StillOn):
        return _still_on(scene, entry, width)
    return styled(f" {date_text(entry, scene.words, year=True)}", "accent")


def _still_on(scene: Scene, entry: StillOn, width: int) -> Row:
    words, first = scene.words, entry.sessions[0]
    since = sentence_time(first.start, scene.view)
    sign = "▾" if entry.opened else "▸"
    number = len(entry.sessions)
    sentence = words.say("still running: {n} · since {time}", n=number, time=since)
    forms, before = (sentence, sentence.partition(" · ")[0]), title_column(width)
    said = fitting(forms, width - before - 1)
    return fit_row(row(" " * (before - 2), Span(f"{sign} ", "accent"), said), width)


def session_row(
    scene: Scene,
    session: Session,
    upcoming: Container[str],
    width: int,
    *,
    rooms: bool = True,
) -> Row:
    """Return time, sign, label, title and track, then the room, the time left, star and clashes."""
    facts = session_facts(session, scene.view, upcoming, rooms=rooms)
    status = facts.status
    style = "faint" if session.id in scene.snapshot.mine.hidden_ids else _STYLES.get(status, "")
    sign_style = "accent" if facts.sign in (marks.NEXT, marks.STATUS["running"]) else style
    before = row(
        " ",
        Span(times(scene, session, width), "strong" if status == "running" else "muted"),
        "  " if width >= _CLOSE_SPAN_WIDTH else " ",
        Span(facts.sign, sign_style),
        " ",
        *_dot(scene.programme, session),
        *_change(scene, session),
    )
    left = row(*before, Span(facts.title, "faint" if session.is_break else style))
    room = width - width_of(before) - min(cell_len(facts.title), width // 4) - 2
    for detail in Detail:
        right = _right(scene, facts, width, detail, rooms=rooms)
        if width_of(right) <= room:
            break
    left = _with_track(facts.track, left, width - width_of(right) - 2, wide=width >= _WIDE)
    return spread(left, right, width)


def _with_track(track: str | None, left: Row, room: int, *, wide: bool) -> Row:
    """Return a row with its track if both fit; in a wide list, the title is cut for it."""
    if not track:
        return left
    label = styled(f" · {fit(track, _TRACK)}", "faint")
    room -= width_of(label)
    if not wide and width_of(left) > room:
        return left
    return row(*fit_row(left, room), *label)


def _change(scene: Scene, session: Session) -> tuple[Span, ...]:
    """Return whether a session is new or changed since the user last looked."""
    change = scene.changes.get(session.id)
    return (Span(f"{change_sign(change)} ", "accent"),) if change else ()


def _dot(programme: Programme, session: Session) -> tuple[Span, ...]:
    """Return the colour of the track, in a separate column if any track has a colour."""
    if not any(track.color for track in programme.tracks):
        return ()
    color = programme.track_colors.get(session.track or "")
    return (Span(f"{marks.TRACK} ", color),) if color else (Span("  "),)


def times(scene: Scene, entry: Session | Gap, width: int) -> str:
    """Return the start, and the end if there is room for it."""
    if width < _CLOSE_SPAN_WIDTH:
        return column_time(entry.start, scene.zones)
    text = span(entry.start, entry.end, scene.zones)
    return text if width >= _SPAN_WIDTH else text.replace(" ", "")


def title_column(width: int) -> int:
    """Return the width before a title: the times, the sign, and the space around them."""
    return 9 if width < _CLOSE_SPAN_WIDTH else 16 if width < _SPAN_WIDTH else 18


def list_width(scene: Scene) -> int:
    """Return the width that the rows need before anything else is beside them."""
    programme = scene.programme
    rooms = _room_width(programme, 82) + 2 if programme.has_several_rooms else 0
    return 62 + rooms


def _room_width(programme: Programme, width: int) -> int:
    # As much as it needs, but a quarter of the row, and what rows need to say what time is left.
    most = min(width // 4, max(width // 5, width - _LEFT_WIDTH - 2))
    return column_width(tuple(programme.room_names.values()), max(8, most))


def _right(scene: Scene, facts: SessionFacts, width: int, detail: Detail, *, rooms: bool) -> Row:
    lines: list[Span] = []
    own = scene.snapshot.mine.is_own(facts.session.id)
    room = room_column(scene, facts.place, width, own=own) if rooms else BLANK
    timely = width >= _LEFT_WIDTH + (width_of(room) + 2 if room else 0)
    late = _otherwise(facts, width, timely=timely and detail < Detail.NO_TIMES)
    lines += [Span(marks.LATE, "warning")] if late and detail == Detail.SIGN else late
    if facts.paused:
        lines.append(Span(facts.paused, "warning"))
    elif facts.left is not None and timely:
        left = left_words(facts.left, scene.words, calm=scene.calm)
        lines.append(Span(left, "danger" if facts.left < timedelta(0) else "time"))
    lines += [Span(facts.off, "danger")] if facts.off else []
    lines += [Span(facts.moved, "warning")] if facts.moved else []
    if facts.added and detail < Detail.NOT_ADDED:
        lines.append(Span(facts.added, "accent"))
    if facts.status != "done" and width >= _WIDE:
        lines += [Span(badge, "muted") for badge in facts.badges]
    if width >= _SPAN_WIDTH:
        lines += _language_column(scene.programme, facts.languages)
    lines += room
    signs = row(
        *(Span(sign, _SIGN_STYLES.get(name, "star")) for name, sign in facts.signs),
        " " if width >= _CLOSE_SPAN_WIDTH else "",
    )
    spaced = [piece for part in lines for piece in (part, Span("  "))]
    if width < _CLOSE_SPAN_WIDTH and spaced:
        spaced[-1] = Span(" ")
    return row(*spaced, *signs)


def _language_column(programme: Programme, languages: str) -> Row:
    """Return the languages, in a separate column if the event has several."""
    if not programme.has_several_languages:
        return BLANK
    size = min(_LANGUAGES, max(cell_len("/".join(codes)) for codes in programme.languages))
    return styled(pad(fit(languages, size), size), "muted")


def room_column(scene: Scene, place: str | None, width: int, *, own: bool = False) -> Row:
    """Return the column of rooms in a list of this width; blank if the event has one room.

    The place of an `own` event is wider than the column, rather than cut like a room.
    """
    programme, name = scene.programme, place or ""
    if not programme.has_several_rooms:
        return BLANK
    size = _room_width(programme, width)
    if own:
        size = max(size, min(cell_len(name), width // 4))
    shown = distinct_names(tuple(programme.room_names.values()), size).get(name, name)
    return styled(pad(shown, size), "muted")


def _otherwise(facts: SessionFacts, width: int, *, timely: bool) -> list[Span]:
    """Return the planned times if others are announced: in words, or struck through if narrow.

    Also return that a session is late, or is expected before its announced start. `timely` says
    whether there is room for the expected start.
    """
    in_words = timely and width >= _SPAN_WIDTH
    late = facts.late if in_words else facts.late_brief
    spans = [Span(late, "warning")] if late else []
    _, brief, start = facts.planned or ("", "", "")
    if in_words and brief:
        spans.append(Span(brief, "muted"))
    elif timely and start:
        spans.append(Span(start, "struck"))
    return spans


def _pause(scene: Scene, gap: Gap, width: int) -> Row:
    text = gap_words(gap, scene.view)
    between = "    " if width >= _CLOSE_SPAN_WIDTH else "   "
    left = row(" ", Span(f"{times(scene, gap, width)}{between}{text}", "faint"))
    if not gap.start <= scene.now < gap.end:
        return left
    rest = scene.words.say("{time} left", time=duration(gap.end - scene.now, scene.words))
    right = row(Span(rest, "time"), "   ")
    return spread(left, right, width) if width_of(left) + width_of(right) < width else left


def day_bar(scene: Scene, day: date | None, count: str, width: int) -> Row:
    """Return the current day among the others, if they fit, and the text beside it."""
    right = row(Span(count, "muted"), " ") if count else BLANK
    if day is None:
        return spread(row(" "), right, width)
    room = width - width_of(right) - 2
    tabs = day_tabs(scene, day, room)
    if tabs:
        return spread(tabs, right, width)
    words, days = scene.words, scene.programme.days
    place = words.say("day {n} of {total}", n=days.index(day) + 1, total=len(days))
    here = row(Span(f" {date_text(day, words)} ", "tab"), Span(f" {place}", "muted"))
    return spread(here if width_of(here) <= room else here[:1], right, width)


def day_tabs(scene: Scene, day: date, width: int) -> Row:
    """Return a tab for each day; none if they do not fit."""
    days = scene.programme.days
    for weekday, year in ((True, len(days) == 1), (True, False), (False, False)):
        names = [date_text(day, scene.words, weekday=weekday, year=year) for day in days]
        parts = row(
            *(
                lead(f" {name} ", "tab" if tab_day == day else "muted", tab_day.isoformat())
                for tab_day, name in zip(days, names, strict=True)
            )
        )
        if width_of(parts) <= width:
            return parts
    return BLANK
