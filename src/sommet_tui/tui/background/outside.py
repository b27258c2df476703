"""The title of the terminal's window, and notifications on the desktop."""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from sommet_tui.domain.instants import to_minute
from sommet_tui.tui.background.programs import UserProgram
from sommet_tui.tui.terminal.outside import notification
from sommet_tui.wording.live import left_words
from sommet_tui.wording.sentences import alert_word, short_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.domain.rundown.lane_timing import LaneTiming
    from sommet_tui.tui.paint import PaintedApp
    from sommet_tui.tui.stage.shown import ShownLane
    from sommet_tui.tui.viewer import Viewer

_PAUSE = 60.0
"""The least number of seconds between two titles."""


class Notifier(UserProgram):
    """Notifications on the desktop, and the program in `notify_command`."""

    def __init__(
        self,
        command: Sequence[str],
        app: PaintedApp,
        viewer: Viewer,
        warn: Callable[[str], None],
    ) -> None:
        super().__init__("notify_command", command, viewer, warn)
        self._app = app
        self._notifies = viewer.settings.desktop_notifications

    def __bool__(self) -> bool:
        """Whether anybody hears of news."""
        return super().__bool__() or self._notifies

    async def send(self, title: str, text: str) -> None:
        """Notify on the desktop, and run the program if there is one."""
        self.notify(title, text)
        await self.run(title, text)

    async def run(self, *arguments: str, text: str = "") -> None:
        """Run the program if there is one."""
        if super().__bool__():
            await super().run(*arguments, text=text)

    def notify(self, title: str, text: str) -> None:
        """Notify on the desktop, unless the public sees this screen."""
        if self._notifies and not getattr(self._app.screen, "QUIET", False):
            self._app.write_terminal(notification(title, text, os.environ))


class Window:
    """Names the event and the running session in the title; on stage, the time left.

    On stage, it also raises a notification when an alert begins.
    """

    def __init__(self, app: PaintedApp, viewer: Viewer, notifier: Callable[[], Notifier]) -> None:
        self._app = app
        self._viewer = viewer
        self._notifier = notifier
        self._lane: ShownLane | None = None
        self._alert: object = None
        """The running session and its alert, None before the first look."""
        self._shown: object = None
        self._since = -inf

    def tick(self, *, crew_looks: bool) -> None:
        """Check the alert, and renew the title at most once a minute."""
        timing = self._timing() if crew_looks else None
        if timing is not None:
            self._notify_alert(timing)
        now, view = self._viewer.monotonic(), self._viewer.view()
        shown = crew_looks, to_minute(view.now), view.programme, view.words
        if shown != self._shown and now - self._since >= _PAUSE:
            self._shown, self._since = shown, now
            self._app.name_window(self._window_title(timing))

    def _timing(self) -> LaneTiming | None:
        if self._lane is None:
            from sommet_tui.tui.stage.shown import ShownLane

            self._lane = ShownLane(self._viewer)
        return self._lane.timing()

    def _notify_alert(self, timing: LaneTiming) -> None:
        """Notify of an alert that has begun since the last look."""
        running, before = timing.running, self._alert
        self._alert = (running.session.id, running.alert) if running is not None else ("", None)
        if running is None or running.alert is None or before in (None, self._alert):
            return
        if running.alert != "normal":
            word = alert_word(running.alert, self._viewer.words)
            self._notifier().notify(short_name(running.session), word)

    def _window_title(self, timing: LaneTiming | None) -> str:
        view = self._viewer.view()
        if timing is not None and timing.running is not None and timing.remaining is not None:
            left = left_words(timing.remaining, view.words, calm=True)
            return f"{short_name(timing.running.session)} · {left}"
        on = [s for s in view.programme.sessions if s.start <= view.now < s.end and not s.is_break]
        return " · ".join([view.programme.title, *map(short_name, on if len(on) == 1 else ())])
