"""`stage redo`: record void actions again, at their original times."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import (
    UndoOptions,
    ask_the_lead,
    lane_of,
    open_shared_stage,
    perform,
    send,
)
from sommet_tui.cli.commands.stage.lane import chosen_room, command, refused
from sommet_tui.cli.exits import OK
from sommet_tui.cli.input import act_number
from sommet_tui.cli.request import CommandOptions, Request, Switch, misuse
from sommet_tui.companion.json.stage import answer_view
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.rundown.acts import undone
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.wording.messages import entry_sentence
from sommet_tui.wording.sharing import void_sentence
from sommet_tui.wording.stage import refusal_sentence, void_act_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.domain.sharing.merge import VoidAct


class RedoOptions(CommandOptions):
    """Whether to redo all void actions, and who does it."""

    by = UndoOptions.by
    all = Switch(mark("redo, in order, all actions that had no effect"))


def redo(request: Request, options: RedoOptions) -> int:
    """List the void acts that concern this laptop, or do one or all of them again."""
    words, said = request.words(), request.arguments
    if options.all and said:
        raise misuse(words.say("Use --all without a number."), words)
    context = open_shared_stage(request)
    room = chosen_room(context)
    stage = Stage(context.companion, login_name(options.by))
    found = stage.to_redo(room)
    if not found:
        raise refused(*_nothing_to_redo(context, said))
    if not options.all and not said:
        _list(context, found)
        return OK
    chosen = found if options.all else (_choose(context, found, said[0]),)
    if stage.lead(room) is not None:
        return ask_the_lead(context, stage, room, chosen)
    for void in chosen:
        act = perform(context, partial(stage.redo, void))
        if request.as_json:
            output.write_json_lines([answer_view(context.snapshot, act, lane_of(context, act))])
        else:
            output.write([f"{entry_sentence(act, context.view)}."])
    send(context)
    return OK


def _nothing_to_redo(context: Context, said: Sequence[str]) -> tuple[str, ...]:
    """Return why no action, or not the one with the number `said`, can be redone."""
    words, view, acts = context.words, context.view, context.snapshot.acts(context.now)
    why_void = context.snapshot.rundown(context.now).why_void
    if not said:
        room = context.snapshot.room
        found = (act.seq for act in acts if act.seq in why_void and room in (None, act.room))
        reasons = [void_act_sentence(seq, why_void[seq], view) for seq in found]
        if not reasons:
            return (words.say("No action needs to be redone: all have taken effect."),)
        return words.say("There is nothing to redo."), *reasons
    number = act_number(said[0], words)
    if all(act.seq != number for act in acts):
        return (refusal_sentence(Refusal("unknown-act"), view),)
    if number in why_void:
        return (void_act_sentence(number, why_void[number], view),)
    if number in undone(acts):
        return (refusal_sentence(Refusal("not-in-force"), view),)
    return (words.say("Action {n} has taken effect.", n=number),)


def _list(context: Context, found: Sequence[VoidAct]) -> None:
    crew = context.companion.snapshot.events.crew
    assert crew is not None
    words = context.words
    lines = [
        f"{n:>4}  {void_sentence(void, crew, context.view)}" for n, void in enumerate(found, 1)
    ]
    again = command(context, "redo", "--all")
    output.write(
        [*lines, words.say("To redo the actions that had no effect: {command}", command=again)]
    )


def _choose(context: Context, found: Sequence[VoidAct], number: str) -> VoidAct:
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(found):
        return found[int(number) - 1]
    sentence = context.words.say(
        "“{text}” is not the number of an action that had no effect. Give a number from 1 to {n}.",
        text=number,
        n=len(found),
    )
    raise misuse(sentence, context.words)


VERBS = {
    "redo": Command(
        mark("redo action N, if it had no effect; without N, list the actions that had none"),
        redo,
        RedoOptions,
        (Argument("N", least=0),),
    )
}
