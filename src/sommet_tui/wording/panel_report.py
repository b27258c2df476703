"""The report of a panel in Markdown: its course, speaking times, questions."""

from __future__ import annotations

from collections.abc import Iterator

from sommet_tui.companion.panel import PanelMoment
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
from sommet_tui.wording.view import View


def panel_report(moment: PanelMoment, view: View) -> list[str]:
    """Return the page as lines; the note is unchanged."""
    words = view.words
    session = moment.session
    room = held_in(view.programme, session, words)
    lines = [f"# {plain(headline(session))}", ""]
    if session.subtitle:
        lines += [plain(session.subtitle), ""]
    facts = listed([*held_when(moment, view), room, *course_line(moment, view)])
    lines += [plain(facts), ""]
    if late := lateness_line(moment, words):
        lines += [plain(late), ""]
    if moment.timing.over and (drift := listed(drift_lines(moment, view))):
        lines += [drift, ""]
    for part in (
        _airtime(moment, view),
        _plan(moment, view),
        _questions(moment, view),
        _hands(moment, view),
        _lines(moment, view),
    ):
        lines += [*part, ""]
    note = view.snapshot.note(session.id)
    if note:
        lines += [f"## {words.say('My note')}", "", *note.text.strip("\n").split("\n"), ""]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _airtime(moment: PanelMoment, view: View) -> Iterator[str]:
    words = view.words
    who, time, share = words.say("Who"), words.say("Time"), words.say("Share")
    yield f"## {words.say('Speaking time')}"
    yield ""
    yield f"| {who} | {time} | {share} |  |"
    yield "|:--|--:|--:|:--|"
    for seat in moment.speakers:
        name, voice = plain(participant_line(seat.participant, words)), seat.voice
        there = presence(seat, moment, view) or ""
        yield f"| {name} | {spoken(voice.spoken)} | {percent(voice.share, words)} | {there} |"
    voice = moment.moderation
    name = words.say("Moderation")
    yield f"| {name} | {spoken(voice.spoken)} | {percent(voice.share, words)} |  |"
    yield f"| {words.say('All')} | {spoken(moment.total)} |  |  |"


def _plan(moment: PanelMoment, view: View) -> Iterator[str]:
    words = view.words
    yield f"## {words.say('Segments')}"
    yield ""
    for part, prepared in zip(moment.plan, moment.prepared, strict=True):
        name, planned = plain(segment_name(part.segment.name, words)), ""
        minutes = part.segment.minutes
        times = f"{column_time(part.start, view.zones)} – {column_time(part.end, view.zones)}"
        if part.state == "done":
            minutes = actual_minutes(part, moment)
        if part.state == "done" or minutes != prepared.minutes:
            planned = f", {planned_minutes(part, prepared, words)}"
        if part.state == "to_come" and moment.timing.over:
            times = words.say("did not take place")
            yield f"- {times} · {name} ({planned_minutes(part, prepared, words)})"
            continue
        yield f"- {times} · {name} ({minutes}\u00a0min{planned})"


def _questions(moment: PanelMoment, view: View) -> Iterator[str]:
    if not moment.questions:
        return
    yield f"## {view.words.say('Questions')}"
    yield ""
    for question in moment.questions:
        box = "x" if question.asked_at else " "
        yield f"- [{box}] {plain(question_line(question, moment, view))}"


def _hands(moment: PanelMoment, view: View) -> Iterator[str]:
    if not moment.raised:
        return
    yield f"## {view.words.say('Hands')}"
    yield ""
    for hand in moment.raised:
        box = "x" if hand.taken_at else " "
        yield f"- [{box}] {plain(hand_line(hand, view))}"


def _lines(moment: PanelMoment, view: View) -> Iterator[str]:
    if not moment.lines:
        return
    yield f"## {view.words.say('Messages')}"
    yield ""
    for line in moment.lines:
        yield f"- {column_time(line.at, view.zones)} · {plain(message_line(line, moment, view))}"
