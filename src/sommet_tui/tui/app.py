"""The app: opens screens, keeps time, and leaves the terminal as it was."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from sommet_tui.companion.companion import Companion
from sommet_tui.tui import themes
from sommet_tui.tui.keys import EVERYWHERE, SCREENS, bindings
from sommet_tui.tui.messages import OpenPerson, OpenSession
from sommet_tui.tui.reach import within_reach
from sommet_tui.tui.screens.now import NowScreen
from sommet_tui.tui.signals import end_pixel_mouse, leave_on_signals, terminal_is_gone
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import notice_sentence
from sommet_tui.wording.times import Zones
from sommet_tui.wording.words import Words

MAIN = ("now", "agenda", "bookmarks", "people", "info")


class SommetApp(App[None]):
    """The companion on screen."""

    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "now"
    BINDINGS: ClassVar[list[BindingType]] = bindings((*SCREENS, *EVERYWHERE))
    NOTIFICATION_TIMEOUT = 6
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, viewer: Viewer, theme: str | None = None) -> None:
        self._viewer = viewer
        self._reading = False
        colourless = "NO_COLOR" in os.environ
        name = "terminal" if colourless else theme or themes.NAMES[0]
        super().__init__(ansi_color=name == "terminal")
        for look in themes.THEMES:
            self.register_theme(look)
        # Set like this and not as `self.theme`, the colours are parsed once and not twice.
        self.set_reactive(App.theme, name)
        self.stylesheet.set_variables(self.get_css_variables())
        self._modes: dict[str, str | Callable[[], Screen[object]]]
        for name in MAIN:
            self.add_mode(name, _opener(name, viewer))

    @property
    def words(self) -> Words:
        """The voice of the moment."""
        return self._viewer.words

    def on_mount(self) -> None:
        """Listen to the system and to the companion; start the clock."""
        self.title = self._viewer.companion.snapshot.programme.title
        leave_on_signals(self._leave)
        self.app_suspend_signal.subscribe(self, lambda _app: end_pixel_mouse(), immediate=True)
        self.app_resume_signal.subscribe(self, lambda _app: self.refresh(layout=True))
        self._viewer.companion.on_change(self._changed)
        self._tell()
        self._wait()

    # Time

    def _wait(self) -> None:
        """Wake up when the next second of the clock that is shown begins."""
        fraction = self._viewer.companion.now().microsecond / 1_000_000
        self.set_timer(1.0 - fraction if fraction < 0.98 else 1.0, self._second)

    def _second(self) -> None:
        if not self.is_headless and terminal_is_gone():
            self._leave(129)
            return
        try:
            if self._viewer.companion.look_outside() and not self._reading:
                self.run_worker(self._read_again(), group="programme")
            self._tick(changed=False)
        finally:
            self._wait()

    def _tick(self, *, changed: bool) -> None:
        for screen in self.screen_stack[-2:]:
            tick = getattr(screen, "tick", None)
            if tick is not None and screen.is_mounted:
                tick(changed=changed)

    def _changed(self) -> None:
        self._tick(changed=True)
        self._tell()

    async def _read_again(self) -> None:
        """Read the programme in a thread and take it in here."""
        self._reading = True
        try:
            companion = self._viewer.companion
            companion.take(await asyncio.to_thread(companion.read_programme))
        finally:
            self._reading = False

    def _tell(self) -> None:
        for notice in self._viewer.companion.notices():
            said = notice_sentence(notice, self.words)
            self.notify(said, severity="warning", markup=False, timeout=12)

    # Screens

    def action_go(self, name: str) -> None:
        """Show one of the main screens, whatever lay on top of it."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_mode(name)
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_back(self) -> None:
        """Leave what lies on top."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def action_help(self) -> None:
        """Show all keys."""
        from sommet_tui.tui.screens.pages import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            here = [key for key, _ in within_reach(self.screen)]
            self.push_screen(HelpScreen(self._viewer, here))

    def action_search(self) -> None:
        """Search everything, from wherever one is."""
        from sommet_tui.tui.screens.search import SearchScreen

        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        if isinstance(self.screen, SearchScreen):
            self.screen.field.focus()
        else:
            self.push_screen(SearchScreen(self._viewer))

    def action_command_palette(self) -> None:
        """Find a command, a session or a person by typing."""
        from sommet_tui.tui.commands import palette

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(palette(self._viewer))

    def action_clock(self) -> None:
        """Show the clock panel."""
        from sommet_tui.tui.screens.clock import ClockPanel

        self.push_screen(ClockPanel(self._viewer))

    def action_language(self) -> None:
        """Speak the other language."""
        self._viewer.switch_language()
        self._tick(changed=True)

    def action_theme(self) -> None:
        """Show the next of the three looks."""
        if not self.no_color:
            name = themes.after(self.theme)
            self.ansi_color = name == "terminal"
            self.theme = name

    def action_room(self, by: int) -> None:
        """Show the next room alone, or all of them."""
        snapshot = self._viewer.companion.snapshot
        rooms = [None, *(room.id for room in snapshot.programme.rooms)]
        if len(rooms) > 2:
            place = rooms.index(snapshot.room) + by
            self._viewer.companion.choose_room(rooms[place % len(rooms)])

    def on_open_session(self, message: OpenSession) -> None:
        """Show a session."""
        from sommet_tui.tui.screens.pages import SessionScreen

        if message.asker is self.screen:
            self.push_screen(SessionScreen(self._viewer, message.session_id))

    def on_open_person(self, message: OpenPerson) -> None:
        """Show a person."""
        from sommet_tui.tui.screens.people import PersonScreen

        if message.asker is self.screen:
            self.push_screen(PersonScreen(self._viewer, message.person_id))

    def _leave(self, code: int) -> None:
        self.exit(return_code=code)


def _opener(name: str, viewer: Viewer) -> Callable[[], Screen[None]]:
    """How to make a main screen: its module is imported when it is first shown."""

    def open_screen() -> Screen[None]:
        if name == "agenda":
            from sommet_tui.tui.screens.agenda import AgendaScreen

            return AgendaScreen(viewer)
        if name == "bookmarks":
            from sommet_tui.tui.screens.bookmarks import BookmarksScreen

            return BookmarksScreen(viewer)
        if name == "people":
            from sommet_tui.tui.screens.people import PeopleScreen

            return PeopleScreen(viewer)
        if name == "info":
            from sommet_tui.tui.screens.pages import InfoScreen

            return InfoScreen(viewer)
        return NowScreen(viewer)

    return open_screen


def run(companion: Companion, language: str, zones: Zones, theme: str | None) -> int:
    """Show the companion until it is left; the exit code of the process."""
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty means unset (no-color.org)
    app = SommetApp(Viewer(companion, language, zones), theme)
    app.run()
    end_pixel_mouse()
    return app.return_code or 0
