"""The messages in the log as they are at an instant, and those in force."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message, To


def messages_at(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages in the log at `now`; under a simulated time, those known then."""
    in_log = snapshot.events.messages
    if not in_log or not snapshot.is_read_only:
        return in_log
    from sommet_tui.domain.messages import as_known

    return as_known(in_log, now)


def messages_in_force(snapshot: Snapshot, to: To, now: datetime) -> tuple[Message, ...]:
    """Return the messages in force to a recipient at `now`, oldest first."""
    messages = messages_at(snapshot, now)
    if not messages:
        return ()
    from sommet_tui.domain.messages import current_messages

    return tuple(m for m in current_messages(messages, to) if not has_ended(m, snapshot, now))


def has_ended(message: Message, snapshot: Snapshot, now: datetime) -> bool:
    """Whether a message has expired, or its session is neither running nor upcoming."""

    def is_over(session: str) -> bool:
        found = snapshot.programme.by_id.get(session)
        return found is None or snapshot.status(found, now) not in ("upcoming", "running")

    return message.has_ended(now, is_over)


def notices_at(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages to everyone that are in force at `now`, oldest first."""
    day = snapshot.shared_day(now)
    if day is not None or snapshot.follows:
        return day.messages if day is not None else ()
    return messages_in_force(snapshot, "everyone", now)


def timely_notices(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages to everyone in force, without those about sessions that are over."""

    def timely(notice: Message) -> bool:
        session = snapshot.programme.by_id.get(notice.session or "")
        return session is None or snapshot.status(session, now) != "done"

    return tuple(filter(timely, notices_at(snapshot, now)))
