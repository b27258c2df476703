"""The state of a window: the present snapshot, its listeners, and messages for the user."""

from __future__ import annotations

from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from sommet_tui.companion.ports import Notice
    from sommet_tui.companion.snapshot import Snapshot

    T = TypeVar("T")


class State:
    """The present snapshot. The parts of the companion read it here, and replace it.

    It belongs to one thread.
    """

    def __init__(self, snapshot: Snapshot, read: Callable[[Snapshot], Snapshot]) -> None:
        """`read` returns the snapshot with everything saved as it is now."""
        self.snapshot = snapshot
        self._read = read
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._waits = False
        """Whether a change is under way, at whose end everything is read."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the snapshot has changed."""
        self._listeners.append(listener)

    def show(self, snapshot: Snapshot) -> None:
        """Replace the snapshot; the listeners are called if it differs."""
        snapshot = snapshot.include_added()
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self.notify_listeners()

    def change(self, **values: Any) -> None:
        """Replace these values of the snapshot."""
        self.show(replace(self.snapshot, **values))

    def reload_once(self, do: Callable[[], T]) -> T:
        """Return the result of `do`; what it saves is read once, at its end."""
        self._waits = True
        try:
            return do()
        finally:
            self._waits = False
            self.reload()

    def reload(self) -> None:
        """Read everything saved into the snapshot."""
        if not self._waits:
            self.show(self._read(self.snapshot))

    def notify_listeners(self) -> None:
        """Call the listeners, also after a change that the snapshot does not contain."""
        for listener in self._listeners:
            listener()

    def notify(self, *notices: Notice) -> None:
        """Add messages that the user must see."""
        self._notices.extend(notices)

    def notices(self) -> list[Notice]:
        """Return the messages that the user has not seen yet; each is returned once."""
        waiting, self._notices = self._notices, []
        return waiting
