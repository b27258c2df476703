"""`convert`: convert a programme to another format."""

from __future__ import annotations

import sys
from os.path import realpath
from typing import TYPE_CHECKING

from sommet_tui.cli import exit_codes, output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.context import (
    error_count_line,
    read_ca_certificates,
    saving_refusal,
    source_refusal,
    storage_refusal,
    unknown_format_refusal,
)
from sommet_tui.cli.options import CommandOptions, MisuseError, Request, Switch, Value
from sommet_tui.companion import errors, ports
from sommet_tui.domain.text import clean_line
from sommet_tui.wiring import PATIENCE
from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.files import check_export_pair, check_programme, write_programme
from sommet_tui.wording.findings import finding_lines
from sommet_tui.wording.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme

TARGETS = ("yaml", "json", "ics", "csv")
_ENDINGS: Mapping[str, str] = {"yml": "yaml", "ical": "ics", "ifb": "ics"}


class ConvertOptions(CommandOptions):
    to = Value("choose the format", choices=TARGETS)
    force = Switch("overwrite an existing file")


def run(request: Request, options: ConvertOptions) -> None:
    """Convert the programme in the file IN, and write it to OUT.

    IN may be two files of the same event.
    """
    words = request.words()
    *sources, target = request.arguments
    if target != "-" and realpath(target) in map(realpath, sources):
        sentence = words.say(
            "“{path}” is the input. Give another name for the output.", path=target
        )
        raise MisuseError(sentence, words)
    ending = options.to or _target_format(target, words)
    loaded = _read_programme(request, sources)
    terminal = output.stream_width(sys.stderr) is not None
    lines = list(finding_lines(loaded.origin, loaded.findings, words, terminal=terminal))
    if loaded.programme is None:
        raise exit_codes.RefusalError(
            exit_codes.BAD_DATA, [error_count_line(len(loaded.errors), words), *lines]
        )
    output.report(lines)
    try:
        content, findings = write_programme(_translate(loaded.programme, request), ending)
    except errors.StorageError as error:
        raise storage_refusal(error, words) from None
    output.report(finding_lines(target, findings, words, terminal=terminal))
    if target == "-":
        output.write_bytes(content)
        return
    try:
        open_exporter(PATIENCE).save(target, content, replace=options.force)
    except ports.SavingError as error:
        raise saving_refusal(error, words) from None
    output.report([clean_line(words.say("Written: {path}", path=target))])


def _translate(programme: Programme, request: Request) -> Programme:
    """Return the programme in one language, because a calendar cannot hold several.

    It is the language of --lang, or else of the event.
    """
    from sommet_tui.domain.translations import translate_programme

    return translate_programme(programme, request.language or programme.language)


def _target_format(target: str, words: Words) -> str:
    ending = target.rpartition(".")[2].lower()
    found = _ENDINGS.get(ending, ending)
    if found in TARGETS:
        return found
    raise unknown_format_refusal(target, TARGETS, words)


def _read_programme(request: Request, sources: Sequence[str]) -> Loaded:
    try:
        if len(sources) == 1:
            authority = read_ca_certificates(request)
            return check_programme(sources[0], request.source_tz, authority)
        return check_export_pair(sources, request.source_tz)
    except errors.SourceError as error:
        raise source_refusal(error, request, named_by=False) from None


_NEEDS_FILES = mark(
    "“convert” needs an input file, then an output file. The input may also be two files: "
    "the schedule JSON and the widget JSON of an event."
)
COMMAND = Command(
    "convert a programme to another format",
    run,
    ConvertOptions,
    arguments=(
        Argument("INPUT", most=2, offers="file"),
        Argument("OUTPUT", offers="file"),
    ),
    too_few_error=_NEEDS_FILES,
    too_many_error=_NEEDS_FILES,
    has_json=False,
)
