"""What Bookmarks and Plan share: sessions of the programme beside own events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sommet_tui.companion.keys import OWN_ADD, OWN_REMOVE
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.list_screen import ListScreen
from sommet_tui.tui.marks import lead_dialog
from sommet_tui.tui.plan.own_events import OwnEvents
from sommet_tui.tui.plan.view import own_page, own_peek
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.session.list import SessionListing
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.day_bar import DayBar
from sommet_tui.tui.widgets.list_pane import no_match
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows


class MineListing(SessionListing):
    """A list whose keys are ids of sessions, also removed ones, and of own events."""

    def own_event(self, key: str | None) -> OwnEvent | None:
        """Return the own event with this id."""
        events = self.viewer.snapshot.mine.own_events
        return next((event for event in events if event.id == key), None)

    def day_of(self, key: str | None) -> date:
        """Return the day for a new own event, if the cursor is on this row."""
        raise NotImplementedError

    def list_rows(
        self,
        items: Sequence[Item],
        wanted: str,
        empty: Callable[[Scene, int], Sequence[Row]],
        pinned: int = 0,
    ) -> Rows:
        """Return the rows of the list; if it has only `pinned` ones, why it is empty."""
        if items[pinned:]:
            return Rows.from_items(items, pinned, airy=self.is_airy)
        if wanted.strip():
            return no_match(self.viewer.words, wanted)
        return Rows.nothing(lambda width: empty(self.viewer.scene(), width))

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page of a session or an own event."""
        own = self.own_event(key)
        if own is None:
            return super().detail_rows(key, width, brief=brief)
        return (own_peek if brief else own_page)(self.viewer.scene(), own, width)


class MineScreen(ListScreen):
    """A list of the user's day, with keys to add, change and remove own events."""

    BINDINGS = bindings((OWN_ADD, OWN_REMOVE))

    def __init__(self, viewer: Viewer, listing: MineListing, bar: DayBar | None = None) -> None:
        super().__init__(viewer, listing, bar)
        self._mine = listing
        self._own = OwnEvents(viewer, self.report, self.offer)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session, if it still exists, or change the own event."""
        own = self._mine.own_event(event.key)
        if own is None:
            super().on_row_list_chosen(event)
        else:
            self._own.change(own)

    def action_lead(self) -> None:
        """Set the lead time, also of an own event."""
        own = self._mine.own_event(self.pane.list.key)
        id_ = own.id if own is not None else self.subject()
        self.offer(lead_dialog(self.viewer, id_, self.report))

    def action_own_add(self) -> None:
        """Ask for a new own event."""
        self._own.add(self._mine.day_of(self.pane.list.key))

    def action_own_remove(self) -> None:
        """Remove the selected own event."""
        own = self._mine.own_event(self.pane.list.key)
        if own is None:
            self.say(self.viewer.words.say("None of your own events is selected."))
        else:
            self._own.remove(own)
