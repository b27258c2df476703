"""`bookmark export`, `import`, `compare` and `forget`: files, and friends' bookmarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sommet_tui.cli import output
from sommet_tui.cli.commands import MANY, Argument, Command
from sommet_tui.cli.context import Context, open_context, saving_refusal, unknown_format_refusal
from sommet_tui.cli.exit_codes import BAD_DATA, NO_INPUT, RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    error_line,
    make_refusal,
)
from sommet_tui.companion import ports
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.json.now_sessions_and_bookmarks import comparison_view, own_event_view
from sommet_tui.domain import text
from sommet_tui.domain.imports import Imported, ImportPlan, plan_import
from sommet_tui.domain.plan import compare
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.pages.export_formats import (
    FORMATS,
    FOSDEM,
    Export,
    ExportFormat,
    bookmarks_without_number,
    format_by_name,
    format_of_file,
    saved_sentence,
)
from sommet_tui.wiring import PATIENCE
from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.files import read_imports
from sommet_tui.wording.errors import notice_sentence
from sommet_tui.wording.files import (
    import_error_sentence,
    import_result_lines,
    reading_error_sentence,
)
from sommet_tui.wording.layout import fill
from sommet_tui.wording.plan import comparison_lines
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Bookmark


_LONGEST = 7 * 24 * 60
"""The longest time between an alarm and its session, in minutes: a week."""
_NAMES = tuple(export_format.name for export_format in (*FORMATS, FOSDEM))


class ExportOptions(CommandOptions):
    to = Value("choose the format", choices=_NAMES)
    output = Value(
        "write to FILE; the extension sets the format (-: print instead)",
        "FILE",
        offers="file",
    )
    force = Switch("overwrite an existing file")
    alarm = Value("in the calendar, add an alarm MINUTES before each session", "MINUTES")


def export(request: Request, options: ExportOptions) -> None:
    """Write the bookmarks to the requested file, in the requested format."""
    early = request.words()
    wanted, alarm = _choose_format(request, options, early), _parse_alarm(options.alarm, early)
    if alarm is not None and not wanted.rings:
        raise MisuseError(early.say("--alarm works only with --to ics."), early)
    context = open_context(request)
    context.report_troubles()
    words, exporter = context.words, open_exporter(PATIENCE)
    context.require_saved_data()
    walk = request.settings.walk_minutes
    if wanted is FOSDEM:
        _report_missing_numbers(context.view)
    with context.convert_errors():
        content = wanted.write(Export(context.view, exporter, alarm, walk))
    if options.output in (None, "-"):
        _print_export(content, wanted)
        return
    path = options.output or ""
    try:
        exporter.save(path, content, replace=options.force)
    except ports.SavingError as error:
        raise saving_refusal(error, words) from None
    output.report([text.clean_line(saved_sentence(path, wanted, context.view))])


def _report_missing_numbers(view: View) -> None:
    """Report the bookmarks that FOSDEM Companion cannot import because they have no session number.

    Raises:
        RefusalError: no bookmarked session has a number.
    """
    words, missing = view.words, bookmarks_without_number(view)
    if missing and len(missing) == len(view.snapshot.picks):
        sentence = words.say(
            "FOSDEM Companion identifies a session by its number, and none of your sessions "
            "has one. Open FOSDEM’s own schedule (schedule/xml on its site), then export "
            "again."
        )
        raise make_refusal(sentence)
    output.report(
        words.say("Left out because it has no number: {session}", session=s) for s in missing
    )


def _print_export(content: bytes, export_format: ExportFormat) -> None:
    # A page is printed in the encoding of the terminal. A file keeps the encoding of its format.
    if export_format.on_screen == "file":
        output.write_bytes(content)
    elif export_format.on_screen == "json":
        import json

        output.write_json(json.loads(content))
    else:
        output.write(content.decode().removesuffix("\n").split("\n"))


def _choose_format(request: Request, options: ExportOptions, words: Words) -> ExportFormat:
    if request.as_json and options.to not in (None, "json"):
        raise MisuseError(
            words.say("Use --json or --to {format}, not both.", format=options.to), words
        )
    if options.output == "":
        raise MisuseError(words.say("{option} needs a value.", option="--output"), words)
    if options.to or request.as_json:
        return format_by_name(options.to or "json")
    if options.output in (None, "-"):
        return format_by_name("text")
    found = format_of_file(options.output or "")
    if found is None:
        raise unknown_format_refusal(options.output or "", _NAMES, words)
    return found


def _parse_alarm(value: str | None, words: Words) -> timedelta | None:
    if value is None:
        return None
    plain = value.isascii() and value.isdecimal() and len(value) < 6
    if not plain or int(value) > _LONGEST:
        sentence = words.say(
            "Invalid number of minutes “{value}”. Use a number such as 5 or 15, up to 10080.",
            value=value,
        )
        raise MisuseError(sentence, words)
    return timedelta(minutes=int(value))


class ImportOptions(CommandOptions):
    own = Switch("if an entry matches no session, save it as your own event")


def import_(request: Request, options: ImportOptions) -> None:
    """Import the entries of a file, and print the result for each entry.

    If nothing in the file belongs to this programme, the exit code is 65.
    """
    file = request.arguments[0]
    context = open_context(request)
    brought = _read_entries(context, file)
    try:
        with context.convert_errors():
            plan = context.companion.mine.save_imported_entries(brought, all_own=options.own)
        changed = context.save_plans()
    finally:
        notices = context.notices()
        output.report(error_line(notice_sentence(notice, context.words)) for notice in notices)
    if request.as_json:
        output.write_json(_as_json(plan, context.programme))
    else:
        output.write([*import_result_lines(plan, context.programme, context.words), *changed])
    if plan.has_no_match:
        raise _foreign_file_refusal(file, context.words)


def _foreign_file_refusal(file: str, words: Words) -> RefusalError:
    """Return the error for a file whose entries all belong to another programme."""
    sentence = words.say(
        "Nothing in “{file}” belongs to this programme.",
        file=output.display_name(file),
    )
    return make_refusal(sentence)


def _read_entries(context: Context, file: str) -> Iterable[Imported]:
    """Return the entries of a file. If `file` is "-", read standard input.

    Raises:
        RefusalError: the file cannot be read, or has no entries.
    """
    words = context.words
    try:
        return read_imports(output.display_name(file), output.piped_input(file))
    except SourceError as error:
        code = BAD_DATA if error.code == "too-large" else NO_INPUT
        raise RefusalError(code, [error_line(reading_error_sentence(error, words))]) from None
    except ports.ImportFileError as error:
        sentence = import_error_sentence(error, output.display_name(file), words)
        raise make_refusal(sentence) from None


def _as_json(done: ImportPlan, programme: Programme) -> dict[str, object]:
    return {
        "bookmarks": {
            "added": [bookmark.session for bookmark in done.bookmarks],
            "hidden": [bookmark.session for bookmark in done.hidden],
            "known": [*done.known, *done.hidden_known],
            "kept_hidden": list(done.hidden_here),
            "not_found": list(done.unmatched),
        },
        "own_events": {
            "added": [event.id for event in done.own_events],
            "known": list(done.own_known),
            "offered": [own_event_view(programme, event) for event in done.offered],
        },
        "notes": {
            "added": [n.session for n in done.notes if n.session not in done.merged_notes],
            "joined": sorted(done.merged_notes),
            "known": list(done.notes_known),
            "not_found": list(done.unmatched_notes),
            "too_long": list(done.too_long),
        },
    }


class CompareOptions(CommandOptions):
    keep = Value(
        "save this friend’s bookmarks as NAME, and show them in lists",
        "NAME",
    )


def _compare(request: Request, options: CompareOptions) -> None:
    """Compare my bookmarks with a friend's, and print the result.

    The result lists the common sessions, the sessions that only one person has, and the times at
    which the two people part and meet again.
    """
    context = open_context(request)
    context.report_troubles()
    if not request.arguments:
        _compare_saved_friends(context, request)
        return
    file = request.arguments[0]
    brought = [
        entry for entry in _read_entries(context, file) if entry.text is None and entry.own is None
    ]
    placed = plan_import(context.programme, (), (), brought, context.now)
    if not placed.bookmarks:
        raise _foreign_file_refusal(file, context.words)
    name = text.cap(text.clean_line(options.keep or ""), 60)
    if options.keep is not None and not name:
        raise MisuseError(context.words.say("Type a name for this friend."), context.words)
    if name:
        _save_friend(context, name, placed.bookmarks)
    _print_comparisons(
        context, request, [(name or context.words.say("your friend"), placed.bookmarks)]
    )


def _compare_saved_friends(context: Context, request: Request) -> None:
    friends = [(friend.name, friend.bookmarks) for friend in context.snapshot.mine.friends]
    if not friends and not request.as_json:
        command = context.command("bookmark", "compare", "friend.json", "--keep", "Ada")
        output.write(
            [
                context.words.say("No friends’ bookmarks saved."),
                context.words.say("To save a friend’s bookmarks: {command}", command=command),
            ]
        )
        return
    _print_comparisons(context, request, friends)


def _save_friend(context: Context, name: str, bookmarks: Sequence[Bookmark]) -> None:
    with context.convert_errors():
        context.companion.mine.put_friend(name, bookmarks)
    output.report([context.words.say("Saved as {name}.", name=name)])


def _print_comparisons(
    context: Context, request: Request, friends: Iterable[tuple[str, Sequence[Bookmark]]]
) -> None:
    mine = _sessions_of_bookmarks(context, context.snapshot.mine.bookmarks)
    found = [
        (name, compare(mine, _sessions_of_bookmarks(context, theirs))) for name, theirs in friends
    ]
    if request.as_json:
        views = [
            comparison_view(context.snapshot, context.now, *comparison) for comparison in found
        ]
        output.write_json(views[0] if request.arguments else {"comparisons": views})
        return
    lines: list[str] = []
    for name, comparison in found:
        sentence = comparison_lines(comparison, name, context.view)
        lines += [part for line in sentence for part in (fill(line, "      ", "") or [""])]
        lines.append("")
    output.write(lines[:-1])


def _sessions_of_bookmarks(context: Context, bookmarks: Iterable[Bookmark]) -> list[Session]:
    by_id = context.programme.by_id
    return [by_id[b.session] for b in bookmarks if b.session in by_id and b.degree != "hidden"]


def _forget_friend(request: Request, _: CommandOptions) -> None:
    """Remove the saved bookmarks of friends."""
    context = open_context(request)
    lines = []
    with context.convert_errors():
        for name in dict.fromkeys(request.arguments):
            gone = context.companion.mine.remove_friend(name)
            lines.append(context.words.say(_FORGOTTEN if gone else _UNKNOWN, name=name))
    output.write(lines)


_FORGOTTEN, _UNKNOWN = (
    mark("Removed the bookmarks of {name}"),
    mark("No friend is called “{name}”."),
)


VERBS = {
    "export": Command(
        "export your bookmarks, your notes and your own events", export, ExportOptions
    ),
    "import": Command(
        "import bookmarks from a JSON or calendar file",
        import_,
        ImportOptions,
        arguments=(Argument("FILE", offers="file"),),
        too_few_error=mark("“bookmark import” needs exactly one file, or - for standard input."),
    ),
    "compare": Command(
        "compare your bookmarks with a friend’s export",
        _compare,
        CompareOptions,
        arguments=(Argument("FILE", least=0, offers="file"),),
    ),
    "forget": Command(
        "forget a friend’s bookmarks",
        _forget_friend,
        arguments=(Argument("NAME", most=MANY, offers="friend"),),
        too_few_error=mark(
            "“bookmark forget” needs the name of a friend. “bookmark compare” lists your friends."
        ),
    ),
}
