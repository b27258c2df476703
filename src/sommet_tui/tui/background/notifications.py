"""Reminders on screen: what to show, when to ring, whom else to tell."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sommet_tui.wording.reminders import command_failed, reminder_text, reminder_title

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.reminders import Given, Reminders
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.viewer import Viewer


SHOWN = 30.0
"""Seconds that a reminder stays on screen, unless its session begins before."""
GLANCE = 4.0
"""Seconds that it stays at least, however fast the clock runs."""


class Reminding:
    """Shows reminders in an app; says once that the command for them fails, then no more."""

    def __init__(
        self, app: App[None], viewer: Viewer, reminders: Reminders, command: Sequence[str]
    ) -> None:
        self._app = app
        self._viewer = viewer
        self._reminders = reminders
        self._command = tuple(command)
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

    def _show(self, given: Given) -> tuple[str, str]:
        scene = self._viewer.scene()
        title = reminder_title(given.session, scene.words)
        text = reminder_text(
            given.session,
            scene.view,
            late=given.late,
        )
        ahead = (given.session.start - scene.now).total_seconds()
        timeout = shown_for(ahead, scene.snapshot.speed)
        if not self._is_quiet():
            self._app.notify(text, title=title, markup=False, timeout=timeout)
        return title, text

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


def shown_for(ahead: float, speed: float) -> float:
    """How many seconds to show a reminder of what begins in `ahead` seconds of the clock shown.

    "Starts in 5 min" must not stand there once it has started; one that came late stays as long
    on a fast clock, by that clock, as on a slow one.
    """
    if speed <= 0:
        return SHOWN
    return min(SHOWN, max(GLANCE, (ahead if ahead > 0 else SHOWN) / speed))


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
