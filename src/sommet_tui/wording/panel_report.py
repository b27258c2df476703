"""A panel as a page of Markdown to keep: how it went, who spoke how long, what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from sommet_tui.companion.panel import PanelMoment
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.wording.journal import plain
from sommet_tui.wording.panel import (
    actual_minutes,
    course_line,
    drift_lines,
    hand_line,
    held_when,
    lateness_line,
    message_line,
    percent,
    planned_minutes,
    presence,
    question_line,
    segment_name,
    spoken,
)
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import column_time
from sommet_tui.wording.view import Zones
from sommet_tui.wording.words import Words


def panel_report(snapshot: Snapshot, moment: PanelMoment, zones: Zones, words: Words) -> list[str]:
    """The page, as lines; the note is in it as it was written."""
    session = moment.session
    room = held_in(snapshot.programme, session, words)
    lines = [f"# {plain(headline(session))}", ""]
    if session.subtitle:
        lines += [plain(session.subtitle), ""]
    told = listed(
        [*held_when(snapshot, moment, zones, words), room, *course_line(moment, zones, words)]
    )
    lines += [plain(told), ""]
    if late := lateness_line(moment, words):
        lines += [plain(late), ""]
    if moment.timing.over and (drift := listed(drift_lines(moment, zones, words))):
        lines += [drift, ""]
    for part in (
        _airtime(moment, zones, words),
        _plan(moment, zones, words),
        _questions(moment, zones, words),
        _hands(moment, zones, words),
        _lines(moment, zones, words),
    ):
        lines += [*part, ""]
    note = snapshot.note(session.id)
    if note:
        lines += [f"## {words.say('My note')}", "", *note.text.strip("\n").split("\n"), ""]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _airtime(moment: PanelMoment, zones: Zones, words: Words) -> Iterator[str]:
    who, time, share = words.say("Who"), words.say("Time"), words.say("Share")
    yield f"## {words.say('Speaking time')}"
    yield ""
    yield f"| {who} | {time} | {share} |  |"
    yield "|:--|--:|--:|:--|"
    for seat in moment.speakers:
        name, voice = plain(participant_line(seat.participant, words)), seat.voice
        there = presence(seat, moment, zones, words) or ""
        yield f"| {name} | {spoken(voice.spoken)} | {percent(voice.share, words)} | {there} |"
    voice = moment.moderation
    name = words.say("Moderation")
    yield f"| {name} | {spoken(voice.spoken)} | {percent(voice.share, words)} |  |"
    yield f"| {words.say('All')} | {spoken(moment.total)} |  |  |"


def _plan(moment: PanelMoment, zones: Zones, words: Words) -> Iterator[str]:
    yield f"## {words.say('Segments')}"
    yield ""
    for part, prepared in zip(moment.plan, moment.prepared, strict=True):
        name, planned = plain(segment_name(part.segment.name, words)), ""
        minutes = part.segment.minutes
        times = f"{column_time(part.start, zones)} – {column_time(part.end, zones)}"
        if part.state == "done":
            minutes = actual_minutes(part, moment)
        if part.state == "done" or minutes != prepared.minutes:
            planned = f", {planned_minutes(part, prepared, words)}"
        if part.state == "to_come" and moment.timing.over:
            times = words.say("did not take place")
            yield f"- {times} · {name} ({planned_minutes(part, prepared, words)})"
            continue
        yield f"- {times} · {name} ({minutes}\u00a0min{planned})"


def _questions(moment: PanelMoment, zones: Zones, words: Words) -> Iterator[str]:
    if not moment.questions:
        return
    yield f"## {words.say('Questions')}"
    yield ""
    for question in moment.questions:
        box = "x" if question.asked_at else " "
        yield f"- [{box}] {plain(question_line(question, moment, zones, words))}"


def _hands(moment: PanelMoment, zones: Zones, words: Words) -> Iterator[str]:
    if not moment.raised:
        return
    yield f"## {words.say('Hands')}"
    yield ""
    for hand in moment.raised:
        box = "x" if hand.taken_at else " "
        yield f"- [{box}] {plain(hand_line(hand, zones, words))}"


def _lines(moment: PanelMoment, zones: Zones, words: Words) -> Iterator[str]:
    if not moment.lines:
        return
    yield f"## {words.say('Messages')}"
    yield ""
    for line in moment.lines:
        yield f"- {column_time(line.at, zones)} · {plain(message_line(line, moment, zones, words))}"
