"""The rows of People, and the page of a person."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.companion.green_room import Appearance
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.pages.people import part_line, there_forms, turn_words
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.letters import large as large_letters
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit_row,
    inset,
    pad,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.sentences import headline, held_in, listed, off_word, status_word

_TURN = 25
"""The cells that a narrow row keeps for "Panel 1", "in 2 h 37" and the space between them."""
_LEAST = 12
"""The cells that a title keeps beside the arrival."""
_TITLES = 76
"""From this width on, rows have the title beside the label, and the room."""


def person_row(scene: Scene, one: OnStage, turn: Appearance | None, width: int) -> Row:
    """Return name, session and start, and whether the person is there."""
    share = width * 3 // 10 if _tells_rooms(scene, width) else width * 2 // 5
    size = min(30, max(15, share)) if width >= 60 else min(24, max(12, width - _TURN))
    if turn is None:
        return _done_row(scene, one, size, width)
    running = scene.view.status(turn.session) == "running"
    forms = there_forms(turn, scene.view)
    before = _tells_rooms(scene, width) or (forms and width >= 70)
    word = turn_words(turn, scene.view)
    when = Span(word.rjust(14 if before else 0), "accent" if running else "muted")
    behind = row(*_room(scene, turn.session, width), when, " ")
    title = _titled(turn.session, width)
    there, names = "", size
    for there in forms:  # in fewer words, the colour still says that somebody is due
        free = width - width_of(behind) - cell_len(there) - 7
        size, least = names, min(cell_len(title), _LEAST)
        if size + least > free:  # the title takes the blank cells after the name
            size = min(size, max(cell_len(one.person.name), free - cell_len(title)))
        if size + least <= free:
            break
    style = "warning" if turn.is_due else "faint" if turn.is_missing else "muted"
    right = row(Span(there, style), "  " if there else "", *behind)
    return spread(row(" ", Span(pad(one.person.name, size), "strong"), "  ", title), right, width)


def _done_row(scene: Scene, one: OnStage, size: int, width: int) -> Row:
    """Return name and last session of a person who has no more sessions."""
    left = row(" ", Span(pad(one.person.name, size), "faint"), "  ")
    if not one.sessions:
        return spread(left, row(" "), width)
    last = one.sessions[-1]
    style = "danger" if off_word(last, scene.view) else "faint"
    word = Span(status_word(scene.view.status(last), scene.words), style)
    return spread(row(*left, Span(_titled(last, width), "faint")), row(word, " "), width)


def _tells_rooms(scene: Scene, width: int) -> bool:
    return scene.programme.has_several_rooms and width >= _TITLES


def _room(scene: Scene, turn: Session, width: int) -> Row:
    """Return the room in a column; names that would look alike are cut in their middle."""
    if not _tells_rooms(scene, width):
        return BLANK
    rooms = tuple(scene.programme.room_names.values())
    size = column_width(rooms, max(8, min(24, width // 6)))
    name = held_in(turn, scene.view) or ""
    return row(Span(pad(distinct_names(rooms, size).get(name, name), size), "muted"), "  ")


def about_row(scene: Scene, one: OnStage, width: int) -> Row:
    """Return what the crew needs to introduce a person: pronunciation, affiliations, who it is."""
    person, said = one.person, ""
    if person.pronunciation:
        said = scene.words.say("pronounced: {name}", name=person.pronunciation)
    rest = listed([*one.affiliations, (person.introduction or "").partition("\n")[0]])
    between = " · " if said and rest else ""
    return fit_row(row("   ", Span(said, "accent"), Span(f"{between}{rest}", "muted")), width)


def large_name(name: str, width: int, height: int) -> list[Row]:
    """Return a name in large letters; as a title if `height` or the letters do not allow that."""
    drawn = large_letters(name, width, height) if height > 1 else []
    return [styled(line, "title") for line in drawn] or paragraphs(name, width, "title")


def _turn_rows(scene: Scene, turn: Appearance, width: int) -> list[Row]:
    """Return the session that a person is on stage for, its start, and whether they are there."""
    said = listed([_called(turn.session), turn_words(turn, scene.view)])
    (there, *_) = there_forms(turn, scene.view) or ("",)
    style = "warning" if turn.is_missing else "accent"
    line = row(Span(f"{said} · " if there else said, "muted"), Span(there, style))
    if width_of(line) <= width:
        return [line]
    return [*paragraphs(said, width, "muted"), *(paragraphs(there, width, style) if there else [])]


def narrowed(scene: Scene, width: int, count: int, *, soon: bool, missing: bool | None) -> Row:
    """Return the filters of the list, and how many people match.

    `missing` is None without the filter for it, and False if nobody has recorded arrivals: then
    nobody is said to be missing.
    """
    words = scene.words
    absent = words.say("not here yet") if missing else words.say("no arrivals recorded yet")
    only = [
        words.say("in the next two hours") if soon else None,
        None if missing is None else absent,
        words.count("{n} person", "{n} people", count),
    ]
    return fit_row(row(" ", Span(listed(only), "accent")), width)


def _titled(session: Session, width: int) -> str:
    """Return the name of a session; in a narrow row its label alone, if it has one."""
    return headline(session) if width >= _TITLES else _called(session)


def _called(session: Session) -> str:
    return session.label or session.title


def person_head(
    scene: Scene, one: OnStage, turn: Appearance | None, width: int, name_rows: int = 1
) -> list[Row]:
    """Return a person's name, affiliations, turn on stage and introduction.

    The name is in large letters if they fit into `name_rows`.
    """
    inner = max(10, width - 4)
    rows = [BLANK, *large_name(one.person.name, inner, name_rows)]
    for affiliation in one.affiliations:
        rows += paragraphs(affiliation, inner, "muted")
    if one.person.pronunciation:
        rows += paragraphs(one.person.pronunciation, inner, "faint")
    rows += _turn_rows(scene, turn, inner) if turn else []
    if one.person.introduction:
        rows += [BLANK, *markdown(one.person.introduction, inner)]
    return [*inset(rows, 2), BLANK]


def person_page(
    scene: Scene, one: OnStage, turn: Appearance | None, width: int, name_rows: int = 1
) -> list[Row]:
    """Return a person with all their sessions, for the space beside the list."""
    inner = max(10, width - 4)
    rows = person_head(scene, one, turn, width, name_rows)
    for session in one.sessions:
        off = off_word(session, scene.view) is not None
        about = paragraphs(headline(session), inner, "faint" if off else "strong")
        said = part_line(session, scene.view)
        about += paragraphs(said, inner, "danger" if off else "muted")
        rows += [*inset(about, 2), BLANK]
    return rows
