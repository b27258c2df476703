"""The rows of People, and the page of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from rich.cells import cell_len

from sommet_tui.companion.green_room import DUE, Appearance, GreenRoom
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import replace
from sommet_tui.pages.people import participation_line, presence_word, turn_words
from sommet_tui.tui.agenda.view import short_room
from sommet_tui.tui.render.letters import large as large_letters
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    READING_WIDTH,
    Cells,
    Grid,
    Row,
    Span,
    column_width,
    fit_row,
    inset,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.session import link_rows
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording import marks
from sommet_tui.wording.live import late_words
from sommet_tui.wording.sentences import headline, join, off_word, rooms_text, status_word
from sommet_tui.wording.times import column_time, day_time, day_time_width, sentence_time
from sommet_tui.wording.view import View

_NARROW = 56
"""Below this width, rows have either a time, in the order of appearance, or a word."""
_TITLES = 76
"""From this width on, rows have the title beside the label, and the room."""
_LEAST = 7
"""The fewest cells of a session or an affiliation."""
_NAME = 30
"""The cells of a name beside which there is room for more."""


Held = tuple[tuple[OnStage, Appearance | None], ...]
"""People, each with their sessions."""


def people_by_part(
    people: Iterable[OnStage], room: GreenRoom, view: View
) -> list[tuple[str, Held]]:
    """Return people in the order of appearance, in parts: on stage, next, later and over."""
    words = view.words
    everyone = [(one, room.appearance(one)) for one in room.sort_people(people)]
    coming = (turn for _, turn in everyone if turn and view.status(turn.session) != "running")
    first = next((turn.start for turn in coming), None)

    def part(turn: Appearance | None) -> str:
        if turn is None:
            return words.say("OVER")
        if view.status(turn.session) == "running":
            return words.say("ON STAGE")
        return words.say("NEXT") if turn.start == first else words.say("LATER")

    return [(name, tuple(held)) for name, held in groupby(everyone, lambda held: part(held[1]))]


def part_words(held: Held, view: View) -> str:
    """Return of a part: its session, until when or how soon, and how many people have arrived."""
    words, turns = view.words, [turn for _, turn in held if turn]
    count = words.count("{n} person", "{n} people", len(held))
    if any(turn.is_noted for turn in turns):
        here = sum(turn.arrival != "not_seen" for turn in turns)
        count = words.say("{n} of {all} have arrived", n=here, all=len(turns))
    if len({turn.session.id for turn in turns}) != 1:
        return count
    turn, left = turns[0], view.remaining(turns[0].session)
    name = turn.session.label or turn.session.title
    if left is not None:
        end = sentence_time(view.now + max(left, timedelta(0)), view)
        return join([name, words.say("until {time}", time=end)])
    late = late_words(turn.start - turn.session.start, words)
    return join([name, turn_words(turn, view), late, count])


def people_grid(scene: Scene, width: int, *, crew: bool, by_time: bool) -> Grid:
    """Return the columns of the list of people; the crew's have arrivals."""
    programme, words = scene.programme, scene.words
    names = tuple(programme.room_names.values())
    is_dated = scene.view.today < programme.days[-1]  # past sessions have no time
    forms = [words.say("in {time}", time="00 h 00"), words.say("cancelled")]
    if crew:
        # Attendees need not load the words of the moderator.
        from sommet_tui.wording.panel import arrival_word

        forms = [words.say("due {time}", time="00:00"), arrival_word("on_stage", words)]
    grid = Grid(
        width,
        time=(day_time_width(scene.view) if is_dated else 5) if by_time else 0,
        sign=int(crew),
        room=column_width(names, 8) if programme.has_several_rooms and width >= _TITLES else 0,
        number=0 if by_time and width < _NARROW else max(map(cell_len, forms)),
    )
    aside = grid.title - min(_NAME, max(14, grid.title // 2)) - 2
    wide = width >= _NARROW or not by_time
    people = scene.snapshot.people
    # A column that is empty for nearly everyone would only cut names.
    told = not crew or sum(bool(one.affiliations) for one in people) * 4 >= len(people)
    return replace(grid, aside=aside if wide and told and aside >= _LEAST else 0)


def person_row(
    scene: Scene, one: OnStage, turn: Appearance | None, grid: Grid, time: str | None = None
) -> Row:
    """Return the row of a person: for the crew, with affiliation and arrival, else with a session.

    The start has the style `time`; None for no start.
    """
    crew = bool(grid.sign)
    session = turn.session if turn else next(iter(one.sessions[-1:]), None)
    about = next(iter(one.affiliations), "")
    if not crew:
        about = _session_title(session, grid.width) if session else ""
    place = (rooms_text(session, scene.view) if session else None) or ""
    sign, word, style = _state(scene, session, turn, crew=crew)
    quiet, start = "muted" if turn else "faint", ""
    if turn and time is not None:
        start = day_time(turn.start, scene.view)[-grid.time :]
    return grid.row(
        Cells(
            text_row(one.person.name, "" if turn else "faint"),
            Span(start, time or ""),
            Span(sign, style),
            Span(about, quiet),
            room=Span(short_room(scene.programme, place, grid.room), quiet),
            number=Span(word, style),
        )
    )


def _state(
    scene: Scene, session: Session | None, turn: Appearance | None, *, crew: bool
) -> tuple[str, str, str]:
    """Return the sign, the word and the style of whether a person is there, or of when."""
    view = scene.view
    if turn is None:
        word = status_word(view.status(session), scene.words) if session else ""
        return "", word, "danger" if session and off_word(session, view) else "faint"
    if crew and turn.is_due:
        due = column_time(turn.start - DUE, scene.zones)
        return marks.DUE, scene.words.say("due {time}", time=due), "warning"
    is_running = view.status(turn.session) == "running"
    if not crew:
        sign, style = (marks.STATUS["running"], "accent") if is_running else ("", "muted")
        return sign, turn_words(turn, view), style
    from sommet_tui.wording.panel import arrival_word

    if is_running:
        return marks.STATUS["running"], arrival_word("on_stage", scene.words), "accent"
    if turn.arrival == "not_seen":
        return marks.AWAITED, "", "faint"
    return marks.STATUS["done"], arrival_word(turn.arrival, scene.words), "accent"


def large_name(name: str, width: int, height: int) -> list[Row]:
    """Return a name in large letters; as a title if `height` or the letters do not allow that."""
    drawn = large_letters(name, width, height) if height > 1 else []
    return list(map(row, drawn)) or paragraphs(name, width, "title")


def _turn_rows(scene: Scene, turn: Appearance, width: int) -> list[Row]:
    """Return the session that a person is on stage for, its start, and whether they are there."""
    said = join([_session_name(turn.session), turn_words(turn, scene.view)])
    there = presence_word(turn, scene.view) or ""
    style = "warning" if turn.is_missing else "accent"
    line = row(Span(f"{said} · " if there else said, "muted"), Span(there, style))
    if width_of(line) <= width:
        return [line]
    return [*paragraphs(said, width, "muted"), *(paragraphs(there, width, style) if there else [])]


def bar_row(  # noqa: PLR0913 - the filters and the order of a list
    scene: Scene, width: int, count: int, *, soon: bool, missing: bool | None, by_time: bool
) -> Row:
    """Return the filters of the list, how many people match, and their order.

    `missing` is None without the filter for it, and False without recorded arrivals: then
    no one counts as missing.
    """
    words = scene.words
    absent = words.say("not here yet") if missing else words.say("no arrivals recorded yet")
    only = [words.say("in the next two hours") if soon else None]
    only.append(None if missing is None else absent)
    order = words.say("in order of appearance") if by_time else words.say("in alphabetical order")
    people = join([words.count("{n} person", "{n} people", count), order])
    left = join(only)
    parts = row(" ", Span(f"{left} · " if left else "", "accent"), Span(people, "muted"))
    return fit_row(parts, width)


def _session_title(session: Session, width: int) -> str:
    """Return the name of a session; in a narrow row its label alone, if it has one."""
    return headline(session) if width >= _TITLES else _session_name(session)


def _session_name(session: Session) -> str:
    return session.label or session.title


def person_head(
    scene: Scene, one: OnStage, turn: Appearance | None, width: int, name_rows: int = 1
) -> list[Row]:
    """Return a person's name, affiliations, turn on stage, introduction and links.

    The name is in large letters if they fit into `name_rows`.
    """
    inner = max(10, width - 4)
    rows = [BLANK, *large_name(one.person.name, inner, name_rows)]
    inner = min(READING_WIDTH, inner)
    for affiliation in one.affiliations:
        rows += paragraphs(affiliation, inner, "muted")
    if one.person.pronunciation:
        rows += paragraphs(one.person.pronunciation, inner, "faint")
    rows += _turn_rows(scene, turn, inner) if turn else []
    if one.person.introduction:
        rows += [BLANK, *markdown(one.person.introduction, inner)]
    if one.person.links:
        rows += [BLANK, *link_rows(one.person.links, scene, inner)]
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
        said = participation_line(session, scene.view)
        about += paragraphs(said, inner, "danger" if off else "muted")
        rows += [*inset(about, 2), BLANK]
    return rows
