"""`stage`: run the day and show the cost of delays. This module finds the lane for its verbs."""

from __future__ import annotations

from sommet_tui.cli import options
from sommet_tui.cli.commands import CommandGroup
from sommet_tui.domain.rundown.acts import ACT_KINDS
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.words import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.cli.context import Context
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.domain.rundown.lanes import Plan


COMMAND = CommandGroup(
    "stage",
    "run the day: start, end, announce, report",
    {
        **dict.fromkeys(ACT_KINDS, "stage.acts"),
        "toggle": "stage.acts",
        "catch-up": "stage.acts",
        "redo": "stage.acts",
        "message": "stage.acts",
        "log": "stage.log",
        "report": "stage.report",
        "rehearsal": "stage.rehearsal",
        "share": "stage.share",
        "lead": "stage.share",
    },
    "“stage” needs a verb: {verbs}.",
)


BY = options.Value("record who did the action (default: your login name)", "TEXT", flag="--by")
YES = options.Switch("do not ask for confirmation", flag="--yes")


def chosen_room(context: Context) -> str | None:
    """Return the room for an act that names no session: the chosen room, or the event's only room.

    Raises:
        RefusalError: the event has several rooms, and none was chosen.
    """
    rooms = context.snapshot.plans.rooms
    if context.snapshot.room is not None:
        return context.snapshot.room
    if len(rooms) == 1:
        return next(iter(rooms))
    words = context.words
    sentence = ", ".join(f"{room.id} ({room.name})" for room in context.programme.rooms)
    raise options.MisuseError(
        words.say("Name the room with --room: {rooms}.", rooms=sentence), words
    )


def chosen_lane(context: Context) -> Plan:
    """Return the lane of the chosen room that is current at the context's time.

    Raises:
        RefusalError: none of several rooms was chosen, or nothing is planned in the room.
    """
    rundown = context.snapshot.rundown(context.now)
    plan = rundown.lane_of_room(chosen_room(context), context.now)
    if plan is None:
        raise options.make_refusal(context.words.say("Nothing is planned in this room."))
    return plan


def shell_command(context: Context, *args: str) -> str:
    """Return a stage command for this programme, quoted for a shell."""
    return context.command("stage", *args)


def lane_heading(lane: LaneTiming, view: View) -> str:
    """Return a heading for a lane: its day and, if the event has several rooms, its room."""
    plan = lane.state.plan.lane
    day = times.date_heading(plan.day, view.words)
    return session_texts.join([session_texts.room_name(view.programme, plan.room), day])


def cue_line(session: Session, view: View) -> str | None:
    """Return the cue of a session for the stage crew, or None if the session has no cue."""
    cue = view.programme.cues.get(session.id)
    return view.words.say("Cue: {text}", text=cue) if cue else None
