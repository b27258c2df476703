"""What the app does when the driver reports something about the terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from sommet_tui.tui.terminal.signals import HUNG_UP

if TYPE_CHECKING:
    from sommet_tui.tui.render.styles import ThemeChoice
    from sommet_tui.tui.viewer import Viewer


class AppTerminal:
    """Handles the reports of the driver; in the loop, except for `abandon`."""

    def __init__(
        self,
        viewer: Viewer,
        themes: ThemeChoice,
        *,
        leave: Callable[[int], None],
        restore: Callable[[], None],
        warn: Callable[[str, float], None],
    ) -> None:
        """`leave` ends the app with an exit code, `restore` restores the terminal immediately.

        `warn` shows a sentence for some seconds.
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
        """Handle the terminal's answer."""
        self._themes.set_background(light)

    def on_terminal_gone(self) -> None:
        """Leave, because no one can see the screen any more."""
        self._leave(HUNG_UP)

    def abandon(self, code: int = HUNG_UP) -> None:
        """Restore the terminal, save typed text and end the process, from any thread."""
        from sommet_tui.tui.notes import abandon

        with suppress(Exception):  # saving typed text matters more
            self._restore()
        abandon(self._viewer, code)

    def on_paste_cut(self, left_out: int) -> None:
        """Report that some bytes of a paste were dropped."""
        from sommet_tui.wording.errors import paste_cut_sentence

        self._warn(paste_cut_sentence(left_out, self._viewer.words), 12)

    def on_paste_stalled(self) -> None:
        """Report that the end of a paste has not come, and how to end it."""
        from sommet_tui.wording.errors import paste_stalled_sentence

        self._warn(paste_stalled_sentence(self._viewer.words), 20)
