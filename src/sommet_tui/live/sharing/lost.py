"""What the broker has lost of computers that are not connected: others put it back as copies.

The broker's rules let each user write below its own name only. A copy is therefore below the name
of the computer that sends it, with the whole topic of the original. It counts only if the broker
has nothing that its writer itself has sent, so that no one can speak for a writer that it knows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.limits import MOST_RECORDS
from sommet_tui.domain.sharing.address import copy_topic, topic_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sommet_tui.live.sharing.post import Post

_PATIENCE = timedelta(seconds=5)
"""How long a writer has to send its own records again before others send copies."""
_TURN = timedelta(seconds=2)
"""How long each computer waits for the copies of the one before it."""
_MOST_TURNS = 20
_SENT_AT_ONCE = 200


class LostRecords:
    """The copies at the broker, and those that this computer has to send."""

    def __init__(self, event: str, writer: str, post: Post, is_here: Callable[[str], bool]) -> None:
        """`is_here` is whether a writer is connected: it then sends its own records again."""
        self._event = event
        self._writer = writer
        self._post = post
        self._is_here = is_here
        self.reset()

    def reset(self) -> None:
        """Forget what the broker had during an earlier connection."""
        self._known: set[str] = set()
        """The writers whose own records or claims the broker has."""
        self._copied: set[str] = set()
        """The topics of the originals of which the broker has copies."""
        self._sent: set[str] = set()
        self._held: list[tuple[str, bytes]] = []
        self._since: datetime | None = None
        self.count = 0
        """How many records and claims the broker lacks, and this computer has."""

    def note_writer(self, writer: str) -> None:
        """Note that the broker has a record or a claim of a writer's own."""
        self._known.add(writer)

    def is_known(self, writer: str) -> bool:
        """Return whether the broker has records or claims of a writer's own, or will have them."""
        return writer == self._writer or writer in self._known or self._is_here(writer)

    def take_copy(self, topic: str, payload: bytes) -> None:
        """Take a copy; `topic` is that of the original."""
        self._copied.add(topic)
        if len(self._held) < 2 * MOST_RECORDS:
            self._held.append((topic, payload))

    def copies_to_take(self) -> Iterable[tuple[str, bytes]]:
        """Return the copies that count, with the topics of their originals."""
        held, self._held = self._held, []
        return [
            (topic, payload) for topic, payload in held if not self.is_known(self._writer_of(topic))
        ]

    def topics_due(self, here: Iterable[str], turn: int, now: datetime) -> Sequence[str]:
        """Return the topics of the originals to send again, once it is this computer's turn.

        `here` are those of what other writers have recorded and claimed. `turn` is the place of
        this computer among those that are connected.
        """
        lost = [
            topic
            for topic in here
            if topic not in self._copied and not self.is_known(self._writer_of(topic))
        ]
        self.count = len(lost)
        if not lost:
            self._since = None
            return ()
        self._since = self._since or now
        if now - self._since < _PATIENCE + min(turn, _MOST_TURNS) * _TURN:
            return ()
        return [topic for topic in lost if topic not in self._sent][:_SENT_AT_ONCE]

    def send(self, topic: str, payload: bytes) -> bool:
        """Send a copy; return False without a connection."""
        copy = copy_topic(self._event, self._writer, topic)
        sent = self._post.send(copy, payload, "records")
        self._sent |= {topic} if sent else set()
        return sent

    def _writer_of(self, topic: str) -> str:
        """Return the writer in the topic of a record or a claim."""
        return "/".join(topic_levels(topic, self._event)[-3:-1])
