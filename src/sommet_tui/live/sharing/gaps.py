"""Which records of others are here, and which must be requested again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from sommet_tui.domain.limits import MOST_RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    Place = tuple[str, int]
    """A writer and the number of a record."""

AGAIN = timedelta(seconds=5)
"""How long to wait for a record that was requested again."""
_ASKED_AT_ONCE = 200
_MOST_TRIES = 5


class Gaps:
    """The numbers of the others' records.

    A broker may drop messages on a slow connection. Each writer announces the number of its last
    record and a checksum of all: missing or different records are requested again.
    """

    def __init__(self, have: Mapping[str, Mapping[int, int]]) -> None:
        """`have` are the checksums of the saved records, by writer and number."""
        self._have = {writer: dict(numbers) for writer, numbers in have.items()}
        self._heads: dict[str, int] = {}
        """The highest known number of each writer."""
        self.reset()

    def reset(self) -> None:
        """Forget the requests of an earlier connection."""
        self._asked: tuple[datetime, Sequence[Place]] | None = None
        self._tries: Counter[Place] = Counter()
        self._doubts = _Doubts()

    def places(self) -> Iterator[Place]:
        """Yield the places of the records that are here."""
        return ((writer, number) for writer, have in self._have.items() for number in have)

    def is_full(self, writer: str) -> bool:
        """Return whether there are too many records of a writer."""
        return len(self._have.get(writer, ())) >= MOST_RECORDS

    def checksum(self, place: Place) -> int | None:
        """Return the checksum of a record that is here, or None."""
        writer, number = place
        return self._have.get(writer, {}).get(number)

    def add(self, place: Place, payload: bytes) -> None:
        """Note that a record has arrived."""
        writer, number = place
        self._have.setdefault(writer, {})[number] = crc32(payload)

    def replaces(self, place: Place) -> bool:
        """Return whether a record that arrives replaces the one that is here."""
        return self._doubts.replaces(place)

    def raise_last(self, writer: str, last: int) -> None:
        """Note that a writer has recorded at least `last` records."""
        self._heads[writer] = max(last, self._heads.get(writer, 0))

    def compare(self, writer: str, last: int, checksum: object) -> None:
        """Compare a writer's checksum of its `last` records with the records here."""
        self._doubts.update(writer, last, checksum, self._have.get(writer, {}))

    def requests(self, now: datetime) -> tuple[Sequence[Place], Sequence[Place]]:
        """Return for which records to end a request, and which to request; both may be empty."""
        ended: Sequence[Place] = ()
        if self._asked is not None:
            asked_at, asked = self._asked
            if not all(map(self._has, asked)) and timedelta(0) <= now - asked_at < AGAIN:
                return (), ()
            ended, self._asked = asked, None
        missing = self._missing()
        if missing:
            self._asked = now, missing
        return ended, missing

    def _has(self, place: Place) -> bool:
        writer, number = place
        return number in self._have.get(writer, ()) and place not in self._doubts.open

    def _missing(self) -> Sequence[Place]:
        """Return the records to request; those that never arrive are given up."""
        found: list[Place] = []
        for writer, head in self._heads.items():
            for number in range(1, head + 1):
                place = (writer, number)
                if self._has(place) or self._tries[place] >= _MOST_TRIES:
                    continue
                self._tries[place] += 1
                found.append(place)
                if len(found) == _ASKED_AT_ONCE:
                    return found
        return found


class _Doubts:
    """Writers whose records here differ from theirs, by the checksum of all.

    One was overwritten, or its writer lost it and reused its number. Until the checksums agree,
    received records replace the stored ones, since each writer makes sure that the broker has its
    own.
    """

    def __init__(self) -> None:
        self.open: set[Place] = set()
        """The records to request again."""
        self._writers: set[str] = set()
        self._requested: set[tuple[str, int]] = set()
        """Writers and checksums for which records were requested."""

    def update(self, writer: str, last: int, checksum: object, have: Mapping[int, int]) -> None:
        numbers = range(1, last + 1)
        if not isinstance(checksum, int) or any(number not in have for number in numbers):
            return
        summed = 0
        for number in numbers:
            summed = combine_checksums(summed, have[number])
        if summed == checksum:
            self._writers.discard(writer)
            return
        self._writers.add(writer)
        if (writer, checksum) not in self._requested:
            self._requested.add((writer, checksum))
            self.open |= {(writer, number) for number in numbers}

    def replaces(self, place: Place) -> bool:
        self.open.discard(place)
        return place[0] in self._writers


def combine_checksums(before: int, checksum: int) -> int:
    """Return the checksum of all records from that of all but the last and that of the last."""
    return crc32(checksum.to_bytes(4, "big"), before)
