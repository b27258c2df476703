"""The codes of findings, the names of the values that each of them has, and their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sommet_tui.domain.findings import Finding
from tests.tables import table


def _codes(name: str) -> dict[str, frozenset[str]]:
    """Return the codes of a table, with the names of their values."""
    rows = (map(str, row.values) for row in table("finding_codes.txt", name))
    return {code: frozenset(values.split()) for code, values, *_ in rows}


REMARKS: Mapping[str, frozenset[str]] = MappingProxyType(_codes("remarks"))
"""Remarks about guesses, repairs and omissions in a feed. They need no action."""

CODES: Mapping[str, frozenset[str]] = MappingProxyType({**REMARKS, **_codes("problems")})
"""Every code of a finding."""


def places(findings: Iterable[Finding]) -> str:
    """Return code, line and path of each finding: "syntax 4, blank 10 days[0].date"."""
    return ", ".join(
        " ".join(str(part) for part in (each.code, each.line, each.path) if part)
        for each in findings
    )
