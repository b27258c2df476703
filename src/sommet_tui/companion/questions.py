"""What is asked before an act, as facts: `wording` phrases it, keys and commands obey it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.rundown.standing import just_started, stand
from sommet_tui.domain.timeline import PAUSE
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.acts import ActKind
    from sommet_tui.domain.rundown.impact import Cost
    from sommet_tui.domain.rundown.projection import Projected
    from sommet_tui.domain.rundown.standing import Standing

    Code = (
        ActKind
        | Literal[
            "undriven",
            "just-started",
            "skips",
            "again",
            "though-cancelled",
            "cuts-short",
            "break-first",
            "early",
            "cancel-running",
            "begin-rehearsal",
            "end-rehearsal",
        ]
    )

CUT_SHORT = timedelta(minutes=10)
"""A start that takes more than this from the running session is asked about."""
TAKEN = timedelta(minutes=1)
"""A start that takes so much from the break or the gap before it is asked about."""
EARLY = timedelta(minutes=10)
"""A start that comes more than this before its time is asked about."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question that yes or no answers.

    "undriven" asks whether `session` is what begins, where the clock has run the day so far.

    `session` is what the act is about, `other` the session it names besides, that was started just
    now ("just-started") or that it cuts short, or the break that comes first. `skipped` are those
    that it leaves behind. `time` is when `session` is due, `left` how long until then, or how long
    `other` has; of what is inserted, its length. `costs` are what an insert changes for the items
    to come, the last of them the first that keeps its time. `count` is how many starts would be
    announced anew, `by` who did what would be undone.
    """

    code: Code
    session: Session | None = None
    other: Session | None = None
    skipped: tuple[Session, ...] = ()
    time: datetime | None = None
    left: timedelta | None = None
    count: int = 0
    by: str | None = None
    costs: tuple[Cost, ...] = ()

    @property
    def tells_more(self) -> bool:
        """Whether the question says more than a command and its answer do."""
        return self.code not in (*DEFINITIONS, "end-rehearsal")


@dataclass(frozen=True, slots=True)
class NextStart:
    """What "start next" does now: `session` starts, which ends `ends`, None where nothing runs.

    `question` is what is asked before, None where it happens at once.
    """

    session: Session
    ends: Session | None
    question: Confirmation | None


def next_start(standing: Standing, acts: Iterable[Act], within: timedelta) -> NextStart | None:
    """Return what "start next" does in a lane; None where no session is left to start.

    `acts` are those of the lane; a session counts as just started `within` a time.
    """
    coming, running = standing.to_start, standing.running
    if coming is None:
        return None
    act = Act("start", coming.session.id)
    ends = running.session if running is not None and running is not coming else None
    question = question_before(act, standing, acts, within, if_next=True)
    return NextStart(coming.session, ends, question)


def question_before(
    act: Act, standing: Standing, acts: Iterable[Act], within: timedelta, *, if_next: bool = False
) -> Confirmation | None:
    """Return what is asked before an act: a key may be pressed by mistake; None for nothing.

    `standing` and `acts` are those of its lane. A session counts as just started `within` a time.
    With `if_next`, a start was asked for that names no session.
    """
    item = standing.item(act.session or "")
    if act.act == "start":
        if if_next and standing.is_undriven:
            return Confirmation("undriven", item.session if item else None)
        return _before_start(item, standing, just_started(standing, acts, within))
    if not DEFINITIONS[act.act].confirm:
        return None
    if act.act == "end" and item is None:
        item = standing.running
    code: Code = act.act
    if code == "cancel" and item is not None and item.status == "running":
        code = "cancel-running"
    other = standing.item(act.after or act.partner or "")
    return Confirmation(
        code,
        session=item.session if item else None,
        other=other.session if other else None,
        count=_announced_anew(act, standing),
    )


def question_before_insert(act: Act, standing: Standing, acts: Iterable[Act]) -> Confirmation:
    """Return what is asked before something is inserted in the lane of `standing`: what it moves.

    `act` is possible, and `acts` are those of the lane.
    """
    from sommet_tui.domain.rundown.impact import changes_by
    from sommet_tui.domain.rundown.replay import LaneReplay

    bare = replace(standing.state.plan, added=())
    after = stand(LaneReplay(bare, (*acts, act)).state(), standing.at)
    item = after.item(act.session or "")
    assert item is not None
    return Confirmation(
        "insert",
        item.session,
        time=item.start,
        left=item.session.duration,
        costs=changes_by(standing, after),
    )


def _before_start(
    item: Projected | None, standing: Standing, fresh: Session | None
) -> Confirmation | None:
    if item is None or item.session.is_break:
        return None
    return _another(standing, item, fresh) or _too_soon(standing, item)


def _another(standing: Standing, item: Projected, fresh: Session | None) -> Confirmation | None:
    """What is asked before a start where another session may be meant."""
    session = item.session
    if fresh is not None and fresh is not session:
        return Confirmation("just-started", session, fresh)
    place = standing.items.index(item)
    skipped = tuple(
        each.session
        for each in standing.items[:place]
        if each.status == "upcoming" and not each.session.is_break
    )
    if skipped:
        return Confirmation("skips", session, skipped=skipped)
    if item.status == "done":
        return Confirmation("again", session)
    return Confirmation("though-cancelled", session) if item.status == "cancelled" else None


def _too_soon(standing: Standing, item: Projected) -> Confirmation | None:
    """Return the question before a start that is early, or cuts the running session short."""
    running, left = standing.running, standing.remaining
    other = running if running is None or running.session is not item.session else None
    if other is not None and standing.state.called and left is not None and left > CUT_SHORT:
        return Confirmation("cuts-short", item.session, other.session, left=left)
    due = standing.state.announced_times(item.session)[0]
    early = due - standing.at
    if item.status != "running" and early > EARLY:
        return Confirmation("early", item.session, time=due, left=early)
    return _eats(standing, item)


def _eats(standing: Standing, item: Projected) -> Confirmation | None:
    """What is asked before a start that takes time from the break or the gap before it."""
    if item.status != "upcoming" or item.start is None:
        return None
    now, place = standing.at, standing.items.index(item)
    for each in standing.items[:place]:
        if not each.session.is_break or each.start is None or each.end is None:
            continue
        left = each.end - max(now, each.start)
        if each.status in ("upcoming", "running") and left >= TAKEN:
            code: Code = "cuts-short" if each.status == "running" else "break-first"
            return Confirmation(code, item.session, each.session, left=left)
    before = next((i for i in reversed(standing.items[:place]) if i.end is not None), None)
    left = item.start - now
    if before is not None and left >= TAKEN and item.due_start - before.due_end >= PAUSE:
        return Confirmation("early", item.session, time=item.start, left=left)
    return None


def _announced_anew(act: Act, standing: Standing) -> int:
    """Return how many starts an announcement would change for everyone, breaks aside."""
    items = standing.state.plan.by_id
    starts = ((id_, start) for id_, (start, _) in (act.times or {}).items() if id_ in items)
    sessions = ((items[id_], start) for id_, start in starts if not items[id_].is_break)
    return sum(
        start is not None and start != standing.state.announced_times(session)[0]
        for session, start in sessions
    )
