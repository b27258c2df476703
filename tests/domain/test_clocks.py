"""Whose clock is right if the laptops of a crew disagree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.crew.records import FURTHEST, clock_error


def errors(reference: str | None, **minutes: int) -> dict[str, int]:
    """The error of each wrong clock, in minutes, by the writer; clocks may differ by 30 seconds."""
    clocks = {writer: timedelta(minutes=ahead) for writer, ahead in minutes.items()}
    found = {
        writer: clock_error(clocks, writer, reference, timedelta(seconds=30)) for writer in clocks
    }
    return {writer: error // timedelta(minutes=1) for writer, error in found.items() if error}


@pytest.mark.parametrize(
    ("reference", "clocks", "wrong"),
    [
        pytest.param("a", {"a": 5}, {}, id="nobody to compare with"),
        pytest.param("b", {"a": 0, "b": 7}, {"a": -7}, id="of two, the lead is right"),
        pytest.param(None, {"a": 0, "b": 7}, {"b": 7}, id="without a lead, the first writer is"),
        pytest.param("c", {"a": 0, "b": 7}, {"b": 7}, id="also while the lead is away"),
        pytest.param("a", {"a": 0, "b": 7, "c": 7}, {"a": -7}, id="most are right, not the lead"),
        pytest.param("a", {"a": 0, "b": 7, "c": 0}, {"b": 7}, id="one of three is wrong"),
        pytest.param("b", {"a": 0, "b": 7, "c": 20}, {"a": -7, "c": 13}, id="all disagree"),
    ],
)
def test_wrong_clocks_are_found(
    reference: str | None, clocks: dict[str, int], wrong: dict[str, int]
) -> None:
    assert errors(reference, **clocks) == wrong


def test_clock_on_an_event_day_outweighs_that_of_the_lead() -> None:
    clocks = {"a": timedelta(days=10), "b": timedelta(0)}
    for reference in (None, "a", "b"):
        assert clock_error(clocks, "a", reference, FURTHEST, {"b"}) == timedelta(days=10)
        assert not clock_error(clocks | {"c": timedelta(days=10)}, "a", reference, FURTHEST, {"b"})
    assert not clock_error(clocks, "a", "a", FURTHEST, {"a", "b"})


def test_error_of_a_clock_is_measured_against_the_clock_of_the_lead() -> None:
    clocks = {"a": timedelta(days=10), "b": timedelta(0), "c": timedelta(hours=3)}
    assert clock_error(clocks, "a", "c", FURTHEST, {"b"}) == timedelta(days=10, hours=-3)
