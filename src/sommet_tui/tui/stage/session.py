"""A session's page opened from Stage, on which the stage's keys go on working."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    SESSION,
    STAGE,
    STAGE_START,
    STAGE_UNDO,
    Key,
)
from sommet_tui.tui.keys import bindings
from sommet_tui.tui.session import SessionScreen
from sommet_tui.tui.viewer import Viewer

_STAGE = tuple(key for key in STAGE if key.action.startswith("act("))
"""The keys of the stage that act."""


class StageSessionScreen(SessionScreen):
    """Returns to Stage for the keys that act there, where their question and result are shown."""

    LETTERS_ACT = True
    BINDINGS = bindings(_STAGE)
    KEYS = (APP_BACK, STAGE_START, STAGE_UNDO, *SESSION, *EVERYWHERE)

    def __init__(
        self,
        viewer: Viewer,
        session_id: str,
        drives: Callable[[str], bool],
        act: Callable[[str, str, tuple[int, ...]], None],
    ) -> None:
        """`drives` returns whether the stage drives a session's room; `act` returns and acts there.

        Both take the id of the session.
        """
        super().__init__(viewer, session_id)
        self._drives = drives
        self._act = act

    def keys(self) -> Sequence[Key]:
        """Show the keys of the stage only while they act."""
        keys = super().keys()
        if self._drives(self._session_id):
            return keys
        return [key for key in keys if key not in (STAGE_START, STAGE_UNDO)]

    def action_act(self, name: str, *amounts: int) -> None:
        """Act as on Stage, if this session belongs to the room that the stage drives."""
        if self._drives(self._session_id):
            self._act(self._session_id, name, amounts)
        else:
            key = self.viewer.keymap.key_text(APP_BACK)
            self.say(self.viewer.words.say("{key} goes back to the Stage screen", key=key))
