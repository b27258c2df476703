"""Chooses a reader for programmes, bookmarks and notes by a file's content, never by its name."""

from __future__ import annotations

import codecs
import gc
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from sommet_tui.companion.ports import ImportFileError
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.limits import MAX_FINDINGS
from sommet_tui.domain.values import replace
from sommet_tui.formats.csv_headings_and_cells import is_sheet
from sommet_tui.formats.findings import UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


_BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
RECORD = b"\x1e"
"""The separator that precedes each text of a JSON sequence (RFC 7464)."""


def _is_calendar(head: bytes) -> bool:
    """Return whether a file begins like a calendar. Some writers put a few bytes before it."""
    first = head.lstrip().removeprefix(b"<!--").lstrip()
    return b"BEGIN:VCALENDAR" in head[:1024].upper() and not first.startswith((b"<", b"{"))


def _is_markup(head: bytes) -> bool:
    """Return whether a file begins like XML or HTML."""
    for mark in (_BOM, *UTF16):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().startswith(b"<")


def _is_json(head: bytes) -> bool:
    """Return whether a file begins like a JSON object or list, or a script with such a value."""
    if head.startswith(UTF16):
        return head[2:].replace(b"\0", b"").lstrip().startswith((b"{", b"["))
    return head.startswith(RECORD) or head.removeprefix(_BOM).lstrip().startswith(
        (b"{", b"[{", b"[\n", b"[]", b"var ", b"const ", b"let ")
    )


READERS: Mapping[str, Callable[[bytes], bool]] = {
    "icalendar_reader": _is_calendar,
    "frab_xml_reader": _is_markup,
    "json_reader": _is_json,
    "csv_reader": is_sheet,
    "yaml_reader": lambda _: True,  # any other file, so that errors name the missing parts
}
"""The modules that read a format, each with a function that accepts or refuses a file.

The function gets the first bytes of the file. The first module that accepts the file reads it. A
module may accept a file of another format that only looks similar. It then reports the real format.

Each module has a function `read(data, origin, zone)`. It returns a programme with all findings, or
raises `UnusableError`. `origin` is the name or the address of the file. `zone` is the IANA name of
the zone of its times, for formats that do not name one.
"""

HEAD = 4096
"""The number of bytes at the beginning of a file that decide on the reader."""


def find_reader(data: bytes) -> str:
    """Return the name of the module that reads a file with this content."""
    head = data[:HEAD]
    return next(name for name, accepts in READERS.items() if accepts(head))


def read_programme(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Read a file with the reader for its content. After any error, the programme is None.

    `origin` and `zone` are explained at `READERS`. This function never raises: every error is a
    finding.
    """
    reader = import_module(f"{__package__}.{find_reader(data)}")
    with _paused_collection():
        try:
            loaded: Loaded = reader.read(data, origin, zone)
        except UnusableError as problem:
            loaded = Loaded(origin, None, problem.findings)
    programme = None if loaded.errors else loaded.programme
    if programme is not None and loaded.findings:
        programme = replace(programme, remarks=len(loaded.findings))
    found = _limit_findings(loaded.findings)
    return replace(loaded, programme=programme, findings=found)


def _limit_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    if len(findings) <= MAX_FINDINGS:
        return tuple(findings)
    kept, rest = findings[:MAX_FINDINGS], findings[MAX_FINDINGS:]
    level = max((finding.level for finding in rest), key=lambda level: level == "error")
    return (*kept, Finding(level, "more", values={"count": str(len(rest))}))


@contextmanager
def _paused_collection() -> Iterator[None]:
    """Pause garbage collection, which would examine the growing data again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_imports(data: bytes) -> tuple[Imported, ...]:
    """Return the entries of a file with bookmarks or notes. The content decides on the reader.

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
        # This import takes longer than reading most files, so other files skip it.
        from sommet_tui.formats.calendar_file import read_calendar

        return read_calendar(text.lstrip().encode())
    if start[0] in "{[":
        from sommet_tui.formats.bookmark_list import read_bookmark_list

        return read_bookmark_list(text)
    raise ImportFileError("neither")
