"""`stage rehearsal`: begin one under a clock of its own, or end it and forget its acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import numbers, output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import UndoOptions, ask, report_unasked
from sommet_tui.cli.commands.stage.lane import command, refused
from sommet_tui.cli.context import not_kept, open_context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.cli.request import Request, ScreenOptions, misused
from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.values import replace
from sommet_tui.wording.errors import time_error_sentence
from sommet_tui.wording.times import date_text, sentence_time
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.exits import RefusalError


class RehearsalOptions(CommandOptions):
    """How fast its clock runs."""

    speed = ScreenOptions.speed
    yes = UndoOptions.yes


def rehearse(request: Request, options: RehearsalOptions) -> int:
    """Begin or clear the rehearsal; with --json, answer with its clock, or whether one was on."""
    words, (what,) = request.words(), request.arguments
    speed = numbers.speed(options.speed, words)
    if what == "clear" and (request.at is not None or speed is not None):
        raise misused(words.say("--at and --speed work only with stage rehearsal begin."), words)
    # A rehearsal that is on is joined where no other time is asked for.
    context = open_context(request.without(Request.at.flag))
    if context.snapshot.unkept is not None:
        raise not_kept(context.snapshot.unkept, context.words)
    try:
        if what == "begin":
            return _begin(replace(context, request=request), speed, yes=options.yes)
        return _clear(context, yes=options.yes)
    except KeepingError as error:
        raise not_kept(error, context.words) from None


def _begin(context: Context, speed: float | None, *, yes: bool) -> int:
    if context.snapshot.events.rehearsal is not None:
        raise _is_on(context)
    question = None if yes else Stage(context.companion).rehearsal_question()
    answer = ask(context, question)
    if answer is False:
        output.tell([context.words.say("Nothing was done.")])
        return OK
    if context.request.at is not None:
        _set_clock(context, context.request.at)
    if not context.companion.rehearse(speed):  # somebody else has begun one meanwhile
        raise _is_on(context)
    if answer is None:
        report_unasked(context, question)
    now, words = context.companion.now(), context.words
    rehearsal = context.snapshot.events.rehearsal
    if context.request.as_json:
        at = now.astimezone(context.programme.zone).isoformat(timespec="seconds")
        begun = {"rehearsal": rehearsal.id if rehearsal else None, "at": at}
        output.tell_json(begun | {"speed": context.snapshot.speed})
        return OK
    date = date_text(context.zones.local(now).date(), words, year=True)
    time = sentence_time(now, context.view)
    sentence = words.say("The rehearsal has started: {date}, {time}.", date=date, time=time)
    output.tell([f"{sentence} {_how_to_end(context)}"])
    return OK


def _how_to_end(context: Context) -> str:
    end = command(context, "rehearsal", "clear")
    return context.words.say("To end it: {command}", command=end)


def _set_clock(context: Context, at: str) -> None:
    try:
        context.companion.set_clock(context.companion.instant(at))
    except TimeError as error:
        raise misused(time_error_sentence(error, context.words), context.words) from None


def _is_on(context: Context) -> RefusalError:
    words = context.words
    time = sentence_time(context.companion.now(), context.view)
    sentence = words.say("A rehearsal is already running; its clock shows {time}.", time=time)
    return refused(sentence, _how_to_end(context))


def _clear(context: Context, *, yes: bool) -> int:
    on = context.snapshot.events.rehearsal is not None
    if on and not yes and ask(context, Stage(context.companion).rehearsal_question()) is False:
        output.tell([context.words.say("Nothing was done.")])
        return OK
    cleared = context.companion.clear_rehearsal()
    if context.request.as_json:
        output.tell_json({"cleared": cleared})
    elif cleared:
        output.tell(
            [context.words.say("The rehearsal has ended and its actions have been discarded.")]
        )
    else:
        output.tell([context.words.say("No rehearsal is running.")])
    return OK


VERBS = {
    "rehearsal": Command(
        mark("practise without touching the real day"),
        rehearse,
        RehearsalOptions,
        (
            Argument(
                "",
                choices=("begin", "clear"),
                wrong=mark("stage rehearsal needs a verb: begin or clear."),
            ),
        ),
    )
}
