"""The user's day to print: plain text in 80 columns."""

from __future__ import annotations

from sommet_tui.domain.journal import JournalEntry, days
from sommet_tui.wording.journal import about, clash_line, free_line, journal_entries, zone_line
from sommet_tui.wording.layout import cells, filled
from sommet_tui.wording.sentences import headline, place
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import date_text, span
from sommet_tui.wording.view import View
from sommet_tui.wording.words import Words

_INDENT = " " * 15


def day_sheet(view: View) -> list[str]:
    """Return bookmarks and notes in time order, with clashes and free time."""
    programme, words, found = view.programme, view.words, journal_entries(view.snapshot)
    lines = filled(programme.title)
    lines += filled(where) if (where := place(programme)) else []
    first = next((entry.session.start for entry in found if entry.session), None)
    whose = zone_line(first, view) if first else None
    lines += [*(filled(whose) if whose else []), ""]
    for day in days(found):
        heading = date_text(day.date, words, year=True)
        lines += [heading, "─" * cells(heading)]
        for item in day.items:
            if isinstance(item, JournalEntry):
                lines += _entry(item, view)
            else:
                lines += [free_line(item, view)]
        lines.append("")
    lines += _gone(found, words)
    if not found:
        lines += [words.say("No bookmarks yet."), ""]
    return lines[:-1]


def _entry(entry: JournalEntry, view: View) -> list[str]:
    words = view.words
    session = entry.session
    assert session is not None
    first = f"{span(session.start, session.end, view.zones)}  "
    lines = filled(headline(session), _INDENT, first)
    people = (participant_line(p, words) for p in session.participants)
    for detail in (about(entry, view), *people):
        lines += filled(detail, _INDENT) if detail else []
    if clash := clash_line(entry, view.programme, words):
        lines += filled(f"! {clash}", _INDENT)
    return [*lines, *_note(entry)]


def _note(entry: JournalEntry) -> list[str]:
    if entry.note is None:
        return []
    bar = f"{_INDENT}| "
    return filled(entry.note.text.strip("\n"), bar)


def _gone(found: tuple[JournalEntry, ...], words: Words) -> list[str]:
    gone = [entry for entry in found if entry.session is None]
    if not gone:
        return []
    lines = [words.say("No longer in the programme:")]
    for entry in gone:
        lines += [*filled(entry.title, "    ", first="  "), *_note(entry)]
    return [*lines, ""]
