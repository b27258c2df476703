"""Checking a published day, and saving the result for the next check."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sommet_tui.companion.clock import SystemClock
from sommet_tui.domain.values import replace
from sommet_tui.wiring.crew import day_broker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.companion.live_check import EarlierDocument, LiveCheck, OtherFiles
    from sommet_tui.domain.shared_day import SharedDay
    from sommet_tui.storage.copies import FileCopies

_SEEN = "checked"
"""The folder, in the cache, with a small file for each address that was checked."""


def check_published(named: str, authority: str | None) -> tuple[LiveCheck, bool]:
    """Check a day that is published at an address, in a folder or file, or at a broker.

    The second value is whether the result was saved for the next check. `authority` are the
    certificates of a server's own authority.

    Raises:
        SourceError: "follow", the address is none of these; "address" or "login".
    """
    from email.utils import parsedate_to_datetime

    from sommet_tui.companion.errors import SourceError
    from sommet_tui.sources.find import is_address

    if not named.strip():
        raise SourceError("follow", named)
    if is_address(named) and not named.startswith(("https://", "http://")):
        return _at_broker(named, authority)
    from sommet_tui.formats.readers import read_programme
    from sommet_tui.live.probe import Probe

    ahead: list[timedelta] = []

    def read(place: str, patience: float) -> bytes:
        if is_address(place):
            from sommet_tui.sources.http import fetch

            found = fetch(place, patience=patience, plain=True, authority=authority)
            with suppress(TypeError, ValueError):
                date = parsedate_to_datetime(found.date or "")
                ahead.append(date - SystemClock().now())
            return found.data or b""
        from sommet_tui.sources.file import read_file

        return read_file(place)

    probe = Probe(named if is_address(named) else str(Path(named).expanduser().absolute()), read)
    from sommet_tui.companion.live_check import check_live

    memory = _memory()
    last = _recall(memory, probe.address)

    def others(rooms: Sequence[str]) -> OtherFiles:
        return probe.read_rooms(rooms), probe.read_schedules(read_programme)

    found = check_live(probe.address, probe.read_day, others, last, SystemClock())
    found = replace(found, server=ahead[0] if ahead else None)
    return found, _remember(memory, found)


def _at_broker(named: str, authority: str | None) -> tuple[LiveCheck, bool]:
    from sommet_tui.companion.errors import SourceError
    from sommet_tui.companion.live_check import check_live
    from sommet_tui.domain.sharing.address import ShareAddressError, share_address
    from sommet_tui.live.broker_day import BrokerDay

    try:
        there = share_address(named)
    except ShareAddressError as error:
        raise SourceError("follow", error.text) from error
    day = BrokerDay(there.text, there.event, day_broker(there, authority))

    def read() -> SharedDay:
        found = day.ask(lambda *_: None)
        if found is None:
            raise SourceError("missing", there.text)
        return found

    memory = _memory()
    last = _recall(memory, there.text)
    try:
        found = check_live(there.text, read, lambda _: ({}, {}), last, SystemClock())
    finally:
        day.stop()
    return found, _remember(memory, found)


def _memory() -> FileCopies:
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.paths import cache_folder

    return FileCopies(str(Path(cache_folder(), _SEEN)))


def _recall(memory: FileCopies, address: str) -> EarlierDocument | None:
    """Return the document last seen at an address, or None."""
    from sommet_tui.companion.live_check import EarlierDocument

    copy = memory.load(address)
    if copy is None:
        return None
    try:
        event, epoch, seq, valid_until = json.loads(copy.data)
        until = datetime.fromisoformat(valid_until)
        known = isinstance(event, str) and isinstance(epoch, int) and isinstance(seq, int)
    except (ValueError, TypeError, RecursionError):
        return None
    return (
        EarlierDocument(event, epoch, seq, until, copy.fetched_at)
        if known and until.tzinfo
        else None
    )


def _remember(memory: FileCopies, found: LiveCheck) -> bool:
    from sommet_tui.companion.ports import Copy

    seen = found.seen
    if seen is None:
        return True
    content = [seen.event, seen.epoch, seen.seq, seen.valid_until.isoformat()]
    data = json.dumps(content).encode()
    memory.save(found.address, Copy(found.address, data, seen.at))
    kept = memory.load(found.address)
    return kept is not None and kept.data == data
