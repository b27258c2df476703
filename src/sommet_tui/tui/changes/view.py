"""The changes of the programme, on two rows each: the session, and its change."""

from __future__ import annotations

from sommet_tui.domain.changes import SessionChange
from sommet_tui.pages.changes import change_sentence
from sommet_tui.tui.agenda.view import session_row
from sommet_tui.tui.render.columns import Grid
from sommet_tui.tui.render.rows import Row, paragraphs
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.times import day_time


def change_title(scene: Scene, change: SessionChange, grid: Grid, *, dated: bool = False) -> Row:
    """Return the row of the session; with the day if `dated`."""
    time = day_time(change.session.start, scene.view) if dated else None
    return session_row(scene, change.session, grid, time=time)


def change_rows(scene: Scene, change: SessionChange, grid: Grid, style: str) -> list[Row]:
    """Return the change with the former values, on as many rows as needed."""
    said = change_sentence(change, scene.view)
    lines = paragraphs(said, max(10, grid.width - grid.title_at - 1), style)
    return [grid.below(line) for line in lines]
