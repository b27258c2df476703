"""However much is wrong with a file, reading it takes no longer than its length explains."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from sommet_tui.domain.limits import MOST_SESSIONS
from sommet_tui.formats.readers import read_programme as read

HEAD = "version: 1\nevent: {id: e, title: T, timezone: Europe/Paris, language: fr}\n"
DAY = "days:\n  - date: 2026-03-01\n    sessions:\n"
SESSION = (
    '      - {{id: x{n}, title: T, start: "09:00", end: "10:00", people: [3], seating: [a]}}\n'
)


def lines(line: str, count: int) -> str:
    return "".join(line.format(n=number) for number in range(count))


FILES: dict[str, Callable[[int], str]] = {
    "nothing but unknown keys": lambda n: HEAD + DAY + lines("      - {{idd: x}}\n", n),
    "people who are none": lambda n: HEAD + DAY + lines(SESSION, n),
}


def effort(text: str) -> int:
    """How many calls of functions it takes to read a file."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    data = text.encode()
    sys.setprofile(count)
    try:
        read(data, "")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", FILES)
def test_four_times_as_many_errors_take_four_times_the_effort(name: str) -> None:
    make = FILES[name]
    read(make(1).encode(), "")  # what is imported when it is first needed

    assert effort(make(800)) < 5 * effort(make(200))


def test_more_sessions_than_any_event_has_are_refused_before_each_is_looked_at() -> None:
    loaded = read((HEAD + DAY + lines("      - {{}}\n", MOST_SESSIONS + 1)).encode(), "")
    (finding,) = loaded.findings
    assert (finding.code, finding.path, finding.line) == ("too-many-sessions", "days", 3)
    assert finding.values == {"count": "20001", "limit": "20000"}


def test_as_many_as_may_be_are_looked_at() -> None:
    findings = read((HEAD + DAY + lines("      - {{}}\n", MOST_SESSIONS)).encode(), "").findings
    assert "too-many-sessions" not in {finding.code for finding in findings}
    assert findings[0].code == "missing-key"
