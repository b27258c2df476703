"""What an act does to its lane: TIMING.md's table of acts. Nothing here asks whether it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.announcement import announcement
from sommet_tui.domain.rundown.fold import LaneFold
from sommet_tui.domain.rundown.projection import project
from sommet_tui.domain.rundown.state import NOTHING


def do(course: LaneFold, act: Act, t: datetime) -> None:
    """Let an act that nothing forbids take effect at `t`."""
    _DEEDS[act.act](course, act, t)


def _start(course: LaneFold, act: Act, t: datetime) -> None:
    assert act.session is not None
    _make_room(course, t)
    mark = course.mark(act.session)
    if mark.end is not None:
        mark.added = NOTHING
        mark.earlier += mark.stood()
        mark.pauses.clear()
    mark.start, mark.end, mark.cancelled = t, None, False
    course.running, course.called = act.session, True
    course.begun, course.begun_last = t, act.session
    course.furthest = max(course.furthest, course.places[act.session])


def _make_room(course: LaneFold, t: datetime) -> None:
    """End what ran when another session really began, though its end was recorded as later."""
    if course.running is not None:
        _close(course, course.ended_by(t) or t)
    elif course.begun_last is not None:
        last = course.marks[course.begun_last]
        assert last.end is not None
        last.end = min(last.end, t)


def _end(course: LaneFold, _act: Act, t: datetime) -> None:
    _close(course, t)


def _close(course: LaneFold, t: datetime) -> None:
    assert course.running is not None
    mark = course.marks[course.running]
    mark.resume(t)
    assert mark.start is not None
    mark.end = max(mark.start, t)
    course.running = None


def _add(course: LaneFold, act: Act, _t: datetime) -> None:
    assert act.session is not None
    assert act.minutes is not None
    course.mark(act.session).added += timedelta(minutes=act.minutes)


def _pause(course: LaneFold, _act: Act, t: datetime) -> None:
    assert course.running is not None
    course.marks[course.running].pause(t)


def _resume(course: LaneFold, _act: Act, t: datetime) -> None:
    assert course.running is not None
    course.marks[course.running].resume(t)


def _cancel(course: LaneFold, act: Act, t: datetime) -> None:
    assert act.session is not None
    mark = course.mark(act.session)
    if mark.start is None:
        mark.cancelled = True
    elif act.session == course.running and course.ended_by(t) is None:
        _close(course, t)
    else:
        course.void.add(act.seq)  # what is over has happened


def _defer(course: LaneFold, act: Act, _t: datetime) -> None:
    assert act.session is not None
    assert act.after is not None
    mark = course.marks.get(act.session)
    if mark is not None and mark.start is not None:
        course.void.add(act.seq)  # what has begun has its place in the day already
        return
    course.deferred[act.session] = act.after
    order = course.order
    order.remove(act.session)
    order.insert(order.index(act.after) + 1, act.session)
    course.places = {id_: place for place, id_ in enumerate(order)}
    begun = (course.places[id_] for id_, m in course.marks.items() if m.start is not None)
    course.furthest = max(begun, default=-1)


def _announce(course: LaneFold, act: Act, t: datetime) -> None:
    times = act.times
    course.announcements.append(
        announcement(project(course.state(), t)) if times is None else times
    )


def _release(course: LaneFold, _act: Act, t: datetime) -> None:
    course.called = False
    if course.running is not None:
        course.marks[course.running].resume(t)


def _nothing(_course: LaneFold, _act: Act, _t: datetime) -> None:
    """An undo has done its work before the fold began."""


_DEEDS: Mapping[ActKind, Callable[[LaneFold, Act, datetime], None]] = {
    "start": _start,
    "end": _end,
    "add": _add,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "defer": _defer,
    "announce": _announce,
    "release": _release,
    "undo": _nothing,
}
