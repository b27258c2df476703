"""Dates, times of day and durations in each language, and the dates of events."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil

from sommet_tui.domain import instants
from sommet_tui.wording.words import NBSP, View, Words, Zones, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.known_events import KnownEvent

_SIGNS = {"-": "+", "+": "\u2212"}
_IN_DAYS = timedelta(days=2)
"""Times at least this far away are counted in days instead of hours."""

_WEEKDAYS = mark(
    (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    )
)
_SHORT_WEEKDAYS = mark(
    (
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    )
)
_WEEK = 7
_MONTHS = mark(
    (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
)


def zone_name(name: str) -> str:
    """Return the name of an IANA time zone; if the zone is only an offset, return the offset.

    "Etc/GMT-1" is one hour ahead of UTC, because these names have the opposite sign, as in POSIX.
    """
    offset = name.removeprefix("Etc/GMT") if name.startswith("Etc/GMT") else ""
    if not offset[1:].isdecimal():
        return name
    return f"UTC{_SIGNS[offset[0]]}{offset[1:]}" if int(offset[1:]) else "UTC"


def column_time(moment: datetime, zones: Zones) -> str:
    """Return a time of day in the form for columns: 10:30."""
    local = zones.local(moment)
    return f"{local.hour:02}:{local.minute:02}"  # 4 times as fast as %H:%M; runs for each row


def column_span(start: datetime, end: datetime, zones: Zones) -> str:
    """Return a start and an end in the form for columns: 10:30 – 11:00."""
    return f"{column_time(start, zones)} – {column_time(end, zones)}"


def sentence_time(moment: datetime, view: View) -> str:
    """Return a time of day in the form for sentences: 10:30 in English, 10 h 30 in French."""
    return _sentence_time(view.zones.local(moment), view.words)


def _sentence_time(local: datetime, words: Words) -> str:
    if words.language == "fr":
        return f"{local.hour}{NBSP}h" + (f"{NBSP}{local:%M}" if local.minute else "")
    return f"{local:%H:%M}"


def viewer_time(moment: datetime, view: View, *, in_column: bool = False) -> str | None:
    """Return an instant in the user's own zone, to show beside the same instant in the zone shown.

    Return None if the clocks of both zones show the same. If the days differ, the text includes the
    day. `in_column` means that the text is for a header or a row of times.
    """
    words = view.words
    own = view.zones.viewer_local(moment)
    if own is None:
        return None
    time = f"{own:%H:%M}" if in_column else _sentence_time(own, words)
    if own.date() == view.zones.local(moment).date():
        return words.say("{time} your time", time=time)
    weekday = weekday_name(own.date(), words)
    return words.say("{time} on {weekday} your time", time=time, weekday=weekday)


def viewer_span(start: datetime, end: datetime, view: View) -> str | None:
    """Return a start and an end in the user's own zone, such as "10:00 – 11:10 your time".

    Return None if the clocks of the zone shown show the same. If the days differ, the text includes
    the day.
    """
    words, zones = view.words, view.zones
    own, until = zones.viewer_local(start), zones.viewer_local(end)
    if own is None and until is None:
        return None
    first, last = own or zones.local(start), until or zones.local(end)
    span = f"{first:%H:%M} – {last:%H:%M}"
    if first.date() == zones.local(start).date():
        return words.say("{span} your time", span=span)
    weekday = weekday_name(first.date(), words)
    return words.say("{weekday} {span} your time", weekday=weekday, span=span)


def time_with_seconds(moment: datetime, zones: Zones) -> str:
    """Return the time of day to the second: 11:23:07."""
    local = zones.local(moment)
    return f"{local.hour:02}:{local.minute:02}:{local.second:02}"


def weekday_name(day: date, words: Words) -> str:
    """Return the name of the day of the week."""
    return words.say(_WEEKDAYS[day.weekday()])


def date_text(day: date, words: Words, *, weekday: bool = True, year: bool = False) -> str:
    """Return a date in words: Friday 7 February; in French, vendredi 7 février or 1er mars 2025."""
    number = "1er" if words.language == "fr" and day.day == 1 else str(day.day)
    parts = [number, words.say(_MONTHS[day.month - 1])]
    if weekday:
        parts.insert(0, weekday_name(day, words))
    if year:
        parts.append(str(day.year))
    return NBSP.join(parts)


def date_heading(day: date, words: Words, *, year: bool = True) -> str:
    """Return a date with a capital, for the beginning of a line: Vendredi 7 février 2025."""
    text = date_text(day, words, year=year)
    return f"{text[:1].upper()}{text[1:]}"


def day_time(moment: datetime, view: View) -> str:
    """Return a time of day in the form for columns: 13:00.

    If the event has several days, include the weekday: Sun 13:00.
    """
    day = short_day(view.zones.local(moment).date(), view)
    return f"{day} {column_time(moment, view.zones)}".lstrip()


def day_time_width(view: View) -> int:
    """Return how many characters wide the texts of `day_time` are for this event."""
    return max(len(f"{short_day(day, view)} 00:00".lstrip()) for day in view.programme.days)


def header_dates(view: View) -> tuple[str, ...]:
    """Return today's date as texts of decreasing length.

    For example: Sun 1 February · day 2 of 2; Sun 1 February; Sun 1. After midnight, the date is not
    that of the event day, so its number is left out.
    """
    today, days, words = view.today, view.programme.days, view.words
    weekday = words.say(_SHORT_WEEKDAYS[today.weekday()])
    whole = f"{weekday} {date_text(today, words, weekday=False)}"
    forms = whole, f"{weekday} {today.day}"
    if len(days) < 2 or today not in days or view.programme.day_of(view.now) != today:
        return forms
    place = words.say("day {n} of {total}", n=days.index(today) + 1, total=len(days))
    return f"{whole} · {place}", *forms


def short_day(day: date, view: View) -> str:
    """Return the weekday of a day, or its date if the event is longer than a week.

    Return "" if the event has only one day.
    """
    days = view.programme.days
    if len(days) < 2:
        return ""
    if (days[-1] - days[0]).days >= _WEEK:
        return date_text(day, view.words, weekday=False)
    return view.words.say(_SHORT_WEEKDAYS[day.weekday()])


def duration(length: timedelta, words: Words) -> str:
    """Return a length of time, rounded up: 45 min, 1 h, 1 h 10; from two days on, 2 days."""
    minutes = max(0, instants.minutes_rounded_up(length))
    if minutes >= 48 * 60:
        return words.count("{n} day", "{n} days", ceil(minutes / (24 * 60)))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}" if rest else "")


def days_until(moment: datetime, view: View) -> int | None:
    """Return how many calendar days away an instant is; None if hours are clearer.

    All Wednesday long, Friday is 2 days away, whatever the time of day.
    """
    if moment - view.now < _IN_DAYS:
        return None
    days = (view.zones.local(moment).date() - view.today).days
    return max(2, days)  # clocks going back in between could make it 1


def time_until(moment: datetime, view: View) -> str:
    """Return the time until an instant: 47 min, 1 h 10; from two days on, calendar days."""
    words = view.words
    days = days_until(moment, view)
    if days is None:
        return duration(moment - view.now, words)
    return words.count("{n} day", "{n} days", days)


def countdown(left: timedelta) -> str:
    """Return the time left to the second: 47:12, 1:10:00.

    It is rounded up, so that 0:00 means now.
    """
    seconds = max(0, ceil(left.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def time_left_in_seconds(left: timedelta) -> str:
    """Return the time left, or the overtime with a plus sign, to the second: 47:12, +4:10."""
    return countdown(left) if left >= timedelta(0) else f"+{countdown(-left)}"


def time_left_in_minutes(left: timedelta, words: Words) -> str:
    """Return the time left, or the overtime with a plus sign, in minutes: 48 min, +4 min."""
    minutes = timedelta(minutes=instants.minutes_left(left))
    return duration(minutes, words) if left >= timedelta(0) else f"+{duration(-minutes, words)}"


def until_words(moment: datetime, view: View, expected: datetime | None = None) -> str:
    """Return the time until an instant in the form for sentences: in 47 min, in 3 days.

    If the instant is the announced start of a session, the text is about the `expected` start. If
    the announced start is past, the text says that the session is late.
    """
    words = view.words
    if moment <= view.now:
        return late_text(moment, expected, view)
    begins = expected or moment
    if begins - view.now < timedelta(minutes=1):
        return words.say("in {time}", time=f"<{NBSP}1{NBSP}min")
    return words.say("in {time}", time=time_until(begins, view))


def late_text(
    due: datetime, expected: datetime | None, view: View, *, in_column: bool = False
) -> str:
    """Return words saying that a session is late, and when it is expected: now or later.

    During the first minute, they say only that the session is due. `in_column` means that the text
    is for a row of times.
    """
    if expected is None or not is_late(due, expected, view):
        return late_word(due, expected, view)
    begins = max(expected, view.now)
    time = column_time(begins, view.zones) if in_column else sentence_time(begins, view)
    return view.words.say("late, expected {time}", time=time)


def late_word(due: datetime, expected: datetime | None, view: View) -> str:
    """Return "late", or "due now" if a due session is not late yet (`is_late`)."""
    late = is_late(due, expected, view)
    return view.words.say("late") if late else view.words.say("due now")


def is_late(due: datetime, expected: datetime | None, view: View) -> bool:
    """Return whether a due session is late by at least a minute, counted as on the Stage screen."""
    begins = view.now if expected is None else max(expected, view.now)
    return instants.drift(begins, due) > timedelta(0)


def dates_text(first_day: date | None, last_day: date | None, words: Words) -> str:
    """Return the dates of an event: "7 February 2025", "31 January – 1 February 2026".

    Return "" if they are unknown.
    """
    if first_day is None:
        return ""
    last = last_day if last_day is not None and last_day > first_day else first_day
    end = date_text(last, words, weekday=False, year=True)
    if last == first_day:
        return end
    first = date_text(first_day, words, weekday=False, year=first_day.year != last.year)
    return f"{first} – {end}"


def event_note(event: KnownEvent, today: date, words: Words) -> str:
    """Return whether an event is running, upcoming or over, in one or two words."""
    if event.ends < today:
        return words.say("past")
    if event.starts <= today:
        return words.say("today")
    days = (event.starts - today).days
    return words.count("in {n} day", "in {n} days", days)
