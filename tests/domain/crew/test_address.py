"""Where a day is shared, and the topics below it."""

from __future__ import annotations

import pytest

from sommet_tui.domain.crew.address import (
    ShareAddressError,
    crew_topics,
    lead_topic,
    live_topic,
    live_topics,
    presence_topic,
    records_topic,
    share_address,
    topic_levels,
)
from tests.tables import table


@pytest.mark.parametrize(("text", "parts"), table("crew/addresses.txt"))
def test_address_is_read_and_written(text: str, parts: str) -> None:
    found = share_address(text)
    shown = found.scheme, found.host, str(found.port), found.event, found.user, found.path
    assert ", ".join(filter(None, shown)) == parts
    assert share_address(found.text) == found


@pytest.mark.parametrize(("text", "problem"), table("crew/invalid.txt", "address"))
def test_invalid_address_is_refused_without_repeating_the_password(text: str, problem: str) -> None:
    with pytest.raises(ShareAddressError) as caught:
        share_address(text.replace("LONG", "d" * 70_000))
    assert caught.value.problem == problem
    assert "secret" not in caught.value.text


def test_address_describes_its_connection() -> None:
    assert share_address("mqtts://host/day").is_secure
    assert not share_address("ws://host/day").is_secure
    assert share_address("wss://host/day").uses_websockets
    assert share_address("mqtt://host/day").writer_user == "crew"
    assert share_address("mqtt://a%2Fb@host/day").writer_user == "a%2Fb"


def test_topics_are_distinct_for_any_room_names() -> None:
    assert records_topic("a/b", "me/1", 7) == "sommet/1/a%2Fb/records/me/1/7"
    assert presence_topic("day", "me/1") == "sommet/1/day/here/me/1"
    assert lead_topic("day", None, "me/1", 3) == "sommet/1/day/lead/-/me/1/3"
    assert lead_topic("day", "-", "me/1", 3) == "sommet/1/day/lead/%2D/me/1/3"
    assert live_topic("day", "salle #1+") == "sommet/1/day/live/salle%20%231%2B"
    assert live_topics("day") == "sommet/1/day/live/+"
    assert len(crew_topics("day")) == 3
    assert topic_levels("sommet/1/day/here/me/1", "day") == ("here", "me", "1")
    assert topic_levels("sommet/1/other/here/me/1", "day") == ()
