"""`stage message`: a line for everyone, for the panel or for the speaker, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import acted, open_shared_stage, said
from sommet_tui.cli.commands.stage.lane import BY, chosen_lane, refused
from sommet_tui.cli.numbers import minutes
from sommet_tui.cli.options import CommandOptions, Switch, Value
from sommet_tui.cli.request import misused
from sommet_tui.companion.lookup import find_session
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.messages import TOS, UNTIL_TAKEN_BACK, MessageEnd
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.messages import To


class MessageOptions(CommandOptions):
    """The recipient of a message, its subject and its end."""

    by = BY
    to = Value(mark("choose who gets the message"), choices=TOS)
    session = Value(mark("set which session the message is about"), mark("ID"), offers="session")
    lasting = Value(
        mark("withdraw the message after MINUTES"),
        mark("MINUTES"),
        flag="--for",
    )
    until_end = Switch(mark("withdraw the message at the end of its session"))


def say(request: Request, options: MessageOptions) -> int:
    """Send a message, or take one back; with --json, answer with its record."""
    words = request.words()
    if options.lasting is not None and options.until_end:
        raise misused(words.say("Use --for or --until-end, not both."), words)
    text = " ".join(request.arguments)
    to: To = next((to_ for to_ in TOS if to_ == options.to), "everyone")
    after = minutes(options.lasting, words) if options.lasting is not None else None
    if after == 0:
        raise misused(words.say("Give a number of minutes other than 0."), words)
    context = open_shared_stage(request)
    stage = Stage(context.companion, login_name(options.by))
    about, room = _find_session(context, options.session), context.snapshot.room
    end = MessageEnd(timedelta(minutes=after)) if after is not None else UNTIL_TAKEN_BACK
    if options.until_end:
        end = MessageEnd(session=about or _running(context, stage))
    elif after is None and about is None and to == "speaker":
        end = _with_what_runs(context, stage)
    return said(context, acted(context, lambda: stage.say(text, to, about, room, end)))


def _find_session(context: Context, wanted: str | None) -> str | None:
    """The session that a message is about, by its id."""
    if wanted is None:
        return None
    with context.refusing():
        return find_session(context.companion.snapshot.programme, wanted).id


def _running(context: Context, stage: Stage) -> str:
    """Return the id of the running session in the room."""
    running = stage.timing(chosen_lane(context)).running
    if running is None:
        raise refused(context.words.say("No session is running."))
    return running.session.id


def _with_what_runs(context: Context, stage: Stage) -> MessageEnd:
    """Return the end of a message to the present speaker: the next speaker must not see it."""
    room = context.snapshot.room
    if room is None and len(context.snapshot.plans.rooms) > 1:
        return UNTIL_TAKEN_BACK
    plan = stage.plan(room)
    running = stage.timing(plan).running if plan is not None else None
    return UNTIL_TAKEN_BACK if running is None else MessageEnd(session=running.session.id)


VERBS = {
    "message": Command(
        mark("send a message (an empty one withdraws the previous one)"),
        say,
        MessageOptions,
        (Argument(mark("TEXT"), most=200),),
    ),
}
