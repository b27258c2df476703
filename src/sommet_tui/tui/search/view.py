"""Search results: two rows a hit, its title and the line that matched."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.domain.highlight import Line, excerpt, marked
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.domain.search import Hit
from sommet_tui.pages.search import line_below, title_of
from sommet_tui.pages.session import stop_line
from sommet_tui.tui.agenda.view import room_column
from sommet_tui.tui.render.rows import Row, Span, row, spread, styled
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import held_in, listed, names, off_word
from sommet_tui.wording.times import day_time, day_time_width


def session_title(scene: Scene, hit: Hit, session: Session, width: int) -> Row:
    """Return start, title and room of a session, or that it is cancelled."""
    off = off_word(session, scene.view)
    starts = day_time(session.start, scene.view).ljust(day_time_width(scene.view))
    time = Span(f" {starts}  ", "muted")
    left = row(time, *_parts(marked(title_of(session), hit.words), "faint" if off else "strong"))
    friend = marks.friend_mark(scene.snapshot, session.id)
    star = Span(f"  {marks.degree_mark(scene.snapshot, session.id)}{friend} ", "star")
    gone = styled(f"{off}  ", "danger") if off else ()
    return spread(
        left, row(*gone, *room_column(scene, held_in(session, scene.view), width), star), width
    )


def person_title(scene: Scene, hit: Hit, one: OnStage, width: int) -> Row:
    """Who it is, and that it is a person."""
    left = row(_indent(scene), *_parts(marked(title_of(one), hit.words), "strong"))
    return spread(left, row(Span(scene.words.say("person"), "muted"), "   "), width)


def session_line(scene: Scene, hit: Hit, session: Session, width: int) -> Row:
    """Return the line that matched; if that is the title, the people instead."""
    line = line_below(hit, session)
    if line is None:
        line = marked(listed([names(session), session.subtitle]), hit.words)
    kind = {"abstract": scene.words.say("abstract"), "note": scene.words.say("note")}.get(hit.kind)
    return _line(scene, line, f"{kind} " if kind else "", width)


def person_line(scene: Scene, hit: Hit, one: OnStage, width: int) -> Row:
    """Return the line that matched; if that is the name, the person's sessions instead."""
    line = line_below(hit, one)
    if line is None:
        line = marked(listed(stop_line(s, scene.view) for s in one.sessions), hit.words)
    return _line(scene, line, "", width)


def _indent(scene: Scene) -> str:
    """The cells before a title, which a time and its day fill."""
    return " " * (day_time_width(scene.view) + 3)


def _line(scene: Scene, line: Line, kind: str, width: int) -> Row:
    indent = _indent(scene)
    room = max(10, width - len(indent) - cell_len(kind) - 1)
    cut = excerpt(line, room, cell_len)
    return row(indent, Span(kind, "faint"), *_parts(cut, "muted"))


def _parts(line: Line, style: str) -> list[Span]:
    return [Span(text, "match" if matches else style) for text, matches in line.pieces()]
