"""The three themes (dark, light, the terminal's own colours), and the styles of rows in each."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from sommet_tui.companion import settings
from sommet_tui.domain.values import frozen, replace


@frozen
class LineStyle:
    """A style of text: its colour, its background and its attributes.

    `colour` is a variable of the theme. `ground` is the variable of a background that differs from
    the widget's. Only these are bold: one thing on a screen (`title`, `strong`), the first words of
    a section (`heading`), keys, and the row under the cursor. Text on a `ground` is bold only if
    the terminal has no colours.

    With the terminal's own colours, the row under the cursor is reversed, and so is a `banner`,
    because its screen has no cursor. Without colours, other spans on a strong background are
    underlined.
    """

    colour: str = "foreground"
    bold: bool = False
    underlined: bool = False
    struck: bool = False
    italic: bool = False
    ground: str | None = None
    banner: bool = False


_RULE = "panel"
"""The colour of lines that divide a screen. Unlike text, they need no contrast."""
CURSOR = "cursor-background"
_BOLD_ON = (None, CURSOR, "block-cursor")
"""The grounds on which text may be bold."""


@cache
def timetable_styles() -> Mapping[str, LineStyle]:
    """Return the style of each state and each part of a block in the timetable, by name."""
    found = {}
    for state, text, edge in (
        ("past", "faint", "faint"),
        ("off", "faint", "faint"),
        ("odd", "muted", "faint"),
        ("even", "muted", "faint"),
        ("ran", "foreground", "accent"),
        ("on", "foreground", "accent"),
        ("mine", "star", "star"),
        ("mine-on", "star", "star"),
        ("cursor", "foreground", "accent"),
        ("cursor-mine", "star", "star"),
    ):
        lit = state.startswith("cursor")
        ground = {"off": "block-past", "cursor-mine": "block-cursor"}.get(state, f"block-{state}")
        shape = LineStyle(
            text, lit, state.startswith("mine"), state == "off", ground=ground, banner=lit
        )
        plain = replace(shape, struck=False)
        found[f"block-{state}"] = shape
        found[f"block-{state}-edge"] = replace(plain, colour=edge)
        found[f"block-{state}-bright"] = replace(plain, colour=edge if lit else "foreground")
        found[f"block-{state}-sign"] = replace(plain, colour=text if state == "past" else "star")
        found[f"block-{state}-clash"] = replace(plain, colour="error")
        found[f"block-{state}-quiet"] = replace(
            plain, colour="faint" if text == "faint" else "muted", bold=False
        )
        found[f"block-{state}-now"] = replace(plain, colour="accent", bold=False)
    return found


STYLES: Mapping[str, LineStyle] = {
    "": LineStyle(),
    "title": LineStyle(bold=True),
    "strong": LineStyle(bold=True),
    "muted": LineStyle("muted"),
    "faint": LineStyle("faint"),
    "accent": LineStyle("accent"),
    "heading": LineStyle("accent", bold=True),
    "time": LineStyle("accent"),
    "warning": LineStyle("warning"),
    "danger": LineStyle("error"),
    "divider": LineStyle(_RULE),
    "star": LineStyle("star"),
    "struck": LineStyle("muted", struck=True),
    "room": LineStyle("background", bold=True, ground="accent"),
    "emphasis": LineStyle(italic=True),
    "link": LineStyle("accent", underlined=True),
    "code": LineStyle("muted"),
    "match": LineStyle("accent", bold=True, underlined=True),
    "bar-done": LineStyle("accent"),
    "badge": LineStyle("background", bold=True, ground="warning"),
    "badge-warning": LineStyle("background", bold=True, ground="error"),
    "chip": LineStyle("background", bold=True, ground="warning", banner=True),
    "quiet-chip": LineStyle("muted", bold=True, ground=_RULE),
    "overtime": LineStyle("background", bold=True, ground="error", banner=True),
    "key": LineStyle("accent", bold=True),
    "key-name": LineStyle("accent"),
    "tab": LineStyle("background", bold=True, ground="accent", banner=True),
    "cursor": LineStyle(bold=True, ground=CURSOR, banner=True),
}
"""The styles that a row may name, besides the colours of tracks ("#rrggbb") and the timetable's."""
ALERT_STYLES = {"warning": "warning", "danger": "danger", "overtime": "danger"}
"""The style of a running session's time for each alert, if the alert has one."""

BAR = "▌"
"""The bar at the left edge of the row under the cursor."""
MARKED = "cursor "
"""The prefix of a style for a span that is under the cursor without the rest of its row."""


_OWN_PAIRS: Mapping[str, tuple[str, str]] = {
    "accent": ("ansi_black", "ansi_bright_cyan"),
    "warning": ("ansi_black", "ansi_bright_yellow"),
    "error": ("ansi_bright_white", "ansi_red"),
}
"""Pairs of a text colour and a background among the terminal's own colours.

The terminal's background may be dark or light, and none of its sixteen colours is legible on both.
Therefore each colour comes with a background, and all other text has the terminal's text colour.
"""
LEGIBLE = 4.5
"""The minimum contrast of text (WCAG 2, success criterion 1.4.3, level AA)."""


def resolve_style(  # noqa: PLR0913 - properties of the theme, the app and the row
    style: str,
    ground: str,
    variables: Mapping[str, str],
    *,
    own: bool,
    marked: bool,
    colourless: bool = False,
) -> Style:
    """Return the style with this name, for text on the ground `background` or `surface`.

    If `marked`, the text is under the cursor. `variables` are the theme's colours. If `own`, the
    style uses the terminal's colours or, if it is also `colourless`, no colours.
    """
    shape = _line_style(style)
    if own:
        return _terminal_style(shape, marked=marked, colourless=colourless)
    quiet = shape.colour in ("muted", "faint")
    if marked and quiet:
        shape = replace(shape, colour="muted")
    below = Color.parse(
        variables[CURSOR if marked and not shape.ground else shape.ground or ground]
    )
    colour = Color.parse(_colour(shape.colour, variables))
    if shape.colour != _RULE:
        colour = _make_legible(colour, below, Color.parse(variables["foreground"]))
    if colourless:
        colour, below = colour.monochrome, below.monochrome
    return Style(
        color=colour.rich_color,
        bgcolor=below.rich_color,
        # Dark text on a coloured ground is not bold: with 16 colours, bold black becomes grey.
        bold=((shape.bold or (marked and not quiet)) and shape.ground in _BOLD_ON) or None,
        underline=(shape.underlined and not shape.ground) or None,
        strike=shape.struck or None,
        italic=shape.italic or None,
    )


def _make_legible(colour: Color, ground: Color, text: Color) -> Color:
    """Return the colour, moved towards the text colour until it is legible on the ground."""
    steps = (colour.blend(text, tenths / 10) for tenths in range(11))
    return next((step for step in steps if contrast(step, ground) >= LEGIBLE), text)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it: from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _line_style(style: str) -> LineStyle:
    if style.startswith("#"):
        return LineStyle(style)
    return STYLES[style] if style in STYLES else timetable_styles()[style]


def _colour(name: str, variables: Mapping[str, str]) -> str:
    return name if name.startswith("#") else variables[name]


def _terminal_style(shape: LineStyle, *, marked: bool, colourless: bool) -> Style:
    if marked:  # without colours, because reversed ones would differ within a row
        return Style(reverse=True, bold=True, underline=shape.underlined or None)
    is_chip = shape.ground in _OWN_PAIRS
    pair = _OWN_PAIRS.get(shape.ground or "") if not colourless else None
    return Style(
        color=Color.parse(pair[0] if pair else "ansi_default").rich_color,
        bgcolor=Color.parse(pair[1]).rich_color if pair else None,
        bold=(shape.bold and pair is None) or None,
        dim=shape.colour in ("faint", _RULE) or None,
        strike=shape.struck or None,
        italic=shape.italic or None,
        underline=(shape.underlined or (colourless and is_chip and not shape.banner)) or None,
        reverse=(shape.banner and pair is None) or None,
    )


NAMES = settings.THEMES


def _scrollbar_colours(background: str) -> dict[str, str]:
    """Return the colours of a scrollbar whose track is invisible."""
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
    """The theme in use, chosen by the user or else by the background of the terminal."""

    def __init__(self, chosen: str | None, show: Callable[[str], None]) -> None:
        """`chosen` is the theme in the settings, or None if the user chose none.

        `show` applies the theme with a given name.
        """
        colourless = "NO_COLOR" in os.environ
        self.first = "terminal" if colourless else chosen or NAMES[0]
        """The name of the theme at the start."""
        self.follows_terminal = chosen is None and not colourless
        """Whether the theme depends on the terminal's background."""
        self._show = show

    def set_background(self, light: bool) -> None:
        """Show the theme that suits the terminal's background, unless the user chose one."""
        if self.follows_terminal:
            self._show((LIGHT if light else DARK).name)

    def choose_next(self, current: str) -> None:
        """Show the theme after `current` as the user's choice. After the last comes the first."""
        self.follows_terminal = False
        place = NAMES.index(current) + 1 if current in NAMES else 0
        self._show(NAMES[place % len(NAMES)])
