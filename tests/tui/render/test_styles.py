"""What styles are turned into: legible on every ground, with few colours and with none."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.color import Color as TextualColor
from textual.theme import Theme
from textual.widgets import Input

from sommet_tui.tui.render import colours
from sommet_tui.tui.render.colours import CURSOR, DARK, LIGHT, contrast, resolve_style
from tests.tui.conftest import Open
from tests.tui.events import event

STYLES = {**colours.STYLES, **colours.timetable_styles()}


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_text_on_a_coloured_background_is_legible_with_16_colours(theme: Theme) -> None:
    for style in (name for name, each in STYLES.items() if each.ground):
        made = look(style, variables_of(theme))
        assert made.color is not None, style
        assert made.bgcolor is not None, style
        text = made.color.downgrade(ColorSystem.STANDARD)
        below = made.bgcolor.downgrade(ColorSystem.STANDARD)
        assert text.number != below.number, style
        # In bold, black is the grey that there is on many of these terminals.
        assert not made.bold or "cursor" in style, style


def look(
    style: str,
    variables: Mapping[str, str] | None = None,
    ground: str = "background",
    *,
    marked: bool = False,
    colourless: bool = False,
) -> Style:
    """Return a style in the colours of a theme or, without `variables`, of the terminal."""
    own = variables is None
    return resolve_style(
        style, ground, variables or {}, own=own, marked=marked, colourless=colourless
    )


GROUNDS = ("background", "surface", "panel")
STRANGERS = ("#000000", "#ffffff", "#ffff00", "#0000ff", "#777777", "#10151c", "#faf7f0")


def variables_of(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def shown(colour: Color | None, palette: Mapping[int, str], default: str) -> TextualColor:
    """The colour that a terminal with this palette shows."""
    if colour is None or colour.is_default:
        return TextualColor.parse(default)
    if colour.triplet is not None:
        return TextualColor(*colour.triplet)
    assert colour.number is not None
    return TextualColor.parse(palette[colour.number])


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_colours_of_the_themes_are_legible_on_every_background(theme: Theme) -> None:
    variables = variables_of(theme)
    for style, ground, marked in product([*STYLES, *STRANGERS], GROUNDS, (False, True)):
        made = look(style, variables, ground, marked=marked)
        text, below = (shown(each, {}, "") for each in (made.color, made.bgcolor))
        assert contrast(text, below) >= (1.0 if style == "divider" else 4.5), (
            style,
            ground,
            marked,
        )


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_selected_row_and_dividers_differ_from_the_background(theme: Theme) -> None:
    variables = variables_of(theme)
    colours = {
        name: TextualColor.parse(variables[name]) for name in ("background", "panel", CURSOR)
    }
    assert contrast(colours[CURSOR], colours["background"]) >= 1.6
    assert contrast(colours["panel"], colours["background"]) >= 1.3
    texts = {style: look(style, variables).color for style in ("faint", "muted", "")}
    found = [contrast(shown(each, {}, ""), colours["background"]) for each in texts.values()]
    assert 4.5 <= found[0] <= 4.8, "past sessions recede"
    assert found[0] * 1.4 < found[1] < found[2] / 1.4, "the three greys differ clearly"


@pytest.mark.parametrize("marked", [False, True])
def test_colours_do_not_change_the_font_weight(marked: bool) -> None:
    variables = variables_of(DARK)
    for style in ("accent", "time", "warning", "danger", "star", "bar-done"):
        made = look(style, variables, marked=marked)
        assert bool(made.bold) == marked


PALETTES = {
    "xterm": {0: "#000000", 1: "#cd0000", 11: "#ffff00", 14: "#00ffff", 15: "#ffffff"},
    "console": {0: "#000000", 1: "#aa0000", 11: "#ffff55", 14: "#55ffff", 15: "#ffffff"},
    "campbell": {0: "#0c0c0c", 1: "#c50f1f", 11: "#f9f1a5", 14: "#61d6d6", 15: "#f2f2f2"},
    "tango": {0: "#2e3436", 1: "#cc0000", 11: "#fce94f", 14: "#34e2e2", 15: "#eeeeec"},
}
"""What some terminals make of the colours that the theme of the terminal's own uses."""


PAPERS = (("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#586e75", "#fdf6e3"))
"""The colours of text and background that people set in terminals."""


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_terminal_colours_are_legible_on_dark_and_light_backgrounds(
    palette: Mapping[int, str],
) -> None:
    for style, (text, below), marked in product([*STYLES, *STRANGERS], PAPERS, (False, True)):
        made = look(style, marked=marked)
        colours = shown(made.color, palette, text), shown(made.bgcolor, palette, below)
        assert contrast(*colours) >= 4.5, (style, text, marked)
        quiet = style in STYLES and STYLES[style].colour in ("faint", "panel")
        assert bool(made.dim) == (quiet and not marked)
    assert look("block-past-quiet").dim, "people of a past session are as quiet as its title"


def test_text_without_colours_has_three_font_weights() -> None:
    for colourless in (False, True):
        found = [look(style, colourless=colourless) for style in ("strong", "", "faint")]
        assert [(bool(each.bold), bool(each.dim)) for each in found] == [
            (True, False),
            (False, False),
            (False, True),
        ]


@pytest.mark.parametrize(
    "style",
    [
        name
        for name, each in STYLES.items()
        if each.ground in ("accent", "warning", "error") and not each.banner
    ],
)
def test_coloured_label_is_distinct_on_the_selected_row_without_colours(style: str) -> None:
    mark = look(style, colourless=True)
    cursor = look("", marked=True, colourless=True)
    assert cursor.reverse
    assert not mark.reverse
    assert mark.bold
    assert mark.underline
    assert mark.bgcolor is None


@pytest.mark.parametrize("style", [name for name, each in STYLES.items() if each.banner])
def test_banner_is_reversed_without_colours(style: str) -> None:
    made = look(style, colourless=True)
    assert made.reverse
    assert not made.underline
    assert made.color is not None
    assert made.color.is_default


async def test_text_field_is_visible_in_terminal_colours_on_any_background(world: Open) -> None:
    here = world(event(), "08:00", theme="terminal")
    async with here.open():
        for keys in ("ctrl+p l", "escape t 9", "escape ctrl+f l"):
            await here.press(keys)
            assert isinstance(here.app.focused, Input)
            _, cursor, *_ = here.app.focused.render_line(0)
            assert cursor.style is not None
            assert cursor.style.reverse
            assert cursor.style.color is not None
            assert cursor.style.color.is_default
            assert cursor.style.bgcolor is not None
            assert cursor.style.bgcolor.is_default
