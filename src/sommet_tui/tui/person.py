"""The page of a person, with a list of their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_OPEN,
    PEOPLE_ARRIVAL,
    PERSON_FURTHER,
    SESSION_LINKS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.programme import Link
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.people import find_person, large_name_height, person_head, record_arrival
from sommet_tui.tui.render.rows import Row, heading
from sommet_tui.tui.session import SessionListScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording import times


class PersonScreen(SessionListScreen):
    """A screen about one person, with a list of their sessions."""

    BINDINGS = bindings((PEOPLE_ARRIVAL, PERSON_FURTHER, SESSION_LINKS))
    KEYS = (
        APP_BACK,
        LIST_OPEN,
        PEOPLE_ARRIVAL,
        SESSION_STAR,
        SESSION_LINKS,
        SESSION_NOTE,
        PERSON_FURTHER,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer, person_id: str) -> None:
        super().__init__(viewer)
        self._person_id = person_id
        self._head = ScrollingLines(self._paint_head)
        self._head.can_focus = False
        self.parts = self._head, self.pane

    def paint(self, *, changed: bool) -> None:
        """Update the screen, or close it if the person is no longer in the programme."""
        person = find_person(self.viewer, self._person_id)
        if person is None:
            self.leave()
            return
        self._head.update()
        super().paint(changed=changed)

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        The keys for more text and for links are left out if they have no effect.
        """
        more = self._head.virtual_size.height > self._head.size.height
        absent = {None if more else PERSON_FURTHER, None if self._links else SESSION_LINKS}
        return [key for key in self.KEYS if key not in absent]

    @property
    def _links(self) -> Sequence[Link]:
        person = find_person(self.viewer, self._person_id)
        return person.person.links if person else ()

    def action_open_links(self) -> None:
        """Open the dialog with the links of the person."""
        self.open_links(self._links)

    def allows_record_arrival(self) -> bool:
        """Return whether the user belongs to the crew. Only the crew records arrivals."""
        return self.viewer.is_crew

    def action_record_arrival(self) -> None:
        """Record the next step of the person's arrival."""
        record_arrival(self, self._person_id)

    def action_scroll_text(self) -> None:
        """Scroll down in the text about the person. From its end, go back to its beginning."""
        head = self._head
        if head.scroll_offset.y >= head.max_scroll_y:
            head.scroll_to(y=0, animate=False)
        else:
            head.scroll_relative(y=max(1, head.size.height - 1), animate=False)

    def rows(self) -> Rows:
        """Return the person's sessions. If the event has several days, each day has a heading."""
        person, found = find_person(self.viewer, self._person_id), list[Item]()
        several, words = self.viewer.programme.has_several_days, self.viewer.words
        for day, sessions in groupby(
            person.sessions if person else (), key=lambda session: session.day
        ):
            if several:
                found.append(Item.from_row(heading(times.date_heading(day, words))))
            found += [Item(s.id, partial(self.session_row, s.id)) for s in sessions]
        return Rows.from_items(found)

    def _paint_head(self, width: int, _height: int) -> list[Row]:
        person, scene, rows = (
            find_person(self.viewer, self._person_id),
            self.viewer.scene(),
            list[Row](),
        )
        if person is not None:
            turn = GreenRoom(scene.snapshot, scene.now).appearance(person)
            rows = person_head(
                scene, person, turn, width, large_name_height(self.viewer, *self.size)
            )
        self._head.styles.height = min(len(rows), max(3, self.size.height // 2))
        return rows
