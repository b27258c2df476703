"""What the broker has lost of absent laptops, without a broker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.sharing.address import copied_topic, copy_topic, lead_topic, records_topic
from sommet_tui.live.sharing.own_log import LostRecords
from sommet_tui.live.sharing.post import Post
from tests.brokers import Taking
from tests.builders import at

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
    for topic in lost.topics_to_restore(OF_B, 0, later):
        assert lost.send(topic, b"{}")
    assert (lost.topics_to_restore(OF_B, 0, later), len(broker.payloads)) == ([], 2)
    for topic in OF_B:
        lost.receive_copy(topic, b"{}")
    lost.topics_to_restore(OF_B, 0, later)
    assert lost.count == 0
    broker.is_up = False
    assert not lost.send(OF_B[0], b"{}")


def test_no_copy_is_made_or_accepted_of_a_writer_known_to_the_broker() -> None:
    lost = lost_by(Taking())
    lost.topics_to_restore(OF_B, 0, NOW)
    lost.receive_copy(OF_B[0], b"{}")
    lost.receive_copy(records_topic("day", "me/1", 7), b"{}")
    lost.note_writer("b/1")
    assert (
        lost.valid_copies(),
        lost.topics_to_restore(OF_B, 0, NOW + timedelta(minutes=1)),
        lost.count,
    ) == ([], (), 0)
    lost.reset()
    lost.receive_copy(OF_B[0], b"{}")
    assert lost.valid_copies() == [(OF_B[0], b"{}")]
    assert lost.valid_copies() == []


def test_copy_names_its_original() -> None:
    for original in (*OF_B, lead_topic("day", "main hall", "b/1", 2)):
        copy = copy_topic("day", "me/1", original)
        assert copy.startswith("sommet/1/day/records/me/1/")  # as the rules of a broker have it
        assert copied_topic(copy, "day") == original
        assert copied_topic(original, "day") is None
        assert copied_topic(copy, "night") is None
