"""Replaying a log to get the state of every lane, and the refusal of a further act."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from operator import attrgetter

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.act_effects import apply, complete, refusal
from sommet_tui.domain.rundown.acts import Act, NamedSession, Refusal, undone_acts
from sommet_tui.domain.rundown.lane_builder import LaneBuilder
from sommet_tui.domain.rundown.lane_now import lane_timing
from sommet_tui.domain.rundown.lanes import LaneKey, LaneState, Plan, Plans
from sommet_tui.domain.rundown.session_and_break_times import project
from sommet_tui.domain.values import frozen, replace


@frozen
class Rundown:
    """The state of every lane of a programme after a log.

    `acts` has the acts of each lane, in the order of `seq`. `acts_without_lane` are the acts whose
    session the programme does not have. On a shared day, acts can name sessions that only another
    laptop's programme has; lanes also have these sessions.
    """

    plans: Plans
    acts: Mapping[LaneKey, tuple[Act, ...]]
    lanes: Mapping[LaneKey, LaneState]
    acts_without_lane: tuple[Act, ...] = ()

    def lost_acts(self, now: datetime) -> tuple[Act, ...]:
        """Return an act for each room whose state at `now` may be wrong on screen.

        There are three causes: the latest act of the room belongs to no lane; the lane has a
        foreign session that is not over; or the clock would drive a lane with a foreign session. An
        act without a lane that cancels a session or reports that a room is full does not count.
        """
        day_of = self.plans.programme.day_of
        without_lane = tuple(act for act in self._lost_acts if day_of(act.at) == day_of(now))
        foreign = (self._foreign_act(key, now) for key in self.acts if key[1] == day_of(now))
        return (*without_lane, *(act for act in foreign if act is not None))

    def _foreign_act(self, key: LaneKey, now: datetime) -> Act | None:
        state = self.lanes[key]
        ids = {session.id for session in state.plan.foreign}
        if not ids or not (
            state.is_unknown
            or any(r.session.id in ids and r.status in _NOT_OVER for r in project(state, now))
        ):
            return None
        return next((act for act in reversed(self.acts[key]) if ids & act.named_ids), None)

    @cached_property
    def _lost_acts(self) -> tuple[Act, ...]:
        if not self.acts_without_lane:
            return ()
        acts = [
            *self.acts_without_lane,
            *(act for of_lane in self.acts.values() for act in of_lane),
        ]
        undos, last = undone_acts(sorted(acts, key=_SEQ)), dict[str | None, Act]()
        for act in sorted(acts, key=_SEQ):
            if (
                act.session is not None
                and act.act not in ("cancel", "full")
                and act.seq not in undos
            ):
                last[act.room] = act
        return tuple(
            act for act in last.values() if act in self.acts_without_lane and act.act != "end"
        )

    def lane(self, plan: Plan) -> LaneState:
        return self.lanes[plan.key]

    def lane_of_room(self, room: str | None, now: datetime) -> Plan | None:
        """Return a room's current lane (`Plans.lane_of_room`).

        While a session of the day before is still running, and none of the current day is, this is
        the lane of the day before.
        """
        plan = self.plans.lane_of_room(room, now)
        closed = (p for p in self.plans.all if p.lane.room == room and p.closes <= now)
        before = max(closed, key=lambda p: p.closes, default=None)
        if plan is None or before is None or before is plan:
            return plan
        if lane_timing(self.lane(before), now).running is None:
            return plan
        return before if lane_timing(self.lane(plan), now).running is None else plan

    def plan_of_session(self, session_id: str, room: str | None = None) -> Plan | None:
        """Return the lane of a session or break, even an inserted one; None if it is unknown.

        For `room`, see `Plans.plan_of_session`.
        """
        plan = self.plans.plan_of_session(session_id, room)
        if plan is None:
            lanes_with_it = (
                key for key, lane in self.lanes.items() if session_id in lane.plan.by_id
            )
            plan = next((self.plans.by_key[key] for key in lanes_with_it), None)
        return plan

    def plan_of_act(self, act: Act) -> Plan | None:
        """Return the lane of an act, recorded or not, or None; the act must not be an undo."""
        return _find_plan_of_act(act, self.plans, self.plan_of_session)

    @property
    def added_items(self) -> tuple[Session, ...]:
        """The inserted and the foreign items of all lanes; the programme has none of these."""
        plans = (self.lane(plan).plan for plan in self.plans.all)
        return tuple(item for plan in plans for item in (*plan.added, *plan.foreign))

    @property
    def void_reasons(self) -> Mapping[int, Refusal]:
        """Map the `seq` of each act in force that has no effect, in any lane, to the reason."""
        found = {n: why for lane in self.lanes.values() for n, why in lane.void_reasons.items()}
        unknown = (act for act in self.acts_without_lane if act.session is not None)
        return found | {act.seq: Refusal("unknown-session", act.session) for act in unknown}

    @property
    def valid_acts(self) -> frozenset[int]:
        """The `seq` of each act that is not void; an act on an unknown session is void."""
        known = (act.seq for acts in self.acts.values() for act in acts)
        return frozenset(known) - self.void_reasons.keys()

    def lane_acts(self, plan: Plan) -> tuple[Act, ...]:
        """Return the acts of a lane, including undos."""
        return self.acts.get(plan.key, ())


def rundown(plans: Plans, acts: Iterable[Act]) -> Rundown:
    """Return the state of a programme's lanes after `acts`, which are in the order of `seq`."""
    return LogReplay(plans, acts).rundown()


def replay_acts(
    plans: Plans, acts: Sequence[Act], until: datetime | None = None
) -> tuple[tuple[Act, ...], tuple[Act, Refusal] | None]:
    """Replay a log from elsewhere, in its order, until an act is refused.

    Return the completed acts, and the refused act with its refusal, or None. Acts recorded after
    `until` are not returned; but if the clock was put back, an earlier act may follow them in the
    log, and must be valid after them.
    """
    log = LogReplay(plans, ())
    acts = _acts_up_to(acts, until)
    for act in acts:
        refused = log.refusal(act)
        if refused is None:
            log.add(log.complete(act))
        elif until is None or act.at <= until:
            return _acts_recorded_until(log.acts, until), (act, refused)
    return _acts_recorded_until(log.acts, until), None


def _acts_up_to(acts: Sequence[Act], until: datetime | None) -> Sequence[Act]:
    """Return the acts up to the last one that was recorded at `until` or earlier."""
    if until is None:
        return acts
    count = max((n for n, act in enumerate(acts, 1) if act.at <= until), default=0)
    return acts[:count]


def _acts_recorded_until(acts: Iterable[Act], until: datetime | None) -> tuple[Act, ...]:
    return tuple(act for act in acts if until is None or act.at <= until)


class LogReplay:
    """A growing log in the order of `seq`; each new act is applied to its lane.

    Any act that a store may contain is accepted. If the programme does not have the session of an
    act, the act belongs to no lane. If an act is impossible, it is void.
    """

    def __init__(self, plans: Plans, acts: Iterable[Act]) -> None:
        self._plans = plans
        self.acts: list[Act] = []
        self._lanes: dict[LaneKey, LaneReplay] = {}
        self._lane_keys: dict[int, LaneKey] = {}
        self._astray: list[Act] = []
        self._added: dict[str, LaneKey] = {}
        """The lanes of inserted and foreign items, by item id; an undo does not remove them."""
        for act in acts:
            self.add(act)

    def rundown(self) -> Rundown:
        """Return the state of the programme's lanes after the acts so far."""
        acts = {key: tuple(lane.acts) for key, lane in self._lanes.items() if lane.acts}
        lanes = {plan.key: self._lane(plan).state() for plan in self._plans.all}
        return Rundown(self._plans, acts, lanes, tuple(self._astray))

    def refusal(self, act: Act) -> Refusal | None:
        """Return why an act cannot be the next one, or None if it can."""
        if act.act == "undo":
            return self._forbid_undo(act)
        if act.room is not None and act.room not in self._plans.rooms:
            return Refusal("unknown-room")
        for named in (act.after, act.partner):
            if named is not None and self._plan_of_session(named) is None:
                return Refusal("unknown-session", named)
        plan = self._find_lane(act)
        if plan is None:
            unknown = act.session is not None and act.act != "insert"
            return Refusal("unknown-session", act.session) if unknown else Refusal("no-room")
        if act.act == "insert" and act.room not in (None, plan.lane.room):
            return Refusal("other-lane", act.after)
        return self._lane(plan).refusal(act)

    def _forbid_undo(self, act: Act) -> Refusal | None:
        if act.when is not None and act.when > act.at:
            return Refusal("future", since=act.when)
        key = self._lane_keys.get(act.undoes or 0)
        if key is None:
            return Refusal("unknown-act")
        return None if self._lanes[key].is_in_force(act.undoes or 0) else Refusal("not-in-force")

    def complete(self, act: Act) -> Act:
        """Return an allowed act with the facts to record.

        These are the room of its lane and, depending on its kind, the running session or the
        announced times.
        """
        if act.act == "undo":
            return replace(act, room=self._lane_keys[act.undoes or 0][0])
        plan = self._find_lane(act)
        assert plan is not None
        return self._lane(plan).complete(replace(act, room=plan.lane.room))

    def add(self, act: Act) -> None:
        """Add an act to its lane; an undo belongs to the lane of the act that it undoes."""
        self.acts.append(act)
        for session in act.sessions:
            if session.id in act.named_ids and self._plans.plan_of_session(session.id) is None:
                self._add_foreign(session, act.room)
        if act.act == "undo":
            key = self._lane_keys.get(act.undoes or 0)
        else:
            plan = self._find_lane(act)
            key = plan.key if plan is not None else None
        if key is None:
            self._astray.append(act)
            return
        self._lane_keys[act.seq] = key
        if act.act == "insert" and act.session is not None:
            self._added.setdefault(act.session, key)
        self._lane(self._plans.by_key[key]).add(act)

    def _add_foreign(self, named: NamedSession, room: str | None) -> None:
        """Add a session of another laptop's programme to its lane as a planned item.

        Its latest times count. Ignore it if these do not fit the lane's day.
        """
        plan = self._plans.lane_of_room(room, named.start)
        if plan is None or not plan.opens <= named.start < plan.closes:
            return
        if not named.start < named.end <= plan.closes + _LONGEST:
            return
        session = Session(
            named.id,
            named.title,
            named.start,
            named.end,
            day=plan.lane.day,
            rooms=() if room is None else (room,),
            added=True,
        )
        lane = self._lane(plan)
        versions = [item for item in lane.plan.foreign if item.id == session.id]
        if (versions and versions != [session]) or session.id not in self._added:
            lane.change_plan(lane.plan.with_foreign_item(session))
            self._added[session.id] = plan.key

    def _find_lane(self, act: Act) -> Plan | None:
        """Return the lane of an act; None if the act names an unknown item or room.

        While a session of the day before is still running, an act without a session belongs to its
        lane, which Stage shows.
        """
        plan = _find_plan_of_act(act, self._plans, self._plan_of_session)
        if plan is None or act.session is not None or act.times is not None:
            return plan
        t = act.when or act.at
        overrunning = (
            earlier
            for earlier in self._plans.all
            if earlier.lane.room == plan.lane.room and earlier.key in self._lanes
            if earlier.closes <= t and self._lanes[earlier.key].is_running_at(t)
        )
        return plan if self._lane(plan).is_running_at(t) else next(overrunning, plan)

    def _plan_of_session(self, session_id: str, room: str | None = None) -> Plan | None:
        """Return the lane of a session or break, even if the stage inserted it."""
        plan = self._plans.plan_of_session(session_id, room)
        key = self._added.get(session_id) if plan is None else None
        return plan if key is None else self._plans.by_key[key]

    def _lane(self, plan: Plan) -> LaneReplay:
        if plan.key not in self._lanes:
            self._lanes[plan.key] = LaneReplay(plan)
        return self._lanes[plan.key]


def _find_plan_of_act(
    act: Act, plans: Plans, of_session: Callable[[str, str | None], Plan | None]
) -> Plan | None:
    """Return the lane of an act other than an undo; None if it names an unknown item or room.

    An inserted item belongs to the lane of the item before it. If no item before it is named, it
    belongs to its room's lane on the day of its start. If its id exists already, return the lane
    with this id, which then refuses the act. An announcement belongs to the lane of the sessions
    whose times it announced.
    """
    if act.act == "insert":
        known = of_session(act.session or "", None)
        if known is not None or (act.to is None and act.after is not None):
            return known or of_session(act.after or "", act.room)
        return plans.lane_of_room(act.room, act.to or act.when or act.at)
    if act.session is not None:
        return of_session(act.session, act.room)
    lanes = (plans.plan_of_session(id_, act.room) for id_ in act.times or ())
    announced = (p for p in lanes if p is not None and act.room in (None, p.lane.room))
    return next(announced, None) or plans.lane_of_room(act.room, act.when or act.at)


_SEQ = attrgetter("seq")
_LONGEST = timedelta(days=1)
_NOT_OVER = ("upcoming", "running")
_MAX_CHECKPOINTS = 16
"""The largest number of checkpoints of a lane that are stored for undos."""


class LaneReplay:
    """A lane while its log grows; the acts in force are applied one after the other.

    If an undo changes which acts are in force, the replay continues from a checkpoint, a copy of an
    earlier state. Undoing the latest act therefore takes no longer than applying one act.
    """

    def __init__(self, plan: Plan, acts: Iterable[Act] = ()) -> None:
        self.acts: list[Act] = []
        self._acts_in_force: list[Act] = []
        """The acts in force, without undos, in the order of `seq`."""
        self._by_seq: dict[int, Act] = {}
        self._groups: dict[str, list[Act]] = {}
        self._undos: dict[int, int] = {}
        """The number of undos in force that undo an act, by the act's `seq`."""
        self.change_plan(plan)
        for act in acts:
            self.add(act)

    def change_plan(self, plan: Plan) -> None:
        """Replace the plan. The next call that needs the state applies all acts in force again."""
        self.plan = plan
        self._builder = LaneBuilder(plan)
        self._applied = 0
        """The number of acts in force that are already applied to the builder."""
        self._checkpoints: list[tuple[int, LaneBuilder]] = []
        self._state: LaneState | None = None

    def add(self, act: Act) -> None:
        """Add an act, which becomes void if it is impossible."""
        self.acts.append(act)
        self._by_seq[act.seq] = act
        self._state = None
        if act.act == "undo":
            self._undo(act)
            return
        self._acts_in_force.append(act)
        if act.group is not None:
            self._groups.setdefault(act.group, []).append(act)

    def is_in_force(self, seq: int) -> bool:
        """Return whether no undo in force undoes the act with this `seq`."""
        return not self._undos.get(seq)

    def state(self) -> LaneState:
        """Return the state of the lane after the acts so far.

        If the lane has foreign sessions, this programme may lack other sessions of the lane as
        well. The clock therefore does not drive the lane after the latest act.
        """
        if self._state is None:
            builder = self._current_builder()
            latest, self._state = builder.latest, builder.state()
            if self.plan.foreign and not builder.is_manual and latest is not None:
                builder = builder.copy()
                builder.take_over(None, latest)
                self._state = replace(builder.state(), is_unknown=True)
        return self._state

    def is_running_at(self, t: datetime) -> bool:
        return bool(self._current_builder().running_at(t))

    def refusal(self, act: Act) -> Refusal | None:
        """Return why an act other than an undo cannot be the next one, or None if it can."""
        builder = self._current_builder()
        return refusal(builder, act, builder.effective_time(act))

    def complete(self, act: Act) -> Act:
        """Return an allowed act with the facts to record."""
        builder = self._current_builder()
        return complete(builder, act, builder.effective_time(act))

    def _current_builder(self) -> LaneBuilder:
        builder, acts_in_force = self._builder, self._acts_in_force
        if self._applied < len(acts_in_force):
            apply(builder, islice(acts_in_force, self._applied, None))
            self._applied = len(acts_in_force)
        return builder

    def _undo(self, undo: Act) -> None:
        """Apply an undo.

        If it undoes another undo, the acts that the other undo names are in force again, and so on.
        """
        waiting = [(undo, True)]
        while waiting:
            undo, undone = waiting.pop()
            for act in self._acts_undone_by(undo):
                count = self._undos.get(act.seq, 0) + (1 if undone else -1)
                self._undos[act.seq] = count
                if count != undone:
                    continue  # another undo in force undoes it, too
                if act.act == "undo":
                    waiting.append((act, not undone))
                else:
                    self._update_in_force(act, undone=undone)

    def _acts_undone_by(self, undo: Act) -> Sequence[Act]:
        """Return the acts that an undo names.

        These are one act or, if it belongs to a group, all acts of the group before the undo.
        """
        named = self._by_seq.get(undo.undoes or 0)
        if named is None or named.seq >= undo.seq:
            return ()
        if named.group is None or named.act == "undo":
            return (named,)
        return [act for act in self._groups[named.group] if act.seq < undo.seq]

    def _update_in_force(self, act: Act, *, undone: bool) -> None:
        index = bisect_left(self._acts_in_force, act.seq, key=_SEQ)
        if undone:
            del self._acts_in_force[index]
        else:
            self._acts_in_force.insert(index, act)
        if index >= self._applied:
            return
        while self._checkpoints and self._checkpoints[-1][0] > index:
            self._checkpoints.pop()
        if not self._checkpoints or self._checkpoints[-1][0] < index:
            self._applied, self._builder = self._latest_checkpoint()
            following, self._acts_in_force = (
                self._acts_in_force[index:],
                self._acts_in_force[:index],
            )
            self._add_checkpoint(self._current_builder())
            self._acts_in_force += following
        self._applied, self._builder = self._latest_checkpoint()

    def _latest_checkpoint(self) -> tuple[int, LaneBuilder]:
        """Return the number of acts in the latest checkpoint, and a copy of its state."""
        if not self._checkpoints:
            return 0, LaneBuilder(self.plan)
        count, builder = self._checkpoints[-1]
        return count, builder.copy()

    def _add_checkpoint(self, builder: LaneBuilder) -> None:
        """Add a checkpoint; if there are too many, drop every second one of the older half."""
        self._checkpoints.append((self._applied, builder))
        if len(self._checkpoints) > _MAX_CHECKPOINTS:
            del self._checkpoints[: _MAX_CHECKPOINTS // 2 : 2]
