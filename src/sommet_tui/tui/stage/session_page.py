"""The page of a session, opened from Stage."""

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
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.session import SessionScreen
from sommet_tui.tui.viewer import Viewer

_STAGE = tuple(key for key in STAGE if key.action.startswith("act("))
"""The keys of the stage that act."""


class StageSessionScreen(SessionScreen):
    """The page of a session, opened from Stage.

    The keys that act return to Stage, because Stage shows the question and the result.
    """

    KEEPS_LETTER_KEYS = True
    BINDINGS = bindings(_STAGE)
    KEYS = (APP_BACK, STAGE_START, STAGE_UNDO, *SESSION, *EVERYWHERE)

    def __init__(
        self,
        viewer: Viewer,
        session_id: str,
        drives: Callable[[str], bool],
        act: Callable[[str, str, tuple[int, ...]], None],
    ) -> None:
        """`drives` receives the id of a session, and returns whether the stage drives its room.

        `act` receives the id, the name of a key and its amounts. It returns to Stage, and carries
        out the key there.
        """
        super().__init__(viewer, session_id)
        self._drives_session = drives
        self._act = act

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        If the stage does not drive the session's room, leave out the keys that act.
        """
        keys = super().keys()
        if self._drives_session(self._session_id):
            return keys
        return [key for key in keys if key not in (STAGE_START, STAGE_UNDO)]

    def action_act(self, name: str, *amounts: int) -> None:
        """Return to Stage and carry out a key there, if the stage drives this session's room."""
        if self._drives_session(self._session_id):
            self._act(self._session_id, name, amounts)
        else:
            key = self.viewer.keymap.key_text(APP_BACK)
            self.give_hint(self.viewer.words.say("{key} goes back to the Stage screen", key=key))
