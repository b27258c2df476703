"""The parts of a calendar file (RFC 5545) for all readers, which accept the faults of real files.

The library for calendars takes minutes and gigabytes for some small files. It is therefore given
one part at a time, without unused properties, and only while the work is cheap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from threading import Lock
from typing import Final

import icalendar
from icalendar.cal.component import Component
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from sommet_tui.domain.limits import DEPTH_LIMIT
from sommet_tui.formats.recurrence import happens_soon
from sommet_tui.formats.report import UnusableError, error

UNREAD = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    OSError,
)
"""The exceptions of the library for invalid files, which are not documented."""

READING: Final = Lock()
"""Held while a calendar is read: the library has one table of zones for all threads."""
RULE_LENGTH: Final = 500
"""The maximum length of a recurrence rule in characters; real ones have a tenth."""
_ZONE: Final = 100
"""The maximum length of a zone's name, in characters; longer ones would cost a deep search."""
_PROPERTY = re.compile(
    rb"[A-Z][A-Z0-9-]{0,60}(?:;[^:]*)?:|[A-Za-z][A-Za-z0-9-]{0,60};[A-Z-]+=|(?i:BEGIN|END):"
)
_CHARSET = re.compile(r";(?:CHARSET=[^;:]*|ENCODING=8BIT)", re.IGNORECASE)
_HEAD = re.compile(r'[^:;"]*(?:;(?:"[^"]*"|[^:"])*)?:')
"""The name and the parameters of a property; colons in parameters are in quotes."""
_TZID = re.compile(r';TZID=("[^"]*"|[^:;]*)', re.IGNORECASE)
_MOST_LINES: Final = 2000
"""Lines of one entry or zone; real ones have far fewer."""
_BUDGET: Final = 2_000_000
"""Work for one file, roughly in microseconds of a laptop of 2024."""
_LINE_COST, _CHARACTER_COST, _ZONE_COST = 30, 0.08, 3000
"""The costs of a line of an entry, a character and a zone."""
_OBSERVANCE_COST: Final = 100
"""The cost of each rule of a zone that a file defines, for each time in the zone."""
_SPLIT_COST: Final = 4
"""The cost of splitting a line of the file."""


class _Zones(ZONEINFO):
    """The zones of this computer; invalid names count as unknown."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return the zone of that name; None if there is none, so that the time has no zone."""
        try:
            return super().timezone(name) if len(name) <= _ZONE else None
        except OSError:  # a folder of zones
            return None


def _is_known_zone(name: str) -> bool:
    """Return whether a name is a zone of this computer, whatever a file defines."""
    return len(name) <= _ZONE and tzp.timezone(name) is not None


tzp.use(_Zones())


class Budget:
    """The work that one file may still take."""

    def __init__(self) -> None:
        self._left = float(_BUDGET)

    def spend(self, cost: float) -> None:
        """Reduce the budget; call this before the work.

        Raises:
            UnusableError: the budget is too small: no real file takes that long.
        """
        self._left -= cost
        if self._left < 0:
            raise UnusableError(error("calendar-too-costly"))


class CalendarFile:
    """The parts of a calendar, each as lines: its own properties, its zones, its entries.

    `others` counts the unread parts; `is_cut_short` is whether the calendar has no end.
    """

    def __init__(self, data: bytes, kinds: frozenset[str]) -> None:
        """`kinds` are the names of the parts that are entries.

        Raises:
            UnusableError: it is no calendar, or reading it would take too long.
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
        """The number of rules of each zone that the file had to define."""
        self._split(_lines(data))

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
                if len(open_) > DEPTH_LIMIT:
                    raise UnusableError(error("calendar-syntax", line=number))
            if not parts.isdisjoint(open_):
                block.append(line)
            elif name not in ("BEGIN", "END"):
                self.own.setdefault(name.partition(";")[0], rest)
            if name == "END" and value in open_:
                del open_[len(open_) - 1 - open_[::-1].index(value) :]
                self._take(value, block)
        if not has_begun:
            raise UnusableError(error("calendar-syntax", line=1))
        self.is_cut_short = "VCALENDAR" in open_
        self.entries += [[*block, f"END:{part}"] for part in open_ if part in self._kinds]

    def _take(self, part: str, block: list[str]) -> None:
        if part in self._kinds:
            self.entries.append(block)
        elif part == "VTIMEZONE":
            self.zones.append(block)
        elif part not in ("VCALENDAR", "STANDARD", "DAYLIGHT", "VALARM"):
            self.others[part] += 1

    def define_zones(self) -> list[str]:
        """Register the zones of this file, and of no other file, with the library, each once.

        Return the names of those whose rules cannot be read. `READING` must be held.
        """
        tzp.use(_Zones())
        unread: list[str] = []
        for block in self.zones:
            name = value_of(block, "TZID")
            if _is_known_zone(name) or name in self._observances:
                continue
            self.budget.spend(_ZONE_COST)
            rules = sum(line.upper().startswith("BEGIN:") for line in block) - 1
            try:
                if len(block) > _MOST_LINES or not _is_ordinary_zone(block):
                    raise ValueError("no ordinary zone")
                lines = ["BEGIN:VCALENDAR", *block, "END:VCALENDAR"]
                icalendar.Calendar.from_ical("\r\n".join(lines))
            except UNREAD:
                unread.append(name)
            else:
                self._observances[name] = rules
        return unread

    def component(self, entry: list[str], used: frozenset[str]) -> Component | None:
        """Return an entry with only some of its properties; None if it cannot be read.

        `READING` must be held.

        Raises:
            UnusableError: reading it would take too long.
        """
        # The library reads character by character, and descriptions are long.
        lines, description = [entry[0]], None
        for name, line in _properties(entry):
            if name == "DESCRIPTION" and name in used:
                description = description or _after_colon(line)
            elif name in used:
                lines.append(line)
        lines.append(entry[-1])
        self.budget.spend(sum(map(self._cost, lines)))
        try:
            if len(lines) > _MOST_LINES:
                raise ValueError("too many lines")
            component = Component.from_ical("\r\n".join(lines))
        except UNREAD:
            return None
        if description is not None:
            component["DESCRIPTION"] = unescape_text(description)
        return component

    def _cost(self, line: str) -> float:
        """Estimate the cost of a line: higher if it lists times, or names a zone of the file."""
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


def _lines(data: bytes) -> list[str]:
    """Return unfolded content lines, before decoding, because some writers fold inside characters.

    Any line ending is accepted; a line that is no property belongs to the line before it, for
    writers that do not fold.
    """
    lines: list[list[bytes]] = []
    for line in re.split(rb"\r*\n|\r+(?!\n)", data.removeprefix(b"\xef\xbb\xbf")):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1].append(line[1:])
        elif not line.strip() or line == b"-->":  # the end of a comment around the calendar
            continue
        elif lines and not _PROPERTY.match(line):
            lines[-1].append(b"\\n" + line)
        else:
            lines.append([line])
    return [_CHARSET.sub("", _decode(b"".join(parts)), count=4) for parts in lines]


def _decode(line: bytes) -> str:
    """Decode a line: as UTF-8, or else as Windows-1252."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    return text.replace("\0", "")


def _properties(entry: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the line of each property of an entry, without those of its alarms."""
    depth = 0
    for line in entry:
        name = _name(line)
        depth += (name == "BEGIN") - (name == "END" and depth > 1)
        if depth == 1 and name not in ("BEGIN", "END"):
            yield name, line


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].strip().upper()


def names_of(entry: list[str]) -> set[str]:
    """Return the names of the properties of an entry."""
    return {name for name, _ in _properties(entry)}


def value_of(block: list[str], name: str) -> str:
    """Return the value of the first property with a name, or ""."""
    line = next((line for line in block if re.match(rf"{name}[;:]", line, re.IGNORECASE)), "")
    return _after_colon(line).strip()


def _after_colon(line: str) -> str:
    """Return the value of a property; colons in its parameters are in quotes."""
    match = _HEAD.match(line)
    return line[match.end() :] if match else line.partition(":")[2]


def unescape_text(text: str) -> str:
    """Return a text without the escapes of the format."""
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], text).strip()


def _is_ordinary_zone(block: list[str]) -> bool:
    """Whether the clocks of a zone change once a year by each of its rules.

    Any other rule might be followed day by day, or second by second, to the end of all years.
    """
    start = ""
    rules: list[tuple[str, str]] = []
    for line in block:
        name = _name(line)
        if name == "BEGIN":
            start = ""
        elif name == "DTSTART":
            start = _after_colon(line).strip()
        elif name == "RRULE":
            rules.append((_after_colon(line).strip().upper(), start))
        elif name == "EXRULE":
            return False
    return all(
        len(rule) <= RULE_LENGTH and "FREQ=YEARLY" in rule and happens_soon(rule, start)
        for rule, start in rules
    )
