"""What changed in the programme: two rows a change, what it is about and what became of it."""

from __future__ import annotations

from datetime import date

from sommet_tui.domain.changes import SessionChange
from sommet_tui.tui.render.rows import Row, Span, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.changes import change_text
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.terminal import unworded_change_sentence
from sommet_tui.wording.times import column_time, date_text

_INDENT = 8


def day_row(scene: Scene, day: date) -> Row:
    """The day that the changes below it are of."""
    return row(" ", Span(date_text(day, scene.words, year=True), "accent"))


def change_title(scene: Scene, change: SessionChange, width: int) -> Row:
    """When it starts and what it is called, with its star."""
    session = change.session
    gone = change.kind in ("gone", "cancelled")
    time = Span(f" {column_time(session.start, scene.zones)}  ", "muted")
    friend = marks.friend_mark(scene.snapshot, session.id)
    star = Span(f" {marks.degree_mark(scene.snapshot, session.id)}{friend}", "star")
    left = row(time, Span(headline(session), "faint" if gone else "strong"))
    return spread(left, row(star, " "), width)


def change_line(scene: Scene, change: SessionChange, _width: int) -> Row:
    """What became of it, and what it was before."""
    try:
        told = change_text(change, scene.view)
    except Exception as error:  # it must not hide the other changes, which can be described
        told = unworded_change_sentence(type(error).__name__, scene.words)
    return row(" " * _INDENT, Span(told, "muted"))
