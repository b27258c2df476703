"""Messages of the stage: the last one holds until withdrawn; rooms and sessions concerned."""

from __future__ import annotations

from sommet_tui.domain.messages import (
    UNTIL_WITHDRAWN,
    Message,
    MessageEnd,
    To,
    add_seen_times,
    current_messages,
    interleave,
    latest_message_to_undo,
    messages_about_session,
    messages_as_of,
    messages_for_room,
    session_messages,
)
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from tests.builders import at, session


def new_message(
    seq: int, text: str, to: To = "panel", session: str | None = "talk", room: str | None = None
) -> Message:
    return Message(seq, at("09:00"), to, text, session, room, uid=f"u{seq}")


def current_at(*messages: Message, to: To = "panel") -> list[str]:
    return [m.text for m in current_messages(messages, to)]


def test_current_messages_are_the_latest_of_each_session_in_time_order() -> None:
    other = new_message(2, "open questions", session="b")

    assert current_at(new_message(1, "+5"), other, new_message(3, "speaker missing")) == [
        "open questions",
        "speaker missing",
    ]


def test_message_to_one_recipient_is_not_shown_to_another() -> None:
    assert current_at(new_message(1, "+5"), to="stage") == []
    assert current_at(new_message(1, "+5", "stage"), to="stage") == ["+5"]


def test_empty_text_withdraws_the_message_about_the_same_subject() -> None:
    assert current_at(new_message(1, "+5"), new_message(2, "")) == []
    assert current_at(new_message(1, "+5"), new_message(2, "", room="main")) == ["+5"]
    assert current_at(new_message(1, "+5"), new_message(2, "", session=None)) == ["+5"]


def test_message_is_marked_as_seen_by_its_uid() -> None:
    first, second = add_seen_times(
        [new_message(1, "+5"), new_message(2, "end")], {"u1": at("09:01")}
    )

    assert (first.seen_at, second.seen_at) == (at("09:01"), None)


def undo(seq: int, of: Message) -> Message:
    return replace(of, seq=seq, text="", uid=f"u{seq}", undoes=of.uid)


def test_undoing_a_message_restores_the_previous_one() -> None:
    first, second = new_message(1, "+5"), new_message(2, "+10")
    taken = undo(3, second)

    assert current_at(first, second, taken) == ["+5"]
    assert current_at(first, second, taken, undo(4, taken)) == ["+10"]
    assert current_at(first, undo(2, first), second) == ["+10"], "an undo is not a message"
    assert current_at(first, new_message(2, ""), undo(3, new_message(2, ""))) == ["+5"], (
        "nor is taking back"
    )


def test_message_expires_at_its_time_or_with_its_session() -> None:
    timed = replace(new_message(1, "+5"), until=at("09:30"))
    bound = replace(new_message(2, "+5"), ends_with="talk")

    assert [timed.has_ended(at(clock), lambda _: True) for clock in ("09:29:59", "09:30")] == [
        False,
        True,
    ]
    assert (timed.end, bound.end) == (MessageEnd(at=at("09:30")), MessageEnd(session="talk"))
    assert new_message(3, "+5").end == UNTIL_WITHDRAWN
    assert bound.has_ended(at("23:00"), lambda id_: id_ == "talk")
    assert not bound.has_ended(at("23:00"), lambda id_: id_ != "talk")
    assert not new_message(3, "+5").has_ended(at("23:00"), lambda _: True)


def test_latest_message_can_be_undone() -> None:
    first, other = new_message(1, "+5"), new_message(2, "end", session="b")

    def latest(*messages: Message, ended: str = "") -> str | None:
        found = latest_message_to_undo(messages, lambda m: m.text == ended, lambda _: True)
        return found.uid if found is not None else None

    assert latest() is None
    assert latest(first, other) == "u2"
    assert latest(first, other, ended="end") == "u1", "an ended message is over"
    assert latest(first, other, new_message(3, "")) == "u3"
    assert latest(first, new_message(2, ""), ended="+5") is None, "it took back nothing"
    assert latest(new_message(1, "")) is None
    assert latest(first, undo(2, first)) is None
    assert latest(first, new_message(2, "+10"), undo(3, new_message(2, "+10"))) == "u1"


def test_acts_and_messages_are_in_the_order_of_their_records() -> None:
    acts = [Act("release", seq=seq, at=at("09:00")) for seq in (1, 2, 4)]
    messages = [
        replace(new_message(n, "x"), after_act=after) for n, after in ((1, 0), (2, 2), (3, 3))
    ]
    late = replace(new_message(4, "x"), after_act=4)

    found = [each.seq for each in interleave(acts, [*messages, late])]
    kinds = [isinstance(each, Message) for each in interleave(acts, [*messages, late])]
    assert found == [1, 1, 2, 2, 3, 4, 4]
    assert kinds == [True, False, False, True, True, False, True]


def test_messages_and_acknowledgements_are_hidden_before_their_time() -> None:
    early = replace(new_message(1, "+5"), seen_at=at("09:10"))
    late = replace(new_message(2, "+10"), at=at("09:05"))

    assert messages_as_of([early, late], at("09:04")) == (replace(early, seen_at=None),)
    assert messages_as_of([early, late], at("09:10")) == (early, late)


def notice(text: str, *, session: str | None = None, room: str | None = None) -> Message:
    return Message(0, at("09:00"), "everyone", text, session, room)


def stage_message(clock: str, to: To, text: str, session: str | None = "talk") -> Message:
    return Message(0, at(clock), to, text, session)


def texts(found: tuple[Message, ...]) -> list[str]:
    return [message.text for message in found]


def test_room_gets_its_own_and_general_messages() -> None:
    log = [notice("all"), notice("north", room="north"), notice("south", room="south")]
    assert texts(messages_for_room(log, "north")) == ["all", "north"]
    assert texts(messages_for_room(log, None)) == ["all", "north", "south"]


def test_session_gets_messages_about_itself_its_room_and_the_event() -> None:
    log = [
        notice("all"),
        notice("north", room="north"),
        notice("south", room="south"),
        notice("talk", session="talk"),
        notice("other", session="other"),
    ]
    assert texts(messages_about_session(log, session("talk", room="north"))) == [
        "all",
        "north",
        "talk",
    ]


def test_panel_and_stage_messages_are_in_order() -> None:
    log = [
        stage_message("08:00", "panel", "this morning", session=None),
        stage_message("08:30", "panel", "please sit down", session=None),
        stage_message("09:05", "stage", "+5 please"),
        stage_message("09:06", "panel", "+5 granted"),
        stage_message("09:07", "stage", "elsewhere", session="other"),
        stage_message("09:08", "stage", "from the room", session=None),
        stage_message("09:09", "everyone", "coffee is served"),
        stage_message("09:10", "panel", "all rooms: short", session=None),
        stage_message("09:30", "stage", ""),
        stage_message("09:31", "stage", "we are now taking questions"),
        stage_message("18:00", "panel", "this evening", session=None),
        stage_message("18:01", "panel", "thank you all"),
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
