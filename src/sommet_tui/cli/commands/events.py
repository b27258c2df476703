"""`events`: list the events opened before, or the events in a public directory."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.commands import MANY, Argument, Command
from sommet_tui.cli.context import source_refusal, storage_refusal
from sommet_tui.cli.options import PROGRAM, CommandOptions, Request, Value
from sommet_tui.companion import errors
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.known_events import (
    KnownEvent,
    ListedEvent,
    find_events,
    local_date,
    matching_events,
    sort_events,
)
from sommet_tui.wiring.programme import read_directory
from sommet_tui.wiring.stores import event_store
from sommet_tui.wording import layout, times
from sommet_tui.wording.words import Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    _EventWithTime = tuple[KnownEvent | ListedEvent, str]
    """An event, and a word for its time: on, upcoming or over."""


class EventsOptions(CommandOptions):
    directory = Value(
        "list the events of a public directory in Giggity’s format",
        "FILE|URL",
        offers="file",
    )


def run(request: Request, options: EventsOptions) -> None:
    """Print the events whose names contain the given words.

    If no words are given, print all events.
    """
    wanted = " ".join(request.arguments)
    if options.directory is not None:
        _list_directory(options.directory, wanted, request)
        return
    words, now = request.words(), SystemClock().now()
    try:
        known = event_store().events()
    except errors.StorageError as error:
        raise storage_refusal(error, words) from None
    found = sort_events(find_events(known, wanted) if wanted else known, now)
    rows = [(event, times.event_note(event, local_date(event, now), words)) for event in found]
    _print(request, wanted, rows, f"--event {words.say('NAME')}")


def _list_directory(address: str, query: str, request: Request) -> None:
    try:
        events = read_directory(address)
    except errors.SourceError as error:
        raise source_refusal(error, request, named_by=False) from None
    found = matching_events(events, query)
    _print(request, query, [(event, "") for event in found], "URL")


def _print(request: Request, query: str, events: Sequence[_EventWithTime], opener: str) -> None:
    """Print events with their remarks, then the command that opens one.

    `opener` has the arguments of that command.
    """
    words = request.words()
    if request.as_json:
        output.write_json({"events": [_view(event) for event, _ in events]})
    elif not events:
        output.write([_no_match_sentence(words, query)])
    else:
        command = f"{PROGRAM} {opener}"
        hint = words.say("To open one of these events: {command}", command=command)
        output.write([*_table(events, words), "", hint])


def _no_match_sentence(words: Words, query: str) -> str:
    if query:
        return words.say("No event is called “{wanted}”.", wanted=query)
    return words.say(
        "You have not opened any event yet. Open one with: {command}", command=f"{PROGRAM} URL"
    )


def _table(events: Sequence[_EventWithTime], words: Words) -> list[str]:
    dates = [times.dates_text(event.starts, event.ends, words) for event, _ in events]
    width = max(map(layout.cell_width, dates))
    lines = []
    for (event, note), when in zip(events, dates, strict=True):
        about = f" ({note})" if note else ""
        lines.append(f"{when}{' ' * (width - layout.cell_width(when))}  {event.title}{about}")
        lines.append(f"{' ' * width}  {event.address}")
    return lines


def _view(event: KnownEvent | ListedEvent) -> dict[str, object]:
    known = event if isinstance(event, KnownEvent) else None
    return {
        "id": known and known.programme,
        "title": event.title,
        "start": event.starts and event.starts.isoformat(),
        "end": event.ends and event.ends.isoformat(),
        "timezone": event.timezone,
        "address": event.address,
        "opened_at": known and known.opened_at.isoformat(timespec="seconds"),
    }


COMMAND = Command(
    "list the events that you have opened, or those in a public directory",
    run,
    EventsOptions,
    arguments=(Argument("WORDS", least=0, most=MANY),),
)
