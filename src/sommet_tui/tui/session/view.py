"""Everything about one session, as a page to read; in short, as a few rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rich.cells import cell_len

from sommet_tui.domain.programme import Link, Participant, Session
from sommet_tui.domain.values import replace
from sommet_tui.pages.agenda import session_facts
from sommet_tui.pages.changes import change_sentence
from sommet_tui.pages.session import (
    next_sessions,
    place_lines,
    room_link,
    session_links,
    session_notices,
    sign_sentences,
    status_lines,
    time_words,
)
from sommet_tui.tui.render.header import notice_rows
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rail import room_rail
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Row,
    Span,
    fit,
    fit_row,
    hanging_rows,
    indent,
    inset,
    paragraphs,
    row,
    side_by_side,
    text_row,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.changes import change_sign, instead_lines
from sommet_tui.wording.live import left_words
from sommet_tui.wording.sentences import (
    WHOLE_NAME,
    badges,
    clash,
    clash_of,
    headline,
    join,
    link_word,
    names,
    off_word,
    pick_of,
    role_word,
)
from sommet_tui.wording.times import NBSP, span
from sommet_tui.wording.words import mark

_NEXT = (
    mark("NEXT IN THIS ROOM"),
    mark("NEXT WITH {name}"),
    mark("LATER IN THIS ROOM"),
    mark("LATER WITH {name}"),
)
_BETWEEN, _NARROWEST = 6, 44
"""The cells between a text and the column beside it, and the fewest for that column."""
_AFFILIATION = 24
"""The fewest cells for a column of affiliations."""


def session_page(scene: Scene, session: Session | None, width: int) -> list[Row]:
    """Return the whole session; if wide, people, next sessions and links are in a second column.

    Empty if the session has left the programme.
    """
    if session is None:
        return []
    whole = max(10, width - 4)
    inner = min(READING_WIDTH, whole)
    aside = whole - inner - _BETWEEN
    abstract = scene.programme.abstracts.get(session.id)
    head = [
        _eyebrow_row(scene, session),
        *paragraphs(session.title, inner, "title"),
        *(paragraphs(session.subtitle, inner, "muted") if session.subtitle else []),
        *_notice_rows(scene, session, inner),
        *change_rows(scene, session.id, inner),
        BLANK,
        *room_rail(scene, session.room, session.day, whole, session.id),
        BLANK,
    ]
    text = [
        *paragraphs(_join_times(time_words(session, scene.view)), inner),
        *_fact_rows(scene, session, inner),
        *_mark_rows(scene, session, inner),
    ]
    about = note_rows(scene, session.id, inner)
    about += [BLANK, *markdown(abstract, inner)] if abstract else []
    if aside < _NARROWEST:
        people, *more = _side_blocks(scene, session, inner)
        page = [*head, *text, *people, *about, *(line for rows in more for line in rows)]
    else:
        beside = [line for rows in _side_blocks(scene, session, aside) for line in rows]
        page = [*head, *side_by_side([*text, *about], beside[1:], inner + _BETWEEN)]
    return [BLANK, *inset(page, 2), BLANK]


def _side_blocks(scene: Scene, session: Session, width: int) -> tuple[list[Row], ...]:
    """Return the people of a session, its next sessions, and its links, each after a blank row."""
    people = _people_rows(scene, session, width)
    after = _next_session_rows(scene, session, width)
    way = room_link(session, scene.view)
    found = link_rows(
        [link for link in session_links(session, scene.view) if link != way], scene, width
    )
    return tuple([BLANK, *rows] if rows else [] for rows in (people, after, found))


def link_rows(links: Iterable[Link], scene: Scene, width: int) -> list[Row]:
    """Return the kinds of links, or their titles, each once; the link dialog has the addresses."""
    heading = row(Span(scene.words.say("LINKS"), "heading"), "  ")
    named: dict[str, Link] = {}
    for link in links:
        named.setdefault(link_word(link, scene.words) or link.title, link)
    rows: list[Row] = []
    space = max(10, width - width_of(heading))
    for name, link in named.items():
        said = Span(fit(name, space), "link", link.url)
        if rows and width_of(rows[-1]) + width_of((said,)) + 3 <= space:
            rows[-1] = row(*rows[-1], Span(" · ", "muted"), said)
        else:
            rows.append(row(said))
    return side_by_side([heading], rows, width_of(heading)) if rows else []


def _notice_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    rows = notice_rows(scene, session_notices(session, scene.view), width)
    return [BLANK, *rows] if rows else []


def note_rows(scene: Scene, session_id: str, width: int) -> list[Row]:
    """Return the note on a session under its heading; [] without a note."""
    note = scene.snapshot.mine.note(session_id)
    if note is None:
        return []
    heading = row(Span(f"{marks.NOTED} ", "star"), Span(scene.words.say("MY NOTE"), "heading"))
    return [BLANK, heading, *markdown(note.text, width)]


def gone_rows(scene: Scene, session_id: str, width: int) -> list[Row]:
    """Return the remaining facts of a removed session: its title, its change, the note on it."""
    inner = max(10, min(READING_WIDTH, width - 4))
    mine, change = scene.snapshot.mine, scene.changes.get(session_id)
    saved = {note.session: note.title for note in mine.notes}
    saved |= {bookmark.session: bookmark.title for bookmark in mine.bookmarks}
    title = headline(change.session) if change else saved.get(session_id, "")
    rows = [*paragraphs(title, inner, "title"), *change_rows(scene, session_id, inner)]
    return [*rows, *note_rows(scene, session_id, inner)]


def session_peek(scene: Scene, session: Session | None, width: int) -> list[Row]:
    """A session in four rows, for under a list: a rule, the title, the people, the facts.

    Empty if it has left the programme.
    """
    if session is None:
        return []
    inner = max(10, width - 3)
    facts, clashes = session_facts(session, scene.view), clash_of(session.id, scene.view)
    when = span(session.start, session.end, scene.zones)
    times = [when, facts.late, facts.planned, facts.place]
    line = join([*times, facts.track, *facts.badges])
    if clashes and cell_len(line) + 5 + cell_len(clashes) > inner:
        line = join(times)  # clashes matter more than the track and the badges
    rows = [
        text_row("─" * width, "divider"),
        text_row(facts.title, "strong"),
        row(Span(names(session) or session.subtitle or "")),
        row(Span(line, "muted"), Span(f" · {marks.CLASH} {clashes}" if clashes else "", "danger")),
    ]
    return [rows[0], *(indent(fit_row(r, inner), 1) for r in rows[1:])]


def _eyebrow_row(scene: Scene, session: Session) -> Row:
    words = scene.words

    def left_text(left: timedelta) -> str:
        if left < timedelta(0):
            return left_words(left, words, calm=scene.calm)
        return words.say("{time} left", time=scene.clock_left(left))

    kind = words.say("break") if session.is_break else session.label
    first, *others = status_lines(session, scene.view, left_text)
    off = off_word(session, scene.view) is not None
    return row(
        Span((first or "").upper(), "danger" if off else "heading"),
        *(f" · {text}" for text in (*others, kind) if text),
    )


def _join_times(text: str) -> str:
    """Return a text in which no line ends between a start and its end."""
    return text.replace(" – ", f"{NBSP}–{NBSP}")


def _fact_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    room, *others = place_lines(session, scene.view)
    way, facts = room_link(session, scene.view), join(others)
    line = row(
        Span(room or "", "link" if way else "muted", way.url if way else ""),
        Span(f"{' · ' if room and facts else ''}{facts}", "muted"),
    )
    rows = [line] if line else []
    if width_of(line) > width:
        rows = [*paragraphs(room or "", width, *line[0][1:]), *paragraphs(facts, width, "muted")]
    remarks = join(badges(session, scene.view))
    return [*rows, *paragraphs(remarks, width, "accent")] if remarks else rows


def _next_session_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the later sessions, each heading with day, time and room, if need be line by line."""
    rows = list[Row]()
    for each in next_sessions(session, scene.view):
        heading = each.sentence(_NEXT, scene.words)
        head = [row(Span(heading, "heading"), Span(f" · {each.when}", "muted"))]
        if width_of(head[0]) > width:
            head = [*paragraphs(heading, width, "heading"), *paragraphs(each.when, width, "muted")]
        rows += [*head, *paragraphs(headline(each.session), width)]
    return rows


def _mark_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    rows = list[Row]()
    for sign, text in sign_sentences(session, scene.view):
        rows += hanging_rows(text_row(f"{sign} ", "star"), text, width)
    return [*rows, *clash_rows(scene, session.id, width)]


def change_rows(scene: Scene, id_: str, width: int) -> list[Row]:
    """Return how a session changed since the user last looked, and what replaces it."""
    change = scene.changes.get(id_)
    if change is None:
        return []
    sentence = change_sentence(change, scene.view)
    rows = hanging_rows(text_row(f"{change_sign(change)} ", "accent"), sentence, width, "warning")
    for _, line in instead_lines(change, scene.view):
        rows += inset(paragraphs(line, width - 2), 2)
    return rows


def clash_rows(scene: Scene, id_: str, width: int) -> list[Row]:
    """Each other bookmark or own event that this one overlaps, its name in full."""
    rows, sign = list[Row](), text_row(f"{marks.CLASH} ", "danger")
    pick = pick_of(id_, scene.view)
    if pick is None:
        return rows
    for other in pick.conflicts:
        one = replace(pick, conflicts=(other,))
        sentence = clash(one, scene.programme, scene.words, WHOLE_NAME)
        rows += hanging_rows(sign, sentence or "", width, "danger")
    return rows


def _people_rows(scene: Scene, session: Session, width: int) -> list[Row]:
    """Return the people, with their affiliations in a second column, or below if it is narrow."""
    leads = [
        (row(Span(one.name), Span(_role(scene, one), "accent")), one.affiliation or "")
        for one in session.participants
    ]
    column = max((width_of(lead) for lead, _ in leads), default=0) + 3
    rows: list[Row] = []
    for lead, affiliation in leads:
        about = paragraphs(affiliation, width - column, "muted") if affiliation else []
        if about and width - column < _AFFILIATION:
            rows += [lead, *inset(paragraphs(affiliation, width - 2, "muted"), 2)]
        else:
            rows += side_by_side([lead], about, column)
    return rows


def _role(scene: Scene, participant: Participant) -> str:
    word = role_word(participant, scene.words)
    return f" · {word}" if word else ""
