"""`bookmark export`: bookmarks and notes to standard output or into a file."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.cli import output
from sommet_tui.cli.exits import CANNOT_CREATE, IO_ERROR, OK, RefusalError
from sommet_tui.cli.request import Request, misused, named
from sommet_tui.cli.view import not_kept, open_view
from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.export_ports import SavingError
from sommet_tui.wording.export import FORMATS, Export, format_of, saving_error_sentence
from sommet_tui.wording.words import Words

_LONGEST = 7 * 24 * 60
"""Minutes: an alarm a week before is the earliest that is a reminder."""


def export(request: Request) -> int:
    """Write what is asked where it is asked."""
    early = request.words()
    wanted, alarm = _format(request, early), _alarm(request, early)
    if alarm is not None and wanted != "ics":
        raise misused(early.say("--alarm goes with --to ics."), early)
    view = open_view(request)
    view.companion.remember_notes()
    view.tell_troubles()
    words, exporter = view.words, view.companion.exporter()
    if view.snapshot.unkept is not None:
        raise not_kept(view.snapshot.unkept, words)
    try:
        content = Export(view.snapshot, view.now, view.zones, words).content(
            wanted, exporter, alarm
        )
    except KeepingError as error:
        raise not_kept(error, words) from None
    if request.output in (None, "-"):
        _tell(content, wanted)
        return OK
    path = request.output or ""
    try:
        exporter.save(path, content, replace=request.force)
    except SavingError as error:
        code = IO_ERROR if error.code in ("full", "failed") else CANNOT_CREATE
        raise RefusalError(code, [named(saving_error_sentence(error, words))]) from None
    output.narrate([named(words.say("Written: {path}", path=path))])
    return OK


def _tell(content: bytes, wanted: str) -> None:
    # Pages are legible in every encoding; a calendar is a file, whatever the terminal speaks.
    if wanted == "ics":
        output.tell_bytes(content)
    elif wanted == "json":
        import json

        output.tell_json(json.loads(content))
    else:
        output.tell(content.decode().removesuffix("\n").split("\n"))


def _format(request: Request, words: Words) -> str:
    if request.to is not None and request.to not in FORMATS:
        told = words.say(
            "“{value}” does not go with {option}. It takes: {choices}.",
            value=request.to,
            option="--to",
            choices=", ".join(FORMATS),
        )
        raise misused(told, words)
    if request.as_json and request.to not in (None, "json"):
        raise misused(
            words.say("--json and --to {format} exclude each other.", format=request.to), words
        )
    if request.output == "":
        raise misused(words.say("The option {option} needs a value.", option="--output"), words)
    if request.to or request.as_json:
        return request.to or "json"
    if request.output in (None, "-"):
        return "text"
    found = format_of(request.output or "")
    if found is None:
        told = words.say(
            "“{file}” does not tell its format. Give it with --to: {choices}.",
            file=request.output,
            choices=", ".join(FORMATS),
        )
        raise misused(told, words)
    return found


def _alarm(request: Request, words: Words) -> timedelta | None:
    if request.alarm is None:
        return None
    if not (request.alarm.isascii() and request.alarm.isdecimal() and len(request.alarm) < 6):
        raise misused(_no_alarm(request.alarm, words), words)
    minutes = int(request.alarm)
    if minutes > _LONGEST:
        raise misused(_no_alarm(request.alarm, words), words)
    return timedelta(minutes=minutes)


def _no_alarm(value: str, words: Words) -> str:
    return words.say("“{value}” is no number of minutes: 5, 15, up to 10080.", value=value)
