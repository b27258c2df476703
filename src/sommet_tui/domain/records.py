"""Converting acts, messages and other records to and from JSON, for the database and for files.

The annotations of a class's fields decide how its values are read and written: one table has the
cleaner and the limit of each kind of value. Instants are ISO 8601 with an offset. The keys are
those of docs/timing.md, "Actions". Fields that an act does not use are null, and a missing key
counts as null.

A session may get another id in a new version of a file. A `Group` has all ids that a session has
had, in order; the last one is the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache, partial
from operator import attrgetter

from sommet_tui.domain.instants import iso_seconds
from sommet_tui.domain.limits import (
    ID_LIMIT,
    LINE_LIMIT,
    MAX_INSERTED_PEOPLE,
    MAX_SEATS,
    MAX_SEGMENTS,
    MESSAGE_LIMIT,
    MINUTES_LIMIT,
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
    TITLE_LIMIT,
)
from sommet_tui.domain.messages import TOS, Message, Seen
from sommet_tui.domain.programme import Participant, Seats, Segment
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import ACT_KINDS, SEATS, Act, AnnouncedTimes, NamedSession
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from sommet_tui.domain.panel import PanelAct

    Value = Act | Message | PanelAct | Seen
    """The value of a record."""

    Group = Sequence[str]
    C = TypeVar("C", bound=str)
    V = TypeVar("V")

Record = Mapping[str, "Any"]


@frozen
class StoredRecord:
    """A stored record; `offset` grows from record to record, whatever their kind.

    `kind` is the `KIND` of the record's class: "act", "message", "seen" or "panel".
    """

    offset: int
    kind: str
    record: Mapping[str, Any]


class RecordError(ValueError):
    """An invalid record: `key` is the wrong field, such as "people.0.name".

    `problem` is "missing", "type" (another kind of value), "instant" (not a time with an offset),
    "choice" (not an allowed value) or "range".
    """

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


# Values


def read_choice(record: Record, key: str, choices: tuple[C, ...]) -> C:
    """Return the value of a key if it is among `choices`.

    Raises:
        RecordError: the value is missing or not among `choices`.
    """
    value = record.get(key)
    for choice in choices:
        if value == choice:
            return choice
    raise RecordError(key, "missing" if value is None else "choice")


def read_line(record: Record, key: str, limit: int = ID_LIMIT) -> str | None:
    """Read a short text on one line, cleaned; None if the field is missing.

    Raises:
        RecordError: the value is not a text.
    """
    cleaned = read_text(record, key, limit)
    if record.get(key) and not cleaned:
        raise RecordError(key, "choice")  # a blank name would count as a missing one
    return cleaned or None


def read_value(record: Record, key: str, kind: type[V]) -> V | None:
    """Read a value of a type: int, str or bool; None if the field is missing.

    Raises:
        RecordError: the value is not of this type.
    """
    value: V | None = record.get(key)
    if value is not None and type(value) is not kind:
        raise RecordError(key, "type")
    return value


def read_number(record: Record, key: str) -> int | None:
    """Read a whole number; None if the field is missing.

    Raises:
        RecordError: the value is not a whole number.
    """
    return read_value(record, key, int)


def read_instant(record: Record, key: str) -> datetime | None:
    """Read an instant as UTC, in whole seconds; None if the field is missing.

    Raises:
        RecordError: the instant is invalid, has no offset, or is at an end of the calendar.
    """
    value = read_value(record, key, str)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise RecordError(key, "instant") from None
    if moment.tzinfo is None:
        raise RecordError(key, "instant")
    if not 1 < moment.year < 9999:
        raise RecordError(key, "range")
    return moment.astimezone(UTC).replace(microsecond=0)


def read_text(record: Record, key: str, limit: int) -> str | None:
    """Read a cleaned text on one line, which may be empty; None if the field is missing.

    Raises:
        RecordError: the value is not a text.
    """
    value = read_value(record, key, str)
    return None if value is None else cap(clean_line(value), limit)


def require(value: V | None, key: str) -> V:
    """Return the value unless it is None.

    Raises:
        RecordError: the value is None ("missing").
    """
    if value is None:
        raise RecordError(key, "missing")
    return value


# Kinds of values, by the names that annotations of fields use


@frozen
class Kind:
    """A kind of value: how it is read and written.

    `read` returns None for null. If the field cannot be None, `empty` replaces this None. If
    `write` is None, the value itself is written.
    """

    read: Callable[[Record, str], Any]
    write: Callable[[Any, tzinfo], Any] | None = None
    empty: Any = None


def _read_length(record: Record, key: str) -> int | None:
    minutes = read_number(record, key)
    if minutes is not None and not 0 < minutes <= MINUTES_LIMIT:
        raise RecordError(key, "range")
    return minutes


def _read_speaker(record: Record, key: str) -> str | None:
    return "" if record.get(key) == "" else read_line(record, key)


def _read_seats(record: Record, key: str) -> Seats | None:
    """Read how full a room is.

    A later version of the app may write other values, which count as missing.
    """
    return read_choice(record, key, SEATS) if record.get(key) in SEATS else None


def _read_announced(record: Record, key: str) -> Mapping[str, AnnouncedTimes] | None:
    times = record.get(key)
    if times is None:
        return None
    if not isinstance(times, Mapping):
        raise RecordError(key, "type")
    found: dict[str, AnnouncedTimes] = {}
    for id_, pair in times.items():
        if not isinstance(pair, Mapping):
            raise RecordError(key, "type")
        start, end = read_instant(pair, "start"), require(read_instant(pair, "end"), "end")
        found[cap(clean_line(str(id_)), ID_LIMIT)] = (start, end)
    return found


def _write_instant(moment: datetime, zone: tzinfo) -> str:
    if not 1 < moment.year < 9999:
        raise RecordError("at", "range")  # readers refuse other years
    return iso_seconds(moment, zone)


def _announced_record(times: Mapping[str, AnnouncedTimes], zone: tzinfo) -> dict[str, Any]:
    return {
        id_: {"start": iso_seconds(start, zone), "end": iso_seconds(end, zone)}
        for id_, (start, end) in times.items()
    }


class Shape:
    """Reads and writes values of a class as records, with one key for each field."""

    def __init__(self, cls: type, keys: str, kinds: Mapping[str, Kind] | None = None) -> None:
        """Take the names of the fields, separated by spaces, in `keys`.

        A key that differs from the name of its field is written as KEY=NAME. `kinds` maps the name
        of a field, or its annotation without `| None`, to its kind.
        """
        self._cls = cls
        self._readers: list[tuple[str, str, Callable[[Record, str], Any], bool, Any]] = []
        self._writers: list[tuple[str, Callable[[Any, tzinfo], Any] | None]] = []
        for word in keys.split():
            key, _, name = word.rpartition("=")
            annotation: str = cls.__annotations__[name]
            known = kinds or KINDS
            kind = known.get(name) or known[annotation.removesuffix(" | None")]
            optional = annotation.endswith(" | None")
            self._readers.append((name, key or name, kind.read, optional, kind.empty))
            self._writers.append((key or name, kind.write))
        self._values = attrgetter(*(name for name, *_ in self._readers))

    def write(self, value: object, zone: tzinfo) -> dict[str, Any]:
        """Return the record of a value; times are written with the offset of `zone`."""
        return {
            key: member if write is None or member is None else write(member, zone)
            for (key, write), member in zip(self._writers, self._values(value), strict=True)
        }

    def read(self, record: Record) -> Any:
        """Read the value of a record.

        Raises:
            RecordError: the record is invalid.
        """
        return self._cls(**self.fields(record))

    def fields(self, record: Record) -> dict[str, Any]:
        """Read the fields of a record, by their names.

        Raises:
            RecordError: a field is invalid.
        """
        found = {}
        for name, key, read, optional, empty in self._readers:
            value = read(record, key)
            found[name] = value if optional or value is not None else require(empty, key)
        return found


def nested_kind(shape: Shape) -> Kind:
    """Return the kind of a nested object with the keys of `shape`."""

    def read(record: Record, key: str) -> Any:
        value = record.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise RecordError(key, "type")
        try:
            return None if value is None else shape.read(value)
        except RecordError as error:
            raise RecordError(f"{key}.{error.key}", error.problem) from error

    return Kind(read, shape.write)


def list_kind(item_kind: Kind, max_items: int, *, whole: bool = False) -> Kind:
    """Return the kind of a list of values; only its first `max_items` values are read.

    If `whole` is true, a longer list is an error, and a missing list is read as None.
    """

    def read(record: Record, key: str) -> tuple[Any, ...] | None:
        value = record.get(key)
        if value is None and whole:
            return None
        if value is not None and not isinstance(value, list):
            raise RecordError(key, "type")
        items = value or ()
        if whole and len(items) > max_items:
            raise RecordError(key, "range")
        return tuple(
            _read_item(item_kind, item, f"{key}.{n}") for n, item in enumerate(items[:max_items])
        )

    def write(values: tuple[Any, ...], zone: tzinfo) -> list[Any]:
        return [
            value if item_kind.write is None else item_kind.write(value, zone) for value in values
        ]

    return Kind(read, write)


def _null_if_empty(list_: Kind) -> Kind:
    """Return a kind of list like `list_`, except that an empty list is written as null."""
    write = list_.write
    assert write is not None
    return replace(list_, write=lambda values, zone: write(values, zone) or None)


def _read_item(item_kind: Kind, item: object, place: str) -> Any:
    return require(item_kind.read({place: item}, place), place)


def choice_kind(*choices: str) -> Kind:
    return Kind(partial(read_choice, choices=choices))


def _title_kind(limit: int) -> Kind:
    return Kind(lambda record, key: read_text(record, key, limit) or None)


_PARTICIPANT = Shape(
    Participant, "id name", {"id": Kind(read_line), "name": _title_kind(LINE_LIMIT)}
)
_SEGMENT = Shape(
    Segment,
    "name minutes",
    {"name": Kind(partial(read_line, limit=SEGMENT_LIMIT)), "minutes": Kind(_read_length)},
)
_MAX_NAMED = 3
"""The most sessions that an act names: its own session and two others."""

KINDS: dict[str, Kind] = {
    "int": Kind(read_number),
    "datetime": Kind(read_instant, _write_instant),
    "str": Kind(read_line),
    "Uid": Kind(read_line, lambda uid, _: uid or None, ""),
    "MessageText": Kind(partial(read_text, limit=MESSAGE_LIMIT)),
    "QuestionText": Kind(partial(read_text, limit=QUESTION_LIMIT)),
    "Title": _title_kind(TITLE_LIMIT),
    "People": _null_if_empty(list_kind(nested_kind(_PARTICIPANT), MAX_INSERTED_PEOPLE)),
    "Speaker": Kind(_read_speaker),
    "ActKind": choice_kind(*ACT_KINDS),
    "To": choice_kind(*TOS),
    "Seats": Kind(_read_seats),
    "Seating": list_kind(Kind(read_line), MAX_SEATS),
    "Segments": list_kind(nested_kind(_SEGMENT), MAX_SEGMENTS),
    "Mapping[str, AnnouncedTimes]": Kind(_read_announced, _announced_record),
}
_NAMED = Shape(NamedSession, "id title start end", {**KINDS, "Title": Kind(read_line)})
KINDS["NamedSessions"] = _null_if_empty(list_kind(nested_kind(_NAMED), _MAX_NAMED))


_ACT = Shape(
    Act,
    "uid seq programme rehearsal at by act room session minutes when after with=partner to times"
    " undoes title people seats group sessions",
)
_MESSAGE = Shape(Message, "uid seq at by to room session text seen_at until ends_with undoes")
_SEEN = Shape(Seen, "of at")


@cache
def _shape(kind: str) -> Shape:
    """Return the shape of the records of a kind.

    Raises:
        RecordError: the kind is unknown ("kind", "choice").
    """
    if kind == "panel":
        from sommet_tui.domain.panel import PANEL_ACT_KINDS, PanelAct

        kinds = {**KINDS, "PanelActKind": choice_kind(*PANEL_ACT_KINDS)}
        keys = "uid seq at by act session person value text item order segments undoes"
        return Shape(PanelAct, keys, kinds)
    shapes: Mapping[str, Shape] = {Act.KIND: _ACT, Message.KIND: _MESSAGE, Seen.KIND: _SEEN}
    if kind not in shapes:
        raise RecordError("kind", "choice")
    return shapes[kind]


def to_record(value: Value, zone: tzinfo = UTC) -> dict[str, Any]:
    """Return the record of a value; times are written with the offset of `zone`.

    Raises:
        RecordError: an instant or a length is out of range ("range"): no reader would
            accept it.
    """
    if isinstance(value, Act):
        _check_minutes(value)
    return _shape(value.KIND).write(value, zone)


def from_record(kind: str, record: Record) -> Value:
    """Read a record of a kind (see `StoredRecord`).

    Raises:
        RecordError: the record is invalid, or its kind is unknown ("kind", "choice").
    """
    if kind == Act.KIND:
        return read_act(record)
    if kind == Message.KIND:
        return read_message(record)
    found: Value = _shape(kind).read(record)
    return found


def read_act(record: Record) -> Act:
    """Read an act from a record.

    Raises:
        RecordError: the record is invalid.
    """
    require(record.get("act"), "act")  # checked first: a record without this key is not an act
    act: Act = _ACT.read(record)
    for name in DEFINITIONS[act.act].required:
        require(getattr(act, name), "with" if name == "partner" else name)
    _check_minutes(act)
    return act


def _check_minutes(act: Act) -> None:
    minutes = act.minutes or 0
    if (act.act == "add" and abs(minutes) > MINUTES_LIMIT) or (
        act.act == "insert" and not 0 < minutes <= MINUTES_LIMIT
    ):
        raise RecordError("minutes", "range")


def read_message(record: Record) -> Message:
    """Read a message from a record; its text becomes one line.

    A "seen" record contains the time at which the message was seen.

    Raises:
        RecordError: the record is invalid.
    """
    message: Message = _MESSAGE.read({**record, "seen_at": None})
    return message


def message_record(
    message: Message, programme: str, rehearsal: str | None, zone: tzinfo
) -> dict[str, Any]:
    """Return a message as a record in the shape of an act, with the kind "message".

    `to` is the recipient, and `undoes` the `uid` of a message.
    """
    unused = dict.fromkeys(
        (
            "minutes",
            "when",
            "after",
            "with",
            "times",
            "title",
            "people",
            "seats",
            "group",
            "sessions",
        )
    )
    of_log = {"programme": programme, "rehearsal": rehearsal, "act": Message.KIND}
    return {**to_record(message, zone), **of_log, **unused}


_MAX_IDS = 20
"""How many ids of a session are saved."""
_FIELDS = ("session", "after", "partner", "ends_with")
"""The fields of records that contain the id of a session."""


def add_new_ids(groups: Iterable[Group], renamed: Mapping[str, str]) -> tuple[Group, ...]:
    """Add new ids of sessions to their groups; `renamed` maps the previous ids to the new ids."""
    new_ids = set(renamed.values())
    left = [[id_ for id_ in group if id_ not in new_ids] for group in groups]
    found = {group[-1]: group for group in left if group}
    by_id = {id_: group for group in found.values() for id_ in group}
    for old, new in renamed.items():
        group = by_id.get(old) or found.setdefault(old, [old])
        group.append(new)
    return tuple(tuple(group[-_MAX_IDS:]) for group in found.values() if len(group) > 1)


def current_ids(groups: Iterable[Group], ids: Container[str]) -> dict[str, str]:
    """Map the former ids of sessions to their ids in a programme.

    `ids` are all ids of the programme.
    """
    found: dict[str, str] = {}
    for group in groups:
        present = next((id_ for id_ in reversed(group) if id_ in ids), None)
        if present is not None:
            found.update((id_, present) for id_ in group if id_ not in ids)
    return found


def use_current_ids(value: Any, names: Mapping[str, str]) -> Any:
    """Return an act, a message or a panel act with the current ids of sessions.

    `names` maps former ids to current ids.
    """
    if not names:
        return value
    changed: dict[str, Any] = {
        field: names[id_]
        for field in _FIELDS
        if (id_ := getattr(value, field, None)) is not None and id_ in names
    }
    times = getattr(value, "times", None)
    if times and not names.keys().isdisjoint(times):
        changed["times"] = {names.get(id_, id_): both for id_, both in times.items()}
    return replace(value, **changed) if changed else value
