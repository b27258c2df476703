"""The app: opens screens, keeps time, and leaves the terminal as it was."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual.app import App
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.keys import EVERYWHERE, MAIN_QUIT, SCREENS
from sommet_tui.companion.settings import CREW_SCREENS, FIRST_SCREENS, LoadedSettings
from sommet_tui.domain.instants import to_minute
from sommet_tui.tui.background.changes_watch import ChangesWatch
from sommet_tui.tui.background.day_watch import DayWatch
from sommet_tui.tui.background.notices import Notices
from sommet_tui.tui.background.refresher import ProgrammeRefresher
from sommet_tui.tui.background.source_watch import SourceWatch
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.feedback import GLANCE
from sommet_tui.tui.keys.bindings import bindings, changed_bindings, within_reach
from sommet_tui.tui.keys.elsewhere import screen_class
from sommet_tui.tui.messages.log import Weight
from sommet_tui.tui.now.screen import NowScreen
from sommet_tui.tui.paint import PaintedApp
from sommet_tui.tui.render import themes
from sommet_tui.tui.requests import (
    HintDone,
    OpenNote,
    OpenPanel,
    OpenPerson,
    OpenSession,
    TogglePublishing,
)
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.terminal.background import in_background
from sommet_tui.tui.terminal.signals import HUNG_UP, end_on_signals, leave_on_signals
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.domain.reminders import Reminder
    from sommet_tui.tui.background.automation import StageAutomation
    from sommet_tui.tui.background.crew import CrewConnection
    from sommet_tui.tui.background.programs import UserProgram
    from sommet_tui.tui.background.publishing import Publishing
    from sommet_tui.tui.background.reminders import Reminding
    from sommet_tui.tui.widgets.field import CleanInput

NOTHING_SET = LoadedSettings("")

_LITTLE_GARBAGE = (700, 10, 2)
"""Thresholds of the garbage collector: a screen change leaves sixty reference cycles."""

_NEXT = ("agenda", "bookmarks", "people", "info", "session", "search")
"""The screens that most users open next."""
_FIRST_LOOK, _PAUSE = 0.4, 0.02
"""Seconds between the first screen and preparing the next ones, and between two of these."""
_IDLE = 15.0
"""Seconds after which the user has surely looked at the first screen."""
_SETTLED = 2.0
"""Seconds after the start during which nothing is written to the disk."""


class SommetApp(PaintedApp):
    """The companion on screen."""

    CSS_PATH = "app.tcss"
    BINDINGS = bindings((*SCREENS, *EVERYWHERE))
    NOTIFICATION_TIMEOUT = 6

    def __init__(
        self,
        viewer: Viewer,
        theme: str | None = None,
        loaded: LoadedSettings = NOTHING_SET,
    ) -> None:
        self._viewer = viewer
        self._ending = False
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._asked = False
        self._loaded = loaded
        self._reminders: Reminders | None = None
        self._reminding: Reminding | None = None
        self._programs: dict[str, UserProgram] = {}
        self._automation: StageAutomation | None = None
        self._reading = self._unread = False
        self._notices = Notices(viewer, self._warn, self._show_messages)
        self._changes = ChangesWatch(
            self, viewer, lambda: self._program("notify_command"), lambda: self._tick(changed=True)
        )
        self._refresher = ProgrammeRefresher(self, viewer)
        self._day_watch = DayWatch(self, viewer)
        self._crew: CrewConnection | None = None
        self._publishing: Publishing | None = None
        self._source = SourceWatch(viewer.companion.source.is_outdated, self._outdated)
        self._wrong = loaded.findings
        viewer.settings = loaded.settings
        self._last_painted: object = None
        """What was painted last, if it is not painted each second."""
        if loaded.settings.keys:
            from sommet_tui.companion.keymap import remapped

            viewer.keymap, wrong = remapped(loaded.settings.keys)
            self._wrong = (*self._wrong, *wrong)
        colourless = "NO_COLOR" in os.environ
        name = "terminal" if colourless else theme or themes.NAMES[0]
        self._follows_terminal = theme is None and not colourless
        """Whether the theme follows the terminal's background, because the user chose none."""
        self._unpainted = ExitStack()
        """Keeps everything from being painted before there is a terminal."""
        self._dressed = False
        super().__init__(ansi_color=name == "terminal")
        for known in themes.THEMES:
            self.register_theme(known)
        # Not as `self.theme`, which would compute the colours three times.
        self.set_reactive(App.theme, name)
        self._dressed = True
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours; none before the theme is set, so that they are computed once."""
        return super().get_css_variables() if self._dressed else {}

    @property
    def words(self) -> Words:
        """The words in the present language."""
        return self._viewer.words

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; calls that were scheduled for later would have no screen."""
        self._ending = True
        super().exit(result, return_code, message)

    def on_load(self) -> None:
        """Push the first screen like any other, so that others can replace it."""
        leave_on_signals(self._leave, self.abandon)  # before the terminal is taken
        self._unpainted.enter_context(self.batch_update())
        self.push_screen(self._main(self._loaded.settings.opening_screen))

    def on_mount(self) -> None:
        """Listen to the companion; start the clock."""
        self._unpainted.close()
        self.title = self._viewer.programme.title
        loop = self._own_loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._failed_in_loop)
        self.app_resume_signal.subscribe(self, lambda _app: self.screen.refresh())
        self._viewer.companion.state.on_change(self._changed)
        self._notices.report()
        for line in self._viewer.said:
            self._warn(line, 20)
        if self._viewer.keymap.changed:
            self.set_keymap(changed_bindings(self._viewer.keymap))
        if self._wrong:
            self._tell_wrong_settings()
        self._wait()
        self.call_after_refresh(self._settle_in)

    def _settle_in(self) -> None:
        """Do what can wait until the first screen is shown: notes, and a hint on first starts."""
        if self._ending:
            return
        services = self._viewer.services
        self._remember(services.remember_event)
        self._viewer.companion.mine.remember_notes()
        if services.reminders is not None:
            self._reminders = services.reminders()
        self._viewer.news.store = services.read_changes
        if services.changes is not None:
            self._viewer.news.programme = services.changes()
            begin(self, self._changes.look)
        self.set_timer(_FIRST_LOOK, partial(begin, self, self._prepare_screens))
        self.set_timer(_IDLE, self._load_markdown)
        hint, screen = services.hint, self.screen
        if hint is not None and isinstance(screen, NowScreen) and hint.wanted():
            screen.show_hint()
            self.set_timer(_SETTLED, partial(self._remember, hint.shown))

    async def _prepare_screens(self) -> None:
        """Prepare the screens that may come next while the user looks at the first one.

        In small steps, so that a key press never waits. Not in a thread, because that would take a
        megabyte more.
        """
        without = not gc.isenabled()  # during the start, the garbage collector is off
        if without:
            gc.collect()  # makes room for the next screens
        try:
            await self._make_next()
        finally:
            if without:
                gc.freeze()  # what is loaded stays
                gc.set_threshold(*_LITTLE_GARBAGE)
                gc.enable()

    async def _make_next(self) -> None:
        for name in (*_NEXT, *(CREW_SCREENS if self._viewer.crew else ())):
            import_module(f"sommet_tui.tui.{name}.screen")
            await asyncio.sleep(_PAUSE)
            if name in FIRST_SCREENS and self.screen_stack:
                screen = await self.make_screen(self._main(name))
                if self.screen_stack and screen is not self.screen:
                    assert isinstance(screen, CompanionScreen)
                    await screen.make_ready()
                await asyncio.sleep(_PAUSE)
            if not self.screen_stack:  # the app has ended meanwhile
                return

    def _load_markdown(self) -> None:
        """Load, in the background, what pages with Markdown need."""
        from sommet_tui.tui.render.markdown import load_for

        texts = self._viewer.programme.abstracts.values()
        begin(self, partial(asyncio.to_thread, load_for, texts), exit_on_error=False)

    def on_hint_done(self, message: HintDone) -> None:
        """Never show the hint again."""
        del message
        if self._viewer.services.hint is not None:
            self._remember(self._viewer.services.hint.done)

    def _remember(self, what: Callable[[], None]) -> None:
        begin(self, partial(asyncio.to_thread, what), exit_on_error=False)

    def _tell_wrong_settings(self) -> None:
        from sommet_tui.wording.settings import settings_lines

        for line in settings_lines(self._loaded, self.words, self._wrong):
            self._warn(line, 20)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a message on the message line of any screen, and keep it in the list of messages.

        Textual's own messages have markup; only their text is shown.
        """
        if markup:
            message, title = (Content.from_markup(text).plain for text in (message, title))
        weight: Weight = "reminder" if title else severity
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        text = " · ".join(part for part in (title, message) if part)
        self._viewer.messages.say(text, weight, self._viewer.companion.clock.now(), seconds)
        self._show_messages()

    def _warn(self, sentence: str, seconds: float = 12) -> None:
        self.notify(sentence, severity="warning", markup=False, timeout=seconds)

    def _show_messages(self) -> None:
        if self._ending:
            return
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CompanionScreen):
                screen.messages.show()
                break

    # Time

    def on_key(self, event: Key) -> None:
        """Let an unused letter move the cursor in vim mode, or say on which screen it works."""
        moves, screen = self._viewer.keymap.moves, self.screen
        if event.key in screen.active_bindings or getattr(screen, "LETTERS_ACT", False):
            return
        if event.key in moves:
            event.prevent_default()
            self.simulate_key(moves[event.key])
        elif event.is_printable and event.key != "space" and isinstance(screen, CompanionScreen):
            from sommet_tui.tui.keys.elsewhere import idle_sentence

            hint = idle_sentence(event.key, screen, self._viewer)
            self._viewer.messages.hint(hint, self._viewer.companion.clock.now(), GLANCE)
            self._show_messages()

    def _wait(self) -> None:
        """Wake up when the next second of the shown clock begins."""
        fraction = self._viewer.companion.clock.now().microsecond / 1_000_000
        self.set_timer(1.0 - fraction if fraction < 0.98 else 1.0, self._second)

    def _second(self) -> None:
        if self._ending:
            return
        try:
            rehearsed = self._viewer.rehearsal is not None
            written = self._viewer.companion.look_outside()
            if rehearsed and self._viewer.rehearsal is None:
                from sommet_tui.wording.stage import rehearsal_over_sentence

                sentence = rehearsal_over_sentence(self.words)
                self._warn(sentence)
            self._source.tick()
            self._refresher.tick()
            self._day_watch.tick()
            if self._publishing is not None:
                self._publishing.tick()
            self._stay_connected()
            if self._reminding is not None:
                self._reminding.tick()
            first = self.screen_stack[:1]  # none once the app has ended
            crew_looks = any(getattr(screen, "NAME", "") in CREW_SCREENS for screen in first)
            self._changes.tick(written=written, crew_looks=crew_looks)
            if self._needs_painting():
                self._tick(changed=False)
            self._remind()
            self._automate()
        finally:
            self._wait()

    def _needs_painting(self) -> bool:
        """Whether to paint; with `calm`, once a minute and whenever something changes."""
        viewer = self._viewer
        if not viewer.settings.calm:
            return True
        scene = viewer.scene()
        minute = to_minute(scene.now)
        seen: object = (minute, scene.snapshot.turn(scene.now), viewer.messages.current)
        seen, self._last_painted = self._last_painted, seen
        return seen != self._last_painted

    def _stay_connected(self) -> None:
        if self._crew is None and self._viewer.snapshot.events.crew is not None:
            from sommet_tui.tui.background.crew import CrewConnection

            self._crew = CrewConnection(self, self._viewer)
        if self._crew is not None:
            self._crew.tick()

    def _remind(self) -> None:
        due = self._reminders.due() if self._reminders is not None else ()
        if due:
            begin(self, partial(self._give, due))

    async def _give(self, due: Sequence[Reminder]) -> None:
        if self._reminding is None:
            from sommet_tui.tui.background.reminders import Reminding

            assert self._reminders is not None
            program, shown = self._program("notify_command"), self._show_messages
            self._reminding = Reminding(self, self._viewer, self._reminders, program, shown)
        await self._reminding.remind(due)

    def _tick(self, *, changed: bool) -> None:
        if self._ending:
            return
        for screen in reversed(self.screen_stack):
            tick = getattr(screen, "tick", None)
            if tick is not None and screen.is_mounted:
                tick(changed=changed)
            if not isinstance(screen, ModalScreen):
                break  # a covered screen is updated when it is shown again

    def _changed(self) -> None:
        self._tick(changed=True)
        self._notices.report()

    def _outdated(self) -> None:
        self._unread = True
        if not self._reading and not self._ending:
            begin(self, self._read_again)

    async def _read_again(self) -> None:
        """Read the programme in a thread and show it; read again if it changes meanwhile."""
        self._reading = True
        try:
            companion = self._viewer.companion
            while self._unread:
                self._unread = False
                companion.take(await in_background(companion.source.read))
        finally:
            self._reading = False
        await self._changes.look(refreshed=True)

    def _program(self, setting: str) -> UserProgram:
        """Return the program in a setting, one for all its callers here."""
        if setting not in self._programs:
            from sommet_tui.tui.background.programs import UserProgram

            command = getattr(self._loaded.settings, setting)
            self._programs[setting] = UserProgram(setting, command, self._viewer, self._warn)
        return self._programs[setting]

    def _automate(self) -> None:
        """Call the program of `stage_command` at events of the stage."""
        if self._automation is None and self._loaded.settings.stage_command:
            from sommet_tui.tui.background.automation import StageAutomation

            program = self._program("stage_command")
            self._automation = StageAutomation(self, self._viewer, program)
        if self._automation is not None:
            self._automation.tick()

    # Screens

    def action_go(self, name: str) -> None:
        """Show one of the main screens, whatever covered it."""
        if name == "info":
            self._go_to_info()
            return
        if name in (*CREW_SCREENS, "green-room"):
            self._viewer.crew_opened = True
            self._tick(changed=True)  # the green room may be shown without its keys
        if name == "green-room":
            name = "people"
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_screen(self._main(name))

    def _go_to_info(self) -> None:
        """Show the event's page above the present screen, to return there."""
        info = self._main("info")
        there = self.get_screen(info)
        while isinstance(self.screen, ModalScreen) or there in self.screen_stack[:-1]:
            self.pop_screen()
        if self.screen is not there:
            self.push_screen(info)

    def _main(self, name: str) -> str:
        """Return the name of a main screen; it is created when it is first shown."""
        if not self.is_screen_installed(name):
            self.install_screen(screen_class(name)(self._viewer), name)
        return name

    def action_leave(self) -> None:
        """Quit from a main screen."""
        if not self._asks_first():
            self.exit()

    def _asks_first(self) -> bool:
        """Whether to warn, once, that a note is not saved, and how to leave all the same."""
        data_error = any(draft.due for draft in self._viewer.drafts.values())
        if self._asked or not data_error:
            return False
        self._asked = True
        sentence = self.words.say(
            "A note is not saved yet. If you press {key} again to quit, the note is saved to "
            "a file.",
            key=self._viewer.keymap.shown(MAIN_QUIT),
        )
        self.notify(sentence, markup=False, timeout=_SETTLED * 10)
        return True

    def action_help(self) -> None:
        """Show all keys."""
        from sommet_tui.tui.help.screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            here = [key for key, _ in within_reach(self.screen)]
            self.push_screen(HelpScreen(self._viewer, here))

    def action_events(self) -> None:
        """Choose another event."""
        begin(self, self._choose_event)

    async def _choose_event(self) -> None:
        words = self.words
        try:
            found = await asyncio.to_thread(self._viewer.services.known_events)
        except StorageError as error:
            sentence = storage_error_sentence(error, words)
            self._warn(sentence)
            return
        from sommet_tui.tui.events.picker import EventPicker

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(EventPicker(self._viewer, found, self._open_event))

    def _open_event(self, address: str) -> None:
        """Close the screens; they are opened again for that event."""
        self._viewer.wanted = address
        self.exit()

    def action_newest(self) -> None:
        """Ask for a newer programme."""
        self._refresher.ask()

    def action_search(self) -> None:
        """Search everything, from any screen."""
        from sommet_tui.tui.search.screen import SearchScreen

        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        if isinstance(self.screen, SearchScreen):
            self.screen.field.focus()
        else:
            self.push_screen(SearchScreen(self._viewer))

    def action_changes(self) -> None:
        """Show what changed in the programme."""
        from sommet_tui.tui.changes.screen import ChangesScreen

        if not isinstance(self.screen, (ChangesScreen, ModalScreen)):
            self.push_screen(ChangesScreen(self._viewer))

    def action_command_palette(self) -> None:
        """Find a command, a session or a person by typing."""
        from sommet_tui.tui.dialogs.palette import Palette

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(Palette(self._viewer, within_reach(self.screen)))

    def action_messages(self) -> None:
        """Show the list of messages."""
        from sommet_tui.tui.messages.dialog import SaidDialog

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(SaidDialog(self._viewer))

    def action_clock(self) -> None:
        """Show the clock panel."""
        from sommet_tui.tui.dialogs.clock import ClockDialog

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(ClockDialog(self._viewer))

    def action_language(self) -> None:
        """Switch to the other language; nothing on screen stays in the first one."""
        from sommet_tui.tui.prompt import Prompt

        self._viewer.switch_language()
        self._viewer.messages.switch_language()
        if self._reminding is not None:
            self._reminding.tick()
        for screen in self.screen_stack:
            for prompt in screen.query(Prompt):
                prompt.tell(None)
        self._show_messages()
        self._tick(changed=True)

    def action_theme(self) -> None:
        """Switch to the next theme."""
        if not self.no_color:
            self._follows_terminal = False
            name = themes.after(self.theme)
            self.ansi_color = name == "terminal"
            self.theme = name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does anything: with one room, none leads to another."""
        if action == "room":
            return self._viewer.programme.has_several_rooms
        return super().check_action(action, parameters)

    def action_room(self, step: int) -> None:
        """Show only the next room, or all of them if the screen can."""
        snapshot = self._viewer.snapshot
        screen = self.screen
        alone = screen.room() if isinstance(screen, CompanionScreen) else None
        rooms = [room.id for room in snapshot.programme.rooms]
        if len(rooms) > 1:
            shown: list[str | None] = [*rooms] if alone else [None, *rooms]
            place = shown.index(alone or snapshot.room) + step
            self._viewer.companion.choose_room(shown[place % len(shown)])

    def on_open_session(self, message: OpenSession) -> None:
        """Open a session."""
        from sommet_tui.tui.session.screen import SessionScreen

        if message.asker is self.screen:
            self.push_screen(SessionScreen(self._viewer, message.id))

    def on_open_panel(self, message: OpenPanel) -> None:
        """Open the moderator's screen of a session."""
        from sommet_tui.tui.moderator.screen import ModeratorScreen

        if message.asker is self.screen:
            self.action_go("moderator")
            moderator = self.get_screen("moderator")
            assert isinstance(moderator, ModeratorScreen)
            moderator.choose(message.id)

    def on_open_person(self, message: OpenPerson) -> None:
        """Open a person."""
        from sommet_tui.tui.people.screen import PersonScreen

        if message.asker is self.screen:
            self.push_screen(PersonScreen(self._viewer, message.id))

    def on_open_note(self, message: OpenNote) -> None:
        """Open the note on a session."""
        from sommet_tui.tui.notes.screen import open_note

        if message.asker is self.screen:
            open_note(self, self._viewer, message.id)

    def on_toggle_publishing(self, _: TogglePublishing) -> None:
        """Start or stop publishing the day."""
        if self._publishing is None:
            from sommet_tui.tui.background.publishing import Publishing

            self._publishing = Publishing(self, self._viewer)
        self._publishing.toggle()

    def on_unmount(self) -> None:
        """Handle signals outside the loop, which closes next."""
        self._source.stop()
        if not self.is_headless:
            end_on_signals(self.abandon)

    def _leave(self, code: int) -> None:
        if not self._ending:  # otherwise the app is leaving already, with its own exit code
            self.exit(return_code=code)

    # Methods of `TerminalUser`

    def terminal_gone(self) -> None:
        """Leave, because nobody can see the screen any more."""
        self._leave(HUNG_UP)

    def abandon(self, code: int = HUNG_UP) -> None:
        """Restore the terminal, save typed text and end the process, whatever it is doing."""
        from sommet_tui.tui.notes.recovery import abandon

        with suppress(Exception):  # saving typed text matters more
            self.restore_terminal()
        abandon(self._viewer, code)

    @property
    def asks_for_background(self) -> bool:
        """Whether the terminal's background chooses the theme."""
        return self._follows_terminal

    def set_background(self, light: bool) -> None:
        """Follow the terminal's background, unless the user has chosen a theme."""
        name = themes.LIGHT.name if light else themes.DARK.name
        if self._follows_terminal and self.theme != name:
            self.theme = name

    def paste_cut(self, left_out: int) -> None:
        """Report that a paste was too long."""
        from sommet_tui.wording.terminal import paste_cut_sentence

        self._warn(paste_cut_sentence(left_out, self.words))

    def paste_stalled(self) -> None:
        """Report that the end of a paste has not come, and how to end it."""
        from sommet_tui.wording.terminal import paste_stalled_sentence

        sentence = paste_stalled_sentence(self.words)
        self._warn(sentence, 20)

    def on_clean_input_full(self, message: CleanInput.Full) -> None:
        """Report that a line had no room for all pasted text."""
        from sommet_tui.wording.terminal import line_cut_sentence

        sentence = line_cut_sentence(message.left_out, self.words)
        self._warn(sentence)

    # Faults of the program itself

    def fail_in_thread(self, raised: threading.ExceptHookArgs) -> None:
        """End the app on an error in a thread for which nothing waits."""
        error, loop = raised.exc_value, self._own_loop
        if isinstance(error, Exception) and loop is not None:
            with suppress(RuntimeError):  # the loop is closed: the app has ended
                loop.call_soon_threadsafe(self.fail, error)

    def _failed_in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End the app on an error in a callback of the loop, which is in no message or worker."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context:
            self.fail(error)
        elif not self.is_headless:
            return  # it was cancelled when the app ended
        else:
            loop.default_exception_handler(context)
