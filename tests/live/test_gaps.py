"""Which records of others are requested again, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zlib import crc32

import pytest

from sommet_tui.live.sharing.received import Gaps, combine_checksums
from tests.builders import at

NOW = at("09:00")
SECOND = timedelta(seconds=1)


def sum_of(*payloads: bytes) -> int:
    found = 0
    for payload in payloads:
        found = combine_checksums(found, crc32(payload))
    return found


def requested(gaps: Gaps, seconds: int = 0) -> Sequence[int]:
    """The numbers of b's records that are requested after so many seconds."""
    return [number for _, number in gaps.requests(NOW + seconds * SECOND)[1]]


@pytest.fixture
def gaps() -> Gaps:
    """Of the three records of b, the second has not arrived."""
    found = Gaps({"b/1": {1: crc32(b"one")}})
    found.add(("b/1", 3), b"three")
    found.raise_last_number("b/1", 3)
    return found


def test_missing_record_is_requested_once(gaps: Gaps) -> None:
    assert gaps.requests(NOW) == ((), [("b/1", 2)])
    assert gaps.requests(NOW + SECOND) == ((), ())
    gaps.add(("b/1", 2), b"two")
    assert gaps.requests(NOW + 2 * SECOND) == ([("b/1", 2)], [])


def test_record_that_does_not_arrive_is_requested_five_times(gaps: Gaps) -> None:
    asked = [requested(gaps, seconds) for seconds in range(0, 40, 5)]
    assert asked == [[2]] * 5 + [[]] * 3
    gaps.reset()
    assert requested(gaps) == [2]


def test_clock_set_back_does_not_delay_the_next_request(gaps: Gaps) -> None:
    assert (requested(gaps), requested(gaps, -3600)) == ([2], [2])


def test_at_most_two_hundred_records_are_requested_at_once() -> None:
    gaps = Gaps({})
    gaps.raise_last_number("b/1", 1000)
    assert len(requested(gaps)) == 200


def test_records_that_differ_from_their_writers_are_requested_and_replaced(gaps: Gaps) -> None:
    gaps.add(("b/1", 2), b"two")
    theirs = sum_of(b"one", b"other", b"three")
    assert not gaps.replaces(("b/1", 2))
    gaps.compare("b/1", 3, theirs)
    assert requested(gaps) == [1, 2, 3]
    assert all(gaps.replaces(("b/1", number)) for number in (1, 2, 3))
    gaps.compare("b/1", 3, theirs)  # the next presence message says the same
    assert requested(gaps, 5) == []
    gaps.add(("b/1", 2), b"other")
    gaps.compare("b/1", 3, theirs)
    assert not gaps.replaces(("b/1", 2))


def test_checksum_is_compared_only_when_all_records_are_here(gaps: Gaps) -> None:
    gaps.compare("b/1", 3, 0)
    gaps.compare("b/1", 1, "nonsense")
    assert requested(gaps) == [2]
