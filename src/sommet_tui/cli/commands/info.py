"""`info`: the event itself."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.context import Context, glance
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import CommandOptions, Request
from sommet_tui.companion.json.programme import info_view
from sommet_tui.wording.layout import block, stack_parts
from sommet_tui.wording.sentences import dates, event_zone, held, phase_sentence, place, remarked
from sommet_tui.wording.words import mark


def run(request: Request, _: CommandOptions) -> int:
    """Print what the event is."""
    context = glance(request)
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
        [dates(programme, words), place(programme), programme.registration, programme.url],
        [phase, held(programme, words), ", ".join(room.name for room in programme.rooms)],
        [event_zone(programme, words)],
        [programme.description],
        [remarked(programme, words)],
    ]
    return stack_parts([block(part) for part in parts])


COMMAND = Command(mark("show the event: description, place, registration"), run)
