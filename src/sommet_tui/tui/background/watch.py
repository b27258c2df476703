"""Watching, in the background, the programme, its changes, and a day published elsewhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING

from sommet_tui.companion.changes import NO_DIFFERENCE, Difference, fingerprint
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import APP_CHANGES
from sommet_tui.domain.changes import RoomChange, SessionChange, notable_changes, rooms_with
from sommet_tui.tui.background.work import Errand, Work, begin, in_background
from sommet_tui.tui.messages import NEWS, Weight

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.companion import Companion
    from sommet_tui.companion.follower import Follower
    from sommet_tui.tui.background.outside import Notifier
    from sommet_tui.tui.viewer import Viewer


class ChangesWatch:
    """Reports changes on the message line, and passes those of bookmarks to the user's program."""

    def __init__(
        self,
        app: App[None],
        viewer: Viewer,
        program: Callable[[], Notifier],
        changed: Callable[[], None],
    ) -> None:
        """`program` returns the user's program; `changed` is called to paint the screens."""
        self._app = app
        self._viewer = viewer
        self._program = program
        self._changed = changed
        self.known: frozenset[str] | None = None
        """The prints of the stage's changes at the last tick; None before the first one."""

    def tick(self, *, written: bool, crew_looks: bool) -> None:
        """Check what the stage did to bookmarks, and which of that was read elsewhere.

        `written` says that another window or command has saved something. If `crew_looks`, nothing
        is reported, because the crew did it.
        """
        self._look_at_plans(is_told=crew_looks)
        news = self._viewer.news
        found, before = news.stage_changes, self.known
        self.known = frozenset(map(fingerprint, found)) if found else frozenset()
        if before is not None and before - self.known:
            begin(self._app, partial(in_background, partial(news.forget_read, before - self.known)))
        if not (news.bookmark_changes or news.rooms):
            return
        new = [
            change for change in found if before is not None and fingerprint(change) not in before
        ]
        if written or not news.has_loaded_read:
            begin(self._app, self._load_read_changes)
        if new and not crew_looks:
            begin(self._app, partial(self._report_stage, new))

    def _look_at_plans(self, *, is_told: bool) -> None:
        """Save the plans if something has changed; report the changes, also by others.

        If `is_told`, nothing is shown.
        """
        viewer, plans = self._viewer, self._viewer.companion.plans
        found = (*plans.save(viewer.settings.walk_minutes), *plans.unreported_changes())
        if not found:
            return
        from sommet_tui.wording.plan import plan_change_sentence

        for change in found if not is_told else ():
            self._say(plan_change_sentence(change, viewer.view()), "warning")
        begin(self._app, self._send_plan_changes)

    async def _send_plan_changes(self) -> None:
        """Pass changes of plans to the user's program, unless another window has done so."""
        viewer, program = self._viewer, self._program()
        with suppress(StorageError):
            found = await in_background(viewer.companion.plans.claim_changes)
            if found and program:
                from sommet_tui.wording.changes import plan_notification

                await program.send(*plan_notification(found, viewer.view()))

    async def report_changes(self, *, refreshed: bool = False) -> None:
        """Report how many changes the user has not seen; an error in describing them is ignored.

        Otherwise the error would come back at every start until the changes are seen. After a
        refresh, the user's program for reminders gets the changes of bookmarks.
        """
        try:
            found = await self._report()
            if refreshed:
                starred = self._viewer.snapshot.mine.bookmarked_ids
                mine = notable_changes(found.sessions, starred)
                await self._call_program(mine, rooms_with(found.rooms, starred))
        except Exception as error:
            from sommet_tui.wording.errors import undescribed_changes_sentence

            sentence = undescribed_changes_sentence(type(error).__name__, self._viewer.words)
            self._app.notify(sentence, severity="warning", markup=False, timeout=20)

    async def _report(self) -> Difference:
        """Move saved data to new session ids, and report how many changes have not been seen.

        Returns the changes that were found now.
        """
        viewer = self._viewer
        if viewer.news.programme is None:
            return NO_DIFFERENCE
        from sommet_tui.wording.changes import news_sentences

        with suppress(StorageError):  # the header shows the error
            viewer.companion.mine.remember_notes()
        viewer.companion.move_to_present_ids()
        found, unseen = await in_background(viewer.news.find_unseen)
        if found:
            self._changed()
            key = viewer.keymap.key_text(APP_CHANGES)
            for sentence in news_sentences(found, unseen, viewer.view(), key):
                self._say(sentence, "information")
        return found

    async def _load_read_changes(self) -> None:
        await in_background(self._viewer.news.load_read_changes)
        self._changed()

    async def _report_stage(self, new: Sequence[SessionChange]) -> None:
        """Report the stage's changes to bookmarks, here and to other programs."""
        from sommet_tui.wording.changes import my_news_sentences

        await self._load_read_changes()
        unread = set(map(fingerprint, self._viewer.news.unread_changes))
        new = [change for change in new if fingerprint(change) in unread]
        for sentence in my_news_sentences(new, (), self._viewer.view()):
            self._say(sentence, "warning")
        await self._call_program(new)

    async def _call_program(
        self, mine: Sequence[SessionChange], rooms: Sequence[RoomChange] = ()
    ) -> None:
        """Call the program in the settings for changed bookmarks and the new names of their rooms.

        Of several windows, one does so. Under a simulated time, it is not called.
        """
        viewer, program = self._viewer, self._program()
        if not program or not (mine or rooms) or viewer.snapshot.shifted:
            return
        from sommet_tui.wording.changes import notification

        if await in_background(partial(viewer.news.claim_report, (*mine, *rooms))):
            await program.send(*notification(mine, rooms, viewer.view()))

    def _say(self, sentence: str, weight: Weight) -> None:
        """Report a change on the message line, unless the screen lists it already."""
        messages, now = self._viewer.messages, self._viewer.companion.clock.now()
        if getattr(self._app.screen, "NAME", "") == "changes":
            messages.record(sentence, weight, now)
        else:
            messages.say(sentence, weight, now, 12, NEWS)
            self._changed()


class SourceWatch:
    """One thread that checks the source on request, unless it still waits for the last answer.

    A drive that has stopped answering blocks that thread, and nothing else.
    """

    def __init__(self, app: App[None], companion: Companion, then: Work) -> None:
        """`then` is called after the companion has taken the changed programme."""
        self._app = app
        self._companion = companion
        self._then = then
        self._reading = self._unread = self._stopped = False
        self._due: SimpleQueue[bool] = SimpleQueue()
        self._checking = self._asking = False

    def tick(self) -> None:
        """Request a check; costs next to nothing, and never waits."""
        if not self._checking:
            self._checking = True
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._watch, args=(loop,), name="watch", daemon=True).start()
        if not self._asking:
            self._asking = True
            self._due.put(True)

    def stop(self) -> None:
        """Let the thread end, and read nothing more."""
        self._stopped = True
        self._due.put(False)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._due.get():
            try:
                found = self._companion.source.is_outdated()
            finally:
                self._asking = False
            if found:
                with suppress(RuntimeError):  # the loop is closed, so the answer is not needed
                    loop.call_soon_threadsafe(self._on_source_change)

    def _on_source_change(self) -> None:
        self._unread = True
        if not self._reading and not self._stopped:
            begin(self._app, self._read)

    async def _read(self) -> None:
        """Read the programme in a thread and show it; read again if it changes meanwhile."""
        self._reading = True
        try:
            while self._unread:
                self._unread = False
                self._companion.take_programme(await in_background(self._companion.source.read))
        finally:
            self._reading = False
        await self._then()


_PATIENCE = 3.0
"""Seconds between reports of how much has arrived."""


class ProgrammeRefresher:
    """Refreshes the programme, regularly or on request; one request at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._errand = Errand(app)
        self._received = 0

    def tick(self) -> None:
        """Ask if it is due; cheap enough for every second."""
        if not self._errand.is_running and self._viewer.companion.source.refresh_due():
            self._errand.begin(partial(self._ask, reported=False))

    def ask(self) -> None:
        """Refresh now, and report the result."""
        if not self._viewer.companion.source.is_distant:
            words = self._viewer.words
            self._say(
                words.say(
                    "The programme is a local file. When the file changes, the screen "
                    "updates by itself."
                )
            )
        else:
            self._errand.begin(partial(self._ask, reported=True))

    async def _ask(self, *, reported: bool) -> None:
        companion = self._viewer.companion
        self._received = 0
        progress = self._app.set_interval(_PATIENCE, self._report_progress)
        try:
            outcome = await in_background(partial(companion.source.refresh, self._on_progress))
        finally:
            progress.stop()
        companion.report_refresh(outcome)
        if reported and outcome is None:
            from sommet_tui.wording.changes import up_to_date_sentence

            key, unseen = self._viewer.keymap.key_text(APP_CHANGES), len(self._viewer.news.unseen)
            self._say(up_to_date_sentence(unseen, key, self._viewer.words))

    def _on_progress(self, received: int) -> None:
        self._received = received

    def _report_progress(self) -> None:
        size = f"{self._received / 1e6:.1f}"
        sentence = self._viewer.words.say("Downloading the programme: {size} MB so far…", size=size)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._app.notify(sentence, markup=False, timeout=4)


class DayWatch:
    """Asks when it is due; one request at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._viewer = viewer
        self._errand = Errand(app)

    def tick(self) -> None:
        """Ask if it is due; cheap enough for every second."""
        follower = self._viewer.companion.follower
        if follower is not None and not self._errand.is_running and follower.is_due():
            self._errand.begin(partial(self._ask, follower))

    async def _ask(self, follower: Follower) -> None:
        self._viewer.companion.process_day(await in_background(follower.ask))
