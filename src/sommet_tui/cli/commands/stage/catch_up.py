"""`stage catch-up`: list the suggestions for catching up, or apply one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import acted, open_shared_stage, report_acts
from sommet_tui.cli.commands.stage.lane import BY, chosen_lane, command, refused
from sommet_tui.cli.exits import OK
from sommet_tui.cli.numbers import act_number
from sommet_tui.cli.options import CommandOptions
from sommet_tui.companion.json.stage import suggestions_view
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.rundown.catch_up import lateness, suggestions
from sommet_tui.wording.stage import no_suggestion_sentence, suggestion_forms
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.rundown.lane_timing import LaneTiming


class CatchUpOptions(CommandOptions):
    """The options of `stage catch-up`."""

    by = BY


def catch_up(request: Request, options: CatchUpOptions) -> int:
    """List the suggestions for catching up, or apply the one with a number."""
    number = act_number(request.arguments[0], request.words()) if request.arguments else 0
    context = open_shared_stage(request)
    stage, plan = Stage(context.companion, login_name(options.by)), chosen_lane(context)
    lane, limits = stage.timing(plan), request.settings.limits
    if not request.arguments and request.as_json:
        output.write_json(suggestions_view(context.programme, lane, limits))
        return OK
    lines = [*suggestion_lines(context, lane)]
    lines = lines or [no_suggestion_sentence(lateness(lane), context.words)]
    if not request.arguments:
        output.write(lines)
        return OK
    acted(context, partial(stage.expect_acting, "add"))
    found = dict(enumerate(suggestions(lane, limits), 1)).get(number)
    if found is None:
        raise refused(context.words.say("There is no suggestion {n}.", n=number), *lines)
    return report_acts(context, *acted(context, partial(stage.catch_up, found, plan.lane.room)))


def suggestion_lines(context: Context, lane: LaneTiming) -> Iterator[str]:
    """Yield each suggestion for catching up, with the command that applies it."""
    words, room = context.words, lane.state.plan.lane.room
    where = ["--room", room] if room and context.programme.has_several_rooms else []
    for number, one in enumerate(suggestions(lane, context.request.settings.limits), 1):
        what = next(suggestion_forms(one, context.view))
        take = command(context, "catch-up", str(number), *where)
        yield words.say("To catch up ({what}): {command}", what=what, command=take)


VERBS = {
    "catch-up": Command(
        mark("list suggestions for catching up, or apply suggestion N"),
        catch_up,
        CatchUpOptions,
        (Argument("N", least=0),),
    )
}
