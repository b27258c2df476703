"""Messages: which rooms and sessions they concern."""

from __future__ import annotations

from sommet_tui.domain.messages import Message, about, of_session
from tests.builders import at, session


def said(text: str, *, session: str | None = None, room: str | None = None) -> Message:
    return Message(0, at("09:00"), "everyone", text, session, room)


def texts(found: tuple[Message, ...]) -> list[str]:
    return [message.text for message in found]


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
