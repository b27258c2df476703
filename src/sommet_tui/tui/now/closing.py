"""Now when nothing is left: a closing word, the way back, what was starred and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.keys import NOW_REPLAY
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, indented, paragraphs, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import headline, phase_sentence, place, short_name
from sommet_tui.wording.times import date_text, span

if TYPE_CHECKING:
    from sommet_tui.domain.notes import NotedSession

MARGIN = 2


def closing(scene: Scene, moment: Moment, width: int, height: int) -> list[Row]:
    """The whole screen after the last session."""
    words, programme = scene.words, scene.snapshot.programme
    inner = max(10, width - 2 * MARGIN)
    roomy = height >= 13
    blank = [BLANK] if roomy else []
    where = place(programme)
    ended = phase_sentence(moment, scene.view)
    rows = [
        *blank,
        row(Span(words.say("IT IS OVER"), "accent")),
        *paragraphs(programme.title, inner, "title")[:2],
        *(
            paragraphs(programme.subtitle, inner, "muted")[:2]
            if programme.subtitle and roomy
            else []
        ),
        *([row(Span(where, "muted"))] if where and roomy else []),
        *blank,
        *paragraphs(ended, inner),
        *blank,
        row(
            Span(f" {scene.keymap.shown(NOW_REPLAY)} ", "key"),
            "  ",
            Span(words.say("replay the day"), "strong"),
        ),
        *blank,
    ]
    rows += _kept(scene, inner, height - len(rows))
    return [indented(fit_row(r, inner), MARGIN) if r else r for r in rows[:height]]


def _kept(scene: Scene, width: int, most: int) -> list[Row]:
    starred = [p.session for p in scene.snapshot.picks if p.session]
    noted_sessions = scene.snapshot.noted_sessions
    if not (starred or noted_sessions) or most < 2:
        return _counts(scene) if most >= 1 else []
    rows: list[Row] = []
    if most == 2:  # a heading alone says nothing: its first line goes with it
        more = len(starred) + len(noted_sessions) - 1
        head = scene.words.say("MY BOOKMARKS") if starred else scene.words.say("MY NOTES")
        told = [Span(head, "accent"), *([Span("   "), _more(scene, more)] if more else [])]
        return [row(*told), _starred(scene, starred[0]) if starred else _written(noted_sessions[0])]
    if starred:
        rows.append(row(Span(scene.words.say("MY BOOKMARKS"), "accent")))
        rows += [_starred(scene, session) for session in starred]
    if noted_sessions:
        rows += [BLANK] if starred else []
        rows.append(row(Span(scene.words.say("MY NOTES"), "accent")))
        rows += [_written(noted_session) for noted_session in noted_sessions]
    if len(rows) <= most:
        return rows
    kept = rows[: most - 1]
    while kept[-1] == BLANK or kept[-1][0].style == "accent":
        kept.pop()
    listed = sum(bool(r) and r[0].style == "star" for r in kept)
    return [*kept, row(_more(scene, len(starred) + len(noted_sessions) - listed))]


def _more(scene: Scene, number: int) -> Span:
    return Span(f"… {scene.words.count('{n} more', '{n} more', number)}", "faint")


def _counts(scene: Scene) -> list[Row]:
    words, programme = scene.words, scene.snapshot.programme
    held = [s for s in programme.sessions if not s.is_break]
    return [
        row(
            Span(words.count("{n} session", "{n} sessions", len(held)), "muted"),
            Span(" · ", "faint"),
            Span(words.count("{n} person", "{n} people", len(programme.people)), "muted"),
        )
    ]


def _written(noted_session: NotedSession) -> Row:
    from sommet_tui.domain.notes import first_line

    name = short_name(noted_session.session) if noted_session.session else noted_session.note.title
    return row(
        Span(f"{marks.NOTED} ", "star"),
        Span(f"{name}  ", "muted"),
        first_line(noted_session.note.text),
    )


def _starred(scene: Scene, session: Session) -> Row:
    time = span(session.start, session.end, scene.zones)
    if len(scene.snapshot.programme.days) > 1:
        time = f"{date_text(session.day, scene.words)}  {time}"
    star = marks.degree_mark(scene.snapshot, session.id, marks.STAR)
    return row(Span(f"{star} ", "star"), Span(f"{time}  ", "muted"), headline(session))
