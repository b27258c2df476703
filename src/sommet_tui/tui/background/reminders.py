"""Reminders on screen: what to show, when to ring, and the user's own program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from sommet_tui.tui.messages.log import Said
from sommet_tui.wording.reminders import reminder_short, reminder_text, reminder_title

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.reminders import Given, Reminders
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.background.programs import UserProgram
    from sommet_tui.tui.viewer import Viewer


SHOWN = 30.0
"""Seconds for which a reminder stays on screen if its session has begun already."""
GLANCE = 4.0
"""Seconds for which any other reminder stays at least, however fast the clock runs."""


class Reminding:
    """Shows reminders in an app, and passes them to the user's program.

    A reminder stays on the message line until the user dismisses it, its session begins, or it no
    longer applies.
    """

    def __init__(
        self,
        app: App[None],
        viewer: Viewer,
        reminders: Reminders,
        program: UserProgram,
        shown: Callable[[], None],
    ) -> None:
        """`shown` is called when the line has changed."""
        self._app = app
        self._viewer = viewer
        self._reminders = reminders
        self._program = program
        self._shown = shown
        self._on_line: dict[str, tuple[Given, float]] = {}
        """The reminders on the line, and since when, by the id of their session."""
        self._gone: set[str] = set()
        """The ids of reminders that were removed because they no longer applied."""

    async def remind(self, due: Sequence[Reminder]) -> None:
        """Show due reminders once they are on disk; the screens continue meanwhile."""
        given = await asyncio.to_thread(self._reminders.give, due)
        texts = [self._show(reminder) for reminder in given]
        if any(reminder.manner != "quietly" for reminder in given) and not self._is_quiet():
            self._app.bell()
        if self._program:
            pairs = zip(given, texts, strict=True)
            ringing = (text for reminder, text in pairs if reminder.manner == "aloud")
            await asyncio.gather(*(self._program.run(*text) for text in ringing))

    def tick(self) -> None:
        """Update the time on the line, and remove reminders that have begun or no longer apply.

        A removed reminder comes back if it applies again, as after an undo, unless the user has
        dismissed it.
        """
        messages = self._viewer.messages
        for about, (given, since) in tuple(self._on_line.items()):
            now = self._reminders.current(given)
            if now is None:
                if messages.has(about):
                    messages.withdraw(about)
                    self._gone.add(about)
                elif about not in self._gone:
                    del self._on_line[about]
            elif now.begun:
                messages.withdraw(about, max(0.0, GLANCE - (monotonic() - since)))
                self._gone.discard(about)
                del self._on_line[about]
            elif about in self._gone:
                self._put(now, inf)
            else:
                message = self._for_line(now)
                messages.reword(about, message.text, message.short)

    def _show(self, given: Given) -> tuple[str, str]:
        text = self._texts(given)
        if not self._is_quiet():
            self._put(given, SHOWN if given.begun else inf)
            if not given.begun:
                self._on_line[given.session.id] = given, monotonic()
            self._shown()
        return text

    def _put(self, given: Given, seconds: float) -> None:
        self._gone.discard(given.session.id)
        self._viewer.messages.remind(self._for_line(given), seconds)

    def _for_line(self, given: Given) -> Said:
        """Return a reminder for the message line, in full and for a small window."""
        view = self._viewer.view()
        return Said(
            " · ".join(self._texts(given)),
            "reminder",
            view.now,
            inf,
            about=given.session.id,
            short=reminder_short(given.session, view, late=given.late, walk=given.walk),
            below=given.left_out,
        )

    def _texts(self, given: Given) -> tuple[str, str]:
        view = self._viewer.view()
        text = reminder_text(
            given.session, view, late=given.late, walk=given.walk, left_out=given.left_out
        )
        return reminder_title(given.session, view.words), text

    def _is_quiet(self) -> bool:
        """Whether the public sees this screen, like the speaker's clock."""
        return getattr(self._app.screen, "QUIET", False)
