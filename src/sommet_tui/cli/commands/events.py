"""`events`: the events opened before, or those of a public directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import MANY, Argument, Command
from sommet_tui.cli.context import not_kept, source_refusal
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions, Value
from sommet_tui.cli.request import PROGRAM
from sommet_tui.companion.clock import SystemClock
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.wiring.programme import read_directory
from sommet_tui.wiring.stores import event_store
from sommet_tui.wording.events import dates_text, event_note
from sommet_tui.wording.layout import cells
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sommet_tui.cli.request import Request
    from sommet_tui.domain.events import KnownEvent, ListedEvent
    from sommet_tui.wording.words import Words


class EventsOptions(CommandOptions):
    """Where else to look."""

    directory = Value(
        mark("list the events of a public directory in Giggity’s format"),
        mark("FILE|URL"),
        offers="file",
    )


def run(request: Request, options: EventsOptions) -> int:
    """Print the events there are, or those whose name holds the words."""
    wanted = " ".join(request.arguments)
    if options.directory is not None:
        return _directory(options.directory, wanted, request)
    from sommet_tui.domain.events import day_at, in_order, named

    words, now = request.words(), SystemClock().now()
    try:
        known = event_store().events()
    except StorageError as error:
        raise not_kept(error, words) from None
    found = in_order(named(known, wanted) if wanted else known, now)
    if request.as_json:
        output.tell_json({"events": [_known_view(event) for event in found]})
        return OK
    if not found:
        output.tell([_nothing(words, wanted)])
        return OK
    output.tell(_table([_Row.known(event, day_at(event, now), words) for event in found]))
    output.tell(
        ["", words.say("To open one of these events: {command}", command=f"{PROGRAM} --event NAME")]
    )
    return OK


def _directory(address: str, wanted: str, request: Request) -> int:
    from sommet_tui.domain.events import listed

    words = request.words()
    try:
        events = read_directory(address)
    except SourceError as error:
        raise source_refusal(error, request, named_by=False) from None
    found = listed(events, wanted)
    if request.as_json:
        output.tell_json({"events": [_listed_view(event) for event in found]})
        return OK
    if not found:
        output.tell([_nothing(words, wanted)])
        return OK
    output.tell(_table([_Row.listed(event, words) for event in found]))
    output.tell(["", words.say("To open one of these events: {command}", command=f"{PROGRAM} URL")])
    return OK


def _nothing(words: Words, wanted: str) -> str:
    if wanted:
        return words.say("No event is called “{wanted}”.", wanted=wanted)
    return words.say(
        "You have not opened any event yet. Open one with: {command}", command=f"{PROGRAM} URL"
    )


class _Row:
    """A line of the list, and the address below it."""

    def __init__(self, dates: str, title: str, note: str, address: str) -> None:
        self.dates = dates
        self.title = title
        self.note = note
        self.address = address

    @classmethod
    def known(cls, event: KnownEvent, today: date, words: Words) -> _Row:
        dates = dates_text(event.starts, event.ends, words)
        return cls(dates, event.title, event_note(event, today, words), event.address)

    @classmethod
    def listed(cls, event: ListedEvent, words: Words) -> _Row:
        return cls(dates_text(event.starts, event.ends, words), event.title, "", event.address)


def _table(rows: Sequence[_Row]) -> list[str]:
    width = max(cells(row.dates) for row in rows)
    lines = []
    for row in rows:
        note = f" ({row.note})" if row.note else ""
        lines.append(f"{row.dates}{' ' * (width - cells(row.dates))}  {row.title}{note}")
        lines.append(f"{' ' * width}  {row.address}")
    return lines


def _known_view(event: KnownEvent) -> dict[str, object]:
    return {
        "id": event.programme,
        "title": event.title,
        "start": event.starts.isoformat(),
        "end": event.ends.isoformat(),
        "timezone": event.timezone,
        "address": event.address,
        "opened_at": event.opened_at.isoformat(timespec="seconds"),
    }


def _listed_view(event: ListedEvent) -> dict[str, object]:
    return {
        "id": None,
        "title": event.title,
        "start": event.starts.isoformat() if event.starts else None,
        "end": event.ends.isoformat() if event.ends else None,
        "timezone": event.timezone,
        "address": event.address,
        "opened_at": None,
    }


COMMAND = Command(
    mark("list the events that you have opened, or those in a public directory"),
    run,
    EventsOptions,
    arguments=(Argument(mark("WORDS"), least=0, most=MANY),),
)
