"""`info`: print the facts about the event."""

from __future__ import annotations

from sommet_tui.cli import options, output
from sommet_tui.cli.commands import Command
from sommet_tui.cli.context import Context, open_quickly
from sommet_tui.companion.json.now_sessions_and_bookmarks import info_view
from sommet_tui.wording import layout, session_texts


def run(request: options.Request, _: options.CommandOptions) -> None:
    """Print the facts about the event."""
    context = open_quickly(request)
    context.report_troubles()
    if request.as_json:
        output.write_json(info_view(context.snapshot))
    else:
        output.write([*context.remarks(), *_page(context)])


def _page(context: Context) -> list[str]:
    programme, words = context.programme, context.words
    phase = session_texts.phase_sentence(context.view)
    parts: list[list[str | None]] = [
        [programme.title, programme.subtitle],
        [
            session_texts.event_dates(programme, words),
            session_texts.venue_line(programme),
            programme.registration,
            programme.url,
        ],
        [
            phase,
            session_texts.programme_counts(programme, words),
            ", ".join(room.name for room in programme.rooms),
        ],
        [session_texts.event_zone(programme, words)],
        [programme.description],
        [session_texts.findings_sentence(context.view)],
    ]
    return layout.stack_parts([layout.block(part) for part in parts])


COMMAND = Command("show the event: description, place, registration", run)
