"""The user's day to print: plain text in 80 columns."""

from __future__ import annotations

from sommet_tui.domain.journal import Journal
from sommet_tui.domain.programme import Session
from sommet_tui.wording.journal import clash_line, free_line, session_facts, zone_line
from sommet_tui.wording.layout import cells, fill
from sommet_tui.wording.sentences import headline, place
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import date_text, span
from sommet_tui.wording.view import View

_INDENT = " " * 15


def day_sheet(found: Journal, view: View) -> list[str]:
    """Return the journal in time order, with clashes and free time."""
    programme, words = view.programme, view.words
    lines = fill(programme.title)
    lines += fill(where) if (where := place(programme)) else []
    whose = zone_line(found.first.start, view) if found.first else None
    lines += [*(fill(whose) if whose else []), ""]
    for day, items in found.days.items():
        heading = date_text(day, words, year=True)
        lines += [heading, "─" * cells(heading)]
        for item in items:
            if isinstance(item, Session):
                lines += _entry(item, view)
            else:
                lines += [free_line(item, view)]
        lines.append("")
    if found.gone:
        lines += [words.say("No longer in the programme:")]
        for id_, title in found.gone.items():
            lines += [*fill(title, "    ", first="  "), *_note(id_, view)]
        lines.append("")
    if not (found.days or found.gone):
        lines += [words.say("No bookmarks yet."), ""]
    return lines[:-1]


def _entry(session: Session, view: View) -> list[str]:
    words = view.words
    first = f"{span(session.start, session.end, view.zones)}  "
    lines = fill(headline(session), _INDENT, first)
    people = (participant_line(p, words) for p in session.participants)
    for detail in (session_facts(session, view), *people):
        lines += fill(detail, _INDENT) if detail else []
    if clash := clash_line(session, view):
        lines += fill(f"! {clash}", _INDENT)
    return [*lines, *_note(session.id, view)]


def _note(session_id: str, view: View) -> list[str]:
    note = view.snapshot.mine.note(session_id)
    return [] if note is None else fill(note.text.strip("\n"), f"{_INDENT}| ")
