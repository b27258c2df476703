"""Events that the user opened before or that a directory lists, and choosing one of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sommet_tui.domain.instants import ZoneInfo
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.domain.programme import Programme

DIRECTORY = "https://ggt.gaa.st/menu.json"
"""The public directory of events that the screens offer; the community of Giggity maintains it."""
_RECENT = timedelta(hours=1)
"""The precision of the time at which an event was last opened."""


@frozen
class KnownEvent:
    """An event that the user opened before.

    `address` is a path or a URL. `programme` is the programme's id. `starts` and `ends` are the
    first and the last day, in the event's time zone.
    """

    address: str
    programme: str
    title: str
    starts: date
    ends: date
    timezone: str
    opened_at: datetime


@frozen
class ListedEvent:
    """An event that a public directory lists; a fact is None if the directory does not give it."""

    address: str
    title: str
    starts: date | None = None
    ends: date | None = None
    timezone: str | None = None


def matching_events(events: Sequence[ListedEvent], query: str) -> tuple[ListedEvent, ...]:
    """Return the events whose title or address contains every word of `query`, latest first."""
    found = [event for event in events if matches_words(event, query)]
    return tuple(sorted(found, key=lambda event: event.starts or date.min, reverse=True))


def matches_words(event: KnownEvent | ListedEvent, query: str) -> bool:
    """Return whether the title or address has every word of `query`, ignoring case and accents."""
    text = fold(f"{event.title} {event.address}")
    return all(word in text for word in fold(query).split())


def known_event(programme: Programme, address: str, now: datetime) -> KnownEvent:
    """Return the entry for a programme that is opened now."""
    days = programme.days
    zone = programme.timezone
    return KnownEvent(address, programme.id, programme.title, days[0], days[-1], zone, now)


def is_same_entry(known: KnownEvent, opened: KnownEvent) -> bool:
    """Return whether two entries differ only in when the event was opened.

    `known` must have been opened less than an hour before `opened`, or at the same time.
    """
    recent = timedelta(0) <= opened.opened_at - known.opened_at < _RECENT
    return recent and known == replace(opened, opened_at=known.opened_at)


def local_date(event: KnownEvent, now: datetime) -> date:
    return now.astimezone(ZoneInfo(event.timezone)).date()


def event_to_open(events: Sequence[KnownEvent], now: datetime) -> KnownEvent | None:
    """Return the event to open if the user names none, or None if all events are over.

    This is today's event; if there are several, the one that was opened last. Without an event
    today, it is the next one.
    """
    on = [event for event in events if event.starts <= local_date(event, now) <= event.ends]
    if on:
        return max(on, key=lambda event: event.opened_at)
    upcoming = [event for event in events if event.starts > local_date(event, now)]
    return min(
        upcoming, key=lambda event: (event.starts, -event.opened_at.timestamp()), default=None
    )


def sort_events(events: Sequence[KnownEvent], now: datetime) -> tuple[KnownEvent, ...]:
    """Return the current and future events, the next one first, then past events, latest first."""
    ahead = [event for event in events if event.ends >= local_date(event, now)]
    over = [event for event in events if event.ends < local_date(event, now)]
    ahead.sort(key=lambda event: (event.starts, event.ends, event.title))
    over.sort(key=lambda event: (event.ends, event.starts, event.title), reverse=True)
    return (*ahead, *over)


def find_events(events: Sequence[KnownEvent], query: str) -> tuple[KnownEvent, ...]:
    """Return the events whose id, title or address is `query`.

    If no event matches, return the events whose id, title or address contains `query`.

    Case and accents are ignored. If the same programme was opened from several addresses, only the
    entry that was opened last is returned.
    """
    sought = fold(query.strip())

    def names(event: KnownEvent) -> tuple[str, ...]:
        return fold(event.programme), fold(event.title), fold(event.address)

    found = [event for event in events if sought in names(event)]
    if not found and sought:
        found = [event for event in events if any(sought in name for name in names(event))]
    latest: dict[str, KnownEvent] = {}
    for event in sorted(found, key=lambda other: other.opened_at):
        latest[event.programme] = event
    return tuple(latest.values())
