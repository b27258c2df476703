"""The lane of the shown room, as the screens of the stage read it."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.companion.keys import STAGE, STAGE_REDO, STAGE_UNDO, WITHOUT_LEAD, Key
from sommet_tui.companion.panel import turn_moment
from sommet_tui.companion.snapshot import messages_in_force, notices_at
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.messages import Message, To, messages_for_room
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up import Suggestion, suggestions
from sommet_tui.domain.rundown.impact import Cost, impact
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.state import LaneState
from sommet_tui.domain.sharing.merge import VoidAct
from sommet_tui.domain.sharing.records import LeadClaim
from sommet_tui.pages.stage import LaneMessages, StageView
from sommet_tui.tui.stage.lane import lane_signature
from sommet_tui.tui.viewer import Viewer


class ShownLane:
    """The lane of the room that one window shows, with the `stage` on which it acts."""

    def __init__(self, viewer: Viewer, room: Callable[[], str | None] | None = None) -> None:
        """`room` returns the room; without it, the room is the chosen one, or else the first."""
        self.viewer = viewer
        self._room = room
        self.stage = Stage(viewer.companion, login_name())
        self.counts_up = False
        """Whether the speaker's clock shows the time since the start instead of the time left."""
        self._known: tuple[LaneState, object] | None = None
        self._found: tuple[tuple[Cost, ...], tuple[Suggestion, ...]] = ((), ())

    @property
    def room(self) -> str | None:
        """The room whose lane is shown; None without rooms."""
        if self._room is not None:
            return self._room()
        snapshot = self.viewer.snapshot
        first = next((room.id for room in snapshot.programme.rooms), None)
        return snapshot.room or first

    def plan(self) -> Plan | None:
        """Return the lane; None if the room has none."""
        return self.stage.plan(self.room)

    def timing(self) -> LaneTiming | None:
        """Return the lane now; None if the room has none."""
        plan = self.plan()
        return self.stage.timing(plan) if plan is not None else None

    def view(self) -> StageView | None:
        """Return the lane now; compute the cost of its delay anew once a minute."""
        timing = self.timing()
        if timing is None:
            return None
        known = timing.state, (truncate_to_minute(timing.at), *lane_signature(timing))
        if self._known is None or self._known[0] is not known[0] or self._known[1] != known[1]:
            self._known = known
            self._found = impact(timing), self.suggestions(timing)
        running, snapshot = timing.running, self.viewer.snapshot
        turn = None
        if running is not None:
            turn = turn_moment(snapshot, running.session.id, timing.at)
        why_not, lead = self.stage.acting_refusal(), self.other_lead
        armed = self.stage.next_start(timing) if why_not is None and lead is None else None
        return StageView(
            timing,
            *self._found,
            self._lane_messages(timing),
            turn,
            armed,
            self.stage.latest_undoable(timing.state.plan),
            why_not,
            lead,
            self.may_take_lead,
        )

    def suggestions(self, timing: LaneTiming) -> tuple[Suggestion, ...]:
        """Return the suggestions for catching up, within the limits of the settings."""
        return suggestions(timing, self.viewer.settings.limits)

    def _lane_messages(self, timing: LaneTiming) -> LaneMessages:
        """Return the current messages of the lane."""
        companion, plan = self.viewer.companion, timing.state.plan
        room, now = plan.lane.room, companion.clock.now()
        asked = tuple(
            m
            for m in messages_in_force(companion.snapshot, "stage", now)
            if m.seen_at is None
            and (m.session in plan.by_id if m.session else m.room in (None, room))
        )
        return LaneMessages(
            asked=asked,
            panel=self.messages_to(timing, "panel"),
            notices=messages_for_room(notices_at(companion.snapshot, now), room),
            speaker=self.messages_to(timing, "speaker"),
        )

    def messages_to(self, timing: LaneTiming, to: To) -> tuple[Message, ...]:
        """Return the current messages to someone about this lane, the newest last."""
        running = timing.running.session.id if timing.running else None
        room, companion = timing.state.plan.lane.room, self.viewer.companion
        return tuple(
            m
            for m in messages_in_force(companion.snapshot, to, companion.clock.now())
            if m.session in (None, running) and m.room in (None, room)
        )

    def entries(self) -> tuple[Act | Message, ...]:
        """Return the acts and messages of the lane in order, including undos."""
        plan = self.plan()
        return self.stage.entries(plan) if plan is not None else ()

    def latest_undoable(self) -> Act | Message | None:
        """Return the lane's latest act or message that can be undone, or None."""
        plan = self.plan()
        return self.stage.latest_undoable(plan) if plan is not None else None

    def latest_undo(self) -> Act | Message | None:
        """Return the undo that "redo" undoes, or None."""
        plan = self.plan()
        return self.stage.latest_undo(plan) if plan is not None else None

    # The lead, where the day is shared

    @property
    def other_lead(self) -> LeadClaim | None:
        """The claim of the other computer that leads the room, or None."""
        return self.stage.other_lead(self.room)

    @property
    def may_take_lead(self) -> bool:
        """Whether another computer leads the room, and the broker has not refused us the lead."""
        link = self.viewer.snapshot.link
        return self.other_lead is not None and not (link is not None and link.refused == "lead")

    def idle_keys(self) -> frozenset[Key]:
        """Return the keys that do nothing because another computer leads the room.

        Undo and redo work while there is an entry that can be undone or redone without the lead.
        """
        if self.other_lead is None:
            return frozenset()
        idle = {key for key in STAGE if key.action.startswith("act(")} - WITHOUT_LEAD
        if self.latest_undoable() is not None:
            idle.discard(STAGE_UNDO)
        if self.latest_undo() is not None:
            idle.discard(STAGE_REDO)
        return frozenset(idle)

    def void_acts(self) -> tuple[VoidAct, ...]:
        """Return the acts in the lane's room that were recorded without the lead, on any laptop."""
        plan = self.plan()
        if plan is None:
            return ()
        found = self.viewer.snapshot.void_acts(self.viewer.companion.clock.now())
        return tuple(void for void in found if void.act.room == plan.lane.room)
