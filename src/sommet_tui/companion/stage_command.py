"""Events such as a start or an end, for the program in the setting `stage_command`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sommet_tui.companion.json.stage import event_view
from sommet_tui.companion.snapshot import Snapshot, messages_in_force
from sommet_tui.domain.messages import TOS
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.json import Json
    from sommet_tui.domain.rundown.lanes import LaneKey

About = tuple[str, str | None, str | None]
"""The recipient of a message, its session and its room."""


@frozen
class _Lane:
    """The facts about a lane. A change of these facts is an event."""

    running: str | None
    by_clock: bool
    paused: bool
    alert: str


_NOTHING = _Lane(None, by_clock=False, paused=False, alert="normal")
"""A lane in which no session is running."""


@frozen
class _StageState:
    """The state of the stage when it was last read."""

    subject: tuple[str, str | None]
    lanes: Mapping[LaneKey, _Lane]
    messages: Mapping[About, str]


class StageEvents:
    """Finds the events of the stage since the last call.

    The first call for a programme returns no events, nor does the first call after a rehearsal
    begins or ends. If the time is simulated or another stage drives the day, there are no events.
    On a shared day, only the rooms that this computer leads have events.
    """

    def __init__(self, companion: Companion) -> None:
        self._companion = companion
        self._last_state: _StageState | None = None

    @property
    def subject(self) -> str | None:
        """The programme's id and "day" or "rehearsal"; None if no events can occur."""
        snapshot = self._companion.snapshot
        if snapshot.is_read_only or snapshot.is_following:
            return None
        return f"{snapshot.programme.id} {'rehearsal' if snapshot.events.rehearsal else 'day'}"

    def take_events(self) -> tuple[Json, ...]:
        """Return the events since the last call in order, each as JSON."""
        before, now = self._last_state, self._companion.clock.now()
        if before is not None:
            before = _use_current_ids(before, self._companion.current_ids)
        if self.subject is None:
            self._last_state = None
            return ()
        snapshot = self._companion.snapshot
        rundown, rehearsal = snapshot.rundown(now), snapshot.events.rehearsal
        rooms = dict.fromkeys(plan.lane.room for plan in snapshot.plans.all)
        plans = [plan for room in rooms if (plan := rundown.lane_of_room(room, now)) is not None]
        timings = {plan.key: lane_timing(rundown.lane(plan), now) for plan in plans}
        self._last_state = _StageState(
            (snapshot.programme.id, rehearsal.id if rehearsal else None),
            {key: _lane_state(timing) for key, timing in timings.items()},
            {
                (to, m.session, m.room): m.text
                for to in TOS
                for m in messages_in_force(snapshot, to, now)
            },
        )
        if before is None or before.subject != self._last_state.subject:
            return ()
        day = snapshot.at(now)
        in_lanes = self._lane_events(day, now, before, timings)
        return (*in_lanes, *self._message_events(day, now, before, timings))

    def _lane_events(
        self,
        day: Snapshot,
        now: datetime,
        before: _StageState,
        timings: Mapping[LaneKey, LaneTiming],
    ) -> Iterator[Json]:
        assert self._last_state is not None
        for key, timing in timings.items():
            old = before.lanes.get(key)
            if old is None or not _drives_room(day, key[0]):
                continue
            for event, session in _changes(old, self._last_state.lanes[key]):
                yield event_view(day, now, event, timing, room=key[0], session=session)

    def _message_events(
        self,
        day: Snapshot,
        now: datetime,
        before: _StageState,
        timings: Mapping[LaneKey, LaneTiming],
    ) -> Iterator[Json]:
        assert self._last_state is not None
        old, new = before.messages, self._last_state.messages
        for addressee in dict.fromkeys((*old, *new)):
            to, session, room = addressee
            text = new.get(addressee, "")
            about = day.programme.by_id.get(session or "")
            where = about.room if about is not None else room
            if text == old.get(addressee, "") or not _drives_room(
                day, where, anywhere=where is None
            ):
                continue
            rooms = [key[0] for key in timings]
            room_of_message = where if where is not None or len(rooms) > 1 else rooms[0]
            lane = next((lane for key, lane in timings.items() if key[0] == room_of_message), None)
            message = {"to": to, "text": text}
            yield event_view(
                day, now, "message", lane, room=room_of_message, session=session, message=message
            )


def _use_current_ids(state: _StageState, names: Mapping[str, str]) -> _StageState:
    """Return a state in which sessions have their current ids.

    `names` maps earlier ids to current ones.
    """
    if not names:
        return state

    def name(id_: str | None) -> str | None:
        return names.get(id_ or "", id_)

    lanes = {key: replace(lane, running=name(lane.running)) for key, lane in state.lanes.items()}
    messages = {(to, name(id_), room): text for (to, id_, room), text in state.messages.items()}
    return replace(state, lanes=lanes, messages=messages)


def _drives_room(snapshot: Snapshot, room: str | None, *, anywhere: bool = False) -> bool:
    """Return whether this computer drives a room. If `anywhere` is set, any room counts.

    If the day is not shared, this computer drives every room.
    """
    crew = snapshot.events.crew
    if crew is None:
        return True
    rooms = {plan.lane.room for plan in snapshot.plans.all} if anywhere else {room}
    return any(crew.is_lead(room) for room in rooms)


def _lane_state(timing: LaneTiming) -> _Lane:
    running, paused = timing.running, timing.paused_since is not None
    if running is None:
        return _NOTHING
    return _Lane(running.session.id, running.by_clock, paused, timing.alert or "normal")


def _changes(old: _Lane, new: _Lane) -> Iterator[tuple[str, str]]:
    """Yield the events that lead from the old to the new state of a lane.

    Each event comes with the id of its session.
    """
    if old.running is not None and old.running != new.running:
        yield "end", old.running
    if new.running is None:
        return
    if new.running != old.running or (old.by_clock and not new.by_clock):
        yield "start", new.running
    if new.running != old.running:
        old = _NOTHING
    if new.paused != old.paused:
        yield "pause" if new.paused else "resume", new.running
    if new.alert != old.alert:
        yield new.alert, new.running
