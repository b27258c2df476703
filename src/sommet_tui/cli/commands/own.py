"""`own`: add, list and remove the user's own events, such as a meeting or a train."""

from __future__ import annotations

from functools import partial

from sommet_tui.cli import filters, output
from sommet_tui.cli.commands import MANY, Argument, Command, CommandGroup
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.options import CommandOptions, MisuseError, Request, Value, parse_minutes
from sommet_tui.companion.lookup import find_own_event
from sommet_tui.companion.user_data import own_event_by_id
from sommet_tui.domain import instants, own_events
from sommet_tui.wording import plan
from sommet_tui.wording.words import mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


class DayOptions(CommandOptions):
    """The options of `own`."""

    day = Value(
        "set the day of your own event: 2025-02-07, saturday, today, or 2 (the second day)",
        "DAY",
        offers="day",
    )
    leave = Value("plan to leave MINUTES before the start", "MINUTES")


def _run(verb: str, request: Request, options: CommandOptions) -> None:
    """Run a verb of `own`. If --json is given, print the new list of own events."""
    context = open_context(request)
    words = context.words
    context.require_saved_data()
    day, lead = None, None
    if isinstance(options, DayOptions):
        day = options.day
        lead = None if options.leave is None else parse_minutes(options.leave, words)
    lines: list[str] = []
    try:
        with context.convert_errors():
            lines.extend(_answer_lines(context, verb, request.arguments, day, lead))
            lines += context.save_plans()
    except (own_events.OwnEventError, instants.TimeError) as error:
        raise MisuseError(plan.own_event_error_sentence(error, words), words) from None
    if request.as_json:
        from sommet_tui.companion.json import programme_view
        from sommet_tui.companion.json.now_sessions_and_bookmarks import own_event_view

        programme = context.programme
        own = [own_event_view(programme, event) for event in context.snapshot.mine.own_events]
        output.write_json({"programme": programme_view(programme), "own_events": own})
    else:
        output.write(lines)


def _answer_lines(
    context: Context, verb: str, words: tuple[str, ...], day: str | None, lead: int | None
) -> Iterator[str]:
    companion = context.companion
    if verb == "add":
        event = companion.mine.save_own_event(" ".join(words), _parse_day(context, day), lead=lead)
        yield context.words.say("Added: {event}", event=_own_event_sentence(context, event.id))
    elif verb == "edit":
        event = find_own_event(companion.snapshot.mine.own_events, words[0])
        which = (
            own_events.event_day_of(event, context.programme)
            if day is None
            else _parse_day(context, day)
        )
        companion.mine.save_own_event(" ".join(words[1:]), which, event.id, lead=lead)
        yield context.words.say("Changed: {event}", event=_own_event_sentence(context, event.id))
    elif verb == "remove":
        own = companion.snapshot.mine.own_events
        for event in dict.fromkeys([find_own_event(own, wanted) for wanted in words]):
            sentence = _own_event_sentence(context, event.id)
            companion.mine.remove_own_event(event.id)
            yield context.words.say("Removed: {event}", event=sentence)
    elif not context.snapshot.mine.own_events:
        yield context.words.say("No own events yet.")
        command = context.command("own", "add", "12:30-13:30 Lunch @ Foyer")
        yield context.words.say("To add your own event: {command}", command=command)
    else:
        for event in context.snapshot.mine.own_events:
            yield _own_event_sentence(context, event.id)


def _own_event_sentence(context: Context, id_: str) -> str:
    event = own_event_by_id(context.companion.snapshot.mine.own_events, id_)
    sentence = plan.own_event_words(event, context.view)
    return f"{sentence} [{id_}]"


def _parse_day(context: Context, day: str | None) -> date:
    """Return the day that the user named, or else the default day for own events."""
    if day is not None:
        return min(filters.find_days(day, context))
    found = own_events.default_day(context.programme, context.now)
    if found < context.programme.day_of(context.now):  # the user may mean today or a past day
        sentence = context.words.say(
            "The event is over. Add the day, such as --day {day}.", day=found
        )
        raise MisuseError(sentence, context.words)
    return found


_LINE = Argument("LINE", most=MANY)
_ID = Argument("ID", offers="own")
_IDS = Argument("ID", most=MANY, offers="own")
_TOO_FEW = mark(
    "“own add” needs a line such as 12:30-13:30 Lunch @ Foyer. “own edit” needs an id, then such a "
    "line. “own remove” needs one or more ids. “own list” shows the ids."
)
VERBS = {
    "add": Command(
        "add your own event: 12:30-13:30 Lunch @ Foyer",
        partial(_run, "add"),
        DayOptions,
        (_LINE,),
        _TOO_FEW,
    ),
    "edit": Command(
        "replace an own event",
        partial(_run, "edit"),
        DayOptions,
        (_ID, _LINE),
        _TOO_FEW,
    ),
    "remove": Command(
        "remove your own events",
        partial(_run, "remove"),
        arguments=(_IDS,),
        too_few_error=_TOO_FEW,
    ),
    "list": Command("list your own events", partial(_run, "list")),
}
COMMAND = CommandGroup(
    "own",
    "manage your own events, such as a meeting or a train",
    dict.fromkeys(VERBS, "own"),
    "“own” needs a verb: {either}.",
)
