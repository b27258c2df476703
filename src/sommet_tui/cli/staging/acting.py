"""The acts as commands: each prints what it did, what that makes of the lane, how to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import misused
from sommet_tui.cli.staging.asking import act_number, minutes, minutes_ago
from sommet_tui.cli.staging.opening import command, lane_meant, open_stage, refused
from sommet_tui.cli.view import not_kept, unknown
from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import NotActingError, RefusedError, Stage, Wish, ago, login_name
from sommet_tui.domain.messages import TOS
from sommet_tui.domain.records import act_record, message_record
from sommet_tui.domain.rundown.acts import latest_to_undo
from sommet_tui.domain.rundown.impact import impact
from sommet_tui.domain.rundown.standing import stand
from sommet_tui.domain.values import replace
from sommet_tui.wording.sentences import room_name, short_name
from sommet_tui.wording.stage import (
    act_sentence,
    cost_sentence,
    not_acting_sentence,
    refusal_sentence,
    rehearsal_over_sentence,
    to_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import TypeVar

    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.messages import To
    from sommet_tui.domain.rundown.acts import Act, ActKind
    from sommet_tui.domain.rundown.lanes import Plan
    from sommet_tui.domain.rundown.refusal import Refusal

    T = TypeVar("T")

"""Characters of a name."""


def act(request: Request, kind: ActKind, said: tuple[str, ...]) -> int:
    """Do an act, once its words make sense; with --json, answer with its record."""
    words = request.words()
    amount = minutes(said[0], words) if kind == "add" else None
    number = act_number(said[0], words) if kind == "undo" and said else None
    back = minutes_ago(request.ago, words) if request.ago is not None else None
    ids = said[1:] if kind == "add" else said
    view = open_stage(request)
    stage = Stage(view.companion, login_name(request.by))
    when = _when(view, stage, back)

    def done() -> Act:
        stage.expect_acting(kind)
        if kind == "undo":
            return stage.do(_undo(view, number))
        return stage.do(replace(_wish(view, stage, kind, ids), minutes=amount, when=when))

    return _told(view, _acted(view, done))


def say(request: Request, text: str) -> int:
    """Send a message, or take one back; with --json, answer with its record."""
    words = request.words()
    to = _to(request)
    view = open_stage(request)
    stage = Stage(view.companion, login_name(request.by))
    about, room = request.session, view.snapshot.room
    message = _acted(view, lambda: stage.say(text, to, about, room))
    if request.as_json:
        output.tell_json_lines([message_record(message, view.programme.zone)])
        return OK
    words = view.words
    if not message.text:
        output.tell([words.say("Taken back, {to}.", to=to_words(to, words))])
        return OK
    back = ["message", "", *(["--to", to] if to != "everyone" else [])]
    back += ["--session", about] if about else []
    back += ["--room", room] if room else []
    told = words.say("Said {to}: {text}", to=to_words(to, words), text=message.text)
    undo = words.say("To take it back: {command}", command=command(view, *back))
    output.tell([f"{told} · {undo}"])
    return OK


def _wish(view: View, stage: Stage, kind: ActKind, ids: tuple[str, ...]) -> Wish:
    """The act on the sessions that are named, else on what runs or is next."""
    for wanted in ids:
        _known(view, wanted)
    if ids:
        return Wish(kind, session=ids[0], after=ids[1] if kind == "defer" else None)
    plan = lane_meant(view)
    room = plan.lane.room
    if kind in ("start", "add"):
        session = _meant(view, stage, plan, running=kind == "add")
        starts = kind == "start"
        # Whoever says when it began has not pressed a key twice.
        at_once = starts and view.request.when is None and view.request.ago is None
        return Wish(kind, session=session, room=room, next=starts, careful=at_once)
    return Wish(kind, room=room)


def _known(view: View, wanted: str) -> None:
    """Check that a session is there, and in the room that was chosen.

    Raises:
        RefusalError: it is not.
    """
    try:
        session = view.companion.session(wanted)
    except UnknownError as error:
        raise unknown(error, view.programme, view.words) from None
    room = view.snapshot.room
    if room is not None and session.room != room:
        where = room_name(view.programme, session.room) or ""
        told = view.words.say(
            "{session} is in another room: {room}.", session=short_name(session), room=where
        )
        raise refused(told)


def _meant(view: View, stage: Stage, plan: Plan, *, running: bool) -> str:
    """The session that is next, or for minutes the `running` one if there is one."""
    lane = stage.standing(plan)
    found = (lane.running if running else None) or lane.to_start
    if found is None:
        raise refused(view.words.say("No session is to come here."))
    return found.session.id


def _undo(view: View, number: int | None) -> Wish:
    if number is not None:
        return Wish("undo", undoes=number)
    plan = lane_meant(view)
    latest = latest_to_undo(view.snapshot.rundown(view.now).acts_of(plan))
    if latest is None:
        raise refused(view.words.say("There is nothing to undo."))
    return Wish("undo", undoes=latest.seq, next=True)


def _when(view: View, stage: Stage, back: int | None) -> datetime | None:
    if back is not None:
        return ago(view.companion.now(), back)
    if view.request.when is None:
        return None
    from sommet_tui.domain.instants import TimeError

    try:
        return stage.instant(view.request.when)
    except TimeError as error:
        from sommet_tui.wording.errors import time_error_sentence

        raise misused(time_error_sentence(error, view.words), view.words) from None


def _acted(view: View, do: Callable[[], T]) -> T:
    """What was done.

    Raises:
        RefusalError: nothing was, for a reason.
    """
    words = view.words
    try:
        return do()
    except RefusedError as error:
        told = refusal_sentence(error.refusal, view.programme, view.zones, words)
        raise refused(told, *_all_the_same(view, error.refusal)) from None
    except NotActingError as error:
        raise refused(not_acting_sentence(error.reason, words), _practise(view)) from None
    except RehearsalOverError:
        raise refused(rehearsal_over_sentence(words)) from None
    except UnknownError as error:
        raise unknown(error, view.programme, words) from None
    except KeepingError as error:
        raise not_kept(error, words) from None


def _all_the_same(view: View, refusal: Refusal) -> Iterator[str]:
    """How to start what is next where another session has hardly begun."""
    plan = view.snapshot.plans.of_session(refusal.session or "")
    if refusal.reason != "just-started" or plan is None:
        return
    coming = Stage(view.companion).standing(plan).to_start
    if coming is not None:
        start = command(view, "start", coming.session.id)
        name = short_name(coming.session)
        yield view.words.say("To start {session} already: {command}", session=name, command=start)


def _practise(view: View) -> str:
    at = view.request.at
    begin = command(view, "rehearsal", "begin", *(["--at", at] if at else []))
    return view.words.say("To practise: {command}", command=begin)


def _told(view: View, done: Act) -> int:
    if view.request.as_json:
        output.tell_json_lines([act_record(done, view.programme.zone)])
    else:
        output.tell([_line(view, done)])
    return OK


def _line(view: View, done: Act) -> str:
    words, snapshot, now = view.words, view.snapshot, view.companion.now()
    acts = snapshot.acts(now)
    told = act_sentence(done, view.programme, view.zones, words, acts)
    undo = words.say("To undo: {command}", command=command(view, "undo", str(done.seq)))
    return f"{told}. {_lane(view, done, now)}. {undo}"


def _lane(view: View, done: Act, now: datetime) -> str:
    """How late the lane of an act is after it, and what that costs."""
    rundown = view.snapshot.rundown(now)
    key = next(key for key, acts in rundown.acts.items() if any(a.seq == done.seq for a in acts))
    lane = stand(rundown.lanes[key], now)
    told = cost_sentence(lane.offset, impact(lane), view.words)
    return told[:1].upper() + told[1:]


def _to(request: Request) -> To:
    if request.to is None:
        return "everyone"
    for to in TOS:
        if to == request.to:
            return to
    words = request.words()
    told = words.say(
        "“{value}” does not go with {option}. It takes: {choices}.",
        value=request.to,
        option="--to",
        choices=", ".join(TOS),
    )
    raise misused(told, words)
