"""The readers of programmes, chosen by what a file holds and never by its name."""

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
    """One format: a module of this package, whose import costs next to nothing.

    What a reader needs to read it imports when it reads.
    """

    NAME: str
    """What people call the format."""

    def sniff(self, head: bytes, /) -> bool:
        """Whether a file that begins with these bytes is for this reader.

        It takes what looks like its format and is not, too, and says what it found instead.
        """

    def read(self, data: bytes, origin: str, zone: str | None = None, /) -> Loaded:
        """The programme in the bytes of a file, and everything that is to be said about it.

        `origin` is what people call the file, or its address; `zone` the IANA name of the zone
        that its times are in, for formats that do not tell. Never raises: whatever is wrong is a
        finding.
        """


READERS: Final = ("icalendar_reader", "frab_xml_reader", "json_reader", "csv_reader", "yaml_reader")
"""Their modules; the first one that takes a file reads it."""

HEAD: Final = 4096
"""Bytes of a file that a reader is chosen by."""


def reader_of(data: bytes) -> ProgrammeReader:
    """The reader for a file's content."""
    head = data[:HEAD]
    for name in READERS:
        reader = cast("ProgrammeReader", import_module(f"sommet_tui.formats.{name}"))
        if reader.sniff(head):
            return reader
    raise AssertionError("the last reader takes everything")


def read_programme(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """What the reader for a file's content makes of it: no programme where there is any error.

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
    """No garbage collection meanwhile: it would walk the growing tree again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
