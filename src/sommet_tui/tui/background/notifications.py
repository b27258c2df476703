"""Reminders on screen: what to show, when to ring, whom else to tell."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from sommet_tui.tui.messages.log import Said
from sommet_tui.wording.reminders import (
    command_failed,
    reminder_short,
    reminder_text,
    reminder_title,
)

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.reminders import Given, Reminders
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.viewer import Viewer


SHOWN = 30.0
"""Seconds that a reminder stays on screen if its session has begun already."""
GLANCE = 4.0
"""Seconds that any other stays at least, however fast the clock runs."""


class Reminding:
    """Shows reminders in an app; says once that the command for them fails, then no more.

    A reminder stays on the line until somebody puts it away, until its session begins, or until
    nobody wants it any more.
    """

    def __init__(
        self,
        app: App[None],
        viewer: Viewer,
        reminders: Reminders,
        command: Sequence[str],
        shown: Callable[[], None],
    ) -> None:
        """`shown` is called when the line has changed."""
        self._app = app
        self._viewer = viewer
        self._reminders = reminders
        self._command = tuple(command)
        self._shown = shown
        self._standing: dict[str, tuple[Given, float]] = {}
        """What is on the line and since when, by the id of what it reminds of."""
        self._gone: set[str] = set()
        """The ids of those that were taken off the line because nobody wanted them."""
        self._failed = False

    async def remind(self, due: Sequence[Reminder]) -> None:
        """Show what is due, after the disk has remembered it; meanwhile the screens go on."""
        given = await asyncio.to_thread(self._reminders.give, due)
        texts = [self._show(each) for each in given]
        if any(each.manner != "quietly" for each in given) and not self._is_quiet():
            self._app.bell()
        if self._command:
            aloud = [
                text for each, text in zip(given, texts, strict=True) if each.manner == "aloud"
            ]
            await asyncio.gather(*(self._tell_others(*text) for text in aloud))

    def tick(self) -> None:
        """Have what is on the line say how soon it is, and take off what has begun or is gone.

        What is gone comes back if it is wanted again, as after an undo, unless the user has put it
        away.
        """
        messages = self._viewer.messages
        for about, (given, since) in tuple(self._standing.items()):
            now = self._reminders.standing(given)
            if now is None:
                if messages.stands(about):
                    messages.withdraw(about)
                    self._gone.add(about)
                elif about not in self._gone:
                    del self._standing[about]
            elif now.begun:
                messages.withdraw(about, max(0.0, GLANCE - (monotonic() - since)))
                self._gone.discard(about)
                del self._standing[about]
            elif about in self._gone:
                self._put(now, inf)
            else:
                said = self._said(now)
                messages.reword(about, said.text, said.short)

    def _show(self, given: Given) -> tuple[str, str]:
        told = self._told(given)
        if not self._is_quiet():
            self._put(given, SHOWN if given.begun else inf)
            if not given.begun:
                self._standing[given.session.id] = given, monotonic()
            self._shown()
        return told

    def _put(self, given: Given, seconds: float) -> None:
        self._gone.discard(given.session.id)
        self._viewer.messages.remind(self._said(given), seconds)

    def _said(self, given: Given) -> Said:
        """A reminder for the line, in full and for a small window."""
        view = self._viewer.view()
        return Said(
            " · ".join(self._told(given)),
            "reminder",
            view.now,
            inf,
            about=given.session.id,
            short=reminder_short(given.session, view, late=given.late, walk=given.walk),
            below=given.left_out,
        )

    def _told(self, given: Given) -> tuple[str, str]:
        view = self._viewer.view()
        text = reminder_text(
            given.session, view, late=given.late, walk=given.walk, left_out=given.left_out
        )
        return reminder_title(given.session, view.words), text

    def _is_quiet(self) -> bool:
        """Whether the screen is one that the public sees, like the speaker's clock."""
        return getattr(self._app.screen, "QUIET", False)

    async def _tell_others(self, title: str, text: str) -> None:
        failure = await notify(self._command, title, text)
        if failure is None or self._failed:
            return
        self._failed = True
        said = command_failed(self._command[0], failure, self._viewer.words)
        self._app.notify(said, severity="warning", markup=False, timeout=12)


TIME_LIMIT = 10.0
"""Seconds that the program may take; it is ended then."""


async def notify(command: Sequence[str], title: str, text: str) -> str | None:
    """Run the command with title and text as its last two arguments.

    Returns None if it ended well, else why not, in the system's words: it cannot be started, it
    ended with another code than 0 ("exit 3"), it took too long ("timeout").
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            title,
            text,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # keys and signals of our terminal are not meant for it
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        code = await asyncio.wait_for(process.wait(), TIME_LIMIT)
    except TimeoutError:
        return "timeout"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return None if code == 0 else f"exit {code}"
