"""The screen of changes since the user last marked the changes as seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sommet_tui.companion.keys import (
    APP_BACK,
    CHANGES_SEEN,
    EVERYWHERE,
    LIST_OPEN,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.changes import SessionChange, group_by_day
from sommet_tui.pages.changes import change_sentence, no_changes_sentence, plan_lines, replacements
from sommet_tui.tui import list_screen, messages
from sommet_tui.tui.agenda.rows import session_row
from sommet_tui.tui.background.threads import begin, read_in_background
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import (
    Row,
    Span,
    empty_page,
    heading,
    indent_rows,
    paragraphs,
    text_row,
)
from sommet_tui.tui.session_page import SessionListScreen
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording import times
from sommet_tui.wording.changes import room_sentence


class ChangesScreen(SessionListScreen):
    """A list of all unseen changes, first of bookmarks, then of other sessions by day."""

    NAME = "changes"
    BINDINGS = bindings((SESSION_HIDE, CHANGES_SEEN))
    KEYS = (
        APP_BACK,
        LIST_OPEN,
        CHANGES_SEEN,
        SESSION_STAR,
        SESSION_NOTE,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.pane.list.tail = 1  # each change has a second row, which belongs to it
        self.parts = (self.pane,)

    def paint(self, *, changed: bool) -> None:
        """Update the list.

        If it has `changed`, also save that the user has read it, and remove the message about
        changes.
        """
        super().paint(changed=changed)
        if changed:
            self.viewer.messages.withdraw(messages.NEWS)
            self.show_messages()
            begin(self.app, partial(read_in_background, self.viewer.news.mark_read))

    def keys(self) -> Sequence[Key]:
        """Return the keys. If the list is empty, the keys that act on a change are left out."""
        return self.KEYS if self.viewer.news.has_changes else (APP_BACK, *EVERYWHERE)

    def allows_mark_seen(self) -> bool:
        """Return whether the list has changes, so that the key that marks them as seen works."""
        return self.viewer.news.has_changes

    def action_mark_seen(self) -> None:
        """Mark all changes as seen, and close the screen."""
        begin(self.app, self._mark_seen)

    async def _mark_seen(self) -> None:
        await read_in_background(self.viewer.news.dismiss)
        self.leave()

    def rows(self) -> Rows:
        """Return the rows of all changes, each with its consequences."""
        scene = self.viewer.scene()
        width = list_screen.list_width(self.listing.size[0]) - 1  # leave a cell for the scrollbar
        changes, plan = self.viewer.news.all_changes, plan_lines(scene)
        mine, items = self.viewer.news.bookmark_changes, list[Item]()
        self.listing.dated = bool(mine)
        if plan:
            items.append(_heading_item(scene.words.say("MY PLAN")))
            for line in plan:
                wrapped = paragraphs(line, max(10, width - 2), "warning")
                items += map(Item.from_row, indent_rows(wrapped, 1))
        rooms = self.viewer.news.rooms
        if rooms:
            items.append(_heading_item(scene.words.say("ROOMS")))
        for room in rooms:
            style = "warning" if room in self.viewer.news.bookmark_room_changes else "muted"
            wrapped = paragraphs(room_sentence(room, scene), max(10, width - 2), style)
            items += map(Item.from_row, indent_rows(wrapped, 1))
        if mine:
            items.append(_heading_item(scene.words.say("MY BOOKMARKS · {n}", n=len(mine))))
            for change in mine:
                items += self._change_rows(scene, change, width, mine=True)
        for day, of_day in group_by_day(changes, mine):
            items.append(_heading_item(times.date_heading(day, scene.words)))
            for change in of_day:
                items += self._change_rows(scene, change, width, mine=False)
        nothing = no_changes_sentence(scene)
        empty = Rows.without_items(lambda width: empty_page(nothing, (), width))
        return Rows.from_items(items, airy=self.listing.has_spacing) if items else empty

    def _change_rows(
        self, scene: Scene, change: SessionChange, width: int, *, mine: bool
    ) -> Iterator[Item]:
        """Yield the rows of a change and, if other sessions replace the session, their rows."""
        grid, style = self.listing.grid(width), "warning" if mine else "muted"
        yield Item(change.session.id, partial(self._title_row, change, mine))
        sentence = change_sentence(change, scene)
        for line in paragraphs(sentence, max(10, grid.width - grid.title_at - 1), style):
            yield Item.from_row(grid.continuation_row(line))
        for session, replacement in replacements(change, scene):
            yield Item.from_row(grid.continuation_row(text_row(replacement, "")), session.id)

    def _title_row(self, change: SessionChange, mine: bool, width: int) -> Row:
        """Return the row of the session that changed.

        In the section of bookmarks (`mine`), the time includes the day. In the other sections, a
        heading names the day.
        """
        scene, session = self.viewer.scene(), change.session
        time = Span(times.day_time(session.start, scene)) if mine else None
        return session_row(scene, session, self.listing.grid(width), time=time)


def _heading_item(text: str) -> Item:
    return Item.from_row(heading(text), is_heading=True)
