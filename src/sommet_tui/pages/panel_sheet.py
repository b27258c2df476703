"""A panel as text: a moderator's sheet to print, and a report in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from sommet_tui.companion.panel import PanelMoment, Seat, Voice
from sommet_tui.domain import instants
from sommet_tui.domain.panel import Part
from sommet_tui.domain.values import frozen
from sommet_tui.wording import marks
from sommet_tui.wording.journal import escape_markdown
from sommet_tui.wording.layout import WIDTH, block, cell_width, fill
from sommet_tui.wording.panel import (
    actual_minutes,
    drift_lines,
    hand_line,
    lateness_line,
    limit_sentence,
    message_line,
    panel_times,
    part_line,
    percentage,
    planned_minutes,
    presence_words,
    progress_line,
    question_line,
    questions_line,
    segment_title,
)
from sommet_tui.wording.session_texts import headline, join, participant_line, rooms_text
from sommet_tui.wording.times import column_time, countdown
from sommet_tui.wording.words import View, Words

_NAME, _BAR = 28, 10
_RULE = "_" * (WIDTH - 4)


@frozen
class SegmentFacts:
    """The sign, times and minutes of a segment.

    If the segment did not take place, `times` says so. `planned` has the planned minutes if they
    may differ from `minutes`; otherwise it is None.
    """

    part: Part
    sign: str
    times: str
    minutes: str
    planned: str | None


def segment_facts(moment: PanelMoment, view: View) -> Iterator[SegmentFacts]:
    """Return the segments of a panel: finished ones with their actual times, others as planned."""
    words, zones = view.words, view.zones
    for part, prepared in zip(moment.plan, moment.prepared, strict=True):
        times = f"{column_time(part.start, zones)} – {column_time(part.end, zones)}"
        number, gone = part.segment.minutes, part.state == "to_come" and moment.timing.is_over
        if part.state == "done":
            number = actual_minutes(part, moment)
        elif part.state == "on" and moment.has_open_end:
            number = instants.whole_minutes(instants.drift(part.end, part.start))
        differs = gone or part.state == "done" or number != prepared.minutes
        yield SegmentFacts(
            part,
            marks.SEGMENT[part.state],
            words.say("did not take place") if gone else times,
            "" if gone else f"{number}\u00a0min",
            planned_minutes(part, prepared, words) if differs else None,
        )


def panel_sheet(moment: PanelMoment, view: View) -> list[str]:
    """Return the moderator's sheet.

    Before the panel, it has room to write; afterwards, it shows what happened.
    """
    runs = moment.timing
    blank = not runs.has_begun and not moment.total
    parts = [
        _heading_lines(moment, view),
        _plan_lines(moment, view),
        _people_lines(moment, view, blank=blank),
        _airtime_lines(moment, view.words) if moment.has_turns else [],
        _question_lines(moment, view, blank=blank),
        _number_items(
            view.words.say("Hands"), [hand_line(hand, view) for hand in moment.all_hands]
        ),
        _message_lines(moment, view),
        _note_lines(moment, view, blank=blank),
    ]
    return list(chain.from_iterable([*part, ""] for part in parts if part))[:-1]


def _title_lines(text: str) -> list[str]:
    return [text, "─" * cell_width(text)]


def _heading_lines(moment: PanelMoment, view: View) -> list[str]:
    words = view.words
    session = moment.session
    where = rooms_text(session, view)
    return block(
        [
            headline(session),
            session.subtitle,
            join([*panel_times(moment, view), where]),
            join(progress_line(moment, view)),
            lateness_line(moment, words),
            limit_sentence(moment.turn_limit, words) if moment.turn_limit else None,
            join(drift_lines(moment, view)),
        ]
    )


def _plan_lines(moment: PanelMoment, view: View) -> list[str]:
    lines = _title_lines(view.words.say("Segments"))
    for segment in segment_facts(moment, view):
        first = f"{segment.sign} {segment.times:13}  {segment.minutes:>7}  "
        text = join([part_line(segment.part, view.words), segment.planned])
        lines += fill(text, " " * cell_width(first), first)
    due = questions_line(moment, view)
    return [*lines, *(["", due] if due else [])]


def _people_lines(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    lines = _title_lines(view.words.say("People"))
    for seat in moment.everyone:
        lines += _person_lines(seat, moment, view)
        if blank:
            lines += ["", f"    {_RULE}", ""]
    return lines[:-1] if blank and moment.everyone else lines


def _person_lines(seat: Seat, moment: PanelMoment, view: View) -> list[str]:
    words = view.words
    person = join([participant_line(seat.participant, words), presence_words(seat, moment, view)])
    lines = fill(person, "    ", first="  ")
    if seat.pronunciation:
        spelled = words.say("pronounced: {name}", name=seat.pronunciation)
        lines += fill(spelled, "    ")
    if seat.introduction:
        lines += fill(seat.introduction, "    ")
    if seat.target is not None:
        share = percentage(seat.target, words)
        lines += fill(words.say("Target share of the speaking time: {share}", share=share), "    ")
    return lines


def _airtime_lines(moment: PanelMoment, words: Words) -> list[str]:
    rows = [(seat.participant.name, seat.voice, seat.target) for seat in moment.speakers]
    rows.append((words.say("Moderator"), moment.moderation, None))
    lines = _title_lines(words.say("Speaking time"))
    for name, voice, target in rows:
        lines += _voice_lines(name, voice, target, moment, words)
    lines.append(f"  {words.say('Total: {time}', time=countdown(moment.total))}")
    return lines


def _voice_lines(
    name: str, voice: Voice, target: int | None, moment: PanelMoment, words: Words
) -> list[str]:
    lines = []
    if cell_width(name) > _NAME:  # a separate row keeps the columns aligned
        lines, name = fill(name, "    ", first="  "), ""
    turn = countdown(moment.turn_length)
    if moment.turn_time_left is not None and moment.turn_limit is not None:
        turn = f"{turn} / {countdown(moment.turn_limit)}"
    more = [
        f"{'█' * round(voice.share * _BAR):{_BAR}}",
        words.say("target {share}", share=percentage(target, words)) if target else "",
        f"▶ {turn}" if moment.is_speaking(voice) else "",
    ]
    padding = " " * (_NAME - cell_width(name))
    row = f"  {name}{padding}{countdown(voice.spoken):>8}  {percentage(voice.percent, words):>5}  "
    return [*lines, f"{row}{'  '.join(filter(None, more))}".rstrip()]


def _question_lines(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    words = view.words
    questions = [question_line(question, moment, view) for question in moment.questions]
    lines = _number_items(words.say("Questions"), questions)
    if not blank:
        return lines
    rules = list(chain.from_iterable(["", f"    {_RULE}"] for _ in range(3)))
    return [*(lines or _title_lines(words.say("Questions"))), *rules]


def _number_items(title: str, items: Iterable[str]) -> list[str]:
    lines = []
    for number, item in enumerate(items, 1):
        lines += fill(item, "     ", first=f"{number:>3}. ")
    return [*_title_lines(title), *lines] if lines else []


def _message_lines(moment: PanelMoment, view: View) -> list[str]:
    lines = []
    for line in moment.all_messages:
        first = f"  {column_time(line.at, view.zones)}  "
        lines += fill(message_line(line, moment, view), " " * cell_width(first), first)
    return [*_title_lines(view.words.say("Messages")), *lines] if lines else []


def _note_lines(moment: PanelMoment, view: View, *, blank: bool) -> list[str]:
    note = view.snapshot.mine.note(moment.session.id)
    lines = fill(note.text.strip("\n"), "  ") if note else []
    if blank:
        lines += list(chain.from_iterable(["", f"    {_RULE}"] for _ in range(5)))
    return [*_title_lines(view.words.say("My note")), *lines] if lines else []


def panel_report(moment: PanelMoment, view: View) -> list[str]:
    """Return the report as lines of Markdown. The note is copied unchanged."""
    words = view.words
    session = moment.session
    room = rooms_text(session, view)
    lines = [f"# {escape_markdown(headline(session))}", ""]
    if session.subtitle:
        lines += [escape_markdown(session.subtitle), ""]
    facts = join([*panel_times(moment, view), room, *progress_line(moment, view)])
    lines += [escape_markdown(facts), ""]
    if late := lateness_line(moment, words):
        lines += [escape_markdown(late), ""]
    if drift := join(drift_lines(moment, view)):
        lines += [drift, ""]
    lines += [*_speaking_table(moment, view), ""]
    lines += _section(words.say("Segments"), _segment_lines(moment, view))
    questions = ((q.asked_at, question_line(q, moment, view)) for q in moment.questions)
    lines += _section(words.say("Questions"), map(_checkbox_line, questions))
    hands = ((hand.taken_at, hand_line(hand, view)) for hand in moment.all_hands)
    lines += _section(words.say("Hands"), map(_checkbox_line, hands))
    lines += _section(words.say("Messages"), _exchange_lines(moment, view))
    note = view.snapshot.mine.note(session.id)
    if note:
        lines += _section(words.say("My note"), note.text.strip("\n").split("\n"))
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _section(title: str, lines: Iterable[str]) -> list[str]:
    """Return a heading with lines below it, or [] if there are no lines."""
    below = list(lines)
    return [f"## {title}", "", *below, ""] if below else []


def _checkbox_line(entry: tuple[datetime | None, str]) -> str:
    """Return a line with a checkbox, which is ticked if the entry is done."""
    done, text = entry
    return f"- [{'x' if done else ' '}] {escape_markdown(text)}"


def _speaking_table(moment: PanelMoment, view: View) -> Iterator[str]:
    words = view.words
    person, time, share = words.say("Who"), words.say("Time"), words.say("Share")
    yield f"## {words.say('Speaking time')}"
    yield ""
    yield f"| {person} | {time} | {share} |  |"
    yield "|:--|--:|--:|:--|"
    for seat in moment.speakers:
        name, voice = escape_markdown(participant_line(seat.participant, words)), seat.voice
        presence = presence_words(seat, moment, view) or ""
        share = percentage(voice.percent, words)
        yield f"| {name} | {countdown(voice.spoken)} | {share} | {presence} |"
    voice = moment.moderation
    name = words.say("Moderator")
    yield f"| {name} | {countdown(voice.spoken)} | {percentage(voice.percent, words)} |  |"
    yield f"| {words.say('All')} | {countdown(moment.total)} |  |  |"


def _segment_lines(moment: PanelMoment, view: View) -> Iterator[str]:
    for segment in segment_facts(moment, view):
        name = escape_markdown(segment_title(segment.part.segment.name, view.words))
        length = ", ".join(filter(None, (segment.minutes, segment.planned)))
        yield f"- {segment.times} · {name} ({length})"


def _exchange_lines(moment: PanelMoment, view: View) -> Iterator[str]:
    for line in moment.all_messages:
        text = escape_markdown(message_line(line, moment, view))
        yield f"- {column_time(line.at, view.zones)} · {text}"
