"""`note show`, `note list`: one with its session, and all of them in short."""

from __future__ import annotations

from itertools import chain

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import CommandOptions, Request
from sommet_tui.cli.rows import by_day, times
from sommet_tui.companion.json.programme import note_view, notes_view
from sommet_tui.companion.lookup import find_session
from sommet_tui.domain.notes import Note, first_line
from sommet_tui.domain.programme import Session
from sommet_tui.domain.text import cap
from sommet_tui.wording.layout import fill, lines_beside
from sommet_tui.wording.marks import NOTED
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.times import date_text, sentence_time
from sommet_tui.wording.words import mark

_EXCERPT = 160
"""The most characters of a note in a list: two lines."""


def list_notes(request: Request, _: CommandOptions) -> int:
    """Print all of them in short."""
    context = open_notes(request)
    if request.as_json:
        output.write_json(notes_view(context.snapshot, context.now))
    else:
        output.write(_notes_page(context))
    return OK


def show(request: Request, _: CommandOptions) -> int:
    """Print one."""
    context = open_notes(request)
    session_id = session_with_note(context, request.arguments[0])
    found = context.snapshot.mine.note(session_id)
    if request.as_json:
        output.write_json(note_view(context.snapshot, session_id, context.now))
    elif found is None:
        command = context.command("note", "edit", session_id)
        words = context.words
        sentence = words.say("To write a note: {command}", command=command)
        output.write([words.say("No note on this session yet."), sentence])
    else:
        output.write(_note_page(context, found))
    return OK


def session_with_note(context: Context, wanted: str) -> str:
    """Return the id of the session named, which may have left the programme but have a note.

    Raises:
        RefusalError: there is none, or there are several.
    """
    if wanted in context.snapshot.mine.noted:
        return wanted
    with context.refusing():
        return find_session(context.companion.snapshot.programme, wanted).id


def open_notes(request: Request) -> Context:
    """Open what the request names, with the notes in it.

    Raises:
        RefusalError: it cannot be opened, or the notes cannot be read.
    """
    context = open_context(request)
    context.companion.mine.remember_notes()
    context.require_saved()
    context.report_troubles()
    return context


def _notes_page(context: Context) -> list[str]:
    """Return every note with its beginning; if there is none, how to write one."""
    words, notes = context.words, {n.session: n for n in context.snapshot.notes_in_order}
    if not notes:
        command = context.example("note", "edit")
        return [
            words.say("No notes yet."),
            words.say("To write a note: {command}", command=command),
        ]
    sessions = context.programme.by_id
    present = [sessions[id_] for id_ in notes if id_ in sessions]
    lines = context.remarks()
    lines += by_day(
        context.view,
        present,
        lambda held: chain.from_iterable(_entry(context, s, notes[s.id]) for s in held),
    )
    gone = [note for id_, note in notes.items() if id_ not in sessions]
    if gone:
        lines.append(words.say("No longer in the programme:"))
        for note in gone:
            lines += fill(f"{note.title} [{note.session}]", "    ", first="  ")
            lines += fill(_excerpt(note), "    ")
        lines.append("")
    return lines[:-1]


def _note_page(context: Context, note: Note) -> list[str]:
    """One note, whole, under the session it is on and the time it was last changed."""
    words, session = context.words, context.programme.by_id.get(note.session)
    changed = context.zones.local(note.updated_at)
    day = date_text(changed.date(), words, year=True)
    time = sentence_time(note.updated_at, context.view)
    lines = fill(headline(session) if session else note.title)
    if session is None:
        lines.append(words.say("no longer in the programme"))
    lines.append(words.say("Last changed on {date} at {time}.", date=day, time=time))
    return [*lines, "", *note.text.split("\n")]


def _entry(context: Context, session: Session, note: Note) -> list[str]:
    first = f"  {times(context.view, session.start, session.end)}  "
    return lines_beside(first, f"{headline(session)} [{session.id}]", _excerpt(note))


def _excerpt(note: Note) -> str:
    return f"{NOTED} {cap(first_line(note.text), _EXCERPT)}"


ID = Argument(mark("ID"), offers="session")
ONE_ID = mark("“note {verb}” needs exactly one id. “agenda” lists all ids.")
VERBS = {
    "show": Command(mark("print a note"), show, arguments=(ID,), lacking=ONE_ID),
    "list": Command(mark("list your notes"), list_notes),
}
