"""The app, which opens screens, shows messages, and leaves the terminal as it was."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual.app import App
from textual.content import Content
from textual.events import Event, Key, MouseScrollDown, MouseScrollUp, MouseUp
from textual.screen import ModalScreen

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.keys import EVERYWHERE, MAIN_QUIT, SCREENS
from sommet_tui.companion.settings import CREW_SCREENS, LoadedSettings
from sommet_tui.tui.background.tasks import BackgroundTasks, load_markdown, start_garbage_collector
from sommet_tui.tui.background.threads import exit_if_reading
from sommet_tui.tui.base_screen import CompanionScreen, MainScreen
from sommet_tui.tui.keys_on_screen import (
    bindings,
    changed_bindings,
    inactive_key_sentence,
    reachable_keys,
    screen_class,
)
from sommet_tui.tui.messages import GLANCE, OPENING, Weight
from sommet_tui.tui.render.colours import THEMES, ThemeChoice
from sommet_tui.tui.textual_internals import PaintedApp
from sommet_tui.tui.viewer import (
    OpenNote,
    OpenPanel,
    OpenPerson,
    OpenSession,
    TogglePublishing,
    Viewer,
)
from sommet_tui.wording import errors
from sommet_tui.wording.words import Words, Zones

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from sommet_tui.companion.services import Services
    from sommet_tui.tui.widgets.field import CleanInput


HUNG_UP = 129
"""The exit code after the terminal is gone. A shell uses the same code after SIGHUP."""

_ENDING_SIGNALS = (
    *("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"),
    *("SIGPROF", "SIGXCPU", "SIGIO", "SIGPWR", "SIGSTKFLT"),
)
"""The signals that end a process if it has no handler. Signals of faults in C code are left out."""


_EXIT_TIMEOUT = 3.0
"""Seconds for an orderly exit after a signal."""
_REQUESTED_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
"""Signals sent by a person or the terminal. They are handled even if they were ignored before."""


class _SignalHandler:
    """A signal handler that asks the loop to leave the app.

    Install it with `signal.signal`, which replaces the loop's own handler in one step. Without a
    handler, a signal would end the process, because other threads also receive signals.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        leave: Callable[[int], None],
        end: Callable[[int], None],
        code: int,
    ) -> None:
        self._loop = loop
        self._leave = leave
        self._end = end
        self._code = code

    def __call__(self, *_: object) -> None:
        if not self._loop.is_closed():
            last_resort = threading.Timer(_EXIT_TIMEOUT, self._end, (self._code,))
            last_resort.daemon = True
            last_resort.start()
        with suppress(RuntimeError):  # the loop is closed because the app is leaving already
            self._loop.call_soon_threadsafe(self._leave, self._code)


def leave_on_signals(leave: Callable[[int], None], end: Callable[[int], None]) -> None:
    """From now on, call `leave` in the loop with the exit code of each signal that ends a process.

    Call this while the loop runs. If the process has not ended some seconds after a signal, a
    thread calls `end` with the exit code.
    """
    loop = asyncio.get_running_loop()
    for number, code in _signals():
        if number.name not in _REQUESTED_SIGNALS and signal.getsignal(number) == signal.SIG_IGN:
            continue  # the parent process wants this signal to be ignored
        try:
            signal.signal(number, _SignalHandler(loop, leave, end, code))
        except ValueError:
            return  # not in the main thread


def end_on_signals(end: Callable[[int], None]) -> None:
    """From now on, call `end` with the exit code of each signal that `leave_on_signals` handles.

    Call this function when the loop is about to close. `end` must end the process, even in the
    middle of other work. SIGINT is ignored, because a ctrl+c that the user pressed before the
    terminal was restored must not interrupt the restoration.
    """
    for number, code in _signals():
        if not isinstance(signal.getsignal(number), _SignalHandler):
            continue  # `leave_on_signals` left this signal ignored
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)
        else:
            signal.signal(number, lambda *_, code=code: end(code))


def ignore_signals() -> None:
    """Ignore all signals from now on.

    Otherwise, the interpreter would restore default handlers shortly before its end, and a signal
    would then kill the process.
    """
    with suppress(ValueError):  # not in the main thread
        for number, _ in _signals():
            signal.signal(number, signal.SIG_IGN)


def _signals() -> Iterator[tuple[signal.Signals, int]]:
    """Yield each signal of `_ENDING_SIGNALS` that this system has, with its exit code."""
    for name in _ENDING_SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            yield number, 128 + number


class BackgroundFaults:
    """A handler that ends the app because of an error in a thread or in a callback of the loop."""

    def __init__(self, fail: Callable[[Exception], None]) -> None:
        """`fail` ends the app because of an error. It is called in the loop."""
        self._fail = fail
        self._loop: asyncio.AbstractEventLoop | None = None
        self._headless = False

    def watch_loop(self, *, headless: bool) -> None:
        """Watch the running loop for errors. `headless` means without a terminal, as in tests."""
        self._loop, self._headless = asyncio.get_running_loop(), headless
        self._loop.set_exception_handler(self._on_loop_error)

    def on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        """End the app because of an error in a thread."""
        error, loop = args.exc_value, self._loop
        if isinstance(error, Exception) and loop is not None:
            with suppress(RuntimeError):  # the loop is closed because the app has ended
                loop.call_soon_threadsafe(self._fail, error)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End the app because of an error in a callback of the loop."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context:
            self._fail(error)
        elif not self._headless:
            return  # something was cancelled when the app ended
        else:
            loop.default_exception_handler(context)


class AppTerminal:
    """The part of the app that the terminal driver calls, for example when the terminal is gone.

    The driver calls its methods in the loop, except for `end_process`.
    """

    def __init__(
        self,
        viewer: Viewer,
        themes: ThemeChoice,
        *,
        leave: Callable[[int], None],
        restore: Callable[[], None],
        warn: Callable[[str, float], None],
    ) -> None:
        """`leave` ends the app with an exit code. `restore` restores the terminal immediately.

        `warn` shows a sentence for a number of seconds.
        """
        self._viewer = viewer
        self._leave = leave
        self._restore = restore
        self._warn = warn
        self._themes = themes

    @property
    def asks_for_background(self) -> bool:
        """Whether to ask the terminal for its background colour."""
        return self._themes.follows_terminal

    def set_background(self, light: bool) -> None:
        """Use the theme that suits the terminal's background, unless the user has chosen one."""
        self._themes.set_background(light)

    def on_terminal_gone(self) -> None:
        """Leave the app, because the terminal is gone."""
        self._leave(HUNG_UP)

    def end_process(self, code: int = HUNG_UP) -> None:
        """Restore the terminal, save unsaved text and end the process. Any thread may call this."""
        from sommet_tui.tui.notes import save_drafts_and_exit

        with suppress(Exception):  # even if this fails, the text must be saved
            self._restore()
        save_drafts_and_exit(self._viewer, code)

    def on_paste_cut(self, left_out: int) -> None:
        """Report that `left_out` bytes of a paste were dropped."""
        self._warn(errors.paste_cut_sentence(left_out, self._viewer.words), 12)

    def on_paste_stalled(self) -> None:
        """Report that a paste has not ended, and name the key that ends it."""
        self._warn(errors.paste_stalled_sentence(self._viewer.words), 20)


NOTHING_SET = LoadedSettings("")

_COLLECTION_DELAY = 1.0
"""Seconds from the first screen to the start of the garbage collector."""
_IDLE_DELAY = 15.0
"""Seconds after which the user has certainly looked at the first screen."""
_WRITE_DELAY = 2.0
"""Seconds after the start in which the app writes nothing to the disk."""


class SommetApp(PaintedApp):
    """The app with all its screens."""

    BINDINGS = bindings((*SCREENS, *EVERYWHERE))
    # Textual would read a style file at every start. It would parse `CompanionScreen.DEFAULT_CSS`
    # again at the first visit to a list, because lists have more base classes than Now.
    CSS = """
    CompanionScreen {
        background: $background;
        color: $foreground;
        overflow-y: auto;
        layers: base messages;
        &:ansi { background: ansi_default; color: ansi_default; }
        #message, #prompt { layer: messages; dock: bottom; height: 1; }
    }
    """
    NOTIFICATION_TIMEOUT = 6

    def __init__(
        self,
        viewer: Viewer,
        theme: str | None = None,
        loaded: LoadedSettings = NOTHING_SET,
    ) -> None:
        self._viewer = viewer
        self._loaded = loaded
        self._is_ending = False
        self._has_warned = False
        """Whether the user has been warned that a note is not saved."""
        self._themes = ThemeChoice(theme, self._apply_theme)
        self._tasks = BackgroundTasks(self, viewer, self._warn, self._repaint, self._show_messages)
        self.terminal_user = AppTerminal(
            viewer,
            self._themes,
            leave=self._leave,
            restore=self.restore_terminal,
            warn=self._warn,
        )
        self.background_faults = BackgroundFaults(self.fail)
        viewer.apply_settings(loaded)
        self._unpainted_context = ExitStack()
        """A context in which nothing is painted, because the app has no terminal yet."""
        self._has_theme = False
        super().__init__(ansi_color=self._themes.first == "terminal")
        for app_theme in THEMES:
            self.register_theme(app_theme)
        # Setting `self.theme` would compute the colours three times.
        self.set_reactive(App.theme, self._themes.first)
        self._has_theme = True
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme.

        Return {} before the app has its theme, so that they are computed only once.
        """
        return super().get_css_variables() if self._has_theme else {}

    @property
    def words(self) -> Words:
        """The words in the current language."""
        return self._viewer.words

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app and its background tasks.

        A task that continued would call screens that no longer exist.
        """
        self._is_ending = True
        self._tasks.stop()
        super().exit(result, return_code, message)

    def on_load(self) -> None:
        """Push the first screen as an ordinary screen, so that other screens can replace it."""
        leave_on_signals(self._leave, self.terminal_user.end_process)  # before taking the terminal
        self._viewer.companion.clock.begin_frame()
        self._unpainted_context.enter_context(self.batch_update())
        opening = self._loaded.settings.opening_screen
        if opening in CREW_SCREENS:
            self._viewer.opened.add(opening)
        self.push_screen(self._main_screen_name(opening))

    def on_mount(self) -> None:
        """Begin to listen to the companion, and start the clock."""
        self._unpainted_context.close()
        self.title = self._viewer.programme.title
        self.background_faults.watch_loop(headless=self.is_headless)
        self.app_resume_signal.subscribe(self, lambda _app: self.screen.refresh())
        self._tasks.start()
        viewer = self._viewer
        for line in viewer.start_remarks:
            viewer.messages.say(line, "warning", viewer.companion.clock.now(), 20, OPENING)
        if self._viewer.keymap.changed:
            self.set_keymap(changed_bindings(self._viewer.keymap))
        self.call_after_refresh(self._start_deferred_tasks)

    def _start_deferred_tasks(self) -> None:
        """Do the work that can wait until the first screen is visible."""
        if self._is_ending:
            return
        self._tasks.start_deferred_tasks()
        self.set_timer(_COLLECTION_DELAY, start_garbage_collector)
        self.set_timer(
            _IDLE_DELAY, lambda: load_markdown(self, self._viewer.programme.abstracts.values())
        )

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a message on the message line, and add it to the list of messages.

        Messages from Textual itself may contain markup. Only their text is shown.
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
        if self._is_ending:
            return
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CompanionScreen):
                screen.show_messages()
                break

    async def on_event(self, event: Event) -> None:
        """Load what other windows have saved, before a key or a click acts on it."""
        if isinstance(event, Key | MouseUp | MouseScrollDown | MouseScrollUp):
            self._viewer.pressed_at = self._viewer.monotonic()
        if isinstance(event, Key | MouseUp) and not event.is_forwarded:
            self._tasks.load_external_changes()
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Handle a key that the current screen does not use.

        If it is a letter that moves the cursor as in vim, move the cursor. Otherwise, say on which
        screens the key works.
        """
        moves, screen = self._viewer.keymap.vim_moves, self.screen
        if self.has_effect(event.key):
            return
        if event.key in moves and not getattr(screen, "KEEPS_LETTER_KEYS", False):
            event.prevent_default()
            self.simulate_key(moves[event.key])
        elif event.is_printable and event.key != "space" and isinstance(screen, CompanionScreen):
            screen.give_hint(inactive_key_sentence(event.key, screen, self._viewer))

    def _repaint(self, changed: bool) -> None:
        if self._is_ending:
            return
        for screen in reversed(self.screen_stack):
            tick = getattr(screen, "tick", None)
            if tick is not None and screen.is_mounted:
                tick(changed=changed)
            if not isinstance(screen, ModalScreen):
                break  # a covered screen is updated as soon as it is visible again

    # Screens

    def action_go(self, name: str) -> None:
        """Show the main screen with this name, and close all screens above it."""
        if name == "info":
            self._go_to_info()
            return
        if name in (*CREW_SCREENS, "green-room"):
            self._viewer.opened.add(name)
            self._repaint(True)  # show the crew's keys, even if the green room is visible already
        if name == "green-room":
            name = "people"
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_screen(self._main_screen_name(name))

    def _go_to_info(self) -> None:
        """Open the page about the event on top of the current screen."""
        info = self._main_screen_name("info")
        page = self.get_screen(info)
        while isinstance(self.screen, ModalScreen) or page in self.screen_stack[:-1]:
            self.pop_screen()
        if self.screen is not page:
            self.push_screen(info)

    def _main_screen_name(self, name: str) -> str:
        """Return the name of a main screen. If necessary, install the screen first."""
        if not self.is_screen_installed(name):
            self.install_screen(screen_class(name)(self._viewer), name)
        return name

    def action_leave(self) -> None:
        """Quit. If this window drives a running session, ask on Stage first."""
        if "stage" in self._viewer.opened:
            from sommet_tui.tui.stage.screen import StageScreen

            stage = self.get_screen("stage")
            assert isinstance(stage, StageScreen)
            if stage.actions.confirm_quit(self._quit):
                if stage is not self.screen:
                    self.action_go("stage")
                return
        self._quit()

    def _quit(self) -> None:
        """Quit. If a note is not saved, warn once instead."""
        if self._has_warned or not any(draft.is_unsaved for draft in self._viewer.drafts.values()):
            self.exit()
            return
        self._has_warned = True
        sentence = self.words.say(
            "A note is not saved yet. If you press {key} again to quit, the note is saved to "
            "a file.",
            key=self._viewer.keymap.key_text(MAIN_QUIT),
        )
        self.notify(sentence, markup=False, timeout=_WRITE_DELAY * 10)

    def action_help(self) -> None:
        """Open the help, which lists all keys."""
        from sommet_tui.tui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            here = [key for key, _ in reachable_keys(self.screen)]
            self.push_screen(HelpScreen(self._viewer, here))

    def action_events(self) -> None:
        """Open the list of events.

        After a choice, the app closes, and opens again for that event.
        """
        from sommet_tui.tui.events import choose_event

        choose_event(self, self._viewer, self._warn)

    def action_refresh_programme(self) -> None:
        """Look for a newer version of the programme."""
        self._tasks.refresher.refresh()

    def action_search(self) -> None:
        """Open the search."""
        from sommet_tui.tui.search import SearchScreen

        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        if isinstance(self.screen, SearchScreen):
            self.screen.field.focus()
        else:
            self.push_screen(SearchScreen(self._viewer))

    def action_changes(self) -> None:
        """Open the list of changes in the programme."""
        from sommet_tui.tui.changes import ChangesScreen

        if not isinstance(self.screen, (ChangesScreen, ModalScreen)):
            self.push_screen(ChangesScreen(self._viewer))

    def action_command_palette(self) -> None:
        """Open the palette, in which the user finds a command, a session or a person by typing."""
        from sommet_tui.tui.palette_filters_and_clock import Palette

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(Palette(self._viewer, reachable_keys(self.screen)))

    def action_messages(self) -> None:
        """Open the list of messages."""
        from sommet_tui.tui.palette_filters_and_clock import MessagesDialog

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(MessagesDialog(self._viewer))

    def action_clock(self) -> None:
        """Open the dialog that sets the clock."""
        from sommet_tui.tui.palette_filters_and_clock import ClockDialog

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(ClockDialog(self._viewer))

    def action_switch_language(self) -> None:
        """Switch the app to the other language."""
        from sommet_tui.tui.questions import Prompt

        self._viewer.switch_language()
        self._viewer.messages.switch_language()
        self._tasks.switch_language()
        for screen in self.screen_stack:
            for prompt in screen.query(Prompt):
                prompt.show(None)
        self._show_messages()
        self._repaint(True)

    def action_switch_theme(self) -> None:
        """Use the next theme, unless colours are switched off."""
        if not self.no_color:
            self._themes.choose_next(self.theme)

    def _apply_theme(self, name: str) -> None:
        self.ansi_color = name == "terminal"
        self.theme = name

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key has an effect.

        If there is only one room, keys that go to another room have no effect.
        """
        if action == "change_room":
            return self._viewer.programme.has_several_rooms
        return super().check_action(action, parameters)

    def action_change_room(self, step: int) -> None:
        """Choose the next room (`step` 1) or the previous one (-1).

        On a screen about a single room, the first room follows the last. On other screens, the
        choice of all rooms is between the last and the first. Main screens skip rooms without a
        session that matches the filters.
        """
        snapshot = self._viewer.snapshot
        screen = self.screen
        alone = screen.room() if isinstance(screen, CompanionScreen) else None
        rooms = [room.id for room in snapshot.programme.rooms]
        if len(rooms) < 2:
            return
        shown: list[str | None] = [*rooms] if alone else [None, *rooms]
        place = shown.index(alone or snapshot.room) + step
        while isinstance(screen, MainScreen) and (room := shown[place % len(shown)]) is not None:
            if screen.lists_room(room):
                break
            place += step
        found = shown[place % len(shown)]
        if found == snapshot.room and alone is None:
            self.notify(self.words.say("No other room has a match."), markup=False, timeout=GLANCE)
        self._viewer.companion.choose_room(found)

    def on_open_session(self, message: OpenSession) -> None:
        from sommet_tui.tui.session import SessionScreen

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
        from sommet_tui.tui.people import PersonScreen

        if message.asker is self.screen:
            self.push_screen(PersonScreen(self._viewer, message.id))

    def on_open_note(self, message: OpenNote) -> None:
        from sommet_tui.tui.notes import open_note

        if message.asker is self.screen:
            open_note(self, self._viewer, message.id)

    def on_toggle_publishing(self, _: TogglePublishing) -> None:
        """Start or stop publishing the day."""
        self._tasks.toggle_publishing()

    def on_unmount(self) -> None:
        """From now on, handle signals outside the loop, which is about to close."""
        self._tasks.stop()
        if not self.is_headless:
            end_on_signals(self.terminal_user.end_process)

    def _leave(self, code: int) -> None:
        if not self._is_ending:  # the exit code must not change while the app is shutting down
            self.exit(return_code=code)

    def on_clean_input_full(self, message: CleanInput.Full) -> None:
        """Report that a pasted text was too long for its field."""
        sentence = errors.line_cut_sentence(message.left_out, self.words)
        self._warn(sentence)


def run(  # noqa: PLR0913
    companion: Companion,
    language: str,
    zones: Zones,
    loaded: LoadedSettings,
    *,
    services: Services,
    report_fault: Callable[[BaseException, Words], int],
    remarks: Sequence[str] = (),
) -> tuple[int, str | None]:
    """Run the app. Return its exit code and the address of another event to open.

    If the user quits, the address is None. The first screen shows the sentences in `remarks`. After
    an error, the terminal is restored, and `report_fault` reports the error and returns the exit
    code.
    """
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # an empty value has no effect (no-color.org)
    if os.environ.get("CLICOLOR") == "0":
        os.environ["NO_COLOR"] = "1"
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # the terminal itself reports its size
    viewer = Viewer(companion, language, zones, services=services)
    viewer.start_remarks = remarks
    app = SommetApp(viewer, loaded.settings.theme, loaded)
    before, threading.excepthook = threading.excepthook, app.background_faults.on_thread_error
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(app.run_async(mouse=loaded.settings.mouse))
    except Exception as error:  # report any bug in one line
        app.fault = app.fault or error
    finally:
        threading.excepthook = before
        connected = companion.log.disconnect()
        if connected is not None:
            connected.stop()
        if viewer.publisher is not None:
            viewer.publisher.close()
        if viewer.drafts:
            from sommet_tui.tui.notes import save_all_drafts

            save_all_drafts(viewer)
    code = app.return_code or 0
    if app.fault is not None:
        code = report_fault(app.fault, viewer.words)
        viewer.wanted = None
    if viewer.wanted is None:
        exit_if_reading(code)
        ignore_signals()
    return code, viewer.wanted


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the function that creates the loop for our driver, or None on platforms without it."""
    if os.name != "posix":
        return None
    from sommet_tui.tui.terminal.driver import IdleLoop

    return IdleLoop
