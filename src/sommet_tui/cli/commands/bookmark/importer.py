"""`bookmark import`: bookmarks and notes back from a file."""

from __future__ import annotations

from collections.abc import Iterable

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exits import BAD_DATA, NO_INPUT, OK, RefusalError
from sommet_tui.cli.input import name_of, piped_input
from sommet_tui.cli.request import CommandOptions, Request, Switch, error_line
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.export_ports import ImportFileError
from sommet_tui.domain.imports import Imported, ImportPlan
from sommet_tui.domain.programme import Programme
from sommet_tui.wiring.files import read_imports
from sommet_tui.wording.errors import notice_sentence
from sommet_tui.wording.files import import_error_sentence, intake_lines, reading_error_sentence
from sommet_tui.wording.words import Words, mark


class ImportOptions(CommandOptions):
    """What to do with appointments that match no session."""

    own = Switch(mark("save entries that match no session as your own events"))


def import_(request: Request, options: ImportOptions) -> int:
    """Take in what a file holds and say what became of all of it.

    Exit code 65 where the file is read and nothing of it belongs to this programme.
    """
    file = request.arguments[0]
    context = open_context(request)
    brought = read(context, file)
    try:
        with context.refusing():
            done = context.companion.mine.save_imported(brought, all_own=options.own)
        changed = context.save_plans()
    finally:
        notices = context.notices()
        output.report(error_line(notice_sentence(notice, context.words)) for notice in notices)
    if request.as_json:
        output.write_json(_as_json(done, context.programme))
    else:
        output.write([*intake_lines(done, context.programme, context.words), *changed])
    if done.fits_nowhere:
        raise foreign_file(file, context.words)
    return OK


def foreign_file(file: str, words: Words) -> RefusalError:
    """Return the error for a file that is about another programme."""
    sentence = words.say("Nothing in “{file}” belongs to this programme.", file=name_of(file))
    return RefusalError(BAD_DATA, [error_line(sentence)])


def read(context: Context, file: str) -> Iterable[Imported]:
    """Read the entries of a file, or of standard input if it is "-".

    Raises:
        RefusalError: there is nothing to read, or nothing of ours.
    """
    words = context.words
    try:
        return read_imports(name_of(file), piped_input(file))
    except SourceError as error:
        code = BAD_DATA if error.code == "too-large" else NO_INPUT
        raise RefusalError(code, [error_line(reading_error_sentence(error, words))]) from None
    except ImportFileError as error:
        sentence = import_error_sentence(error, name_of(file), words)
        raise RefusalError(BAD_DATA, [error_line(sentence)]) from None


def _as_json(done: ImportPlan, programme: Programme) -> dict[str, object]:
    from sommet_tui.companion.json.programme import own_event_view

    return {
        "bookmarks": {
            "added": [bookmark.session for bookmark in done.bookmarks],
            "hidden": [bookmark.session for bookmark in done.hidden],
            "known": [*done.known, *done.hidden_known],
            "kept_hidden": list(done.hidden_here),
            "not_found": list(done.lost),
        },
        "own_events": {
            "added": [event.id for event in done.own_events],
            "known": list(done.own_known),
            "offered": [own_event_view(programme, event) for event in done.offered],
        },
        "notes": {
            "added": [n.session for n in done.notes if n.session not in done.joined],
            "joined": sorted(done.joined),
            "known": list(done.notes_known),
            "not_found": list(done.notes_lost),
            "too_long": list(done.too_long),
        },
    }


VERBS = {
    "import": Command(
        mark("import bookmarks from a JSON or calendar file"),
        import_,
        ImportOptions,
        arguments=(Argument(mark("FILE"), offers="file"),),
        lacking=mark("“bookmark import” needs exactly one file, or - for standard input."),
    )
}
