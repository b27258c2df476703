"""Dates of events in words."""

from __future__ import annotations

from sommet_tui.wording.times import date_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from sommet_tui.domain.events import KnownEvent
    from sommet_tui.wording.words import Words


def dates_text(starts: date | None, ends: date | None, words: Words) -> str:
    """Return the dates: "7 February 2025", "31 January – 1 February 2026"; empty if unknown."""
    if starts is None:
        return ""
    last = ends if ends is not None and ends > starts else starts
    end = date_text(last, words, weekday=False, year=True)
    if last == starts:
        return end
    first = date_text(starts, words, weekday=False, year=starts.year != last.year)
    return f"{first} – {end}"


def event_note(event: KnownEvent, today: date, words: Words) -> str:
    """Return in a word or two whether an event is on, upcoming or over."""
    if event.ends < today:
        return words.say("past")
    if event.starts <= today:
        return words.say("today")
    days = (event.starts - today).days
    return words.count("in {n} day", "in {n} days", days)
