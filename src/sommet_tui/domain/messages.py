"""Messages of the stage: a notice for everyone, a line for the panel or for the speaker.

For each recipient and subject, the latest message is in force until it is withdrawn, undone or
expired: docs/timing.md, "Messages".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal, get_args

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, Uid, undone_acts
from sommet_tui.domain.values import dataclass, field, replace

To = Literal["everyone", "stage", "panel", "speaker"]
TOS: tuple[To, ...] = get_args(To)

MessageText = str
"""One line of at most `MESSAGE_LIMIT` characters, possibly empty."""


@dataclass(frozen=True, slots=True)
class MessageEnd:
    """When a message expires: `after` some time, `at` an instant, or at the end of a session.

    `session` is an id. If all fields are None, the message stays until it is withdrawn.
    """

    after: timedelta | None = None
    at: datetime | None = None
    session: str | None = None


UNTIL_TAKEN_BACK = MessageEnd()


@dataclass(frozen=True, slots=True)
class Message:
    """One message; instants are aware, in UTC.

    `session` is the id of the session it is about, None for the whole event; `room` limits it to
    one room. An empty `text` withdraws the previous message to the same recipient about the same
    session. `seen_at` is when the recipient saw it, or None. It expires at `until`, or when the
    session with the id `ends_with` ends; otherwise it stays until it is withdrawn. `undoes` is the
    `uid` of a message that this one undoes; this one then has no text. `after_act` is
    the `seq` of the last act recorded before it, or 0.
    """

    KIND: ClassVar = "message"
    """The kind of its records."""
    seq: int
    at: datetime
    to: To
    text: MessageText
    session: str | None = None
    room: str | None = None
    seen_at: datetime | None = None
    uid: Uid = ""
    by: str | None = None
    until: datetime | None = None
    ends_with: str | None = None
    undoes: str | None = None
    after_act: int = field(default=0, compare=False)

    @property
    def end(self) -> MessageEnd:
        """Return when it expires."""
        return MessageEnd(at=self.until, session=self.ends_with)

    def has_ended(self, now: datetime, over: Callable[[str], bool]) -> bool:
        """Whether it has expired; `over` returns whether the session with an id is over."""
        if self.until is not None and self.until <= now:
            return True
        return self.ends_with is not None and over(self.ends_with)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record of when the recipient saw the message with the `uid` `of`."""

    KIND: ClassVar = "seen"
    """The kind of its records."""
    of: str
    at: datetime
    seq: int = 0
    uid: Uid = ""


def add_seen_times(
    messages: Iterable[Message], seen: Mapping[str, datetime]
) -> tuple[Message, ...]:
    """Return the messages, each with the time at which it was seen, by `uid`."""
    return tuple(replace(m, seen_at=seen.get(m.uid)) for m in messages)


def messages_as_of(messages: Iterable[Message], now: datetime) -> tuple[Message, ...]:
    """Return the messages as they were at `now`."""
    return tuple(
        replace(m, seen_at=None) if m.seen_at is not None and m.seen_at > now else m
        for m in messages
        if m.at <= now
    )


def messages_for_room(messages: Iterable[Message], room: str | None) -> tuple[Message, ...]:
    """Return the messages for a room, by its id, and for all rooms; with None, all messages."""
    return tuple(m for m in messages if room is None or m.room in (None, room))


def messages_about_session(messages: Iterable[Message], session: Session) -> tuple[Message, ...]:
    """Return the messages about a session, its room or the whole event."""
    return tuple(
        m
        for m in messages
        if m.session == session.id or (m.session is None and session.is_in(m.room))
    )


def session_messages(
    messages: Iterable[Message], session: Session, since: datetime, until: datetime
) -> tuple[Message, ...]:
    """Return all messages between the stage and a session's panel, in order, withdrawn ones too.

    A message to all panels, or to those of a room, counts if it was sent between `since` and
    `until`. Undone messages do not count.
    """
    in_order = tuple(messages)
    gone = undone_entries(in_order)
    return tuple(
        m
        for m in messages_about_session(in_order, session)
        if m.undoes is None and m.uid not in gone
        if (m.to == "panel" and (m.session is not None or since <= m.at <= until))
        or (m.to == "stage" and m.session == session.id)
    )


def _last_messages(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return the last message to each recipient about each session, including withdrawals.

    The oldest comes first. After an undo, the message before the undone message is the last again.
    """
    in_order = tuple(messages)
    gone = undone_entries(in_order)
    last: dict[tuple[To, str | None, str | None], Message] = {}
    for message in in_order:
        if message.undoes is None and message.uid not in gone:
            place = (message.to, message.session, message.room)
            last.pop(place, None)
            last[place] = message
    return tuple(last.values())


def current_messages(messages: Iterable[Message], to: To) -> tuple[Message, ...]:
    """Return a recipient's current messages: the last one about each session, oldest first.

    Expiry is not checked.
    """
    return tuple(m for m in _last_messages(m for m in messages if m.to == to) if m.text)


def latest_message_to_undo(
    messages: Iterable[Message],
    has_ended: Callable[[Message], bool],
    counts: Callable[[Message], bool],
) -> Message | None:
    """Return the latest message that `counts` and that an undo would affect, or None.

    An undo affects a message that is in force, or that withdrew one that would still be in force.
    """
    in_order = tuple(messages)
    for message in filter(counts, reversed(_last_messages(in_order))):
        if message.text and not has_ended(message):
            return message
        if (
            not message.text
            and (before := message_before(in_order, message))
            and not has_ended(before)
        ):
            return message
    return None


def message_before(messages: Iterable[Message], message: Message) -> Message | None:
    """Return the message for the same recipient and session that an undo brings back."""
    place = (message.to, message.session, message.room)
    others = (m for m in messages if m.uid != message.uid)
    found = (m for m in _last_messages(others) if (m.to, m.session, m.room) == place and m.text)
    return next(found, None)


def entry_id(entry: Act | Message) -> int | str:
    """Return how an undo names an entry: by the number of an act, or the `uid` of a message."""
    return entry.uid if isinstance(entry, Message) else entry.seq


def undone_entries(entries: Iterable[Act | Message]) -> frozenset[int | str]:
    """Return the id of each undone entry of a log; an undo can itself be undone."""
    entries = tuple(entries)
    found: set[int | str] = set(undone_acts([entry for entry in entries if isinstance(entry, Act)]))
    for entry in reversed(entries):
        if isinstance(entry, Message) and entry.undoes is not None and entry.uid not in found:
            found.add(entry.undoes)
    return frozenset(found)


def interleave(acts: Iterable[Act], messages: Iterable[Message]) -> Iterator[Act | Message]:
    """Yield acts (by `seq`) and messages (in the order of recording) as one sequence."""
    waiting = deque(messages)
    for act in acts:
        while waiting and waiting[0].after_act < act.seq:
            yield waiting.popleft()
        yield act
    yield from waiting
