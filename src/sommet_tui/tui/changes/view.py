"""The changes of the programme, on two rows each: the session, and its change."""

from __future__ import annotations

from sommet_tui.domain.changes import SessionChange
from sommet_tui.pages.changes import change_sentence
from sommet_tui.tui.render.rows import Row, Span, fit_row, inset, paragraphs, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.times import column_time, day_time, day_time_width


def heading(text: str) -> Row:
    """Return a heading between changes."""
    return row(" ", Span(text, "accent"))


def change_title(scene: Scene, change: SessionChange, width: int, *, dated: bool = False) -> Row:
    """Return start and title with the bookmark; with the day if `dated`."""
    session = change.session
    gone = change.kind in ("gone", "cancelled")
    clock = column_time(session.start, scene.zones)
    starts = day_time(session.start, scene.view) if dated else clock
    time = Span(f" {starts.rjust(day_time_width(scene.view))}  ", "muted")
    friend = marks.friend_mark(scene.snapshot, session.id)
    star = Span(f" {marks.degree_mark(scene.snapshot, session.id)}{friend}", "star")
    left = row(time, Span(headline(session), "faint" if gone else "strong"))
    return spread(left, row(star, " "), width)


def change_rows(scene: Scene, change: SessionChange, width: int, style: str) -> list[Row]:
    """Return the change with the former values, on as many rows as needed."""
    indent = _indent(scene)
    return inset(
        paragraphs(change_sentence(change, scene.view), max(10, width - indent - 1), style), indent
    )


def instead_row(scene: Scene, replacement: str, width: int) -> Row:
    """Return what replaces a bookmarked session in its room at its time."""
    return fit_row(row(" " * _indent(scene), Span(replacement)), width - 1)


def _indent(scene: Scene) -> int:
    """Return the cells before a title, with room for a day and a time."""
    return day_time_width(scene.view) + 3
