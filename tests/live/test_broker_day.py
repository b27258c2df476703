"""The day at a real broker: published there, and followed as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sommet_tui.companion.live_ports import BrokerError, DocumentError, PublishedFile, PublishError
from sommet_tui.domain.crew.address import live_topic, share_address
from sommet_tui.domain.published_day import SharedDay
from sommet_tui.live.broker import MqttBroker
from sommet_tui.live.broker_day import BrokerDay, BrokerTarget
from tests.brokers import Silent, needs_mosquitto
from tests.builders import existing
from tests.ports import closed_port
from tests.publishing import LATE, document, newer
from tests.refusals import raised, refusal

from .homes import until

pytestmark = needs_mosquitto


@contextmanager
def target(url: str) -> Iterator[BrokerTarget]:
    there = share_address(url)
    made = BrokerTarget(url, there.event, MqttBroker(there))
    yield made
    made.close()


@contextmanager
def follower(url: str) -> Iterator[BrokerDay]:
    there = share_address(url)
    made = BrokerDay(url, there.event, MqttBroker(there))
    yield made
    made.stop()


def file(content: dict[str, Any]) -> PublishedFile:
    return PublishedFile("live.json", json.dumps(content).encode(), "application/json", 5)


def several() -> dict[str, Any]:
    """A day of two rooms and a hall without a name, with notices."""
    content = document("10:20", *LATE)
    (lane,) = content["lanes"]
    content["lanes"] = [lane, *(dict(lane, room={"id": id_, "name": id_}) for id_ in ("a", "-"))]
    about = {"session": None, "at": content["sent_at"]}
    content["notices"] = [
        {"text": "All", "room": None, **about},
        {"text": "Room", "room": "a", **about},
    ]
    return content


def test_late_follower_gets_the_complete_day(url: str) -> None:
    with target(url) as published, follower(url) as day:
        assert published.read("live.json") is None
        published.put(PublishedFile("index.html", b"<p>", "text/html", 5))
        published.put(file(several()))
        found: list[SharedDay] = []

        def asked() -> bool:
            found.extend(filter(None, [day.fetch_newer(newer)]))
            return bool(found) and len(found[-1].lanes) == 3

        until(asked)
        assert {lane.key[0] for lane in found[-1].lanes} == {None, "a", "-"}
        assert {each.text for each in found[-1].notices} == {"All", "Room"}
        assert found[-1].order == (1, 7)


def test_follower_receives_a_newer_document_and_ignores_an_older_one(url: str) -> None:
    with target(url) as published, follower(url) as day:
        published.put(file(document("10:20", *LATE)))
        assert day.fetch_newer(newer) is not None
        until(lambda: not day.has_update() or day.fetch_newer(newer) is None)
        assert not day.has_update()
        published.put(file(document("10:21", *LATE, "10:21 end") | {"seq": 8}))
        until(day.has_update)
        found = existing(day.fetch_newer(newer))
        assert found.lanes[0].running is None
        published.put(file(document("10:20", *LATE)))
        published.put(file(document("10:22", *LATE, "10:21 end") | {"seq": 9}))
        shown = [found.seq]

        def newest() -> bool:
            try:
                came = day.fetch_newer(newer)
            except DocumentError as error:
                if error.code != "older":
                    raise
                return False
            shown.extend([came.seq] if came is not None else [])
            return shown[-1] == 9

        until(newest)
        assert shown == [8, 9]


def test_missing_broker_is_reported() -> None:
    url = f"mqtt://127.0.0.1:{closed_port()}/event"
    with target(url) as published, follower(url) as day:
        assert refusal(PublishError, lambda: published.put(file(document("10:20")))) == "offline"
        assert refusal(BrokerError, lambda: day.fetch_newer(newer, 5)) == "offline"


def test_missing_mqtt_library_is_reported_with_the_package_to_install() -> None:
    day = BrokerDay("mqtt://x/y", "y", Unequipped())
    target = BrokerTarget("mqtt://x/y", "y", Unequipped())
    for error in (
        raised(DocumentError, day.fetch_newer, newer),
        raised(PublishError, target.put, file(document("10:20"))),
    ):
        assert (error.code, error.detail) == ("missing", "sommet-tui[share]")


class Unequipped(MqttBroker):
    """A broker of whoever installed no library for it."""

    def __init__(self) -> None:
        super().__init__(share_address("mqtt://x/y"))

    def start(self, listener: object) -> None:
        raise BrokerError("library")


def test_all_followers_choose_the_same_publisher_of_two() -> None:
    """Else each of their publishers could find its own, and go on."""
    topics = {by: live_topic("y", room) for by, room in (("a", None), ("b", "hall"))}
    found = []
    for came in (("a", "b"), ("b", "a")):
        there = BrokerTarget("mqtt://x/y", "y", Silent())
        there.on_connected()
        there.on_subscribed()
        for by in came:
            content = document("10:20") | {"publisher": {"id": by}}
            there.on_received(topics[by], json.dumps(content).encode(), retained=False)
        found.append(there.read("live.json"))
    assert found[0] == found[1] is not None


def test_valid_document_of_a_room_is_newer_than_any_damaged_one() -> None:
    there = BrokerTarget("mqtt://x/y", "y", Silent())
    there.on_connected()
    there.on_subscribed()
    valid = json.dumps(document("10:20")).encode()
    damaged = (b'{"epoch": 1e999, "seq": 1}', b'{"epoch": 1, "seq": Infinity}', b"[" * 9999)
    for room, content in zip("abcd", (*damaged, valid), strict=True):
        there.on_received(live_topic("y", room), content, retained=True)
    assert there.read("live.json") == valid


def test_day_times_out_until_the_subscription_is_confirmed() -> None:
    day = BrokerDay("mqtt://x/y", "y", Silent())
    day.on_connected()
    late = raised(BrokerError, day.fetch_newer, newer, 0.01)
    assert (late.code, late.where) == ("timeout", "x:1883")
    day.on_subscribed()
    assert day.has_update()
    assert day.fetch_newer(newer) is None


def test_invalid_room_document_is_reported_and_hides_no_other_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = BrokerDay("mqtt://x/y", "y", Silent())

    def receive(room: str, content: dict[str, Any]) -> None:
        day.on_received(live_topic("y", room), json.dumps(content).encode(), retained=False)

    def check(day: SharedDay, known: SharedDay | None) -> None:
        newer(day, known)
        if day.epoch > 1000:
            raise DocumentError("number")

    whole = several()
    day.on_connected()
    day.on_subscribed()
    assert day.fetch_newer(check) is None
    for room, lane in zip(("a", "b"), whole["lanes"][1:], strict=True):
        receive(room, whole | {"lanes": [lane]})
    receive("a", whole | {"epoch": 2**50, "lanes": []})
    receive("b", whole | {"seq": 8, "lanes": [whole["lanes"][2]]})
    found = existing(day.fetch_newer(check))
    assert (found.order, {lane.key[0] for lane in found.lanes}) == ((1, 8), {"a", "-"})
    for _ in range(2):
        assert refusal(DocumentError, lambda: day.fetch_newer(check)) == "number"
    assert not day.has_update()
    receive("a", whole | {"seq": 9, "lanes": [whole["lanes"][1]]})
    assert day.fetch_newer(check) is not None
    assert day.fetch_newer(check) is None
    monkeypatch.setattr("sommet_tui.live.broker_day.MAX_LANES", 2)
    receive("c", whole | {"seq": 10})
    assert existing(day.fetch_newer(check)).order == (1, 9)
