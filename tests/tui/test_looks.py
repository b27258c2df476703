"""What styles are turned into where a terminal has few colours."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.theme import Theme

from sommet_tui.tui.render.styles import STYLES, resolve
from sommet_tui.tui.render.themes import DARK, LIGHT


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("style", [name for name, each in STYLES.items() if each.ground])
def test_a_mark_on_a_colour_stays_legible_with_16_colours(style: str, theme: Theme) -> None:
    variables = {
        "background": theme.background or "",
        "warning": theme.warning or "",
        "error": theme.error or "",
        "accent": theme.accent or "",
    }
    made = resolve(style, "background", variables, own=False, marked=False)
    assert made.color is not None
    assert made.bgcolor is not None
    text = made.color.downgrade(ColorSystem.STANDARD)
    below = made.bgcolor.downgrade(ColorSystem.STANDARD)
    assert text.number != below.number
    # In bold, black is the grey that there is on many of these terminals.
    assert not made.bold
