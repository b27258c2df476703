"""Bookmarks and notes in JSON: our own list, read back, and the favourites of EventFahrplan.

EventFahrplan shares `{"lectures": […]}`, each with `lecture_id` (the event's id in the schedule),
`title`, `url` and `starts_at`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sommet_tui.companion.export_ports import ImportFileError
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.formats.bounds import instant_of, line_of, text_of, within

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

_Values = dict[str, object]


def read_list(text: str) -> tuple[Imported, ...]:
    """Return its bookmarks, hidden sessions, own events, then its notes.

    Unknown keys are ignored, so that older versions can read newer files.

    Raises:
        ImportFileError: "json", it is not JSON; "shape", it has another shape; "too-many".
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportFileError("json", str(error.lineno)) from error
    except (RecursionError, ValueError) as error:
        raise ImportFileError("json", "1") from error
    if isinstance(content, dict) and "lectures" in content:
        return within(_lectures(content["lectures"]))
    if not isinstance(content, dict) or "bookmarks" not in content:
        raise ImportFileError("shape", "bookmarks")
    return within(_all(content))


def _lectures(lectures: object) -> Iterator[Imported]:
    for index, item in enumerate(_list(lectures, "lectures")):
        place = f"lectures[{index}]"
        values = _mapping(item, place)
        id_ = values.get("lecture_id", values.get("session_id"))
        given = (str(id_) if isinstance(id_, int) else id_, values.get("url"))
        keys = (line_of(_text(key, place) or "") for key in given)
        yield Imported(
            uid="",
            title=line_of(_text(values.get("title"), f"{place}.title") or ""),
            start=_instant(values.get("starts_at"), f"{place}.starts_at"),
            keys=tuple(filter(None, keys)),
        )


def _all(content: _Values) -> Iterator[Imported]:
    programme = _mapping(content.get("programme") or {}, "programme")
    of = line_of(_text(programme.get("id"), "programme.id") or "")
    for name in ("bookmarks", "hidden"):
        for index, item in enumerate(_list(content.get(name) or [], name)):
            place = f"{name}[{index}]"
            yield _bookmark(_mapping(item, place), place, of, hidden=name == "hidden")
    for index, item in enumerate(_list(content.get("own_events") or [], "own_events")):
        yield _own_event(_mapping(item, f"own_events[{index}]"), f"own_events[{index}]", of)
    for index, item in enumerate(_list(content.get("notes") or [], "notes")):
        note = _note(_mapping(item, f"notes[{index}]"), f"notes[{index}]", of)
        if note.text and note.text.strip():
            yield note


def _bookmark(values: _Values, place: str, programme: str, *, hidden: bool) -> Imported:
    session = values.get("session") or {}
    inner = _mapping(session, f"{place}.session")
    title = _text(values.get("title"), f"{place}.title")
    title = title or _text(inner.get("title"), f"{place}.session.title")
    degree: Degree = "hidden" if hidden else "must"
    if not hidden and _text(values.get("degree"), f"{place}.degree") == "maybe":
        degree = "maybe"
    return Imported(
        uid=_uid(values, place, programme),
        title=line_of(title or ""),
        start=_instant(inner.get("start"), f"{place}.session.start"),
        at=_instant(values.get("added_at"), f"{place}.added_at"),
        degree=degree,
        lead=_lead(values.get("lead_minutes"), place),
    )


def _lead(value: object, place: str) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= MINUTES_LIMIT:
        raise ImportFileError("shape", f"{place}.lead_minutes")
    return value


def _own_event(values: _Values, place: str, programme: str) -> Imported:
    title = line_of(_text(values.get("title"), f"{place}.title") or "")
    start = _instant(values.get("start"), f"{place}.start")
    end = _instant(values.get("end"), f"{place}.end")
    if start is None or end is None:
        raise ImportFileError("shape", f"{place}.start")
    where = line_of(_text(values.get("place"), f"{place}.place") or "") or None
    id_ = line_of(_text(values.get("id"), f"{place}.id") or "")
    lead = _lead(values.get("lead_minutes"), place)
    own = OwnEvent(id_, title, start, max(start, end), where, lead)
    return Imported(_uid(values, place, programme), title, own=own)


def _note(values: _Values, place: str, programme: str) -> Imported:
    return Imported(
        uid=_uid(values, place, programme),
        title=line_of(_text(values.get("title"), f"{place}.title") or ""),
        at=_instant(values.get("updated_at"), f"{place}.updated_at"),
        text=text_of(_text(values.get("text"), f"{place}.text") or ""),
    )


def _uid(values: _Values, place: str, programme: str) -> str:
    id_ = line_of(_text(values.get("id"), f"{place}.id") or "")
    if not id_:
        raise ImportFileError("shape", f"{place}.id")
    return f"{id_}@{programme}" if programme else id_


def _mapping(value: object, place: str) -> _Values:
    if not isinstance(value, dict):
        raise ImportFileError("shape", place)
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise ImportFileError("shape", place)
    return value


def _text(value: object, place: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ImportFileError("shape", place)
    return value


def _instant(value: object, place: str) -> datetime | None:
    written = _text(value, place)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ImportFileError("shape", place) from None
    if moment.tzinfo is None:
        raise ImportFileError("shape", place)
    try:
        return instant_of(moment)
    except OverflowError:
        return None
