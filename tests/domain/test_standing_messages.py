"""Messages of the stage: the last word about each thing holds until it is taken back."""

from __future__ import annotations

from sommet_tui.domain.messages import Message, To, standing_messages, with_seen
from tests.builders import at


def said(
    seq: int, text: str, to: To = "panel", session: str | None = "talk", room: str | None = None
) -> Message:
    return Message(seq, at("09:00"), to, text, session, room, uid=f"u{seq}")


def standing(*messages: Message, to: To = "panel") -> list[str]:
    return [m.text for m in standing_messages(messages, to)]


def test_the_last_about_a_session_holds_oldest_first() -> None:
    other = said(2, "open questions", session="b")

    assert standing(said(1, "+5"), other, said(3, "speaker missing")) == [
        "open questions",
        "speaker missing",
    ]


def test_a_message_to_one_is_none_to_another() -> None:
    assert standing(said(1, "+5"), to="stage") == []
    assert standing(said(1, "+5", "stage"), to="stage") == ["+5"]


def test_an_empty_text_takes_back_what_was_said_about_the_same() -> None:
    assert standing(said(1, "+5"), said(2, "")) == []
    assert standing(said(1, "+5"), said(2, "", room="main")) == ["+5"]
    assert standing(said(1, "+5"), said(2, "", session=None)) == ["+5"]


def test_who_saw_a_message_is_known_by_its_uid() -> None:
    first, second = with_seen([said(1, "+5"), said(2, "end")], {"u1": at("09:01")})

    assert (first.seen_at, second.seen_at) == (at("09:01"), None)
