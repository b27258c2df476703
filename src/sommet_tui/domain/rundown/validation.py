"""What forbids an act: TIMING.md's "Refused with the reason, and not recorded".

After an undo the same rules tell which acts in force have no effect any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.fold import LaneFold
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.rundown.state import UNTOUCHED, LaneState


def why_not(course: LaneFold, act: Act, t: datetime) -> Refusal | None:
    """Why an act cannot take effect at `t`, None if it can. Undos are not looked at."""
    if act.when is not None and act.when > act.at:
        return Refusal("future", act.session)
    rule = _RULES.get(act.act)
    return rule(course, act, t) if rule is not None else None


def _start(course: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session = course.items.get(act.session or "")
    if session is None:
        return Refusal("unknown-session", act.session)
    if session.is_break:
        return Refusal("break", session.id)
    if session.id == course.running and course.ended_by(t) is None:
        return Refusal("already-runs", session.id)
    if course.begun is not None and t < course.begun:
        return Refusal("before-start", course.begun_last, course.begun)
    return _closed(course, act, t)


def _of_the_running(course: LaneFold, act: Act, t: datetime) -> Refusal | None:
    if course.running is None or course.ended_by(t) is not None:
        return Refusal("nothing-runs", act.session)
    if act.session is not None and act.session != course.running:
        return Refusal("other-runs", course.running)
    mark = course.marks[course.running]
    if act.act == "pause" and mark.pause_start is not None:
        return Refusal("already-paused", course.running)
    if act.act == "resume":
        if mark.pause_start is None:
            return Refusal("not-paused", course.running)
        if act.when is not None and act.when < mark.pause_start:
            return Refusal("before-pause", course.running, mark.pause_start)
    return _too_early(act, course.running, mark.start)


def _add(course: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session = course.items.get(act.session or "")
    if session is None:
        return Refusal("unknown-session", act.session)
    if not act.minutes:
        return Refusal("no-minutes", session.id)
    over = course.over(session, t)
    if over is not None:
        return Refusal(over, session.id)
    mark = course.marks.get(session.id) or UNTOUCHED
    if act.minutes < 0 and session.duration + mark.added < timedelta(minutes=-act.minutes):
        return Refusal("less-than-nothing", session.id)
    return _too_early(act, session.id, mark.start)


def _cancel(course: LaneFold, act: Act, _t: datetime) -> Refusal | None:
    session = course.items.get(act.session or "")
    if session is None:
        return Refusal("unknown-session", act.session)
    if session.is_break:
        return Refusal("break", session.id)
    mark = course.marks.get(session.id)
    return _too_early(act, session.id, mark.start if mark is not None else None)


def _defer(course: LaneFold, act: Act, _t: datetime) -> Refusal | None:
    session = course.items.get(act.session or "")
    if session is None:
        return Refusal("unknown-session", act.session)
    if act.after not in course.items:
        return Refusal("other-lane", act.after)
    if session.is_break:
        return Refusal("break", session.id)
    return Refusal("itself", session.id) if act.after == session.id else None


def pointless(state: LaneState, act: Act) -> Refusal | None:
    """Why an act that may be recorded would change nothing, None if it would change something.

    Such an act in a log is passed over; whoever asks for it is better told.
    """
    session = state.plan.by_id.get(act.session or "")
    if session is None or act.act not in ("cancel", "defer"):
        return None
    actual = state.actual(session)
    if session.id == state.running:
        return Refusal("already-runs", session.id) if act.act == "defer" else None
    if actual.start is not None:
        return Refusal("done", session.id)
    return Refusal("cancelled", session.id) if actual.cancelled else None


def _closed(course: LaneFold, act: Act, t: datetime) -> Refusal | None:
    """The refusal of an act that would open a lane whose day is over."""
    closes = course.plan.closes
    return Refusal("closed", act.session, closes) if t >= closes else None


def _too_early(act: Act, session: str, since: datetime | None) -> Refusal | None:
    """The refusal of an act said to have happened before the start it belongs to."""
    if act.when is None or since is None or act.when >= since:
        return None
    return Refusal("before-start", session, since)


_RULES: Mapping[ActKind, Callable[[LaneFold, Act, datetime], Refusal | None]] = {
    "start": _start,
    "end": _of_the_running,
    "add": _add,
    "pause": _of_the_running,
    "resume": _of_the_running,
    "cancel": _cancel,
    "defer": _defer,
    "release": _closed,
}
