"""A whole log: every lane after its acts, and whether one more act may follow."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.definitions import apply, completed, refusal
from sommet_tui.domain.rundown.fold import LaneFold
from sommet_tui.domain.rundown.lanes import LaneKey, Plan, Plans
from sommet_tui.domain.rundown.refusal import Refusal
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

    def of_session(self, session_id: str) -> Plan | None:
        """The lane that holds a session or a break, also one that was inserted; None for none."""
        plan = self.plans.of_session(session_id)
        if plan is None:
            held = (key for key, lane in self.lanes.items() if session_id in lane.plan.by_id)
            plan = next((self.plans.by_key[key] for key in held), None)
        return plan

    def of_act(self, act: Act) -> Plan | None:
        """The lane that an act other than an undo is about, or would be; None for none."""
        return _of_act(act, self.plans, self.of_session)

    @property
    def added(self) -> tuple[Session, ...]:
        """What the stage inserted, in all lanes."""
        return tuple(item for plan in self.plans.all for item in self.lane(plan).plan.added)

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
        self._lanes: dict[LaneKey, LaneReplay] = {}
        self._home: dict[int, LaneKey] = {}
        self._inserted: dict[str, LaneKey] = {}
        """The lanes of what was inserted, by its id; an undo leaves them."""
        for act in acts:
            self.add(act)

    def rundown(self) -> Rundown:
        """What the acts so far make of the programme's lanes."""
        acts = {key: tuple(lane.acts) for key, lane in self._lanes.items() if lane.acts}
        lanes = {plan.key: self._lane(plan).state() for plan in self._plans.all}
        return Rundown(self._plans, acts, lanes)

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow, None if it can."""
        if act.act == "undo":
            return self._forbid_undo(act)
        if act.room is not None and act.room not in self._plans.rooms:
            return Refusal("unknown-room")
        for named in (act.after, act.partner):
            if named is not None and self._of_session(named) is None:
                return Refusal("unknown-session", named)
        plan = self._plan(act)
        if plan is None:
            unknown = act.session is not None and act.act != "insert"
            return Refusal("unknown-session", act.session) if unknown else Refusal("no-room")
        if act.act == "insert" and act.room not in (None, plan.lane.room):
            return Refusal("other-lane", act.after)
        return self._lane(plan).refusal(act)

    def _forbid_undo(self, act: Act) -> Refusal | None:
        if act.when is not None and act.when > act.at:
            return Refusal("future")
        home = self._home.get(act.undoes or 0)
        if home is None:
            return Refusal("unknown-act")
        return None if self._lanes[home].in_force(act.undoes or 0) else Refusal("not-in-force")

    def completed(self, act: Act) -> Act:
        """An act that is not refused, as it is recorded.

        It names its lane's room; what it is about that runs; `announce` holds the times.
        """
        if act.act == "undo":
            return replace(act, room=self._home[act.undoes or 0][0])
        plan = self._plan(act)
        assert plan is not None
        return self._lane(plan).completed(replace(act, room=plan.lane.room))

    def add(self, act: Act) -> None:
        """Go on by an act; an undo belongs to the lane of what it undoes."""
        self.acts.append(act)
        if act.act == "undo":
            key = self._home.get(act.undoes or 0)
        else:
            plan = self._plan(act)
            key = plan.key if plan is not None else None
        if key is None:
            return
        self._home[act.seq] = key
        if act.act == "insert" and act.session is not None:
            self._inserted.setdefault(act.session, key)
        self._lane(self._plans.by_key[key]).add(act)

    def _plan(self, act: Act) -> Plan | None:
        """The lane that an act is about; None if it names what is not there.

        What ends without a name may be of the day before, which goes on past its closing.
        """
        plan = _of_act(act, self._plans, self._of_session)
        if plan is None or act.act != "end" or act.session is not None:
            return plan
        t = act.when or act.at
        before = (
            each
            for each in self._plans.all
            if each.lane.room == plan.lane.room and each.key in self._lanes
            if each.closes <= t and self._lanes[each.key].runs(t)
        )
        return plan if self._lane(plan).runs(t) else next(before, plan)

    def _of_session(self, session_id: str) -> Plan | None:
        """The lane of a session or a break, also of one that was inserted."""
        plan = self._plans.of_session(session_id)
        key = self._inserted.get(session_id) if plan is None else None
        return plan if key is None else self._plans.by_key[key]

    def _lane(self, plan: Plan) -> LaneReplay:
        if plan.key not in self._lanes:
            self._lanes[plan.key] = LaneReplay(plan)
        return self._lanes[plan.key]


def _of_act(act: Act, plans: Plans, of_session: Callable[[str], Plan | None]) -> Plan | None:
    """The lane that an act other than an undo is about; None if it names what is not there.

    What is inserted belongs to the lane of what it comes after, else to that of its room on the
    day of its start; where its id is known, to the lane that holds it, and cannot be.
    """
    if act.act == "insert":
        known = of_session(act.session or "")
        if known is not None or (act.to is None and act.after is not None):
            return known or of_session(act.after or "")
        return plans.of_room(act.room, act.to or act.when or act.at)
    return plans.of_act(act) if act.session is None else of_session(act.session)


_SEQ = attrgetter("seq")
_KEPT = 16
"""How many earlier states of a lane are kept at most, to go on from after an undo."""


class LaneReplay:
    """A lane while its log grows: the acts in force applied one after the other.

    Where an undo changes what is in force, it goes on from a state that was kept before that, so
    that undoing what was done last costs no more than an act.
    """

    def __init__(self, plan: Plan, acts: Iterable[Act] = ()) -> None:
        self.acts: list[Act] = []
        self._plan = plan
        self._force: list[Act] = []
        """What is in force, undos aside, in the order of `seq`."""
        self._by_seq: dict[int, Act] = {}
        self._undos: dict[int, int] = {}
        """How many undos in force take an act away, by its `seq`."""
        self._fold = LaneFold(plan)
        self._applied = 0
        """How many of those in force the fold has."""
        self._kept: list[tuple[int, LaneFold]] = []
        self._state: LaneState | None = None
        for act in acts:
            self.add(act)

    def add(self, act: Act) -> None:
        """Go on by an act; one that cannot be is void."""
        self.acts.append(act)
        self._by_seq[act.seq] = act
        self._state = None
        if act.act != "undo":
            self._force.append(act)
        elif act.undoes is not None and act.undoes < act.seq:
            self._undo(act.undoes)

    def in_force(self, seq: int) -> bool:
        """Whether no undo takes an act away."""
        return not self._undos.get(seq)

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        if self._state is None:
            self._state = self._folded().state()
        return self._state

    def runs(self, t: datetime) -> bool:
        """Whether a session runs at an instant."""
        return bool(self._folded().on(t))

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow, None if it can. Undos are not looked at."""
        fold = self._folded()
        return refusal(fold, act, fold.effective(act))

    def completed(self, act: Act) -> Act:
        """An act that is not refused, with what its record tells besides."""
        fold = self._folded()
        return completed(fold, act, fold.effective(act))

    def _folded(self) -> LaneFold:
        fold, force = self._fold, self._force
        if self._applied < len(force):
            apply(fold, islice(force, self._applied, None))
            self._applied = len(force)
        return fold

    def _undo(self, seq: int) -> None:
        """Take an act away, or bring back what it took away itself, and so on."""
        taken = True
        while True:
            count = self._undos.get(seq, 0) + (1 if taken else -1)
            self._undos[seq] = count
            act = self._by_seq.get(seq)
            if count != taken or act is None:
                return  # another undo has taken it away already, or still does
            if act.act != "undo":
                self._change_force(act, taken=taken)
                return
            if act.undoes is None or act.undoes >= act.seq:
                return
            seq, taken = act.undoes, not taken

    def _change_force(self, act: Act, *, taken: bool) -> None:
        index = bisect_left(self._force, act.seq, key=_SEQ)
        if taken:
            del self._force[index]
        else:
            self._force.insert(index, act)
        if index >= self._applied:
            return
        while self._kept and self._kept[-1][0] > index:
            self._kept.pop()
        if not self._kept or self._kept[-1][0] < index:
            self._applied, self._fold = self._start()
            following, self._force = self._force[index:], self._force[:index]
            self._keep(self._folded())
            self._force += following
        self._applied, self._fold = self._start()

    def _start(self) -> tuple[int, LaneFold]:
        """The latest state that was kept, to go on from."""
        if not self._kept:
            return 0, LaneFold(self._plan)
        count, fold = self._kept[-1]
        return count, fold.copy()

    def _keep(self, fold: LaneFold) -> None:
        """Keep a state; of many, every other one of the older half goes."""
        self._kept.append((self._applied, fold))
        if len(self._kept) > _KEPT:
            del self._kept[: _KEPT // 2 : 2]
