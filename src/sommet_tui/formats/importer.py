"""Imports bookmarks and notes from a file of any supported format."""

from __future__ import annotations

import codecs

from sommet_tui.companion.export_ports import ImportFileError
from sommet_tui.domain.imports import Imported


def read_imports(data: bytes) -> tuple[Imported, ...]:
    """Return the entries of a file, recognised by its content, whatever its name.

    Raises:
        ImportFileError: it cannot be imported.
    """
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        raise ImportFileError("encoding") from None
    start = text.lstrip()[:32]
    if not start:
        raise ImportFileError("empty")
    if start.upper().startswith("BEGIN:VCALENDAR"):
        # Imported late, since the library takes longer to import than most files to read.
        from sommet_tui.formats.calendar_reader import read_calendar

        return read_calendar(text.lstrip().encode())
    if start[0] in "{[":
        from sommet_tui.formats.bookmark_list import read_list

        return read_list(text)
    raise ImportFileError("neither")
