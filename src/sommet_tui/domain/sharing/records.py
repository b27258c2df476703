"""What the crew shares, as values and as plain JSON: records with their writer, claims of the lead.

A writer is one installation, `USER/ID`; its records are numbered from 1 without holes, whatever
their kind. Writer and number identify a record: `WRITER.NUMBER` is its `uid`, whatever uid somebody
sends with it, and a record names another one (`refers`) by that.

Version 1 of the shapes had other rules for the lead and uids of any kind. What was recorded under
them has no `stamp`, and claims of that time are `old`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sommet_tui.domain.instants import written
from sommet_tui.domain.instants import written_to_the_millisecond as exactly
from sommet_tui.domain.limits import MOST_CLAIMS, NAME_LIMIT
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.records import (
    RecordError,
    Seen,
    StoredRecord,
    instant,
    line,
    needed,
    number,
    value_of,
)
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.text import cap
from sommet_tui.domain.values import dataclass, field, replace

VERSION = 2
"""Of the shapes below. Version 1 is still read and sent for what was recorded under its rules."""
_OLD = 1
_MOST = 2**53
"""No log counts so far, and no number so large is exact everywhere."""

ClaimState = Literal["open", "accepted", "withdrawn", "dropped", "refused"]
"""What became of a claim.

"open": only its writer knows it, who acts on its own until the broker has accepted it. "dropped":
another laptop had acted or claimed the room before it could be published. "withdrawn": it was
published, and another laptop had acted before it was accepted. "refused": the broker lets this user
lead nothing.
"""


@dataclass(frozen=True, slots=True)
class Position:
    """The place of a record among those of its writer; 0 stands before the first."""

    writer: str
    number: int

    @property
    def uid(self) -> str:
        """What identifies the record in this place."""
        return f"{self.writer}.{self.number}"


@dataclass(frozen=True, slots=True)
class CrewRecord:
    """One record of the crew's log; `what` is what it tells, by its `kind`.

    `refers` is the `uid` of the record that it undoes, or whose question or hand it is about;
    `redoes` that of the void act that an act records again. `stamp` is when it was recorded, by its
    writer's corrected clock and after all that its writer had seen of the lane.

    Without a stamp it is of version 1: `epoch` is then that of the claim under which an act was
    recorded, 0 for none, and `kept` tells that it was in this database before the rules changed.
    """

    writer: str
    number: int
    epoch: int
    kind: str
    uid: str
    refers: str | None
    what: Act | Message | PanelAct | Seen
    stamp: datetime | None = None
    redoes: str | None = None
    kept: bool = field(default=False, compare=False)

    @property
    def at(self) -> datetime:
        """When it was recorded, by its writer's clock, which is corrected by the lead's."""
        if self.stamp is not None:
            return self.stamp
        return self.what[1] if isinstance(self.what, tuple) else self.what.at


@dataclass(frozen=True, slots=True)
class LeadClaim:
    """From `at` on a writer called `name` drives the lanes of a `room`, None for the only one.

    `epoch` grows from claim to claim. `after` is the last record of the earlier lead that the
    writer had; None where nobody led before. Claims are never changed, but for their `state`.
    """

    room: str | None
    epoch: int
    writer: str
    name: str
    at: datetime
    after: Position | None = None
    state: ClaimState = "accepted"
    old: bool = False


class OwnRecords:
    """The records of this machine's day, as the crew has them.

    They are given in their order, all of them: a record's number is its place among them. Those up
    to the place `old` were shared under the rules of version 1.
    """

    def __init__(self, writer: str, old: int = 0) -> None:
        self._writer = writer
        self._old = old
        self._uids: dict[tuple[str, int], str] = {}
        self._known: dict[str, str] = {}
        """What identifies a record, by the `uid` that it was given when it was recorded."""
        self.count = 0
        """How many were given."""

    def add(self, kept: StoredRecord) -> CrewRecord | None:
        """The next one; None where it cannot be understood: its number stays taken."""
        self.count += 1
        record, old = kept.record, kept.offset <= self._old
        try:
            given = needed(line(record, "uid"), "uid")
            uid = given if old else Position(self._writer, self.count).uid
            self._known[given] = uid
            self._uids[kept.kind, needed(number(record, "seq"), "seq")] = uid
            refers = line(record, "refers")
            if refers is None:
                refers = self._referred(kept)
            what = value_of(kept.kind, self._named(kept, uid))
            stamp = None if old else _stamp(record) or _at(what)
            redoes = line(record, "redoes")
            epoch = number(record, "epoch") or 0 if old else 0
        except RecordError:
            return None
        return CrewRecord(
            writer=self._writer,
            number=self.count,
            epoch=epoch,
            kind=kept.kind,
            uid=uid,
            refers=self._own(refers),
            what=what,
            stamp=stamp,
            redoes=redoes,
            kept=old,
        )

    def _named(self, kept: StoredRecord, uid: str) -> dict[str, Any]:
        """A record under its own `uid`, with that of the message that it is about."""
        named = {**kept.record, "uid": uid}
        about = {"message": "undoes", "seen": "of"}.get(kept.kind)
        if about is not None and isinstance(named.get(about), str):
            named[about] = self._own(named[about])
        return named

    def _own(self, uid: str | None) -> str | None:
        """What identifies a record of this installation now; another's stays as it is."""
        if uid is None or uid in self._known:
            return self._known.get(uid or "", uid)
        writer, _, place = uid.rpartition(".")
        if writer.rpartition("/")[2] == self._writer.rpartition("/")[2] and place.isdigit():
            return f"{self._writer}.{place}"  # it was recorded under another user's name
        return uid

    def _referred(self, kept: StoredRecord) -> str | None:
        """What a record is about that was recorded before it was shared: most say its `seq`."""
        if kept.kind == "message":
            return line(kept.record, "undoes")
        about = number(kept.record, "undoes") or number(kept.record, "item")
        return None if about is None else self._uids.get((kept.kind, about))


def _at(what: Act | Message | PanelAct | Seen) -> datetime:
    return what[1] if isinstance(what, tuple) else what.at


def crew_record_view(programme: str, sent: CrewRecord, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a programme as others are sent it; `record` is what was stored of it."""
    view = {
        "version": VERSION,
        "programme": programme,
        "writer": sent.writer,
        "number": sent.number,
        "kind": sent.kind,
        "refers": sent.refers,
    }
    if sent.stamp is None:
        more = {"refers": sent.refers, "epoch": sent.epoch}
        return {**view, "version": _OLD, "epoch": sent.epoch, "record": {**record, **more}}
    named = {**record, "uid": sent.uid}
    if isinstance(sent.what, Message) and sent.what.undoes is not None:
        named["undoes"] = sent.what.undoes
    elif isinstance(sent.what, tuple):
        named["of"] = sent.what[0]
    return {**view, "stamp": exactly(sent.stamp), "redoes": sent.redoes, "record": named}


def crew_record_from(view: Mapping[str, Any], programme: str, *, kept: bool = False) -> CrewRecord:
    """The record that somebody sent; `kept` as `CrewRecord` has it.

    Raises:
        RecordError: it is none, of another version, of another programme ("programme", "choice"),
            or it goes by another record's uid ("uid", "choice").
    """
    version = _expect(view, programme)
    record = view.get("record")
    if not isinstance(record, Mapping):
        raise RecordError("record", "missing" if record is None else "type")
    kind = needed(line(view, "kind"), "kind")
    epoch = (number(view, "epoch") or 0) if version == _OLD else 0
    if not 0 <= epoch < _MOST:
        raise RecordError("epoch", "range")
    place = Position(_writer(view), _position(view, "number"))
    uid = needed(line(record, "uid"), "uid")
    if uid != place.uid if version == VERSION else "/" in uid:
        raise RecordError("uid", "choice")
    return CrewRecord(
        writer=place.writer,
        number=place.number,
        epoch=epoch,
        kind=kind,
        uid=uid,
        refers=line(view, "refers"),
        what=value_of(kind, record),
        stamp=needed(_stamp(view), "stamp") if version == VERSION else None,
        redoes=line(view, "redoes"),
        kept=kept and version == _OLD,
    )


def _stamp(view: Mapping[str, Any], key: str = "stamp") -> datetime | None:
    if instant(view, key) is None:  # which checks it
        return None
    moment = datetime.fromisoformat(view[key]).astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def claim_view(programme: str, claim: LeadClaim) -> dict[str, Any]:
    """A claim as others are sent it."""
    return {
        "version": VERSION,
        "programme": programme,
        "room": claim.room,
        "writer": claim.writer,
        "name": claim.name,
        **_claim_view(claim),
        "at": exactly(claim.at),
        "withdrawn": claim.state == "withdrawn",
    }


def claim_from(view: Mapping[str, Any], programme: str) -> LeadClaim:
    """The claim that somebody sent.

    Raises:
        RecordError: as `crew_record_from`.
    """
    if _expect(view, programme) != VERSION:
        raise RecordError("version", "choice")
    writer = _writer(view)
    name = cap(line(view, "name") or writer, NAME_LIMIT)
    claim = _claim(view, line(view, "room"), writer, name)
    at = needed(_stamp(view, "at"), "at")
    state: ClaimState = "withdrawn" if view.get("withdrawn") is True else "accepted"
    return replace(claim, at=at, state=state, old=False)


def claims_view(programme: str, claims: tuple[LeadClaim, ...]) -> dict[str, Any]:
    """All claims of version 1 of one writer for one room, as others are sent them; at least one."""
    last = max(claims, key=lambda claim: claim.epoch)
    return {
        "version": _OLD,
        "programme": programme,
        "room": last.room,
        "writer": last.writer,
        "name": last.name,
        **_claim_view(last),
        "earlier": [_claim_view(claim) for claim in claims if claim is not last],
    }


def _claim_view(claim: LeadClaim) -> dict[str, Any]:
    after = claim.after
    return {
        "epoch": claim.epoch,
        "at": written(claim.at, UTC),
        "after": None if after is None else {"writer": after.writer, "number": after.number},
    }


def claims_from(view: Mapping[str, Any], programme: str) -> tuple[LeadClaim, ...]:
    """The claims of version 1 that a writer sent for one room.

    Raises:
        RecordError: as `crew_record_from`.
    """
    if _expect(view, programme) != _OLD:
        raise RecordError("version", "choice")
    earlier = view.get("earlier")
    if earlier is not None and not isinstance(earlier, list):
        raise RecordError("earlier", "type")
    room, writer = line(view, "room"), _writer(view)
    name = cap(line(view, "name") or writer, NAME_LIMIT)
    return tuple(
        _claim(each, room, writer, name) for each in (view, *(earlier or ())[:MOST_CLAIMS])
    )


def _claim(view: object, room: str | None, writer: str, name: str) -> LeadClaim:
    if not isinstance(view, Mapping):
        raise RecordError("earlier", "type")
    after = view.get("after")
    if after is not None and not isinstance(after, Mapping):
        raise RecordError("after", "type")
    return LeadClaim(
        room=room,
        epoch=_position(view, "epoch"),
        writer=writer,
        name=name,
        at=needed(instant(view, "at"), "at"),
        after=None if after is None else Position(_writer(after), _position(after, "number", 0)),
        old=True,
    )


def _expect(view: Mapping[str, Any], programme: str) -> int:
    """The version of what somebody sent of this programme."""
    version = view.get("version")
    if version not in (_OLD, VERSION) or isinstance(version, bool):
        raise RecordError("version", "choice")
    if view.get("programme") != programme:
        raise RecordError("programme", "choice")
    return VERSION if version == VERSION else _OLD


def _writer(view: Mapping[str, Any]) -> str:
    writer = needed(line(view, "writer"), "writer")
    user, _, id_ = writer.partition("/")
    if not user or not id_ or "/" in id_ or any(c in writer for c in "+#$"):
        raise RecordError("writer", "choice")
    return writer


def _position(view: Mapping[str, Any], key: str, least: int = 1) -> int:
    found = needed(number(view, key), key)
    if not least <= found < _MOST:
        raise RecordError(key, "range")
    return found
