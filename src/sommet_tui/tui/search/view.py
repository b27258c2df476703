"""What a search found: two rows a hit, what it is and the line that matched."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.domain.highlight import Line, excerpt, marked
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.domain.search import Hit
from sommet_tui.tui.render.rows import Row, Span, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.times import column_time, date_text

_INDENT = 8


def session_title(scene: Scene, hit: Hit, session: Session, width: int) -> Row:
    """When it starts and what it is called, with its day where there are several."""
    time = Span(f" {column_time(session.start, scene.zones)}  ", "muted")
    day, short_day = _day(scene, session), _day(scene, session, weekday=False)
    friend = marks.friend_mark(scene.snapshot, session.id)
    star = Span(f" {marks.degree_mark(scene.snapshot, session.id)}{friend}", "star")
    left = row(time, *_parts(marked(headline(session), hit.words), "strong"))
    programme = scene.snapshot.programme
    # Where the title is what matched, the line below begins with the room.
    below = hit.line.text in headline(session) or len(programme.rooms) < 2
    room = None if below else held_in(programme, session, scene.words)
    forms = [listed([day, room]), day, short_day, ""]
    told = next(form for form in forms if not form or cell_len(form) <= width // 3)
    return spread(left, row(Span(told, "muted"), star, " "), width)


def _day(scene: Scene, session: Session, *, weekday: bool = True) -> str:
    """Its date; "" where there is only one day."""
    if len(scene.snapshot.programme.days) == 1:
        return ""
    return date_text(scene.zones.local(session.start).date(), scene.words, weekday=weekday)


def person_title(scene: Scene, hit: Hit, one: OnStage, width: int) -> Row:
    """Who it is, and that it is a person."""
    left = row(" " * _INDENT, *_parts(marked(one.person.name, hit.words), "strong"))
    return spread(left, row(Span(scene.words.say("person"), "muted"), "   "), width)


def session_line(scene: Scene, hit: Hit, session: Session, width: int) -> Row:
    """The line that matched; where the title did, who and where instead."""
    line = hit.line
    if line.text in headline(session):
        people = " · ".join(participant.name for participant in session.participants)
        where = held_in(scene.snapshot.programme, session, scene.words)
        line = marked(listed([where, people, session.subtitle]), hit.words)
    kind = {"abstract": scene.words.say("abstract"), "note": scene.words.say("note")}.get(hit.kind)
    return _line(line, f"{kind} " if kind else "", width)


def person_line(scene: Scene, hit: Hit, one: OnStage, width: int) -> Row:
    """The line that matched; where the name did, what they take part in."""
    line = hit.line
    if line.text == one.person.name:
        parts = [
            (_day(scene, s, weekday=False), column_time(s.start, scene.zones), headline(s))
            for s in one.sessions
        ]
        line = marked(listed(" ".join(filter(None, part)) for part in parts), hit.words)
    return _line(line, "", width)


def _line(line: Line, kind: str, width: int) -> Row:
    room = max(10, width - _INDENT - cell_len(kind) - 1)
    cut = excerpt(line, room, cell_len)
    return row(" " * _INDENT, Span(kind, "faint"), *_parts(cut, "muted"))


def _parts(line: Line, style: str) -> list[Span]:
    return [Span(text, "match" if matches else style) for text, matches in line.pieces()]
