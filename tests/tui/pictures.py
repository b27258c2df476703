"""The screen as plain text, as Textual draws it."""

from __future__ import annotations

from textual._compositor import LayoutUpdate
from textual.app import App

from sommet_tui.tui.render.colours import BAR


def picture(app: App[None]) -> str:
    """Return every row of the screen, no-break spaces as plain ones, no spaces at the ends.

    The bar of a cursor at the left edge is left out, as are colours and weights.
    """
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(drawn, LayoutUpdate)
    rows = ("".join(strip.text for strip in strips) for strips in drawn.strips)
    return "\n".join(_plain(row) for row in rows)


def _plain(row: str) -> str:
    row = f" {row[1:]}" if row.startswith(BAR) else row
    return row.replace("\u00a0", " ").replace("\u202f", " ").rstrip()
