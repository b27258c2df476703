"""Bookmarks and notes in JSON, and the limits of all imports.

The JSON has our own format or that of EventFahrplan, which shares `{"lectures": […]}`. Each lecture
has a `lecture_id` (the id of the session in the schedule), `title`, `url` and `starts_at`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from sommet_tui.companion.ports import ImportFileError
from sommet_tui.domain import limits, own_events
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.text import cap, clean, clean_line, is_invisible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree


def foreign_line(text: str) -> str:
    """Return a foreign text on one line, cleaned and shortened, or "" if nothing is visible."""
    line = cap(clean_line(text), limits.IMPORTED_LINE_LIMIT)
    return "" if is_invisible(line) else line


def foreign_text(text: str) -> str:
    """Return a foreign text of several lines, cleaned so that it is safe to show."""
    return cap(clean(text), limits.NOTE_LIMIT)


def utc_instant(moment: datetime) -> datetime | None:
    """Return an aware instant in UTC, or None if some zones could not show its year."""
    if not 1 < moment.year < 9999:
        return None
    return moment.astimezone(UTC)


def limit_imports(imports: Iterable[Imported]) -> tuple[Imported, ...]:
    """Return the imports as a tuple, unless there are too many.

    Raises:
        ImportFileError: "too-many", there are more than `MAX_IMPORTS`.
    """
    found = tuple(islice(imports, limits.MAX_IMPORTS + 1))
    if len(found) > limits.MAX_IMPORTS:
        raise ImportFileError("too-many", str(limits.MAX_IMPORTS))
    return found


def read_bookmark_list(text: str) -> tuple[Imported, ...]:
    """Return the bookmarks, hidden sessions, own events and notes in a file, in this order.

    Unknown keys are ignored, because files of later versions may have more keys.

    Raises:
        ImportFileError: "json", the file is not JSON; "shape", it has another shape; "too-many".
    """
    if text.count("{") + text.count("[") > limits.MAX_OBJECTS:
        raise ImportFileError("too-many", str(limits.MAX_IMPORTS))
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportFileError("json", str(error.lineno)) from error
    except (RecursionError, ValueError) as error:
        raise ImportFileError("json", "1") from error
    if isinstance(content, dict) and "lectures" in content:
        return limit_imports(map(_lecture, _Entry(content).entries("lectures", optional=False)))
    if not isinstance(content, dict) or "bookmarks" not in content:
        raise ImportFileError("shape", "bookmarks")
    return limit_imports(_imports(_Entry(content)))


class _Entry:
    """An object in the file. `place` is its path, for errors about wrong values."""

    def __init__(self, value: object, place: str = "") -> None:
        if not isinstance(value, dict):
            raise ImportFileError("shape", place)
        self._values = value
        self._place = place

    def _place_of(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def wrong_value_error(self, key: str) -> ImportFileError:
        """Return the error for a wrong value under `key`."""
        return ImportFileError("shape", self._place_of(key))

    def child(self, key: str) -> _Entry:
        """Return the object under `key`, or an empty object if the key is missing."""
        return _Entry(self._values.get(key) or {}, self._place_of(key))

    def entries(self, key: str, *, optional: bool = True) -> Iterator[_Entry]:
        """Yield the objects in the list under `key`."""
        values = self._values.get(key)
        if optional:
            values = values or []
        if not isinstance(values, list):
            raise self.wrong_value_error(key)
        for index, value in enumerate(values):
            yield _Entry(value, f"{self._place_of(key)}[{index}]")

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong_value_error(key)
        return value or ""

    def line(self, key: str) -> str:
        """Return the text under `key` on one line, or "" if the key is missing."""
        return foreign_line(self.text(key))

    def line_or_number(self, key: str) -> str:
        """Return the text or number under `key` as text on one line, or "" if it is missing."""
        value = self._values.get(key)
        return str(value) if isinstance(value, int) else self.line(key)

    def instant(self, key: str) -> datetime | None:
        if self._values.get(key) is None:
            return None
        try:
            moment = datetime.fromisoformat(self.text(key))
        except ValueError:
            raise self.wrong_value_error(key) from None
        if moment.tzinfo is None:
            raise self.wrong_value_error(key)
        try:
            return utc_instant(moment)
        except OverflowError:
            return None

    def lead_minutes(self) -> int | None:
        """Return the lead time in minutes, or None if it is missing."""
        value = self._values.get("lead_minutes")
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= limits.MINUTES_LIMIT:
            raise self.wrong_value_error("lead_minutes")
        return value

    def uid(self, programme: str) -> str:
        """Return the object's id, followed by "@" and its programme's id if that is known."""
        id_ = self.line("id")
        if not id_:
            raise self.wrong_value_error("id")
        return f"{id_}@{programme}" if programme else id_


def _lecture(entry: _Entry) -> Imported:
    id_ = entry.line_or_number("lecture_id") or entry.line_or_number("session_id")
    keys = (id_, entry.line("url"))
    return Imported(
        uid="",
        title=entry.line("title"),
        start=entry.instant("starts_at"),
        keys=tuple(filter(None, keys)),
    )


def _imports(content: _Entry) -> Iterator[Imported]:
    of = content.child("programme").line("id")
    for entry in content.entries("bookmarks"):
        degree: Degree = "maybe" if entry.text("degree") == "maybe" else "must"
        yield _bookmark(entry, of, degree)
    for entry in content.entries("hidden"):
        yield _bookmark(entry, of, "hidden")
    for entry in content.entries("own_events"):
        yield _own_event(entry, of)
    for entry in content.entries("notes"):
        note = Imported(
            uid=entry.uid(of),
            title=entry.line("title"),
            at=entry.instant("updated_at"),
            text=foreign_text(entry.text("text")),
        )
        if note.text and note.text.strip():
            yield note


def _bookmark(entry: _Entry, programme: str, degree: Degree) -> Imported:
    session = entry.child("session")
    return Imported(
        uid=entry.uid(programme),
        title=foreign_line(entry.text("title") or session.text("title")),
        start=session.instant("start"),
        at=entry.instant("added_at"),
        degree=degree,
        lead=entry.lead_minutes(),
    )


def _own_event(entry: _Entry, programme: str) -> Imported:
    title, start, end = entry.line("title"), entry.instant("start"), entry.instant("end")
    if start is None or end is None:
        raise entry.wrong_value_error("start")
    place = entry.line("place") or None
    own = own_events.OwnEvent(
        entry.line("id"), title, start, max(start, end), place, entry.lead_minutes()
    )
    return Imported(entry.uid(programme), title, own=own)
