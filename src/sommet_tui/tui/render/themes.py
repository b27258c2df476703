"""The three themes: dark, light, and the terminal's own colours."""

from __future__ import annotations

import os
from collections.abc import Callable

from textual.theme import Theme

from sommet_tui.companion import settings

NAMES = settings.THEMES


def _scrollbar_colours(background: str) -> dict[str, str]:
    """Return the colours of a scrollbar without a visible track."""
    return dict.fromkeys(
        (
            "scrollbar-background",
            "scrollbar-background-hover",
            "scrollbar-background-active",
            "scrollbar-corner-color",
        ),
        background,
    )


DARK = Theme(
    name="dark",
    dark=True,
    primary="#6fd3c0",
    secondary="#8fa3bf",
    accent="#6fd3c0",
    foreground="#e4e0d7",
    background="#10151c",
    surface="#161c25",
    panel="#263040",
    warning="#f2b45a",
    error="#f2776b",
    success="#6fd3c0",
    variables=_scrollbar_colours("#10151c")
    | {
        "muted": "#a3aebe",
        "faint": "#768191",
        "star": "#f2c14e",
        "cursor-background": "#2c3d54",
        "block-past": "#161d26",
        "block-odd": "#1b2430",
        "block-even": "#242f3d",
        "block-ran": "#183536",
        "block-on": "#1f4a4b",
        "block-mine": "#43351a",
        "block-mine-on": "#523e17",
        "block-cursor": "#36547f",
        "scrollbar": "#2b3646",
        "scrollbar-hover": "#3c4a5e",
        "scrollbar-active": "#4d5e76",
    },
)
LIGHT = Theme(
    name="light",
    dark=False,
    primary="#0b6b5d",
    secondary="#4a5a70",
    accent="#0b6b5d",
    foreground="#1d232b",
    background="#faf7f0",
    surface="#f1ede3",
    panel="#dad4c6",
    warning="#8a5200",
    error="#a92e22",
    success="#0b6b5d",
    variables=_scrollbar_colours("#faf7f0")
    | {
        "muted": "#4a5463",
        "faint": "#687180",
        "star": "#875800",
        "cursor-background": "#b4c5e0",
        "block-past": "#f3eee3",
        "block-odd": "#ede7d9",
        "block-even": "#e4ddcb",
        "block-ran": "#d9ebe4",
        "block-on": "#b9ddd3",
        "block-mine": "#f5dfae",
        "block-mine-on": "#efcf86",
        "block-cursor": "#a9c4dc",
        "scrollbar": "#d5cfc0",
        "scrollbar-hover": "#bfb8a6",
        "scrollbar-active": "#a9a18d",
    },
)
TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_blue",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    warning="ansi_bright_yellow",
    error="ansi_red",
    success="ansi_green",
    variables=_scrollbar_colours("ansi_default")
    | {
        "muted": "ansi_default",
        "faint": "ansi_default",
        "star": "ansi_default",
        "cursor-background": "ansi_default",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_white",
        "scrollbar-active": "ansi_white",
    },
)
THEMES = (DARK, LIGHT, TERMINAL)


class ThemeChoice:
    """The choice of the theme: by the user, or by the background of the terminal."""

    def __init__(self, chosen: str | None, show: Callable[[str], None]) -> None:
        """`chosen` is the theme in the settings, None if the user chose none; `show` shows one."""
        colourless = "NO_COLOR" in os.environ
        self.first = "terminal" if colourless else chosen or NAMES[0]
        """The theme to begin with."""
        self.follows_terminal = chosen is None and not colourless
        """Whether the terminal's background chooses the theme."""
        self._show = show

    def set_background(self, light: bool) -> None:
        """Follow the terminal's background, unless the user has chosen a theme."""
        if self.follows_terminal:
            self._show((LIGHT if light else DARK).name)

    def choose_next(self, shown: str) -> None:
        """Let the user choose the theme after the shown one, cyclically."""
        self.follows_terminal = False
        place = NAMES.index(shown) + 1 if shown in NAMES else 0
        self._show(NAMES[place % len(NAMES)])
