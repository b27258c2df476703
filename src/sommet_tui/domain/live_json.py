"""The document of a published day (`live.json`): how it is read and written.

Its keys are the fields of `SharedDay` and its parts; `live.schema.json` describes them. A missing
key counts as null, and unknown keys are ignored.
"""

from __future__ import annotations

from datetime import date, timedelta, tzinfo
from functools import partial
from operator import attrgetter

from sommet_tui.domain.limits import (
    ID_LIMIT,
    INTEGER_LIMIT,
    LINE_LIMIT,
    MAX_LANES,
    MAX_NOTICES,
    MAX_OFFSETS,
    MAX_POLL,
    MAX_ROOM_FILES,
    MAX_SEATS,
    MAX_SESSIONS,
    MIN_POLL,
    MINUTES_LIMIT,
)
from sommet_tui.domain.published_day import (
    LIVE_VERSION,
    SharedDay,
    SharedEvent,
    SharedItem,
    SharedLane,
    SharedNotice,
    SharedOffset,
    SharedPlace,
    SharedPublisher,
    SharedRoom,
)
from sommet_tui.domain.records import (
    KINDS,
    Kind,
    Record,
    RecordError,
    Shape,
    choice_kind,
    list_kind,
    nested_kind,
    read_line,
    read_number,
    read_text,
    read_value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_REACH = timedelta(days=366)
"""How far the times of a lane may be from its day; this keeps sums of durations within limits."""


def parse_day_document(document: Record) -> SharedDay:
    """Read the published day from a document of the version `LIVE_VERSION`.

    Raises:
        RecordError: the document is invalid.
    """
    day: SharedDay = _DAY.read(document)
    return day


def day_document(day: SharedDay, zone: tzinfo) -> dict[str, Any]:
    """Return the document of a day, with times at the offset of `zone`."""
    return {"version": LIVE_VERSION, **_DAY.write(day, zone)}


def _read_id(record: Record, key: str) -> str | None:
    found = read_line(record, key)
    if found is not None and len(record[key]) > ID_LIMIT:
        raise RecordError(key, "range")  # a shortened id could be the id of another item
    return found


def _read_number(record: Record, key: str) -> int | None:
    found = read_number(record, key)
    if found is not None and not 0 <= found < INTEGER_LIMIT:
        raise RecordError(key, "range")
    return found


def _read_number_between(record: Record, key: str, *, minimum: int, maximum: int) -> int | None:
    found = read_number(record, key)
    return None if found is None else min(max(found, minimum), maximum)


def _read_date(record: Record, key: str) -> date | None:
    found = record.get(key)
    try:
        return None if found is None else date.fromisoformat(found)
    except (TypeError, ValueError):
        raise RecordError(key, "type") from None


def _instant_fields(cls: type) -> Callable[[object], tuple[Any, ...]]:
    kinds = cls.__annotations__.items()
    return attrgetter(*(name for name, kind in kinds if kind.startswith("datetime")))


_OF_ITEM, _OF_PLACE = _instant_fields(SharedItem), _instant_fields(SharedPlace)


def _read_lane(record: Record, key: str) -> SharedLane | None:
    """Read a lane.

    Raises:
        RecordError: an item appears twice, or a time is not near the lane's day.
    """
    lane: SharedLane | None = _LANE.read(record, key)
    if lane is None:
        return None
    if len({item.id for item in lane.items}) < len(lane.items):
        raise RecordError(key, "choice")
    for item in lane.items:
        moments = _OF_ITEM(item) + (() if item.place is None else _OF_PLACE(item.place))
        if any(moment and abs(moment.date() - lane.day) > _REACH for moment in moments):
            raise RecordError(key, "range")
    return lane


def _shape(cls: type) -> Shape:
    return Shape(cls, " ".join(cls.__match_args__), _KINDS)  # type: ignore[attr-defined]


def _add_part_kind(cls: type, max_items: int = 0) -> None:
    """Let fields have values of this class, or lists of at most `max_items` of them."""
    _KINDS[cls.__name__] = nested_kind(_shape(cls))
    _add_list_kind(cls.__name__, max_items)


def _add_list_kind(of: str, max_items: int) -> None:
    _KINDS[f"tuple[{of}, ...]"] = list_kind(_KINDS[of], max_items, whole=True)


_KINDS: dict[str, Kind] = {
    **KINDS,
    "Id": Kind(_read_id),
    "Line": Kind(partial(read_text, limit=LINE_LIMIT)),
    "date": Kind(_read_date, lambda day, _: day.isoformat()),
    "bool": Kind(partial(read_value, kind=bool)),
    "Number": Kind(_read_number),
    "Minutes": Kind(partial(_read_number_between, minimum=-MINUTES_LIMIT, maximum=MINUTES_LIMIT)),
    "Poll": Kind(partial(_read_number_between, minimum=MIN_POLL, maximum=MAX_POLL)),
    "ItemKind": choice_kind("session", "break"),
    "Mode": choice_kind("rolled", "called"),
    "Status": choice_kind("upcoming", "running", "done", "skipped", "cancelled"),
}
_add_list_kind("Id", MAX_ROOM_FILES)
_add_list_kind("Line", MAX_SEATS)
_add_part_kind(SharedOffset, MAX_OFFSETS)
_add_part_kind(SharedEvent)
_add_part_kind(SharedRoom)
_add_part_kind(SharedPlace)
_add_part_kind(SharedItem, MAX_SESSIONS)
_add_part_kind(SharedNotice, MAX_NOTICES)
_add_part_kind(SharedPublisher)
_LANE = nested_kind(_shape(SharedLane))
_KINDS["SharedLane"] = Kind(_read_lane, _LANE.write)
_add_list_kind("SharedLane", MAX_LANES)
_DAY = Shape(
    SharedDay,
    " ".join(name for name in SharedDay.__match_args__ if name != "full"),
    _KINDS,
)
