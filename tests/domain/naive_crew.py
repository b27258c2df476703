"""A shared day by the words of its rules and nothing else: slow and plain.

Every question is asked anew of all records and claims; nothing is remembered. It shares no code
with the merge but the values of records and claims.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Any

from sommet_tui.domain.crew.merge import SharedLog
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim
from sommet_tui.domain.messages import Message, Seen
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace

Room = str | None


class NaiveDay:
    """The day that a laptop shows if it has these records and claims."""

    def __init__(self, records: Iterable[CrewRecord], claims: Iterable[LeadClaim]) -> None:
        self.records = list(records)
        self.claims = list(claims)

    # Who leads

    def leads(self) -> dict[Room, LeadClaim]:
        """The lead of each room: the latest claim that holds."""
        return {room: self.holding(room)[-1] for room in self.rooms() if self.holding(room)}

    def rooms(self) -> list[Room]:
        found = {claim.room for claim in self.claims} | {act.room for act in self.acts().values()}
        return sorted(found, key=str)

    def holding(self, room: Room) -> list[LeadClaim]:
        """The claims of a room that hold, by their times.

        What a claim names stays as it was. So does the claim before it, even if it was withdrawn.
        """
        sent = [claim for claim in self.in_turn(room) if not self.was_never_published(claim)]
        stands = [claim for claim in sent if not self.was_withdrawn(claim)]
        found = []
        for claim in sent:
            relying = [
                later
                for later in stands
                if later.after is not None and later.after.writer == claim.writer
                if [c for c in sent if c.writer == claim.writer if sorts(c) < sorts(later)][-1:]
                == [claim]
            ]
            if claim in stands or relying:
                found.append(claim)
        return found

    def in_turn(self, room: Room) -> list[LeadClaim]:
        """The claims of a room by their times; of those of one writer and epoch, the first."""
        found: list[LeadClaim] = []
        for claim in sorted((c for c in self.claims if c.room == room), key=sorts):
            if (claim.writer, claim.epoch) not in [(c.writer, c.epoch) for c in found]:
                found.append(claim)
        return found

    def states(self, claim: LeadClaim) -> set[str]:
        return {
            other.state
            for other in self.claims
            if (other.room, other.writer, other.epoch) == (claim.room, claim.writer, claim.epoch)
        }

    def was_never_published(self, claim: LeadClaim) -> bool:
        return bool(self.states(claim) & {"dropped", "refused"})

    def was_withdrawn(self, claim: LeadClaim) -> bool:
        return "withdrawn" in self.states(claim)

    # Which acts are in force

    def acts(self) -> dict[str, Act]:
        """All acts of the stage, by uid."""
        return {r.uid: r.content for r in self.records if isinstance(r.content, Act)}

    def in_force(self) -> dict[Room, list[str]]:
        """The uids of the acts in force of each room, in order."""
        found: dict[Room, list[str]] = {}
        for room in self.rooms():
            valid = {
                record.uid: record
                for record in self.records
                if isinstance(record.content, Act) and record.content.room == room
                if self.void_reasons(record) is None
            }
            if valid:
                found[room] = [record.uid for record in in_order(list(valid.values()))]
        return found

    def void_reasons(self, record: CrewRecord) -> str | None:
        """Why an act has no effect; None if it has one."""
        assert isinstance(record.content, Act)
        if self.needs_no_lead(record):
            return None
        holding = self.holding(record.content.room)
        later = [
            claim
            for place, claim in enumerate(holding)
            if any(self.was_made_after(record, each) for each in holding[: place + 1])
        ]
        earlier = [claim for claim in holding if claim not in later]
        if not holding:
            return "no-lead"
        if not earlier:
            return "before-lead"
        if earlier[-1].writer != record.writer:
            return "not-leading"
        if later and later[0].writer != record.writer:
            known = later[0].after
            if known is None or known.writer != record.writer or known.number < record.number:
                return "unnamed"
        return None

    def was_made_after(self, record: CrewRecord, claim: LeadClaim) -> bool:
        """Whether a claim is later than an act, or its writer had made the act before."""
        knew = claim.writer == record.writer and claim.own >= record.number
        return claim.at > record.stamp or knew

    def needs_no_lead(self, record: CrewRecord) -> bool:
        """Whether anyone may record an act: how full a room is, on its own, or an undo of that."""
        act = record.content
        assert isinstance(act, Act)
        if act.act == "undo":
            about = [r for r in self.records if r.uid == record.refers if r.uid in self.acts()]
            return any(self.needs_no_lead(other) for other in about)
        return act.act == "full" and act.group is None and record.redoes is None

    def void(self) -> dict[str, str]:
        """The reasons why acts have no effect, by uid.

        What a copy of a laptop has sent under both names is in force, or has no effect, once.
        """
        valid = [uid for uids in self.in_force().values() for uid in uids]
        done = [same(record) for record in self.records if record.uid in valid]
        found = {}
        for record in self.records:
            why = self.void_reasons(record) if isinstance(record.content, Act) else None
            if why is not None and same(record) not in done:
                found[record.uid] = why
        return found

    def redone(self) -> set[str]:
        """The uids of void acts that someone has redone with effect."""
        valid = [uid for uids in self.in_force().values() for uid in uids]
        redone = {record.redoes for record in self.records if record.uid in valid}
        return {uid for uid in self.void() if uid in redone}

    def foreign(self, room: Room, known: Container[str]) -> set[str]:
        """The sessions that acts in force name, and a programme with the `known` ones lacks."""
        acts = [self.acts()[uid] for uid in self.in_force().get(room, [])]
        named = {act.session for act in acts if act.session is not None}
        return {id_ for id_ in named if id_ not in known}

    # What needs no lead

    def messages(self) -> list[str]:
        return self.others(Message)

    def panel_acts(self) -> list[str]:
        return self.others(PanelAct)

    def others(self, kind: type) -> list[str]:
        """The uids of the records of a kind, in order; what two laptops have sent alike counts
        once."""
        found: dict[str, CrewRecord] = {}
        for record in sorted(self.records, key=lambda r: (r.writer, r.number)):
            twins = [first for first in found.values() if same(first) == same(record)]
            if all(first.writer == record.writer for first in twins):
                found[record.uid] = record
        rest = [record for record in found.values() if not isinstance(record.content, Act)]
        return [record.uid for record in in_order(rest) if isinstance(record.content, kind)]

    # A claim that the crew has not confirmed

    def objections(self, claim: LeadClaim) -> set[str] | None:
        """Who acted without being named by a claim of this day; None if nothing contradicts it.

        The claim was made when its writer knew `after`. Without it, another laptop has the lead, or
        it would make acts void that count.
        """
        before = NaiveDay(self.records, [other for other in self.claims if other != claim])
        holding = before.holding(claim.room)
        if not holding or holding[-1].writer == claim.writer:
            return None
        lead = holding[-1]
        knew = claim.after is not None and claim.after.writer == lead.writer
        knew = knew and lead.epoch < claim.epoch
        known = claim.after.number if knew and claim.after is not None else 0
        news = set()
        for record in self.records:
            counts = record.uid in before.in_force().get(claim.room, [])
            if not counts or record.writer == claim.writer or self.needs_no_lead(record):
                continue
            is_of_lead = record.writer == lead.writer and record.stamp >= lead.at
            if self.void_reasons(record) is not None or (is_of_lead and record.number > known):
                news.add(record.writer)
        return news if news or not knew or lead.at > claim.at else None


class ExpectedCrew:
    """The lead and the acts that count after a list of events in order.

    `news` counts the claims and acts known to the crew that a laptop has heard of.
    """

    def __init__(self, names: str) -> None:
        self.known: list[tuple[str, str]] = []
        """The claims and acts known to the crew, in order: who, and “claim” or the act's uid."""
        self.news = dict.fromkeys(names, 0)
        self.away: set[str] = set()
        self.wishes: set[str] = set()
        """Who took the lead while away."""
        self.made = dict.fromkeys(names, 0)
        self.waiting: dict[str, list[str]] = {name: [] for name in names}
        """The acts that the crew does not know yet, by laptop."""
        self.void: set[str] = set()

    @property
    def counting(self) -> set[str]:
        """The acts in force that the crew knows."""
        return {what for _, what in self.known if what != "claim"}

    def leading(self, name: str | None = None) -> str | None:
        """Return who leads, for the crew or, with a name, for that laptop."""
        if name in self.wishes:
            return name
        heard = self.known if name is None else self.known[: self.news[name]]
        leads = [who for who, what in heard if what == "claim"]
        return leads[-1] if leads else None

    def lead(self, name: str) -> None:
        if self.leading(name) != name and name in self.away:
            self.wishes.add(name)
        elif self.leading(name) != name:
            self._add(name, "claim")

    def act(self, name: str) -> None:
        if self.leading(name) is None:
            self.lead(name)
        if self.leading(name) != name:
            return
        self.made[name] += 1
        self.waiting[name].append(f"stage/{name}.{self.made[name]}")
        if name not in self.away:
            self._send(name)

    def cut(self, name: str) -> None:
        self.away.add(name)

    def mend(self, name: str) -> None:
        """A wish holds unless another has claimed the room or acted in it since the last news."""
        others = [who for who, _ in self.known[self.news[name] :] if who != name]
        self.away.discard(name)
        self._hear()
        if name in self.wishes and not others:
            self._add(name, "claim")
        self.wishes.discard(name)
        self._send(name)

    def _send(self, name: str) -> None:
        for uid in self.waiting[name]:
            if self.leading() == name:
                self._add(name, uid)
            else:
                self.void.add(uid)
        self.waiting[name] = []

    def _add(self, name: str, what: str) -> None:
        self.known.append((name, what))
        self._hear()

    def _hear(self) -> None:
        for name in self.news:
            if name not in self.away:
                self.news[name] = len(self.known)


def expect_by_the_rules(
    log: SharedLog, records: Sequence[CrewRecord], claims: Sequence[LeadClaim]
) -> NaiveDay:
    """Check that a merged day is the one of these records and claims; return this one."""
    naive = NaiveDay(records, claims)
    counted: dict[Room, list[str]] = {}
    for act in log.acts:
        counted.setdefault(act.room, []).append(act.uid)
    assert counted == naive.in_force()
    assert {void.record.uid: void.reason for void in log.void} == naive.void()
    assert {void.record.uid for void in log.void if void.redone} == naive.redone()
    assert dict(log.leads) == naive.leads()
    assert [message.uid for message in log.messages] == naive.messages()
    assert [act.uid for act in log.panel_acts] == naive.panel_acts()
    for numbered in (log.acts, log.messages, log.panel_acts):
        assert [one.seq for one in numbered] == list(range(1, len(numbered) + 1))
    return naive


def sorts(claim: LeadClaim) -> tuple[object, ...]:
    """The order of claims: by time, and of those of one moment by epoch and writer."""
    known = (claim.after.writer, claim.after.number) if claim.after is not None else ("", 0)
    return claim.at, claim.epoch, claim.writer, known, claim.name, claim.state, claim.own


def in_order(records: list[CrewRecord]) -> list[CrewRecord]:
    """The records by the time of recording; each writer's own ones by number."""

    def moment(record: CrewRecord) -> datetime:
        own = [other for other in records if other.writer == record.writer]
        return max(other.stamp for other in own if other.number <= record.number)

    return sorted(records, key=lambda r: (moment(r), r.writer, r.number))


def same(record: CrewRecord) -> tuple[object, ...]:
    """What two laptops have in common that have sent one record under two names."""
    content: Any = record.content
    if isinstance(content, Message):
        content = replace(content, uid="", seq=0)
    elif not isinstance(content, Seen):
        content = replace(content, uid="", seq=0, undoes=None)
    return record.stamp, repr(content)
