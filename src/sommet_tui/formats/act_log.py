"""Reads a log of acts and messages in JSON Lines, which `stage log --json` prints."""

from __future__ import annotations

import codecs
import json
from typing import Any

from sommet_tui.companion.errors import LogError
from sommet_tui.domain import limits, records
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace


def read_act_log(data: bytes) -> tuple[tuple[int, Act | Message], ...]:
    """Return the acts of a log, followed by its messages, each with its line number.

    The acts are in the order of `seq`. Blank lines and unknown keys are ignored. So are two kinds
    of lines that only a shared day has: acts recorded without the lead (`reason`), and changes of
    the lead.

    Raises:
        LogError: the data is no log of acts and messages.
    """
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise LogError("encoding", data.count(b"\n", 0, error.start) + 1) from None
    found: dict[int, tuple[int, Act]] = {}
    messages: list[tuple[int, Message]] = []
    uids: set[str] = set()
    # Only "\n" ends a line of JSON Lines. Texts may contain other line separators.
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        one = _parse_line(written, line)
        if one is None:
            continue
        if isinstance(one, Act) and one.seq in found:
            raise LogError("duplicate", line, "seq")
        if one.uid in uids:
            raise LogError("duplicate", line, "uid")
        if one.uid:
            uids.add(one.uid)
        if isinstance(one, Act):
            found[one.seq] = (line, one)
        else:
            messages.append((line, replace(one, after_act=max(found, default=0))))
        if len(found) + len(messages) > limits.MAX_RECORDS:
            raise LogError("too-many", line)
    return (*(found[seq] for seq in sorted(found)), *messages)


def _parse_line(text: str, line: int) -> Act | Message | None:
    if len(text) > limits.CREW_BYTES_LIMIT:
        raise LogError("shape", line)
    try:
        record = json.loads(text, object_pairs_hook=_unique_pairs)
    except _DuplicateKeyError as error:
        raise LogError("twice", line, error.key) from None
    except (ValueError, RecursionError):
        raise LogError("json", line) from None
    if not isinstance(record, dict):
        raise LogError("shape", line)
    if record.get("reason") is not None or record.get("act") == "lead":
        return None
    try:
        if record.get("act") == Message.KIND:
            return records.read_message(record)
        act = records.read_act(record)
    except records.RecordError as error:
        raise LogError(error.problem, line, error.key) from None
    if act.seq < 1:
        raise LogError("range", line, "seq")
    times = act.times or {}
    if any(start is not None and end < start for start, end in times.values()):
        raise LogError("order", line, "times")
    return act


class _DuplicateKeyError(Exception):
    """A key appears twice in an object, which makes the object ambiguous."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key)
        found[key] = value
    return found
