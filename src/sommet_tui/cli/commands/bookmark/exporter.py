"""`bookmark export`: bookmarks and notes to standard output or into a file."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.context import open_context, saving_refusal, unknown_format
from sommet_tui.cli.exits import BAD_DATA, OK, RefusalError
from sommet_tui.cli.request import CommandOptions, Request, Switch, Value, error_line, misuse
from sommet_tui.companion.export_ports import SavingError
from sommet_tui.pages.export import (
    FORMATS,
    FOSDEM,
    Export,
    ExportFormat,
    bookmarks_without_number,
    format_named,
    format_of,
    written_sentence,
)
from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.options import PATIENCE
from sommet_tui.wording.view import View
from sommet_tui.wording.words import Words, mark

_LONGEST = 7 * 24 * 60
"""Minutes: an alarm a week before is the earliest that is a reminder."""
_NAMES = tuple(export_format.name for export_format in (*FORMATS, FOSDEM))


class ExportOptions(CommandOptions):
    """What is written, and where."""

    to = Value(mark("choose the format"), choices=_NAMES)
    output = Value(
        mark("write to FILE; the extension sets the format (-: print instead)"),
        mark("FILE"),
        offers="file",
    )
    force = Switch(mark("overwrite an existing file"))
    alarm = Value(
        mark("in the calendar, add an alarm MINUTES before each session"), mark("MINUTES")
    )


def export(request: Request, options: ExportOptions) -> int:
    """Write the bookmarks in the requested format to the requested place."""
    early = request.words()
    wanted, alarm = _format(request, options, early), _alarm(options.alarm, early)
    if alarm is not None and not wanted.rings:
        raise misuse(early.say("--alarm works only with --to ics."), early)
    context = open_context(request)
    context.companion.mine.remember_notes()
    context.report_troubles()
    words, exporter = context.words, open_exporter(PATIENCE)
    context.require_saved()
    walk = request.settings.walk_minutes
    if wanted is FOSDEM:
        _report_unnumbered(context.view)
    with context.refusing():
        content = wanted.write(Export(context.view, exporter, alarm, walk))
    if options.output in (None, "-"):
        _print(content, wanted)
        return OK
    path = options.output or ""
    try:
        exporter.save(path, content, replace=options.force)
    except SavingError as error:
        raise saving_refusal(error, words) from None
    output.report([error_line(written_sentence(path, wanted, context.view))])
    return OK


def _report_unnumbered(view: View) -> None:
    """Say which bookmarks FOSDEM Companion cannot know; refuse to write none at all."""
    words, missing = view.words, bookmarks_without_number(view)
    if missing and len(missing) == len(view.snapshot.picks):
        sentence = words.say(
            "FOSDEM Companion identifies a session by its number, and none of your sessions "
            "has one. Open FOSDEM’s own schedule (schedule/xml on its site), then export "
            "again."
        )
        raise RefusalError(BAD_DATA, [error_line(sentence)])
    output.report(
        words.say("Left out because it has no number: {session}", session=s) for s in missing
    )


def _print(content: bytes, wanted: ExportFormat) -> None:
    # Pages are legible in every encoding; a calendar is a file, whatever the terminal speaks.
    if wanted.on_screen == "file":
        output.write_bytes(content)
    elif wanted.on_screen == "json":
        import json

        output.write_json(json.loads(content))
    else:
        output.write(content.decode().removesuffix("\n").split("\n"))


def _format(request: Request, options: ExportOptions, words: Words) -> ExportFormat:
    if request.as_json and options.to not in (None, "json"):
        raise misuse(words.say("Use --json or --to {format}, not both.", format=options.to), words)
    if options.output == "":
        raise misuse(words.say("{option} needs a value.", option="--output"), words)
    if options.to or request.as_json:
        return format_named(options.to or "json")
    if options.output in (None, "-"):
        return format_named("text")
    found = format_of(options.output or "")
    if found is None:
        raise unknown_format(options.output or "", _NAMES, words)
    return found


def _alarm(value: str | None, words: Words) -> timedelta | None:
    if value is None:
        return None
    plain = value.isascii() and value.isdecimal() and len(value) < 6
    if not plain or int(value) > _LONGEST:
        sentence = words.say(
            "Invalid number of minutes “{value}”. Use a number such as 5 or 15, up to 10080.",
            value=value,
        )
        raise misuse(sentence, words)
    return timedelta(minutes=int(value))


VERBS = {
    "export": Command(
        mark("export your bookmarks, your notes and your own events"), export, ExportOptions
    )
}
