"""What the crew shares, as values and as plain JSON: records with their writer, claims of the lead.

A writer is one installation, `USER/ID`; its records are numbered from 1 without holes, whatever
their kind. A record says by `uid` what it is about (`refers`), since a `seq` is another one on
every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sommet_tui.domain.instants import written
from sommet_tui.domain.limits import MOST_CLAIMS, NAME_LIMIT
from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.panel.records import panel_act_from
from sommet_tui.domain.records import (
    RecordError,
    StoredRecord,
    act_from,
    instant,
    line,
    message_from,
    needed,
    number,
    seen_from,
)
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.text import cap
from sommet_tui.domain.values import dataclass

VERSION = 1
"""Of the shapes below; another one is refused."""
_MOST = 2**53
"""No log counts so far, and no number so large is exact everywhere."""

Seen = tuple[str, datetime]
"""The `uid` of a message, and when it was seen."""


@dataclass(frozen=True, slots=True)
class Position:
    """The place of a record among those of its writer."""

    writer: str
    number: int


@dataclass(frozen=True, slots=True)
class CrewRecord:
    """One record of the crew's log; `what` is what it tells, by its `kind`.

    `epoch` is that of the claim under which a stage act was recorded, 0 for none. `refers` is the
    `uid` of the record that it undoes, or whose question or hand it is about.
    """

    writer: str
    number: int
    epoch: int
    kind: str
    uid: str
    refers: str | None
    what: Act | Message | PanelAct | Seen

    @property
    def at(self) -> datetime:
        """When it was recorded, by its writer's clock, which is corrected by the lead's."""
        return self.what[1] if isinstance(self.what, tuple) else self.what.at


@dataclass(frozen=True, slots=True)
class LeadClaim:
    """From here a writer called `name` drives the lanes of a `room`, None for the only one.

    `epoch` grows from claim to claim; `after` is the last record of the earlier lead that counts,
    None where nobody led before.
    """

    room: str | None
    epoch: int
    writer: str
    name: str
    at: datetime
    after: Position | None = None


class OwnRecords:
    """The records of this machine's day, as the crew has them.

    They are given in their order, all of them: a record's number is its place among them.
    """

    def __init__(self, writer: str) -> None:
        self._writer = writer
        self._uids: dict[tuple[str, int], str] = {}
        self.count = 0
        """How many were given."""

    def add(self, kept: StoredRecord) -> CrewRecord | None:
        """The next one; None where it cannot be understood: its number stays taken."""
        self.count += 1
        try:
            uid = needed(line(kept.record, "uid"), "uid")
            self._uids[kept.kind, needed(number(kept.record, "seq"), "seq")] = uid
            refers = line(kept.record, "refers")
            if refers is None:
                refers = self._referred(kept)
            epoch = number(kept.record, "epoch") or 0
            what = _what(kept.kind, kept.record)
        except RecordError:
            return None
        return CrewRecord(self._writer, self.count, epoch, kept.kind, uid, refers, what)

    def _referred(self, kept: StoredRecord) -> str | None:
        """What a record is about that was recorded before it was shared: most say its `seq`."""
        if kept.kind == "message":
            return line(kept.record, "undoes")
        about = number(kept.record, "undoes") or number(kept.record, "item")
        return None if about is None else self._uids.get((kept.kind, about))


def _what(kind: str, record: Mapping[str, Any]) -> Act | Message | PanelAct | Seen:
    if kind == "act":
        return act_from(record)
    if kind == "panel":
        return panel_act_from(record)
    if kind == "message":
        return message_from(record)
    if kind == "seen":
        return seen_from(record)
    raise RecordError("kind", "choice")


def crew_record_view(programme: str, sent: CrewRecord, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a programme as others are sent it; `record` is what `stage log` prints of it."""
    return {
        "version": VERSION,
        "programme": programme,
        "writer": sent.writer,
        "number": sent.number,
        "epoch": sent.epoch,
        "kind": sent.kind,
        "refers": sent.refers,
        "record": {**record, "refers": sent.refers, "epoch": sent.epoch},
    }


def crew_record_from(view: Mapping[str, Any], programme: str) -> CrewRecord:
    """The record that somebody sent.

    Raises:
        RecordError: it is none, of another version, or of another programme ("programme",
            "choice").
    """
    _expect(view, programme)
    record = view.get("record")
    if not isinstance(record, Mapping):
        raise RecordError("record", "missing" if record is None else "type")
    kind = needed(line(view, "kind"), "kind")
    epoch = number(view, "epoch") or 0
    if not 0 <= epoch < _MOST:
        raise RecordError("epoch", "range")
    return CrewRecord(
        writer=_writer(view),
        number=_position(view, "number"),
        epoch=epoch,
        kind=kind,
        uid=needed(line(record, "uid"), "uid"),
        refers=line(view, "refers"),
        what=_what(kind, record),
    )


def claims_view(programme: str, claims: tuple[LeadClaim, ...]) -> dict[str, Any]:
    """All claims of one writer for one room, as others are sent them; at least one."""
    last = max(claims, key=lambda claim: claim.epoch)
    return {
        "version": VERSION,
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
    """The claims that a writer sent for one room.

    Raises:
        RecordError: as `crew_record_from`.
    """
    _expect(view, programme)
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
        after=None if after is None else Position(_writer(after), _position(after, "number")),
    )


def _expect(view: Mapping[str, Any], programme: str) -> None:
    if view.get("version") != VERSION:
        raise RecordError("version", "choice")
    if view.get("programme") != programme:
        raise RecordError("programme", "choice")


def _writer(view: Mapping[str, Any]) -> str:
    writer = needed(line(view, "writer"), "writer")
    user, _, id_ = writer.partition("/")
    if not user or not id_ or "/" in id_ or any(c in writer for c in "+#$"):
        raise RecordError("writer", "choice")
    return writer


def _position(view: Mapping[str, Any], key: str) -> int:
    found = needed(number(view, key), key)
    if not 0 < found < _MOST:
        raise RecordError(key, "range")
    return found
