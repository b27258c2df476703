"""Search results: two rows a hit, its title and the line that matched."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.domain.highlight import Line, excerpt, marked
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.domain.search import Hit
from sommet_tui.pages.search import line_below, title_of
from sommet_tui.pages.session import stop_line
from sommet_tui.tui.agenda.view import session_row
from sommet_tui.tui.render.columns import Cells, Grid
from sommet_tui.tui.render.rows import Row, Span, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.sentences import listed, names, off_word
from sommet_tui.wording.times import day_time


def session_title(scene: Scene, hit: Hit, session: Session, grid: Grid) -> Row:
    """Return the row of a session, with the matches in its title."""
    style = "faint" if off_word(session, scene.view) else ""
    title = _parts(marked(title_of(session), hit.words), style)
    return session_row(scene, session, grid, time=day_time(session.start, scene.view), title=title)


def person_title(scene: Scene, hit: Hit, one: OnStage, grid: Grid) -> Row:
    """Who it is, and that it is a person."""
    title = _parts(marked(title_of(one), hit.words), "")
    return grid.row(Cells(title, number=Span(scene.words.say("person"), "muted")))


def session_line(scene: Scene, hit: Hit, session: Session, grid: Grid) -> Row:
    """Return the line that matched; if that is the title, the people instead."""
    line = line_below(hit, session)
    if line is None:
        line = marked(listed([names(session), session.subtitle]), hit.words)
    kind = {"abstract": scene.words.say("abstract"), "note": scene.words.say("note")}.get(hit.kind)
    return _line(line, f"{kind} " if kind else "", grid)


def person_line(scene: Scene, hit: Hit, one: OnStage, grid: Grid) -> Row:
    """Return the line that matched; if that is the name, the person's sessions instead."""
    line = line_below(hit, one)
    if line is None:
        line = marked(listed(stop_line(s, scene.view) for s in one.sessions), hit.words)
    return _line(line, "", grid)


def _line(line: Line, kind: str, grid: Grid) -> Row:
    room = max(10, grid.width - grid.title_at - cell_len(kind) - 1)
    return grid.below(row(Span(kind, "faint"), *_parts(excerpt(line, room, cell_len), "muted")))


def _parts(line: Line, style: str) -> Row:
    return row(*(Span(text, "match" if matches else style) for text, matches in line.pieces()))
