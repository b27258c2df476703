"""Reads, checks and writes files (programmes, exports, logs), and checks a published day."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.text import is_address
from sommet_tui.domain.values import replace
from sommet_tui.wiring import PATIENCE, crew
from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.programme import apply_known_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.companion.follower import EarlierDocument, LiveCheck, OtherFiles
    from sommet_tui.domain.findings import Finding, Loaded
    from sommet_tui.domain.imports import Imported
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.published_day import SharedDay
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.storage.copies import FileCopies


def check_programme(name: str, source_tz: str | None, authority: str | None) -> Loaded:
    """Read a programme from a file or an address to report its findings, without caching it.

    Raises:
        SourceError: the source cannot be read.
    """
    from sommet_tui.formats.readers import read_programme

    if is_address(name):
        from sommet_tui.sources.downloaded_programme import read_address

        return apply_known_ids(read_address(name, read_programme, source_tz, authority))
    from sommet_tui.sources.find import FileSource

    return apply_known_ids(FileSource(name, read_programme, source_tz).load())


def check_export_pair(paths: Sequence[str], source_tz: str | None) -> Loaded:
    """Read two exports of the same event together: a schedule JSON and a widget JSON.

    Raises:
        SourceError: the source cannot be read.
    """
    from sommet_tui.formats.readers import RECORD, read_programme
    from sommet_tui.sources.find import read_file

    data = b"".join(RECORD + read_file(path) for path in paths)
    return read_programme(data, paths[0], source_tz)


def write_programme(programme: Programme, target: str) -> tuple[bytes, Sequence[Finding]]:
    """Return a programme as "yaml", "json", "ics" or "csv".

    The second value has a finding for each value that this format cannot hold.

    Raises:
        StorageError: the revisions of a calendar cannot be saved, so nothing is written.
    """
    if target == "ics":
        return open_exporter(PATIENCE).programme_calendar(programme), ()
    if target == "json":
        from sommet_tui.formats.schedule_writer import write_schedule_json

        return write_schedule_json(programme)
    if target == "csv":
        from sommet_tui.formats.csv_writer import write_csv

        return write_csv(programme)
    from sommet_tui.formats.yaml_writer import write_yaml

    return write_yaml(programme)


def schema(about: str | None = None) -> str:
    """Return the JSON Schema of programme files, of the "settings", or of the "live" day, as text.

    If `about` is "example" or "csv", return an example of a programme file instead.
    """
    if about == "csv":
        from sommet_tui.formats.csv_writer import template

        return template()
    if about == "example":
        from sommet_tui.formats.yaml_writer import STARTER

        return STARTER
    if about == "live":
        from sommet_tui.live.web_page import live_schema_text

        return live_schema_text()
    from sommet_tui.formats.schema import schema_text, settings_schema_text

    return settings_schema_text() if about == "settings" else schema_text()


def read_imports(file: str, piped: BinaryIO | None) -> tuple[Imported, ...]:
    """Return the bookmarks and notes in a file or, if it is given, in the stream `piped`.

    Raises:
        SourceError: the source cannot be read.
        ImportFileError: the source contains no bookmarks and no notes.
    """
    from sommet_tui.formats.readers import read_imports as read
    from sommet_tui.sources.find import read_file, read_stream

    return read(read_file(str(Path(file))) if piped is None else read_stream(piped, file))


def read_acts(file: str, piped: BinaryIO | None) -> tuple[tuple[int, Act | Message], ...]:
    """Return the acts and messages in a log of JSON Lines, each with its line number.

    The log is in a file or a pipe or, if it is given, in the stream `piped`.

    Raises:
        SourceError: the source cannot be read.
        LogError: the source is no log of acts and messages.
    """
    from sommet_tui.formats.act_log import read_act_log
    from sommet_tui.sources.find import read_file_or_pipe, read_stream

    if piped is not None:
        return read_act_log(read_stream(piped, file))
    return read_act_log(read_file_or_pipe(str(Path(file))))


_SEEN = "checked"
"""The folder in the cache that has a small file for each checked address."""


def check_published(name: str, authority: str | None) -> tuple[LiveCheck, bool]:
    """Check a day that is published at an address, in a folder or file, or at a broker.

    The second value is whether the result was saved for the next check. `authority` has the
    certificates of a server's own authority.

    Raises:
        SourceError: "follow" (no day can be published at this address), "address" or "login".
    """
    from email.utils import parsedate_to_datetime

    if not name.strip():
        raise SourceError("follow", name)
    if is_address(name) and not name.startswith(("https://", "http://")):
        return _check_at_broker(name, authority)
    from sommet_tui.formats.readers import read_programme
    from sommet_tui.live.web_day import Probe

    ahead: list[timedelta] = []

    def read(place: str, patience: float) -> bytes:
        if is_address(place):
            from sommet_tui.sources.http import fetch

            found = fetch(place, patience=patience, plain=True, authority=authority)
            with suppress(TypeError, ValueError, OverflowError):
                date = parsedate_to_datetime(found.date or "")
                ahead.append(date - SystemClock().now())
            return found.data or b""
        from sommet_tui.sources.find import read_file

        return read_file(place)

    probe = Probe(name if is_address(name) else str(Path(name).expanduser().absolute()), read)
    from sommet_tui.companion.follower import check_live

    memory = _checked_documents()
    last = _load_checked(memory, probe.address)

    def others(rooms: Sequence[str]) -> OtherFiles:
        return probe.read_rooms(rooms), probe.read_schedules(read_programme)

    found = check_live(probe.address, probe.read_day, others, last, SystemClock())
    found = replace(found, server=ahead[0] if ahead else None)
    return found, _save_checked(memory, found)


def _check_at_broker(name: str, authority: str | None) -> tuple[LiveCheck, bool]:
    from sommet_tui.companion.follower import check_live
    from sommet_tui.domain.crew.address import ShareAddressError, share_address
    from sommet_tui.live.broker_day import BrokerDay

    try:
        share = share_address(name)
    except ShareAddressError as error:
        raise SourceError("follow", error.text) from error
    day = BrokerDay(share.text, share.event, crew.day_broker(share, authority))

    def read() -> SharedDay:
        found = day.fetch_newer(lambda *_: None)
        if found is None:
            raise SourceError("missing", share.text)
        return found

    memory = _checked_documents()
    last = _load_checked(memory, share.text)
    try:
        found = check_live(share.text, read, lambda _: ({}, {}), last, SystemClock())
    finally:
        day.stop()
    return found, _save_checked(memory, found)


def _checked_documents() -> FileCopies:
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.user_folders import cache_folder

    return FileCopies(str(Path(cache_folder(), _SEEN)))


def _load_checked(memory: FileCopies, address: str) -> EarlierDocument | None:
    """Return the document that the previous check saw at an address, or None."""
    from sommet_tui.companion.follower import EarlierDocument

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


def _save_checked(memory: FileCopies, check: LiveCheck) -> bool:
    from sommet_tui.companion.ports import Copy

    document = check.document_to_remember
    if document is None:
        return True
    content = [document.event, document.epoch, document.seq, document.valid_until.isoformat()]
    data = json.dumps(content).encode()
    memory.save(check.address, Copy(check.address, data, document.at))
    kept = memory.load(check.address)
    return kept is not None and kept.data == data
