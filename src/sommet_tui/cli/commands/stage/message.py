"""`stage message`: a line for everyone, for the panel or for the speaker, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.commands.stage.acts import open_shared_stage, perform, said
from sommet_tui.cli.commands.stage.lane import BY, chosen_lane, chosen_room, refused
from sommet_tui.cli.exits import OK
from sommet_tui.cli.input import minutes
from sommet_tui.cli.request import CommandOptions, Request, Switch, Value, misuse
from sommet_tui.companion.lookup import find_session
from sommet_tui.companion.messages import messages_in_force
from sommet_tui.companion.stage import Stage, login_name
from sommet_tui.domain.messages import TOS, UNTIL_TAKEN_BACK, MessageEnd, To
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.context import Context


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
    to_all = Switch(mark("send the message to the speakers of all rooms"), flag="--all")


def say(request: Request, options: MessageOptions) -> int:
    """Send a message, or take one back; with --json, answer with its record."""
    words = request.words()
    if options.lasting is not None and options.until_end:
        raise misuse(words.say("Use --for or --until-end, not both."), words)
    text = " ".join(request.arguments)
    to: To = next((to_ for to_ in TOS if to_ == options.to), "everyone")
    after = minutes(options.lasting, words) if options.lasting is not None else None
    if after == 0:
        raise misuse(words.say("Give a number of minutes other than 0."), words)
    context = open_shared_stage(request)
    stage = Stage(context.companion, login_name(options.by))
    about = _find_session(context, options.session)
    lasts = MessageEnd(timedelta(minutes=after)) if after is not None else None
    if lasts is None and options.until_end and to != "speaker":
        lasts = MessageEnd(session=about or _running(context, stage))
    for room in _rooms(context, options, to, about, withdraws=not text):
        end = lasts
        if end is None:
            end = _end_for_speaker(stage, about, room) if to == "speaker" else UNTIL_TAKEN_BACK
        said(context, perform(context, partial(stage.say, text, to, about, room, end)))
    return OK


def _rooms(
    context: Context, options: MessageOptions, to: To, about: str | None, *, withdraws: bool
) -> Sequence[str | None]:
    """Return the rooms that a message is for, None for all rooms.

    A message to the speaker is for one room, or with --all for each room separately.

    Raises:
        RefusalError: it is not clear which speaker gets the message.
    """
    snapshot, words = context.snapshot, context.words
    if not options.to_all:
        if to == "speaker" and about is None:
            chosen_room(context)
        return (snapshot.room,)
    if to != "speaker" or about is not None or snapshot.room is not None:
        raise misuse(
            words.say("Use --all only with --to speaker, without --room and --session."), words
        )
    if withdraws:
        current = messages_in_force(snapshot, "speaker", context.now)
        return [m.room for m in current if m.session is None] or [None]
    return [room.id for room in context.programme.rooms] or [None]


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


def _end_for_speaker(stage: Stage, about: str | None, room: str | None) -> MessageEnd:
    """Return the end of a message to the speaker: the next speaker must not see it."""
    plan = stage.plan(room) if about is None else None
    present = stage.timing(plan).present if plan is not None else None
    return MessageEnd(session=about or (present.session.id if present is not None else None))


VERBS = {
    "message": Command(
        mark("send a message (an empty one withdraws the previous one)"),
        say,
        MessageOptions,
        (Argument(mark("TEXT"), most=200),),
    ),
}
