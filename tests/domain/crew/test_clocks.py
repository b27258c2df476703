"""Whose clock is right if the laptops of a crew disagree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.crew.clocks import FURTHEST, clock_error
from tests.tables import table


def errors(reference: str | None, **minutes: int) -> dict[str, int]:
    """The error of each wrong clock, in minutes, by the writer; clocks may differ by 30 seconds."""
    clocks = {writer: timedelta(minutes=ahead) for writer, ahead in minutes.items()}
    found = {
        writer: clock_error(clocks, writer, reference, timedelta(seconds=30)) for writer in clocks
    }
    return {writer: error // timedelta(minutes=1) for writer, error in found.items() if error}


@pytest.mark.parametrize(("reference", "clocks", "wrong"), table("crew/wrong_clocks.txt"))
def test_wrong_clocks_are_found(reference: str, clocks: str, wrong: str) -> None:
    ahead = dict(each.split() for each in clocks.split(", "))
    found = errors(reference or None, **{writer: int(ahead[writer]) for writer in ahead})
    assert ", ".join(f"{writer} {error}" for writer, error in found.items()) == wrong


def test_clock_on_an_event_day_takes_precedence_over_the_leads_clock() -> None:
    clocks = {"a": timedelta(days=10), "b": timedelta(0)}
    for reference in (None, "a", "b"):
        assert clock_error(clocks, "a", reference, FURTHEST, {"b"}) == timedelta(days=10)
        assert not clock_error(clocks | {"c": timedelta(days=10)}, "a", reference, FURTHEST, {"b"})
    assert not clock_error(clocks, "a", "a", FURTHEST, {"a", "b"})


def test_clock_error_is_relative_to_the_leads_clock() -> None:
    clocks = {"a": timedelta(days=10), "b": timedelta(0), "c": timedelta(hours=3)}
    assert clock_error(clocks, "a", "c", FURTHEST, {"b"}) == timedelta(days=10, hours=-3)
