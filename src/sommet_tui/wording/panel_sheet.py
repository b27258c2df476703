"""A moderator's sheet as plain text in 80 columns, before, during and after the panel."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from sommet_tui.companion.panel import PanelMoment, Seat, Voice
from sommet_tui.domain.instants import drift, in_minutes
from sommet_tui.wording.layout import WIDTH, block, cells, filled
from sommet_tui.wording.moderator import limit_sentence
from sommet_tui.wording.panel import (
    actual_minutes,
    course_line,
    drift_lines,
    hand_line,
    held_when,
    lateness_line,
    message_line,
    part_line,
    percent,
    planned_minutes,
    presence,
    question_line,
    questions_line,
    spoken,
)
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import column_time
from sommet_tui.wording.view import View
from sommet_tui.wording.words import Words

_SIGNS = {"done": "✓", "on": "▶", "to_come": " "}
_NAME, _BAR = 28, 10
_RULE = "_" * (WIDTH - 4)


def panel_sheet(moment: PanelMoment, view: View) -> list[str]:
    """Return the sheet: with room to write before the panel, then its current or final state."""
    runs = moment.timing
    blank = not runs.begun and not moment.total
    heard = moment.total or moment.speaking is not None
    parts = [
        _heading(moment, view),
        _plan(moment, view),
        _people(moment, view, blank=blank),
        _airtime(moment, view.words) if heard else [],
        _questions(moment, view, blank=blank),
        _hands(moment, view),
        _messages(moment, view),
        _note(moment, view, blank=blank),
    ]
    return list(chain.from_iterable([*part, ""] for part in parts if part))[:-1]


def _title(text: str) -> list[str]:
    return [text, "─" * cells(text)]


def _heading(moment: PanelMoment, view: View) -> list[str]:
    words = view.words
    session = moment.session
    where = held_in(view.programme, session, words)
    return block(
        [
            headline(session),
            session.subtitle,
            listed([*held_when(moment, view), where]),
            listed(course_line(moment, view)),
            lateness_line(moment, words),
            limit_sentence(moment.turn_limit, words) if moment.turn_limit else None,
            listed(drift_lines(moment, view)) if moment.timing.over else None,
        ]
    )


def _plan(moment: PanelMoment, view: View) -> list[str]:
    words = view.words
    lines = _title(words.say("Segments"))
    for part, prepared in zip(moment.plan, moment.prepared, strict=True):
        times = f"{column_time(part.start, view.zones)} – {column_time(part.end, view.zones)}"
        planned = planned_minutes(part, prepared, words)
        minutes, text = part.segment.minutes, part_line(part, words)
        if part.state == "on" and moment.takes_what_is_left:
            minutes = in_minutes(drift(part.end, part.start))
        if part.state == "done":
            minutes, text = actual_minutes(part, moment), listed([text, planned])
        elif minutes != prepared.minutes:
            text = listed([text, planned])
        length = f"{minutes}\u00a0min"
        if part.state == "to_come" and moment.timing.over:
            times, length = f"{words.say('did not take place'):13}", ""
            text = listed([part_line(part, words), planned])
        first = f"{_SIGNS[part.state]} {times}  {length:>7}  "
        lines += filled(text, " " * cells(first), first)
    due = questions_line(moment, view)
    return [*lines, *(["", due] if due else [])]


def _people(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    lines = _title(view.words.say("People"))
    for seat in moment.all:
        lines += _person(seat, moment, view)
        if blank:
            lines += ["", f"    {_RULE}", ""]
    return lines[:-1] if blank and moment.all else lines


def _person(seat: Seat, moment: PanelMoment, view: View) -> list[str]:
    words = view.words
    person = seat.person
    who = listed([participant_line(seat.participant, words), presence(seat, moment, view)])
    lines = filled(who, "    ", first="  ")
    if person and person.pronunciation:
        spelled = words.say("Pronounced: {name}", name=person.pronunciation)
        lines += filled(spelled, "    ")
    if person and person.introduction:
        lines += filled(person.introduction, "    ")
    if seat.target is not None:
        share = percent(seat.target / 100, words)
        lines += filled(words.say("Target share of the time: {share}", share=share), "    ")
    return lines


def _airtime(moment: PanelMoment, words: Words) -> list[str]:
    rows = [(seat.participant.name, seat.voice, seat.target) for seat in moment.speakers]
    rows.append((words.say("Moderation"), moment.moderation, None))
    lines = _title(words.say("Speaking time"))
    for name, voice, target in rows:
        lines += _voice(name, voice, target, moment, words)
    lines.append(f"  {words.say('Total: {time}', time=spoken(moment.total))}")
    return lines


def _voice(
    name: str, voice: Voice, target: int | None, moment: PanelMoment, words: Words
) -> list[str]:
    lines = []
    if cells(name) > _NAME:  # a separate row keeps the columns aligned
        lines, name = filled(name, "    ", first="  "), ""
    turn, speaks = spoken(moment.turn), voice.speaking and not moment.timing.over
    if moment.turn_left is not None and moment.turn_limit is not None:
        turn = f"{turn} / {spoken(moment.turn_limit)}"
    more = [
        f"{'█' * round(voice.share * _BAR):{_BAR}}",
        words.say("target {share}", share=percent(target / 100, words)) if target else "",
        f"▶ {turn}" if speaks else "",
    ]
    padding = " " * (_NAME - cells(name))
    row = f"  {name}{padding}{spoken(voice.spoken):>8}  {percent(voice.share, words):>5}  "
    return [*lines, f"{row}{'  '.join(filter(None, more))}".rstrip()]


def _questions(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    words = view.words
    questions = [question_line(each, moment, view) for each in moment.questions]
    lines = _numbered(words.say("Questions"), questions)
    if not blank:
        return lines
    rules = list(chain.from_iterable(["", f"    {_RULE}"] for _ in range(3)))
    return [*(lines or _title(words.say("Questions"))), *rules]


def _hands(moment: PanelMoment, view: View) -> list[str]:
    return _numbered(view.words.say("Hands"), [hand_line(hand, view) for hand in moment.raised])


def _numbered(title: str, items: Iterable[str]) -> list[str]:
    lines = []
    for number, item in enumerate(items, 1):
        lines += filled(item, "     ", first=f"{number:>3}. ")
    return [*_title(title), *lines] if lines else []


def _messages(moment: PanelMoment, view: View) -> list[str]:
    lines = []
    for line in moment.lines:
        first = f"  {column_time(line.at, view.zones)}  "
        lines += filled(message_line(line, moment, view), " " * cells(first), first)
    return [*_title(view.words.say("Messages")), *lines] if lines else []


def _note(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    note = view.snapshot.note(moment.session.id)
    lines = filled(note.text.strip("\n"), "  ") if note else []
    if blank:
        lines += list(chain.from_iterable(["", f"    {_RULE}"] for _ in range(5)))
    return [*_title(view.words.say("My note")), *lines] if lines else []
