"""Messages of the stage: the last one holds until withdrawn; rooms and sessions concerned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import pytest

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
from tests.tables import listed, table


def new_message(
    seq: int, text: str, to: To = "panel", session: str | None = "talk", room: str | None = None
) -> Message:
    return Message(seq, at("09:00"), to, text, session, room, uid=f"u{seq}")


def messages(log: str) -> list[Message]:
    """Return the messages "talk +5, talk/main, - hello, b>stage end, undo 1".

    `talk` is a session, `main` a room, `-` no session. A message is to the panel unless another
    recipient follows ">". Without a text, it withdraws an earlier one.
    """
    found: list[Message] = []
    for seq, each in enumerate(listed(log), 1):
        place, _, text = each.partition(" ")
        if place == "undo":
            undone = found[int(text) - 1]
            found.append(replace(undone, seq=seq, text="", uid=f"u{seq}", undoes=undone.uid))
            continue
        about, _, to = place.partition(">")
        session, _, room = about.partition("/")
        subject = None if session == "-" else session
        found.append(new_message(seq, text, cast(To, to or "panel"), subject, room or None))
    return found


@pytest.mark.parametrize(("log", "current"), table("messages.txt", "current for the panel"))
def test_message_holds_until_the_next_about_the_same_subject(log: str, current: str) -> None:
    assert ", ".join(texts(current_messages(messages(log), "panel"))) == current


def test_message_to_one_recipient_is_shown_to_them() -> None:
    assert texts(current_messages(messages("talk>stage +5"), "stage")) == ["+5"]


@pytest.mark.parametrize(("log", "ended", "latest"), table("messages.txt", "latest to undo"))
def test_latest_message_in_force_can_be_undone(log: str, ended: str, latest: str) -> None:
    found = latest_message_to_undo(messages(log), lambda m: m.text == ended, lambda _: True)
    assert (str(found.seq) if found is not None else "") == latest


def test_message_is_marked_as_seen_by_its_uid() -> None:
    first, second = add_seen_times(
        [new_message(1, "+5"), new_message(2, "end")], {"u1": at("09:01")}
    )

    assert (first.seen_at, second.seen_at) == (at("09:01"), None)


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


def test_acts_and_messages_are_in_the_order_of_their_records() -> None:
    acts = [Act("release", seq=seq, at=at("09:00")) for seq in (1, 2, 4)]
    sent = [replace(new_message(n, "x"), after_act=after) for n, after in enumerate((0, 2, 3, 4))]

    assert [*interleave(acts, sent)] == [sent[0], *acts[:2], *sent[1:3], acts[2], sent[3]]


def test_messages_and_acknowledgements_are_hidden_before_their_time() -> None:
    early = replace(new_message(1, "+5"), seen_at=at("09:10"))
    late = replace(new_message(2, "+10"), at=at("09:05"))

    assert messages_as_of([early, late], at("09:04")) == (replace(early, seen_at=None),)
    assert messages_as_of([early, late], at("09:10")) == (early, late)


def texts(found: Iterable[Message]) -> list[str]:
    return [message.text for message in found]


NOTICES = (
    new_message(1, "all", session=None),
    new_message(2, "north", session=None, room="north"),
    new_message(3, "south", session=None, room="south"),
    new_message(4, "talk"),
    new_message(5, "other", session="other"),
)


def test_room_gets_its_own_and_general_messages() -> None:
    assert texts(messages_for_room(NOTICES[:3], "north")) == ["all", "north"]
    assert texts(messages_for_room(NOTICES[:3], None)) == ["all", "north", "south"]


def test_session_gets_messages_about_itself_its_room_and_the_event() -> None:
    found = messages_about_session(NOTICES, session("talk", room="north"))
    assert texts(found) == ["all", "north", "talk"]


@pytest.mark.parametrize(
    ("clock", "to", "about", "shown"), table("messages.txt", "of the panel of talk")
)
@pytest.mark.parametrize("text", ["+5 please", ""])
def test_panel_has_messages_to_and_from_it_and_those_to_all_panels(
    clock: str, to: To, about: str, shown: str, text: str
) -> None:
    sent = replace(new_message(1, text, to, None if about == "-" else about), at=at(clock))
    found = session_messages([sent], session("talk"), at("08:30"), at("10:00"))
    assert found == ((sent,) if shown == "yes" else ())
