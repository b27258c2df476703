"""A panel's acts as plain records, and back: domain.records has the rules of all records."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any

from sommet_tui.domain.instants import written
from sommet_tui.domain.limits import (
    MINUTES_LIMIT,
    MOST_SEATS,
    MOST_SEGMENTS,
    QUESTION_LIMIT,
    SEGMENT_LIMIT,
)
from sommet_tui.domain.panel.acts import PANEL_ACT_KINDS, PanelAct
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.records import (
    Record,
    RecordError,
    choice,
    instant,
    line,
    needed,
    number,
)
from sommet_tui.domain.text import cap, clean_line


def panel_record(act: PanelAct, zone: tzinfo = UTC) -> dict[str, Any]:
    """A panel's act as a record; times are written with the offset of `zone`."""
    return {
        "uid": act.uid or None,
        "seq": act.seq,
        "at": written(act.at, zone),
        "by": act.by,
        "act": act.act,
        "session": act.session,
        "person": act.person,
        "value": act.value,
        "text": act.text,
        "item": act.item,
        "order": list(act.order),
        "segments": [{"name": s.name, "minutes": s.minutes} for s in act.segments],
        "undoes": act.undoes,
    }


def panel_act_from(record: Record) -> PanelAct:
    """The panel's act of a record.

    Raises:
        RecordError: it is none.
    """
    text = record.get("text")
    if text is not None and not isinstance(text, str):
        raise RecordError("text", "type")
    person = "" if record.get("person") == "" else line(record, "person")
    return PanelAct(
        seq=needed(number(record, "seq"), "seq"),
        at=needed(instant(record, "at"), "at"),
        act=choice(record, "act", PANEL_ACT_KINDS),
        session=needed(line(record, "session"), "session"),
        person=person,
        value=line(record, "value"),
        text=None if text is None else cap(clean_line(text), QUESTION_LIMIT),
        item=number(record, "item"),
        order=tuple(_id(each) for each in _list(record, "order")[:MOST_SEATS]),
        segments=tuple(_segment(each) for each in _list(record, "segments")[:MOST_SEGMENTS]),
        undoes=number(record, "undoes"),
        uid=line(record, "uid") or "",
        by=line(record, "by"),
    )


def _list(record: Record, key: str) -> list[Any]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RecordError(key, "type")
    return value


def _id(value: object) -> str:
    return needed(line({"order": value}, "order"), "order")


def _segment(value: object) -> Segment:
    if not isinstance(value, dict):
        raise RecordError("segments", "type")
    minutes = needed(number(value, "minutes"), "minutes")
    if not 0 < minutes <= MINUTES_LIMIT:
        raise RecordError("minutes", "range")
    return Segment(cap(needed(line(value, "name"), "name"), SEGMENT_LIMIT), minutes)
