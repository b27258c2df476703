"""The claims with which this computer takes the lead of rooms, and the broker's answers to them."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.crew.address import lead_topic
from sommet_tui.domain.crew.clocks import AHEAD, FURTHEST
from sommet_tui.domain.crew.merge import Objection, lead_claims, objection, shared_log
from sommet_tui.domain.crew.records import (
    ClaimState,
    CrewRecord,
    LeadClaim,
    claim_view,
    read_claim,
)
from sommet_tui.domain.limits import EPOCHS_AHEAD
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.values import replace
from sommet_tui.live.crew.broker_messages import DropError, Post, drop_error, parse_object
from sommet_tui.live.crew.received import AGAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from sommet_tui.companion.live_ports import CrewStore

    Key = tuple[str | None, int]
    """A claim of this installation: its room and its epoch."""


_MAX_AHEAD = 100
"""The maximum number of waiting claims that are dated too far in the future."""


class _Pursuit:
    """The progress of a claim that the broker has not accepted yet.

    The claim is first "sent" to the broker, then "acknowledged" by the broker. At `asked`, this
    computer sends another message, which the broker sends back. When this message has come back,
    everything that the broker accepted before the claim has arrived. The claim is then "confirmed".

    If two computers claim the same lead, the claim that reached the broker first is valid. All
    members agree on the first one, because the broker sends messages to all in the same order.
    `later_claims` are claims of other computers that came after this one.
    """

    def __init__(self) -> None:
        self.step = "sent"
        self.asked: datetime | None = None
        self.is_echoed = False
        self.later_claims: set[tuple[str, int]] = set()

    def is_due(self, now: datetime) -> bool:
        """Return whether to begin the round trip, or to repeat it because it takes too long.

        A broker may have dropped the message.
        """
        if self.asked is not None and timedelta(0) <= now - self.asked < AGAIN:
            return False
        self.asked = now
        return True

    def outweighs(self, against: Objection) -> bool:
        """Return whether the claim is valid in spite of an objection.

        The claim is valid if no other writer has acted, or if the writer that acted claimed the
        lead later.
        """
        lead = against.lead
        is_later = (lead.writer, lead.epoch) in self.later_claims
        return against.writers <= ({lead.writer} if is_later else set())


class Claims:
    """All known claims of all writers.

    A claim of this computer is open until the broker accepts it, or until an objection is found.
    """

    def __init__(  # noqa: PLR0913  (its collaborators)
        self,
        programme: str,
        event: str,
        writer: str,
        crew: CrewStore,
        post: Post,
        *,
        id_in_messages: str | None,
    ) -> None:
        """Start without claims. `id_in_messages` is the programme's id in messages, or None."""
        self._programme = programme
        self._id_in_messages = id_in_messages
        self._event = event
        self._writer = writer
        self._crew = crew
        self._post = post
        self._claims: set[LeadClaim] = set()
        self.future_claims: dict[str, tuple[str, bytes]] = {}
        """The claims dated too far in the future: their writers and payloads, by topic."""
        self._copies: set[LeadClaim] = set()
        """The claims that arrived as copies."""
        self._outcomes: dict[Key, ClaimState] = {}
        """The final states of this computer's claims, for other threads."""
        self._changed = threading.Condition()
        self._sent_topics: set[str] = set()
        """The topics of this computer's claims that other computers may have received.

        The broker may have lost these claims.
        """
        self.reset()

    def reset(self) -> None:
        """Forget what the broker had during an earlier connection."""
        self._at_broker: dict[str, LeadClaim | None] = {}
        """Our claims at the broker, by topic, with None for a removed claim."""
        self._known_topics: set[str] = set()
        """The topics of all claims that the broker has."""
        self._unanswered_topics: set[str] = set()
        self._pursuits: dict[Key, _Pursuit] = {}

    @property
    def waiting_count(self) -> int:
        """The number of this computer's claims that the broker has not accepted yet."""
        return len(
            self._unanswered_topics
            | {self._topic(c) for c in self._own_claims() if c.state == "open"}
        )

    def reference(self, received: Iterable[LeadClaim]) -> str | None:
        """Return the writer whose clock is the reference: the lead of the first room.

        `received` has received claims that are not saved yet.
        """
        leads = lead_claims(c for c in (*self._claims, *received) if c.state != "open")
        rooms = {room or "": claim for room, claim in leads.items()}
        return rooms[min(rooms)].writer if rooms else None

    def take_early_claims(self) -> Iterable[tuple[str, str, bytes]]:
        """Remove and return the claims dated too far in the future, to process them again."""
        waiting, self.future_claims = self.future_claims, {}
        return [(topic, *claim) for topic, claim in waiting.items()]

    def load(self, claims: Iterable[LeadClaim]) -> None:
        """Replace all known claims by the saved claims."""
        self._claims = set(claims)

    def add(self, saved: Sequence[LeadClaim]) -> None:
        """Add saved claims of other computers."""
        withdrawn = {(c.room, c.writer, c.epoch) for c in saved if c.state == "withdrawn"}
        others = {c for c in self._claims if (c.room, c.writer, c.epoch) not in withdrawn}
        self._claims = others | set(saved)

    def receive(
        self,
        topic: str,
        writer: str,
        payload: bytes,
        latest: datetime,
        names: Container[str] | None = None,
    ) -> Sequence[LeadClaim]:
        """Read the claim in a message. Return [] unless it is new and from another computer.

        `latest` is the current time by the reference clock. A claim dated too far after `latest` is
        put into `future_claims`, and processed again later. If the message is a copy, `names` has
        the known members.

        Raises:
            DropError: the message is no claim of this crew.
        """
        claim = self._parse(payload) if payload else None
        if claim is not None and topic != self._topic(claim):
            raise DropError("foreign")
        self._known_topics.add(topic)
        if writer == self._writer:
            self._at_broker[topic] = claim
            if claim is not None and (pursuit := self._pursuits.get(_key(claim))) is not None:
                pursuit.is_echoed = True
            return ()
        if claim is None:
            return ()
        # Far more than a crew makes, and slow. A huge epoch would also leave none for later claims.
        is_excessive = max(len(self._claims), len(self._known_topics), claim.epoch) > EPOCHS_AHEAD
        if is_excessive and not {claim, replace(claim, state="accepted")} & self._claims:
            raise DropError("too-many")
        if names is not None and claim not in self._claims and not self._is_credible(claim, names):
            raise DropError("unknown")
        self.future_claims.pop(topic, None)
        if claim.state != "withdrawn" and claim.at >= latest + FURTHEST:
            # The claim waits here. If it were saved, every later record in its lane would wait.
            self.future_claims |= (
                {topic: (writer, payload)} if len(self.future_claims) < _MAX_AHEAD else {}
            )
            return ()
        if names is None:
            self._remember_crossing_claim(claim)
        if claim in self._claims:
            return ()
        self._copies |= {claim} if names is not None else set()
        return (claim,)

    def _remember_crossing_claim(self, claim: LeadClaim) -> None:
        """Record that another computer's claim came after this computer's claim."""
        for (room, _), pursuit in self._pursuits.items():
            if room == claim.room and pursuit.is_echoed:
                pursuit.later_claims.add((claim.writer, claim.epoch))

    def claims_of_others(self) -> Mapping[str, LeadClaim]:
        """Return the known claims of other writers by topic."""
        return {self._topic(c): c for c in self._claims if c.writer != self._writer}

    def publish(
        self,
        own: Callable[[], Iterable[CrewRecord]],
        now: datetime,
        latest: datetime,
        must_wait: Callable[[LeadClaim], bool] = lambda _: False,
    ) -> Iterator[Key]:
        """Advance each claim of this computer by one step, and yield those that need a round trip.

        The caller calls `confirm` after the round trip. `own` returns this computer's records.
        `latest` is the current time by the reference clock. A claim dated too far after `latest` is
        given up, because this computer's clock was fast. While `must_wait` returns True for a new
        claim, the claim waits, because records that contradict it may still arrive.
        """
        for claim in sorted(self._own_claims(), key=lambda claim: claim.epoch):
            if claim.state == "open":
                if claim.at > latest + AHEAD:
                    self._give_up(claim)
                elif _key(claim) not in self._pursuits and must_wait(claim):
                    continue
                elif self._advance(claim, self._objection(claim, own()), now):
                    yield _key(claim)
            elif claim.state in ("accepted", "withdrawn"):
                # Also send withdrawn claims, because others may have received them earlier.
                at_broker = self._at_broker.get(self._topic(claim))
                if at_broker is None or at_broker.state != claim.state:
                    self._send(claim)

    def withdraw(self, latest: datetime) -> None:
        """Give up this computer's open claims, because its clock is too wrong to be corrected.

        `latest` is the crew's time. Accepted claims dated too far after `latest` are also given up,
        because other computers have not accepted them.
        """
        for claim in self._own_claims():
            if claim.state == "open" or (
                claim.state == "accepted" and claim.at >= latest + FURTHEST
            ):
                self._give_up(claim)

    def confirm(self, key: Key) -> None:
        """Record the arrival of everything that the broker accepted before this claim."""
        pursuit = self._pursuits.get(key)
        if pursuit is not None:
            pursuit.step = "confirmed"

    def deliver_outcomes(self) -> None:
        """Pass the final states of this computer's claims to the threads that wait for them."""
        with self._changed:
            self._outcomes = {_key(c): c.state for c in self._own_claims() if c.state != "open"}
            self._changed.notify_all()

    def wait_for_outcome(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait for the final state of a claim, and return it. The caller is another thread.

        Return "open" if the claim is still open after `patience` seconds.
        """
        with self._changed:
            self._changed.wait_for(lambda: _key(claim) in self._outcomes, patience)
            return self._outcomes.get(_key(claim), "open")

    def _own_claims(self) -> Sequence[LeadClaim]:
        return [claim for claim in self._claims if claim.writer == self._writer]

    def _is_credible(self, claim: LeadClaim, names: Container[str]) -> bool:
        """Return whether a copied claim may come from a member that led the room.

        The broker does not check who led. The writer must therefore be a known member, or a lead
        that another claim names, unless this is the first claim of the room.
        """
        known = [
            other
            for other in self._claims - self._copies
            if other.room == claim.room and other.writer != self._writer
        ]
        named = {other.after.writer for other in known if other.after is not None}
        return not known or claim.writer in names or claim.writer in named

    def _topic(self, claim: LeadClaim) -> str:
        return lead_topic(self._event, claim.room, claim.writer, claim.epoch)

    def _parse(self, payload: bytes) -> LeadClaim:
        try:
            return read_claim(parse_object(payload), self._id_in_messages)
        except RecordError as error:
            raise drop_error(error) from error

    def _objection(self, claim: LeadClaim, own: Iterable[CrewRecord]) -> Objection | None:
        """Return the objection to this computer's claim that the records here show, or None."""
        read = self._crew.read(self._programme, 0)
        if read is None:
            return None
        records, claims = [*own, *read.records], set(read.claims)
        return objection(shared_log(records, claims - {claim}), shared_log(records, claims), claim)

    def _advance(self, claim: LeadClaim, against: Objection | None, now: datetime) -> bool:
        """Advance an open claim by one step. Return whether the claim needs another round trip."""
        pursuit = self._pursuits.get(_key(claim))
        if pursuit is None:
            if against is not None:
                self._give_up(claim)
            elif self._has_lead_before(claim) and self._send(claim):
                self._pursuits[_key(claim)] = _Pursuit()
        elif against is not None and not pursuit.outweighs(against):
            self._close(claim, "withdrawn")
        elif pursuit.step == "confirmed" and pursuit.is_echoed:
            self._close(claim, "accepted")
        elif pursuit.step == "confirmed":
            del self._pursuits[_key(claim)]  # a slow broker has dropped it: send it again
        else:
            return pursuit.step == "acknowledged" and pursuit.is_due(now)
        return False

    def _has_lead_before(self, claim: LeadClaim) -> bool:
        """Return whether the broker has the claim of the previous lead, if any.

        If the broker has lost its data, the previous lead must first send this claim again.
        """
        lead = lead_claims(self._claims - {claim}).get(claim.room)
        return lead is None or self._topic(lead) in self._known_topics

    def _give_up(self, claim: LeadClaim) -> None:
        topic = self._topic(claim)
        is_known = topic in self._sent_topics or self._at_broker.get(topic)
        self._close(claim, "withdrawn" if is_known else "dropped")

    def _send(self, claim: LeadClaim) -> bool:
        """Publish a claim with its current state. Return False if the broker is not connected."""
        topic = self._topic(claim)
        sent = replace(claim, state="accepted") if claim.state == "open" else claim
        view = claim_view(self._id_in_messages, sent)
        if not self._post.send(topic, view, "lead", partial(self._on_answer, claim)):
            return False
        self._at_broker[topic] = sent
        self._unanswered_topics.add(topic)
        self._sent_topics.add(topic)
        return True

    def _on_answer(self, claim: LeadClaim, refusal: str | None) -> None:
        self._unanswered_topics.discard(self._topic(claim))
        pursuit = self._pursuits.get(_key(claim))
        if refusal is not None:
            self._close(claim, "refused")
        elif pursuit is not None and pursuit.step == "sent":
            pursuit.step = "acknowledged"

    def _close(self, claim: LeadClaim, state: ClaimState) -> None:
        """Save the final state of a claim."""
        try:
            self._crew.set_claim_state(self._programme, claim, state)
        except StorageError:
            return  # the next beat tries again
        closed = replace(claim, state=state)
        self._claims = (self._claims - {claim}) | {closed}
        self._pursuits.pop(_key(claim), None)
        if state == "withdrawn":
            self._send(closed)


def _key(claim: LeadClaim) -> Key:
    return claim.room, claim.epoch
