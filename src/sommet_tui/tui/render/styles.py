"""What the styles that rows name look like, in the colours of a theme.

Resolved here and not as component classes in CSS, which would have the stylesheet matched against
every one of them for every widget at every start and change of size.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style
from textual.color import Color


class LineStyle(NamedTuple):
    """A colour by its theme variable, and attributes.

    In the terminal's own colours `faint` dims, since no grey is known to be legible there, and
    `turned` swaps the two colours; elsewhere `ground` names the background.
    """

    colour: str = "foreground"
    bold: bool = False
    underlined: bool = False
    faint: bool = False
    struck: bool = False
    italic: bool = False
    ground: str | None = None
    turned: bool = False


STYLES: Mapping[str, LineStyle] = {
    "": LineStyle(),
    "title": LineStyle(bold=True),
    "strong": LineStyle(bold=True),
    "muted": LineStyle("muted"),
    "faint": LineStyle("faint", faint=True),
    "accent": LineStyle("accent", bold=True),
    "time": LineStyle("accent", bold=True),
    "warning": LineStyle("warning", bold=True),
    "danger": LineStyle("error", bold=True),
    "star": LineStyle("star"),
    "struck": LineStyle("muted", struck=True),
    "room": LineStyle("background", bold=True, ground="accent", turned=True),
    "emphasis": LineStyle(italic=True),
    "link": LineStyle("accent", underlined=True),
    "code": LineStyle("muted"),
    "match": LineStyle("accent", bold=True, underlined=True),
    "bar-done": LineStyle("accent"),
    "bar-left": LineStyle("faint", faint=True),
    "badge": LineStyle("background", bold=True, ground="warning", turned=True),
    "badge-warning": LineStyle("background", bold=True, ground="error", turned=True),
    "key": LineStyle("accent", bold=True),
    "key-name": LineStyle("accent"),
    "tab": LineStyle("accent", bold=True, underlined=True),
}
"""The styles a row may name, beside the colours of tracks, "#rrggbb"."""

CURSOR = "cursor-background"


def resolve(
    style: str, ground: str, variables: Mapping[str, str], *, own: bool, marked: bool
) -> Style:
    """The named style on a ground ("background", "surface"), under the cursor if `marked`.

    `variables` are the theme's colours; `own` says that they are the terminal's.
    """
    if own:
        return _own(_shape(style), variables, marked=marked)
    shape = _shape(style)
    below = CURSOR if marked and shape.ground is None else shape.ground or ground
    return Style(
        color=Color.parse(_colour(shape.colour, variables)).rich_color,
        bgcolor=Color.parse(variables[below]).rich_color,
        # Dark on a colour is not bold: where there are 16, bold makes black a grey.
        bold=(shape.bold and shape.ground is None) or None,
        underline=shape.underlined or None,
        strike=shape.struck or None,
        italic=shape.italic or None,
    )


def _shape(style: str) -> LineStyle:
    return LineStyle(style) if style.startswith("#") else STYLES[style]


def _colour(name: str, variables: Mapping[str, str]) -> str:
    return name if name.startswith("#") else variables[name]


def _own(shape: LineStyle, variables: Mapping[str, str], *, marked: bool) -> Style:
    if marked:  # one colour: turned round, several would make a patchwork of the row
        return Style(reverse=True, bold=shape.bold or None, underline=shape.underlined or None)
    colour = (shape.ground or "foreground") if shape.turned else shape.colour
    return Style(
        color=Color.parse(_colour(colour, variables)).rich_color,
        bold=shape.bold or None,
        dim=shape.faint or None,
        strike=shape.struck or None,
        italic=shape.italic or None,
        underline=shape.underlined or None,
        reverse=shape.turned or None,
    )
