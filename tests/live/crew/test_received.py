"""Records that arrive from the crew are saved, wait, or are dropped or requested again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zlib import crc32

import pytest

from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.crew.records import VERSION
from sommet_tui.domain.messages import Message
from sommet_tui.live.crew.broker_messages import DropError
from sommet_tui.live.crew.clock import CrewClock, format_instant
from sommet_tui.live.crew.received import (
    Gaps,
    Received,
    combine_checksums,
    read_arrival,
)
from sommet_tui.storage.crew import SqliteCrew
from tests.builders import at, existing
from tests.companion.windows import Dial

NOW = at("09:00")


def record(number: int = 1, text: str = "Water", ahead: float = 0.0, **more: object) -> str:
    """Return a message of b, stamped these seconds ahead of now."""
    stamp = format_instant(NOW + timedelta(seconds=ahead))
    content = {"uid": f"b/1.{number}", "seq": 1, "at": stamp, "to": "stage", "text": text}
    view = {"version": VERSION, "programme": "summit", "writer": "b/1", "number": number}
    return json.dumps(view | {"kind": "message", "stamp": stamp, "record": content} | more)


class Desk:
    """A laptop that receives records of b."""

    def __init__(self, database: Path) -> None:
        self.crew = SqliteCrew(database)
        self.crew.put_share("summit", Share("mqtt://host/day", "me/1", "Stage"))
        self.dial = Dial(NOW)
        clock = CrewClock(self.dial, 0.0)
        self.received = Received("summit", self.crew, clock, id_in_messages="summit")

    def take(
        self,
        payload: str | bytes,
        number: int = 1,
        *,
        known: bool = True,
        complete: bool = True,
    ) -> None:
        data = payload if isinstance(payload, bytes) else payload.encode()
        found = read_arrival("topic", "b/1", str(number), data)
        self.received.receive(found, known=known, complete=complete)

    @property
    def texts(self) -> Sequence[str]:
        self.received.save()
        read = existing(self.crew.read("summit", 0))
        contents = [found.content for found in read.records]
        return [content.text for content in contents if isinstance(content, Message)]

    @property
    def dropped(self) -> list[str]:
        self.received.save()
        return [each.reason for each in self.crew.dropped_messages("summit")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "sommet.sqlite3")


def test_record_is_saved_once(desk: Desk) -> None:
    for _ in range(2):
        desk.take(record())
        assert desk.texts == ["Water"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (record().encode("utf-16"), "garbled"),
        ("[]", "garbled"),
        (record(version=VERSION - 1), "garbled"),
        (record(version=VERSION + 1), "newer"),
        (record(programme="other"), "programme"),
        (record(2), "foreign"),
        (record(record={"uid": "c/1.1"}), "copied"),
    ],
)
def test_invalid_record_or_record_of_another_event_is_dropped(
    desk: Desk, payload: str | bytes, reason: str
) -> None:
    with pytest.raises(DropError, match=reason):
        desk.take(payload)
    assert desk.texts == []


@pytest.mark.parametrize("number", ["-1", "x", "1234567890", "٣"])
def test_impossible_record_number_is_dropped(number: str) -> None:
    with pytest.raises(DropError, match="garbled"):
        read_arrival("topic", "b/1", number, b"{}")


def test_records_wait_until_their_writer_announces_itself(desk: Desk) -> None:
    desk.take(record(), known=False, complete=False)
    desk.take(b"{}", 2, known=False, complete=False)
    assert desk.texts == []
    desk.received.receive_waiting_records("b/1")
    assert (desk.texts, desk.dropped) == (["Water"], ["garbled"])


def test_records_of_writers_that_never_announce_themselves_are_dropped(desk: Desk) -> None:
    desk.take(record(), known=False, complete=False)
    desk.received.drop_unannounced_records()
    assert (desk.texts, desk.dropped) == ([], ["unknown"])
    with pytest.raises(DropError, match="unknown"):
        desk.take(record(2), 2, known=False)


def test_records_of_strangers_do_not_block_others(desk: Desk) -> None:
    for stranger in range(300):
        found = read_arrival("topic", f"b/{stranger}", "1", b"{}")
        with pytest.raises(DropError, match="unknown"):
            desk.received.receive(found, known=False, complete=True)
    desk.take(record())
    assert desk.texts == ["Water"]


def test_record_dated_in_the_future_waits_until_thirty_seconds_before_its_time(desk: Desk) -> None:
    desk.take(record(1, "Now", ahead=30))
    desk.take(record(2, "Later", ahead=31), 2)
    assert (desk.texts, desk.received.future_count) == (["Now"], 1)
    assert not desk.received.receive_due_records()
    desk.dial.shows += timedelta(seconds=1)
    assert desk.received.receive_due_records()
    assert (desk.texts, desk.received.future_count) == (["Now", "Later"], 0)


@pytest.mark.parametrize("saved", [True, False])
def test_record_with_a_reused_number_is_dropped_unless_its_writer_confirms_the_record(
    desk: Desk, saved: bool
) -> None:
    desk.take(record())
    if saved:
        assert desk.texts == ["Water"]
    with pytest.raises(DropError, match="reused"):
        desk.take(record(text="Wine"))
    desk.take(f" {record()}")  # the same record, written differently
    desk.received.gaps.compare("b/1", 1, 0)  # its writer's checksum is another one
    desk.take(record(text="Wine"))
    assert desk.texts == ["Wine"]


@pytest.mark.parametrize(
    ("reason", "counted"), [("lost", 1), ("replayed", 1), ("garbled", 0), ("unknown", 0)]
)
def test_forged_messages_of_this_computer_are_counted(
    desk: Desk, reason: str, counted: int
) -> None:
    desk.received.drop("topic", reason)
    assert (desk.received.forged, desk.received.dropped) == (counted, 1)


SECOND = timedelta(seconds=1)


def sum_of(*payloads: bytes) -> int:
    found = 0
    for payload in payloads:
        found = combine_checksums(found, crc32(payload))
    return found


def requested(gaps: Gaps, seconds: int = 0) -> Sequence[int]:
    """Return the numbers of b's records that are requested after these seconds."""
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


def test_all_records_are_here_once_each_announced_one_has_arrived(gaps: Gaps) -> None:
    assert not gaps.has_all_records("b/1")
    for number in (1, 2, 3):
        gaps.add(("b/1", number), b"record")
    assert gaps.has_all_records("b/1")
    assert gaps.has_all_records("c/1")


def test_clock_set_back_does_not_delay_the_next_request(gaps: Gaps) -> None:
    assert (requested(gaps), requested(gaps, -3600)) == ([2], [2])


def test_one_request_asks_for_at_most_two_hundred_records() -> None:
    gaps = Gaps({})
    gaps.raise_last_number("b/1", 1000)
    assert len(requested(gaps)) == 200


def test_records_with_a_wrong_checksum_are_requested_and_replaced(gaps: Gaps) -> None:
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


def test_checksum_is_compared_only_when_all_records_have_arrived(gaps: Gaps) -> None:
    gaps.compare("b/1", 3, 0)
    gaps.compare("b/1", 1, "nonsense")
    assert requested(gaps) == [2]
