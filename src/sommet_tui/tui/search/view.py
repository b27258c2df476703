"""Search results: two rows a hit, its title and the line that matched."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.domain.search import Hit, Line, excerpt, highlight
from sommet_tui.pages.search import matching_line, subject_title
from sommet_tui.pages.session import session_line
from sommet_tui.tui.agenda.view import session_row
from sommet_tui.tui.render.rows import Cells, Grid, Row, Span, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.sentences import join, names, off_word
from sommet_tui.wording.times import day_time

Subject = Session | OnStage
Painter = Callable[[Scene, Hit, Subject, Grid], Row]


def title_row(scene: Scene, hit: Hit, subject: Subject, grid: Grid) -> Row:
    """Return the row of a session or a person, with the matches in its title."""
    title = highlight(subject_title(subject), hit.words)
    if isinstance(subject, OnStage):
        person = Span(scene.words.say("person"), "muted")
        return grid.row(Cells(_matched_spans(title, ""), number=person))
    painted = _matched_spans(title, "faint" if off_word(subject, scene.view) else "")
    start = Span(day_time(subject.start, scene.view))
    return session_row(scene, subject, grid, time=start, title=painted)


def line_row(scene: Scene, hit: Hit, subject: Subject, grid: Grid) -> Row:
    """Return the line that matched.

    If that is the title, the people of the session instead, or the sessions of the person.
    """
    line = matching_line(hit, subject)
    if line is None:
        if isinstance(subject, OnStage):
            said = join(session_line(session, scene.view) for session in subject.sessions)
        else:
            said = join([names(subject), subject.subtitle])
        line = highlight(said, hit.words)
    kinds = {"abstract": scene.words.say("abstract"), "note": scene.words.say("note")}
    kind = f"{kinds[hit.kind]} " if hit.kind in kinds else ""
    room = max(10, grid.width - grid.title_at - cell_len(kind) - 1)
    return grid.continuation_row(
        row(Span(kind, "faint"), *_matched_spans(excerpt(line, room, cell_len), "muted"))
    )


def _matched_spans(line: Line, style: str) -> Row:
    return row(*(Span(text, "match" if matches else style) for text, matches in line.pieces()))
