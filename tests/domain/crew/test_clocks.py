"""Whose clock is right if the laptops of a crew disagree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.crew.clocks import FURTHEST, clock_error
from tests.tables import listed, table

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("reference", "clocks", "likely", "wrong"), table("crew/wrong_clocks.txt"))
def test_wrong_clocks_are_found(reference: str, clocks: str, likely: str, wrong: str) -> None:
    """Clocks may differ by 30 seconds; the table has minutes."""
    ahead = {writer: int(each) * MINUTE for writer, each in map(str.split, listed(clocks))}
    limit = timedelta(seconds=30)
    errors = {
        writer: clock_error(ahead, writer, reference or None, limit, likely.split())
        for writer in ahead
    }
    found = (f"{writer} {error // MINUTE}" for writer, error in errors.items() if error)
    assert ", ".join(found) == wrong


def test_clock_error_is_relative_to_the_leads_clock() -> None:
    clocks = {"a": timedelta(days=10), "b": timedelta(0), "c": timedelta(hours=3)}
    assert clock_error(clocks, "a", "c", FURTHEST, {"b"}) == timedelta(days=10, hours=-3)
