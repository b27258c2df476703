"""Finds the zone of a feed, and turns its starts, durations and ends into instants."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sommet_tui.domain.instants import TimeError, instant, parse_time, zone_of
from sommet_tui.domain.values import frozen
from sommet_tui.formats.findings import Suggester, error
from sommet_tui.formats.parsed_feed import Feed, FeedSession

GUESSED = timedelta(minutes=30)
"""The maximum guess for the duration of a session without an end."""
LONGEST = timedelta(days=31)
"""The maximum duration of a session."""

_LIKELY = (
    *("Europe/Paris", "Europe/London", "Europe/Helsinki", "Asia/Kolkata", "Asia/Kathmandu"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/St_Johns", "Australia/Sydney", "Australia/Adelaide", "Asia/Tehran", "Asia/Yangon"),
)
"""The zones to try first, by their current names."""
_MIDNIGHT = time(0)
_NOON = time(12)
_ZERO = timedelta(0)
_DAY = timedelta(days=1)
_COLONS = re.compile(r"(\d{1,5}):(\d{1,4})(?::(\d{1,2}))?")
_MINUTES = re.compile(r"(\d{1,5})(?:\.\d*)?")
_ISO = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})(?:\.\d*)?S)?)?",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-/]{0,99}")


def read_stamp(text: str) -> datetime | None:
    """Read a date with a time, with or without an offset. Return None for other texts."""
    written = text.strip()
    if len(written) <= 10:
        return None
    try:
        return datetime.fromisoformat(written[:40])
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """Return the date at the beginning of a text, or None."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def read_clock(text: str) -> time | None:
    """Read a time of day, with or without seconds. Return None for other texts."""
    try:
        return parse_time(text.strip()[:20]).time
    except TimeError:
        return None


def read_length(text: str, *, days_first: bool) -> timedelta | None:
    """Read a duration such as `0:20`, `01:30:00`, `90` or `PT45M`. Return None for other texts.

    The minutes may exceed 59. Three numbers are ambiguous: if `days_first`, they are days, hours
    and minutes, otherwise hours, minutes and seconds.
    """
    written = text.strip()
    if _MINUTES.fullmatch(written):
        return timedelta(minutes=int(float(written)))
    if match := _COLONS.fullmatch(written):
        first, second, third = match[1], int(match[2]), match[3]
        if third is None:
            return timedelta(hours=int(first), minutes=second)
        if days_first and not first.startswith("0") and second < 24:
            return timedelta(days=int(first), hours=second, minutes=int(third))
        return timedelta(hours=int(first), minutes=second, seconds=int(third))
    if (match := _ISO.fullmatch(written)) and len(written) > 2:
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(days=days, weeks=weeks, hours=hours, minutes=minutes, seconds=seconds)
    return None


def _days_come_first(lengths: Iterable[str]) -> bool:
    """Return whether a duration such as `1:02:30` begins with days in this file.

    It does if the file also has durations of two numbers, such as `02:30`, and if no duration of
    three numbers begins with 0. Otherwise, it means hours, minutes and seconds.
    """
    found = [match for text in lengths if (match := _COLONS.fullmatch(text.strip()))]
    three = [match[1] for match in found if match[3] is not None]
    return len(three) < len(found) and not any(first.startswith("0") for first in three)


def _zone_by_name(name: str) -> ZoneInfo | None:
    return zone_of(name) if _ZONE_NAME.fullmatch(name) else None


_UTC_NAMES = frozenset(("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "Universal"))


def find_zone(feed: Feed, given: str | None) -> ZoneInfo | None:
    """Return the feed's zone, or the zone `given`, or a zone that fits the feed's offsets.

    If the feed names UTC, `given` comes first, because sites such as sched.com always write UTC. If
    no zone is found, add an error to the feed and return None.
    """
    named = feed.zone.strip()
    if named and (zone := _zone_by_name(named)) is not None:
        if feed.is_ours or zone.key not in _UTC_NAMES:
            return zone
        if given is None:
            feed.warn("", "zone-utc")
            return zone
    elif named:
        suggestion = Suggester().closest_word(named, available_timezones())
        feed.warn("", "zone-unread", zone=named, suggestion=suggestion)
    if given is not None:
        zone = _zone_by_name(given)
        if zone is None:
            suggestion = Suggester().closest_word(given, available_timezones())
            feed.findings.append(
                error("unknown-zone", "--source-tz", zone=given, suggestion=suggestion)
            )
        return zone
    stamps = [s.stamp for s in feed.sessions if s.stamp is not None or s.clock is not None]
    aware = [s for s in stamps if s is not None and s.utcoffset() is not None]
    if not aware or len(aware) < len(stamps):
        feed.findings.append(error("zone-needed"))
        return None
    zone = _zone_of_offsets(aware)
    if zone.key in _UTC_NAMES:
        feed.warn("", "zone-utc")
    else:
        feed.warn("", "zone-from-offsets", zone=zone.key)
    return zone


def _zone_of_offsets(stamps: Sequence[datetime]) -> ZoneInfo:
    """Return a zone that has the offsets of the feed at these instants."""
    offsets = Counter(stamp.utcoffset() or _ZERO for stamp in stamps)
    most = offsets.most_common(1)[0][0]
    if len(offsets) == 1 and most % timedelta(hours=1) == _ZERO:
        hours = most // timedelta(hours=1)
        fixed = _zone_by_name(f"Etc/GMT{-hours:+d}" if hours else "UTC")  # Etc/GMT-1 is east of UTC
        if fixed is not None:
            return fixed
    some = list({stamp.utcoffset(): stamp for stamp in stamps}.values())
    for name in (*_LIKELY, *sorted(available_timezones())):
        zone = _zone_by_name(name)
        if zone is not None and all(_has_offset_of(zone, stamp) for stamp in some):
            return zone
    return ZoneInfo("UTC")


def _has_offset_of(zone: ZoneInfo, stamp: datetime) -> bool:
    try:
        return stamp.astimezone(zone).utcoffset() == stamp.utcoffset()
    except (OverflowError, ValueError):
        return False


def find_boundary(feed: Feed, zone: ZoneInfo, default: time) -> time:
    """Return the local time at which event days begin: the time in the feed, or else `default`.

    If a session starts before the time in the feed, return the earliest such start instead. Such a
    start never sets the boundary earlier than `default`.
    """
    written = feed.day_change.strip()
    boundary = default
    if written:
        clock = read_clock(written)
        if clock is None or clock > _NOON:
            feed.warn("", "boundary-unread", value=written)
        else:
            boundary = clock.replace(second=0)
    if boundary <= default:
        return boundary
    early = [
        local.time()
        for s in feed.sessions
        if s.stamp is not None and s.day is not None and s.stamp.utcoffset() is not None
        for local in [_local_time(s.stamp, zone)]
        if local is not None and local.date() == s.day and local.time() < boundary
    ]
    # With a later boundary, an early session would belong to the day before its date.
    return max(default, min(early).replace(second=0, microsecond=0)) if early else boundary


def _local_time(moment: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


@frozen
class TimedSession:
    """A session of a feed, with its start and end as instants in UTC."""

    session: FeedSession
    start: datetime
    end: datetime


class Clocks:
    """Turns the starts and ends in a feed into instants, in the feed's zone."""

    def __init__(self, feed: Feed, zone: ZoneInfo, boundary: time) -> None:
        self._feed = feed
        self._zone = zone
        self._boundary = boundary
        self._days_first = _days_come_first(s.length for s in feed.sessions)
        self._local_as_utc = _stamps_local_as_utc(feed.sessions, zone)
        if self._local_as_utc:
            feed.warn("", "local-as-utc", zone=zone.key, count=len(feed.sessions))

    def timed_sessions(self) -> list[TimedSession]:
        """Return the sessions whose start is known, in the feed's order."""
        starts = [(s, start) for s in self._feed.sessions if (start := self._start(s)) is not None]
        following = _NextStarts(starts)
        return [TimedSession(s, start, self._end(s, start, following)) for s, start in starts]

    def _start(self, session: FeedSession) -> datetime | None:
        try:
            start = self._start_in_feed(session)
        except (OverflowError, ValueError):
            start = None
        if start is None or not 1 < start.year < 9999:
            self._feed.warn(session.path, "no-start", title=session.title)
            return None
        return start.replace(microsecond=0)

    def _start_in_feed(self, session: FeedSession) -> datetime | None:
        stamp, clock = session.stamp, session.clock
        if stamp is not None and not _is_date(stamp, clock):
            moment = self._instant(stamp, session.path)
            if clock is not None and stamp.utcoffset() is not None and not self._local_as_utc:
                shown = moment.astimezone(self._zone).time()
                if (shown.hour, shown.minute) != (clock.hour, clock.minute):
                    facts = {"start": f"{clock:%H:%M}", "shown": f"{shown:%H:%M}"}
                    self._feed.warn(session.path, "start-differs", **facts)
            return moment
        filed = session.day if stamp is None else stamp.date()
        if filed is None or clock is None:
            return None
        day = filed + _DAY if clock < self._boundary else filed
        return self._instant_on_clocks(datetime.combine(day, clock), session.path)

    def _instant(self, stamp: datetime, where: str) -> datetime:
        offset = stamp.utcoffset()
        if offset is None or (self._local_as_utc and offset == _ZERO):
            return self._instant_on_clocks(stamp.replace(tzinfo=None), where)
        return stamp.astimezone(UTC)

    def _instant_on_clocks(self, wall: datetime, where: str) -> datetime:
        """Return the instant at which the clocks of the zone show `wall`."""
        local = parse_time(f"{wall:%H:%M:%S}")
        try:
            return instant(wall.date(), local, self._zone)
        except TimeError as problem:
            if problem.reason == "range":
                raise ValueError(problem.text) from None
            facts = {"time": problem.text, "zone": self._zone.key}
            self._feed.warn(where, f"clock-{problem.reason}", **facts)
            # If the clocks show a time twice, use the first one. If they skip a time, use the
            # offset from before the change.
            return wall.replace(tzinfo=self._zone, fold=0).astimezone(UTC)

    def _end(self, session: FeedSession, start: datetime, following: _NextStarts) -> datetime:
        try:
            end = self._end_in_feed(session, start)
        except (OverflowError, ValueError):
            end = None
        if end is not None and end - start > LONGEST:
            self._feed.warn(session.path, "too-long-session", days=(end - start).days)
            end = None
        if end is not None and end > start and end.year < 9999:
            return end.replace(microsecond=0)
        guessed = min([start + GUESSED, *following.starts_after(session, start)])
        minutes = (guessed - start) // timedelta(minutes=1)
        self._feed.warn(session.path, "end-guessed", title=session.title, minutes=minutes)
        return guessed

    def _end_in_feed(self, session: FeedSession, start: datetime) -> datetime | None:
        if session.until is not None:
            end = self._instant(session.until, session.path)
            if end > start:
                return end
        if not session.length.strip():
            return None
        length = read_length(session.length, days_first=self._days_first)
        if length is None:
            self._feed.warn(session.path, "length-unread", value=session.length)
            return None
        return start + length


def _is_date(stamp: datetime, clock: time | None) -> bool:
    """Return whether a stamp is only a date, whose hour 00:00 has no meaning."""
    return stamp.utcoffset() is None and stamp.time() == _MIDNIGHT and bool(clock)


def _stamps_local_as_utc(sessions: Sequence[FeedSession], zone: ZoneInfo) -> bool:
    """Return whether the feed writes local times as if they were in UTC (with an offset of zero).

    Only a whole file can show this, not a single stamp.
    """
    elsewhere = False
    for session in sessions:
        stamp, clock = session.stamp, session.clock
        if stamp is None or clock is None or stamp.utcoffset() != _ZERO:
            return False
        if (stamp.hour, stamp.minute) != (clock.hour, clock.minute):
            return False
        local = _local_time(stamp, zone)
        elsewhere = elsewhere or (local is not None and local.utcoffset() != _ZERO)
    return elsewhere


class _NextStarts:
    """Knows when the sessions of each room start."""

    def __init__(self, starts: Iterable[tuple[FeedSession, datetime]]) -> None:
        by_room: dict[str, list[datetime]] = defaultdict(list)
        for session, start in starts:
            for room in session.rooms or [""]:
                by_room[room].append(start)
        self._starts = {room: sorted(found) for room, found in by_room.items()}

    def starts_after(self, session: FeedSession, start: datetime) -> list[datetime]:
        """Return, for each room of a session, the first start after `start`, if any."""
        found = []
        for room in session.rooms or [""]:
            starts = self._starts.get(room, [])
            index = bisect_right(starts, start)
            found += starts[index : index + 1]
        return found
