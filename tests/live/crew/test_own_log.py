"""The records of this computer at the broker, and those of absent computers that it lost."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sommet_tui.companion.live_ports import Share
from sommet_tui.domain.crew.address import copied_topic, copy_topic, lead_topic, records_topic
from sommet_tui.domain.records import StoredRecord
from sommet_tui.live.crew.broker_messages import DropError, Post
from sommet_tui.live.crew.own_log import LostRecords, OwnLog
from sommet_tui.live.crew.received import Arrival
from tests.brokers import Taking
from tests.builders import at

SHARE = Share("mqtt://host/day", "me/1", "Stage")


def message(number: int, text: str) -> StoredRecord:
    record = {"uid": f"u{number}", "seq": number, "to": "stage", "text": text}
    record["at"] = f"2026-06-05T09:0{number}:00Z"
    return StoredRecord(number, "message", record)


class Computer:
    """A computer with two records."""

    def __init__(self, confirmed: int = 0) -> None:
        self.broker = Taking()
        self.post = Post(self.broker)
        self.log = OwnLog("summit", "day", SHARE, confirmed, self.post)
        for number, text in enumerate(("Doors open", "Water, please"), 1):
            self.log.add(message(number, text))

    def takes(self, number: int, payload: bytes, *, complete: bool = True) -> bool:
        return self.log.receive(Arrival("topic", "me/1", number, payload), complete=complete)

    @property
    def texts(self) -> list[str]:
        return [view["record"]["text"] for view in self.broker.views]


def later(payload: bytes) -> bytes:
    """Return another record with the same number, recorded later."""
    view, at = json.loads(payload), "2026-06-05T09:30:00.000Z"
    return json.dumps({**view, "stamp": at, "record": view["record"] | {"at": at}}).encode()


def test_each_record_is_sent_once_and_waits_for_the_answer() -> None:
    computer = Computer()
    for _ in range(2):
        computer.log.publish()
    assert computer.texts == ["Doors open", "Water, please"]
    assert computer.log.count_at_broker(complete=True) == 0
    computer.post.on_answer(2, None)
    assert [computer.log.count_at_broker(complete=complete) for complete in (True, False)] == [1, 0]
    assert computer.log.count_without_gap() == 0
    computer.post.on_answer(1, "no-right")
    assert (computer.post.refused, computer.log.count_at_broker(complete=True)) == ("records", 1)
    computer.log.add(StoredRecord(3, "message", {}))
    computer.log.publish()
    assert (
        computer.broker.views[-1]["number"] == 3
    )  # Others must know of it, although it is invalid.
    assert [record.number for record in computer.log.records()] == [1, 2]


def test_unsent_records_are_sent_over_the_next_connection() -> None:
    computer = Computer()
    computer.broker.is_up = False
    computer.log.publish()
    computer.broker.is_up = True
    computer.log.publish()
    assert computer.texts == ["Doors open", "Water, please"]
    computer.log.reset()
    computer.log.publish()
    assert len(computer.texts) == 4


def test_records_known_to_the_broker_are_not_sent_again() -> None:
    computer, again = Computer(), Computer()
    computer.log.publish()
    assert again.takes(2, computer.broker.payloads[1])
    again.log.publish()
    assert again.texts == ["Doors open"]


def test_overwritten_record_is_resent_at_most_five_times() -> None:
    computer = Computer()
    computer.log.publish()
    for token in (1, 2):
        computer.post.on_answer(token, None)
    other = later(computer.broker.payloads[0])
    for number in range(5):
        with pytest.raises(DropError, match="replayed"):
            computer.takes(1, other)
        computer.log.publish()
        assert computer.texts[2 + number :] == ["Doors open"]
        computer.post.on_answer(3 + number, None)
    assert computer.takes(1, other)
    computer.log.publish()
    assert len(computer.texts) == 7


def test_record_with_the_number_of_this_computer_reveals_a_copied_installation() -> None:
    computer = Computer()
    computer.log.add(message(3, "Later"))
    computer.log.publish()
    other = later(computer.broker.payloads[1])
    assert not Computer().takes(2, other)
    assert not Computer().takes(3, computer.broker.payloads[2])
    for known, payload in ((2, other), (0, b"{}")):
        with pytest.raises(DropError, match="replayed"):
            Computer(known).takes(2, payload)


@pytest.mark.parametrize(("complete", "lost"), [(False, ["topic"]), (True, [])])
def test_unknown_record_of_this_computer_is_reported_as_lost(
    complete: bool, lost: list[str]
) -> None:
    computer, other = Computer(), Computer()
    for number in range(3, 8):
        other.log.add(message(number, "Later"))
    other.log.publish()
    unknown = other.broker.payloads[6]
    if complete:
        with pytest.raises(DropError, match="lost"):
            computer.takes(7, unknown)
    else:
        assert computer.takes(7, unknown, complete=False)
    assert computer.log.pop_lost_topics() == lost


def test_copy_receives_the_records_made_before_the_copy() -> None:
    computer = Computer()
    assert computer.log.records_shared_with_copy() == ([], None)
    computer.log.publish()
    computer.post.on_answer(1, None)
    left, offset = computer.log.records_shared_with_copy()
    assert ([number for number, _ in left], offset) == ([1], 1)


NOW = at("09:00")
OF_B = [records_topic("day", "b/1", number) for number in (1, 2)]


def lost_by(broker: Taking, *here: str) -> LostRecords:
    return LostRecords("day", "me/1", Post(broker), lambda writer: writer in here)


@pytest.mark.parametrize(("turn", "seconds"), [(0, 5), (1, 7), (20, 45), (150, 45)])
def test_each_laptop_waits_for_its_turn_to_send_copies(turn: int, seconds: int) -> None:
    lost = lost_by(Taking())
    assert not lost.topics_to_restore(OF_B, turn, NOW)
    assert lost.count == 2
    assert not lost.topics_to_restore(OF_B, turn, NOW + timedelta(seconds=seconds - 1))
    assert lost.topics_to_restore(OF_B, turn, NOW + timedelta(seconds=seconds)) == OF_B


def test_each_copy_is_sent_once() -> None:
    broker = Taking()
    lost, later = lost_by(broker), NOW + timedelta(minutes=1)
    lost.topics_to_restore(OF_B, 0, NOW)
    broker.is_up = False
    assert not lost.send(OF_B[0], b"{}")
    broker.is_up = True
    for topic in lost.topics_to_restore(OF_B, 0, later):
        assert lost.send(topic, b"{}")
    assert (lost.topics_to_restore(OF_B, 0, later), len(broker.payloads)) == ([], 2)
    for topic in OF_B:
        lost.receive_copy(topic, b"{}")
    lost.topics_to_restore(OF_B, 0, later)
    assert lost.count == 0


def test_records_that_the_broker_has_are_neither_copied_nor_accepted_as_copies() -> None:
    lost = lost_by(Taking())
    lost.topics_to_restore(OF_B, 0, NOW)
    for topic in (*OF_B, records_topic("day", "me/1", 7)):
        lost.receive_copy(topic, b"{}")
    lost.receive_original(OF_B[0])
    assert lost.take_valid_copies() == [(OF_B[1], b"{}")]
    assert lost.take_valid_copies() == []
    connected = lost_by(Taking(), "b/1")
    connected.receive_copy(OF_B[1], b"{}")
    assert connected.take_valid_copies() == []


def test_records_newer_than_the_data_of_a_broker_are_copied() -> None:
    lost = lost_by(Taking())
    lost.receive_original(OF_B[0])
    lost.topics_to_restore(OF_B, 0, NOW)
    assert lost.count == 1
    assert lost.topics_to_restore(OF_B, 0, NOW + timedelta(minutes=1)) == [OF_B[1]]
    lost.receive_original(OF_B[1])
    assert (lost.topics_to_restore(OF_B, 0, NOW + timedelta(minutes=2)), lost.count) == ((), 0)


def test_topic_of_a_copy_contains_the_topic_of_the_original() -> None:
    for original in (*OF_B, lead_topic("day", "main hall", "b/1", 2)):
        copy = copy_topic("day", "me/1", original)
        assert copy.startswith("sommet/1/day/records/me/1/")  # as the rules of a broker have it
        assert copied_topic(copy, "day") == original
        assert copied_topic(original, "day") is None
        assert copied_topic(copy, "night") is None
