"""Messages of the stage: a notice for everyone, a line for the panel or for the speaker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, get_args

from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import dataclass, replace

To = Literal["everyone", "stage", "panel", "speaker"]
TOS: tuple[To, ...] = get_args(To)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; instants are aware, in UTC.

    `session` is the id of the session it is about, None for the whole event; `room` narrows it to
    one room. An empty `text` takes back what was said before to the same about the same.
    `seen_at` is when the other side saw it, None until then.
    """

    seq: int
    at: datetime
    to: To
    text: str
    session: str | None = None
    room: str | None = None
    seen_at: datetime | None = None
    uid: str = ""
    by: str | None = None


def with_seen(messages: Iterable[Message], seen: Mapping[str, datetime]) -> tuple[Message, ...]:
    """The messages, each with when it was seen, by `uid`."""
    return tuple(replace(m, seen_at=seen.get(m.uid)) for m in messages)


def about(messages: Iterable[Message], room: str | None) -> tuple[Message, ...]:
    """Those that a room is to know, by its id: its own and those for all; all of them for None."""
    return tuple(m for m in messages if room is None or m.room in (None, room))


def of_session(messages: Iterable[Message], session: Session) -> tuple[Message, ...]:
    """Those that concern a session: about it, its room or the whole event."""
    return tuple(
        m
        for m in messages
        if m.session == session.id or (m.session is None and session.is_in(m.room))
    )


def exchanged(
    messages: Iterable[Message], session: Session, since: datetime, until: datetime
) -> tuple[Message, ...]:
    """Every line between the stage and the panel of a session, in order, what was taken back too.

    A line to all panels, or to those of a room, counts where it was said from `since` to `until`.
    """
    return tuple(
        m
        for m in of_session(messages, session)
        if (m.to == "panel" and (m.session is not None or since <= m.at <= until))
        or (m.to == "stage" and m.session == session.id)
    )


def standing_messages(messages: Iterable[Message], to: To) -> tuple[Message, ...]:
    """What still holds of what was said to someone: the last about each session, oldest first."""
    last: dict[tuple[str | None, str | None], Message] = {}
    for message in messages:
        if message.to == to:
            last.pop((message.session, message.room), None)
            last[message.session, message.room] = message
    return tuple(m for m in last.values() if m.text)
