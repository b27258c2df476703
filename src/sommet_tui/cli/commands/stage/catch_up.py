"""`stage catch-up`: list the suggestions for catching up, or take one."""

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
    from sommet_tui.domain.rundown.catch_up import Limits
    from sommet_tui.domain.rundown.lane_timing import LaneTiming


class CatchUpOptions(CommandOptions):
    """Who acts."""

    by = BY


def catch_up(request: Request, options: CatchUpOptions) -> int:
    """List the suggestions for catching up, or take the one with a number."""
    number = act_number(request.arguments[0], request.words()) if request.arguments else None
    context = open_shared_stage(request)
    stage = Stage(context.companion, login_name(options.by))
    plan, limits = chosen_lane(context), request.settings.limits
    lane = stage.timing(plan)
    if number is None:
        if request.as_json:
            output.write_json(suggestions_view(context.programme, lane, limits))
        else:
            output.write(suggestion_lines(context, lane, limits) or [_none(context, lane)])
        return OK
    acted(context, partial(stage.expect_acting, "add"))
    found = suggestions(lane, limits)
    if not found:
        raise refused(_none(context, lane))
    if not 0 < number <= len(found):
        sentence = context.words.say("There is no suggestion {n}.", n=number)
        raise refused(sentence, *suggestion_lines(context, lane, limits))
    do = partial(stage.catch_up, found[number - 1], plan.lane.room)
    return report_acts(context, *acted(context, do))


def suggestion_lines(context: Context, lane: LaneTiming, limits: Limits) -> list[str]:
    """Return each suggestion for catching up, with the command that takes it."""
    return list(_lines(context, lane, limits))


def _lines(context: Context, lane: LaneTiming, limits: Limits) -> Iterator[str]:
    words, room = context.words, lane.state.plan.lane.room
    where = ["--room", room] if room and context.programme.has_several_rooms else []
    for number, one in enumerate(suggestions(lane, limits), 1):
        what = next(suggestion_forms(one, context.view))
        take = command(context, "catch-up", str(number), *where)
        yield words.say("To catch up, {what}: {command}", what=what, command=take)


def _none(context: Context, lane: LaneTiming) -> str:
    return no_suggestion_sentence(lateness(lane), context.words)


VERBS = {
    "catch-up": Command(
        mark("list suggestions for catching up, or take suggestion N"),
        catch_up,
        CatchUpOptions,
        (Argument("N", least=0),),
    )
}
