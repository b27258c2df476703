"""All that goes on in the background while the screens are shown, and the clock behind it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from sommet_tui.companion.settings import CREW_SCREENS, FIRST_SCREENS
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.tui.background.watch import ChangesWatch, DayWatch, ProgrammeRefresher, SourceWatch
from sommet_tui.tui.background.work import begin, begin_in_thread
from sommet_tui.tui.keys import screen_module
from sommet_tui.tui.messages import LineMessage
from sommet_tui.tui.render.header import conditions
from sommet_tui.wording.errors import notice_sentence

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sommet_tui.companion.ports import Notice
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.domain.bookmarks import Reminder
    from sommet_tui.tui.background.crew import CrewConnection
    from sommet_tui.tui.background.outside import Notifier, StageAutomation, Window
    from sommet_tui.tui.background.publishing import Publishing
    from sommet_tui.tui.background.reminders import ReminderDisplay
    from sommet_tui.tui.paint import PaintedApp
    from sommet_tui.tui.viewer import Viewer


class Notices:
    """Puts notices on the message line; some stay there until the user dismisses them."""

    def __init__(
        self, viewer: Viewer, warn: Callable[[str], None], shown: Callable[[], None]
    ) -> None:
        """`warn` shows a sentence; `shown` is called when the line has changed otherwise."""
        self._viewer = viewer
        self._warn = warn
        self._shown = shown
        self._set_aside: set[str] = set()
        """The databases set aside that were reported in this window."""
        self._chips: set[str] = set()
        """The chips of the conditions that were reported and are still true."""

    def report(self) -> None:
        """Report all notices since the last call."""
        for notice in self._viewer.companion.state.notices():
            if "aside" in notice.values:
                self._report_set_aside(notice)
            elif notice.code == "lead-taken":
                self._report_lead(notice)
            else:
                self._warn(notice_sentence(notice, self._viewer.words))
        self._withdraw_leads()
        for notice in self._viewer.services.set_aside_notices():  # maybe found by another process
            self._report_set_aside(notice)

    def tick(self) -> None:
        """Say a condition in full when it becomes true; afterwards, its chip shows it."""
        found = {each.chip: each for each in conditions(self._viewer.scene()) if each.warns}
        for chip in found.keys() - self._chips:
            self._warn(found[chip].sentence)
        self._chips = set(found)

    def _report_lead(self, notice: Notice) -> None:
        """Report who leads a room now, instead of who led it before."""
        viewer = self._viewer
        sentence, now = notice_sentence(notice, viewer.words), viewer.companion.clock.now()
        said = LineMessage(
            sentence, "warning", now, inf, about=_lead_subject(notice.values["room"])
        )
        viewer.messages.remind(said, 12)
        self._shown()

    def _withdraw_leads(self) -> None:
        """Take off the line that others lead rooms which this computer leads now."""
        snapshot, messages = self._viewer.snapshot, self._viewer.messages
        crew = snapshot.events.crew
        if crew is None:
            return
        names = snapshot.programme.room_names if snapshot.programme.has_several_rooms else {}
        for room in filter(crew.leads, crew.log.leads):
            about = _lead_subject(names.get(room or "", ""))
            if messages.has_message(about):
                messages.withdraw(about)
                self._shown()

    def _report_set_aside(self, notice: Notice) -> None:
        """Report, until the user dismisses it, that a database was set aside."""
        viewer = self._viewer
        if notice.values["aside"] in self._set_aside:
            return
        self._set_aside.add(notice.values["aside"])
        viewer.messages.warn_until_dismissed(
            lambda: notice_sentence(notice, viewer.words),
            viewer.companion.clock.now(),
            viewer.services.mark_set_aside_seen,
        )
        self._shown()


def _lead_subject(room: str) -> str:
    """Return what a message about who leads a room is about; never the id of a session."""
    return f"lead of {room}"


class BackgroundTasks:
    """Calls each task when a second of the shown clock begins, and then paints the screen."""

    def __init__(
        self,
        app: PaintedApp,
        viewer: Viewer,
        warn: Callable[[str], None],
        repaint: Callable[[bool], None],
        show_messages: Callable[[], None],
    ) -> None:
        """`app` runs the workers and timers.

        `repaint` paints the screen, and receives whether more than the time has changed;
        `show_messages` updates the message line.
        """
        self._app = app
        self._viewer = viewer
        self._warn = warn
        self._repaint = repaint
        self._show_messages = show_messages
        self._ended = False
        self._written = False
        """Whether others have saved something since the last second."""
        self._event = viewer.snapshot.programme.id
        self._last_painted: object = None
        """What was painted last, if it is not painted each second."""
        self._told: Notifier | None = None
        self._window: Window | None = None
        self._notices = Notices(viewer, warn, show_messages)
        self.changes = ChangesWatch(app, viewer, self._notifier, partial(repaint, True))
        self.refresher = ProgrammeRefresher(app, viewer)
        self._source = SourceWatch(app, viewer.companion, then=self._report_programme)
        self._day_watch = DayWatch(app, viewer)
        self._reminders: Reminders | None = None
        self._reminding: ReminderDisplay | None = None
        self.crew: CrewConnection | None = None
        self.automation: StageAutomation | None = None
        self._publishing: Publishing | None = None

    def start(self) -> None:
        """Listen to the companion, and start the clock."""
        self._viewer.companion.state.on_change(self._on_change)
        self._notices.report()
        self._schedule_tick()

    def start_deferred(self) -> None:
        """Begin the work that can wait until the first screen is shown."""
        viewer, services = self._viewer, self._viewer.services
        begin_in_thread(self._app, services.remember_event)
        viewer.companion.mine.remember_notes()
        if services.reminders is not None:
            self._reminders = services.reminders()
        viewer.news.store = services.read_changes
        if services.changes is not None:
            viewer.news.programme = services.changes()
            begin(self._app, self.changes.report_changes)

    async def _report_programme(self) -> None:
        """Report what a new version changed; if it is another event, list that one too."""
        event = self._viewer.snapshot.programme.id
        if event != self._event:
            self._event = event
            begin_in_thread(self._app, self._viewer.services.remember_event)
        await self.changes.report_changes(refreshed=True)

    def load_outside_changes(self) -> None:
        """Show what others have saved, before a key acts on it.

        If it cannot be read, only the next second tries again, because a key must not wait.
        """
        self._viewer.companion.clock.begin_frame()
        if not self._ended and self._viewer.snapshot.data_error is None:
            self._written = self._load_outside_changes() or self._written

    def stop(self) -> None:
        """End the tasks: the app is ending."""
        self._ended = True
        self._source.stop()

    def switch_language(self) -> None:
        """Write the reminders on the message line in the present language."""
        if self._reminding is not None:
            self._reminding.tick()

    def toggle_publishing(self) -> None:
        """Start or stop publishing the day."""
        if self._publishing is None:
            from sommet_tui.tui.background.publishing import Publishing

            self._publishing = Publishing(self._app, self._viewer)
        self._publishing.toggle()

    def _on_change(self) -> None:
        self._viewer.companion.clock.begin_frame()
        self._repaint(True)
        self._notices.report()
        self._notices.tick()

    def _schedule_tick(self) -> None:
        fraction = self._viewer.companion.clock.begin_frame().microsecond / 1_000_000
        self._app.set_timer(1.0 - fraction if fraction < 0.98 else 1.0, self._on_second)

    def _on_second(self) -> None:
        if self._ended:
            return
        try:
            self._tick()
        finally:
            self._schedule_tick()

    def _tick(self) -> None:
        self._viewer.companion.clock.begin_frame()
        written = self._load_outside_changes() or self._written
        self._written = False
        self._source.tick()
        self.refresher.tick()
        self._day_watch.tick()
        if self._publishing is not None:
            self._publishing.tick()
        self._stay_connected()
        self._notices.tick()
        if self._reminding is not None:
            self._reminding.tick()
        first = self._app.screen_stack[:1]  # none once the app has ended
        crew_looks = any(getattr(screen, "NAME", "") in CREW_SCREENS for screen in first)
        self.changes.tick(written=written, crew_looks=crew_looks)
        if self._window is None:
            from sommet_tui.tui.background.outside import Window

            self._window = Window(self._app, self._viewer, self._notifier)
        self._window.tick(crew_looks=crew_looks)
        if self._needs_painting():
            self._repaint(False)
        self._give_due_reminders()
        self._start_automation()

    def _load_outside_changes(self) -> bool:
        """Return whether others have saved something; report that they ended the rehearsal."""
        rehearsed = self._viewer.rehearsal is not None
        written = self._viewer.companion.load_outside_changes()
        if rehearsed and self._viewer.rehearsal is None:
            from sommet_tui.wording.stage import rehearsal_over_sentence

            self._warn(rehearsal_over_sentence(self._viewer.words))
        return written

    def _needs_painting(self) -> bool:
        """Whether to paint; with `calm`, once a minute and whenever something changes."""
        viewer = self._viewer
        if not viewer.settings.calm:
            return True
        scene = viewer.scene()
        minute = truncate_to_minute(scene.now)
        seen: object = (minute, scene.snapshot.status_version(scene.now), viewer.messages.current)
        seen, self._last_painted = self._last_painted, seen
        return seen != self._last_painted

    def _stay_connected(self) -> None:
        if self.crew is None and self._viewer.snapshot.events.crew is not None:
            from sommet_tui.tui.background.crew import CrewConnection

            self.crew = CrewConnection(self._app, self._viewer)
        if self.crew is not None:
            self.crew.tick()

    def _give_due_reminders(self) -> None:
        due = self._reminders.due_reminders() if self._reminders is not None else ()
        if due:
            begin(self._app, partial(self._show_reminders, due))

    async def _show_reminders(self, due: Sequence[Reminder]) -> None:
        if self._reminding is None:
            from sommet_tui.tui.background.reminders import ReminderDisplay

            assert self._reminders is not None
            self._reminding = ReminderDisplay(
                self._app, self._viewer, self._reminders, self._notifier(), self._show_messages
            )
        await self._reminding.remind(due)

    def _notifier(self) -> Notifier:
        """Return what hears of reminders and changes, one for all its callers here."""
        if self._told is None:
            from sommet_tui.tui.background.outside import Notifier

            command = self._viewer.settings.notify_command
            self._told = Notifier(command, self._app, self._viewer, self._warn)
        return self._told

    def _start_automation(self) -> None:
        """Call the program of `stage_command` at events of the stage."""
        if self.automation is None and self._viewer.settings.stage_command:
            from sommet_tui.tui.background.outside import StageAutomation, UserProgram

            command = self._viewer.settings.stage_command
            program = UserProgram("stage_command", command, self._viewer, self._warn)
            self.automation = StageAutomation(self._app, self._viewer, program)
        if self.automation is not None:
            self.automation.tick()


_LITTLE_GARBAGE = (700, 10, 2)
"""Thresholds of the garbage collector: a screen change leaves sixty reference cycles."""
_PAUSE = 0.02
"""Seconds between two steps."""


async def prepare_screens(names: Iterable[str], make: Callable[[str], Awaitable[bool]]) -> None:
    """Load the screens with these names, in small steps so that a key press never waits.

    `make` creates a main screen, and returns False once the app has ended. There is no thread,
    because a thread would take another megabyte.
    """
    without = not gc.isenabled()  # during the start, the garbage collector is off
    if without:
        gc.collect()  # makes room for the next screens
    try:
        for name in names:
            screen_module(name)
            await asyncio.sleep(_PAUSE)
            if name in FIRST_SCREENS:
                if not await make(name):
                    return
                await asyncio.sleep(_PAUSE)
    finally:
        if without:
            gc.freeze()  # the loaded modules stay
            gc.set_threshold(*_LITTLE_GARBAGE)
            gc.enable()


def load_markdown(node: DOMNode, texts: Iterable[str]) -> None:
    """Load, in the background, what pages with Markdown need for these texts."""
    from sommet_tui.tui.render.markdown import load_for

    begin_in_thread(node, partial(load_for, texts))
