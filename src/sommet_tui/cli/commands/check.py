"""`check`: list the findings about a programme file with a summary, or check a published day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.context import error_count_line, read_ca_certificates, source_refusal
from sommet_tui.cli.exit_codes import BAD_DATA, NO_INPUT, OK, UNAVAILABLE, USAGE, RefusalError
from sommet_tui.cli.options import CommandOptions, MisuseError, Request, Value, error_line
from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.wiring.files import check_programme, check_published
from sommet_tui.wiring.programme import programme_file
from sommet_tui.wording.findings import finding_lines, finding_sentence
from sommet_tui.wording.session_texts import programme_counts
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sommet_tui.companion.follower import LiveCheck

_STATES: Mapping[str, int] = {
    "fine": OK,
    "invalid": BAD_DATA,
    "older": BAD_DATA,
    "apart": BAD_DATA,
    "missing": NO_INPUT,
    "unreachable": UNAVAILABLE,
    "stale": UNAVAILABLE,
}


class CheckOptions(CommandOptions):
    live = Value(
        "check a published day instead of a file",
        "URL|FOLDER",
        offers="file",
    )


def run(request: Request, options: CheckOptions) -> int:
    """Print every finding about a file and, if the file is usable, a summary.

    The check succeeds if it finds nothing worse than warnings.
    """
    words = request.words()
    if options.live is not None:
        return _check_live(options.live, request, words)
    wanted = request.for_programme(request.arguments[0]) if request.arguments else request
    authority = read_ca_certificates(request)
    try:
        name = programme_file(wanted.companion_options)
        loaded = check_programme(name, request.source_tz, authority)
    except SourceError as error:
        raise source_refusal(error, request, named_by=not request.arguments) from None
    failure = [error_count_line(len(loaded.errors), words)] if loaded.programme is None else []
    if request.as_json:
        output.write_json(_as_json(loaded, words))
    else:
        output.report(failure, output.ALARM)
        failure, terminal = [], output.stream_width() is not None
        lines = list(finding_lines(loaded.origin, loaded.findings, words, terminal=terminal))
        if loaded.programme is not None:
            summary = f"{loaded.origin}: {programme_counts(loaded.programme, words)}"
            lines = [summary, *(lines[1:] if terminal else lines)]
        output.write(lines, prefix=output.BOLD)
    if loaded.programme is None:
        raise RefusalError(BAD_DATA, failure)
    return OK


def _check_live(address: str, request: Request, words: Words) -> int:
    """Check a published day, and print the result on one line. The exit code depends on it."""
    from sommet_tui.wording.audience import live_address_sentence, live_check_sentence

    if request.arguments:
        raise MisuseError(words.say("--live checks a published day; leave out the file."), words)
    try:
        found, kept = check_published(address, read_ca_certificates(request))
    except SourceError as error:
        raise RefusalError(USAGE, [error_line(live_address_sentence(error, words))]) from None
    sentence = live_check_sentence(found, words)
    if request.as_json:
        output.write_json(_live_view(found, sentence))
    else:
        output.write([sentence])
    if not kept:
        complaint = words.say(
            "The result of this check could not be saved, so the next check cannot compare "
            "the day with it."
        )
        output.report([error_line(complaint)])
    return _STATES[found.state]


def _live_view(check: LiveCheck, sentence: str) -> dict[str, object]:
    day, last, clock = check.day, check.last, check.wrong_clock
    return {
        "address": check.address,
        "ok": check.state == "fine",
        "state": check.state,
        "reason": check.error.code if check.error else None,
        "event": day.event.id if day else None,
        "epoch": day.epoch if day else None,
        "seq": day.seq if day else None,
        "sent_at": day.sent_at.isoformat() if day else None,
        "age_seconds": int((check.at - day.sent_at).total_seconds()) if day else None,
        "valid_until": day.valid_until.isoformat() if day else None,
        "last": {"epoch": last.epoch, "seq": last.seq, "at": last.at.isoformat()} if last else None,
        "rooms": check.rooms,
        "faults": [
            {
                "room": fault.room,
                "file": fault.file,
                "state": fault.state,
                "reason": fault.error.code if fault.error else None,
            }
            for fault in check.faults
        ],
        "clock": {"of": clock[0], "ahead_seconds": round(clock[1].total_seconds())}
        if clock
        else None,
        "message": sentence,
    }


def _as_json(loaded: Loaded, words: Words) -> dict[str, object]:
    return {
        "file": loaded.origin,
        "ok": loaded.programme is not None,
        "findings": [
            {
                "level": finding.level,
                "code": finding.code,
                "line": finding.line,
                "path": finding.path,
                "message": finding_sentence(finding, words),
            }
            for finding in loaded.findings
        ],
    } | _counts(loaded.programme)


def _counts(programme: Programme | None) -> dict[str, int | None]:
    """Return how many items of each kind a programme has.

    If `programme` is None, every number is None.
    """
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
    "check a programme file and summarise it",
    run,
    CheckOptions,
    arguments=(Argument("FILE", least=0, offers="file"),),
)
