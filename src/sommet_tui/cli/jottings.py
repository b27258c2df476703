"""Notes as pages: all of them in short, and one with its session."""

from __future__ import annotations

from itertools import groupby

from sommet_tui.cli.layout import cells, filled
from sommet_tui.cli.rows import times
from sommet_tui.cli.view import View
from sommet_tui.domain.notes import Jotting, Note, first_line
from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import cap
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.times import date_text, sentence_time

_EXCERPT = 160
"""The most characters of a note in a list: two lines."""


def notes_page(view: View) -> list[str]:
    """Every note with how it begins; where there is none, how to write one."""
    words, jottings = view.words, view.snapshot.jottings
    if not jottings:
        first = view.snapshot.timeline.first or view.programme.sessions[0]
        command = f"sommet-tui note edit {first.id}"
        return [words.say("No notes yet."), words.say("Write one with: {command}", command=command)]
    present = [(j.session, j.note) for j in jottings if j.session]
    lines = view.remarks()
    for day, of_day in groupby(present, key=lambda each: each[0].day):
        lines.append(date_text(day, words, year=True))
        for session, note in of_day:
            lines += _entry(view, session, note)
        lines.append("")
    gone = [j.note for j in jottings if j.session is None]
    if gone:
        lines.append(words.say("No longer in the programme:"))
        for note in gone:
            lines += filled(f"{note.title} [{note.session}]", "    ", first="  ")
            lines += filled(_excerpt(note), "    ")
        lines.append("")
    return lines[:-1]


def note_page(view: View, jotting: Jotting) -> list[str]:
    """One note, whole, under the session it is on and the time it was last changed."""
    words, note = view.words, jotting.note
    changed = view.zones.local(note.updated_at)
    day = date_text(changed.date(), words, year=True)
    time = sentence_time(note.updated_at, view.zones, words)
    title = headline(jotting.session) if jotting.session else note.title
    lines = filled(title)
    if jotting.session is None:
        lines.append(words.say("no longer in the programme"))
    lines.append(words.say("Last changed on {date} at {time}.", date=day, time=time))
    return [*lines, "", *note.text.split("\n")]


def _entry(view: View, session: Session, note: Note) -> list[str]:
    first = f"  {times(view, session.start, session.end)}  "
    indent = " " * cells(first)
    lines = filled(f"{headline(session)} [{session.id}]", indent, first)
    return [*lines, *filled(_excerpt(note), indent)]


def _excerpt(note: Note) -> str:
    return f"✎ {cap(first_line(note.text), _EXCERPT)}"
