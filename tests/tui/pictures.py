"""The screen as plain text, as Textual draws it."""

from __future__ import annotations

from textual._compositor import LayoutUpdate
from textual.app import App


def picture(app: App[None]) -> str:
    """Return every row of the screen, no-break spaces as plain ones, no spaces at the ends."""
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(drawn, LayoutUpdate)
    rows = ("".join(strip.text for strip in strips) for strips in drawn.strips)
    return "\n".join(_plain(row) for row in rows)


def _plain(row: str) -> str:
    return row.replace("\u00a0", " ").replace("\u202f", " ").rstrip()
