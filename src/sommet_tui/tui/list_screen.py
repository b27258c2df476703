"""What the screens with a list share: a pane with the list, and a bar above it."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.companion.keys import (
    APP_BACK,
    DAYS,
    LIST_FILTER,
    LIST_OPEN,
    LIST_PRESENT,
    ROOMS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.tui.keys import bindings
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.screen import CompanionScreen, MainScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.day_bar import DayBar
from sommet_tui.tui.widgets.field import with_filter
from sommet_tui.tui.widgets.list_pane import Listing, ListPane
from sommet_tui.tui.widgets.row_list import RowList


class PaneScreen(CompanionScreen):
    """A list with a cursor, and a page about the selected row."""

    def __init__(self, viewer: Viewer, listing: Listing) -> None:
        super().__init__(viewer)
        self.pane = ListPane(listing, self.follow)
        self.parts = (self.pane,)

    def follow(self) -> None:
        """Update what depends on the cursor, on the rows in sight or on the focus."""
        self.footer.update()

    def make_room(self, width: int, height: int) -> None:
        """Adapt the list, and the page beside or below it, to this size."""
        self.pane.make_room(width, height)

    def subject(self) -> str | None:
        """Return the id of the session under the cursor."""
        return self.pane.listing.session(self.pane.list.key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session, if it still exists."""
        if event.key in self.viewer.programme.by_id:
            self.post_message(OpenSession(event.key, self))


class ListScreen(PaneScreen, MainScreen):
    """A list with a cursor, a page about the selected row, and a filter."""

    BINDINGS = bindings((APP_BACK, LIST_FILTER, LIST_PRESENT))

    def __init__(self, viewer: Viewer, listing: Listing, bar: DayBar | None = None) -> None:
        """`bar` is above the list."""
        self._bar = bar
        super().__init__(viewer, listing)
        self._jumps = viewer.companion.clock.jumps
        self.parts = (self.pane,) if bar is None else (bar, self.pane)

    def paint(self, *, changed: bool) -> None:
        """Update the rows; build new ones only if more than the time changed.

        After the clock was set to another time, the cursor begins at the present again.
        """
        jumps, self._jumps = self._jumps, self.viewer.companion.clock.jumps
        jumped = self._jumps != jumps
        changed = self.pane.listing.renew() or changed or jumped
        self.pane.update(changed=changed)
        if jumped:
            self.pane.go_home()
        self.follow()

    def follow(self) -> None:
        """Update the bar, too."""
        super().follow()
        if self._bar is not None:
            self._bar.update()

    def keys(self) -> Sequence[Key]:
        """Return the keys of the filter while the user types in it, else the usual ones."""
        return with_filter(self.usual_keys(), self.pane.filter)

    def usual_keys(self) -> Sequence[Key]:
        """Return the keys that have an effect, as with several rooms or a selected row."""
        idle: tuple[Key, ...] = ()
        if not self.viewer.programme.has_several_rooms:
            idle = ROOMS
        if self._bar is not None and len(self._bar.all()) < 2:
            idle = (*idle, *DAYS)
        if self.pane.list.has_rows and self.pane.list.key is None:
            idle = (*idle, LIST_OPEN, SESSION_STAR, SESSION_NOTE)
        return [key for key in self.all_keys() if key not in idle]

    def all_keys(self) -> Sequence[Key]:
        """Return all keys of the footer, whether they have an effect or not."""
        return self.KEYS

    async def action_filter(self) -> None:
        """Open the filter, or go back into it."""
        if not self.is_mounted:
            # The screen is not ready yet; keys typed after this one must also come after it.
            self.call_later(self.action_filter)
        elif self.is_attached:  # else the app is about to end
            await self.pane.open_filter()

    async def action_present(self) -> None:
        """End the filter, and go to the next session from now on."""
        self.pane.end_filter()
        if not self.pane.go_home():
            self.say(self.viewer.words.say("Nothing else is planned."))

    def action_day(self, by: int) -> None:
        """Go to the day before or after, or say that there is no such day."""
        if self._bar is not None and not self._bar.step(by):
            words = self.viewer.words
            first, last = words.say("This is the first day."), words.say("This is the last day.")
            self.say(first if by < 0 else last)

    def step_back(self) -> bool:
        """End the filter, if there is one."""
        return self.pane.end_filter() or super().step_back()
