"""Messages: which rooms and sessions they concern."""

from __future__ import annotations

from sommet_tui.domain.messages import Message, To, messages_for_room, of_session, session_messages
from tests.builders import at, session


def said(text: str, *, session: str | None = None, room: str | None = None) -> Message:
    return Message(0, at("09:00"), "everyone", text, session, room)


def line(clock: str, to: To, text: str, session: str | None = "talk") -> Message:
    return Message(0, at(clock), to, text, session)


def texts(found: tuple[Message, ...]) -> list[str]:
    return [message.text for message in found]


def test_room_gets_its_own_messages_and_those_for_everyone() -> None:
    log = [said("all"), said("north", room="north"), said("south", room="south")]
    assert texts(messages_for_room(log, "north")) == ["all", "north"]
    assert texts(messages_for_room(log, None)) == ["all", "north", "south"]


def test_session_gets_messages_about_itself_its_room_and_the_event() -> None:
    log = [
        said("all"),
        said("north", room="north"),
        said("south", room="south"),
        said("talk", session="talk"),
        said("other", session="other"),
    ]
    assert texts(of_session(log, session("talk", room="north"))) == ["all", "north", "talk"]


def test_lines_between_panel_and_stage_are_in_order() -> None:
    log = [
        line("08:00", "panel", "this morning", session=None),
        line("08:30", "panel", "please sit down", session=None),
        line("09:05", "stage", "+5 please"),
        line("09:06", "panel", "+5 granted"),
        line("09:07", "stage", "elsewhere", session="other"),
        line("09:08", "stage", "from the room", session=None),
        line("09:09", "everyone", "coffee is served"),
        line("09:10", "panel", "all rooms: short", session=None),
        line("09:30", "stage", ""),
        line("09:31", "stage", "we are now taking questions"),
        line("18:00", "panel", "this evening", session=None),
        line("18:01", "panel", "thank you all"),
    ]

    found = session_messages(log, session("talk"), at("08:30"), at("10:00"))

    assert texts(found) == [
        "please sit down",
        "+5 please",
        "+5 granted",
        "all rooms: short",
        "",
        "we are now taking questions",
        "thank you all",
    ]
