"""`info`: the event itself."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.commands import Command
from sommet_tui.cli.context import Context, open_briefly
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import CommandOptions, Request
from sommet_tui.companion.json.programme import info_view
from sommet_tui.wording.layout import block, stack_parts
from sommet_tui.wording.sentences import (
    event_dates,
    event_zone,
    findings_sentence,
    phase_sentence,
    programme_counts,
    venue_line,
)
from sommet_tui.wording.words import mark


def run(request: Request, _: CommandOptions) -> int:
    """Print the facts about the event."""
    context = open_briefly(request)
    context.report_troubles()
    if request.as_json:
        output.write_json(info_view(context.snapshot))
    else:
        output.write([*context.remarks(), *_page(context)])
    return OK


def _page(context: Context) -> list[str]:
    programme, words = context.programme, context.words
    phase = phase_sentence(context.view)
    parts: list[list[str | None]] = [
        [programme.title, programme.subtitle],
        [
            event_dates(programme, words),
            venue_line(programme),
            programme.registration,
            programme.url,
        ],
        [
            phase,
            programme_counts(programme, words),
            ", ".join(room.name for room in programme.rooms),
        ],
        [event_zone(programme, words)],
        [programme.description],
        [findings_sentence(programme, words)],
    ]
    return stack_parts([block(part) for part in parts])


COMMAND = Command(mark("show the event: description, place, registration"), run)
