"""`note edit`: in the user's editor, or from standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.note.page import ID, ONE_ID, open_notes, session_with_note
from sommet_tui.cli.context import Context, not_kept
from sommet_tui.cli.exits import BAD_DATA, IO_ERROR, NO_INPUT, OK, USAGE, RefusalError
from sommet_tui.cli.input import is_terminal
from sommet_tui.cli.request import CommandOptions, Request, error_line
from sommet_tui.companion.draft import Draft
from sommet_tui.companion.errors import EditorError, StorageError
from sommet_tui.companion.json.programme import note_view
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.notes import READABLE
from sommet_tui.wording.errors import (
    editor_error_sentence,
    joined_sentence,
    note_trouble_sentence,
    written_in,
)
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.words import Words, mark


def edit(request: Request, _: CommandOptions) -> int:
    """Let a note be changed and keep it; with --json, answer with the note as it is then."""
    context = open_notes(request)
    session_id = session_with_note(context, request.arguments[0])
    with context.refusing():
        outcome = _rewrite(context, session_id, piped=len(request.arguments) > 1)
        if request.as_json:
            output.write_json(note_view(context.snapshot, session_id, context.now))
        else:
            output.write([outcome])
    return OK


def _rewrite(context: Context, session_id: str, *, piped: bool) -> str:
    """Let the user change a note, save it, and return a sentence about the result.

    Raises:
        UnknownError: there is neither a session nor a note of that id.
        RefusalError: it was not changed, or could not be kept.
    """
    words, draft = context.words, Draft(context.companion, session_id)
    before = draft.text
    if piped:
        draft.text = _standard_input(words)
        draft.keep()
        _check_kept(draft, words, ())
    else:
        _edit_outside(context, draft)
    if draft.outcome == "joined":
        output.report([error_line(joined_sentence(words))])
    session = context.programme.by_id.get(session_id)
    called = headline(session) if session else draft.title
    if not draft.text.strip():
        if not before:
            return words.say("No note: {session}", session=called)
        # Whoever emptied it by mistake has it back from here.
        output.report([words.say("The text of the note was:"), before])
        return words.say("Note removed: {session}", session=called)
    if draft.text.rstrip() == before:
        return words.say("Note unchanged: {session}", session=called)
    return words.say("Note saved: {session}", session=called)


def _edit_outside(context: Context, draft: Draft) -> None:
    words = context.words
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        command = context.command("note", "edit", draft.session_id, "-")
        sentence = words.say(
            "The editor needs a terminal. Without a terminal, pipe the text to: {command}",
            command=command,
        )
        raise RefusalError(USAGE, [error_line(sentence)])
    from sommet_tui.companion import editor

    try:
        draft.text, path = editor.edit(draft.text, os.environ)
    except EditorError as error:
        code = USAGE if error.code in ("none", "missing") else IO_ERROR
        raise RefusalError(code, [error_line(editor_error_sentence(error, words))]) from None
    draft.keep()
    _check_kept(draft, words, [written_in(path, words)])
    editor.discard(path)


def _check_kept(draft: Draft, words: Words, more: Iterable[str]) -> None:
    trouble = draft.trouble
    if isinstance(trouble, StorageError):
        refusal = not_kept(trouble, words)
        raise RefusalError(refusal.code, [*refusal.lines, *more])
    if trouble is not None:
        raise RefusalError(BAD_DATA, [error_line(note_trouble_sentence(trouble, words)), *more])


def _standard_input(words: Words) -> str:
    """What comes in, whole.

    Raises:
        RefusalError: nothing can be read, which is not the same as an empty text, or it is no text.
    """
    data = None
    if sys.stdin is not None:  # else it was closed before the program began
        with suppress(OSError):
            data = sys.stdin.buffer.read(READABLE + 1)
    if data is None:
        sentence = words.say("Cannot read standard input: the note is unchanged.")
        raise RefusalError(NO_INPUT, [error_line(sentence)])
    if len(data) > READABLE:
        sentence = words.say(
            "Notes can be up to {limit} characters long; this text is far longer.",
            limit=words.number(NOTE_LIMIT),
        )
        raise RefusalError(BAD_DATA, [error_line(sentence)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeError:
        sentence = words.say("The input is not UTF-8 text.")
        raise RefusalError(BAD_DATA, [error_line(sentence)]) from None


VERBS = {
    "edit": Command(
        mark("edit a note, or read it from standard input (-)"),
        edit,
        arguments=(ID, Argument("", least=0, choices=("-",))),
        lacking=ONE_ID,
    )
}
