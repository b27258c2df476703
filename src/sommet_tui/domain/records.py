"""Plain records to frozen values and back: one shape for the store, files and JSON Lines.

Instants are ISO 8601 with an offset, keys are those of docs/timing.md, "Actions"; what an act does
not use is null, and a key that is missing counts as null.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

from sommet_tui.domain.instants import written
from sommet_tui.domain.limits import ID_LIMIT, MESSAGE_LIMIT, MINUTES_LIMIT
from sommet_tui.domain.messages import TOS, Message
from sommet_tui.domain.rundown.acts import ACT_KINDS, Act, AnnouncedTimes
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass

Record = Mapping[str, Any]
C = TypeVar("C", bound=str)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record that is kept; `offset` grows from record to record, whatever their kind.

    `kind` is "act", "message", "seen" or "panel".
    """

    offset: int
    kind: str
    record: Mapping[str, Any]


MESSAGE = "message"
"""What stands in the place of an act's kind where a message is among acts (`log_record`)."""
_KEYS = {"partner": "with"}
"""What a field of an act is called in records, where that is another word."""


class RecordError(ValueError):
    """A record that is none: `key` is what is wrong with it, `problem` how.

    `problem`: "missing", "type" (another kind of value), "instant" (no time with an offset),
    "choice" (none of those there are) or "range".
    """

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def act_record(act: Act, zone: tzinfo = UTC) -> dict[str, Any]:
    """An act as a record; times are written with the offset of `zone`."""
    times = act.times
    return {
        "uid": act.uid or None,
        "seq": act.seq,
        "programme": act.programme,
        "rehearsal": act.rehearsal,
        "at": written(act.at, zone),
        "by": act.by,
        "act": act.act,
        "room": act.room,
        "session": act.session,
        "minutes": act.minutes,
        "when": written(act.when, zone),
        "after": act.after,
        "with": act.partner,
        "to": written(act.to, zone),
        "times": None if times is None else {k: _times(v, zone) for k, v in times.items()},
        "undoes": act.undoes,
    }


def act_from(record: Record) -> Act:
    """The act of a record.

    Raises:
        RecordError: it is none.
    """
    kind = choice(record, "act", ACT_KINDS)
    act = Act(
        seq=needed(number(record, "seq"), "seq"),
        at=needed(instant(record, "at"), "at"),
        act=kind,
        room=line(record, "room"),
        session=line(record, "session"),
        minutes=number(record, "minutes"),
        when=instant(record, "when"),
        after=line(record, "after"),
        partner=line(record, "with"),
        to=instant(record, "to"),
        times=_announced(record),
        undoes=number(record, "undoes"),
        uid=line(record, "uid") or "",
        by=line(record, "by"),
        programme=line(record, "programme"),
        rehearsal=line(record, "rehearsal"),
    )
    for name in DEFINITIONS[kind].needs:
        needed(getattr(act, name), _KEYS.get(name, name))
    if kind == "add" and abs(act.minutes or 0) > MINUTES_LIMIT:
        raise RecordError("minutes", "range")
    return act


def message_record(message: Message, zone: tzinfo = UTC) -> dict[str, Any]:
    """A message as a record; times are written with the offset of `zone`."""
    return {
        "uid": message.uid or None,
        "seq": message.seq,
        "at": written(message.at, zone),
        "by": message.by,
        "to": message.to,
        "room": message.room,
        "session": message.session,
        "text": message.text,
        "seen_at": written(message.seen_at, zone),
        "until": written(message.until, zone),
        "ends_with": message.ends_with,
        "undoes": message.undoes,
    }


def log_record(
    message: Message, programme: str, rehearsal: str | None, zone: tzinfo = UTC
) -> dict[str, Any]:
    """A message as a record among those of acts: with their keys as well, "message" for its kind.

    `to` is then who it is for, and `undoes` the `uid` of a message.
    """
    unused = dict.fromkeys(("minutes", "when", "after", "with", "times"))
    of_log = {"programme": programme, "rehearsal": rehearsal, "act": MESSAGE}
    return {**message_record(message, zone), **of_log, **unused}


def message_from(record: Record) -> Message:
    """The message of a record, its text on one line.

    Raises:
        RecordError: it is none.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise RecordError("text", "missing" if text is None else "type")
    return Message(
        seq=needed(number(record, "seq"), "seq"),
        at=needed(instant(record, "at"), "at"),
        to=choice(record, "to", TOS),
        text=cap(clean_line(text), MESSAGE_LIMIT),
        session=line(record, "session"),
        room=line(record, "room"),
        uid=line(record, "uid") or "",
        by=line(record, "by"),
        until=instant(record, "until"),
        ends_with=line(record, "ends_with"),
        undoes=line(record, "undoes"),
    )


def seen_record(message: Message, at: datetime) -> dict[str, Any]:
    """The record of a message having been seen."""
    return {"of": message.uid, "at": written(at, UTC)}


def seen_from(record: Record) -> tuple[str, datetime]:
    """The `uid` of a message, and when it was seen.

    Raises:
        RecordError: it tells no such thing.
    """
    return needed(line(record, "of"), "of"), needed(instant(record, "at"), "at")


def _times(times: AnnouncedTimes, zone: tzinfo) -> dict[str, str | None]:
    return {"start": written(times[0], zone), "end": written(times[1], zone)}


def _announced(record: Record) -> Mapping[str, AnnouncedTimes] | None:
    times = record.get("times")
    if times is None:
        return None
    if not isinstance(times, Mapping):
        raise RecordError("times", "type")
    found: dict[str, AnnouncedTimes] = {}
    for id_, pair in times.items():
        if not isinstance(pair, Mapping):
            raise RecordError("times", "type")
        start, end = instant(pair, "start"), needed(instant(pair, "end"), "end")
        found[cap(clean_line(str(id_)), ID_LIMIT)] = (start, end)
    return found


def choice(record: Record, key: str, choices: tuple[C, ...]) -> C:
    """One of the values there are.

    Raises:
        RecordError: it is missing or another one.
    """
    value = record.get(key)
    for choice in choices:
        if value == choice:
            return choice
    raise RecordError(key, "missing" if value is None else "choice")


def line(record: Record, key: str) -> str | None:
    """A short text on one line, cleaned; None where there is none.

    Raises:
        RecordError: it is no text.
    """
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(key, "type")
    cleaned = cap(clean_line(value), ID_LIMIT)
    if value and not cleaned:
        raise RecordError(key, "choice")  # else what names nothing would count as not said
    return cleaned or None


def number(record: Record, key: str) -> int | None:
    """A whole number; None where there is none.

    Raises:
        RecordError: it is none.
    """
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecordError(key, "type")
    return value


def instant(record: Record, key: str) -> datetime | None:
    """An instant in UTC, in whole seconds; None where there is none.

    Raises:
        RecordError: it is none, has no offset, or lies at an end of the calendar.
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


def needed(value: V | None, key: str) -> V:
    """A value that must be there.

    Raises:
        RecordError: it is missing.
    """
    if value is None:
        raise RecordError(key, "missing")
    return value
