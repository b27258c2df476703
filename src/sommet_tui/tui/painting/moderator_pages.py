"""Pages of a panel: its people to introduce, and the report of it."""

from __future__ import annotations

from sommet_tui.companion.panel_moment import PanelMoment
from sommet_tui.domain.panel.segments import Part as Segment
from sommet_tui.domain.preparation import Segment as Prepared
from sommet_tui.tui.painting.moderator_people import people
from sommet_tui.tui.painting.moderator_queue import question_row
from sommet_tui.tui.painting.rows import BLANK, Part, Row, fit_row, indented, pad, paragraphs, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.panel import (
    actual_minutes,
    arrival_word,
    course_line,
    drift_lines,
    hand_line,
    message_line,
    planned_minutes,
    presence,
    segment_name,
    spoken,
)
from sommet_tui.wording.sentences import headline, listed, role_word
from sommet_tui.wording.times import column_time

_TIMES = 15
"""The cells of from when to when, or that it did not come."""


def who_page(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Everyone with how their name is said, what for they are here, and who they are."""
    inner = max(10, width - 4)
    rows: list[Row] = [BLANK, *paragraphs(headline(moment.session), inner, "title"), BLANK]
    for seat in moment.all:
        who, person = seat.participant, seat.person
        rows += paragraphs(who.name, inner, "accent")
        if person is not None and person.pronunciation:
            rows += paragraphs(person.pronunciation, inner, "strong")
        arrival = arrival_word(seat.arrival, scene.words)
        rows += paragraphs(
            listed([role_word(who, scene.words), who.affiliation, arrival]), inner, "muted"
        )
        if person is not None and person.introduction:
            rows += [BLANK, *paragraphs(person.introduction, inner)]
        rows.append(BLANK)
    return [indented(r, 2) if r else r for r in rows]


def report_page(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """How it went, who had how much time, what was planned, what was asked, and the note."""
    words, inner = scene.words, max(10, width - 3)
    course = [*course_line(moment, scene.zones, words)]
    told = [*paragraphs(listed(course), inner, "strong")]
    if moment.course.over:
        told += paragraphs(listed(drift_lines(moment, scene.zones, words)), inner, "muted")
    note = scene.snapshot.note(moment.session.id)
    sections = (
        (headline(moment.session), told),
        (words.say("Speaking time"), _airtime(scene, moment, inner)),
        (words.say("People"), _people(scene, moment, inner)),
        (words.say("Plan"), _plan(scene, moment, inner)),
        (words.say("Questions"), [question_row(scene, moment, q, inner) for q in moment.questions]),
        (words.say("Hands"), _hands(scene, moment, inner)),
        (words.say("Lines"), _lines(scene, moment, inner)),
        (words.say("My note"), paragraphs(note.text, inner) if note else []),
    )
    rows: list[Row] = [BLANK]
    for heading, found in sections:
        if found:
            rows += [*paragraphs(heading, inner, "accent"), *found, BLANK]
    return [indented(r, 1) if r else r for r in rows]


def _airtime(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    whole = scene.words.say("All together: {time}", time=spoken(moment.total))
    names, meters = people(scene, moment, width, len(moment.speakers) + 1)
    rows = [(*name, *meter) for name, meter in zip(names, meters, strict=True)]
    return [*rows, row(Part(whole, "muted"))]


def _people(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Who was there, and since when; nothing where nobody looked for them."""
    rows: list[Row] = []
    for seat in moment.all:
        there = presence(seat, moment, scene.zones, scene.words)
        if there is not None:
            rows += paragraphs(listed([seat.participant.name, there]), width, "muted")
    return rows


def _plan(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """What was planned beside what came of it."""
    pairs = zip(moment.plan, moment.prepared, strict=True)
    return [fit_row(_segment(scene, moment, *pair), width) for pair in pairs]


def _segment(scene: Scene, moment: PanelMoment, part: Segment, prepared: Prepared) -> Row:
    words, zones = scene.words, scene.zones
    times = f"{column_time(part.start, zones)} – {column_time(part.end, zones)}"
    minutes, gone = f"{part.segment.minutes:>4} min  ", False
    if part.state == "done":
        minutes = f"{actual_minutes(part, moment):>4} min  "
    elif part.state == "to_come" and moment.course.over:
        times, minutes, gone = words.say("did not come"), " " * 10, True
    sign = {"done": "✓", "on": "▶"}.get(part.state, " ")
    name = segment_name(part.segment.name, words)
    planned = f" · {planned_minutes(part, prepared, words)}"
    told = part.state == "done" or gone or part.segment.minutes != prepared.minutes
    return row(
        Part(f"{sign} ", "accent"),
        Part(pad(times, _TIMES), "muted"),
        Part(minutes, "muted"),
        name,
        Part(planned if told else "", "muted"),
    )


def _hands(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Every hand that was raised, and when it had its turn."""
    said = (hand_line(hand, scene.zones, scene.words) for hand in moment.raised)
    return [each for line in said for each in paragraphs(line, width, "muted")]


def _lines(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """What the panel and the stage said to each other."""
    rows: list[Row] = []
    for line in moment.lines:
        time = f"{column_time(line.at, scene.zones)}  "
        said = paragraphs(message_line(line, moment, scene.zones, scene.words), width - len(time))
        rows += [
            row(Part(time if not n else " " * len(time), "muted"), *r) for n, r in enumerate(said)
        ]
    return rows
