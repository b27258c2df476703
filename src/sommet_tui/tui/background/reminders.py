"""Reminders on screen: their text, the bell, and the user's program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from math import inf
from time import monotonic

from sommet_tui.pages.now import StopLine, departure_variants
from sommet_tui.tui.messages import LineMessage
from sommet_tui.tui.now.stops import NextStops
from sommet_tui.wording.bookmarks import reminder_title, reminder_variants, start_timing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.reminders import GivenReminder, Reminders
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.background.user_programs import Notifier
    from sommet_tui.tui.viewer import Viewer


SHOWN = 30.0
"""The seconds for which a reminder stays on screen if its session has already begun."""
GLANCE = 4.0
"""The minimum seconds for all other reminders, even if a simulated clock runs fast."""


class ReminderDisplay:
    """The task that shows reminders in the app, and sends them to the user's program.

    A reminder stays on the message line until the user dismisses it, its session begins, or it no
    longer applies.
    """

    def __init__(
        self,
        app: App[None],
        viewer: Viewer,
        reminders: Reminders,
        program: Notifier,
        on_change: Callable[[], None],
    ) -> None:
        """`on_change` is called when the message line has changed."""
        self._app = app
        self._viewer = viewer
        self._reminders = reminders
        self._program = program
        self._on_change = on_change
        self._stops = NextStops(viewer)
        """The next stops of Now, because reminders show the same minutes."""
        self._on_line: dict[str, tuple[GivenReminder, float]] = {}
        """The reminder on the message line and the time when it was first shown, by session id."""
        self._removed_ids: set[str] = set()
        """The ids of reminders that were removed because they no longer applied."""

    async def remind(self, due: Sequence[Reminder]) -> None:
        """Save that these reminders have been given, and then show them.

        Saving runs in a thread, so that the screens need not wait.
        """
        reminders = await asyncio.to_thread(self._reminders.mark_given, due)
        texts = [self._show_reminder(reminder) for reminder in reminders]
        pairs = list(zip(reminders, texts, strict=True))
        if any(reminder.manner != "quietly" for reminder in reminders) and not self._is_quiet():
            self._app.bell()
            for reminder, text in pairs:
                if reminder.manner != "quietly":
                    self._program.notify(*text)
        if self._program:
            ringing = (text for reminder, text in pairs if reminder.manner == "aloud")
            await asyncio.gather(*(self._program.run(*text) for text in ringing))

    def tick(self) -> None:
        """Update the times in the reminders, and remove old reminders from the message line.

        A reminder is old if its session has begun, or if the reminder no longer applies. A reminder
        that applies again, for example after an undo, comes back unless the user has dismissed it.
        """
        messages = self._viewer.messages
        for about, (reminder, since) in tuple(self._on_line.items()):
            now = self._reminders.update(reminder)
            if now is None:
                if messages.withdraw(about):
                    self._removed_ids.add(about)
                elif about not in self._removed_ids:
                    del self._on_line[about]
            elif now.begun:
                messages.withdraw(about, max(0.0, GLANCE - (monotonic() - since)))
                self._removed_ids.discard(about)
                del self._on_line[about]
            elif about in self._removed_ids:
                self._show_on_message_line(now, inf)
            else:
                messages.reword(self._message_for_line(now))

    def _show_reminder(self, reminder: GivenReminder) -> tuple[str, str]:
        title, text, _ = self._reminder_texts(reminder)
        if not self._is_quiet():
            self._show_on_message_line(reminder, SHOWN if reminder.begun else inf)
            if not reminder.begun:
                self._on_line[reminder.session.id] = reminder, monotonic()
            self._on_change()
        return title, text

    def _show_on_message_line(self, reminder: GivenReminder, seconds: float) -> None:
        self._removed_ids.discard(reminder.session.id)
        self._viewer.messages.remind(self._message_for_line(reminder), seconds)

    def _message_for_line(self, reminder: GivenReminder) -> LineMessage:
        """Return a reminder as a message, in full and in a short form for small windows."""
        title, text, short = self._reminder_texts(reminder)
        line, start = self._stop_line(reminder), reminder.session.start
        leave = (
            line.next.leg.leave if line is not None else start - timedelta(minutes=reminder.walk)
        )
        return LineMessage(
            f"{title} · {text}",
            "reminder",
            self._viewer.scene().now,
            inf,
            about=reminder.session.id,
            short=short,
            due=leave or start,
        )

    def _reminder_texts(self, reminder: GivenReminder) -> tuple[str, str, str]:
        """Return three texts: the title of a reminder, its text, and a short text."""
        view, session, line = self._viewer.scene(), reminder.session, self._stop_line(reminder)
        missed = 0
        if line is None:
            timing: tuple[str, ...] = (start_timing(session, view, reminder.walk),)
        else:
            missed = line.next.leg.missed
            timing = departure_variants(line.next, view) if missed else line.timing
        forms = reminder_variants(session, view, timing, late=reminder.late, missed=missed)
        return reminder_title(session, view.words), *forms

    def _stop_line(self, reminder: GivenReminder) -> StopLine | None:
        """Return the line about the session of a reminder in the next stops of Now, or None."""
        return self._stops.line_of_stop(reminder.session.id)

    def _is_quiet(self) -> bool:
        """Return whether an audience sees this screen, for example the speaker's clock."""
        return getattr(self._app.screen, "QUIET", False)
