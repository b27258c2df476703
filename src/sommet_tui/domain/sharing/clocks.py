"""Whose clock is right if the laptops of a crew disagree about the time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

FURTHEST = timedelta(days=7)
"""A clock that is wrong by as much cannot be corrected: what its laptop records is not shared."""
AHEAD = timedelta(seconds=30)
"""A record dated further ahead of the crew's time waits, and a claim of the lead is not sent."""


def clock_error(
    clocks: Mapping[str, timedelta],
    writer: str,
    reference: str | None,
    within: timedelta,
    likely: Collection[str] = (),
) -> timedelta:
    """Return by how much the clock of a writer is fast; 0 if it is right.

    `clocks` are by how much each clock is ahead of any common one. The right clock is the one with
    which most others agree `within` a difference; of two, one that agrees with a `likely` one, that
    of the `reference`, or one that agrees with it, or that of the first writer. Laptops can
    disagree about the reference, but not about the likely ones.
    """

    def rank(candidate: str) -> tuple[object, ...]:
        agreeing = [
            other for other, ahead in clocks.items() if abs(ahead - clocks[candidate]) < within
        ]
        beside = reference not in agreeing, candidate != reference
        return -len(agreeing), not set(agreeing).intersection(likely), *beside, candidate

    error = clocks[writer] - clocks[min(clocks, key=rank)]
    return error if abs(error) >= within else timedelta(0)
