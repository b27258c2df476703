"""`check`: the findings about a programme file, and a summary of it."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.context import errors_counted, source_refusal
from sommet_tui.cli.exits import BAD_DATA, OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.cli.request import Request
from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.wiring.files import check_programme
from sommet_tui.wiring.programme import programme_file
from sommet_tui.wording.findings import finding_lines, finding_sentence
from sommet_tui.wording.summary import held
from sommet_tui.wording.words import Words, mark


def run(request: Request, _: CommandOptions) -> int:
    """Print every finding, then what a good file holds; warnings are no failure."""
    words = request.words()
    file = request.arguments[0] if request.arguments else request.programme
    configured = request.configured
    try:
        loaded = check_programme(
            programme_file(file, request.env, "", configured), request.source_tz
        )
    except SourceError as error:
        raise source_refusal(error, request, named_by=not request.arguments) from None
    if loaded.programme is not None:
        words = request.words(loaded.programme.language)
    if request.as_json:
        output.tell_json(_as_json(loaded, words))
    else:
        output.tell(finding_lines(loaded.origin, loaded.findings, words))
        if loaded.programme is not None:
            output.tell([f"{loaded.origin}: {held(loaded.programme, words)}"])
    if loaded.programme is not None:
        return OK
    output.narrate([errors_counted(len(loaded.errors), words)])
    return BAD_DATA


def _as_json(loaded: Loaded, words: Words) -> dict[str, object]:
    return {
        "file": loaded.origin,
        "ok": loaded.programme is not None,
        "findings": [_finding_view(finding, words) for finding in loaded.findings],
    } | _counts(loaded.programme)


def _finding_view(finding: Finding, words: Words) -> dict[str, object]:
    return {
        "level": finding.level,
        "code": finding.code,
        "line": finding.line,
        "path": finding.path,
        "message": finding_sentence(finding, words),
    }


def _counts(programme: Programme | None) -> dict[str, int | None]:
    """Return the numbers of items in a programme, null if there is none."""
    if programme is None:
        return dict.fromkeys(("sessions", "breaks", "people", "days", "rooms"))
    breaks = sum(session.is_break for session in programme.sessions)
    return {
        "sessions": len(programme.sessions) - breaks,
        "breaks": breaks,
        "people": len(programme.people),
        "days": len(programme.days),
        "rooms": len(programme.rooms),
    }


COMMAND = Command(
    mark("check a programme file and summarise it"),
    run,
    arguments=(Argument(mark("FILE"), least=0, offers="file"),),
)
