"""What arrives from the crew: saved, kept waiting, dropped or requested again; and its clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.crew.records import VERSION
from sommet_tui.domain.messages import Message
from sommet_tui.live.crew.post import DropError
from sommet_tui.live.crew.received import (
    CrewClock,
    Gaps,
    Received,
    combine_checksums,
    format_instant,
    read_arrival,
)
from sommet_tui.storage.crew import SqliteCrew
from tests.builders import at
from tests.companion.windows import Dial

NOW = at("09:00")


def record(number: int = 1, text: str = "Water", ahead: float = 0.0, **more: object) -> str:
    """A message of b, stamped so many seconds ahead of now."""
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
        self.received = Received("summit", self.crew, clock, called="summit")

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
        read = self.crew.read("summit", 0)
        assert read is not None
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
def test_record_of_another_place_or_an_invalid_one_is_dropped(
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
    desk.received.receive_waiting("b/1")
    assert (desk.texts, desk.dropped) == (["Water"], ["garbled"])


def test_records_of_writers_that_never_announce_themselves_are_dropped(desk: Desk) -> None:
    desk.take(record(), known=False, complete=False)
    desk.received.drop_unannounced()
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


def test_record_from_the_future_waits_until_it_is_at_most_thirty_seconds_ahead(desk: Desk) -> None:
    desk.take(record(1, "Now", ahead=30))
    desk.take(record(2, "Later", ahead=31), 2)
    assert (desk.texts, desk.received.ahead_count) == (["Now"], 1)
    assert not desk.received.receive_due()
    desk.dial.shows += timedelta(seconds=1)
    assert desk.received.receive_due()
    assert (desk.texts, desk.received.ahead_count) == (["Now", "Later"], 0)


@pytest.mark.parametrize("saved", [True, False])
def test_reused_number_is_dropped_unless_the_writer_insists(desk: Desk, saved: bool) -> None:
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
def test_messages_under_the_name_of_this_computer_are_counted(
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


def test_checksum_is_compared_only_when_all_records_have_arrived(gaps: Gaps) -> None:
    gaps.compare("b/1", 3, 0)
    gaps.compare("b/1", 1, "nonsense")
    assert requested(gaps) == [2]


SENT = at("09:00")


def presence(behind: float, there: float = 0.1, back: float = 0.1) -> tuple[datetime, Any]:
    """The lead's answer to a message of 9:00, and when it arrives here.

    This computer's clock is `behind` the lead's by so many seconds, and the message takes so many
    seconds there and back.
    """
    arrived = SENT + timedelta(seconds=there + behind)
    echo = [format_instant(SENT), format_instant(arrived)]
    view = {"echoes": {"me/1": echo}, "shown_at": format_instant(arrived + timedelta(seconds=5))}
    return SENT + timedelta(seconds=there + 5 + back), view


def measured(behind: float, **trip: float) -> object:
    now, view = presence(behind, **trip)
    return CrewClock(Dial(SENT), 0.0).measure(view, "me/1", now)


@pytest.mark.parametrize("behind", [0.0, 120.0, -120.0])
def test_offset_is_measured_by_a_round_trip(behind: float) -> None:
    assert measured(behind) == pytest.approx(behind)
    assert measured(behind, there=0.2, back=0.0) == pytest.approx(behind + 0.1)


def test_slow_round_trip_does_not_measure_the_clock() -> None:
    assert measured(120, there=1.5, back=1.5) is None
    assert measured(8 * 24 * 3600.0) is None


@pytest.mark.parametrize("echoes", [None, [], {}, {"me/1": "x"}, {"me/1": ["x"]}, {"b/1": [1, 2]}])
def test_presence_message_without_our_echo_is_recognised(echoes: object) -> None:
    assert CrewClock(Dial(SENT), 0.0).measure({"echoes": echoes}, "me/1", SENT) == "no-echo"


@pytest.mark.parametrize("time", [None, 5, "x", "2026-06-05T09:00:00", "9999-12-31T00:00:00+00:00"])
def test_echo_with_an_invalid_time_measures_nothing(time: object) -> None:
    now, view = presence(0)
    clock = CrewClock(Dial(SENT), 0.0)
    assert clock.measure({**view, "shown_at": time}, "me/1", now) is None
    assert not clock.is_compared


def test_small_clock_differences_are_ignored() -> None:
    offsets = (0.9, 1.1, -1.1, 120.04)
    right, behind = CrewClock(Dial(SENT), 0.0), CrewClock(Dial(SENT), 120.0)
    assert [right.correction(offset) for offset in offsets] == [None, 1.1, -1.1, 120.0]
    assert [behind.correction(offset) for offset in offsets] == [0.0, 1.1, -1.1, None]


def test_first_comparison_is_awaited_for_two_seconds() -> None:
    clock = CrewClock(Dial(SENT), 0.0)
    waits = [clock.may_wait(SENT + timedelta(seconds=seconds)) for seconds in (0, 1, 2)]
    assert waits == [True, True, False]
    clock.start("b/1")
    assert clock.may_wait(SENT)
    now, view = presence(0)
    clock.measure(view, "me/1", now)
    assert not clock.may_wait(SENT)
