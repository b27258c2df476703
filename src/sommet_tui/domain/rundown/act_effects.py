"""The conditions and the effect of each act, and the fields that it needs.

See "Actions" in docs/timing.md. To add an act, add its kind and its sentences to `acts`, its
definition here, and its key to `companion.keys`. An effect runs only if no rule forbids the act.
After an undo, the same rules decide which acts in force have become void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.rundown.acts import Act, ActKind, Reason, Refusal
from sommet_tui.domain.rundown.lane_builder import LaneBuilder
from sommet_tui.domain.rundown.lanes import Actual, Pause
from sommet_tui.domain.rundown.moves_and_swaps import (
    defer,
    early_position,
    forbid_defer,
    forbid_insert,
    forbid_move,
    forbid_swap,
    insert,
    move,
    swap,
)
from sommet_tui.domain.rundown.session_and_break_times import announcement
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

Rule = Callable[[LaneBuilder, Act, datetime], Refusal | None]
"""A function that returns the refusal of an act at an instant, or None.

It runs after the checks that all acts share.
"""

Effect = Callable[[LaneBuilder, Act, datetime], None]


@frozen
class Definition:
    """The definition of one kind of act.

    An act must have the fields of `Act` that are in `required`, and may have those in `optional`.
    `default` is the session that a command means if it names none. If `confirm` is true, the user
    must always confirm the act. An `about_running` act is about the running session, whose id is
    added to its record. A `for_breaks` act may be about a break. An `adds` act creates its session.
    A `by_anyone` act needs no lead, and does not delay the acts after it. `rule` returns the
    refusal of an act, or None; `effect` changes the lane.
    """

    effect: Effect
    rule: Rule | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    default: Literal["running", "next"] | None = None
    confirm: bool = False
    about_running: bool = False
    for_breaks: bool = False
    adds: bool = False
    by_anyone: bool = False

    @property
    def needs_event_day(self) -> bool:
        """Whether the act needs an event day or a rehearsal.

        An act about the running or the next session does. Other acts can also prepare a day.
        """
        return self.about_running or self.default is not None


def refusal(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    """Return why an act other than an undo cannot take effect at `t`, or None if it can."""
    definition, id_ = DEFINITIONS[act.act], act.session
    if act.when is not None or t >= lane.closes:
        found = _refuse_wrong_time(lane, act, t)
        if found is not None:
            return found
    for needed in definition.required:
        if getattr(act, needed) is None:
            return Refusal(_MISSING.get(needed, "unknown-session"), id_)
    if id_ is not None:
        session = lane.items.get(id_)
        if definition.adds:
            if session is not None:
                return Refusal("known-session", id_)
        elif session is None:
            return Refusal("unknown-session", id_)
        elif session.kind == "break" and not definition.for_breaks:
            return Refusal("break", id_)
    forbids = definition.rule
    return None if forbids is None else forbids(lane, act, t)


def apply(lane: LaneBuilder, acts: Iterable[Act]) -> None:
    """Apply acts to the lane, one after the other; if a rule forbids an act, it becomes void."""
    for act in acts:
        t = lane.effective_time(act)
        why_not = refusal(lane, act, t)
        if why_not is None:
            DEFINITIONS[act.act].effect(lane, act, t)
            if not DEFINITIONS[act.act].by_anyone:
                lane.latest = t
        else:
            lane.void_reasons[act.seq] = why_not


def acts_without_lead(log: Iterable[Act]) -> frozenset[int]:
    """Return the `seq` of each act in the log that needs no lead, and of the undos of such acts."""
    found: set[int] = set()
    for act in log:
        free = DEFINITIONS[act.act].by_anyone and act.group is None
        if free or (act.act == "undo" and act.undoes in found):
            found.add(act.seq)
    return frozenset(found)


def complete(lane: LaneBuilder, act: Act, t: datetime) -> Act:
    """Return an allowed act as it is recorded, with the running session or the announced times."""
    if DEFINITIONS[act.act].about_running:
        return replace(act, session=_running_session(lane, act, t))
    if act.act == "announce" and act.times is None:
        return replace(act, times=announcement(lane.state(), t))
    return act


# Checks shared by all acts


def _refuse_wrong_time(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    when, plan = act.when, lane.plan
    if when is not None and when > act.at:
        return Refusal("future", act.session, when)
    if when is not None and when < plan.opens:
        return Refusal("before-day", act.session, plan.opens)
    is_late_end = act.act == "end" and (when is not None or lane.running_at(t))
    if t >= plan.closes and not is_late_end:
        about = act.after if act.act == "insert" else act.session  # an inserted item has no day yet
        running = lane.running_at(t) if when is None else ()
        if running and about in (None, running[0]):
            return Refusal("only-end", running[0], plan.closes)
        return Refusal("closed", about, plan.closes)
    return None


_MISSING: Mapping[str, Reason] = {
    "to": "no-time",
    "minutes": "no-minutes",
    "title": "no-title",
}


def _refuse_before_start(lane: LaneBuilder, act: Act, id_: str) -> Refusal | None:
    """Return a refusal if the `when` of an act is before the recorded start of its session."""
    since = lane.actuals[id_].start
    if act.when is None or since is None or act.when >= since:
        return None
    return Refusal("before-start", id_, since)


_MINUTE = timedelta(minutes=1)


# take, start, release: who drives the lane


def _forbid_take(lane: LaneBuilder, act: Act, _t: datetime) -> Refusal | None:
    if lane.is_manual:
        return Refusal("already-called")
    return _refuse_before_latest_start(lane, act)


def _take(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.take_over(act.session, t)
    if act.session is not None:
        for id_ in lane.running:
            if id_ != act.session:
                lane.end(id_, t)


def _forbid_start(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session = lane.named_session(act)
    actual = lane.actuals[session.id]
    started_by_person = actual.start is not None and not actual.clock_start
    if started_by_person and actual.end is None and lane.status(session, t) == "running":
        return Refusal("already-runs", session.id)
    return _refuse_before_latest_start(lane, act)


def _refuse_before_latest_start(lane: LaneBuilder, act: Act) -> Refusal | None:
    """Return a refusal if the `when` of a start or a take is before the latest recorded start.

    A start that this act will drop, because only the clock recorded it, does not count.
    """
    if act.when is None:
        return None
    dropped_from = len(lane.order)
    if act.session is not None and (not lane.is_manual or lane.actuals[act.session].clock_start):
        dropped_from = lane.position[act.session]
    latest = max(
        (
            (actual.start, id_)
            for id_, actual in lane.actuals.items()
            if actual.start is not None
            and not (actual.clock_start and lane.position[id_] >= dropped_from)
        ),
        default=None,
    )
    if latest is None or latest[0] <= act.when:
        return None
    return Refusal("before-start", latest[1], latest[0])


def _start(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = lane.named_session(act).id
    position = early_position(lane, id_, t) if id_ in lane.places else None
    if not lane.is_manual:
        lane.take_over(id_, t)
    elif lane.actuals[id_].clock_start:
        lane.drop_clock_starts(lane.position[id_] + 1)
    if position is not None:
        lane.move_after(id_, position)
    lane.end_others(t, id_)
    lane.begin(id_, _history_after_start(lane.actuals[id_], t))


def _history_after_start(actual: Actual, t: datetime) -> Actual:
    """Return the history of a session that a person starts at `t`, whatever its status was."""
    if actual.start is None:
        return Actual(t, None, actual.added, earlier=actual.earlier)
    if actual.clock_start:
        pauses, open_pause = _pauses_since(actual, t)
        return Actual(t, None, actual.added, pauses, open_pause, earlier=actual.earlier)
    if actual.end is not None:
        return Actual(t, earlier=actual.end_at(min(actual.end, t)).all_pauses)
    return replace(actual, start=t)


def _pauses_since(actual: Actual, t: datetime) -> tuple[tuple[Pause, ...], datetime | None]:
    """Return the finished pauses of a session since `t`, and the start of its open pause.

    A pause that began before `t` is cut to the time after `t`. If no pause is open, or the open
    pause began before `t`, its start is None.
    """
    pauses = tuple((max(since, t), until) for since, until in actual.pauses if until > t)
    open_pause = actual.pause_start
    return pauses, open_pause if open_pause is not None and open_pause >= t else None


def _forbid_release(lane: LaneBuilder, _act: Act, _t: datetime) -> Refusal | None:
    return None if lane.is_manual else Refusal("not-called")


def _release(lane: LaneBuilder, _act: Act, t: datetime) -> None:
    lane.release(t)


# end, pause, resume: the running session


def _running_session(lane: LaneBuilder, act: Act, t: datetime) -> str | None:
    """Return the id of the running session that an act is about, or None if it is not running."""
    running = lane.running_at(t)
    if act.session is None:
        return running[0] if running else None
    return act.session if act.session in running else None


def _forbid_unless_running(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    id_ = _running_session(lane, act, t)
    if id_ is None:
        running = lane.running_at(t)
        return (
            Refusal("other-runs", running[0]) if running else Refusal("nothing-runs", act.session)
        )
    since = lane.actuals[id_].pause_start
    if act.act == "pause" and since is not None:
        return Refusal("already-paused", id_)
    if act.act == "resume":
        if since is None:
            return Refusal("not-paused", id_)
        if act.when is not None and act.when < since:
            return Refusal("before-pause", id_, since)
    return _refuse_before_start(lane, act, id_)


def _take_over(lane: LaneBuilder, act: Act, t: datetime) -> str:
    """Let the stage drive the lane; return the id of the running session that an act is about."""
    id_ = act.session or _running_session(lane, act, t)  # if the act names a session, it is running
    assert id_ is not None
    if not lane.is_manual:
        lane.take_over(None, t)
    return id_


def _end(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.end(_take_over(lane, act, t), t)


def _pause(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = _take_over(lane, act, t)
    lane.actuals[id_] = lane.actuals[id_].with_pause(t)


def _resume(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = _take_over(lane, act, t)
    lane.actuals[id_] = lane.actuals[id_].resume_at(t)


# add, cancel


def _forbid_add(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, minutes = lane.named_session(act), act.minutes
    if not minutes:
        return Refusal("no-minutes", session.id)
    status = lane.status(session, t)
    if status != "upcoming" and status != "running":  # noqa: PLR1714  (this narrows the type)
        return Refusal(status, session.id)
    if minutes < 0 and session.duration + lane.actuals[session.id].added < minutes * -_MINUTE:
        return Refusal("less-than-nothing", session.id)
    return None if act.when is None else _refuse_before_start(lane, act, session.id)


def _add(lane: LaneBuilder, act: Act, _t: datetime) -> None:
    id_, minutes = act.session, act.minutes
    assert id_ is not None
    assert minutes is not None
    lane.actuals[id_] = lane.actuals[id_].lengthen(minutes * _MINUTE)


def _forbid_cancel(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session = lane.named_session(act)
    status = lane.status(session, t)
    if status == "done" or status == "cancelled":  # noqa: PLR1714  (this narrows the type)
        return Refusal(status, session.id)
    return _refuse_before_start(lane, act, session.id)


def _cancel(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session = lane.named_session(act)
    if lane.status(session, t) == "running":
        lane.record_clock_start(session.id, t)
        lane.end(session.id, t)
    lane.actuals[session.id] = replace(lane.actuals[session.id], cancelled=True)


# full


def _report_full(lane: LaneBuilder, act: Act, _t: datetime) -> None:
    assert act.session is not None
    assert act.seats is not None
    lane.seats[act.session] = act.seats


# announce, undo


def _announce(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.announce(announcement(lane.state(), t) if act.times is None else act.times)


def _do_nothing(_lane: LaneBuilder, _act: Act, _t: datetime) -> None:
    """Do nothing: `LaneReplay` applies undos earlier."""


DEFINITIONS: Mapping[ActKind, Definition] = {
    "take": Definition(_take, _forbid_take, optional=("session",), confirm=True),
    "start": Definition(_start, _forbid_start, ("session",), default="next"),
    "end": Definition(_end, _forbid_unless_running, confirm=True, about_running=True),
    "add": Definition(
        _add, _forbid_add, ("session", "minutes"), default="running", for_breaks=True
    ),
    "pause": Definition(_pause, _forbid_unless_running, about_running=True),
    "resume": Definition(_resume, _forbid_unless_running, about_running=True),
    "cancel": Definition(_cancel, _forbid_cancel, ("session",), confirm=True),
    "defer": Definition(defer, forbid_defer, ("session", "after"), confirm=True),
    "swap": Definition(swap, forbid_swap, ("session", "partner"), confirm=True),
    "move": Definition(move, forbid_move, ("session", "to")),
    "insert": Definition(
        insert,
        forbid_insert,
        ("session", "title", "minutes"),
        ("after", "to", "people"),
        confirm=True,
        adds=True,
    ),
    "full": Definition(
        _report_full, required=("session", "seats"), default="running", by_anyone=True
    ),
    "announce": Definition(_announce, confirm=True),
    "release": Definition(_release, _forbid_release, confirm=True),
    "undo": Definition(_do_nothing, required=("undoes",)),
}
