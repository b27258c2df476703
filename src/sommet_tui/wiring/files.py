"""Files that are checked, written and read: programmes, exports, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.wiring.companion import open_exporter
from sommet_tui.wiring.options import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from sommet_tui.domain.findings import Finding, Loaded
    from sommet_tui.domain.imports import Imported
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act


def check_programme(named: str, source_tz: str | None = None) -> Loaded:
    """Read a file, or what an address gives now, for what is to be said about it; keeps nothing.

    Raises:
        SourceError: there is nothing to read.
    """
    from sommet_tui.formats.readers import read_programme
    from sommet_tui.sources.find import is_address

    if is_address(named):
        from sommet_tui.sources.address import read_address

        return read_address(named, read_programme, source_tz)
    from sommet_tui.sources.file import FileSource

    return FileSource(named, read_programme, source_tz).load()


def check_pair(paths: Sequence[str], source_tz: str | None = None) -> Loaded:
    """Read two exports of one event that tell of it together, a schedule JSON and a widget's.

    Raises:
        SourceError: there is nothing to read.
    """
    from sommet_tui.formats.json_reader import read_both
    from sommet_tui.sources.reading import read_file

    first, second = (read_file(path) for path in paths)
    return read_both(first, second, paths[0], source_tz)


def written(programme: Programme, target: str) -> tuple[bytes, Sequence[Finding]]:
    """A programme as a file of a format, "yaml", "json", "ics" or "csv", and what that cannot hold.

    Raises:
        KeepingError: what a calendar was told cannot be remembered; so nothing is.
    """
    if target == "ics":
        return open_exporter(PATIENCE).whole_calendar(programme), ()
    if target == "json":
        from sommet_tui.formats.schedule_json_writer import write_schedule_json

        return write_schedule_json(programme)
    if target == "csv":
        from sommet_tui.formats.csv_writer import write_csv

        return write_csv(programme)
    from sommet_tui.formats.yaml_writer import write_yaml

    return write_yaml(programme)


def schema(about: str | None = None) -> str:
    """The JSON Schema of programme files, of the "settings" or of the "live" day, as text.

    About "example" or "csv", a programme file to begin with instead.
    """
    if about == "csv":
        from sommet_tui.formats.csv_writer import template

        return template()
    if about == "example":
        from sommet_tui.formats.starter import STARTER

        return STARTER
    if about == "live":
        from sommet_tui.live.document import live_schema_text

        return live_schema_text()
    from sommet_tui.formats.schema import schema_text, settings_schema_text

    return settings_schema_text() if about == "settings" else schema_text()


def read_imports(file: str, piped: BinaryIO | None) -> tuple[Imported, ...]:
    """The bookmarks and notes in a file, or in what is `piped` in where one is given.

    Raises:
        SourceError: there is nothing to read.
        ImportFileError: what there is holds none.
    """
    from pathlib import Path

    from sommet_tui.formats.importer import read_imports as read
    from sommet_tui.sources.reading import read_file, read_stream

    return read(read_file(str(Path(file))) if piped is None else read_stream(piped, file))


def read_acts(file: str, piped: BinaryIO | None) -> tuple[tuple[int, Act | Message], ...]:
    """The acts and messages in a log of JSON Lines, each after its line.

    The log is in a file or pipe, or `piped` in.

    Raises:
        SourceError: there is nothing to read.
        LogError: what there is is no such log.
    """
    from pathlib import Path

    from sommet_tui.formats.act_log import read_act_log
    from sommet_tui.sources.reading import read_file_or_pipe, read_stream

    if piped is not None:
        return read_act_log(read_stream(piped, file))
    return read_act_log(read_file_or_pipe(str(Path(file))))
