"""Converting between instants, times as people write them, and times in records and JSON.

A time before the day boundary is on the next calendar date. A local time that occurs twice in
autumn needs an offset. A local time that is skipped in spring is an error.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import overload

_FOLDERS = "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
_VARIABLE = "PYTHONTZPATH"

# To find the folders of the time zones, `zoneinfo` loads all settings with which Python was built.
# That takes 3 % of the time of `now`. Therefore, name the usual folders, if they exist.
_is_usual = _VARIABLE not in os.environ and os.path.isdir("/usr/share/zoneinfo")  # noqa: PTH112  (pathlib is slow to import)
if _is_usual:
    os.environ[_VARIABLE] = _FOLDERS
try:
    from zoneinfo import ZoneInfo as ZoneInfo  # noqa: PLC0414  (for other modules)
finally:
    if _is_usual:
        del os.environ[_VARIABLE]  # programs that the app starts do not inherit it

_TIME = r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?P<offset>Z|[+-]\d{2}:?\d{2})?"
_HOUR_FR = r"(\d{1,2})\s?[hH]\s?(\d{2})?"


class TimeError(ValueError):
    """A text that does not name exactly one instant.

    `reason` is "syntax" (not a time), "hour" (`text` is not an hour), "range" (the first or the
    last day of the calendar), "impossible" (skipped when clocks go forward), "ambiguous" (occurs
    twice when clocks go back) or "offset" (the zone does not have this offset then). `choices` are
    the offsets that would be right; the offset of the earlier instant comes first.
    """

    def __init__(self, reason: str, text: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text
        self.choices = choices


@frozen
class LocalTime:
    """A time of day, with its offset from UTC if one was given."""

    time: time
    offset: timedelta | None = None


YEARS = range(2, 9999)
"""The years in which each instant has a time in every zone."""

NO_ZONES = frozenset(("Factory", "posixrules", "localtime"))
"""Names in a computer's time zone data that are not time zones."""


_MAX_ZONE_LENGTH = 100
"""The longest name of a zone to look up; a path through thousands of folders would fail."""


def zone_of(name: str) -> ZoneInfo | None:
    """Return the time zone with an IANA name, or None if there is no such zone."""
    if name in NO_ZONES or len(name) > _MAX_ZONE_LENGTH:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, a path outside the zones or a folder
        return None


def parse_time(text: str) -> LocalTime:
    """Read a time of day such as "09:30", "9:30", "09:30:15" or "02:30+01:00".

    Raises:
        TimeError: the text is not a time of day.
    """
    import re

    match = re.fullmatch(_TIME, text.strip())
    if match is None:
        raise TimeError("syntax", text)
    hour, minute, second = int(match["h"]), int(match["m"]), int(match["s"] or 0)
    offset = _offset(match["offset"], text)
    if hour > 23 or minute > 59 or second > 59:
        raise TimeError("syntax", text)
    return LocalTime(time(hour, minute, second), offset)


def _offset(written: str | None, text: str) -> timedelta | None:
    if written is None:
        return None
    if written == "Z":
        return timedelta(0)
    digits = written[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise TimeError("syntax", text)
    size = timedelta(hours=hours, minutes=minutes)
    return -size if written[0] == "-" else size


def instant(day: date, local: LocalTime, zone: ZoneInfo, boundary: time = time(0)) -> datetime:
    """Return the instant, in UTC, of a local time on an event day.

    Raises:
        TimeError: the local time is impossible, is ambiguous and has no offset, or has an
            offset that the zone does not have then.
    """
    try:
        calendar = day + timedelta(days=1) if local.time < boundary else day
    except OverflowError:
        raise TimeError("range", f"{day} {local.time:%H:%M}") from None
    wall = datetime.combine(calendar, local.time)
    return _resolve_wall_time(wall, local.offset, zone)


@lru_cache(maxsize=4096)  # cached, because many sessions of an event have the same times
def _resolve_wall_time(wall: datetime, offset: timedelta | None, zone: ZoneInfo) -> datetime:
    text = f"{wall:%Y-%m-%d %H:%M}"
    _check_year(wall, text)
    found = _instants(wall, zone)
    if not found:
        raise TimeError("impossible", text)
    if offset is not None:
        found = [i for i in found if i.astimezone(zone).utcoffset() == offset] or found
        if found[0].astimezone(zone).utcoffset() != offset:
            raise TimeError("offset", text, tuple(_written_offset(i, zone) for i in found))
    elif len(found) > 1:
        raise TimeError("ambiguous", text, tuple(_written_offset(i, zone) for i in found))
    return found[0]


def _check_year(moment: datetime, text: str) -> None:
    """Raise `TimeError` on the first and last day of the calendar: some zones cannot show them."""
    if moment.year not in YEARS:
        raise TimeError("range", text)


def _instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks of the zone show `wall`: none, one or two."""
    both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({i for i in both if i.astimezone(zone).replace(tzinfo=None) == wall})


def _written_offset(moment: datetime, zone: ZoneInfo) -> str:
    written = f"{moment.astimezone(zone):%z}"
    return f"{written[:3]}:{written[3:5]}"


def typed_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return an instant as a time such as "09:30"; if this occurs twice, with its offset."""
    local = moment.astimezone(zone)
    twice = len(_instants(local.replace(tzinfo=None, fold=0), zone)) > 1
    return f"{local:%H:%M}{_written_offset(local, zone) if twice else ''}"


def parse_instant(
    text: str, zone: ZoneInfo, days: Sequence[date], today: date, boundary: time
) -> datetime:
    """Return the instant that a text means: a date with a time, or only a time.

    A time without a date is on `today` if the event has this day, otherwise on the event's first
    day. A time without an offset is in the event's zone. If a time has an offset but no date, it
    means the first instant of the event day at which clocks with this offset show it. French forms
    such as "10h30" are accepted.

    Raises:
        TimeError: the text is not a time, or does not name exactly one instant.
    """
    import re

    written = text.strip()
    if "h" in written.lower() and (french := re.fullmatch(_HOUR_FR, written)):
        written = f"{french[1]}:{french[2] or '00'}"
    if re.fullmatch(_TIME, written):
        day = today if today in days or not days else days[0]
        try:
            local = parse_time(written)
        except TimeError as error:
            raise TimeError(error.reason, text) from None
        if local.offset is None:
            return instant(day, local, zone, boundary)
        opening = datetime.combine(day, boundary, zone)
        _check_year(opening, text)
        return _first_instant_from(opening, local.time, timezone(local.offset))
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise TimeError("syntax", text) from None
    _check_year(moment, text)
    if moment.tzinfo is None:
        return _resolve_wall_time(moment, None, zone)
    return moment.astimezone(UTC)


def _first_instant_from(opening: datetime, clock: time, written: timezone) -> datetime:
    """Return when clocks at the offset `written` first show `clock`, from `opening` on."""
    moment = datetime.combine(opening.astimezone(written).date(), clock, written)
    return (moment if moment >= opening else moment + timedelta(days=1)).astimezone(UTC)


if TYPE_CHECKING:

    @overload
    def iso_seconds(moment: datetime, zone: tzinfo) -> str: ...
    @overload
    def iso_seconds(moment: datetime | None, zone: tzinfo) -> str | None: ...


def iso_seconds(moment: datetime | None, zone: tzinfo) -> str | None:
    """Return an instant in whole seconds as ISO 8601, with the offset of `zone`; None for None.

    Records, files and JSON use this form unless they need a smaller unit.
    """
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


def iso_microseconds(moment: datetime, zone: tzinfo) -> str:
    """Return an instant as ISO 8601 with microseconds, which reads back unchanged."""
    return moment.astimezone(zone).isoformat()


def iso_milliseconds(moment: datetime, zone: tzinfo = UTC) -> str:
    """Return an instant as ISO 8601 with milliseconds, the form of the stamps of a shared day."""
    return moment.astimezone(zone).isoformat(timespec="milliseconds")


def truncate_to_minute(moment: datetime) -> datetime:
    """Return an instant cut to the minute, as people see it."""
    return moment.replace(second=0, microsecond=0)


def drift(moment: datetime, due: datetime) -> timedelta:
    """Return by how many whole minutes an instant is later than `due`; negative if it is earlier.

    Both instants are first cut to the minute, as on screen.
    """
    return truncate_to_minute(moment) - truncate_to_minute(due)


def whole_minutes(drift: timedelta) -> int:
    """Return a length of time in minutes, rounded toward zero."""
    return int(drift / _MINUTE)


def minutes_rounded_up(length: timedelta) -> int:
    """Return a length of time in minutes, rounded up."""
    return -(-length // _MINUTE)


def minutes_left(left: timedelta) -> int:
    """Return the minutes left, rounded up.

    In overtime, return the full minutes since the end, but at least 1, as a negative number.
    """
    return minutes_rounded_up(left) if left >= timedelta(0) else min(-1, minutes_rounded_up(left))


_MINUTE = timedelta(minutes=1)


def event_day(now: datetime, zone: tzinfo, boundary: time) -> date:
    """Return the event day of an instant; before the day boundary, this is the previous date."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() < boundary else local.date()


def utc_offsets(
    zone: ZoneInfo, start: datetime, end: datetime
) -> list[tuple[datetime, datetime, timedelta]]:
    """Return the offsets from UTC that a zone has between `start` and `end`.

    Each result is the start of an offset, its end, and the offset.

    An offset that lasts less than a day may be missed; no zone has had such an offset for decades.
    """
    found = []
    start = truncate_to_minute(start.astimezone(UTC))
    while start < end:
        offset, until = _offset_at(start, zone), start
        for step in (timedelta(days=1), timedelta(hours=1), _MINUTE):
            while until < end and _offset_at(until + step, zone) == offset:
                until += step
        until = min(until + _MINUTE, end)
        found.append((start, until, offset))
        start = until
    return found


def _offset_at(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
