"""Output outside the window: the window title, desktop notifications, and the user's programs."""

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
from math import inf

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.tui.background.threads import SingleJob
from sommet_tui.tui.terminal.notifications import notification
from sommet_tui.wording import errors, expected_times, session_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.json import Json
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.tui.stage.key_answers import ShownLane
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
        failure = await run_program((*self._command, *arguments), text)
        if failure is not None and not self._has_failed:
            self._has_failed = True
            words = self._viewer.words
            self._warn(
                errors.command_failed_sentence(self._setting, self._command[0], failure, words)
            )


async def run_program(command: Sequence[str], text: str = "") -> str | None:
    """Run a program with its arguments, without a shell. `text` is its standard input.

    Return None if the program succeeds. Otherwise, return the reason: the message of the system if
    the program cannot be started, its exit code ("exit 3"), or "timeout".
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE if text else DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # The program gets no keys and no signals from our terminal.
        )
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    try:
        await asyncio.wait_for(process.communicate(text.encode() or None), TIME_LIMIT)
    except TimeoutError:
        return "timeout"
    finally:
        if process.returncode is None:
            _kill(process)
            await process.wait()
    return None if process.returncode == 0 else f"exit {process.returncode}"


def _kill(process: Process) -> None:
    """Kill a program and the processes that it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


_PAUSE = 60.0
"""The minimum seconds between two changes of the title."""


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


class Window:
    """The task that shows the event and the running session in the title of the window.

    While a screen of the crew is shown, the title also has the time left, and each new alert causes
    a notification.
    """

    def __init__(self, app: PaintedApp, viewer: Viewer, notifier: Callable[[], Notifier]) -> None:
        self._app = app
        self._viewer = viewer
        self._notifier = notifier
        self._lane: ShownLane | None = None
        self._alert: object = None
        """The running session and its alert, or None before the first check."""
        self._title_state: object = None
        self._since = -inf

    def tick(self, *, crew_looks: bool) -> None:
        """Check for a new alert, and update the title at most once a minute."""
        timing = self._timing() if crew_looks else None
        if timing is not None:
            self._notify_alert(timing)
        now, view = self._viewer.monotonic(), self._viewer.scene()
        shown = crew_looks, truncate_to_minute(view.now), view.programme, view.words
        if shown != self._title_state and now - self._since >= _PAUSE:
            self._title_state, self._since = shown, now
            self._app.set_window_title(self._window_title(timing))

    def _timing(self) -> LaneTiming | None:
        if self._lane is None:
            from sommet_tui.tui.stage.key_answers import ShownLane

            self._lane = ShownLane(self._viewer)
        return self._lane.timing()

    def _notify_alert(self, timing: LaneTiming) -> None:
        """Send a notification if the running session has reached a new alert."""
        running, before = timing.running, self._alert
        self._alert = (running.session.id, running.alert) if running is not None else ("", None)
        if running is None or running.alert is None or before in (None, self._alert):
            return
        if running.alert != "normal":
            word = session_texts.alert_word(running.alert, self._viewer.words)
            self._notifier().notify(session_texts.short_name(running.session), word)

    def _window_title(self, timing: LaneTiming | None) -> str:
        view = self._viewer.scene()
        if timing is not None and timing.running is not None and timing.remaining is not None:
            left = expected_times.time_left_words(timing.remaining, view.words, calm=True)
            return f"{session_texts.short_name(timing.running.session)} · {left}"
        on = [s for s in view.programme.sessions if s.start <= view.now < s.end and not s.is_break]
        return " · ".join(
            [view.programme.title, *map(session_texts.short_name, on if len(on) == 1 else ())]
        )


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
