"""`bookmark remind`: how long before its start to remind the user of a bookmark or own event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.input import minutes
from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.lookup import find_own_event, find_session
from sommet_tui.wording.bookmarks import lead_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.request import CommandOptions, Request

USUAL = "default"
"""The word for the minutes of the settings."""


def run(request: Request, _: CommandOptions) -> int:
    """Set the minutes; with --json, answer with the list of bookmarks as it is then."""
    context = open_context(request)
    wanted, number = request.arguments
    lead = None if number == USUAL else minutes(number, context.words)
    context.require_saved()
    with context.refusing():
        id_ = _find_bookmark(context, wanted)
        context.companion.mine.set_lead(id_, lead)
    if request.as_json:
        from sommet_tui.companion.json.programme import bookmarks_view

        walk = context.request.settings.walk_minutes
        output.write_json(bookmarks_view(context.snapshot, context.now, walk))
    else:
        output.write([lead_sentence(id_, lead, context.view)])
    return OK


def _find_bookmark(context: Context, wanted: str) -> str:
    """The id of an own event or a bookmark, which may have left the programme."""
    try:
        return find_own_event(context.companion.snapshot.mine.own_events, wanted).id
    except UnknownError as error:
        if error.several:
            raise
    if wanted in context.snapshot.mine.starred:
        return wanted
    return find_session(context.companion.snapshot.programme, wanted).id


VERBS = {
    "remind": Command(
        mark("set a reminder: MINUTES before the start, or “default”"),
        run,
        arguments=(
            Argument(mark("ID"), offers="session"),
            Argument(mark("MINUTES")),
        ),
        lacking=mark("“bookmark remind” needs an id, then a number of minutes or “default”."),
    )
}
