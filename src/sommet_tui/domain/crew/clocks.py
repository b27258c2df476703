"""Which clock is right if the laptops of a crew disagree, and how wrong a clock may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

FURTHEST = timedelta(days=7)
"""A clock that is wrong by this much cannot be corrected, and its laptop shares no records."""
AHEAD = timedelta(seconds=30)
"""How far a stamp may be ahead of crew time.

Records that are further ahead wait, and claims that are further ahead are not sent.
"""


def clock_error(
    clocks: Mapping[str, timedelta],
    writer: str,
    reference: str | None,
    within: timedelta,
    likely: Collection[str] = (),
) -> timedelta:
    """Return by how much the clock of a writer is fast; 0 if it is right.

    `clocks` maps each writer to the time by which its clock is ahead of a common clock. Two clocks
    agree if they differ by less than `within`. The right clock is the one with which most others
    agree. If there are several such clocks, a clock that agrees with a `likely` clock is right. If
    there are still several, the clock of the `reference` is preferred, then a clock that agrees
    with it, then that of the first writer by name.
    """

    def rank(candidate: str) -> tuple[object, ...]:
        agreeing = [
            other for other, ahead in clocks.items() if abs(ahead - clocks[candidate]) < within
        ]
        beside = reference not in agreeing, candidate != reference
        return -len(agreeing), not set(agreeing).intersection(likely), *beside, candidate

    error = clocks[writer] - clocks[min(clocks, key=rank)]
    return error if abs(error) >= within else timedelta(0)
