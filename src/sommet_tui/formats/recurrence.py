"""The recurrences of an entry by a rule of RFC 5545, without following the rule for all years.

The library follows a rule that never applies, such as the 31st of February, day by day to the year
9999. Two years are alike if they begin on the same weekday and have the same length, and so do the
years around them. A rule is therefore followed in the last years that are like those in which it
begins: about thirty years at most, or four hundred around the end of a century.
"""

from __future__ import annotations

from calendar import isleap
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from dateutil.rrule import rrulestr

if TYPE_CHECKING:
    from datetime import tzinfo

MOST_TIMES: Final = 400
"""The maximum number of listed recurrences."""
HORIZON: Final = timedelta(days=400)
"""The length of time for which recurrences are listed."""
_LAST_YEAR: Final = 9996
"""The last year to begin in; the years after it are for the horizon."""
_ODD: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""The exceptions of the library for invalid rules."""


class RuleError(ValueError):
    """A rule that cannot be followed."""


class Recurrences(NamedTuple):
    """The recurrences of a rule, and how many years had to be searched for them."""

    times: list[datetime]
    years: int


def recurrences(rule: str, start: datetime, zone: tzinfo | None) -> Recurrences:
    """Return when a rule recurs from `start` on, within the horizon, by the clocks of `zone`.

    `start` and the returned times have no offset; `zone` is for an end in UTC.

    Raises:
        RuleError: the rule is invalid.
    """
    parts = _parts(rule)
    until = _read_until(parts.pop("UNTIL", None), zone)
    late = start.replace(year=_late_year(start.year))
    times: list[datetime] = []
    try:
        last = min(start + HORIZON, until) if until is not None else start + HORIZON
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        for moment in islice(rrulestr(text, dtstart=late), MOST_TIMES):
            again = start + (moment - late)
            if again > last:
                return Recurrences(times, 1)
            times.append(again)
    except _ODD as error:
        raise RuleError(str(error)) from error
    ended = len(times) in (MOST_TIMES, int(parts.get("COUNT", MOST_TIMES)))
    return Recurrences(times, 1 if ended else MAXYEAR - late.year)


def happens_soon(rule: str, start: str) -> bool:
    """Return whether a rule fits at all within the horizon of `start`, as calendars write it."""
    try:
        return bool(recurrences(rule, _local(start[:15]), None).times)
    except ValueError:
        return False


def _parts(rule: str) -> dict[str, str]:
    parts = dict(part.upper().partition("=")[::2] for part in rule.strip().strip(";").split(";"))
    for name in ("INTERVAL", "COUNT"):
        if not parts.get(name, "1").strip().isdecimal() or int(parts.get(name, "1")) < 1:
            raise RuleError(rule)
    return parts


def _read_until(written: str | None, zone: tzinfo | None) -> datetime | None:
    """Return the last moment by the clocks of `zone`; a day alone ends at midnight."""
    if written is None:
        return None
    try:
        if "T" not in written:
            return datetime.combine(_local(f"{written}T000000"), time.max)
        until = _local(written.removesuffix("Z"))
        if not written.endswith("Z") or zone is None:
            return until
        return until.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise RuleError(written) from error


def _local(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%S")  # noqa: DTZ007  (by the clocks of a place)


def _late_year(year: int) -> int:
    """Return the last year that is like this one, with neighbours like those of this one."""
    return next((late for late in range(_LAST_YEAR, year, -1) if _alike(late, year)), year)


def _alike(one: int, other: int) -> bool:
    begin = date(one, 1, 1).weekday() == date(other, 1, 1).weekday()
    return begin and all(isleap(one + n) == isleap(other + n) for n in range(-1, 3))
