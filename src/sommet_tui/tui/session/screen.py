"""The screens that are a page to read: a session, the event, the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.json.programme import shown_sessions
from sommet_tui.domain.programme import Link
from sommet_tui.tui.info.view import info_page
from sommet_tui.tui.keys.help import help_page
from sommet_tui.tui.keys.table import BACK, EVERYWHERE, ROOMS, SCREENS, SESSION, Key, bindings
from sommet_tui.tui.messages import OpenPanel
from sommet_tui.tui.moderator.keys import OPEN_PANEL
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.screen import CompanionScreen, MainScreen
from sommet_tui.tui.session.view import session_page
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class SessionScreen(CompanionScreen):
    """Everything about one session, with a way to the one before and the one after."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, *SESSION, OPEN_PANEL))
    KEYS: ClassVar[Sequence[Key]] = (BACK, *SESSION, OPEN_PANEL, *EVERYWHERE)

    def __init__(self, viewer: Viewer, session_id: str) -> None:
        super().__init__(viewer)
        self._session_id = session_id
        self._page = ScrollingLines(self._paint, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The page."""
        yield self._page

    def paint(self, *, changed: bool) -> None:
        """Bring the page up to date; leave when the session left the programme."""
        if self._session_id not in self.viewer.companion.snapshot.programme.by_id:
            self.leave()
            return
        self._page.update()

    def subject(self) -> str | None:
        """This session."""
        return self._session_id

    def action_step(self, by: int) -> None:
        """Go to the previous or the next session."""
        snapshot = self.viewer.scene().snapshot
        ids = [s.id for s in shown_sessions(snapshot)]
        if self._session_id not in ids:
            ids = [s.id for s in snapshot.programme.sessions]
        place = ids.index(self._session_id) + by
        if 0 <= place < len(ids):
            self._session_id = ids[place]
            self._page.scroll_to(y=0, animate=False)
            self._page.update()

    def action_moderate(self) -> None:
        """Moderate this session."""
        session = self.viewer.companion.snapshot.programme.by_id[self._session_id]
        if not session.is_break:
            self.post_message(OpenPanel(self._session_id, self))

    def action_copy(self) -> None:
        """Put a plain summary into the clipboard."""
        from sommet_tui.wording.summary import session_summary

        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id[self._session_id]
        lines = session_summary(scene.snapshot, session, scene.now, scene.zones, scene.words)
        self.app.copy_to_clipboard("\n".join(lines) + "\n")
        self.notify(scene.words.say("Copied."), markup=False, timeout=3)

    def action_links(self) -> None:
        """Show where the links lead, and open the chosen one."""
        session = self.viewer.companion.snapshot.programme.by_id[self._session_id]
        people = {p.id: p for p in self.viewer.companion.snapshot.programme.people}
        theirs = (
            link for p in session.participants if p.id in people for link in people[p.id].links
        )
        offer_links(self, (*session.links, *theirs))

    def _paint(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(self._session_id)
        return session_page(scene, session, width) if session else []


class InfoScreen(MainScreen):
    """The event itself."""

    NAME = "info"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (BACK, *(k for k in SESSION if k.id == "session.links"))
    )
    KEYS: ClassVar[Sequence[Key]] = (*SCREENS, *EVERYWHERE)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._page = ScrollingLines(self._paint, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The page."""
        yield self._page

    def paint(self, *, changed: bool) -> None:
        """The page tells no time: only changes matter."""
        if changed:
            self._page.update()

    def keys(self) -> Sequence[Key]:
        """The way back is shown where there is one."""
        if len(self.app.screen_stack) == 1:
            return self.KEYS
        return (BACK, SCREENS[-1], *SCREENS[:-1], *EVERYWHERE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No session is meant here, and there may be nothing to go back to."""
        if action == "back":
            return len(self.app.screen_stack) > 1
        return action not in ("star", "note") and super().check_action(action, parameters)

    def action_links(self) -> None:
        """Open the event's own address."""
        programme = self.viewer.companion.snapshot.programme
        offer_links(self, (Link(programme.title, programme.url),) if programme.url else ())

    def _paint(self, width: int, _height: int) -> list[Row]:
        return info_page(self.viewer.scene(), width)


class HelpScreen(CompanionScreen):
    """All keys, from the table they are made from."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK,))
    KEYS: ClassVar[Sequence[Key]] = (BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, here: Sequence[Key] = ()) -> None:
        """`here` are the keys of the screen one came from."""
        super().__init__(viewer)
        self._here = here
        self._page = ScrollingLines(self._paint, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The page."""
        yield self._page

    def paint(self, *, changed: bool) -> None:
        """The page tells no time: only another language changes it."""
        if changed:
            self._page.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        several = len(self.viewer.companion.snapshot.programme.rooms) > 1
        idle = () if several else ROOMS
        return help_page(self.viewer.words, width, self._here, self.viewer.keymap, idle)


def offer_links(screen: CompanionScreen, links: Sequence[Link]) -> None:
    """Show links with their hosts to choose from; say so if there are none."""
    if links:
        from sommet_tui.tui.session.links import LinksDialog

        screen.app.push_screen(LinksDialog(screen.viewer, links))
    else:
        screen.notify(screen.viewer.words.say("No links here."), markup=False, timeout=3)
