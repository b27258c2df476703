"""The background tasks: the clock that updates the screens, and the checks for news."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import inf
from queue import SimpleQueue

from sommet_tui.companion import settings
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.keys import APP_CHANGES
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.tui.background.threads import (
    SingleJob,
    Work,
    begin,
    begin_in_thread,
    read_in_background,
)
from sommet_tui.tui.messages import NEWS, LineMessage, Weight
from sommet_tui.tui.render.header import conditions
from sommet_tui.wording.errors import notice_sentence, undescribed_changes_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.follower import Follower
    from sommet_tui.companion.ports import Notice
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.companion.unseen_changes import Difference
    from sommet_tui.domain.changes import RoomChange, SessionChange
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.background.crew_and_publishing import CrewConnection, Publishing
    from sommet_tui.tui.background.reminders import ReminderDisplay
    from sommet_tui.tui.background.user_programs import Notifier, StageAutomation
    from sommet_tui.tui.background.window_title_and_alerts import Window
    from sommet_tui.tui.textual_internals import PaintedApp
    from sommet_tui.tui.viewer import Viewer


class ChangesWatch:
    """The task that reports changes to the user, and changed bookmarks to the user's program."""

    def __init__(
        self,
        app: App[None],
        viewer: Viewer,
        program: Callable[[], Notifier],
        on_change: Callable[[], None],
    ) -> None:
        """`program` returns the user's program. `on_change` is called to paint the screens."""
        self._app = app
        self._viewer = viewer
        self._program = program
        self._on_change = on_change
        self.known: frozenset[str] | None = None
        """Fingerprints of the stage's changes at the last tick, or None before the first tick."""

    def tick(self, *, written: bool, crew_looks: bool) -> None:
        """Report new changes that the stage has made to bookmarked sessions.

        Changes that the user has read in another window are not reported. `written` means that
        another window or command has saved something. While a screen of the crew is shown
        (`crew_looks`), nothing is reported, because the crew itself made the changes.
        """
        self._save_and_report_plans(is_known=crew_looks)
        news = self._viewer.news
        found = {change.fingerprint: change for change in news.stage_changes}
        before = self.known
        self.known = frozenset(found)
        if before is not None and before - self.known:
            begin(
                self._app,
                partial(read_in_background, partial(news.forget_read_changes, before - self.known)),
            )
        if not (news.bookmark_changes or news.rooms):
            return
        new = {key: found[key] for key in found if before is not None and key not in before}
        if written or not news.has_loaded_read_changes:
            begin(self._app, self._load_read_changes)
        if new and not crew_looks:
            begin(self._app, partial(self._report_stage_changes, new))

    def _save_and_report_plans(self, *, is_known: bool) -> None:
        """Save plans that have changed, and report these changes and those of other windows.

        If `is_known`, only the user's program receives the changes, because the user knows them.
        """
        viewer, plans = self._viewer, self._viewer.companion.plans
        found = (*plans.save(viewer.settings.walk_minutes), *plans.unreported_changes())
        if not found:
            return
        from sommet_tui.wording.plan import plan_change_sentence

        for change in found if not is_known else ():
            self._say(plan_change_sentence(change, viewer.scene()), "warning")
        begin(self._app, self._send_plan_changes)

    async def _send_plan_changes(self) -> None:
        """Send changes of plans to the user's program, unless another window has sent them."""
        viewer, program = self._viewer, self._program()
        with suppress(StorageError):
            found = await read_in_background(viewer.companion.plans.claim_changes)
            if found and program:
                from sommet_tui.wording.changes import plan_notification

                await program.send(*plan_notification(found, viewer.scene()))

    async def report_changes(self, *, refreshed: bool = False) -> bool:
        """Report how many changes the user has not seen. Return whether nothing has changed.

        If `refreshed`, run the program in `notify_command` for the changes that affect bookmarks.
        An error must not end the app, because the same error would then end it at each start.
        """
        try:
            found = await self._report()
            if refreshed and found:
                from sommet_tui.domain.changes import notable_changes, renamed_rooms_of

                starred = self._viewer.snapshot.mine.bookmarked_ids
                mine = notable_changes(found.sessions, starred)
                await self._call_program(mine, renamed_rooms_of(found.rooms, starred))
        except Exception as error:
            sentence = undescribed_changes_sentence(type(error).__name__, self._viewer.words)
            self._app.notify(sentence, severity="warning", markup=False, timeout=20)
            return False
        return self._viewer.news.programme is not None and not found

    async def _report(self) -> Difference | None:
        """Move saved data to new session ids, and report how many changes the user has not seen.

        Return the changes since the last check, or None if the app does not look for changes.
        """
        viewer = self._viewer
        if viewer.news.programme is None:
            return None
        viewer.companion.move_to_current_ids()
        found, unseen = await read_in_background(viewer.news.find_unseen_changes)
        if found:
            from sommet_tui.wording.changes import news_sentences

            self._on_change()
            key = viewer.keymap.key_text(APP_CHANGES)
            for sentence in news_sentences(found, unseen, viewer.scene(), key):
                self._say(sentence, "information")
        return found

    async def _load_read_changes(self) -> None:
        await read_in_background(self._viewer.news.load_read_changes)
        self._on_change()

    async def _report_stage_changes(self, new: Mapping[str, SessionChange]) -> None:
        """Report changes that the stage has made to bookmarked sessions.

        The message line shows them, and the user's program receives them. `new` has the changes by
        fingerprint.
        """
        from sommet_tui.wording.changes import my_news_sentences

        await self._load_read_changes()
        unread = {change.fingerprint for change in self._viewer.news.unread_changes}
        found = [new[key] for key in new if key in unread]
        for sentence in my_news_sentences(found, (), self._viewer.scene()):
            self._say(sentence, "warning")
        await self._call_program(found)

    async def _call_program(
        self, mine: Sequence[SessionChange], rooms: Sequence[RoomChange] = ()
    ) -> None:
        """Run the user's program for changed bookmarks and for new names of their rooms.

        Only one of several windows runs it. If the time is simulated, none does.
        """
        viewer, program = self._viewer, self._program()
        if not program or not (mine or rooms) or viewer.snapshot.is_shifted:
            return
        from sommet_tui.wording.changes import notification

        if await read_in_background(partial(viewer.news.claim_report, (*mine, *rooms))):
            await program.send(*notification(mine, rooms, viewer.scene()))

    def _say(self, sentence: str, weight: Weight) -> None:
        """Show a change on the message line, or only record it if the screen already lists it."""
        messages, now = self._viewer.messages, self._viewer.companion.clock.now()
        if getattr(self._app.screen, "NAME", "") == "changes":
            messages.record(sentence, weight, now)
        else:
            messages.say(sentence, weight, now, 12, NEWS)
            self._on_change()


class SourceWatch:
    """A thread that checks on request whether the programme has changed.

    If a drive does not answer, only this thread waits. During a check, further requests are
    ignored.
    """

    def __init__(self, app: App[None], companion: Companion, then: Work) -> None:
        """`then` is called after a changed programme has been read and shown."""
        self._app = app
        self._companion = companion
        self._then = then
        self._is_reading = self._is_outdated = self._is_stopped = False
        self._requests: SimpleQueue[bool] = SimpleQueue()
        self._has_thread = self._is_requested = False

    def tick(self) -> None:
        """Request a check, without waiting for its result."""
        if not self._has_thread:
            self._has_thread = True
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._watch, args=(loop,), name="watch", daemon=True).start()
        if not self._is_requested:
            self._is_requested = True
            self._requests.put(True)

    def stop(self) -> None:
        """End the thread without reading anything more."""
        self._is_stopped = True
        self._requests.put(False)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._requests.get():
            try:
                found = self._companion.source.is_outdated()
            finally:
                self._is_requested = False
            if found:
                with suppress(RuntimeError):  # The loop is closed, so the app is ending.
                    loop.call_soon_threadsafe(self._on_source_change)

    def _on_source_change(self) -> None:
        self._is_outdated = True
        if not self._is_reading and not self._is_stopped:
            begin(self._app, self._read)

    async def _read(self) -> None:
        """Read the programme in a thread, and show it.

        If the programme changes during the reading, read it again.
        """
        self._is_reading = True
        try:
            while self._is_outdated:
                self._is_outdated = False
                self._companion.show_programme(
                    await read_in_background(self._companion.source.read)
                )
        finally:
            self._is_reading = False
        await self._then()


_REPORT_INTERVAL = 3.0
"""Seconds between reports of the progress."""


class ProgrammeRefresher:
    """The task that refreshes the programme, regularly and on request, one at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._job = SingleJob(app)
        self._is_requested = False
        """Whether the user has asked for a refresh since the last one began."""
        self._is_awaited = False
        """Whether the user has asked for a refresh whose result has not been reported."""
        self._received = 0

    def tick(self) -> None:
        """Refresh the programme if that is due. It is cheap enough to call every second."""
        if not self._job.is_running and self._viewer.companion.source.is_refresh_due():
            self._job.begin(self._refresh)

    def refresh(self) -> None:
        """Refresh the programme, and report the result.

        If a refresh is already running, refresh again after it.
        """
        if not self._viewer.companion.source.is_remote:
            words = self._viewer.words
            self._say(
                words.say(
                    "The programme is a local file. When the file changes, the screen "
                    "updates by itself."
                )
            )
        else:
            self._is_requested = True
            self._job.begin(self._refresh)

    async def _refresh(self) -> None:
        await self._refresh_once()
        while self._is_requested:
            await self._refresh_once()

    async def _refresh_once(self) -> None:
        companion = self._viewer.companion
        self._is_awaited |= self._is_requested
        self._is_requested, self._received = False, 0
        progress = self._app.set_interval(_REPORT_INTERVAL, self._report_progress)
        try:
            outcome, is_newer = await read_in_background(self._fetch)
        finally:
            progress.stop()
        companion.report_refresh(outcome)
        if not is_newer:
            self.report_result(has_message=outcome is not None)

    def report_result(self, *, has_message: bool) -> None:
        """Report that nothing has changed, if a user waits for a result that has no message."""
        awaited, self._is_awaited = self._is_awaited, False
        if awaited and not has_message:
            from sommet_tui.wording.changes import up_to_date_sentence

            key, unseen = self._viewer.keymap.key_text(APP_CHANGES), len(self._viewer.news.unseen)
            self._say(up_to_date_sentence(unseen, key, self._viewer.words))

    def _fetch(self) -> tuple[Loaded | SourceError | None, bool]:
        """Return what the source has returned, and whether it has stored a newer programme."""
        source = self._viewer.companion.source
        before = source.version()
        return source.refresh(self._on_progress), source.version() != before

    def _on_progress(self, received: int) -> None:
        self._received = received

    def _report_progress(self) -> None:
        size = f"{self._received / 1e6:.1f}"
        sentence = self._viewer.words.say("Downloading the programme: {size} MB so far…", size=size)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._app.notify(sentence, markup=False, timeout=4)


class DayWatch:
    """The task that fetches the followed day when that is due. Only one request runs at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._viewer = viewer
        self._job = SingleJob(app)

    def tick(self) -> None:
        """Fetch the followed day if that is due. It is cheap enough to call every second."""
        follower = self._viewer.companion.follower
        if follower is not None and not self._job.is_running and follower.is_due():
            self._job.begin(partial(self._fetch_day, follower))

    async def _fetch_day(self, follower: Follower) -> None:
        self._viewer.companion.process_day(await read_in_background(follower.fetch))


class Notices:
    """The task that shows notices on the message line. Some stay until the user dismisses them."""

    def __init__(
        self, viewer: Viewer, warn: Callable[[str], None], on_change: Callable[[], None]
    ) -> None:
        """`warn` shows a sentence.

        `on_change` is called after the message line has changed without `warn`.
        """
        self._viewer = viewer
        self._warn = warn
        self._on_change = on_change
        self._set_aside: set[str] = set()
        """The set-aside databases that this window has reported."""
        self._chips: set[str] = set()
        """The conditions that were reported and are still true, by the texts of their chips."""

    def report(self) -> None:
        """Report all notices that are new since the last call."""
        for notice in self._viewer.companion.state.notices():
            if "aside" in notice.values:
                self._report_set_aside(notice)
            elif notice.code == "lead-taken":
                self._report_lead(notice)
            else:
                self._warn(notice_sentence(notice, self._viewer.words))
        self._withdraw_lead_reports()
        for notice in self._viewer.services.set_aside_notices():  # other processes set some aside
            self._report_set_aside(notice)

    def tick(self) -> None:
        """Report each condition in a full sentence when it becomes true.

        From then on, only a chip in the header shows the condition.
        """
        found = {each.chip: each for each in conditions(self._viewer.scene()) if each.warns}
        for chip in found.keys() - self._chips:
            self._warn(found[chip].sentence)
        self._chips = set(found)

    def _report_lead(self, notice: Notice) -> None:
        """Report the new lead of a room in place of the report about the previous lead."""
        viewer = self._viewer
        sentence, now = notice_sentence(notice, viewer.words), viewer.companion.clock.now()
        message = LineMessage(
            sentence, "warning", now, inf, about=_lead_subject(notice.values["room"])
        )
        viewer.messages.remind(message, 12)
        self._on_change()

    def _withdraw_lead_reports(self) -> None:
        """Remove the reports about the leads of rooms that this computer leads now."""
        snapshot, messages = self._viewer.snapshot, self._viewer.messages
        crew = snapshot.events.crew
        if crew is None:
            return
        names = snapshot.programme.room_names if snapshot.programme.has_several_rooms else {}
        for room in filter(crew.is_lead, crew.log.leads):
            about = _lead_subject(names.get(room or "", ""))
            if messages.withdraw(about):
                self._on_change()

    def _report_set_aside(self, notice: Notice) -> None:
        """Report that a database was set aside. The report stays until the user dismisses it."""
        viewer = self._viewer
        if notice.values["aside"] in self._set_aside:
            return
        self._set_aside.add(notice.values["aside"])
        viewer.messages.warn_until_dismissed(
            lambda: notice_sentence(notice, viewer.words),
            viewer.companion.clock.now(),
            viewer.services.dismiss_set_aside_notices,
        )
        self._on_change()


def _lead_subject(room: str) -> str:
    """Return the subject of messages about the lead of a room. It differs from all session ids."""
    return f"lead of {room}"


class BackgroundTasks:
    """All tasks, which run when a second of the shown clock begins, before the app paints."""

    def __init__(
        self,
        app: PaintedApp,
        viewer: Viewer,
        warn: Callable[[str], None],
        repaint: Callable[[bool], None],
        show_messages: Callable[[], None],
    ) -> None:
        """`app` runs the workers and timers.

        `repaint` paints the screen. Its argument says whether anything besides the time has
        changed. `show_messages` updates the message line.
        """
        self._app = app
        self._viewer = viewer
        self._warn = warn
        self._repaint = repaint
        self._show_messages = show_messages
        self._is_stopped = False
        self._has_outside_changes = False
        """Whether other windows or commands have saved something since the last second."""
        self._event = viewer.snapshot.programme.id
        self._last_painted: object = None
        """The state that calm mode painted last.

        Calm mode does not paint the screen each second.
        """
        self._only_notifier: Notifier | None = None
        self._window: Window | None = None
        self._notices = Notices(viewer, warn, show_messages)
        self.changes = ChangesWatch(app, viewer, self._notifier, partial(repaint, True))
        self.refresher = ProgrammeRefresher(app, viewer)
        self._source = SourceWatch(app, viewer.companion, then=self._report_programme)
        self._day_watch = DayWatch(app, viewer)
        self._reminders: Reminders | None = None
        self._reminder_display: ReminderDisplay | None = None
        self.crew: CrewConnection | None = None
        self.automation: StageAutomation | None = None
        self._publishing: Publishing | None = None

    def start(self) -> None:
        """Listen for changes in the companion, and start the clock."""
        self._viewer.companion.state.on_change(self._on_change)
        self._notices.report()
        self._schedule_tick()

    def start_deferred_tasks(self) -> None:
        """Begin the work that can wait until the first screen is visible."""
        viewer, services = self._viewer, self._viewer.services
        begin_in_thread(self._app, services.remember_event)
        if services.reminders is not None:
            self._reminders = services.reminders()
        viewer.news.store = services.read_changes
        if services.changes is not None:
            viewer.news.programme = services.changes()
            begin(self._app, self.changes.report_changes)

    async def _report_programme(self) -> None:
        """Report the changes in a new version of the programme.

        If the new version is of another event, add this event to the list of events.
        """
        event, former = self._viewer.snapshot.programme.id, self._event
        if event != former:
            self._event = event
            begin_in_thread(self._app, self._viewer.services.remember_event)
        is_same = await self.changes.report_changes(refreshed=True)
        self.refresher.report_result(has_message=event != former or not is_same)

    def load_external_changes(self) -> None:
        """Load the changes of other windows and commands, before a key acts on them.

        If that fails, do nothing: a key must not wait, and the next second tries again.
        """
        self._viewer.companion.clock.begin_frame()
        if not self._is_stopped and self._viewer.snapshot.data_error is None:
            self._has_outside_changes = self._load_outside_changes() or self._has_outside_changes

    def stop(self) -> None:
        """End the tasks, because the app is ending."""
        self._is_stopped = True
        self._source.stop()

    def switch_language(self) -> None:
        """Translate the reminders on the message line into the current language."""
        if self._reminder_display is not None:
            self._reminder_display.tick()

    def toggle_publishing(self) -> None:
        """Start or stop publishing the day."""
        if self._publishing is None:
            from sommet_tui.tui.background.crew_and_publishing import Publishing

            self._publishing = Publishing(self._app, self._viewer)
        self._publishing.toggle()

    def _on_change(self) -> None:
        self._viewer.companion.clock.begin_frame()
        self._repaint(True)
        self._notices.report()
        self._notices.tick()

    def _schedule_tick(self) -> None:
        fraction = self._viewer.companion.clock.begin_frame().microsecond / 1_000_000
        # A timer of Textual would create a task and messages. These would take a fifth of the work
        # that the app does each second.
        seconds = 1.0 - fraction if fraction < 0.98 else 1.0
        asyncio.get_running_loop().call_later(seconds, self._on_second)

    def _on_second(self) -> None:
        # Unlike a timer of Textual, this callback may run while the app closes its screens.
        if self._is_stopped or not self._app.is_running:
            return
        try:
            self._tick()
        finally:
            self._schedule_tick()

    def _tick(self) -> None:
        self._viewer.companion.clock.begin_frame()
        zone = time.tzname
        if hasattr(time, "tzset"):
            time.tzset()  # the computer may have another time zone now
        written = self._load_outside_changes() or self._has_outside_changes
        self._has_outside_changes = False
        if written:
            self._notices.report()
        self._source.tick()
        self.refresher.tick()
        self._day_watch.tick()
        if self._publishing is not None:
            self._publishing.tick()
        self._update_crew_connection()
        self._notices.tick()
        if self._reminder_display is not None:
            self._reminder_display.tick()
        first = self._app.screen_stack[:1]  # There is no screen after the app has ended.
        crew_looks = any(getattr(screen, "NAME", "") in settings.CREW_SCREENS for screen in first)
        self.changes.tick(written=written, crew_looks=crew_looks)
        if self._window is None:
            from sommet_tui.tui.background.window_title_and_alerts import Window

            self._window = Window(self._app, self._viewer, self._notifier)
        self._window.tick(crew_looks=crew_looks)
        if self._needs_painting():
            self._repaint(time.tzname != zone)
        self._begin_due_reminders()
        self._start_automation()

    def _load_outside_changes(self) -> bool:
        """Load what others have saved. Return whether that was anything.

        If another window or command has ended the rehearsal, show a message.
        """
        rehearsed = self._viewer.rehearsal is not None
        written = self._viewer.companion.load_external_changes()
        if rehearsed and self._viewer.rehearsal is None:
            from sommet_tui.wording.stage import rehearsal_over_sentence

            self._warn(rehearsal_over_sentence(self._viewer.words))
        return written

    def _needs_painting(self) -> bool:
        """Return whether the screen needs painting.

        It needs painting each second. In calm mode, it needs painting only each minute and after
        changes.
        """
        viewer = self._viewer
        if not viewer.settings.calm:
            return True
        scene = viewer.scene()
        minute = truncate_to_minute(scene.now)
        seen: object = (minute, scene.snapshot.status_version(scene.now), viewer.messages.current)
        seen, self._last_painted = self._last_painted, seen
        return seen != self._last_painted

    def _update_crew_connection(self) -> None:
        if self.crew is None and self._viewer.snapshot.events.crew is not None:
            from sommet_tui.tui.background.crew_and_publishing import CrewConnection

            self.crew = CrewConnection(self._app, self._viewer)
        if self.crew is not None:
            self.crew.tick()

    def _begin_due_reminders(self) -> None:
        due = self._reminders.due_reminders() if self._reminders is not None else ()
        if due:
            begin(self._app, partial(self._show_reminders, due))

    async def _show_reminders(self, due: Sequence[Reminder]) -> None:
        if self._reminder_display is None:
            from sommet_tui.tui.background.reminders import ReminderDisplay

            assert self._reminders is not None
            self._reminder_display = ReminderDisplay(
                self._app, self._viewer, self._reminders, self._notifier(), self._show_messages
            )
        await self._reminder_display.remind(due)

    def _notifier(self) -> Notifier:
        """Return the notifier that all tasks share. It is created on the first call."""
        if self._only_notifier is None:
            from sommet_tui.tui.background.user_programs import Notifier

            command = self._viewer.settings.notify_command
            self._only_notifier = Notifier(command, self._app, self._viewer, self._warn)
        return self._only_notifier

    def _start_automation(self) -> None:
        """Run the program in `stage_command`, if it is set, for the events of the stage."""
        if self.automation is None and self._viewer.settings.stage_command:
            from sommet_tui.tui.background.user_programs import StageAutomation, UserProgram

            command = self._viewer.settings.stage_command
            program = UserProgram("stage_command", command, self._viewer, self._warn)
            self.automation = StageAutomation(self._app, self._viewer, program)
        if self.automation is not None:
            self.automation.tick()


_GARBAGE_THRESHOLDS = (700, 10, 2)
"""The thresholds of the garbage collector. A screen change leaves sixty reference cycles."""


def start_garbage_collector() -> None:
    """Turn on the garbage collector, which is off during the start.

    It ignores all objects that exist by then.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(*_GARBAGE_THRESHOLDS)
        gc.enable()


def load_markdown(node: DOMNode, texts: Iterable[str]) -> None:
    """Load, in the background, the modules that pages with Markdown need for these texts."""
    from sommet_tui.tui.render.markdown import load_parser_for

    begin_in_thread(node, partial(load_parser_for, texts))
