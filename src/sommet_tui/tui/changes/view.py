"""The changes of the programme, on two rows each: the session, and its change."""

from __future__ import annotations

from sommet_tui.domain.changes import SessionChange
from sommet_tui.pages.changes import change_sentence
from sommet_tui.tui.agenda.view import session_grid, session_row
from sommet_tui.tui.render.columns import Grid
from sommet_tui.tui.render.rows import Row, inset, paragraphs, styled
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.times import day_time


def change_grid(scene: Scene, width: int) -> Grid:
    """Return the columns of the changes."""
    return session_grid(scene, width, dated=True)


def change_title(scene: Scene, change: SessionChange, width: int, *, dated: bool = False) -> Row:
    """Return the row of the session; with the day if `dated`."""
    time = day_time(change.session.start, scene.view) if dated else None
    return session_row(scene, change.session, change_grid(scene, width), time=time)


def change_rows(scene: Scene, change: SessionChange, width: int, style: str) -> list[Row]:
    """Return the change with the former values, on as many rows as needed."""
    indent = change_grid(scene, width).title_at
    said = change_sentence(change, scene.view)
    return inset(paragraphs(said, max(10, width - indent - 1), style), indent)


def instead_row(scene: Scene, replacement: str, width: int) -> Row:
    """Return what replaces a bookmarked session in its room at its time."""
    return change_grid(scene, width).below(styled(replacement, ""))
