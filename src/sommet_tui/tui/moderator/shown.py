"""The panel that the Moderator shows: which one, and its state."""

from __future__ import annotations

from sommet_tui.companion.green_room import Call, GreenRoom
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.domain.programme import Session
from sommet_tui.tui.render.rows import Memo
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer


class ShownPanel:
    """The shown panel.

    `chosen` is the session that the user chose or acted on; it stays even if another session
    begins. If `chosen` is None, the panel follows the room: the running session, or else the next
    one.
    """

    def __init__(self, viewer: Viewer, stage: ShownLane) -> None:
        self.stage = stage
        self.chosen: str | None = None
        self._viewer = viewer
        self._moderators: frozenset[str] = frozenset()
        """Who moderates all sessions that the user has gone through; empty for no one."""
        self._moment: Memo[PanelMoment] = Memo()

    def session_id(self) -> str | None:
        """The shown session; None if the room has none."""
        chosen = self._viewer.companion.present_id(self.chosen or "")
        if chosen in self._viewer.programme.by_id:
            return chosen
        timing = self.stage.timing()
        if timing is None:
            return None
        if timing.current_or_next is not None:
            return timing.current_or_next.session.id
        held = [i.session.id for i in timing.items if not i.session.is_break]
        return held[-1] if held else None

    def step(self, by: int) -> None:
        """Choose the previous or the next session."""
        session = self._neighbour(by)
        if session is not None:
            self.chosen = session.id
            self._moderators = self._moderators_of(session)

    def next_call(self) -> Call | None:
        """Return the next session and its people, if it begins soon."""
        session, view = self._neighbour(1), self._viewer.view()
        return GreenRoom(view.snapshot, view.now).call_for(session) if session is not None else None

    def _neighbour(self, by: int) -> Session | None:
        """Return the next or the previous session, by expected start, without cancelled ones.

        Only sessions of the same moderator count; if there is no other one, those of the room.
        """
        view, id_ = self._viewer.view(), self.session_id()
        shown = view.programme.by_id.get(id_ or "")
        if shown is None:
            return None
        self._moderators = me = self._moderators_of(shown)
        held = [session for session in view.programme.sessions if not session.is_break]
        mine = [
            s for s in held if any(p.id in me and p.role == "moderator" for p in s.participants)
        ]
        if len(mine) < 2:
            mine = [session for session in held if session.room == shown.room]
        mine = [s for s in mine if s is shown or view.status(s) != "cancelled"]
        mine.sort(key=GreenRoom(view.snapshot, view.now).start_of)
        place = mine.index(shown) + by
        return mine[place] if 0 <= place < len(mine) else None

    def _moderators_of(self, session: Session) -> frozenset[str]:
        """Return the moderators so far who moderate a session; if none does, its moderators."""
        own = frozenset(p.id for p in session.participants if p.role == "moderator")
        return self._moderators & own or own

    def moment(self) -> PanelMoment | None:
        """Return the panel now, computed once a second or after any change."""
        session_id, companion = self.session_id(), self._viewer.companion
        if session_id is None:
            return None
        snapshot, now = companion.snapshot, companion.clock.now().replace(microsecond=0)
        return self._moment.get(
            (snapshot, now, session_id),
            lambda: panel_moment(
                snapshot,
                session_id,
                now,
                taken=self._viewer.keymap.panel_letters(),
                cues=self._viewer.settings.cue_minutes,
            ),
        )
