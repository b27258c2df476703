"""`note`: show, list and edit notes. A new text comes from the user's editor or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain

from sommet_tui.cli import output, rows
from sommet_tui.cli.commands import Argument, Command, CommandGroup
from sommet_tui.cli.context import Context, open_with_saved_data, storage_refusal
from sommet_tui.cli.exit_codes import IO_ERROR, NO_INPUT, USAGE, RefusalError
from sommet_tui.cli.options import CommandOptions, Request, error_line, make_refusal
from sommet_tui.cli.output import is_terminal
from sommet_tui.companion import notes
from sommet_tui.companion.errors import EditorError, StorageError
from sommet_tui.companion.json.now_sessions_and_bookmarks import note_view, notes_view
from sommet_tui.companion.notes import Draft
from sommet_tui.domain import limits, text
from sommet_tui.domain.notes import READABLE, Note, first_line
from sommet_tui.domain.programme import Session
from sommet_tui.wording import layout, marks, times
from sommet_tui.wording.errors import (
    editor_error_sentence,
    note_merged_sentence,
    note_trouble_sentence,
    saved_text_sentence,
)
from sommet_tui.wording.session_texts import headline
from sommet_tui.wording.words import Words, mark

_EXCERPT = 160
"""The maximum length of a note in a list, in characters: two lines."""


def _list_notes(request: Request, _: CommandOptions) -> None:
    """Print the beginning of each note."""
    context = open_with_saved_data(request)
    if request.as_json:
        output.write_json(notes_view(context.snapshot, context.now))
    else:
        output.write(_notes_page(context))


def show(request: Request, _: CommandOptions) -> None:
    """Print a note."""
    context = open_with_saved_data(request)
    session_id = _session_with_note(context, request.arguments[0])
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


def _session_with_note(context: Context, query: str) -> str:
    """Return the id of the session that `query` names.

    A session with a note is found even if it has left the programme.

    Raises:
        RefusalError: no session matches, or several do.
    """
    if query in context.snapshot.mine.ids_with_note:
        return query
    return context.find_session(query).id


def _notes_page(context: Context) -> list[str]:
    """Return the beginning of every note or, if the user has none, the command that writes one."""
    words, notes = context.words, {n.session: n for n in context.snapshot.notes_in_order}
    if not notes:
        command = context.example_command("note", "edit")
        return [
            words.say("No notes yet."),
            words.say("To write a note: {command}", command=command),
        ]
    sessions = context.programme.by_id
    present = [sessions[id_] for id_ in notes if id_ in sessions]
    lines = context.remarks()
    lines += rows.rows_by_day(
        context.view,
        present,
        lambda held: chain.from_iterable(_entry(context, s, notes[s.id]) for s in held),
    )
    gone = [note for id_, note in notes.items() if id_ not in sessions]
    if gone:
        lines.append(words.say("No longer in the programme:"))
        for note in gone:
            lines += layout.fill(f"{note.title} [{note.session}]", "    ", first="  ")
            lines += layout.fill(_excerpt(note), "    ")
        lines.append("")
    return lines[:-1]


def _note_page(context: Context, note: Note) -> list[str]:
    """Return a whole note below the name of its session and the time of its last change."""
    words, session = context.words, context.programme.by_id.get(note.session)
    changed = context.zones.local(note.updated_at)
    day = times.date_text(changed.date(), words, year=True)
    time = times.sentence_time(note.updated_at, context.view)
    lines = layout.fill(headline(session) if session else note.title)
    if session is None:
        lines.append(words.say("no longer in the programme"))
    lines.append(words.say("Last changed on {date} at {time}.", date=day, time=time))
    return [*lines, "", *note.text.split("\n")]


def _entry(context: Context, session: Session, note: Note) -> list[str]:
    first = f"  {rows.times_text(context.view, session.start, session.end)}  "
    return layout.lines_beside(first, f"{headline(session)} [{session.id}]", _excerpt(note))


def _excerpt(note: Note) -> str:
    return f"{marks.NOTED} {text.cap(first_line(note.text), _EXCERPT)}"


ID = Argument("ID", offers="session")
ONE_ID = mark("“note {verb}” needs exactly one id. “agenda” lists all ids.")


def edit(request: Request, _: CommandOptions) -> None:
    """Let the user edit a note, then save it. If --json is given, print the new note."""
    context = open_with_saved_data(request)
    session_id = _session_with_note(context, request.arguments[0])
    with context.convert_errors():
        outcome = _change_note(context, session_id, piped=len(request.arguments) > 1)
        if request.as_json:
            output.write_json(note_view(context.snapshot, session_id, context.now))
        else:
            output.write([outcome])


def _change_note(context: Context, session_id: str, *, piped: bool) -> str:
    """Let the user change a note, and save it. Return a sentence about the result.

    Raises:
        UnknownError: no session and no note has this id.
        RefusalError: the note could not be edited or saved.
    """
    words, draft = context.words, Draft(context.companion, session_id)
    before = draft.text
    if piped:
        draft.text = _read_standard_input(words)
        draft.save()
        _ensure_saved(draft, words, ())
    else:
        _edit_in_editor(context, draft)
    if draft.outcome == "joined":
        output.report([error_line(note_merged_sentence(words))])
    session = context.programme.by_id.get(session_id)
    title = headline(session) if session else draft.title
    if not draft.text.strip():
        if not before:
            return words.say("No note: {session}", session=title)
        # The old text is printed, in case the user emptied the note by mistake.
        output.report([words.say("The text of the note was:"), before])
        return words.say("Note removed: {session}", session=title)
    if draft.text.rstrip() == before:
        return words.say("Note unchanged: {session}", session=title)
    return words.say("Note saved: {session}", session=title)


def _edit_in_editor(context: Context, draft: Draft) -> None:
    words = context.words
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        command = context.command("note", "edit", draft.session_id, "-")
        sentence = words.say(
            "The editor needs a terminal. Without a terminal, pipe the text to: {command}",
            command=command,
        )
        raise RefusalError(USAGE, [error_line(sentence)])
    try:
        draft.text, path = notes.edit(draft.text, os.environ)
    except EditorError as error:
        code = USAGE if error.code in ("none", "missing") else IO_ERROR
        raise RefusalError(code, [error_line(editor_error_sentence(error, words))]) from None
    draft.save()
    _ensure_saved(draft, words, [saved_text_sentence(path, words)])
    notes.discard(path)


def _ensure_saved(draft: Draft, words: Words, more: Iterable[str]) -> None:
    trouble = draft.trouble
    if isinstance(trouble, StorageError):
        refusal = storage_refusal(trouble, words)
        raise RefusalError(refusal.code, [*refusal.lines, *more])
    if trouble is not None:
        raise make_refusal(note_trouble_sentence(trouble, words), *more)


def _read_standard_input(words: Words) -> str:
    """Return the text on standard input.

    Raises:
        RefusalError: standard input cannot be read, or is not text.
    """
    data = None
    if sys.stdin is not None:  # None if closed before the app began
        with suppress(OSError):
            data = sys.stdin.buffer.read(READABLE + 1)
    if data is None:
        sentence = words.say("Cannot read standard input: the note is unchanged.")
        raise RefusalError(NO_INPUT, [error_line(sentence)])
    if len(data) > READABLE:
        sentence = words.say(
            "Notes can be up to {limit} characters long; this text is far longer.",
            limit=words.number(limits.NOTE_LIMIT),
        )
        raise make_refusal(sentence)
    try:
        return data.decode("utf-8-sig")
    except UnicodeError:
        sentence = words.say("The input is not UTF-8 text.")
        raise make_refusal(sentence) from None


VERBS = {
    "show": Command("print a note", show, arguments=(ID,), too_few_error=ONE_ID),
    "edit": Command(
        "edit a note, or read it from standard input (-)",
        edit,
        arguments=(ID, Argument("", least=0, choices=("-",))),
        too_few_error=ONE_ID,
    ),
    "list": Command("list your notes", _list_notes),
}
COMMAND = CommandGroup(
    "note",
    "manage your notes on sessions",
    dict.fromkeys(VERBS, "note"),
    "“note” needs a verb: {either}.",
)
