"""The presence messages of this computer and of the other computers."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING, Any

from sommet_tui import __version__
from sommet_tui.companion.live_ports import Member, Share
from sommet_tui.domain import limits, text
from sommet_tui.domain.crew.address import presence_topic
from sommet_tui.domain.crew.records import VERSION, check_document
from sommet_tui.domain.records import RecordError, read_line, read_number
from sommet_tui.domain.values import frozen, replace
from sommet_tui.live.crew.broker_messages import DropError, Post, drop_error, encode
from sommet_tui.live.crew.clock import CrewClock, format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping, Sequence

    from sommet_tui.live.crew.own_log import OwnLog


PRESENCE = timedelta(seconds=30)
"""The time between two presence messages, each of which also measures the clock."""
_SILENCE = timedelta(seconds=65)
"""The time without a message after which a member is not connected, whatever the broker has."""
_FENCE_PATIENCE = timedelta(seconds=1)
_MANY = 20
"""After this many records, presence is published again, so that others notice missing records."""
_MAX_WRITERS = 200
_MAX_RUNS = 10_000
_MAX_PLACES = 50
"""The maximum number of places to read from one message."""


@frozen
class PresenceMessage:
    """The contents of a presence message, such as the writer's name and number of records.

    If `is_new`, the name is new. If `has_arrived`, a window or command has just started or come
    back. `sent_at` is by the writer's own clock.
    """

    name: str
    last_number: int
    sent_at: str | None
    is_new: bool
    has_left: bool
    has_arrived: bool


class Members:
    """The other members of the crew: their connections, and where each publishes the day."""

    def __init__(self, programme: str | None, names: Mapping[str, str]) -> None:
        """Start with the known names. `programme` is the programme's id in messages, or None."""
        self._programme = programme
        self.names = dict(names)
        """The names of all members so far, by writer."""
        self._connected: dict[str, datetime] = {}
        """The time of the latest message of each connected member, by this computer's clock."""
        self.unknown_writers: set[str] = set()
        """The writers that share another programme at the same address."""
        self._facts: dict[str, Member] = {}
        """The latest presence message of each writer."""
        self._offsets: dict[str, timedelta] = {}
        self._references: dict[str, str] = {}
        """The reference clock that each member has announced."""
        self._runs: set[tuple[str, str]] = set()
        """The writers that have connected, and the start of each of their windows and commands."""

    @property
    def clock_offsets(self) -> Mapping[str, timedelta]:
        """For each connected member, how far its clock is ahead of this computer's clock."""
        return {
            writer: ahead for writer, ahead in self._offsets.items() if writer in self._connected
        }

    @property
    def has_unknown_clocks(self) -> bool:
        """Whether members are connected, but none of their clocks has been compared yet."""
        return bool(self._connected) and not self.clock_offsets

    def agree_on(self, reference: str | None) -> bool:
        """Return whether no connected member has announced another reference clock."""
        return all(
            announced in ("", reference)
            for writer, announced in self._references.items()
            if writer in self._connected
        )

    @property
    def connected(self) -> Collection[str]:
        """The writers that are connected, as far as this computer knows."""
        return self._connected

    def rank(self, me: str) -> int:
        """Return the number of connected writers that sort before this writer."""
        return sum(writer < me for writer in self._connected)

    def is_connected(self, writer: str) -> bool:
        return writer in self._connected

    def disconnect(self) -> None:
        """Forget which members are connected."""
        self._connected = {}

    def drop_silent(self, now: datetime) -> None:
        """Forget the connected members that have been silent for too long.

        A broker that has crashed starts again with messages of members that are gone.
        """
        self._connected = {
            writer: heard for writer, heard in self._connected.items() if now - heard < _SILENCE
        }

    def reset(self) -> None:
        """Forget the members' clocks and publishing targets of an earlier connection."""
        self._facts, self._offsets, self._references = {}, {}, {}
        self._runs, self.unknown_writers = set(), set()

    def compare(self, writer: str, sent_at: str | None, now: datetime) -> None:
        """Record how far a member's clock is ahead.

        `sent_at` is from a message that just arrived.
        """
        with suppress(RecordError):
            self._offsets[writer] = parse_instant(sent_at) - now

    def receive_presence(
        self, writer: str, view: Mapping[str, Any], now: datetime
    ) -> PresenceMessage:
        """Process another writer's presence message.

        Raises:
            DropError: the message is invalid, or there are too many writers.
        """
        if view.get("writer") != writer:
            raise DropError("garbled")
        try:
            check_document(view, self._programme)
            name, last = read_line(view, "name") or writer, read_number(view, "last") or 0
            sent_at = read_line(view, "sent_at")
        except RecordError as error:
            if error.key == "programme" and view.get("gone") is not True:
                self.unknown_writers.add(writer)
            raise drop_error(error) from error
        self.unknown_writers.discard(writer)
        name = text.cap(name, limits.NAME_LIMIT)
        is_new = self.names.get(writer) != name and len(self.names) < _MAX_WRITERS
        if is_new:
            self.names[writer] = name
        if writer not in self.names:
            raise DropError("too-many")
        gone = view.get("gone") is True
        run = writer, str(view.get("began"))
        if gone:  # a member that comes back compares its clock again
            self._runs = {known for known in self._runs if known[0] != writer}
        arrives = not gone and run not in self._runs and len(self._runs) < _MAX_RUNS
        self._runs |= {run} if arrives else set()
        self._connected.pop(writer, None)
        self._connected |= {} if gone else {writer: now}
        publishes = view.get("publishes")
        listed = publishes.values() if isinstance(publishes, dict) and not gone else ()
        self._facts[writer] = Member(
            writer,
            name,
            is_connected=not gone,
            publishes=frozenset().union(*map(_read_places, listed)),
            app=_short_text(view, "app"),
            revision=_short_text(view, "revision"),
            waiting=_read_count(view.get("waiting")),
        )
        self._references[writer] = _short_text(view, "reference")
        return PresenceMessage(name, last, sent_at, is_new, gone, arrives)

    def others(self, other_than: str) -> tuple[Member, ...]:
        """Return all members except the writer `other_than`."""
        return tuple(
            replace(
                self._facts.get(writer) or Member(writer, name, is_connected=False),
                name=name,
                is_connected=writer in self._connected,
                ahead=self._offsets.get(writer),
            )
            for writer, name in sorted(self.names.items())
            if writer != other_than
        )


class Presence:
    """The presence messages that this computer sends.

    All windows and commands of one computer share one presence. It has the places where each of
    them publishes the day, by its `began`. When a window or command leaves, the remaining ones
    announce themselves again. A presence message also serves as a fence: when it has come back from
    the broker, all earlier messages of the broker have arrived, too.
    """

    def __init__(
        self, programme: str | None, event: str, home: str, began: str, post: Post
    ) -> None:
        """Start without messages. `programme` is the programme's id in messages, or None."""
        self._programme = programme
        self._event = event
        self._home = home
        self._began = began
        self._post = post
        self.announced_places: frozenset[str] = frozenset()
        """The places where this window publishes the day. Any thread may set them."""
        self._siblings: dict[str, frozenset[str]] = {}
        """The places where the other windows of this computer publish."""
        self._sent_at: datetime | None = None
        self._sent_count = 0
        """The number of records in the latest message."""
        self._fences: dict[bytes, list[Callable[[], None]]] = {}

    def reset(self) -> None:
        """Forget the messages of an earlier connection."""
        self._siblings, self._fences = {}, {}

    def publish_soon(self) -> None:
        self._sent_at = None

    def is_due(self, now: datetime, count: int) -> bool:
        """Return whether to publish presence now. `count` is this computer's record count."""
        spoke = self._sent_at
        many = count - self._sent_count >= _MANY
        return many or spoke is None or not timedelta(0) <= now - spoke < PRESENCE

    def needs_fence(self, now: datetime) -> bool:
        """Return whether to send the fence again, because a slow broker may have dropped it."""
        return self._sent_at is None or now - self._sent_at >= _FENCE_PATIENCE

    def message(self, share: Share, own: OwnLog, clock: CrewClock, now: datetime) -> dict[str, Any]:
        """Return the presence message for an instant of this computer's clock."""
        publishes = {**self._siblings, self._began: self.announced_places}
        return {
            "version": VERSION,
            "programme": self._programme,
            "writer": share.writer,
            "name": share.name,
            "app": __version__,
            "home": self._home,
            "began": self._began,
            "offset": clock.offset,
            "last": own.count,
            "sum": own.checksum,
            "sent_at": format_instant(now),
            "reference": clock.reference or "",
            "shown_at": format_instant(clock.correct(now)),
            "echoes": clock.echoes(),
            "publishes": {began: sorted(places) for began, places in publishes.items() if places},
        }

    @property
    def places(self) -> frozenset[str]:
        """The places where the windows of this computer publish the day."""
        return self.announced_places.union(*self._siblings.values())

    def publish(
        self,
        view: Mapping[str, Any],
        now: datetime,
        then: Callable[[], None] | None,
        on_refusal: Callable[[], None],
    ) -> bool:
        """Publish a presence message. Return False if the broker is not connected.

        `then` is called when the message has come back from the broker, or when the broker has
        refused the message. If `then` is None, `on_refusal` is called after a refusal.
        """
        payload = encode(view)

        def on_answer(refusal: str | None) -> None:
            if refusal is not None:
                _run_jobs(self._fences.pop(payload, [on_refusal]))

        if not self._post.send(
            presence_topic(self._event, view["writer"]), payload, "records", on_answer
        ):
            return False
        self._sent_at, self._sent_count = now, view["last"]
        if then is not None:
            self._fences.setdefault(payload, []).append(then)
        return True

    def receive_own_presence(self, payload: bytes, view: Mapping[str, Any]) -> None:
        """Process a presence message that a window of this computer has just sent."""
        if payload in self._fences:
            _run_jobs(self._fences.pop(payload))
        elif view.get("gone") is True:
            self._siblings = {}  # another window of this computer has left; this one stays
            self.publish_soon()
        elif view.get("home") == self._home and self._update_sibling(view):
            self.publish_soon()

    def _update_sibling(self, view: Mapping[str, Any]) -> bool:
        """Record where another window of this computer publishes the day.

        Return whether this window must announce itself again, because the places have changed, or
        because the other window does not know where this one publishes.
        """
        began, publishes = view.get("began"), view.get("publishes")
        if not isinstance(began, str) or began == self._began or not isinstance(publishes, dict):
            return False
        places = _read_places(publishes.get(began))
        known = self._siblings.pop(began, frozenset())
        if places:
            self._siblings[began] = places
        return places != known or (bool(self.announced_places) and not publishes.get(self._began))


def goodbye_message(programme: str | None, writer: str, name: str) -> bytes:
    """Return the message that a member has left. The broker sends it when a connection ends."""
    view = {
        "version": VERSION,
        "programme": programme,
        "writer": writer,
        "name": name,
        "gone": True,
    }
    return encode(view)


def _run_jobs(jobs: Sequence[Callable[[], None]]) -> None:
    for job in jobs:
        job()


def _short_text(view: Mapping[str, Any], key: str) -> str:
    """Return a short text in a message, or "" if it is missing or invalid."""
    with suppress(RecordError):
        return read_line(view, key) or ""
    return ""


def _read_count(value: object) -> int:
    """Return a number of records from a message, or 0 if it is invalid."""
    return min(value, limits.MAX_RECORDS) if isinstance(value, int) and value > 0 else 0


def _read_places(value: object) -> frozenset[str]:
    """Return the ids of places from a message, or none if they are invalid."""
    listed = value[:_MAX_PLACES] if isinstance(value, list) else ()
    return frozenset(uid for uid in listed if isinstance(uid, str) and len(uid) <= limits.ID_LIMIT)


_ANSWER = timedelta(seconds=2)
"""The time in which a copy of this installation may answer."""


class Rival:
    """Another installation with the same id. One of the two is a copy of the other.

    `home` and `began` distinguish them. The installation that began later gives up the id. An
    installation also gives up the id if the other one has used its record numbers.
    """

    def __init__(self, home: str, began: str) -> None:
        self.home = home
        self.began = began
        self.was_first = False
        self._until: datetime | None = None
        """The time until which the other installation may answer."""

    def handle_presence(self, view: Mapping[str, Any], now: datetime, *, retained: bool) -> bool:
        """Handle a presence message under this computer's id.

        Return whether to answer the other installation that this one came first.
        """
        theirs = (str(view.get("began")), str(view.get("home")))
        if view.get("home") in (None, self.home) or view.get("gone") is True:
            return False
        if retained:  # the other installation may have left silently
            self._until = now + _ANSWER
            return False
        self.was_first = self.was_first or theirs < (self.began, self.home)
        return not self.was_first

    def could_still_answer(self, now: datetime) -> bool:
        """Return whether the other installation may still answer.

        Until its time is over, nothing is published under the id.
        """
        return self._until is not None and now < self._until


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name with the first number that makes it unique: "Ada (2)" for "Ada".

    A number that the name already has is replaced.
    """
    plain = re.sub(r" \(\d+\)$", "", name)
    numbered = (f"{text.cap(plain, limits.NAME_LIMIT - 6)} ({number})" for number in count_from(2))
    return next(each for each in numbered if each not in taken)
