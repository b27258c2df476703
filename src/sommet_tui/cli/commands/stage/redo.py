"""`stage redo`: record void actions again, at their original times."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import (
    UndoOptions,
    acted,
    ask_the_lead,
    open_shared_stage,
    send,
)
from sommet_tui.cli.commands.stage.lane import chosen_room, command, refused
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions, Switch
from sommet_tui.cli.request import misused
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.records import act_record
from sommet_tui.wording.messages import entry_sentence
from sommet_tui.wording.sharing import void_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.sharing.merge import VoidAct


class RedoOptions(CommandOptions):
    """Whether to redo all void actions, and who does it."""

    by = UndoOptions.by
    all = Switch(mark("redo, in order, all actions that had no effect"))


def redo(request: Request, options: RedoOptions) -> int:
    """List the void acts that concern this laptop, or do one or all of them again."""
    words, said = request.words(), request.arguments
    if options.all and said:
        raise misused(words.say("Use --all without a number."), words)
    context = open_shared_stage(request)
    room = chosen_room(context)
    stage = Stage(context.companion, login_name(options.by))
    found = stage.to_redo(room)
    if not found:
        raise refused(words.say("There is nothing to redo: all actions have taken effect."))
    if not options.all and not said:
        _list(context, found)
        return OK
    chosen = found if options.all else (_chosen(context, found, said[0]),)
    if stage.lead(room) is not None:
        return ask_the_lead(context, stage, room, chosen)
    for void in chosen:
        act = acted(context, partial(stage.redo, void))
        if request.as_json:
            output.tell_json_lines([act_record(act, context.programme.zone)])
        else:
            output.tell([f"{entry_sentence(act, context.view)}."])
    send(context)
    return OK


def _list(context: Context, found: Sequence[VoidAct]) -> None:
    crew = context.companion.snapshot.events.crew
    assert crew is not None
    words = context.words
    lines = [
        f"{n:>4}  {void_sentence(void, crew, context.view)}" for n, void in enumerate(found, 1)
    ]
    again = command(context, "redo", "--all")
    output.tell(
        [*lines, words.say("To redo the actions that had no effect: {command}", command=again)]
    )


def _chosen(context: Context, found: Sequence[VoidAct], number: str) -> VoidAct:
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(found):
        return found[int(number) - 1]
    sentence = context.words.say(
        "“{text}” is not the number of an action that had no effect. Give a number from 1 to {n}.",
        text=number,
        n=len(found),
    )
    raise misused(sentence, context.words)


VERBS = {
    "redo": Command(
        mark("redo action N, if it had no effect; without N, list the actions that had none"),
        redo,
        RedoOptions,
        (Argument("N", least=0),),
    )
}
