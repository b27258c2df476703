"""One room at one instant, as a paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.layout import cells, filled
from sommet_tui.cli.rows import NOTHING, SIGNS, gap_row, planned, times
from sommet_tui.domain.timeline import alert
from sommet_tui.wording.sentences import (
    alert_word,
    gap_name,
    headline,
    listed,
    names,
    room_name,
    when,
)
from sommet_tui.wording.times import duration, sentence_time, span, until, viewer_time

if TYPE_CHECKING:
    from sommet_tui.cli.view import View
    from sommet_tui.domain.live import SessionTimes
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Gap, RoomMoment

INDENT = "  "


def room_page(view: View, room: RoomMoment, *, alone: bool) -> list[str]:
    """What is on in a room and what is next; the rest of that day too if it stands `alone`."""
    name = room_name(view.programme, room.room)
    lines = filled(name) if name else []
    for session in sorted(room.now, key=lambda s: s.end):
        lines += _on(view, room, session)
    # Alone, a pause has been told above already; a break has a name of its own.
    if room.gap and (room.gap.break_id or not alone):
        lines += _pause(view, room.gap)
    if room.next:
        lines += _next(view, room.next)
    elif room.now:
        lines += filled(view.words.say("Nothing after that."))
    else:
        lines += filled(view.words.say("Nothing more here."))
    return [*lines, *(_later(view, room) if alone else [])]


def _on(view: View, room: RoomMoment, session: Session) -> list[str]:
    words, times = view.words, view.snapshot.times(session, view.now)
    left = session.end - view.now
    told = [words.say("{time} left", time=duration(left, words))]
    if times is None or times.remaining is None:
        alarm = alert(session, left)
        told += [alert_word(alarm, words)] if alarm != "normal" else []
    else:
        told = _live(view, room, session, times)
    time = listed(
        [
            span(session.start, session.end, view.zones),
            planned(view, session),
            *told,
            viewer_time(session.end, view.zones, words),
        ]
    )
    lines = filled(words.say("On now: {session}", session=_titled(view, session)), INDENT, first="")
    for detail in (session.subtitle, names(session), time):
        lines += filled(detail, INDENT) if detail else []
    return lines


def _live(view: View, room: RoomMoment, session: Session, times: SessionTimes) -> list[str]:
    """How what really runs stands: time left or over, its alert, how late the room is."""
    from sommet_tui.wording.live import late_words, left_words

    words, left = view.words, times.remaining or NOTHING
    alarm = alert(session, left)
    late = late_words(room.offset, words) if session is room.current else None
    told = [
        left_words(left, words),
        words.say("paused") if times.paused else None,
        alert_word(alarm, words) if alarm in ("warning", "danger") else None,
        late,
    ]
    return [each for each in told if each]


def _pause(view: View, gap: Gap) -> list[str]:
    words = view.words
    told = words.say(
        "{gap} until {time}, {left} left",
        gap=gap_name(view.programme, gap, words),
        time=sentence_time(gap.end, view.zones, words),
        left=duration(gap.end - view.now, words),
    )
    return filled(told, INDENT)


def _next(view: View, session: Session) -> list[str]:
    words = view.words
    lines = filled(words.say("Next: {session}", session=_titled(view, session)), INDENT, first="")
    time = listed(
        [
            when(session.start, view.now, view.zones, words),
            planned(view, session),
            until(session.start, view.now, view.zones, words),
            viewer_time(session.start, view.zones, words),
        ]
    )
    for detail in (session.subtitle, names(session), time):
        lines += filled(detail, INDENT) if detail else []
    return lines


def _later(view: View, room: RoomMoment) -> list[str]:
    """What follows the next session on its day, pauses included."""
    if room.next is None:
        return []
    lane = view.snapshot.timeline.lane(room.room, room.next.start)
    if lane is None:
        return []
    after = [s for s in lane.items if _follows(view, s, room.next) and not s.cancelled]
    rows = [(s.start, _later_row(view, s)) for s in after]
    rows += [(gap.start, gap_row(view, gap)) for gap in view.snapshot.gaps([room.next, *after])]
    if not rows:
        return []
    ordered = [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]
    return ["", view.words.say("Later:"), *ordered]


def _follows(view: View, session: Session, coming: Session) -> bool:
    """Whether it comes after what is next; what the stage put off may have been told for before."""
    if session.start > coming.start:
        return True
    times = view.snapshot.times(session, view.now)
    return times is not None and times.status == "upcoming" and session.id != coming.id


def _later_row(view: View, session: Session) -> list[str]:
    first = f"    {times(view, session.start, session.end)}  "
    told = listed([_titled(view, session), planned(view, session)])
    return filled(told, " " * cells(first), first)


def _titled(view: View, session: Session) -> str:
    star = f" {SIGNS['starred']}" if session.id in view.snapshot.starred else ""
    return headline(session) + star
