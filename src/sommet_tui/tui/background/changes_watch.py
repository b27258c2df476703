"""Reporting changes of the programme, and what the stage did to bookmarks, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.companion.changes import NO_DIFFERENCE, Difference, print_of
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import APP_CHANGES
from sommet_tui.domain.changes import RoomChange, SessionChange, notable, rooms_with
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.messages.log import NEWS, Weight
from sommet_tui.tui.terminal.background import in_background

if TYPE_CHECKING:
    from textual.app import App

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
        self.known = frozenset(map(print_of, found)) if found else frozenset()
        if before is not None and before - self.known:
            begin(self._app, partial(in_background, partial(news.forget_read, before - self.known)))
        if not (news.bookmark_changes or news.rooms):
            return
        new = [change for change in found if before is not None and print_of(change) not in before]
        if written or not news.has_loaded_read:
            begin(self._app, self._load_read_changes)
        if new and not crew_looks:
            begin(self._app, partial(self._report_stage, new))

    def _look_at_plans(self, *, is_told: bool) -> None:
        """Save the plans if something has changed; report the changes, also by others.

        If `is_told`, nothing is shown.
        """
        viewer, plans = self._viewer, self._viewer.companion.plans
        found = (*plans.save(viewer.settings.walk_minutes), *plans.news())
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
            found = await in_background(viewer.companion.plans.tell)
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
                starred = self._viewer.snapshot.mine.starred
                mine = notable(found.sessions, starred)
                await self._call_program(mine, rooms_with(found.rooms, starred))
        except Exception as error:
            from sommet_tui.wording.errors import unworded_changes_sentence

            sentence = unworded_changes_sentence(type(error).__name__, self._viewer.words)
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
        viewer.companion.follow()
        found, unseen = await in_background(viewer.news.find_unseen)
        if found:
            self._changed()
            key = viewer.keymap.shown(APP_CHANGES)
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
        unread = set(map(print_of, self._viewer.news.unread_changes))
        new = [change for change in new if print_of(change) in unread]
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
