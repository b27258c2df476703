"""Messages from the stage to everyone, to the stage manager, to the panel or to the speaker.

For each recipient and subject, the latest message is in force until it is withdrawn, undone or
expired: docs/timing.md, "Messages".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, Uid, undone_acts
from sommet_tui.domain.values import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Literal, TypeAlias

To: TypeAlias = 'Literal["everyone", "stage", "panel", "speaker"]'
TOS: tuple[To, ...] = ("everyone", "stage", "panel", "speaker")

MessageText = str
"""One line of at most `MESSAGE_LIMIT` characters, possibly empty."""


@frozen
class MessageEnd:
    """When a message expires.

    It expires `after` a length of time, `at` an instant, or when the session with the id `session`
    ends. If all fields are None, the message stays until it is withdrawn.
    """

    after: timedelta | None = None
    at: datetime | None = None
    session: str | None = None


UNTIL_WITHDRAWN = MessageEnd()


def default_end(to: To, session: str | None) -> MessageEnd:
    """Return when a message expires by default; `session` is the session that it is about.

    A message to the speaker ends with its session, so that the next speaker never sees it. Other
    messages stay until they are withdrawn.
    """
    return MessageEnd(session=session) if to == "speaker" else UNTIL_WITHDRAWN


@frozen
class Message:
    """A message; its instants are aware, in UTC.

    `session` is the id of the session that the message is about, or None for the whole event.
    `room` limits the message to one room. An empty `text` withdraws the previous message to the
    same recipient about the same session. `seen_at` is when the recipient saw the message, or None.

    The message expires at `until`, or when the session with the id `ends_with` ends; if both are
    None, it stays until it is withdrawn. A message that undoes another has no text, and `undoes` is
    the `uid` of the undone message. `after_act` is the `seq` of the last act recorded before the
    message, or 0.
    """

    KIND: ClassVar = "message"
    """The kind of the records of messages."""
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
        """When the message expires."""
        return MessageEnd(at=self.until, session=self.ends_with)

    def has_ended(self, now: datetime, over: Callable[[str], bool]) -> bool:
        """Return whether the message has expired.

        `over` takes the id of a session and returns whether the session is over.
        """
        if self.until is not None and self.until <= now:
            return True
        return self.ends_with is not None and over(self.ends_with)


@frozen
class Seen:
    """A record of the instant `at` at which a message was seen; `of` is the message's `uid`."""

    KIND: ClassVar = "seen"
    """The kind of the records of this class."""
    of: str
    at: datetime
    seq: int = 0
    uid: Uid = ""


def add_seen_times(
    messages: Iterable[Message], seen: Mapping[str, datetime]
) -> tuple[Message, ...]:
    """Return the messages with their `seen_at`; `seen` maps a `uid` to the time of seeing."""
    return tuple(replace(m, seen_at=seen.get(m.uid)) for m in messages)


def messages_as_of(messages: Iterable[Message], now: datetime) -> tuple[Message, ...]:
    """Return the messages as they were at `now`."""
    return tuple(
        replace(m, seen_at=None) if m.seen_at is not None and m.seen_at > now else m
        for m in messages
        if m.at <= now
    )


def messages_for_room(messages: Iterable[Message], room: str | None) -> tuple[Message, ...]:
    """Return the messages for a room (an id) and for all rooms; if `room` is None, all messages."""
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
    """Return the messages between the stage and a session's panel, in order.

    Withdrawn messages are included; undone messages are not. A message to all panels, or to those
    of a room, is included only if it was sent between `since` and `until`.
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
    """Return the last message to each recipient about each session or room, oldest first.

    A withdrawal counts as a message, and an undone message does not.
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
    """Return the last message to a recipient about each subject, oldest first.

    Withdrawn messages are left out; expired ones are not.
    """
    return tuple(m for m in _last_messages(m for m in messages if m.to == to) if m.text)


def latest_message_to_undo(
    messages: Iterable[Message],
    has_ended: Callable[[Message], bool],
    counts: Callable[[Message], bool],
) -> Message | None:
    """Return the latest message that can be undone, or None.

    Only messages for which `counts` returns true are considered. A message in force can be undone.
    A withdrawal can be undone if the withdrawn message has not expired.
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
    """Return the message that an undo of `message` brings back, or None."""
    place = (message.to, message.session, message.room)
    others = (m for m in messages if m.uid != message.uid)
    found = (m for m in _last_messages(others) if (m.to, m.session, m.room) == place and m.text)
    return next(found, None)


def entry_id(entry: Act | Message) -> int | str:
    """Return the id by which an undo names an entry: an act's `seq`, or a message's `uid`."""
    return entry.uid if isinstance(entry, Message) else entry.seq


def undone_entries(entries: Iterable[Act | Message]) -> frozenset[int | str]:
    """Return the ids of the undone entries of a log; an undo can itself be undone."""
    entries = tuple(entries)
    found: set[int | str] = set(undone_acts([entry for entry in entries if isinstance(entry, Act)]))
    for entry in reversed(entries):
        if isinstance(entry, Message) and entry.undoes is not None and entry.uid not in found:
            found.add(entry.undoes)
    return frozenset(found)


def interleave(acts: Iterable[Act], messages: Iterable[Message]) -> Iterator[Act | Message]:
    """Yield acts and messages in one sequence, as they were recorded.

    Acts must be in the order of `seq`, and messages in the order of recording.
    """
    waiting = deque(messages)
    for act in acts:
        while waiting and waiting[0].after_act < act.seq:
            yield waiting.popleft()
        yield act
    yield from waiting
