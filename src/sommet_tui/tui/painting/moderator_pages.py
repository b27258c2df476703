"""Pages of a panel: its people to introduce, and the report of it."""

from __future__ import annotations

from sommet_tui.companion.panel_moment import PanelMoment
from sommet_tui.domain.panel.segments import Part as Segment
from sommet_tui.tui.painting.moderator_people import people
from sommet_tui.tui.painting.moderator_queue import question_row
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, pad, paragraphs, row
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.panel import (
    arrival_word,
    course_line,
    drift_lines,
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
        told += paragraphs(listed(drift_lines(moment, words)), inner, "muted")
    note = scene.snapshot.note(moment.session.id)
    sections = (
        (headline(moment.session), told),
        (words.say("Speaking time"), _airtime(scene, moment, inner)),
        (words.say("People"), _people(scene, moment, inner)),
        (words.say("Plan"), [_segment(scene, moment, part) for part in moment.plan]),
        (words.say("Questions"), [question_row(scene, moment, q, inner) for q in moment.questions]),
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


def _segment(scene: Scene, moment: PanelMoment, part: Segment) -> Row:
    words, zones = scene.words, scene.zones
    times = f"{column_time(part.start, zones)} – {column_time(part.end, zones)}"
    if part.state == "to_come" and moment.course.over:
        times = words.say("did not come")
    sign = {"done": "✓", "on": "▶"}.get(part.state, " ")
    name = segment_name(part.segment.name, words)
    minutes = Part(f"{part.segment.minutes:>4} min  ", "muted")
    return row(Part(f"{sign} ", "accent"), Part(pad(times, _TIMES), "muted"), minutes, name)
