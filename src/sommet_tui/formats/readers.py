"""The readers of programmes, chosen by a file's content and never by its name."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.limits import MOST_FINDINGS
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final


class ProgrammeReader(Protocol):
    """A format: a module of this package that is cheap to import.

    A reader imports its libraries when it reads.
    """

    NAME: str
    """The name of the format for people."""

    def sniff(self, head: bytes, /) -> bool:
        """Whether a file that begins with these bytes is for this reader.

        It also accepts files that only look like its format, and reports what they are.
        """

    def read(self, data: bytes, origin: str, zone: str | None = None, /) -> Loaded:
        """Read a programme from the bytes of a file, with all findings about it.

        `origin` is the name of the file or its address; `zone` the IANA name of the zone of its
        times, for formats that do not name one. Never raises: every error is a finding.
        """


READERS: Final = ("icalendar_reader", "frab_xml_reader", "json_reader", "csv_reader", "yaml_reader")
"""Their modules; the first one that accepts a file reads it."""

HEAD: Final = 4096
"""The number of bytes by which a reader is chosen."""


def reader_of(data: bytes) -> ProgrammeReader:
    """Return the reader for a file's content."""
    head = data[:HEAD]
    for name in READERS:
        reader = cast("ProgrammeReader", import_module(f"sommet_tui.formats.{name}"))
        if reader.sniff(head):
            return reader
    raise AssertionError("the last reader takes everything")


def read_programme(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Read a file with the reader for its content; no programme if there is any error.

    `origin` and `zone` are as for `ProgrammeReader.read`.
    """
    with _no_collector():
        loaded = reader_of(data).read(data, origin, zone)
    programme = None if loaded.errors else loaded.programme
    if programme is not None and loaded.findings:
        programme = replace(programme, remarks=len(loaded.findings))
    return Loaded(origin, programme, _no_more_than_read(loaded.findings))


def _no_more_than_read(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    if len(findings) <= MOST_FINDINGS:
        return tuple(findings)
    kept, rest = findings[:MOST_FINDINGS], findings[MOST_FINDINGS:]
    level = max((finding.level for finding in rest), key=lambda level: level == "error")
    return (*kept, Finding(level, "more", values={"count": str(len(rest))}))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause garbage collection, which would walk the growing tree again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
