"""The state of the event as JSON, for whoever shows it elsewhere: told at each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sommet_tui.companion.json.stage import state_view

if TYPE_CHECKING:
    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.json.parts import Json


class StateListener(Protocol):
    """Takes the state as it is told; what it raises passes through to whoever made the change."""

    def __call__(self, state: Json, /) -> None:
        """Take a state (`state_view`), which is another one than the last."""


class StateFeed:
    """Tells one listener what a companion's lanes and notices are, and again when they change.

    A state that differs in nothing but the instant it was made at is not told again; what the
    clock alone changes is told when `tell` is called.
    """

    def __init__(self, companion: Companion, listener: StateListener) -> None:
        self._companion = companion
        self._listener = listener
        self._last: Json | None = None
        companion.on_change(self.tell)
        self.tell()

    def tell(self) -> None:
        """Tell the state as it is now, if it is another one."""
        state = state_view(self._companion.snapshot, self._companion.now())
        what = {key: value for key, value in state.items() if key != "at"}
        if what != self._last:
            self._last = what
            self._listener(state)
