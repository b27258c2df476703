"""`stage log`: what was done, when, by whom, and whether it still holds."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.commands.stage.lane import open_stage
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.companion.json.stage import log_view, logged
from sommet_tui.domain.rundown.acts import undone
from sommet_tui.wording.layout import cells, filled
from sommet_tui.wording.sentences import listed
from sommet_tui.wording.stage import act_sentence
from sommet_tui.wording.times import clock_face, date_text
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.rundown.acts import Act


def log(request: Request, _: CommandOptions) -> int:
    """Print every act in order: one a line; with --json, its record, as a file may hold it."""
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
        lines += _row(context, act, (), 1, None)
    return lines


def _page(context: Context) -> list[str]:
    rows = list(logged(context.snapshot, context.now))
    if not rows:
        return [context.words.say("Nothing has been done yet.")]
    acts = context.snapshot.acts(context.now)
    taken, lines = undone(acts), context.zone_remarks()
    width = len(str(rows[-1][0].seq))
    for day, of_day in groupby(rows, key=lambda row: context.zones.local(row[0].at).date()):
        lines.append(date_text(day, context.words, year=True))
        for act, void in of_day:
            lines += _row(context, act, acts, width, _mark(context, act, taken, void=void))
    return lines


def _row(
    context: Context, act: Act, acts: tuple[Act, ...], width: int, mark: str | None
) -> list[str]:
    first = f"  {act.seq:>{width}}  {clock_face(act.at, context.zones)}  "
    did = act_sentence(act, context.programme, context.zones, context.words, acts)
    by = context.words.say("by {name}", name=act.by) if act.by else None
    return filled(listed([did, by, mark]), " " * cells(first), first)


def _mark(context: Context, act: Act, taken: frozenset[int], *, void: bool) -> str | None:
    """What has become of an act that no longer does what it did."""
    if act.seq in taken:
        return context.words.say("undone")
    return context.words.say("void") if void else None


VERBS = {"log": Command(mark("what was done, when and by whom"), log)}
