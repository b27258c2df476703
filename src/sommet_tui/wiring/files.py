"""Checks, writes and reads files: programmes, exports, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.options import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.domain.findings import Finding, Loaded
    from sommet_tui.domain.imports import Imported
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act


def check_programme(named: str, source_tz: str | None = None) -> Loaded:
    """Read a file or an address to report its findings; nothing is cached.

    Raises:
        SourceError: the source cannot be read.
    """
    from sommet_tui.formats.readers import read_programme
    from sommet_tui.sources.find import is_address
    from sommet_tui.wiring.programme import with_ids_here

    if is_address(named):
        from sommet_tui.sources.address import read_address

        return with_ids_here(read_address(named, read_programme, source_tz))
    from sommet_tui.sources.file import FileSource

    return with_ids_here(FileSource(named, read_programme, source_tz).load())


def check_pair(paths: Sequence[str], source_tz: str | None) -> Loaded:
    """Read two exports of one event together, a schedule JSON and a widget JSON.

    Raises:
        SourceError: the source cannot be read.
    """
    from sommet_tui.formats.readers import RECORD, read_programme
    from sommet_tui.sources.file import read_file

    data = b"".join(RECORD + read_file(path) for path in paths)
    return read_programme(data, paths[0], source_tz)


def write_programme(programme: Programme, target: str) -> tuple[bytes, Sequence[Finding]]:
    """Return a programme as "yaml", "json", "ics" or "csv", and findings for the values left out.

    Raises:
        StorageError: the revisions of a calendar cannot be saved, so nothing is written.
    """
    if target == "ics":
        return open_exporter(PATIENCE).whole_calendar(programme), ()
    if target == "json":
        from sommet_tui.formats.schedule_writer import write_schedule_json

        return write_schedule_json(programme)
    if target == "csv":
        from sommet_tui.formats.csv_writer import write_csv

        return write_csv(programme)
    from sommet_tui.formats.yaml_writer import write_yaml

    return write_yaml(programme)


def schema(about: str | None = None) -> str:
    """Return the JSON Schema of programme files, of the "settings" or of the "live" day, as text.

    For "example" or "csv", a programme file to start from instead.
    """
    if about == "csv":
        from sommet_tui.formats.csv_writer import template

        return template()
    if about == "example":
        from sommet_tui.formats.yaml_writer import STARTER

        return STARTER
    if about == "live":
        from sommet_tui.live.page import live_schema_text

        return live_schema_text()
    from sommet_tui.formats.schema import schema_text, settings_schema_text

    return settings_schema_text() if about == "settings" else schema_text()


def read_imports(file: str, piped: BinaryIO | None) -> tuple[Imported, ...]:
    """Return the bookmarks and notes in a file, or in the stream `piped` if given.

    Raises:
        SourceError: the source cannot be read.
        ImportFileError: it contains none.
    """
    from pathlib import Path

    from sommet_tui.formats.readers import read_imports as read
    from sommet_tui.sources.file import read_file, read_stream

    return read(read_file(str(Path(file))) if piped is None else read_stream(piped, file))


def read_acts(file: str, piped: BinaryIO | None) -> tuple[tuple[int, Act | Message], ...]:
    """Return the acts and messages in a log of JSON Lines, each with its line number.

    The log is in a file or pipe, or in the stream `piped`.

    Raises:
        SourceError: the source cannot be read.
        LogError: it is not such a log.
    """
    from pathlib import Path

    from sommet_tui.formats.act_log import read_act_log
    from sommet_tui.sources.file import read_file_or_pipe, read_stream

    if piped is not None:
        return read_act_log(read_stream(piped, file))
    return read_act_log(read_file_or_pipe(str(Path(file))))
