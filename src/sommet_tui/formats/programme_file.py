"""Reads our own programme file."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.formats.tree import parse

MOST_FINDINGS: Final = 1000
"""More than this nobody reads; what is left out is counted."""


def read(data: bytes, origin: str) -> Loaded:
    """The programme in the bytes of a YAML file, and everything wrong with it at once.

    `origin` is what people call the file. Never raises: whatever is wrong is a finding, and with
    any error there is no programme. Findings are in the order of their lines.
    """
    with _no_collector():
        programme, findings = _read(data)
    ordered = sorted(findings, key=lambda f: (f.line or 0, f.path))
    if any(finding.is_error for finding in ordered):
        programme = None
    return Loaded(origin, programme, tuple(_no_more_than_read(ordered)))


def _read(data: bytes) -> tuple[Programme | None, list[Finding]]:
    root, findings = parse(data)
    if root is None:
        return None, findings
    # Pydantic takes long to import: a file that is no YAML, or a kept programme, never needs it.
    from sommet_tui.formats.checking import check
    from sommet_tui.formats.making import make

    checked = check(root)
    programme, more = make(checked, root)
    return programme, [*findings, *checked.findings, *more]


def _no_more_than_read(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MOST_FINDINGS:
        return findings
    kept, rest = findings[:MOST_FINDINGS], findings[MOST_FINDINGS:]
    level = max((finding.level for finding in rest), key=lambda level: level == "error")
    return [*kept, Finding(level, "more", values={"count": str(len(rest))})]


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
