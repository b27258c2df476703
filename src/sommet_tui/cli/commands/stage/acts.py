"""Commands that record actions and messages. Each prints its effect and how to undo it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sommet_tui.cli import exit_codes, output
from sommet_tui.cli.commands import MANY, Argument, Command
from sommet_tui.cli.commands.stage import (
    BY,
    YES,
    chosen_lane,
    chosen_room,
    shell_command,
)
from sommet_tui.cli.context import Context, open_with_saved_data
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    make_refusal,
    parse_act_number,
    parse_minutes,
    parse_signed_minutes,
    parse_suggestion_number,
)
from sommet_tui.companion import errors
from sommet_tui.companion.json.stage import answer_view, suggestions_view
from sommet_tui.companion.recorder import NotSharedError
from sommet_tui.companion.snapshot import messages_in_force
from sommet_tui.companion.stage import (
    NotActingError,
    NotLeadingError,
    RefusedError,
    Stage,
    login_name,
)
from sommet_tui.domain.messages import TOS, Message, MessageEnd, To, default_end
from sommet_tui.domain.rundown.act_effects import DEFINITIONS, Definition
from sommet_tui.domain.rundown.acts import PURPOSES, Act, ActKind, Refusal, undone_acts
from sommet_tui.domain.rundown.catch_up_suggestions import suggestions
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import delay_sentence
from sommet_tui.wording.crew import not_recorded_sentence, redo_request, void_sentence
from sommet_tui.wording.messages import entry_sentence, group_entry_sentence
from sommet_tui.wording.session_texts import room_name, short_name
from sommet_tui.wording.stage import (
    no_suggestion_sentence,
    question_sentence,
    recorded_sentence,
    refusal_sentence,
    suggestion_variants,
    void_act_sentence,
)
from sommet_tui.wording.words import Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from sommet_tui.companion.confirmations import Confirmation
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.programme import Seats

    T = TypeVar("T")


class UndoOptions(CommandOptions):
    """The options that all actions have."""

    by = BY
    yes = YES


class ActOptions(CommandOptions):
    """The options of actions that can be recorded with an earlier time."""

    when = Value("set when the action really happened", "TIME")
    ago = Value("set how many minutes ago the action happened", "MINUTES")
    by = BY
    yes = YES


class FullOptions(ActOptions):
    nearly = Switch("report that the room is nearly full")
    open = Switch("report that the room is open again")


class InsertOptions(ActOptions):
    minutes = Value("set the length of the new session", "MINUTES")
    after = Value(
        "put the new session after session ID (default: after the running one)",
        "ID",
        offers="session",
    )
    start = Value("give the new session a fixed start", "TIME")
    person = Value("name the people on stage, separated by commas", "NAME")


def act(kind: ActKind, request: Request, options: ActOptions) -> None:
    """Record an act. If --json is given, print the record."""
    words, definition = request.words(), DEFINITIONS[kind]
    arguments = dict(zip(_argument_names(definition), request.arguments, strict=False))
    back = _minutes_ago(options, words)
    seats = _requested_seats(options, words) if isinstance(options, FullOptions) else None
    amount = parse_signed_minutes(arguments["minutes"], words) if "minutes" in arguments else None
    context, stage = _open_shared_stage(request, options.by)
    when = _requested_time(context, options.when, back)
    to = _requested_time(context, arguments.get("to"), past=False)

    def make_act() -> Act:
        stage.ensure_can_act(kind, when)
        named = (arguments.get(name) for name in ("session", "after", "partner"))
        session, after, partner = (_session_id(context, wanted) for wanted in named)
        room = context.snapshot.room
        if session is None:
            plan = chosen_lane(context)
            room = plan.lane.room
            session = _default_session(
                context, stage.timing(plan), definition, past=when is not None
            )
        return Act(kind, session, amount, when, after, partner, to, room=room, seats=seats)

    _record_act(
        context,
        stage,
        make_act,
        options,
        starts_next=kind == "start" and "session" not in arguments,
    )


def _toggle_pause(request: Request, options: ActOptions) -> None:
    """Pause the running session. If it is paused, resume it."""
    back = _minutes_ago(options, request.words())
    context, stage = _open_shared_stage(request, options.by)
    when = _requested_time(context, options.when, back)

    def make_act() -> Act:
        stage.ensure_can_act("pause", when)
        plan = chosen_lane(context)
        timing = stage.timing(plan)
        kind = stage.pause_or_resume(plan)
        session = _default_session(context, timing, DEFINITIONS[kind], past=when is not None)
        return Act(kind, session, when=when, room=plan.lane.room)

    _record_act(context, stage, make_act, options)


def insert(request: Request, options: InsertOptions) -> None:
    """Insert a session that is not in the programme. If --json is given, print the record."""
    words, title = request.words(), " ".join(request.arguments)
    back = _minutes_ago(options, words)
    if options.after is not None and options.start is not None:
        raise MisuseError(words.say("Use --after or --start, not both."), words)
    if options.minutes is None:
        raise MisuseError(words.say("Give the length of the session with --minutes."), words)
    length = parse_minutes(options.minutes, words)
    context, stage = _open_shared_stage(request, options.by)
    when = _requested_time(context, options.when, back)
    to = _requested_time(context, options.start, past=False)
    names = (options.person or "").split(",")

    def make_act() -> Act:
        on_other_days = options.after is not None or options.start is not None
        stage.ensure_can_act("insert" if on_other_days else "start", when)
        after = _session_id(context, options.after)
        room = chosen_lane(context).lane.room if after is None else context.snapshot.room
        return stage.make_insert(title, length, names, after=after, to=to, room=room, when=when)

    _record_act(context, stage, make_act, options)


def _requested_seats(options: FullOptions, words: Words) -> Seats:
    """Return how full the room is according to the options, or full if none is given."""
    if options.nearly and options.open:
        raise MisuseError(words.say("Use --nearly or --open, not both."), words)
    return "nearly-full" if options.nearly else "open" if options.open else "full"


def _minutes_ago(options: ActOptions, words: Words) -> int | None:
    """Return the minutes of --ago, or None if --ago was not given.

    Raises:
        RefusalError: --when was also given.
    """
    if options.when is not None and options.ago is not None:
        raise MisuseError(words.say("Use --when or --ago, not both."), words)
    return parse_minutes(options.ago, words) if options.ago is not None else None


def _record_act(
    context: Context,
    stage: Stage,
    make_act: Callable[[], Act],
    options: ActOptions,
    *,
    starts_next: bool = False,
) -> None:
    """Record an act, and print the result.

    If the act needs confirmation, ask the user first. If the answer is no, record nothing.
    """
    request = perform(context, make_act)
    question = None if options.yes else stage.question_before(request, if_next=starts_next)
    # With --when or --ago, the command asks nothing, and reports the question afterwards.
    answer = ask_question(context, question if request.when is None else None)
    if answer is False:
        output.write([context.words.say("Nothing was done.")])
        return
    # A start soon after another start is probably an accident. It is refused, unless the user gave
    # --yes or a time, or has confirmed it.
    careful = starts_next and request.when is None and not options.yes and not answer
    do = partial(stage.record, request, if_next=starts_next, careful=careful)
    recorded = perform(context, do)
    if answer is None:
        report_unasked_question(context, question)
    _report_acts(context, recorded)


def undo(request: Request, options: UndoOptions) -> None:
    """Undo the act with a number, or else the latest act or message.

    If --json is given, print the record.
    """
    number = parse_act_number(request.arguments[0], request.words()) if request.arguments else None
    context, stage = _open_shared_stage(request, options.by)
    perform(context, partial(stage.ensure_can_act, "undo"))
    plan, latest = None, None
    if number is None:
        plan = chosen_lane(context)
        latest = stage.latest_entry_to_undo(plan)
        lead = stage.other_lead(plan.lane.room)
        if latest is None and lead is not None:
            raise _refusal(context, NotLeadingError(lead))
        if latest is None:
            raise make_refusal(context.words.say("There is nothing to undo."))
        question = None if options.yes else stage.undo_question(latest, by_name=True)
        if ask_question(context, question, group_entry_sentence(latest, context.view)) is False:
            output.write([context.words.say("Nothing was undone.")])
            return
    if isinstance(latest, Message):
        _print_message(context, perform(context, partial(stage.undo_message, latest, plan)))
        return

    act = Act("undo", undoes=latest.seq if latest else number)
    do = partial(stage.record, act, if_next=latest is not None)
    _report_acts(context, perform(context, do))


def catch_up(request: Request, options: UndoOptions) -> None:
    """Apply the suggestion with the given number, or list all suggestions for catching up."""
    arguments = request.arguments
    number = parse_suggestion_number(arguments[0], request.words()) if arguments else 0
    context, stage = _open_shared_stage(request, options.by)
    plan = chosen_lane(context)
    lane, limits = stage.timing(plan), request.settings.limits
    if not request.arguments and request.as_json:
        output.write_json(suggestions_view(context.programme, lane, limits))
        return
    lines = [*suggestion_lines(context, lane)]
    lines = lines or [no_suggestion_sentence(lane, context.words)]
    if not request.arguments:
        output.write(lines)
        return
    perform(context, partial(stage.ensure_can_act, "add"))
    found = dict(enumerate(suggestions(lane, limits), 1)).get(number)
    if found is None:
        raise make_refusal(context.words.say("There is no suggestion {n}.", n=number), *lines)
    _report_acts(context, *perform(context, partial(stage.catch_up, found, plan.lane.room)))


def suggestion_lines(context: Context, lane: LaneTiming) -> Iterator[str]:
    """Yield each suggestion for catching up, followed by the command that applies it."""
    words, room = context.words, lane.state.plan.lane.room
    where = ["--room", room] if room and context.programme.has_several_rooms else []
    for number, one in enumerate(suggestions(lane, context.request.settings.limits), 1):
        change = next(suggestion_variants(one, context.view))
        take = shell_command(context, "catch-up", str(number), *where)
        yield words.say("To catch up ({what}): {command}", what=change, command=take)


def ask_question(context: Context, question: Confirmation | None, undone: str = "") -> bool | None:
    """Ask the user to confirm an act, as the screens do. Return whether the user agrees.

    If `question` is None, or if there is no terminal, return None. For an undo, `undone` describes
    the act to undo.
    """
    if question is None:
        return None
    return output.confirm(question_sentence(question, context.view, undone), context.words)


def report_unasked_question(context: Context, question: Confirmation | None) -> None:
    """Report a question that was not asked, unless it adds nothing to the command's output."""
    if question is not None and question.adds_information:
        sentence = context.words.say(
            "Done without confirmation. In a terminal, sommet-tui would have asked: “{question}”",
            question=question_sentence(question, context.view),
        )
        output.report([sentence])


def _print_message(context: Context, message: Message) -> None:
    """Print a sent message and how to withdraw it, then send it to the crew's other laptops."""
    send_records(context)
    if context.request.as_json:
        output.write_json_lines(
            [answer_view(context.snapshot, message, _lane_of_entry(context, message))]
        )
        return
    words, sentence = context.words, entry_sentence(message, context.view)
    where = recorded_sentence(context.programme.day_of(message.at), context.view)
    if not message.text:
        output.write([f"{sentence}. {where}"])
        return
    back = ["message", "", *(["--to", message.to] if message.to != "everyone" else [])]
    back += ["--session", message.session] if message.session else []
    back += ["--room", message.room] if message.room else []
    undo = words.say("To withdraw the message: {command}", command=shell_command(context, *back))
    output.write([f"{sentence} · {where} {undo}"])


def _session_id(context: Context, query: str | None) -> str | None:
    """Return the id of the session that `query` names, if it is in the chosen room.

    Raises:
        RefusalError: the session is unknown, or in another room.
    """
    if query is None:
        return None
    session = context.find_session(query)
    room = context.snapshot.room
    plan = context.snapshot.plans.plan_of_session(session.id, room)
    of_room = plan.lane.room if plan else session.room
    if room not in (None, of_room):
        where = room_name(context.programme, of_room) or ""
        sentence = context.words.say(
            "{session} is in another room: {room}.", session=short_name(session), room=where
        )
        raise make_refusal(sentence)
    return session.id


def _default_session(
    context: Context, lane: LaneTiming, definition: Definition, *, past: bool
) -> str | None:
    """Return the id of the session to which an act applies if the user names none.

    If the act applies to no session, return None. If the user gave a time, `past` is True.

    Raises:
        RefusalError: no session is left.
    """
    if definition.default is None:
        return None
    coming = lane.session_to_run if past else lane.next_to_start
    found = (lane.running if definition.default == "running" else None) or coming
    if found is None:
        raise make_refusal(context.words.say("No upcoming session here."))
    return found.session.id


def _requested_time(
    context: Context, text: str | None, back: int | None = None, *, past: bool = True
) -> datetime | None:
    """Return the instant `back` minutes ago or, if `back` is None, the instant in `text`."""
    clock = context.companion.clock
    if back is not None:
        return clock.now() - timedelta(minutes=back)
    with context.convert_errors():
        return clock.instant(text, past=past) if text is not None else None


def perform(context: Context, action: Callable[[], T]) -> T:
    """Call `action`, and return its result. Turn its errors into refusals.

    Raises:
        RefusalError: nothing was recorded.
    """
    try:
        with context.convert_errors():
            return action()
    except errors.NotDoneError as error:
        raise _refusal(context, error) from None


def _refusal(context: Context, error: errors.NotDoneError) -> exit_codes.RefusalError:
    sentence = not_recorded_sentence(error, context.view)
    return make_refusal(sentence, *_alternatives(context, error))


def _alternatives(context: Context, error: errors.NotDoneError) -> Iterator[str]:
    """Yield the commands that the user can try instead of a refused action."""
    words = context.words
    if isinstance(error, RefusedError):
        yield from _start_suggestions(context, error.refusal)
        yield from context.rehearsal_remarks()
    elif isinstance(error, NotActingError):
        at = context.request.at
        begin = shell_command(context, "rehearsal", "begin", *(["--at", at] if at else []))
        yield words.say("To rehearse: {command}", command=begin)
    elif isinstance(error, NotLeadingError):
        room = ["--room", error.claim.room] if error.claim.room else []
        take = shell_command(context, "lead", *room)
        ask = shell_command(context, "message", "…", "--to", "stage", *room)
        yield words.say("To take the lead in the room: {command}", command=take)
        yield words.say("To ask the room’s lead: {command}", command=ask)
    elif isinstance(error, NotSharedError) and context.snapshot.events.rehearsal is None:
        yield share_command(context)


def share_command(context: Context) -> str:
    """Return a sentence with the command that shares the day."""
    share = shell_command(context, "share", "mqtts://stage@broker.example/summit")
    return context.words.say("To share this day: {command}", command=share)


def _open_shared_stage(request: Request, name: str | None) -> tuple[Context, Stage]:
    """Open the requested programme, then receive the crew's records.

    Return the context, and the stage on which the user acts under this name.
    """
    context = open_with_saved_data(request)
    receive_records(context)
    return context, Stage(context.companion, login_name(name))


def receive_records(context: Context) -> None:
    """If the day is shared, receive new records of the crew."""
    if context.companion.snapshot.events.crew is not None:
        from sommet_tui.cli.crew import receive_new_records

        receive_new_records(context)


def send_records(context: Context) -> None:
    """If the day is shared, send new records to the crew."""
    if context.companion.snapshot.events.crew is not None:
        from sommet_tui.cli.crew import send_or_report

        send_or_report(context)


def _send_redo_requests(
    context: Context, stage: Stage, room: str | None, void: Iterable[VoidAct]
) -> None:
    """Ask the lead of a room to redo void acts, each in a separate message."""
    for void_act in void:
        text = redo_request(void_act, context.view)
        perform(context, partial(stage.send_message, text, "stage", None, room))
        output.write([context.words.say("Request sent to the room’s lead: “{text}”", text=text)])
    send_records(context)


def _start_suggestions(context: Context, refusal: Refusal) -> Iterator[str]:
    """Yield start commands after a refused "start next", one for each session that may be next."""
    plan = context.snapshot.rundown(context.now).plan_of_session(refusal.session or "")
    if refusal.reason not in ("just-started", "unclear") or plan is None:
        return
    timing = Stage(context.companion).timing(plan)
    candidates = (
        timing.ambiguous_sessions if refusal.reason == "unclear" else (timing.next_to_start,)
    )
    for coming in filter(None, candidates):
        start = shell_command(context, "start", coming.session.id)
        name = short_name(coming.session)
        yield context.words.say("To start {session} now: {command}", session=name, command=start)


def _report_acts(context: Context, *done: Act) -> None:
    """Print a report of acts made together, then send their records to the crew.

    If --json is given, print the records instead of the report.
    """
    lane = _lane_of_entry(context, done[-1])
    if context.request.as_json:
        output.write_json_lines(answer_view(context.snapshot, act, lane) for act in done)
    else:
        output.write([_act_line(context, done[-1], lane)])
    send_records(context)


def _act_line(context: Context, done: Act, lane: LaneTiming | None) -> str:
    """Return the report of an act: its effect, the delay and its cost, and the undo command.

    The report also says where the act is recorded. On a past day, there is no delay to report.
    """
    assert lane is not None
    words, day, sentence = (
        context.words,
        lane.state.plan.lane.day,
        group_entry_sentence(done, context.view),
    )
    if day >= context.programme.day_of(context.view.now):
        cost = delay_sentence(lane, context.view)
        sentence = f"{sentence}. {cost[:1].upper()}{cost[1:]}"
    where = recorded_sentence(day, context.view)
    undo = words.say("To undo: {command}", command=shell_command(context, "undo", str(done.seq)))
    return f"{sentence}. {where} {undo}"


def _lane_of_entry(context: Context, entry: Act | Message) -> LaneTiming | None:
    """Return the lane to which an act or a message belongs.

    If the event has several rooms, return None for a message to everyone.
    """
    snapshot, now = context.snapshot, context.companion.clock.now()
    rundown = snapshot.rundown(now)
    if isinstance(entry, Act):
        mine = (key for key, acts in rundown.acts.items() if any(a.seq == entry.seq for a in acts))
        return lane_timing(rundown.lanes[next(mine)], now)
    rooms, plan = snapshot.plans.rooms, None
    if entry.session is not None:
        plan = rundown.plan_of_session(entry.session)
    elif entry.room is not None or len(rooms) == 1:
        plan = rundown.lane_of_room(entry.room or next(iter(rooms)), now)
    return lane_timing(rundown.lane(plan), now) if plan is not None else None


_ID = Argument("ID", offers="session")
_ARGUMENTS = {
    "minutes": Argument("MINUTES"),
    "session": _ID,
    "partner": _ID,
    "after": Argument("AFTER", offers="session"),
    "to": Argument("TIME"),
}
"""The arguments for the values of an act, in their order on the command line."""


def _argument_names(definition: Definition) -> list[str]:
    return [name for name in _ARGUMENTS if name in (*definition.required, *definition.optional)]


def _act_command(kind: ActKind, definition: Definition) -> Command:
    purpose = PURPOSES[kind]
    if kind == "undo":
        return Command(purpose, undo, UndoOptions, (Argument("N", least=0),))
    if kind == "insert":
        return Command(purpose, insert, InsertOptions, (Argument("TITLE", most=MANY),))
    arguments = [_ARGUMENTS[name] for name in _argument_names(definition)]
    if definition.default or definition.optional:
        arguments[-1] = replace(arguments[-1], least=0)
    options = FullOptions if kind == "full" else ActOptions
    return Command(purpose, partial(act, kind), options, tuple(arguments))


class RedoOptions(CommandOptions):
    by = UndoOptions.by
    all = Switch("redo, in order, all actions that had no effect")


def redo(request: Request, options: RedoOptions) -> None:
    """List the void acts that this computer can redo. If arguments are given, redo one or all."""
    words, arguments = request.words(), request.arguments
    if options.all and arguments:
        raise MisuseError(words.say("Use --all without a number."), words)
    if request.as_json and not (options.all or arguments):
        raise MisuseError(words.say("--json needs a number or --all."), words)
    context, stage = _open_shared_stage(request, options.by)
    room = chosen_room(context)
    found = stage.acts_to_redo(room)
    if not found:
        raise make_refusal(*_nothing_to_redo_lines(context, arguments))
    if not options.all and not arguments:
        _print_void_acts(context, found)
        return
    chosen = found if options.all else (_choose_void_act(context, found, arguments[0]),)
    if stage.other_lead(room) is not None:
        _send_redo_requests(context, stage, room, chosen)
        return
    for void in chosen:
        act = perform(context, partial(stage.redo, void))
        if request.as_json:
            output.write_json_lines(
                [answer_view(context.snapshot, act, _lane_of_entry(context, act))]
            )
        else:
            output.write([f"{entry_sentence(act, context.view)}."])
    send_records(context)


def _nothing_to_redo_lines(context: Context, args: Sequence[str]) -> tuple[str, ...]:
    """Return why redo has nothing to do, or why the act in `args` cannot be redone."""
    words, view, acts = context.words, context.view, context.snapshot.acts(context.now)
    void_reasons = context.snapshot.rundown(context.now).void_reasons
    if not args:
        room = context.snapshot.room
        found = (act.seq for act in acts if act.seq in void_reasons and room in (None, act.room))
        reasons = [void_act_sentence(seq, void_reasons[seq], view) for seq in found]
        if not reasons:
            return (words.say("No action needs to be redone: all have taken effect."),)
        return words.say("There is nothing to redo."), *reasons
    number = parse_act_number(args[0], words)
    if all(act.seq != number for act in acts):
        return (refusal_sentence(Refusal("unknown-act"), view),)
    if number in void_reasons:
        return (void_act_sentence(number, void_reasons[number], view),)
    if number in undone_acts(acts):
        return (refusal_sentence(Refusal("not-in-force"), view),)
    return (words.say("Action {n} has taken effect.", n=number),)


def _print_void_acts(context: Context, void_acts: Sequence[VoidAct]) -> None:
    crew = context.companion.snapshot.events.crew
    assert crew is not None
    words = context.words
    lines = [
        f"{n:>4}  {void_sentence(void, crew, context.view)}" for n, void in enumerate(void_acts, 1)
    ]
    again = shell_command(context, "redo", "--all")
    output.write(
        [*lines, words.say("To redo the actions that had no effect: {command}", command=again)]
    )


def _choose_void_act(context: Context, void_acts: Sequence[VoidAct], number: str) -> VoidAct:
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(void_acts):
        return void_acts[int(number) - 1]
    sentence = context.words.say(
        "“{text}” is not in the list of actions without effect. Give a number from 1 to {n}.",
        text=number,
        n=len(void_acts),
    )
    raise MisuseError(sentence, context.words)


class MessageOptions(CommandOptions):
    by = BY
    to = Value(
        "choose who gets the message (stage: the stage manager; speaker: the clock on stage)",
        choices=TOS,
    )
    session = Value("set which session the message is about", "ID", offers="session")
    lasting = Value(
        "withdraw the message after MINUTES",
        "MINUTES",
        flag="--for",
    )
    until_end = Switch("withdraw the message at the end of its session")
    to_all = Switch("send the message to the speakers of all rooms", flag="--all")


def say(request: Request, options: MessageOptions) -> None:
    """Send or withdraw a message. If --json is given, print the record."""
    words = request.words()
    if options.lasting is not None and options.until_end:
        raise MisuseError(words.say("Use --for or --until-end, not both."), words)
    text = " ".join(request.arguments)
    to: To = next((to_ for to_ in TOS if to_ == options.to), "everyone")
    after = parse_minutes(options.lasting, words) if options.lasting is not None else None
    if after == 0:
        raise MisuseError(words.say("Give a number of minutes other than 0."), words)
    context, stage = _open_shared_stage(request, options.by)
    about = None if options.session is None else context.find_session(options.session).id
    lasts = MessageEnd(timedelta(minutes=after)) if after is not None else None
    if lasts is None and options.until_end and to != "speaker":
        lasts = MessageEnd(session=about or _running_id(context, stage))
    for room in _target_rooms(context, options, to, about, withdraws=not text):
        end = lasts
        if end is None:
            end = default_end(to, about or _current_session(stage, room))
        _print_message(
            context, perform(context, partial(stage.send_message, text, to, about, room, end))
        )


def _target_rooms(
    context: Context, options: MessageOptions, to: To, about: str | None, *, withdraws: bool
) -> Sequence[str | None]:
    """Return the rooms that get a message. [None] means one message to all rooms together.

    A message to the speaker needs a room. If --all is given, each room gets a separate message.

    Raises:
        RefusalError: --all is not possible here, or a message to the speaker names no room.
    """
    snapshot, words = context.snapshot, context.words
    if not options.to_all:
        if to == "speaker" and about is None:
            chosen_room(context)
        return (snapshot.room,)
    if to != "speaker" or about is not None or snapshot.room is not None:
        raise MisuseError(
            words.say("Use --all only with --to speaker, without --room and --session."), words
        )
    if withdraws:
        current = messages_in_force(snapshot, "speaker", context.now)
        return [m.room for m in current if m.session is None] or [None]
    return [room.id for room in context.programme.rooms] or [None]


def _running_id(context: Context, stage: Stage) -> str:
    """Return the id of the session that is running in the room."""
    running = stage.timing(chosen_lane(context)).running
    if running is None:
        raise make_refusal(context.words.say("No session is running."))
    return running.session.id


def _current_session(stage: Stage, room: str | None) -> str | None:
    """Return the id of the running or next session of a room, or None."""
    plan = stage.plan(room)
    present = stage.timing(plan).current_or_next if plan is not None else None
    return present.session.id if present is not None else None


VERBS: dict[str, Command] = {
    **{kind: _act_command(kind, definition) for kind, definition in DEFINITIONS.items()},
    "catch-up": Command(
        "list suggestions for catching up, or apply suggestion N",
        catch_up,
        UndoOptions,
        (Argument("N", least=0),),
    ),
    "toggle": Command("pause or resume the running session", _toggle_pause, ActOptions),
    "redo": Command(
        "redo action N if it had no effect; without N, list the actions without effect",
        redo,
        RedoOptions,
        (Argument("N", least=0),),
    ),
    "message": Command(
        "send a message (an empty TEXT withdraws the previous message)",
        say,
        MessageOptions,
        (Argument("TEXT", most=200),),
    ),
}
