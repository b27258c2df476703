"""The questions that precede an act, as data, and the refusal of a script that cannot answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain import instants, timeline
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import Act, ActKind, Refusal
from sommet_tui.domain.rundown.delay_cost import Cost, costs_between
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing, recently_started_session
from sommet_tui.domain.rundown.lanes import NOTHING
from sommet_tui.domain.rundown.log_and_undo import LaneReplay, Rundown
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.session_and_break_times import Projected

    Code = (
        ActKind
        | Literal[
            "undriven",
            "just-started",
            "skips",
            "again",
            "by-clock",
            "though-cancelled",
            "cuts-short",
            "break-first",
            "early",
            "early-announced",
            "early-expected",
            "corrects",
            "cancel-running",
            "begin-rehearsal",
            "leave-running",
            "end-rehearsal",
        ]
    )

_MOVES = ("cancel", "defer", "swap", "insert")
"""The acts whose questions list the effects on other sessions."""
CUT_SHORT = timedelta(minutes=10)
"""A start needs confirmation if it shortens the running session by more than this."""
GAP_CUT = timedelta(minutes=1)
"""A start needs confirmation if it shortens the break or gap before it by at least this."""
RESTART = timedelta(minutes=1)
"""A start needs confirmation if the clock started the same session at least this long ago."""
EARLY = timedelta(minutes=10)
"""A start needs confirmation if it is early by more than this."""


@frozen
class Confirmation:
    """A question with the answers yes and no.

    `session` is the session of the act. `other` depends on `code`: the session started a moment ago
    ("just-started"), the session or break that the act shortens ("cuts-short", "break-first"), the
    session that then ends earlier ("corrects"), or the second session that the act names. `skipped`
    has the sessions that the act skips.

    `time` is the planned, announced or expected start of `session` ("early", "early-announced",
    "early-expected"), when the clock started it ("by-clock"), when `other` then ends ("corrects"),
    or when the new item starts ("insert"). `left` is the time until `session` starts ("early" and
    so on), the time left of `other` ("cuts-short", "break-first"), how much earlier `other` ends
    ("corrects"), or the length of the new item ("insert"). `costs` has the effects on other items,
    up to an item that keeps its time. `count` is the number of starts to announce. `by` is the
    person whose act would be undone, and `uid` is that of its record.
    """

    code: Code
    session: Session | None = None
    other: Session | None = None
    skipped: tuple[Session, ...] = ()
    time: datetime | None = None
    left: timedelta | None = None
    count: int = 0
    by: str | None = None
    uid: str = ""
    costs: tuple[Cost, ...] = ()

    @property
    def lists_changes(self) -> bool:
        """Whether the question names the act's effect on other sessions."""
        return self.code.partition("-")[0] in _MOVES

    @property
    def adds_information(self) -> bool:
        """Whether the question says more than the user's command and its result."""
        return self.code not in (*DEFINITIONS, "end-rehearsal")


@frozen
class NextStart:
    """The effect of "start next" now: `session` starts.

    If a session is running, it ends then, and is `ends`; otherwise `ends` is None. `question` is
    the question to ask before the start, or None.
    """

    session: Session
    ends: Session | None
    question: Confirmation | None


def next_start(timing: LaneTiming, acts: Iterable[Act], recent: timedelta) -> NextStart | None:
    """Return what "start next" would do in a lane, or None if no session is left to start.

    `acts` are the acts of the lane. A session counts as just started for the time `recent`.
    """
    coming, running = timing.next_to_start, timing.running
    if coming is None:
        return None
    act = Act("start", coming.session.id)
    ends = running.session if running is not None and running is not coming else None
    question = question_before(act, timing, acts, recent, if_next=True)
    return NextStart(coming.session, ends, question)


def question_before(
    act: Act, timing: LaneTiming, acts: Iterable[Act], recent: timedelta, *, if_next: bool = False
) -> Confirmation | None:
    """Return the question to ask before an act.

    Return None before a start that is probably no mistake. The act must be possible. `timing` and
    `acts` are those of its lane. A session counts as just started for the time `recent`. If
    `if_next` is set, the user asked for a start without naming a session.
    """
    item = timing.item(act.session or "")
    if act.act == "start":
        if if_next and timing.is_clock_driven:
            return Confirmation("undriven", item.session if item else None)
        return _question_before_start(item, timing, recently_started_session(timing, acts, recent))
    code: Code = act.act
    if code == "cancel" and item is not None and item.status == "running":
        code = "cancel-running"
    other = timing.item(act.after or act.partner or "")
    return Confirmation(
        code,
        session=item.session if item else None,
        other=other.session if other else None,
        count=_count_new_announcements(act, timing),
        costs=_costs(act, timing, acts) if act.act in _MOVES else (),
    )


def question_before_correction(
    act: Act, timing: LaneTiming, acts: Iterable[Act]
) -> Confirmation | None:
    """Return the question to ask before a start is recorded with an earlier time, or None.

    A question is needed if the start moves the end of a session that is over, or if it shortens the
    running session by more than `CUT_SHORT`. The act must be possible. `acts` are the acts of its
    lane.
    """
    item, after = timing.item(act.session or ""), _timing_after(act, timing, acts)
    for other in timing.items:
        changed = after.item(other.session.id)
        if other is item or other.session.is_break or changed is None:
            continue
        if other.end is None or changed.end is None or other.status not in ("running", "done"):
            continue
        least = CUT_SHORT if other.status == "running" else NOTHING
        if instants.drift(other.end, changed.end) > least:
            return Confirmation(
                "corrects",
                item.session if item else None,
                other.session,
                time=changed.end,
                left=other.end - changed.end,
            )
    return None


def question_before_undo(
    latest: Act | Message | PanelAct, now: datetime, recent: timedelta, *, own: bool
) -> Confirmation | None:
    """Return the question to ask before the latest act is undone.

    If it is the user's `own` act and at most `recent` old, return None.
    """
    return (
        None
        if own and now - latest.at <= recent
        else Confirmation("undo", by=latest.by, uid=latest.uid)
    )


def question_before_insert(act: Act, timing: LaneTiming, acts: Iterable[Act]) -> Confirmation:
    """Return the question to ask before an insert, with the sessions that it moves.

    The act must be possible. `timing` and `acts` are those of its lane.
    """
    item = _timing_after(act, timing, acts).item(act.session or "")
    assert item is not None
    return Confirmation(
        "insert",
        item.session,
        time=item.start,
        left=item.session.duration,
        costs=_costs(act, timing, acts),
    )


def _costs(act: Act, timing: LaneTiming, acts: Iterable[Act]) -> tuple[Cost, ...]:
    """Return the effects that a possible act has on the other items of a lane."""
    costs = costs_between(timing, _timing_after(act, timing, acts))
    about = act.session, act.partner
    return tuple(cost for cost in costs if cost.session is None or cost.session.id not in about)


def _timing_after(act: Act, timing: LaneTiming, acts: Iterable[Act]) -> LaneTiming:
    """Return the timing of a lane as it would be after an act."""
    bare = replace(timing.state.plan, added=())
    return lane_timing(LaneReplay(bare, (*acts, act)).state(), timing.at)


def _question_before_start(
    item: Projected | None, timing: LaneTiming, fresh: Session | None
) -> Confirmation | None:
    if item is None or item.session.is_break:
        return None
    return _question_if_ambiguous(timing, item, fresh) or _question_if_early(timing, item)


def _question_if_ambiguous(
    timing: LaneTiming, item: Projected, fresh: Session | None
) -> Confirmation | None:
    """Return the question to ask before a start if the user may mean another session, or None."""
    session = item.session
    if fresh is not None:
        return Confirmation("just-started", session, fresh)
    place = timing.items.index(item)
    skipped = tuple(
        other.session
        for other in timing.items[:place]
        if other.status == "upcoming" and not other.session.is_break
    )
    if skipped:
        return Confirmation("skips", session, skipped=skipped)
    if item.status == "done":
        return Confirmation("again", session)
    started = (
        item.start
        if item.status == "running" and item.by_clock and not item.has_fixed_end
        else None
    )
    if started is not None and timing.at - started >= RESTART:
        return Confirmation("by-clock", session, time=started)
    return Confirmation("though-cancelled", session) if item.status == "cancelled" else None


def _question_if_early(timing: LaneTiming, item: Projected) -> Confirmation | None:
    """Return the question to ask before a start that is early or cuts the running session short."""
    running, left = timing.running, timing.remaining
    other = running if running is None or running.session is not item.session else None
    if other is not None and timing.state.is_manual and left is not None and left > CUT_SHORT:
        return Confirmation("cuts-short", item.session, other.session, left=left)
    due = item.announced[0]
    early = due - timing.at
    if item.status != "running" and early > EARLY:
        return _question_with_time(item, due, early)
    return _question_if_break_shrinks(timing, item)


def _question_if_break_shrinks(timing: LaneTiming, item: Projected) -> Confirmation | None:
    """Return the question to ask before a start that shortens the break or gap before it."""
    if item.status != "upcoming" or item.start is None:
        return None
    now, place = timing.at, timing.items.index(item)
    for earlier in timing.items[:place]:
        if not earlier.session.is_break or earlier.start is None or earlier.end is None:
            continue
        left = earlier.end - max(now, earlier.start)
        if left >= GAP_CUT:
            code: Code = "cuts-short" if earlier.status == "running" else "break-first"
            return Confirmation(code, item.session, earlier.session, left=left)
    before = next((i for i in reversed(timing.items[:place]) if i.end is not None), None)
    left = item.start - now
    if before is not None and left >= GAP_CUT and item.due_start - before.due_end >= timeline.PAUSE:
        return _question_with_time(item, item.start, left)
    return None


def _question_with_time(item: Projected, time: datetime, left: timedelta) -> Confirmation:
    """Return the question before an early start. It says which of the item's times it names."""
    codes: dict[datetime, Code] = {item.announced[0]: "early-announced", item.planned[0]: "early"}
    return Confirmation(codes.get(time, "early-expected"), item.session, time=time, left=left)


def _count_new_announcements(act: Act, timing: LaneTiming) -> int:
    """Return for how many sessions an announcement would change the announced start."""
    items = timing.state.plan.by_id
    starts = ((items[id_], start) for id_, (start, _) in (act.times or {}).items())
    return sum(
        start not in (None, timing.state.announced_times(item)[0])
        for item, start in starts
        if not item.is_break
    )


def refusal_if_unclear(act: Act, lanes: Rundown, within: timedelta) -> Refusal | None:
    """Return the refusal of an unclear "start next" by a script, which cannot answer a question.

    A start is unclear if it may be a second press, because a session was started less than `within`
    ago, or if it may mean another session.
    """
    plan = lanes.plan_of_act(act)
    assert plan is not None
    timing = lane_timing(lanes.lane(plan), act.at)
    fresh = recently_started_session(timing, lanes.lane_acts(plan), within)
    if fresh is not None:
        return Refusal("just-started", fresh.id)
    return Refusal("unclear", act.session) if timing.ambiguous_sessions else None
