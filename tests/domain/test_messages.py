"""Messages: what still holds of what was said, and whom it concerns."""

from __future__ import annotations

from sommet_tui.domain.messages import Message, To, about, of_session, standing_messages
from tests.builders import at, session


def said(
    text: str, *, to: To = "everyone", session: str | None = None, room: str | None = None
) -> Message:
    return Message(0, at("09:00"), to, text, session, room)


def texts(found: tuple[Message, ...]) -> list[str]:
    return [message.text for message in found]


def test_the_last_about_the_same_holds_and_an_empty_one_takes_it_back() -> None:
    log = [said("one"), said("two"), said("talk", session="talk"), said("panel", to="panel")]
    assert texts(standing_messages(log, "everyone")) == ["two", "talk"]
    assert texts(standing_messages([*log, said("")], "everyone")) == ["talk"]
    assert texts(standing_messages([*log, said("three")], "everyone")) == ["talk", "three"]
    assert texts(standing_messages(log, "panel")) == ["panel"]


def test_a_room_is_told_its_own_and_what_is_for_all() -> None:
    log = [said("all"), said("north", room="north"), said("south", room="south")]
    assert texts(about(log, "north")) == ["all", "north"]
    assert texts(about(log, None)) == ["all", "north", "south"]


def test_a_session_is_told_what_is_about_it_its_room_and_the_event() -> None:
    log = [
        said("all"),
        said("north", room="north"),
        said("south", room="south"),
        said("talk", session="talk"),
        said("other", session="other"),
    ]
    assert texts(of_session(log, session("talk", room="north"))) == ["all", "north", "talk"]
