"""Converting acts, messages and other records to and from JSON, for the database and for files.

A class is written and read by the annotations of its fields: each kind of value has its cleaner and
its limit in one table. Instants are ISO 8601 with an offset; the keys are those of docs/timing.md,
"Actions". Fields that an act does not use are null, and a missing key counts as null.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sommet_tui.domain.instants import written
from sommet_tui.domain.limits import (
    ID_LIMIT,
    LINE_LIMIT,
    MESSAGE_LIMIT,
    MINUTES_LIMIT,
    MOST_INSERTED_PEOPLE,
    MOST_SEATS,
    MOST_SEGMENTS,
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
    TITLE_LIMIT,
)
from sommet_tui.domain.messages import Message
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.programme import Participant
from sommet_tui.domain.rundown.acts import Act, AnnouncedTimes
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from sommet_tui.domain.panel.acts import PanelAct

Record = Mapping[str, Any]
C = TypeVar("C", bound=str)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One stored record; `offset` grows from record to record, whatever their kind.

    `kind` is "act", "message", "seen" or "panel".
    """

    offset: int
    kind: str
    record: Mapping[str, Any]


Seen = tuple[str, datetime]
"""The `uid` of a message, and when it was seen."""

MESSAGE = "message"
"""The kind of a message among acts (`log_record`)."""


class RecordError(ValueError):
    """An invalid record: `key` is the wrong field, `problem` the reason.

    `problem`: "missing", "type" (another kind of value), "instant" (no time with an offset),
    "choice" (not an allowed value) or "range".
    """

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


# Values


def choice(record: Record, key: str, choices: tuple[C, ...]) -> C:
    """Return the value of a key if it is one of `choices`.

    Raises:
        RecordError: it is missing or another value.
    """
    value = record.get(key)
    for choice in choices:
        if value == choice:
            return choice
    raise RecordError(key, "missing" if value is None else "choice")


def line(record: Record, key: str) -> str | None:
    """Read a short text on one line, cleaned; None if the field is missing.

    Raises:
        RecordError: it is not a text.
    """
    cleaned = text(record, key, ID_LIMIT)
    if record.get(key) and not cleaned:
        raise RecordError(key, "choice")  # a blank name would count as a missing one
    return cleaned or None


def number(record: Record, key: str) -> int | None:
    """Read a whole number; None if the field is missing.

    Raises:
        RecordError: it is not a whole number.
    """
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordError(key, "type")
    return value


def instant(record: Record, key: str) -> datetime | None:
    """Read an instant in UTC, in whole seconds; None if the field is missing.

    Raises:
        RecordError: it is invalid, has no offset, or is at an end of the calendar.
    """
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(key, "type")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise RecordError(key, "instant") from None
    if moment.tzinfo is None:
        raise RecordError(key, "instant")
    if not 1 < moment.year < 9999:
        raise RecordError(key, "range")
    return moment.astimezone(UTC).replace(microsecond=0)


def text(record: Record, key: str, limit: int) -> str | None:
    """Read a text on one line, cleaned and possibly empty; None if the field is missing.

    Raises:
        RecordError: it is not a text.
    """
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(key, "type")
    return cap(clean_line(value), limit)


def needed(value: V | None, key: str) -> V:
    """Return a value that is required.

    Raises:
        RecordError: it is missing.
    """
    if value is None:
        raise RecordError(key, "missing")
    return value


# Kinds of values, as the annotations of fields name them


@dataclass(frozen=True, slots=True)
class Kind:
    """Reads and writes one kind of value.

    `read` returns None for null; `empty` replaces it if the field cannot be None. Without `write`,
    the value itself is written.
    """

    read: Callable[[Record, str], Any]
    write: Callable[[Any, tzinfo], Any] | None = None
    empty: Any = None


def _list(record: Record, key: str, one: Callable[[Record, str], V], most: int) -> tuple[V, ...]:
    value = record.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RecordError(key, "type")
    return tuple(one({key: item}, key) for item in value[:most])


def _required_line(record: Record, key: str) -> str:
    return needed(line(record, key), key)


def _segment(record: Record, key: str) -> Segment:
    value = record[key]
    if not isinstance(value, dict):
        raise RecordError(key, "type")
    minutes = needed(number(value, "minutes"), "minutes")
    if not 0 < minutes <= MINUTES_LIMIT:
        raise RecordError("minutes", "range")
    return Segment(cap(_required_line(value, "name"), SEGMENT_LIMIT), minutes)


def _participant(record: Record, key: str) -> Participant:
    value = record[key]
    if not isinstance(value, Mapping):
        raise RecordError(key, "type")
    name = needed(text(value, "name", LINE_LIMIT) or None, "name")
    return Participant(_required_line(value, "id"), name)


def _speaker(record: Record, key: str) -> str | None:
    return "" if record.get(key) == "" else line(record, key)


def _announced(record: Record, key: str) -> Mapping[str, AnnouncedTimes] | None:
    times = record.get(key)
    if times is None:
        return None
    if not isinstance(times, Mapping):
        raise RecordError(key, "type")
    found: dict[str, AnnouncedTimes] = {}
    for id_, pair in times.items():
        if not isinstance(pair, Mapping):
            raise RecordError(key, "type")
        start, end = instant(pair, "start"), needed(instant(pair, "end"), "end")
        found[cap(clean_line(str(id_)), ID_LIMIT)] = (start, end)
    return found


def _written(moment: datetime, zone: tzinfo) -> str:
    if not 1 < moment.year < 9999:
        raise RecordError("at", "range")  # no reader would accept it
    return written(moment, zone)


def _announced_record(times: Mapping[str, AnnouncedTimes], zone: tzinfo) -> dict[str, Any]:
    return {
        id_: {"start": written(start, zone), "end": written(end, zone)}
        for id_, (start, end) in times.items()
    }


KINDS: Mapping[str, Kind] = {
    "int": Kind(number),
    "datetime": Kind(instant, _written),
    "str": Kind(line),
    "Uid": Kind(line, lambda uid, _: uid or None, ""),
    "MessageText": Kind(partial(text, limit=MESSAGE_LIMIT)),
    "QuestionText": Kind(partial(text, limit=QUESTION_LIMIT)),
    "Title": Kind(lambda record, key: text(record, key, TITLE_LIMIT) or None),
    "People": Kind(
        partial(_list, one=_participant, most=MOST_INSERTED_PEOPLE),
        lambda people, _: [{"id": person.id, "name": person.name} for person in people] or None,
    ),
    "Speaker": Kind(_speaker),
    "Seating": Kind(
        partial(_list, one=_required_line, most=MOST_SEATS), lambda order, _: list(order)
    ),
    "Segments": Kind(
        partial(_list, one=_segment, most=MOST_SEGMENTS),
        lambda plan, _: [{"name": part.name, "minutes": part.minutes} for part in plan],
    ),
    "Mapping[str, AnnouncedTimes]": Kind(_announced, _announced_record),
}


class Shape(Generic[V]):
    """Reads and writes a class: its fields by the keys of a record, in their order."""

    def __init__(self, cls: type[V], keys: str, kinds: Mapping[str, Kind] = KINDS) -> None:
        """`keys` are the names of fields; KEY=NAME if the key differs from the name.

        `kinds` are by annotation, without `| None`.
        """
        self._cls: Any = cls
        self._readers: list[tuple[str, str, Callable[[Record, str], Any], bool, Any]] = []
        self._writers: list[tuple[str, Callable[[Any, tzinfo], Any] | None]] = []
        for word in keys.split():
            key, _, name = word.rpartition("=")
            annotation: str = cls.__annotations__[name]
            kind = _kind(cls, annotation.removesuffix(" | None"), kinds)
            optional = annotation.endswith(" | None")
            self._readers.append((name, key or name, kind.read, optional, kind.empty))
            self._writers.append((key or name, kind.write))
        self._values = attrgetter(*(name for name, *_ in self._readers))

    def write(self, value: V, zone: tzinfo) -> dict[str, Any]:
        """Return the record of a value; times are written with the offset of `zone`."""
        return {
            key: member if write is None or member is None else write(member, zone)
            for (key, write), member in zip(self._writers, self._values(value), strict=True)
        }

    def read(self, record: Record) -> V:
        """Read the value of a record.

        Raises:
            RecordError: the record is invalid.
        """
        made: V = self._cls(**self.fields(record))
        return made

    def fields(self, record: Record) -> dict[str, Any]:
        """Read the fields of a record, by their names.

        Raises:
            RecordError: a field is invalid.
        """
        found = {}
        for name, key, read, optional, empty in self._readers:
            value = read(record, key)
            found[name] = value if optional or value is not None else needed(empty, key)
        return found


def _kind(cls: type, annotation: str, kinds: Mapping[str, Kind]) -> Kind:
    if annotation in kinds:
        return kinds[annotation]
    choices = vars(sys.modules[cls.__module__])[annotation].__args__
    return Kind(partial(choice, choices=choices))


_ACT = Shape(
    Act,
    "uid seq programme rehearsal at by act room session minutes when after with=partner to times"
    " undoes title people",
)
_MESSAGE = Shape(Message, "uid seq at by to room session text seen_at until ends_with undoes")


@cache
def _panel_act() -> Shape[PanelAct]:
    from sommet_tui.domain.panel.acts import PanelAct

    return Shape(PanelAct, "uid seq at by act session person value text item order segments undoes")


# Acts


def act_record(act: Act, zone: tzinfo = UTC) -> dict[str, Any]:
    """Return an act as a record; times are written with the offset of `zone`.

    Raises:
        RecordError: "range"; no reader would accept an instant in it.
    """
    _expect_few_minutes(act)
    return _ACT.write(act, zone)


def act_from(record: Record) -> Act:
    """Read an act from a record.

    Raises:
        RecordError: the record is invalid.
    """
    needed(record.get("act"), "act")  # first, because a record without it is not an act at all
    act = _ACT.read(record)
    for name in DEFINITIONS[act.act].needs:
        needed(getattr(act, name), "with" if name == "partner" else name)
    _expect_few_minutes(act)
    return act


def _expect_few_minutes(act: Act) -> None:
    minutes = act.minutes or 0
    if (act.act == "add" and abs(minutes) > MINUTES_LIMIT) or (
        act.act == "insert" and not 0 < minutes <= MINUTES_LIMIT
    ):
        raise RecordError("minutes", "range")


def panel_record(act: PanelAct) -> dict[str, Any]:
    """Return a panel's act as a record, with times in UTC."""
    return _panel_act().write(act, UTC)


def panel_act_from(record: Record) -> PanelAct:
    """Read the act of a panel from a record.

    Raises:
        RecordError: the record is invalid.
    """
    return _panel_act().read(record)


# Messages


def message_record(message: Message, zone: tzinfo = UTC) -> dict[str, Any]:
    """Return a message as a record; times are written with the offset of `zone`."""
    return _MESSAGE.write(message, zone)


def log_record(
    message: Message, programme: str, rehearsal: str | None, zone: tzinfo
) -> dict[str, Any]:
    """Return a message as a record of the same shape as acts, with the kind "message".

    `to` is its recipient, and `undoes` the `uid` of a message.
    """
    unused = dict.fromkeys(("minutes", "when", "after", "with", "times", "title", "people"))
    of_log = {"programme": programme, "rehearsal": rehearsal, "act": MESSAGE}
    return {**message_record(message, zone), **of_log, **unused}


def message_from(record: Record) -> Message:
    """Read a message from a record, its text on one line. A "seen" record has the time it was seen.

    Raises:
        RecordError: the record is invalid.
    """
    return _MESSAGE.read({**record, "seen_at": None})


def seen_record(seen: Seen) -> dict[str, Any]:
    """Return the record that a message was seen."""
    uid, at = seen
    return {"of": uid, "at": _written(at, UTC)}


def seen_from(record: Record) -> Seen:
    """Read the `uid` of a message, and when it was seen.

    Raises:
        RecordError: the record is invalid.
    """
    return needed(line(record, "of"), "of"), needed(instant(record, "at"), "at")


# All kinds of records


def record_of(value: Act | Message | PanelAct | Seen) -> dict[str, Any]:
    """Return the record of a value.

    Raises:
        RecordError: "range"; no reader would accept an instant in it.
    """
    if isinstance(value, Act):
        return act_record(value)
    if isinstance(value, Message):
        return message_record(value)
    return seen_record(value) if isinstance(value, tuple) else panel_record(value)


def value_of(kind: str, record: Record) -> Act | Message | PanelAct | Seen:
    """Read a record of a kind (see `StoredRecord`).

    Raises:
        RecordError: the record is invalid, or its kind is unknown ("kind", "choice").
    """
    if kind == "act":
        return act_from(record)
    if kind == "panel":
        return panel_act_from(record)
    if kind == "message":
        return message_from(record)
    if kind == "seen":
        return seen_from(record)
    raise RecordError("kind", "choice")
