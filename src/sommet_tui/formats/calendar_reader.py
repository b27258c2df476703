"""Reads bookmarks and notes from an iCalendar file, ours or another program's.

pretalx's personal calendar has the session's page as URL, a UID that ends with the session's code
("pretalx-EVENT-CODE@host"), and "Title - Speakers" as SUMMARY. FOSDEM Companion exports UIDs such
as "ID@YEAR@be.digitalia.fosdem", with the event's id in FOSDEM's schedule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zlib import crc32

from icalendar.cal.component import Component
from icalendar.prop import vBroken

from sommet_tui.companion.export_ports import ImportFileError
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.limits import MESSAGE_LIMIT, MINUTES_LIMIT, MOST_IMPORTS, NAME_LIMIT
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.text import cap
from sommet_tui.formats.bounds import instant_of, line_of, text_of, within
from sommet_tui.formats.calendar_file import READING, UNREAD, CalendarFile, value_of
from sommet_tui.formats.feed.model import words_of
from sommet_tui.formats.report import UnusableError

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

_BOUNDARY: Final = re.compile(rb"^(BEGIN|END):([A-Z0-9-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
"""The line at which a part of a calendar begins or ends."""
_USED: Final[Mapping[str, frozenset[str]]] = {
    "VEVENT": words_of(
        "UID SUMMARY DTSTART DTEND DURATION CREATED LOCATION URL STATUS X-SOMMET-DEGREE "
        "X-SOMMET-LEAD X-SOMMET-OWN X-SOMMET-PLACE"
    ),
    "VJOURNAL": words_of("SUMMARY RELATED-TO DESCRIPTION LAST-MODIFIED DTSTAMP"),
}
"""The entries, with the properties that an import needs."""
_TALK_PAGE: Final = re.compile(r"/talk/(\w{4,12})$")
_PRETALX_UID: Final = re.compile(r"pretalx-.*-(\w{4,12})@")
_FOSDEM_COMPANION: Final = "@be.digitalia.fosdem"


def read_calendar(data: bytes) -> tuple[Imported, ...]:
    """Return a bookmark per appointment and a note per journal entry, in the file's order.

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
            found = [_import_of(calendar, entry) for entry in calendar.entries]
    except UnusableError as problem:
        (finding,) = problem.findings
        if finding.code == "calendar-too-costly":
            raise ImportFileError("calendar-costly") from problem
        raise ImportFileError("calendar", f"line {finding.line}") from problem
    except UNREAD as problem:
        raise ImportFileError("calendar", line_of(str(problem))) from problem
    return within(entry for entry in found if entry is not None)


def _check_structure(data: bytes) -> None:
    """Refuse, before the slow reading, a file with too many entries or with unpaired parts.

    Raises:
        ImportFileError: "too-many", "calendar".
    """
    opened: list[bytes] = []
    entries = 0
    for boundary in _BOUNDARY.finditer(data):
        part = boundary[2].upper()
        if boundary[1].upper() == b"BEGIN":
            opened.append(part)
            entries += part.decode() in _USED
            if entries > MOST_IMPORTS:
                raise ImportFileError("too-many", str(MOST_IMPORTS))
        elif not opened or opened.pop() != part:
            raise ImportFileError("calendar", line_of(boundary[0].decode(errors="replace")))
    if opened:
        raise ImportFileError("calendar", line_of(f"no END:{opened[0].decode(errors='replace')}"))


def _import_of(calendar: CalendarFile, entry: list[str]) -> Imported | None:
    """Return the import of an entry; None for a journal entry without a subject or a text."""
    component = calendar.component(entry, _USED[entry[0].partition(":")[2].strip().upper()])
    if component is None:
        raise ImportFileError("calendar", line_of(value_of(entry, "SUMMARY")))
    title = line_of(_text(component, "SUMMARY"))
    if component.name == "VEVENT":
        uid = line_of(_text(component, "UID"))
        start = _first(component, "DTSTART")
        if isinstance(start, vBroken):
            raise ImportFileError("calendar-start", uid or title or line_of(f"DTSTART:{start}"))
        is_ours = bool(_text(component, "X-SOMMET-OWN"))
        event = _own_event(component, uid, title, is_ours=is_ours)
        if event is not None and is_ours:
            return Imported(uid, title, own=event)
        begins, made = _instant(component, "DTSTART"), _instant(component, "CREATED")
        tentative = "MAYBE" in (_text(component, "X-SOMMET-DEGREE"), _status(component))
        degree: Degree = "maybe" if tentative else "must"
        keys = _keys(uid, line_of(_text(component, "URL")))
        lead = _lead(component)
        return Imported(uid, title, begins, made, degree=degree, offer=event, lead=lead, keys=keys)
    uid, text = line_of(_text(component, "RELATED-TO")), text_of(_text(component, "DESCRIPTION"))
    if not text.strip():
        return None
    written = _instant(component, "LAST-MODIFIED") or _instant(component, "DTSTAMP")
    return Imported(uid, title, None, written, text)


def _keys(uid: str, url: str) -> tuple[str, ...]:
    """Return another program's names for a session: its page, its code, its id."""
    page = url.rstrip("/")
    found = [page, f"{page}/"] if page else []
    found += [match[1] for match in (_TALK_PAGE.search(page), _PRETALX_UID.match(uid)) if match]
    if uid.endswith(_FOSDEM_COMPANION):
        found.append(uid.partition("@")[0])
    return tuple(dict.fromkeys(found))


def _own_event(component: Component, uid: str, title: str, *, is_ours: bool) -> OwnEvent | None:
    """Return the own event that an appointment is or can become; None without title or end."""
    start, end = _instant(component, "DTSTART"), _instant(component, "DTEND")
    length = getattr(_first(component, "DURATION"), "dt", None)
    if start is not None and end is None and isinstance(length, timedelta):
        end = instant_of(start + length)
    if start is None or end is None or not (is_ours or (title and end > start)):
        return None
    place = line_of(_text(component, "X-SOMMET-PLACE") or _text(component, "LOCATION"))
    id_ = f"own-{crc32(f'{uid} {start} {title}'.encode()):08x}"
    if is_ours:
        id_ = uid.rpartition("@")[0] or uid
    title, place = cap(title, MESSAGE_LIMIT), cap(place, NAME_LIMIT)
    return OwnEvent(id_, title, start, max(start, end), place or None, _lead(component))


def _lead(component: Component) -> int | None:
    """Return the lead time in minutes that we wrote; None if there is none."""
    text = _text(component, "X-SOMMET-LEAD")[:4]
    is_number = text.isascii() and text.isdecimal()
    return int(text) if is_number and int(text) <= MINUTES_LIMIT else None


def _status(component: Component) -> str:
    """Return the status in our words if another program means a maybe, else unchanged."""
    status = _text(component, "STATUS").strip().upper()
    return "MAYBE" if status == "TENTATIVE" else status


def _first(component: Component, name: str) -> object:
    """Return the value of a property; the first one if it is repeated."""
    value = component.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(component: Component, name: str) -> str:
    first = _first(component, name)
    return str(first) if first is not None and not isinstance(first, list) else ""


def _instant(component: Component, name: str) -> datetime | None:
    """Return an instant; None for a date or a floating time."""
    moment = getattr(_first(component, name), "dt", None)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    return instant_of(moment.astimezone(UTC))
