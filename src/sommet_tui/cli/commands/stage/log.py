"""`stage log`: what was done and said, when, by whom, and whether it still holds."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.commands.stage.acts import sentence_of
from sommet_tui.cli.commands.stage.lane import open_stage
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.companion.json.stage import log_view, logged
from sommet_tui.domain.messages import undone_messages
from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.wording.layout import cells, filled
from sommet_tui.wording.sentences import listed
from sommet_tui.wording.times import clock_face, date_text
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.messages import Message


def log(request: Request, _: CommandOptions) -> int:
    """Print every act and message in order: one a line; with --json, its record, as for a file."""
    context = open_stage(request)
    if request.as_json:
        output.tell_json_lines(log_view(context.snapshot, context.now))
    else:
        output.tell([*_page(context), *_without_lead(context)])
    return OK


def _without_lead(context: Context) -> list[str]:
    """What was done on a machine that had not the lead: it has no effect."""
    crew = context.snapshot.events.crew
    if crew is None:
        return []
    from sommet_tui.companion.crew_log import act_of

    acts: list[Act] = [each for r in crew.log.void if (each := act_of(r))]
    if not acts:
        return []
    lines = ["", context.words.say("Without the lead, and so without effect:")]
    for act in acts:
        lines += _row(context, act, 1, None)
    return lines


def _page(context: Context) -> list[str]:
    snapshot, now = context.snapshot, context.now
    rows = list(logged(snapshot, now))
    if not rows:
        return [context.words.say("Nothing has been done yet.")]
    taken, taken_back = undone(snapshot.acts(now)), undone_messages(snapshot.messages(now))
    lines = context.zone_remarks()
    width = max(len(str(one.seq)) for one, _ in rows)
    for day, of_day in groupby(rows, key=lambda row: context.zones.local(row[0].at).date()):
        lines.append(date_text(day, context.words, year=True))
        for one, void in of_day:
            gone = one.seq in taken if isinstance(one, Act) else one.uid in taken_back
            lines += _row(context, one, width, _mark(context, gone=gone, void=void))
    return lines


def _row(context: Context, one: Act | Message, width: int, mark: str | None) -> list[str]:
    """An act with its number, or a message, which has none that a command would take."""
    number = one.seq if isinstance(one, Act) else "·"
    first = f"  {number:>{width}}  {clock_face(one.at, context.zones)}  "
    by = context.words.say("by {name}", name=one.by) if one.by else None
    return filled(listed([sentence_of(context, one), by, mark]), " " * cells(first), first)


def _mark(context: Context, *, gone: bool, void: bool) -> str | None:
    """What has become of what no longer does what it did."""
    if gone:
        return context.words.say("undone")
    return context.words.say("void") if void else None


VERBS = {"log": Command(mark("list actions and messages, with times and names"), log)}
