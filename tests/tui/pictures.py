"""The screen as plain text, from the picture that Textual itself exports."""

from __future__ import annotations

import html
import re

from rich.cells import cell_len
from textual.app import App

_CELL = 12.2
"""The width of a cell in that picture."""
_TEXT = re.compile(
    r'<text class="[^"]*" x="(?P<x>[\d.]+)" y="[^"]*" textLength="[^"]*" '
    r'clip-path="url\(#[^"]*-line-(?P<line>\d+)\)">(?P<text>.*?)</text>',
    re.DOTALL,
)


def picture(app: App[None]) -> str:
    """Every row of the screen, no-break spaces as plain ones, no spaces at the ends."""
    rows = [""] * app.size.height
    for match in _TEXT.finditer(app.export_screenshot(simplify=True)):
        line, column = int(match["line"]), round(float(match["x"]) / _CELL)
        text = html.unescape(match["text"])
        rows[line] += " " * (column - cell_len(rows[line])) + text
    return "\n".join(_plain(row) for row in rows)


def told(app: App[None]) -> str:
    """What the screen says, as running text: its lines break anywhere."""
    return " ".join(picture(app).split())


def _plain(row: str) -> str:
    return row.replace("\u00a0", " ").replace("\u202f", " ").rstrip()
