"""A whole log: every lane after its acts, and whether one more act may follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.domain.rundown.announcement import announcement
from sommet_tui.domain.rundown.apply import do
from sommet_tui.domain.rundown.fold import LaneFold
from sommet_tui.domain.rundown.lanes import LaneKey, Plan, Plans
from sommet_tui.domain.rundown.projection import project
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.rundown.state import LaneState
from sommet_tui.domain.rundown.validation import why_not
from sommet_tui.domain.values import dataclass, replace


@dataclass(frozen=True)
class Rundown:
    """Every lane of a programme after a log of acts, which are in the order of `seq`."""

    plans: Plans
    acts: Mapping[LaneKey, tuple[Act, ...]]
    lanes: Mapping[LaneKey, LaneState]

    def lane(self, plan: Plan) -> LaneState:
        """The state of a lane."""
        return self.lanes[plan.key]

    def acts_of(self, plan: Plan) -> tuple[Act, ...]:
        """The acts of a lane, undos among them."""
        return self.acts.get(plan.key, ())


def rundown(plans: Plans, acts: Iterable[Act]) -> Rundown:
    """What a log, in the order of `seq`, makes of a programme's lanes."""
    return LogReplay(plans, acts).rundown()


def replayed(
    plans: Plans, acts: Sequence[Act], until: datetime | None = None
) -> tuple[tuple[Act, ...], tuple[Act, Refusal] | None]:
    """A log from elsewhere, each act completed, up to the first that is refused at its place.

    Acts recorded later than `until` are left out. Where the clock was put back, an earlier one may
    come after them: whether that could be is decided on all that came before it.
    """
    growing = LogReplay(plans, ())
    acts = _up_to(acts, until)
    for act in acts:
        refused = growing.refusal(act)
        if refused is None:
            growing.add(growing.completed(act))
        elif until is None or act.at <= until:
            return _held(growing.acts, until), (act, refused)
    return _held(growing.acts, until), None


def _up_to(acts: Sequence[Act], until: datetime | None) -> Sequence[Act]:
    """The acts up to the last one not recorded later than `until`."""
    if until is None:
        return acts
    count = max((n for n, act in enumerate(acts, 1) if act.at <= until), default=0)
    return acts[:count]


def _held(acts: Iterable[Act], until: datetime | None) -> tuple[Act, ...]:
    return tuple(act for act in acts if until is None or act.at <= until)


class LogReplay:
    """A log in the order of `seq` while it grows; a lane is folded on by what is added.

    It takes any act, as a store may hold it. What is about nothing of the programme is in no lane;
    what cannot be at its place is void.
    """

    def __init__(self, plans: Plans, acts: Iterable[Act]) -> None:
        self._plans = plans
        self.acts: list[Act] = []
        self._lanes: dict[LaneKey, list[Act]] = {}
        self._home: dict[int, LaneKey] = {}
        self._undos: dict[int, list[Act]] = {}
        self._foldings: dict[LaneKey, Folding] = {}
        self._states: dict[LaneKey, LaneState] = {}
        for act in acts:
            self.add(act)

    def rundown(self) -> Rundown:
        """What the acts so far make of the programme's lanes."""
        acts = {key: tuple(each) for key, each in self._lanes.items()}
        return Rundown(self._plans, acts, {plan.key: self._state(plan) for plan in self._plans.all})

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow, None if it can."""
        if act.act == "undo":
            return self._why_not_undo(act)
        if act.room is not None and act.room not in self._plans.rooms:
            return Refusal("unknown-room")
        if act.after is not None and self._plans.of_session(act.after) is None:
            return Refusal("unknown-session", act.after)
        plan = self._plans.of_act(act)
        if plan is not None:
            return self._folding(plan).refusal(act)
        if act.session is None:
            return Refusal("no-room")
        return Refusal("unknown-session", act.session)

    def _why_not_undo(self, act: Act) -> Refusal | None:
        if act.when is not None and act.when > act.at:
            return Refusal("future")
        wanted = act.undoes or 0
        if wanted not in self._home:
            return Refusal("unknown-act")
        return None if self._in_force(wanted) else Refusal("not-in-force")

    def _in_force(self, seq: int) -> bool:
        """Whether no undo takes an act away, as its own undos tell, and theirs, and so on."""
        found = list(self._undos.get(seq, ()))
        for undo in found:
            found.extend(self._undos.get(undo.seq, ()))
        return seq not in undone(found)

    def completed(self, act: Act) -> Act:
        """An act that is not refused, as it is recorded.

        It names its lane's room; `end`, `pause` and `resume` name what ran, `announce` holds the
        times.
        """
        if act.act == "undo":
            return replace(act, room=self._home[act.undoes or 0][0])
        plan = self._plans.of_act(act)
        assert plan is not None
        act = replace(act, room=plan.lane.room)
        if act.act in ("end", "pause", "resume"):
            return replace(act, session=self._folding(plan).running)
        if act.act == "announce" and act.times is None:
            lane = self._folding(plan)
            items = project(lane.state(), lane.effective(act))
            return replace(act, times=announcement(items))
        return act

    def add(self, act: Act) -> None:
        """Go on by an act; an undo belongs to the lane of what it undoes."""
        self.acts.append(act)
        if act.act == "undo":
            if act.undoes is not None and act.undoes < act.seq:
                self._undos.setdefault(act.undoes, []).append(act)
            key = self._home.get(act.undoes or 0)
        else:
            plan = self._plans.of_act(act)
            key = plan.key if plan is not None else None
        if key is None:
            return
        self._lanes.setdefault(key, []).append(act)
        self._home[act.seq] = key
        self._states.pop(key, None)
        if act.act == "undo":
            self._foldings.pop(key, None)
        elif key in self._foldings:
            self._foldings[key].apply(act)

    def _folding(self, plan: Plan) -> Folding:
        if plan.key not in self._foldings:
            self._foldings[plan.key] = folding(plan, self._lanes.get(plan.key, ()))
        return self._foldings[plan.key]

    def _state(self, plan: Plan) -> LaneState:
        if plan.key not in self._states:
            self._states[plan.key] = self._folding(plan).state()
        return self._states[plan.key]


def folding(plan: Plan, acts: Sequence[Act]) -> Folding:
    """A lane after its acts, undos among them, in the order of `seq`."""
    taken, lane = undone(acts), Folding(plan)
    for act in acts:
        if act.seq not in taken:
            lane.apply(act)
    return lane


class Folding:
    """A lane while acts are applied to it, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self._course = LaneFold(plan)

    @property
    def running(self) -> str | None:
        """The id of what the stage started and no act ended."""
        return self._course.running

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        return self._course.state()

    def apply(self, act: Act) -> None:
        """Go on by an act in force; one that cannot be is void."""
        course = self._course
        t = course.effective(act)
        if why_not(course, act, t) is not None:
            course.void.add(act.seq)
            return
        course.latest = t
        do(course, act, t)

    def effective(self, act: Act) -> datetime:
        """When an act takes effect: never before what the lane has already seen, unless said."""
        return self._course.effective(act)

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow those applied, None if it can. Undos are not looked at."""
        return why_not(self._course, act, self.effective(act))
