"""Laptops act, claim the lead and lose the network or the broker at random: one day remains."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from sommet_tui.companion.errors import LeadRefusedError
from sommet_tui.companion.stage import NotLeadingError, RefusedError
from sommet_tui.domain.crew.merge import SharedLog
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, OwnRecords
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.storage.records import SqliteRecords
from tests.brokers import Wire, needs_mosquitto
from tests.builders import existing
from tests.domain.naive_crew import expect_by_the_rules

from .conftest import start_venue
from .homes import Home, Running, agree, until

# paho leaves a socket whose connection failed to be found by the garbage collector.
pytestmark = [
    needs_mosquitto,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LAPTOPS = (("a", "stage"), ("b", "stage"), ("c", "stage"), ("m", "moderator"))
KINDS = ("start", "add", "add", "add", "pause", "resume", "end")


class Chaos:
    """Four laptops with different clocks, each behind a wire, and the acts that they recorded."""

    def __init__(self, folder: Path, seed: int, wrong: int, stack: ExitStack) -> None:
        self.random = Random(seed)
        self.folder = folder / "broker"
        self.venue, self.broker = start_venue(self.folder)
        stack.callback(self.broker_dies)
        self.wires: dict[str, Wire] = {}
        self.frozen: set[str] = set()
        self.away: set[str] = set()
        self.homes = [self._laptop(folder, *each, wrong, stack) for each in LAPTOPS]
        self.recorded = 0
        self.confirmed: set[str] = set()
        self.died: dict[str, datetime] = {}
        """When the broker last died, by the clock of each laptop."""
        self.forgotten: set[tuple[str, int]] = set()
        """The claims that it may have forgotten then, by writer and epoch."""

    def _laptop(self, folder: Path, name: str, user: str, wrong: int, stack: ExitStack) -> Home:
        port = self.venue.address.port
        self.wires[name] = wire = stack.enter_context(Wire(port))
        url = self.venue.of(user).text.replace(str(port), str(wire.port))
        home = Home(folder, name, url, authority=self.venue.authority)
        home.clock = Running({"b": wrong, "c": -wrong}.get(name, 0))
        home.open(home.clock)
        home.connect(self.venue.made.passwords[user])
        stack.callback(home.leave)
        until(lambda: home.companion.log.is_caught_up)
        return home

    def broker_dies(self) -> None:
        self.broker.kill()

    def step(self) -> None:
        """Something happens to one of the laptops."""
        home = self.random.choice(self.homes)
        home.look()
        what: Callable[[Home], None] = self.random.choice(
            [self.act] * 5
            + [self.lead, self.lead, self.cut, self.stall, self.freeze, self.restart]
            + [self.mend] * 3
        )
        try:
            what(home)
        except (RefusedError, NotLeadingError, LeadRefusedError):
            return
        finally:
            self.note_confirmed()

    def act(self, home: Home) -> None:
        kind = self.random.choice(KINDS)
        about = "panel" if kind in ("start", "add") else None
        minutes = 1 if kind == "add" else None
        home.stage.record(Act(kind, session=about, minutes=minutes))  # type: ignore[arg-type]
        self.recorded += 1

    def lead(self, home: Home) -> None:
        home.companion.log.take_lead(None)

    def cut(self, home: Home) -> None:
        self.wires[home.name].cut()
        self.away.add(home.name)

    def stall(self, home: Home) -> None:
        """The messages of this laptop arrive later than those that the others send meanwhile."""
        self.wires[home.name].stall()
        self.away.add(home.name)

    def freeze(self, home: Home) -> None:
        self.wires[home.name].freeze()
        self.away.add(home.name)
        self.frozen.add(home.name)

    def mend(self, home: Home) -> None:
        if home.name in self.frozen:
            self.wires[home.name].cut()
        self.wires[home.name].mend()
        self.away.discard(home.name)
        self.frozen.discard(home.name)

    def restart(self, _: Home) -> None:
        """The broker dies, with or without its saved data, and comes back."""
        if self.random.random() < 0.7:
            return
        self.broker.kill()
        self.confirmed.clear()  # it may have forgotten acknowledged acts
        self.died = {home.name: home.clock.now() for home in self.homes}
        self.forgotten = {(c.writer, c.epoch) for home in self.homes for c in own_claims(home)}
        if self.random.random() < 0.5:
            for file in self.folder.rglob("*.db"):
                file.unlink()
        self.broker.start()

    def note_confirmed(self) -> None:
        """What the broker has of a lead that is connected has to stand.

        After the broker has lost its data, this holds once those that led before are back.
        """
        for home in self.homes:
            before = home.status
            crew = existing(home.companion.snapshot.events.crew)
            if home.name in self.away or not (before.connected and before.synced):
                continue
            if before.waiting or not crew.is_lead(None) or crew.has_unconfirmed_lead(None):
                continue
            if home.name in self.died and before.since <= self.died[home.name]:
                continue  # it has not noticed yet that the broker died
            if not self.forgotten_leads() <= {(c.writer, c.epoch) for c in claims(home)}:
                continue  # a lead whom the broker has forgotten is not back yet, and keeps the lead
            self.confirmed |= {
                act.uid
                for act in home.companion.snapshot.events.acts
                if act.uid.startswith(f"stage/{home.name}.")
            }

    def forgotten_leads(self) -> set[tuple[str, int]]:
        """The claims that the broker may have forgotten after it had accepted them."""
        accepted = {
            (claim.writer, claim.epoch)
            for home in self.homes
            for claim in own_claims(home)
            if claim.state == "accepted"
        }
        return self.forgotten & accepted

    def rest(self) -> None:
        """All come back, and have the day of the rules."""
        for home in self.homes:
            self.mend(home)
        agree(*self.homes)
        for home in self.homes:
            until(lambda home=home: self.has_day_of_the_rules(home), home)  # type: ignore[misc]

    def has_day_of_the_rules(self, home: Home) -> bool:
        """Check the day of a laptop; return False if something arrived meanwhile."""
        read = home.crew.read(home.programme.id, 0)
        home.look()
        crew = home.companion.snapshot.events.crew
        assert read is not None
        assert crew is not None
        if home.crew.read(home.programme.id, 0) != read:
            return False
        records = [*own_records(home), *read.records]
        assert len(records) == self.recorded
        expect_by_the_rules(crew.log, records, read.claims)
        lost = self.confirmed - {act.uid for act in crew.log.acts}
        assert lost <= acts_without_effect_for_a_later_lead(crew.log, read.claims)
        return True


def acts_without_effect_for_a_later_lead(log: SharedLog, claims: Iterable[LeadClaim]) -> set[str]:
    """The acts that a withdrawn claim makes void, because another claim builds on it.

    A laptop claimed the lead without knowing these acts, and lost the network when it withdrew the
    claim. Before that, another user saw it lead, saw these acts void, and took the lead from it.
    """
    withdrawn = {(c.room, c.writer, c.epoch) for c in claims if c.state == "withdrawn"}
    against = ((void.record.uid, void.claim) for void in log.void)
    return {uid for uid, c in against if c and (c.room, c.writer, c.epoch) in withdrawn}


def claims(home: Home) -> tuple[LeadClaim, ...]:
    """All claims that a laptop knows."""
    read = existing(home.crew.read(home.programme.id, 0))
    return tuple(read.claims)


def own_claims(home: Home) -> list[LeadClaim]:
    """The claims that a laptop made itself."""
    return [claim for claim in claims(home) if claim.name == home.name]


def own_records(home: Home) -> list[CrewRecord]:
    share = existing(home.crew.find_share(home.programme.id))
    own, log = OwnRecords(share.writer), SqliteRecords(home.database)
    _, stored = log.read_new_records(home.programme.id, joins_rehearsal=False, known=None, after=0)
    return [record for record in map(own.add, stored) if record is not None]


_NIGHTLY = settings().max_examples > 100


@pytest.mark.parametrize(
    ("seed", "rounds", "steps"),
    [
        (1, 2, 12),
        *(pytest.param(seed, 4, 30, marks=pytest.mark.long) for seed in (2, 3, 4, 6)),
        *(
            pytest.param(seed, 5, 12, marks=pytest.mark.nightly)
            for seed in range(100, 160)
            if _NIGHTLY  # three hundred rounds
        ),
    ],
)
def test_laptops_agree_after_random_failures(
    tmp_path: Path, seed: int, rounds: int, steps: int
) -> None:
    """Things happen to four laptops, several times with a rest in between."""
    with ExitStack() as stack:
        chaos = Chaos(tmp_path, seed, 20, stack)
        for _ in range(rounds):
            for _ in range(steps):
                chaos.step()
            chaos.rest()
