"""The screens of a session, also as opened from Stage, and of its room's day."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_OPEN,
    MINE_LEAD,
    MINE_UNDO,
    SESSION,
    SESSION_HIDE,
    SESSION_MODERATE,
    SESSION_NOTE,
    SESSION_ROOM,
    SESSION_STAR,
    STAGE,
    STAGE_START,
    STAGE_UNDO,
    Key,
)
from sommet_tui.domain.programme import Link, Session
from sommet_tui.pages.session import session_links, session_summary
from sommet_tui.tui.background.threads import begin
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import Row, text_row
from sommet_tui.tui.session_page import SessionListScreen, session_page
from sommet_tui.tui.viewer import OpenPanel, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording.session_texts import join, room_name
from sommet_tui.wording.times import date_text


def _sessions_of_room_day(sessions: Sequence[Session], session: Session) -> tuple[Session, ...]:
    """Return the sessions in a session's room on its day, or () if it has no room."""
    if session.room is None:
        return ()
    return tuple(s for s in sessions if s.day == session.day and s.is_in(session.room))


class RoomDayScreen(SessionListScreen):
    """A screen with the sessions of a room on a day.

    The cursor begins at the session from which the user opened the screen.
    """

    KEYS = (
        *(APP_BACK, LIST_OPEN, SESSION_STAR, SESSION_NOTE),
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer, session_id)
        self.listing.rooms = False
        self._session_id = session_id

    def paint(self, *, changed: bool) -> None:
        """Update the list, or close the screen if its session has left the programme."""
        self._session_id = self.viewer.companion.current_id(self._session_id)
        if self._session_id not in self.viewer.scene().programme.by_id:
            self.leave()
            return
        super().paint(changed=changed)

    def rows(self) -> Rows:
        """Return the name of the room and the date, and below them the room's sessions that day."""
        scene = self.viewer.scene()
        programme, session = scene.programme, scene.programme.by_id[self._session_id]
        name = room_name(programme, session.room)
        title = text_row(f" {join([name, date_text(session.day, scene.words)])}", "accent")
        sessions = _sessions_of_room_day(programme.sessions, session)
        items = [Item(s.id, partial(self.session_row, s.id)) for s in sessions]
        return Rows.from_items([Item.from_row(title), *items], pinned=1)


class SessionScreen(CompanionScreen):
    """A screen about one session, with keys to go to the previous and the next session."""

    BINDINGS = bindings((APP_BACK, *SESSION, SESSION_HIDE, MINE_LEAD, MINE_UNDO, SESSION_MODERATE))
    KEYS: ClassVar[Sequence[Key]] = (APP_BACK, *SESSION, SESSION_MODERATE, *EVERYWHERE)

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer)
        self._session_id = session_id
        self._page = ScrollingLines(self._paint)
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page, or close the screen if its session has left the programme."""
        self._session_id = self.viewer.companion.current_id(self._session_id)
        if self._session_id not in self.viewer.programme.by_id:
            self.leave()
            return
        self._page.update()

    def subject(self) -> str | None:
        return self._session_id

    def action_step(self, by: int) -> None:
        """Go to the next session (`by` 1) or the previous one (-1). At either end, say so."""
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
        """Return the keys.

        The keys for links and for the room's day are left out if they have no effect.
        """
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
        return _sessions_of_room_day(programme.sessions, session) if session else ()

    def action_open_room_day(self) -> None:
        """Open the list of sessions in the same room on the same day."""
        if len(self._room_day()) > 1:
            self.app.push_screen(RoomDayScreen(self.viewer, self._session_id))

    def action_open_link(self, kind: str) -> None:
        """Open the dialog with the session's links of a kind."""
        self.open_links([link for link in self._links() if link.kind == kind])

    def action_moderate(self) -> None:
        if not self.viewer.programme.by_id[self._session_id].is_break:
            self.post_message(OpenPanel(self._session_id, self))

    def action_copy(self) -> None:
        """Copy a summary of the session to the clipboard."""
        scene = self.viewer.scene()
        lines = session_summary(scene.programme.by_id[self._session_id], scene)
        text = "\n".join(lines) + "\n"
        self.app.copy_to_clipboard(text)
        begin(self, partial(self._copy, text))

    async def _copy(self, text: str) -> None:
        """Copy a text with the system's tool, and report the result.

        Before this, the app asked the terminal to copy the text, but some terminals cannot.
        """
        words, name = self.viewer.words, await _copy_with_tool(text)
        if name is None:
            self.say(words.say("Copied (if your terminal allows it)."))
        else:
            self.say(words.say("Copied with {tool}.", tool=name))

    def action_open_links(self) -> None:
        """Open the dialog with all links of the session and of its people."""
        self.open_links(self._links())

    def _links(self) -> list[Link]:
        """Return the links of the session, and after them the links of its people."""
        view = self.viewer.scene()
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


_STAGE = tuple(key for key in STAGE if key.action.startswith("act("))
"""The keys of the stage that act."""


class StageSessionScreen(SessionScreen):
    """The page of a session, opened from Stage.

    The keys that act return to Stage, because Stage shows the question and the result.
    """

    KEEPS_LETTER_KEYS = True
    BINDINGS = bindings(_STAGE)
    KEYS = (APP_BACK, STAGE_START, STAGE_UNDO, *SESSION, *EVERYWHERE)

    def __init__(
        self,
        viewer: Viewer,
        session_id: str,
        drives: Callable[[str], bool],
        act: Callable[[str, str, tuple[int, ...]], None],
    ) -> None:
        """`drives` receives the id of a session, and returns whether the stage drives its room.

        `act` receives the id, the name of a key and its amounts. It returns to Stage, and carries
        out the key there.
        """
        super().__init__(viewer, session_id)
        self._drives_session = drives
        self._act = act

    def keys(self) -> Sequence[Key]:
        """Return the keys.

        If the stage does not drive the session's room, leave out the keys that act.
        """
        keys = super().keys()
        if self._drives_session(self._session_id):
            return keys
        return [key for key in keys if key not in (STAGE_START, STAGE_UNDO)]

    def action_act(self, name: str, *amounts: int) -> None:
        """Return to Stage and carry out a key there, if the stage drives this session's room."""
        if self._drives_session(self._session_id):
            self._act(self._session_id, name, amounts)
        else:
            key = self.viewer.keymap.key_text(APP_BACK)
            self.give_hint(self.viewer.words.say("{key} goes back to the Stage screen", key=key))


_TOOL_TIMEOUT = 2.0
"""Seconds to wait for the system's tool."""


def clipboard_tool(env: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...] | None:
    """Return the command that copies its standard input to the clipboard, or None."""
    wanted: list[tuple[str, ...]] = []
    if platform == "darwin":
        wanted.append(("pbcopy",))
    if env.get("WAYLAND_DISPLAY"):
        wanted.append(("wl-copy",))
    if env.get("DISPLAY"):
        wanted += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if platform == "win32" or env.get("WSL_DISTRO_NAME"):
        wanted.append(("clip.exe",))
    found = (command for command in wanted if shutil.which(command[0], path=env.get("PATH")))
    return next(found, None)


async def _copy_with_tool(text: str) -> str | None:
    """Copy a text with the system's tool. Return the name of the tool, or None if that failed."""
    command = clipboard_tool(os.environ)
    if command is None:
        return None
    from sommet_tui.tui.background.user_programs import run_program

    encoding = "utf-16-le" if command[0] == "clip.exe" else "utf-8"
    try:
        async with asyncio.timeout(_TOOL_TIMEOUT):
            failure = await run_program(command, text.encode(encoding))
    except TimeoutError:
        return None
    return None if failure else command[0]
