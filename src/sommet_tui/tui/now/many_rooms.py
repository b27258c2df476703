"""Now for several rooms: sessions that start soon, the next ones, and the running ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from sommet_tui.companion.keys import LIST_FACETS
from sommet_tui.companion.snapshot import timely_notices
from sommet_tui.domain.instants import minutes_rounded_up
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment, RoomMoment, alert
from sommet_tui.domain.values import replace
from sommet_tui.pages.now import done_lines, rooms_by_state, shown_day
from sommet_tui.tui.agenda.view import session_grid, session_row
from sommet_tui.tui.keys import key_span
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
    fitting_form,
    inset,
    row,
    text_row,
)
from sommet_tui.tui.render.styles import ALERT_STYLES
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.sentences import join, phase_sentence, time_with_date

SOON = timedelta(minutes=20)
"""Sessions that begin within this time are listed across the rooms."""
TWO_COLUMNS = 100
"""From this width on, running sessions are beside those that start soon."""
LOW = 12
"""A window with fewer rows than these has no blank lines."""
DETAIL, DETAILED = 3, 28
"""The rows about the selected session, and the height from which on lists give way to them."""
_NUMBER = 4
"""The cells of the minutes left."""
ORDERS = ("soonest", "rooms")
"""The orders of the running sessions: by end, or by room."""


class MomentSessions(NamedTuple):
    """The sessions of a moment: those that are on, start soon, or are the next ones in their rooms.

    `done` are the rooms that have nothing more on the day.
    """

    on: Sequence[Session]
    soon: Sequence[Session]
    next: Sequence[Session]
    done: Sequence[RoomMoment]


def listed_sessions(
    scene: Scene, moment: Moment, order: str, found: Container[str] | None = None
) -> MomentSessions:
    """Return the sessions that match the filters; `found` are the ids that match a typed one."""

    def matching(sessions: Iterable[Session]) -> list[Session]:
        shown = scene.snapshot.matching(dict.fromkeys(sessions), scene.facets, scene.now)
        return [s for s in shown if found is None or s.id in found]

    day = shown_day(scene.view, moment.rooms)
    on = matching(session for room in moment.rooms for session in room.now)
    if order == ORDERS[0]:
        on.sort(key=lambda session: scene.view.remaining(session) or timedelta(0))
    soon = matching(starting_soon(scene))
    comes = (room.next for room in moment.rooms if room.next and room.next.day == day)
    later = [s for s in matching(comes) if s not in soon]
    done = rooms_by_state(moment.rooms, day)[2]
    if scene.facets or found is not None:
        done = [room for room in done if room.room in scene.facets.rooms]
    return MomentSessions(on, soon, sorted(later, key=lambda session: session.start), done)


def starting_soon(scene: Scene) -> tuple[Session, ...]:
    """Return the sessions of all rooms that begin soon, in the order of their starts.

    One that is due and has not begun is still about to begin.
    """
    until_then = scene.now + SOON
    found: list[Session] = []
    for session in scene.programme.sessions:
        if session.start > until_then:
            break
        if session.start <= scene.now - SOON or session.is_break or session.id in scene.hidden:
            continue
        comes = session.start > scene.now if session.cancelled else scene.view.status(session)
        if comes in (True, "upcoming"):
            found.append(session)
    return tuple(found)


def summary_rows(scene: Scene, width: int, *, low: bool) -> list[Row]:
    """Return the rows above the lists: the state of the event while nothing is on, and notices.

    In a `low` window, there are no blank lines, and one row for each notice.
    """
    inner, moment = width - 2, scene.view.moment
    said = BLANK
    if moment.phase != "on" and not moment.is_changeover and moment.next is not None:
        forms = (phase_sentence(scene.view), time_with_date(moment.next.start, scene.view))
        said = text_row(fitting_form(forms, inner), "strong")
    notices = notice_rows(scene, timely_notices(scene.snapshot, scene.now), inner)
    notices = clip(notices, 1 if low else 4, inner)
    blank = [] if low else [BLANK]
    first = [*blank, fit_row(said, inner)] if said else []
    return inset([*first, *blank, *notices, *(blank if notices else ())], 1)


def divide_height(soon: int, on: int, height: int) -> int:
    """Return the rows of both lists, one below the other, and the rows that each would need."""
    rows = divide(
        [
            Need("on", min(3, on), min(3, on)),
            Need("soon", min(2, soon), min(2, soon)),
            Need("soon", 1, min(soon, height // 2)),
            Need("on", 1, on),
            Need("soon", 1, soon),
        ],
        height,
    )
    return rows["soon"]


def starts_grid(scene: Scene, width: int) -> Grid:
    """Return the columns of sessions by their start."""
    return replace(_grid(scene, width), number=0)


def on_grid(scene: Scene, width: int) -> Grid:
    """Return the columns of the running sessions."""
    return replace(_grid(scene, width), time=0, number=_NUMBER)


def _grid(scene: Scene, width: int) -> Grid:
    grid = session_grid(scene, width - 1, signs=False)  # a mark touches no divider
    return replace(grid, aside=0, sign=0, mark=min(grid.mark, 2), room_first=True)


def soon_heading(scene: Scene, found: MomentSessions, grid: Grid) -> Row:
    """Return the heading of the sessions that begin soon."""
    words, number = scene.words, sum(not session.cancelled for session in found.soon)
    minutes = int(SOON.total_seconds() / 60)
    if number:
        said = words.say("{n} in {minutes} min", n=number, minutes=minutes)
    elif hidden := starting_soon(replace(scene, hidden=frozenset())):
        said = words.say("hidden: {n}", n=len(hidden))
    else:
        said = words.say("nothing in {minutes} min", minutes=minutes)
    return _heading(grid, words.say("STARTING SOON"), said)


def next_heading(scene: Scene, found: MomentSessions, grid: Grid) -> Row:
    """Return the heading of the next sessions of the other rooms."""
    number = scene.words.count("{n} room", "{n} rooms", len(found.next))
    return _heading(grid, scene.words.say("LATER"), number)  # NEXT is the user's own stop


def on_heading(scene: Scene, found: MomentSessions, order: str, grid: Grid) -> Row:
    """Return the heading of the running sessions, with their order."""
    words, rooms = scene.words, {room for session in found.on for room in session.rooms}
    number = words.count("{n} room", "{n} rooms", len(rooms))
    by = words.say("first to end") if order == ORDERS[0] else words.say("by room")
    said = join([number, by]) if len(found.on) > 1 else number
    return _heading(grid, words.say("ON NOW"), said, "min")


def _heading(grid: Grid, name: str, said: str, number: str = "") -> Row:
    return grid.heading(row(Span(name, "heading"), " ", Span(said, "muted")), Span(number, "faint"))


def on_row(scene: Scene, session: Session, grid: Grid) -> Row:
    """Return a session that is on, with the minutes left."""
    left = scene.view.remaining(session) or timedelta(0)
    style = ALERT_STYLES.get(alert(session, left), "time")
    minutes = minutes_rounded_up(left) if left >= timedelta(0) else -left // timedelta(minutes=1)
    number = Span(f"{'+' if left < timedelta(0) else ''}{minutes}", style)
    return session_row(scene, session, grid, time=Span(""), number=number, clashes=False)


def start_rows(scene: Scene, sessions: Sequence[Session], *, airy: bool) -> list[Session | None]:
    """Return sessions by their start; if `airy`, None between those that do not start together."""
    found: list[Session | None] = [*sessions[:1]]
    for before, session in pairwise(sessions):
        if airy and before.start != session.start:
            found.append(None)
        found.append(session)
    return found


def no_matching_room_row(scene: Scene, width: int) -> Row:
    """Return that no room matches the filters, and the key that changes them."""
    said = scene.words.say("No session now or later today matches.")
    hint = scene.words.say("change or clear the filters")
    key = key_span(scene.keymap.resolve(LIST_FACETS))
    return fit_row(row(f" {said} ", key, Span(f" {hint}", "muted")), width)


def done_rooms_row(scene: Scene, rooms: Sequence[RoomMoment], width: int) -> Row:
    """Return the row of the rooms that are done: their names, or their number."""
    words = scene.words
    number = words.count("{n} room", "{n} rooms", len(rooms))
    if any(room.hidden for room in rooms):
        forms = [f"… {join([number, words.say('hidden sessions')])}"]
    else:
        sentence = words.count(
            "… {n} room has nothing more today", "… {n} rooms have nothing more today", len(rooms)
        )
        forms = [sentence, f"… {join([number, words.say('nothing more today')])}"]
    said = fitting_form([join(done_lines(scene.view, rooms)), *forms], width - 1)
    return fit_row(text_row(f" {said}", "faint"), width)
