"""Everyone on stage: when next, where, with what; and one person's page."""

from __future__ import annotations

from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, pad, paragraphs, row, spread
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.live import planned_words
from sommet_tui.wording.sentences import headline, listed, room_name, status_word, when
from sommet_tui.wording.times import span, until


def person_row(scene: Scene, one: OnStage, width: int) -> Row:
    """Name, then when they are on stage and with what."""
    turn = one.turn(scene.now, scene.snapshot.status)
    name_width = min(30, max(16, width * 2 // 5))
    name = Part(pad(one.person.name, name_width), "strong" if turn else "faint")
    if turn is None:
        last = one.sessions[-1] if one.sessions else None
        left = row(" ", name, "  ", Part(_called(last) if last else "", "faint"))
        return spread(left, row(Part(_no_turn(scene, last) or "", "faint"), " "), width)
    running = scene.status(turn) == "running"
    word = (
        status_word("running", scene.words)
        if running
        else until(turn.start - scene.now, scene.words)
    )
    left = row(
        " ",
        name,
        "  ",
        Part(listed([_called(turn), room_name(scene.snapshot.programme, turn.room)])),
    )
    right = row(Part(word, "accent" if running else "muted"), " ")
    return spread(left, right, width)


def _called(session: Session) -> str:
    return session.label or session.title


def _no_turn(scene: Scene, last: Session | None) -> str | None:
    return status_word(scene.status(last), scene.words) if last else None


def person_head(scene: Scene, one: OnStage, width: int) -> list[Row]:
    """A person's name, affiliations and what the programme says of them."""
    inner = max(10, width - 4)
    rows = [BLANK, *paragraphs(one.person.name, inner, "title")]
    for affiliation in one.affiliations:
        rows += paragraphs(affiliation, inner, "muted")
    if one.person.pronunciation:
        rows += paragraphs(one.person.pronunciation, inner, "faint")
    if one.person.introduction:
        rows += [BLANK, *paragraphs(one.person.introduction, inner)]
    return [*(indented(r, 2) if r else r for r in rows), BLANK]


def person_page(scene: Scene, one: OnStage, width: int) -> list[Row]:
    """A person with all their sessions, to read beside the list."""
    inner = max(10, width - 4)
    rows = person_head(scene, one, width)
    for session in one.sessions:
        stands = scene.status(session)
        times = listed(
            [
                span(session.start, session.end, scene.zones),
                planned_words(session, scene.times(session), scene.zones, scene.words),
                room_name(scene.snapshot.programme, session.room),
                status_word(stands, scene.words)
                if stands != "upcoming"
                else when(session.start, scene.now, scene.zones, scene.words),
            ]
        )
        rows += [indented(r, 2) for r in paragraphs(headline(session), inner, "strong")]
        rows += [indented(row(Part(times, "muted")), 2), BLANK]
    return rows
