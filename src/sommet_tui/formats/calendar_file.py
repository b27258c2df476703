"""Reads calendar files (RFC 5545), even faulty files. Imports and exports bookmarks as calendars.

The library for calendars takes minutes and gigabytes for some small files. It therefore gets one
part of a file at a time, without the properties that we do not need. Reading stops when the work
exceeds a limit (see `Budget`).

A rule may never apply, such as a rule for the 31st of February. For such a rule, the library
searches day by day until the year 9999. To shorten the search, we let the rule begin in the last
year with the same calendar. Two years have the same calendar if they begin on the same weekday and
have the same length, and if the years around them have the same lengths. About thirty years remain
to search, or four hundred if the rule begins near the end of a century.

In pretalx's personal calendar, the URL of an entry is the page of the session, the UID ends with
the code of the session ("pretalx-EVENT-CODE@host"), and the SUMMARY is "Title - Speakers". FOSDEM
Companion exports UIDs such as "ID@YEAR@be.digitalia.fosdem", in which ID is the session's id in
FOSDEM's schedule.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import icalendar
from dateutil.rrule import rrulestr
from icalendar import vText
from icalendar.cal.component import Component
from icalendar.prop import vBroken
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from sommet_tui import __version__
from sommet_tui.companion.ports import Appointment, Calendar, ImportFileError
from sommet_tui.domain import limits, notes, own_events
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.text import cap
from sommet_tui.formats.bookmark_list import foreign_line, foreign_text, limit_imports, utc_instant
from sommet_tui.formats.findings import UnusableError, error
from sommet_tui.formats.parsed_feed import split_words

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree


MAX_TIMES = 400
"""The maximum number of recurrences of one rule."""
HORIZON = timedelta(days=400)
"""Only recurrences within this time after the start are listed."""
_LAST_YEAR = 9996
"""The last year in which a rule may begin, because its recurrences need some years after it."""
_ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""The exceptions that the library raises for invalid rules."""


class RuleError(ValueError):
    """A recurrence rule that the app cannot follow."""


class Recurrences(NamedTuple):
    """The recurrences of a rule, and the number of years that were searched to find them."""

    times: list[datetime]
    years: int


def recurrences(rule: str, start: datetime, zone: tzinfo | None) -> Recurrences:
    """Return the recurrences of a rule between `start` and the horizon, in `zone`.

    `start` and the returned times have no offset. If the rule's UNTIL is in UTC, it is converted to
    `zone`.

    Raises:
        RuleError: the rule is invalid.
    """
    parts = _parts(rule)
    until = _read_until(parts.pop("UNTIL", None), zone)
    late = start.replace(year=_similar_late_year(start.year))
    times: list[datetime] = []
    try:
        last = min(start + HORIZON, until) if until is not None else start + HORIZON
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        for moment in islice(rrulestr(text, dtstart=late), MAX_TIMES):
            again = start + (moment - late)
            if again > last:
                return Recurrences(times, 1)
            times.append(again)
    except _ODD as error:
        raise RuleError(str(error)) from error
    ended = len(times) in (MAX_TIMES, int(parts.get("COUNT", MAX_TIMES)))
    return Recurrences(times, 1 if ended else MAXYEAR - late.year)


def _happens_soon(rule: str, start: str) -> bool:
    """Return whether a rule has any recurrence between `start` and the horizon."""
    try:
        return bool(recurrences(rule, _parse_local_time(start[:15]), None).times)
    except ValueError:
        return False


def _parts(rule: str) -> dict[str, str]:
    parts = dict(part.upper().partition("=")[::2] for part in rule.strip().strip(";").split(";"))
    for name in ("INTERVAL", "COUNT"):
        if not parts.get(name, "1").strip().isdecimal() or int(parts.get(name, "1")) < 1:
            raise RuleError(rule)
    return parts


def _read_until(text: str | None, zone: tzinfo | None) -> datetime | None:
    """Return the last moment of a rule, in the local time of `zone`.

    If UNTIL is a date, it is the end of that day.
    """
    if text is None:
        return None
    try:
        if "T" not in text:
            return datetime.combine(_parse_local_time(f"{text}T000000"), time.max)
        until = _parse_local_time(text.removesuffix("Z"))
        if not text.endswith("Z") or zone is None:
            return until
        return until.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise RuleError(text) from error


def _parse_local_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007  (by the clocks of a place)


def _similar_late_year(year: int) -> int:
    """Return the last year with the same calendar as `year` (see `_are_similar_years`).

    If no later year has the same calendar, return `year`.
    """
    return next(
        (late for late in range(_LAST_YEAR, year, -1) if _are_similar_years(late, year)), year
    )


def _are_similar_years(one: int, other: int) -> bool:
    begin = date(one, 1, 1).weekday() == date(other, 1, 1).weekday()
    return begin and all(isleap(one + n) == isleap(other + n) for n in range(-1, 3))


UNREAD = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    OSError,
)
"""The exceptions that the library raises for invalid files. It does not document them."""

READING = Lock()
"""The lock to hold while reading a calendar, because all threads share the library's zones."""
RULE_LENGTH = 500
"""The maximum length of a recurrence rule in characters. Real rules have a tenth of it."""
_ZONE = 100
"""The maximum length of a zone's name in characters. Searching for longer names is slow."""
_PROPERTY = re.compile(
    rb"[A-Z][A-Z0-9-]{0,60}(?:;[^:]*)?:|[A-Za-z][A-Za-z0-9-]{0,60};[A-Z-]+=|(?i:BEGIN|END):"
)
_CHARSET = re.compile(r";(?:CHARSET=[^;:]*|ENCODING=8BIT)", re.IGNORECASE)
_HEAD = re.compile(r'[^:;"]*(?:;(?:"[^"]*"|[^:"])*)?:')
"""The name and the parameters of a property. A colon inside a parameter is in quotes."""
_TZID = re.compile(r';TZID=("[^"]*"|[^:;]*)', re.IGNORECASE)
_MAX_LINES = 2000
"""The maximum number of lines of an entry or a zone. Real ones have far fewer."""
_BUDGET = 2_000_000
"""The work that a file may take, roughly in microseconds on a laptop of 2024."""
_LINE_COST, _CHARACTER_COST, _ZONE_COST = 30, 0.08, 3000
"""The cost of a line of an entry, of a character, and of a zone."""
_OBSERVANCE_COST = 100
"""The cost of each time in a zone that the file defines, for each rule of the zone."""
_SPLIT_COST = 4
"""The cost of splitting a line of the file."""


class _Zones(ZONEINFO):
    """Finds the zones of this computer. An invalid name counts as an unknown zone."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return the zone with this name.

        If it is unknown, return None, which means a time without a zone.
        """
        try:
            return super().timezone(name) if len(name) <= _ZONE else None
        except OSError:  # the name is that of a folder of zones
            return None


tzp.use(_Zones())


class Budget:
    """The amount of work that reading a file may still take."""

    def __init__(self) -> None:
        self._left = float(_BUDGET)

    def spend(self, cost: float) -> None:
        """Subtract `cost` from the budget before the work is done.

        Raises:
            UnusableError: the rest of the budget is too small. No real file takes so long.
        """
        self._left -= cost
        if self._left < 0:
            raise UnusableError(error("calendar-too-costly"))


class CalendarFile:
    """The parts of a calendar as lines: its own properties, its zones, and its entries.

    `others` counts the parts of other kinds. If `is_cut_short`, the end of the calendar is missing.
    """

    def __init__(self, data: bytes, kinds: frozenset[str]) -> None:
        """Split a calendar into parts. `kinds` are the names of the parts that count as entries.

        Raises:
            UnusableError: the data is not a calendar, or reading it would take too long.
        """
        self.budget = Budget()
        lines = max(data.count(b"\n"), data.count(b"\r"))
        self.budget.spend(_CHARACTER_COST * len(data) + _SPLIT_COST * lines)
        self.own: dict[str, str] = {}
        self.zones: list[list[str]] = []
        self.entries: list[list[str]] = []
        self.others: Counter[str] = Counter()
        self.is_cut_short = False
        self._kinds = kinds
        self._observances: dict[str, int] = {}
        """The number of rules of each zone that the file, but not this computer, defines."""
        self._split(_unfold_lines(data))

    def _split(self, lines: list[str]) -> None:
        has_begun = False
        parts = {*self._kinds, "VTIMEZONE"}
        open_: list[str] = []
        block: list[str] = []
        for number, line in enumerate(lines, 1):
            head, _, rest = line.partition(":")
            name, value = head.upper().strip(), rest.strip().upper()
            if name == "BEGIN":
                has_begun = has_begun or value == "VCALENDAR"
                if value in parts and value not in open_:
                    block = []
                open_.append(value)
                if len(open_) > limits.DEPTH_LIMIT:
                    raise UnusableError(error("calendar-syntax", line=number))
            if not parts.isdisjoint(open_):
                block.append(line)
            elif name not in ("BEGIN", "END"):
                self.own.setdefault(name.partition(";")[0], rest)
            if name == "END" and value in open_:
                del open_[len(open_) - 1 - open_[::-1].index(value) :]
                self._add_part(value, block)
        if not has_begun:
            raise UnusableError(error("calendar-syntax", line=1))
        self.is_cut_short = "VCALENDAR" in open_
        self.entries += [[*block, f"END:{part}"] for part in open_ if part in self._kinds]

    def _add_part(self, part: str, block: list[str]) -> None:
        if part in self._kinds:
            self.entries.append(block)
        elif part == "VTIMEZONE":
            self.zones.append(block)
        elif part not in ("VCALENDAR", "STANDARD", "DAYLIGHT", "VALARM"):
            self.others[part] += 1

    def define_zones(self) -> list[str]:
        """Register the zones of this file with the library, and forget the zones of other files.

        Return the names of the zones whose rules cannot be read. The caller must hold `READING`.
        """
        tzp.use(_Zones())
        unread: list[str] = []
        for block in self.zones:
            name = property_value(block, "TZID")
            if (len(name) <= _ZONE and tzp.timezone(name) is not None) or name in self._observances:
                continue
            self.budget.spend(_ZONE_COST)
            rules = sum(line.upper().startswith("BEGIN:") for line in block) - 1
            try:
                if len(block) > _MAX_LINES or not _is_ordinary_zone(block):
                    raise ValueError("no ordinary zone")
                lines = ["BEGIN:VCALENDAR", *block, "END:VCALENDAR"]
                icalendar.Calendar.from_ical("\r\n".join(lines))
            except UNREAD:
                unread.append(name)
            else:
                self._observances[name] = rules
        return unread

    def component(self, entry: list[str], used: frozenset[str]) -> Component | None:
        """Return an entry that has only the properties in `used`, or None if it is unreadable.

        The caller must hold `READING`.

        Raises:
            UnusableError: reading the entry would take too long.
        """
        # The library reads slowly, character by character, so it does not receive descriptions.
        lines, description = [entry[0]], None
        for name, line in _properties(entry):
            if name == "DESCRIPTION" and name in used:
                description = description or _value_of_line(line)
            elif name in used:
                lines.append(line)
        lines.append(entry[-1])
        self.budget.spend(sum(map(self._cost, lines)))
        try:
            if len(lines) > _MAX_LINES:
                raise ValueError("too many lines")
            component = Component.from_ical("\r\n".join(lines))
        except UNREAD:
            return None
        if description is not None:
            component["DESCRIPTION"] = unescape_text(description)
        return component

    def _cost(self, line: str) -> float:
        """Estimate the work of reading a line.

        Lists of times cost more, and so do zones that the file defines.
        """
        name = line[:8].upper()
        least = _LINE_COST + 0.35 * len(line) + 5 * (line.count(",") + line.count(";"))
        if not name.startswith(("DT", "RDATE", "EXDATE", "RECURREN")):
            return least
        head = _TZID.search(line)
        rules = self._observances.get(head[1].strip('"'), 0) if head else 0
        return (
            least
            + (_LINE_COST + rules * _OBSERVANCE_COST) * line.count(",")
            + (rules * _OBSERVANCE_COST)
        )


def _unfold_lines(data: bytes) -> list[str]:
    """Join folded lines, and return the decoded content lines.

    Lines are joined before they are decoded, because some writers fold inside a character. Any line
    ending is accepted. A line that names no property is joined to the line before it, because some
    writers break lines without folding.
    """
    lines: list[list[bytes]] = []
    for line in re.split(rb"\r*\n|\r+(?!\n)", data.removeprefix(b"\xef\xbb\xbf")):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1].append(line[1:])
        elif not line.strip() or line == b"-->":  # "-->" ends a comment around the calendar
            continue
        elif lines and not _PROPERTY.match(line):
            lines[-1].append(b"\\n" + line)
        else:
            lines.append([line])
    return [_CHARSET.sub("", _decode(b"".join(parts)), count=4) for parts in lines]


def _decode(line: bytes) -> str:
    """Decode a line as UTF-8 or, if that fails, as Windows-1252."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    return text.replace("\0", "")


def _properties(entry: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the whole line of each property of an entry. Skip its alarms."""
    depth = 0
    for line in entry:
        name = _property_name(line)
        depth += (name == "BEGIN") - (name == "END" and depth > 1)
        if depth == 1 and name not in ("BEGIN", "END"):
            yield name, line


def _property_name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].strip().upper()


def property_names(entry: list[str]) -> set[str]:
    return {name for name, _ in _properties(entry)}


def property_value(block: list[str], name: str) -> str:
    """Return the value of the first property with this name, or ""."""
    line = next((line for line in block if re.match(rf"{name}[;:]", line, re.IGNORECASE)), "")
    return _value_of_line(line).strip()


def _value_of_line(line: str) -> str:
    """Return the value in the line of a property.

    A colon inside a quoted parameter does not end the name.
    """
    match = _HEAD.match(line)
    return line[match.end() :] if match else line.partition(":")[2]


def unescape_text(text: str) -> str:
    """Return a text with characters in place of iCalendar's escapes."""
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], text).strip()


def _is_ordinary_zone(block: list[str]) -> bool:
    """Return whether every rule of a zone changes the clocks once a year.

    The library might follow any other rule day by day, or second by second, to the year 9999.
    """
    start = ""
    rules: list[tuple[str, str]] = []
    for line in block:
        name = _property_name(line)
        if name == "BEGIN":
            start = ""
        elif name == "DTSTART":
            start = _value_of_line(line).strip()
        elif name == "RRULE":
            rules.append((_value_of_line(line).strip().upper(), start))
        elif name == "EXRULE":
            return False
    return all(
        len(rule) <= RULE_LENGTH and "FREQ=YEARLY" in rule and _happens_soon(rule, start)
        for rule, start in rules
    )


_BOUNDARY = re.compile(rb"^(BEGIN|END):([A-Z0-9-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
"""A line at which a part of a calendar begins or ends."""
_USED: Mapping[str, frozenset[str]] = {
    "VEVENT": split_words(
        "UID SUMMARY DTSTART DTEND DURATION CREATED LOCATION URL STATUS X-SOMMET-DEGREE "
        "X-SOMMET-LEAD X-SOMMET-OWN X-SOMMET-PLACE"
    ),
    "VJOURNAL": split_words("SUMMARY RELATED-TO DESCRIPTION LAST-MODIFIED DTSTAMP"),
}
"""The kinds of entries to import, with the properties that the import needs."""
_TALK_PAGE = re.compile(r"/talk/(\w{4,12})$")
_PRETALX_UID = re.compile(r"pretalx-.*-(\w{4,12})@")
_FOSDEM_COMPANION = "@be.digitalia.fosdem"


def read_calendar(data: bytes) -> tuple[Imported, ...]:
    """Return the bookmarks and notes in a calendar, in the order of its entries.

    An appointment is a bookmark, and a journal entry is a note.

    Raises:
        ImportFileError: "calendar", it cannot be read; "calendar-start", one of its entries has no
            valid start; "too-many", it has too many entries; "calendar-costly", reading it would
            take too long.
    """
    _check_structure(data)
    try:
        calendar = CalendarFile(data, frozenset(_USED))
        with READING:
            calendar.define_zones()
            found = [_read_entry(calendar, entry) for entry in calendar.entries]
    except UnusableError as problem:
        (finding,) = problem.findings
        if finding.code == "calendar-too-costly":
            raise ImportFileError("calendar-costly") from problem
        raise ImportFileError("calendar", f"line {finding.line}") from problem
    except UNREAD as problem:
        raise ImportFileError("calendar", foreign_line(str(problem))) from problem
    return limit_imports(entry for entry in found if entry is not None)


def _check_structure(data: bytes) -> None:
    """Refuse a file with too many entries or unpaired parts, before the slow reading begins.

    Raises:
        ImportFileError: "too-many", there are too many entries; "calendar", parts are unpaired.
    """
    opened: list[bytes] = []
    entries = 0
    for boundary in _BOUNDARY.finditer(data):
        part = boundary[2].upper()
        if boundary[1].upper() == b"BEGIN":
            opened.append(part)
            entries += part.decode() in _USED
            if entries > limits.MAX_IMPORTS:
                raise ImportFileError("too-many", str(limits.MAX_IMPORTS))
        elif not opened or opened.pop() != part:
            raise ImportFileError("calendar", foreign_line(boundary[0].decode(errors="replace")))
    if opened:
        raise ImportFileError(
            "calendar", foreign_line(f"no END:{opened[0].decode(errors='replace')}")
        )


def _read_entry(calendar: CalendarFile, entry: list[str]) -> Imported | None:
    """Return the bookmark or note in an entry, or None for a journal entry without any text."""
    component = calendar.component(entry, _USED[entry[0].partition(":")[2].strip().upper()])
    if component is None:
        raise ImportFileError("calendar", foreign_line(property_value(entry, "SUMMARY")))
    title = foreign_line(_text_value(component, "SUMMARY"))
    if component.name == "VEVENT":
        uid = foreign_line(_text_value(component, "UID"))
        start = _first_value(component, "DTSTART")
        if isinstance(start, vBroken):
            raise ImportFileError(
                "calendar-start", uid or title or foreign_line(f"DTSTART:{start}")
            )
        is_ours = bool(_text_value(component, "X-SOMMET-OWN"))
        event = _own_event(component, uid, title, is_ours=is_ours)
        if event is not None and is_ours:
            return Imported(uid, title, own=event)
        begins, made = _instant(component, "DTSTART"), _instant(component, "CREATED")
        tentative = "MAYBE" in (_text_value(component, "X-SOMMET-DEGREE"), _status(component))
        degree: Degree = "maybe" if tentative else "must"
        keys = _foreign_keys(uid, foreign_line(_text_value(component, "URL")))
        lead = _lead_minutes(component)
        return Imported(uid, title, begins, made, degree=degree, offer=event, lead=lead, keys=keys)
    uid, text = (
        foreign_line(_text_value(component, "RELATED-TO")),
        foreign_text(_text_value(component, "DESCRIPTION")),
    )
    if not text.strip():
        return None
    written = _instant(component, "LAST-MODIFIED") or _instant(component, "DTSTAMP")
    return Imported(uid, title, None, written, text)


def _foreign_keys(uid: str, url: str) -> tuple[str, ...]:
    """Return the names by which another program may identify a session: page, code, and id."""
    page = url.rstrip("/")
    found = [page, f"{page}/"] if page else []
    found += [match[1] for match in (_TALK_PAGE.search(page), _PRETALX_UID.match(uid)) if match]
    if uid.endswith(_FOSDEM_COMPANION):
        found.append(uid.partition("@")[0])
    return tuple(dict.fromkeys(found))


def _own_event(
    component: Component, uid: str, title: str, *, is_ours: bool
) -> own_events.OwnEvent | None:
    """Return the own event that an appointment describes, or None if it cannot be an own event.

    An appointment from another program must have a title, and must end after it starts.
    """
    start, end = _instant(component, "DTSTART"), _instant(component, "DTEND")
    length = getattr(_first_value(component, "DURATION"), "dt", None)
    if start is not None and end is None and isinstance(length, timedelta):
        end = utc_instant(start + length)
    if start is None or end is None or not (is_ours or (title and end > start)):
        return None
    place = foreign_line(
        _text_value(component, "X-SOMMET-PLACE") or _text_value(component, "LOCATION")
    )
    id_ = f"own-{crc32(f'{uid} {start} {title}'.encode()):08x}"
    if is_ours:
        id_ = uid.rpartition("@")[0] or uid
    title, place = cap(title, limits.MESSAGE_LIMIT), cap(place, limits.NAME_LIMIT)
    return own_events.OwnEvent(
        id_, title, start, max(start, end), place or None, _lead_minutes(component)
    )


def _lead_minutes(component: Component) -> int | None:
    """Return the lead time in minutes if this app wrote it into the entry, or else None."""
    text = _text_value(component, "X-SOMMET-LEAD")[:4]
    is_number = text.isascii() and text.isdecimal()
    return int(text) if is_number and int(text) <= limits.MINUTES_LIMIT else None


def _status(component: Component) -> str:
    """Return the status of an entry.

    TENTATIVE, which other programs write, is returned as "MAYBE".
    """
    status = _text_value(component, "STATUS").strip().upper()
    return "MAYBE" if status == "TENTATIVE" else status


def _first_value(component: Component, name: str) -> object:
    """Return the value of a property, or its first value if the property is repeated."""
    value = component.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text_value(component: Component, name: str) -> str:
    first = _first_value(component, name)
    return str(first) if first is not None and not isinstance(first, list) else ""


def _instant(component: Component, name: str) -> datetime | None:
    """Return the instant in a property, or None for a date or for a time without a zone."""
    moment = getattr(_first_value(component, name), "dt", None)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    return utc_instant(moment.astimezone(UTC))


def write_calendar(calendar: Calendar, alarm: timedelta | None) -> bytes:
    """Return an iCalendar file.

    If `alarm` is given, each appointment has an alarm that long before its start.

    DTSTAMP is the last revision of an entry, as RFC 5545 (3.8.7.2) prescribes for files that are
    not messages. The same content therefore makes the same file, byte for byte. Notes are journal
    entries related to the appointment of their session. Programs without journals ignore them.
    """
    file = icalendar.Calendar()
    file.add("PRODID", f"-//sommet-tui//sommet-tui {__version__}//EN")
    file.add("VERSION", "2.0")
    # The type is given, because the library does not escape texts of unknown type.
    file["NAME"] = vText(calendar.name)
    file["X-WR-CALNAME"] = vText(calendar.name)
    file["X-WR-TIMEZONE"] = vText(calendar.timezone)
    file.add("REFRESH-INTERVAL", calendar.refresh, parameters={"VALUE": "DURATION"})
    if calendar.source:
        file.add("SOURCE", calendar.source, parameters={"VALUE": "URI"})
    if calendar.link:
        file.add("URL", calendar.link)
    if calendar.description:
        file["DESCRIPTION"] = vText(calendar.description)
    if calendar.language:
        file["X-SOMMET-LANGUAGE"] = vText(calendar.language)
    for appointment in calendar.appointments:
        file.add_component(_event(appointment, alarm))
    for uid, note in calendar.notes:
        file.add_component(_journal(uid, note))
    written: bytes = file.to_ical()
    return written


def _event(appointment: Appointment, alarm: timedelta | None) -> icalendar.Event:
    revision, entry = appointment.revision, appointment.revision.entry
    event = icalendar.Event()
    event.add("UID", appointment.uid)
    event.add("DTSTAMP", _utc(revision.modified_at))
    event.add("CREATED", _utc(appointment.created_at))
    event.add("LAST-MODIFIED", _utc(revision.modified_at))
    event.add("SEQUENCE", revision.sequence)
    event.add("DTSTART", _utc(entry.start))
    event.add("DTEND", _utc(entry.end))
    event.add("SUMMARY", entry.title)
    held = "TENTATIVE" if appointment.tentative else "CONFIRMED"
    event.add("STATUS", "CANCELLED" if entry.state == "cancelled" else held)
    if entry.place:
        event.add("LOCATION", entry.place)
    if appointment.description:
        event.add("DESCRIPTION", appointment.description)
    if appointment.category:
        event.add("CATEGORIES", [appointment.category])
    if appointment.link:
        event.add("URL", appointment.link)
    for link in appointment.attached:
        told_of = {"LABEL": link.title, "X-SOMMET-KIND": link.kind}
        event.add("ATTACH", link.url, {name: value for name, value in told_of.items() if value})
    for name, value in appointment.extra:
        event[f"X-{name}"] = vText(value)
    if alarm is not None and entry.state != "cancelled":
        event.add_component(_alarm(appointment, alarm))
    return event


def _alarm(appointment: Appointment, before: timedelta) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", appointment.revision.entry.title)
    alarm.add("TRIGGER", -before)
    return alarm


def _journal(uid: str, note: notes.Note) -> icalendar.Journal:
    journal = icalendar.Journal()
    journal.add("UID", f"note:{uid}")
    journal.add("RELATED-TO", uid)
    journal.add("DTSTAMP", _utc(note.updated_at))
    journal.add("LAST-MODIFIED", _utc(note.updated_at))
    journal.add("CLASS", "PRIVATE")
    journal.add("SUMMARY", note.title)
    journal.add("DESCRIPTION", note.text)
    return journal


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
