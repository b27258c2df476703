"""The title of the terminal's window, and the desktop notifications about alerts."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.wording import expected_times, session_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.tui.background.user_programs import Notifier
    from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane
    from sommet_tui.tui.textual_internals import PaintedApp
    from sommet_tui.tui.viewer import Viewer

_PAUSE = 60.0
"""The minimum seconds between two changes of the title."""


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
            from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane

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
