"""The order of input: the app gets each event when it has finished with the one before.

Textual sends a key to the widget that has the focus when the key arrives. It runs the binding of a
key later, when the key has passed through the queues of all parents of that widget. A key that
arrives meanwhile is sent to the wrong widget, or overtakes the first: text misses the dialog that
was to open for it, and a letter comes before the backspace that was typed before it.
"""

from __future__ import annotations

import asyncio
import selectors
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from textual.message import Message

_MOST_ROUNDS: Final = 1_000
"""Rounds of the loop to wait for its rest; a part of the app that never rests must not block keys.

Opening a dialog takes about thirty rounds.
"""


class RestingLoop(asyncio.SelectorEventLoop):
    """A loop that can call back when nothing is left to do but to wait."""

    def __init__(self) -> None:
        self._waiting = _Selector()
        super().__init__(self._waiting)

    def call_at_rest(self, callback: Callable[[], object]) -> None:
        """Call `callback` in the loop once nothing else is ready to run; one at a time."""
        self._waiting.at_rest = partial(self.call_soon, callback)


class _Selector(selectors.DefaultSelector):
    """A selector that notices when its loop would begin to wait."""

    at_rest: Callable[[], object] | None = None
    _rounds = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.at_rest is not None:
            self._rounds += 1
            # A loop asks for no time to wait while anything is ready to run.
            if timeout is None or timeout > 0 or self._rounds > _MOST_ROUNDS:
                call, self.at_rest, self._rounds = self.at_rest, None, 0
                call()
                timeout = 0
        return super().select(timeout)


class Turns:
    """The events of the input that the app has not received yet."""

    def __init__(
        self,
        loop: RestingLoop,
        give: Callable[[Message], object],
        may_follow: Callable[[Message, Message], bool] = lambda _first, _second: False,
    ) -> None:
        """`give` passes an event to the app.

        `may_follow` returns whether an event keeps its place behind another one without waiting.
        """
        self._loop = loop
        self._give = give
        self._may_follow = may_follow
        self._waiting: deque[Message] = deque()
        self._asked = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: Message) -> None:
        """Add an event, from any thread; `begin` must follow in the loop."""
        self._waiting.append(event)

    def begin(self) -> None:
        """Pass the events to the app from now on, in the loop."""
        if self._waiting and not self._asked:
            self._asked = True
            self._loop.call_at_rest(self._pass_next)

    def _pass_next(self) -> None:
        self._asked = False
        event = self._waiting.popleft()
        self._give(event)
        while self._waiting and self._may_follow(event, self._waiting[0]):
            self._give(self._waiting.popleft())
        self.begin()
