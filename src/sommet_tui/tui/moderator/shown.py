"""The panel that the Moderator shows: which one, and its state."""

from __future__ import annotations

from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.tui.render.memo import Memo
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
        self._moment: Memo[PanelMoment] = Memo()

    def session_id(self) -> str | None:
        """The shown session; None if the room has none."""
        if self.chosen in self._viewer.programme.by_id:
            return self.chosen
        timing = self.stage.timing()
        if timing is None:
            return None
        if timing.present is not None:
            return timing.present.session.id
        held = [i.session.id for i in timing.items if not i.session.is_break]
        return held[-1] if held else None

    def step(self, by: int) -> None:
        """Choose the previous or the next session in the same room, on any day."""
        shown = self.session_id()
        programme = self._viewer.programme
        if shown is None:
            return
        room = programme.by_id[shown].room
        held = [s.id for s in programme.sessions if not s.is_break and s.room == room]
        place = held.index(shown) + by
        if 0 <= place < len(held):
            self.chosen = held[place]

    def moment(self) -> PanelMoment | None:
        """Return the panel now, computed once a second or after any change."""
        session_id, companion = self.session_id(), self._viewer.companion
        if session_id is None:
            return None
        snapshot, now = companion.snapshot, companion.clock.now().replace(microsecond=0)
        return self._moment.of(
            (snapshot, now, session_id),
            lambda: panel_moment(
                snapshot,
                session_id,
                now,
                taken=self._viewer.keymap.panel_letters(),
                cues=self._viewer.settings.cue_minutes,
            ),
        )
