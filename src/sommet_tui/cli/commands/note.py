"""`note`: what one writes on a session, shown, edited, listed."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import Request, misused
from sommet_tui.cli.view import View, not_kept, open_view, unknown
from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.json.programme import note_view, notes_view
from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    purpose = words.say("your notes: show ID, edit ID (- takes standard input), list")
    menu.add("note", purpose, run, takes=f"show|edit|list [{words.say('ID')}] [-]")


def run(request: Request) -> int:
    """Do what is asked; with --json, answer with the note, or the list, as it is then."""
    verb, session_id, piped = _asked(request)
    view = open_view(request)
    view.companion.remember_notes()
    if view.snapshot.unkept is not None:
        raise not_kept(view.snapshot.unkept, view.words)
    view.tell_troubles()
    if verb == "list":
        return _list(view)
    try:
        return _edit(view, session_id, piped=piped) if verb == "edit" else _show(view, session_id)
    except UnknownError as error:
        raise unknown(error, view.programme, view.words) from None


def _asked(request: Request) -> tuple[str, str, bool]:
    """The verb, its id, and whether the text comes through standard input.

    Raises:
        RefusalError: they do not go together.
    """
    verb, *rest = request.args or ("",)
    words = request.words()
    if verb not in ("show", "edit", "list"):
        raise misused(words.say("note takes show, edit or list."), words)
    most = {"list": 0, "show": 1, "edit": 1}[verb]
    piped = verb == "edit" and rest[1:2] == ["-"]
    if piped:
        del rest[1]
    if len(rest) > most:
        raise misused(words.say("“{word}” is one word too many.", word=rest[most]), words)
    if len(rest) < most:
        told = words.say("note {verb} takes one id; agenda lists them all.", verb=verb)
        raise misused(told, words)
    return verb, rest[0] if rest else "", piped


def _list(view: View) -> int:
    from sommet_tui.cli.jottings import notes_page

    if view.request.as_json:
        output.tell_json(notes_view(view.snapshot, view.now))
    else:
        output.tell(notes_page(view))
    return OK


def _show(view: View, session_id: str) -> int:
    from sommet_tui.cli.jottings import note_page

    found = next((j for j in view.snapshot.jottings if j.note.session == session_id), None)
    if found is None:
        view.companion.session(session_id)
    if view.request.as_json:
        output.tell_json(note_view(view.snapshot, session_id, view.now))
    elif found is None:
        command = f"sommet-tui note edit {session_id}"
        words = view.words
        told = words.say("Write one with: {command}", command=command)
        output.tell([words.say("No note on this session yet."), told])
    else:
        output.tell(note_page(view, found))
    return OK


def _edit(view: View, session_id: str, *, piped: bool) -> int:
    from sommet_tui.cli.rewriting import rewrite

    told = rewrite(view, session_id, piped=piped)
    if view.request.as_json:
        output.tell_json(note_view(view.snapshot, session_id, view.now))
    else:
        output.tell([told])
    return OK
