"""Session: everything about one session, with a way to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    MINE_LEAD,
    MINE_UNDO,
    SESSION,
    SESSION_HIDE,
    SESSION_MODERATE,
    SESSION_ROOM,
    Key,
)
from sommet_tui.domain.programme import Link, Session
from sommet_tui.pages.session import session_links, session_summary
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.requests import OpenPanel
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.session.links import links_dialog
from sommet_tui.tui.session.room_day import RoomDayScreen, sessions_of_room_day
from sommet_tui.tui.session.view import session_page
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class SessionScreen(CompanionScreen):
    """Everything about one session, with a way to the one before and the one after."""

    BINDINGS = bindings((APP_BACK, *SESSION, SESSION_HIDE, MINE_LEAD, MINE_UNDO, SESSION_MODERATE))
    KEYS: ClassVar[Sequence[Key]] = (APP_BACK, *SESSION, SESSION_MODERATE, *EVERYWHERE)

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer)
        self._session_id = session_id
        self._page = ScrollingLines(self._paint, classes="pane")
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Bring the page up to date; leave when the session left the programme."""
        self._session_id = self.viewer.companion.present_id(self._session_id)
        if self._session_id not in self.viewer.programme.by_id:
            self.leave()
            return
        self._page.update()

    def subject(self) -> str | None:
        """This session."""
        return self._session_id

    def action_step(self, by: int) -> None:
        """Go to the previous or the next session."""
        snapshot = self.viewer.scene().snapshot
        ids = [s.id for s in snapshot.shown_sessions]
        if self._session_id not in ids:
            ids = [s.id for s in snapshot.programme.sessions]
        place = ids.index(self._session_id) + by
        if 0 <= place < len(ids):
            self._session_id = ids[place]
            self._page.scroll_to(y=0, animate=False)
            self._page.update()
            self.footer.update()
        elif by < 0:
            self.say(self.viewer.words.say("This is the first session."))
        else:
            self.say(self.viewer.words.say("This is the last session."))

    def keys(self) -> Sequence[Key]:
        """Return the keys; those for links only if there are links."""
        return [key for key in self.KEYS if self._has_effect(key)]

    def _has_effect(self, key: Key) -> bool:
        if key is SESSION_ROOM:
            return len(self._room_day()) > 1
        if key.id == "session.links":
            return bool(self._links())
        kind = {"session.stream": "stream", "session.feedback": "feedback"}.get(key.id)
        return kind is None or any(link.kind == kind for link in self._links())

    def _room_day(self) -> Sequence[Session]:
        programme = self.viewer.programme
        session = programme.by_id.get(self._session_id)
        return sessions_of_room_day(programme.sessions, session) if session else ()

    def action_room_day(self) -> None:
        """Show what else takes place in its room that day."""
        if len(self._room_day()) > 1:
            self.app.push_screen(RoomDayScreen(self.viewer, self._session_id))

    def action_link_of(self, kind: str) -> None:
        """Show where the links of a kind lead, and open the chosen one."""
        links = [link for link in self._links() if link.kind == kind]
        self.offer(links_dialog(self.viewer, links, self.app.open_url))

    def action_moderate(self) -> None:
        """Moderate this session."""
        session = self.viewer.programme.by_id[self._session_id]
        if not session.is_break:
            self.post_message(OpenPanel(self._session_id, self))

    def action_copy(self) -> None:
        """Put a plain summary into the clipboard."""
        scene = self.viewer.scene()
        session = scene.programme.by_id[self._session_id]
        lines = session_summary(session, scene.view)
        text = "\n".join(lines) + "\n"
        self.app.copy_to_clipboard(text)
        begin(self, partial(self._copy, text))

    async def _copy(self, text: str) -> None:
        """Copy with the system's tool as well, for terminals that copy nothing; say which did."""
        from sommet_tui.tui.clipboard import copy_with_tool

        words, name = self.viewer.words, await copy_with_tool(text)
        if name is None:
            self.say(words.say("Copied (if your terminal allows it)."))
        else:
            self.say(words.say("Copied with {tool}.", tool=name))

    def action_links(self) -> None:
        """Show where the links lead, and open the chosen one."""
        self.offer(links_dialog(self.viewer, self._links(), self.app.open_url))

    def _links(self) -> list[Link]:
        """The session's own links by their use, then those of its people."""
        view = self.viewer.view()
        session = view.programme.by_id.get(self._session_id)
        if session is None:
            return []
        people = {p.id: p for p in view.programme.people}
        theirs = (
            link for p in session.participants if p.id in people for link in people[p.id].links
        )
        return [*session_links(session, view), *theirs]

    def _paint(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        return session_page(scene, scene.programme.by_id.get(self._session_id), width)
