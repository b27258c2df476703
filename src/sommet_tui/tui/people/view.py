"""Everyone on stage: when next, where, with what; and one person's page."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.companion.green_room import DUE, SOON, Presence, begins
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Session
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.render.letters import large as large_letters
from sommet_tui.tui.render.markdown import markdown
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit_row,
    indented,
    inset,
    pad,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.live import begins_words, delay_words, planned_words
from sommet_tui.wording.panel import arrival_word
from sommet_tui.wording.sentences import headline, held_in, listed, off_word, status_word
from sommet_tui.wording.times import column_time, date_text, day_time, until

_TURN = 25
"""Cells of a narrow row that are not the name's: "Panel 1", "in 2 h 37", and space."""
_LEAST = 12
"""Cells that a title keeps beside the arrival."""
_TITLES = 76
"""From this width on, rows tell the title beside the label, and the room."""


def person_row(scene: Scene, one: OnStage, presence: Presence, width: int) -> Row:
    """Name, then when they are on stage and with what, and whether they are there."""
    turn = one.turn(scene.now, scene.snapshot.status)
    share = width * 3 // 10 if _tells_rooms(scene, width) else width * 2 // 5
    name_width = min(30, max(15, share)) if width >= 60 else min(24, max(12, width - _TURN))
    if turn is None:
        name = Span(pad(one.person.name, name_width), "faint")
        last = one.sessions[-1] if one.sessions else None
        left = row(" ", name, "  ", Span(_titled(last, width) if last else "", "faint"))
        off = last and off_word(last, scene.view)
        sentence = Span(off, "danger") if off else Span(_no_turn(scene, last) or "", "faint")
        return spread(left, row(sentence, " "), width)
    running = scene.view.status(turn) == "running"
    word = turn_word(scene, turn)
    there = _there(scene, one, turn, presence)
    before = _tells_rooms(scene, width) or (there.text and width >= 70)
    when_ = Span(word.rjust(14 if before else 0), "accent" if running else "muted")
    behind = row(*_room(scene, turn, width), when_, " ")
    title = _titled(turn, width)
    size = name_width
    forms = [there] if there.text else []
    if there.style == "warning":  # the colour says that they are due
        forms.append(Span(arrival_word("not_seen", scene.words), there.style))
    for there in forms:
        free = width - width_of(behind) - cell_len(there.text) - 7
        size, least = name_width, min(cell_len(title), _LEAST)
        if size + least > free:  # the title takes the blank cells after the name
            size = min(size, max(cell_len(one.person.name), free - cell_len(title)))
        if size + least <= free:
            break
    name = Span(pad(one.person.name, size), "strong")
    right = row(there, "  " if there.text else "", *behind)
    return spread(row(" ", name, "  ", Span(title)), right, width)


def _tells_rooms(scene: Scene, width: int) -> bool:
    return scene.programme.has_several_rooms and width >= _TITLES


def _room(scene: Scene, turn: Session, width: int) -> Row:
    """Where it is, in a column; those that would look alike are cut in their middle."""
    if not _tells_rooms(scene, width):
        return BLANK
    rooms = tuple(scene.programme.room_names.values())
    size = column_width(rooms, max(8, min(24, width // 6)))
    name = held_in(turn, scene.view) or ""
    return row(Span(pad(distinct_names(rooms, size).get(name, name), size), "muted"), "  ")


def turn_word(scene: Scene, turn: Session) -> str:
    """That it is on, how long until it begins as things are, or on another day, when."""
    if scene.view.status(turn) == "running":
        return status_word("running", scene.words)
    start = begins(scene.snapshot, turn, scene.now)
    if start <= scene.now:
        return begins_words(turn, start, scene.view)
    if scene.programme.has_several_days and not scene.view.is_today(start):
        return day_time(start, scene.view)
    return until(start, scene.view)


def _there(scene: Scene, one: OnStage, turn: Session, presence: Presence) -> Span:
    """Whether somebody is there; that they are not only where they should be soon.

    Nothing of it where nobody notes arrivals.
    """
    arrival = presence.of(one.person.id, turn)
    if arrival != "not_seen":
        return Span(arrival_word(arrival, scene.words), "muted")
    left = begins(scene.snapshot, turn, scene.now) - scene.now
    if left > SOON or not presence.looked_for(turn):
        return Span("")
    if left < DUE:
        return Span(scene.words.say("due, not here yet"), "warning")
    return Span(arrival_word(arrival, scene.words), "faint")


def about_row(scene: Scene, one: OnStage, width: int) -> Row:
    """Whoever calls or introduces someone: for whom they speak, how the name is said, who it is."""
    person = one.person
    said = (
        scene.words.say("pronounced: {name}", name=person.pronunciation)
        if person.pronunciation
        else ""
    )
    rest = listed([listed(one.affiliations), (person.introduction or "").partition("\n")[0]])
    parts = [Span(said, "accent")] if said else []
    parts += [Span(" · ", "muted")] if said and rest else []
    return fit_row(row("   ", *parts, Span(rest, "muted")), width)


def large_name(name: str, width: int, height: int) -> list[Row]:
    """A name in letters to be read from a metre away; as a title where there are none for it."""
    drawn = large_letters(name, width, height) if height > 1 else []
    return [styled(line, "title") for line in drawn] or paragraphs(name, width, "title")


def arrival_line(scene: Scene, one: OnStage, presence: Presence) -> Row:
    """What somebody is on stage for next, in how long, and whether they are there."""
    turn = one.turn(scene.now, scene.snapshot.status)
    if turn is None:
        return BLANK
    text = listed([_called(turn), turn_word(scene, turn)])
    if not presence.looked_for(turn):
        return styled(text, "muted")
    arrival = presence.of(one.person.id, turn)
    style = "warning" if arrival == "not_seen" else "accent"
    said = arrival_word(arrival, scene.words)
    return row(Span(text, "muted"), Span(" · ", "muted"), Span(said, style))


def narrowed(scene: Scene, width: int, count: int, *, soon: bool, missing: bool) -> Row:
    """What the list is narrowed to, and how many that are."""
    words = scene.words
    only = [
        words.say("in the next two hours") if soon else None,
        words.say("not here yet") if missing else None,
        words.count("{n} person", "{n} people", count),
    ]
    return fit_row(row(" ", Span(listed(only), "accent")), width)


def _titled(session: Session, width: int) -> str:
    """What somebody is on stage with; in a narrow row its label alone, if it has one."""
    return headline(session) if width >= _TITLES else _called(session)


def _called(session: Session) -> str:
    return session.label or session.title


def _no_turn(scene: Scene, last: Session | None) -> str | None:
    return status_word(scene.view.status(last), scene.words) if last else None


def person_head(
    scene: Scene, one: OnStage, presence: Presence, width: int, name_rows: int = 1
) -> list[Row]:
    """A person's name, affiliations, arrival and what the programme says of them.

    The name is in large letters where it fits on so many rows as are theirs.
    """
    inner = max(10, width - 4)
    rows = [BLANK, *large_name(one.person.name, inner, name_rows)]
    for affiliation in one.affiliations:
        rows += paragraphs(affiliation, inner, "muted")
    if one.person.pronunciation:
        rows += paragraphs(one.person.pronunciation, inner, "faint")
    stands = arrival_line(scene, one, presence)
    rows += [fit_row(stands, inner)] if stands else []
    if one.person.introduction:
        rows += [BLANK, *markdown(one.person.introduction, inner)]
    return [*inset(rows, 2), BLANK]


def person_page(
    scene: Scene, one: OnStage, presence: Presence, width: int, name_rows: int = 1
) -> list[Row]:
    """A person with all their sessions, to read beside the list."""
    inner = max(10, width - 4)
    rows = person_head(scene, one, presence, width, name_rows)
    for session in one.sessions:
        stands = scene.view.status(session)
        off = off_word(session, scene.view)
        sentence = status_word(stands, scene.words) if stands in ("running", "done") else None
        day, today = scene.zones.local(session.start).date(), scene.view.today
        if not scene.programme.has_several_days and day > today:
            sentence = date_text(day, scene.words, year=day.year != today.year)
        times = listed(
            [
                f"{day_time(session.start, scene.view)} – {column_time(session.end, scene.zones)}",
                planned_words(session, scene.view),
                delay_words(session, scene.view),
                held_in(session, scene.view),
                sentence,
            ]
        )
        style = "faint" if off else "strong"
        rows += inset(paragraphs(headline(session), inner, style), 2)
        gone = Span(f" · {off}" if off else "", "danger")
        rows += [indented(fit_row(row(Span(times, "muted"), gone), inner), 2), BLANK]
    return rows
