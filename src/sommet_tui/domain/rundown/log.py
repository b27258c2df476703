"""A whole log: every lane after its acts, and whether one more act may follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.domain.rundown.announcing import announcement
from sommet_tui.domain.rundown.folding import Folding, fold, folding
from sommet_tui.domain.rundown.lanes import LaneKey, Plan, Plans
from sommet_tui.domain.rundown.projecting import project
from sommet_tui.domain.rundown.refusing import Refusal
from sommet_tui.domain.rundown.state import LaneState
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
    divided = plans.divide(acts)
    lanes = {plan.key: fold(plan, divided.get(plan.key, ())) for plan in plans.all}
    return Rundown(plans, divided, lanes)


def refusal(plans: Plans, acts: Iterable[Act], act: Act) -> Refusal | None:
    """Why an act cannot follow a log, None if it can."""
    return _Writing(plans, acts).refusal(act)


def completed(plans: Plans, acts: Iterable[Act], act: Act) -> Act:
    """The act as it is recorded after a log that it can follow.

    It names its lane's room; `end`, `pause` and `resume` name what ran, `announce` holds the times.
    """
    return _Writing(plans, acts).completed(act)


def replayed(
    plans: Plans, acts: Sequence[Act], until: datetime | None = None
) -> tuple[tuple[Act, ...], tuple[Act, Refusal] | None]:
    """A log from elsewhere, each act completed, up to the first that is refused at its place.

    Acts recorded later than `until` are left out. Where the clock was put back, an earlier one may
    come after them: whether that could be is decided on all that came before it.
    """
    writing = _Writing(plans, ())
    acts = _up_to(acts, until)
    for act in acts:
        refused = writing.refusal(act)
        if refused is None:
            writing.add(writing.completed(act))
        elif until is None or act.at <= until:
            return _held(writing.acts, until), (act, refused)
    return _held(writing.acts, until), None


def _up_to(acts: Sequence[Act], until: datetime | None) -> Sequence[Act]:
    """The acts up to the last one not recorded later than `until`."""
    if until is None:
        return acts
    count = max((n for n, act in enumerate(acts, 1) if act.at <= until), default=0)
    return acts[:count]


def _held(acts: Iterable[Act], until: datetime | None) -> tuple[Act, ...]:
    return tuple(act for act in acts if until is None or act.at <= until)


class _Writing:
    """A log while it grows; each lane is folded when it is first asked about."""

    def __init__(self, plans: Plans, acts: Iterable[Act]) -> None:
        self._plans = plans
        self.acts = list(acts)
        self._acts = {key: list(each) for key, each in plans.divide(self.acts).items()}
        self._home = {act.seq: key for key, each in self._acts.items() for act in each}
        self._foldings: dict[LaneKey, Folding] = {}
        self._undos: dict[int, list[Act]] = {}
        for act in self.acts:
            self._note_undo(act)

    def refusal(self, act: Act) -> Refusal | None:
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

    def _note_undo(self, act: Act) -> None:
        if act.act == "undo" and act.undoes is not None and act.undoes < act.seq:
            self._undos.setdefault(act.undoes, []).append(act)

    def completed(self, act: Act) -> Act:
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
        """Go on by an act that is not refused."""
        self.acts.append(act)
        self._note_undo(act)
        if act.act == "undo":
            key = self._home[act.undoes or 0]
            self._foldings.pop(key, None)
        else:
            plan = self._plans.of_act(act)
            assert plan is not None
            key = plan.key
            self._folding(plan).apply(act)
        self._acts.setdefault(key, []).append(act)
        self._home[act.seq] = key

    def _folding(self, plan: Plan) -> Folding:
        if plan.key not in self._foldings:
            self._foldings[plan.key] = folding(plan, self._acts.get(plan.key, ()))
        return self._foldings[plan.key]
