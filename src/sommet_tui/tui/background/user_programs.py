"""The user's programs, which the app runs for the news and the stage, and desktop notifications."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from sommet_tui.tui.background.threads import SingleJob
from sommet_tui.tui.terminal.notifications import notification
from sommet_tui.wording import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.json import Json
    from sommet_tui.tui.textual_internals import PaintedApp
    from sommet_tui.tui.viewer import Viewer


TIME_LIMIT = 10.0
"""The seconds after which a running program is killed."""


class UserProgram:
    """A program that the user names in a setting. Only its first failure is reported."""

    def __init__(
        self, setting: str, command: Sequence[str], viewer: Viewer, warn: Callable[[str], None]
    ) -> None:
        """`command` is the program with its first arguments.

        `warn` shows a sentence to the user.
        """
        self._setting = setting
        self._command = tuple(command)
        self._viewer = viewer
        self._warn = warn
        self._has_failed = False

    def __bool__(self) -> bool:
        """Return whether the setting names a program."""
        return bool(self._command)

    async def run(self, *arguments: str, text: str = "") -> None:
        """Run the program with further arguments, and with `text` as its standard input."""
        failure = await run_program((*self._command, *arguments), text.encode())
        if failure is not None and not self._has_failed:
            self._has_failed = True
            words = self._viewer.words
            self._warn(
                errors.command_failed_sentence(self._setting, self._command[0], failure, words)
            )


async def run_program(command: Sequence[str], data: bytes = b"") -> str | None:
    """Run a program with its arguments, without a shell. `data` is its standard input.

    Return None if the program succeeds. Otherwise, return the reason: the message of the system if
    the program cannot be started, its exit code ("exit 3"), or "timeout".
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE if data else DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # The program gets no keys and no signals from our terminal.
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        await asyncio.wait_for(process.communicate(data or None), TIME_LIMIT)
    except TimeoutError:
        return "timeout"
    finally:
        if process.returncode is None:
            _kill(process)
        while process.returncode is None:
            with suppress(asyncio.CancelledError):  # The app cancels its work twice when it ends.
                await process.wait()
    return None if process.returncode == 0 else f"exit {process.returncode}"


def _kill(process: Process) -> None:
    """Kill a program and the processes that it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


class Notifier(UserProgram):
    """A sender of notifications to the desktop and to the program in `notify_command`."""

    def __init__(
        self,
        command: Sequence[str],
        app: PaintedApp,
        viewer: Viewer,
        warn: Callable[[str], None],
    ) -> None:
        super().__init__("notify_command", command, viewer, warn)
        self._app = app
        self._uses_desktop = viewer.settings.desktop_notifications

    def __bool__(self) -> bool:
        """Return whether there is a program, or desktop notifications are on."""
        return super().__bool__() or self._uses_desktop

    async def send(self, title: str, text: str) -> None:
        """Show a notification on the desktop.

        If there is a program, run it with the title and the text.
        """
        self.notify(title, text)
        await self.run(title, text)

    async def run(self, *arguments: str, text: str = "") -> None:
        """Run the program, unless the setting names none."""
        if super().__bool__():
            await super().run(*arguments, text=text)

    def notify(self, title: str, text: str) -> None:
        """Show a notification on the desktop, unless an audience sees this screen."""
        if self._uses_desktop and not getattr(self._app.screen, "QUIET", False):
            self._app.write_terminal(notification(title, text, os.environ))


class StageAutomation:
    """The task that runs the user's program for each event of the stage, one by one.

    If several windows of this computer show the same day or rehearsal, only the first window runs
    the program. When this window closes, another window continues with the next event.
    """

    def __init__(self, app: App[None], viewer: Viewer, program: UserProgram) -> None:
        from sommet_tui.companion.stage_command import StageEvents

        self._viewer = viewer
        self._program = program
        self._events = StageEvents(viewer.companion)
        self._pending_events: deque[Json] = deque()
        self._program_job, self._lock_job = SingleJob(app), SingleJob(app)
        self._claimed_subject: str | None = None
        """The day or the rehearsal for which this window runs the program, or None."""

    def tick(self) -> None:
        """Look for new events. The program and the lock are handled in the background."""
        found, subject = self._events.take_events(), self._events.subject
        if self._claimed_subject == subject and found:
            self._pending_events.extend(found)
            self._program_job.begin(self._run_program)
        if self._claimed_subject != subject:
            self._lock_job.begin(self._request_lock)

    async def _request_lock(self) -> None:
        subject, claim = self._events.subject, self._viewer.services.claim_stage_command
        chosen = await asyncio.to_thread(claim, subject)
        self._claimed_subject = subject if chosen else None

    async def _run_program(self) -> None:
        while self._pending_events:
            event = self._pending_events.popleft()
            await self._program.run(text=json.dumps(event, ensure_ascii=False) + "\n")
