"""The day of a session's room: what takes place there before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_OPEN,
    SESSION_NOTE,
    SESSION_STAR,
)
from sommet_tui.domain.programme import Session
from sommet_tui.tui.render.rows import text_row
from sommet_tui.tui.session.list import SessionListScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording.sentences import join, room_name
from sommet_tui.wording.times import date_text


def sessions_of_room_day(sessions: Sequence[Session], session: Session) -> tuple[Session, ...]:
    """Return what takes place in the room of a session on its day; nothing if it has no room."""
    if session.room is None:
        return ()
    return tuple(s for s in sessions if s.day == session.day and s.is_in(session.room))


class RoomDayScreen(SessionListScreen):
    """A list that begins at the session, whose entries can be opened."""

    KEYS = (
        *(APP_BACK, LIST_OPEN, SESSION_STAR, SESSION_NOTE),
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer, session_id)
        self.listing.rooms = False
        self._session_id = session_id

    def paint(self, *, changed: bool) -> None:
        """Bring the rows up to date; leave when the session left the programme."""
        self._session_id = self.viewer.companion.present_id(self._session_id)
        if self._session_id not in self.viewer.scene().programme.by_id:
            self.leave()
            return
        super().paint(changed=changed)

    def rows(self) -> Rows:
        """Return the sessions of the room on that day, below its name and the date."""
        scene = self.viewer.scene()
        programme, session = scene.programme, scene.programme.by_id[self._session_id]
        name = room_name(programme, session.room)
        title = text_row(f" {join([name, date_text(session.day, scene.words)])}", "accent")
        held = sessions_of_room_day(programme.sessions, session)
        items = [Item(s.id, partial(self.session_row, s.id)) for s in held]
        return Rows.from_items([Item.fixed(title), *items], pinned=1)
