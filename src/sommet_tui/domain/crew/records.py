"""The shared data of a crew: records with their writer, and claims, as values and as plain JSON.

A writer is an installation of the app, `USER/ID`. It numbers its records from 1 without gaps,
whatever their kind. Writer and number identify a record: its `uid` is `WRITER.NUMBER`, even if
someone sends it with another uid. Other records refer to it by this uid (`refers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from sommet_tui.domain import limits, messages
from sommet_tui.domain.instants import iso_milliseconds as exactly
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.records import (
    KINDS,
    Kind,
    RecordError,
    Shape,
    StoredRecord,
    from_record,
    nested_kind,
    read_instant,
    read_line,
    read_number,
    require,
)
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import frozen, replace

VERSION = 3
"""The version of the shapes below; documents of other versions are refused."""

ClaimState = Literal["open", "accepted", "withdrawn", "dropped", "refused"]
"""The state of a claim.

"open": the broker has not accepted the claim yet, and only its writer knows it and acts by it.
"dropped": another laptop acted in the room or claimed it before the claim could be published.
"withdrawn": the claim was published, but another laptop acted before the broker accepted it.
"refused": the broker does not let this user lead.
"""


# The annotations below name these kinds of values; `domain.records` reads and limits the values.
Writer = str
Name = str
Number = int
"""A whole number of at least 1."""
Place = int
"""A whole number of at least 0."""
Stamp = datetime
"""An instant in UTC, to the millisecond."""


@frozen
class Position:
    """A position among the records of a writer, from 1; 0 is before the first record."""

    writer: Writer
    number: Place

    @property
    def uid(self) -> str:
        """The uid of the record at this position."""
        return f"{self.writer}.{self.number}"


@frozen
class CrewRecord:
    """A record of the crew's log; the type of `content` depends on `kind`.

    `refers` is the `uid` of the record that this record undoes, or of the question or hand that it
    is about. `redoes` is the `uid` of the void act that this act records again. `stamp` is the time
    of recording by the writer's corrected clock. It is later than all stamps that the writer had
    received for the lane.
    """

    writer: Writer
    number: Number
    kind: str
    uid: str
    refers: str | None
    content: Act | messages.Message | PanelAct | messages.Seen
    stamp: Stamp
    redoes: str | None = None


@frozen
class LeadClaim:
    """The claim of a writer called `name` to drive a `room` from the instant `at` on.

    `room` is None if the event has no rooms. `epoch` grows from claim to claim. `after` is the last
    record of the previous lead that the writer had received; it is None if no one led before. `own`
    is the number of the writer's last record before the claim; the claim gives no effect to records
    up to this number. `revision` is the revision of the programme that the writer had open. Only
    the `state` of a claim ever changes.
    """

    room: str | None
    epoch: Number
    writer: Writer
    name: Name
    at: Stamp
    after: Position | None = None
    state: ClaimState = "accepted"
    revision: str | None = None
    own: Place = 0


class OwnRecords:
    """The day's records of this computer, in the form in which the crew receives them.

    All records must be added in order, because the number of a record is its position.
    """

    def __init__(self, writer: str) -> None:
        self._writer = writer
        self._uids: dict[tuple[str, int], str] = {}
        self._known: dict[str, str] = {}
        """Maps the `uid` that a record got when it was recorded to the `uid` that the crew uses."""
        self.count = 0
        """The number of records added."""

    def add(self, stored: StoredRecord) -> CrewRecord | None:
        """Add the next record, and return it in the form for the crew.

        If the record cannot be read, return None; no other record gets its number.
        """
        self.count += 1
        record, uid = stored.record, Position(self._writer, self.count).uid
        try:
            self._known[require(read_line(record, "uid"), "uid")] = uid
            self._uids[stored.kind, require(read_number(record, "seq"), "seq")] = uid
            refers = read_line(record, "refers")
            if refers is None:
                refers = self._referred_uid(stored)
            content = from_record(stored.kind, self._set_uid(stored, uid))
            stamp = _read_stamp(record, "stamp") or content.at
            redoes = read_line(record, "redoes")
        except RecordError:
            return None
        return CrewRecord(
            writer=self._writer,
            number=self.count,
            kind=stored.kind,
            uid=uid,
            refers=self._current_uid(refers),
            content=content,
            stamp=stamp,
            redoes=redoes,
        )

    def _set_uid(self, stored: StoredRecord, uid: str) -> dict[str, Any]:
        """Return a record under a new `uid`.

        If it refers to a message, the reference becomes the current uid of that message.
        """
        named = {**stored.record, "uid": uid}
        about = {"message": "undoes", "seen": "of"}.get(stored.kind)
        if about is not None and isinstance(named.get(about), str):
            named[about] = self._current_uid(named[about])
        return named

    def _current_uid(self, uid: str | None) -> str | None:
        """Return the current uid of a record of this installation, and any other uid unchanged."""
        if uid is None or uid in self._known:
            return self._known.get(uid or "", uid)
        writer, _, place = uid.rpartition(".")
        if writer.rpartition("/")[2] == self._writer.rpartition("/")[2] and place.isdigit():
            return f"{self._writer}.{place}"  # this record had an earlier user name
        return uid

    def _referred_uid(self, stored: StoredRecord) -> str | None:
        """Return the uid of the record to which an unshared record refers, or None.

        A message refers to another message by its uid. Other records refer to records by number.
        """
        if stored.kind == "message":
            return read_line(stored.record, "undoes")
        about = read_number(stored.record, "undoes") or read_number(stored.record, "item")
        return None if about is None else self._uids.get((stored.kind, about))


# The records and claims as JSON


def _read_count(record: Mapping[str, Any], key: str, least: int) -> int | None:
    found = read_number(record, key)
    if found is not None and not least <= found < limits.INTEGER_LIMIT:
        raise RecordError(key, "range")
    return found


def _read_writer(record: Mapping[str, Any], key: str) -> str | None:
    writer = read_line(record, key)
    if writer is not None:
        user, _, id_ = writer.partition("/")
        if not user or not id_ or "/" in id_ or any(c in writer for c in "+#$"):
            raise RecordError(key, "choice")
    return writer


def _read_stamp(record: Mapping[str, Any], key: str) -> datetime | None:
    if read_instant(record, key) is None:  # an invalid value raises an error
        return None
    moment = datetime.fromisoformat(record[key]).astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


_KINDS = {
    **KINDS,
    "Writer": Kind(_read_writer),
    "Name": Kind(partial(read_line, limit=limits.NAME_LIMIT)),
    "Number": Kind(partial(_read_count, least=1)),
    "Place": Kind(partial(_read_count, least=0)),
    "Stamp": Kind(_read_stamp, lambda stamp, _: exactly(stamp)),
    "own": Kind(partial(_read_count, least=0), empty=0),
}
_KINDS["Position"] = nested_kind(Shape(Position, "writer number", _KINDS))
_RECORD = Shape(CrewRecord, "writer number kind refers stamp redoes", _KINDS)
_CLAIM = Shape(LeadClaim, "room writer name epoch at after own revision", _KINDS)


def crew_record_view(
    programme: str | None, sent: CrewRecord, record: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a record as JSON for the crew; `record` is the form in which it is stored."""
    body = {**record, "uid": sent.uid}
    if isinstance(sent.content, messages.Message) and sent.content.undoes is not None:
        body["undoes"] = sent.content.undoes
    elif isinstance(sent.content, messages.Seen):
        body["of"] = sent.content.of
    view = _RECORD.write(sent, UTC)
    return {"version": VERSION, "programme": programme, **view, "record": body}


def read_crew_record(view: Mapping[str, Any], programme: str | None) -> CrewRecord:
    """Read a record that was received.

    Raises:
        RecordError: the record is invalid, of another version or of another programme
            ("programme", "choice"), or its uid does not fit writer and number ("uid", "choice").
    """
    check_document(view, programme)
    record = view.get("record")
    if not isinstance(record, Mapping):
        raise RecordError("record", "missing" if record is None else "type")
    found = _RECORD.fields(view)
    uid = require(read_line(record, "uid"), "uid")
    if uid != Position(found["writer"], found["number"]).uid:
        raise RecordError("uid", "choice")
    return CrewRecord(**found, uid=uid, content=from_record(found["kind"], record))


def claim_view(programme: str | None, claim: LeadClaim) -> dict[str, Any]:
    """Return a claim as JSON for the crew."""
    withdrawn = claim.state == "withdrawn"
    view = _CLAIM.write(claim, UTC)
    return {"version": VERSION, "programme": programme, **view, "withdrawn": withdrawn}


def read_claim(view: Mapping[str, Any], programme: str | None) -> LeadClaim:
    """Read a claim that was received.

    Raises:
        RecordError: the claim is invalid, of another version or of another programme.
    """
    check_document(view, programme)
    state: ClaimState = "withdrawn" if view.get("withdrawn") is True else "accepted"
    name = view.get("name") or view.get("writer")
    claim: LeadClaim = _CLAIM.read({**view, "name": name})
    return replace(claim, state=state)


def check_document(view: Mapping[str, Any], programme: str | None) -> None:
    """Check that a received document has this version and belongs to this programme.

    `programme` is None if the event's file gives it no id, because its id may differ on other
    computers.

    Raises:
        RecordError: the version is newer ("version", "range") or invalid ("version", "choice"),
            or the programme is another one ("programme", "choice").
    """
    version = view.get("version")
    if isinstance(version, int) and version > VERSION:
        raise RecordError("version", "range")
    if version != VERSION:
        raise RecordError("version", "choice")
    if view.get("programme") != programme:
        raise RecordError("programme", "choice")
