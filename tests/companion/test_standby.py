"""Machines of a crew take turns at one place, and never publish an older state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.live_ports import Member, SharedBatch
from sommet_tui.companion.standby import (
    CrewNow,
    DocumentHeader,
    PostedDocument,
    PublishingTurn,
    choose_publisher,
    machine_id,
    publishes_room,
    publishing_order,
    read_header,
)
from sommet_tui.domain.crew.records import LeadClaim
from sommet_tui.domain.values import replace
from tests.builders import at, existing, programme, session
from tests.companion.test_shared_day import Machine
from tests.tables import stories

NAMES = {"a": "Stage", "b": "Room B", "c": "Green room"}
EVENTS = ("act", "act", "kill", "start", "cut", "mend")


@dataclass
class Written:
    """A document at the place: its header, and the records that it shows."""

    header: DocumentHeader
    shows: frozenset[str]
    connected: bool


@dataclass
class Laptop:
    """A laptop that publishes; `knows` are the records it has, `seen` those it has published."""

    id: str
    turn: PublishingTurn = field(default_factory=PublishingTurn)
    runs: bool = True
    hangs: bool = False
    online: bool = True
    announces: bool = False
    knows: frozenset[str] = frozenset()
    seen: frozenset[str] | None = None
    wrote_at: datetime | None = None


class Crew:
    """Laptops, their broker and their place to publish, simulated second by second."""

    def __init__(self, *ids: str, lead: str = "a") -> None:
        self.now = at("09:00")
        self.laptops = {id_: Laptop(id_) for id_ in ids}
        self.broker: frozenset[str] = frozenset()
        self.there: list[Written] = []
        self.lead = lead
        self.acts = 0

    def happen(self, event: str, id_: str) -> None:
        laptop = self.laptops[id_]
        if event == "act" and laptop.runs:
            self.acts += 1
            laptop.knows |= {f"{id_}{self.acts}"}
        elif event == "kill":
            laptop.runs = laptop.announces = False
        elif event == "start" and not laptop.runs:
            laptop.runs, laptop.turn, laptop.seen = True, PublishingTurn(), None
        elif event in ("cut", "mend"):
            laptop.online = event == "mend"
        elif event in ("hang", "wake"):
            laptop.hangs = event == "hang"

    def play(self, steps: str) -> None:
        """Let things happen, and time pass: "a.kill 30"."""
        for step in steps.split():
            id_, _, event = step.partition(".")
            if event:
                self.happen(event, id_)
            else:
                self.live(int(step))

    def live(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += timedelta(seconds=1)
            for laptop in self.laptops.values():
                if laptop.runs and not laptop.hangs:
                    self._tick(laptop)

    def _tick(self, laptop: Laptop) -> None:
        turn = laptop.turn
        crew = self._as_seen_by(laptop)
        if laptop.online:  # its records arrive just after it has looked at the crew
            self.broker |= laptop.knows
            laptop.knows = self.broker
        minute = laptop.wrote_at is None or self.now - laptop.wrote_at >= timedelta(minutes=1)
        was_mine = turn.is_mine
        due = minute or not was_mine or laptop.seen != laptop.knows
        if turn.update_turn(crew, self.now) and due:
            self._write(laptop, connected=crew.connected)
        elif turn.should_look(self.now):
            turn.process(self._header())
        laptop.announces = True

    def _as_seen_by(self, laptop: Laptop) -> CrewNow:
        others = [x for x in self.laptops.values() if x.runs and x.online and x is not laptop]
        publishing: dict[str, frozenset[str]] = {}
        for other in others if laptop.online else ():
            if other.announces:
                place = other.turn.place
                publishing[place] = publishing.get(place, frozenset()) | {other.id}
        claim = LeadClaim("hall", 1, f"stage/{self.lead}", "", at("08:00"))
        settled = laptop.online and laptop.knows == self.broker
        return CrewNow(
            laptop.id, NAMES[laptop.id], laptop.online, settled, publishing, {"hall": claim}, NAMES
        )

    def _header(self) -> DocumentHeader | None:
        return self.there[-1].header if self.there else None

    def write_at_once(self) -> list[str]:
        """Have all write at the same moment, each having looked before any wrote; who does."""
        found = self._header()
        crews = [(each, self._as_seen_by(each)) for each in self.laptops.values()]
        publishing = [each for each, crew in crews if each.turn.update_turn(crew, self.now)]
        writing = [each for each in publishing if each.turn.can_write(found)]
        for each in writing:
            self._put(each, found, connected=True)
        return [each.id for each in writing]

    def _write(self, laptop: Laptop, *, connected: bool) -> None:
        found = self._header()
        if laptop.turn.can_write(found):
            self._put(laptop, found, connected=connected)

    def _put(self, laptop: Laptop, found: DocumentHeader | None, *, connected: bool) -> None:
        order = (1, found.order[1] + 1 if found is not None else 1)
        place, name = laptop.turn.place, NAMES[laptop.id]
        header = DocumentHeader(order, self.now, laptop.id, name, place)
        self.there.append(Written(header, laptop.knows, connected))
        laptop.turn.remember_written_document(order)
        laptop.seen, laptop.wrote_at = laptop.knows, self.now

    @property
    def publishers(self) -> list[str]:
        return [x.id for x in self.laptops.values() if x.runs and not x.hangs and x.turn.is_mine]

    @property
    def last(self) -> DocumentHeader:
        return self.there[-1].header


def test_one_laptop_publishes_and_the_others_name_it() -> None:
    crew = Crew("a", "b", "c", lead="b")
    crew.live(30)
    assert crew.publishers == ["b"]
    assert {id_: each.turn.other for id_, each in crew.laptops.items()} == {
        "a": "Room B",
        "b": None,
        "c": "Room B",
    }
    begun = len(crew.there)
    crew.live(120)
    assert {each.header.machine for each in crew.there[begun:]} == {"b"}
    assert len(crew.there) == begun + 2


def test_second_of_two_simultaneous_publishers_stops_within_ten_seconds() -> None:
    crew = Crew("a", "b")
    crew.live(1)
    assert crew.write_at_once() == ["a", "b"], "neither has heard of the other"
    assert crew.write_at_once() == ["b"]
    crew.live(10)
    assert crew.publishers == ["a"]
    assert crew.last.machine == "a"
    assert crew.laptops["b"].turn.other == "Stage"


@pytest.mark.parametrize("seconds", range(30, 40))
def test_takeover_takes_seconds_despite_recent_publications(seconds: int) -> None:
    crew = Crew("a", "b")
    crew.play(f"{seconds}{5 * ' a.act 2'} a.kill 5")  # it looks every ten seconds
    assert crew.last.machine == "b"


@pytest.mark.parametrize("story", stories("standby.txt"))
def test_laptops_take_turns_to_publish(story: list[tuple[str, str, str]]) -> None:
    crew = Crew(*sorted(re.findall(r"(\w)\.start", story[0][0])))
    for steps, writers, shows in story:
        begun = len(crew.there)
        crew.play(steps)
        machines = {crew.last.machine, *(each.header.machine for each in crew.there[begun:])}
        assert {*crew.publishers} <= machines == {*writers.split()}
        assert " ".join(crew.there[-1].shows) == shows.strip("-"), steps
        assert crew.now - existing(crew.last.sent_at) <= timedelta(minutes=1)


@given(
    st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from("abc"), st.integers(0, 70)),
        max_size=25,
    )
)
def test_published_records_stay_published(events: list[tuple[str, str, int]]) -> None:
    crew = Crew("a", "b", "c", lead="b")
    crew.live(10)
    for event, id_, seconds in events:
        crew.play(f"{id_}.{event} {seconds}")
    orders = [each.header.order for each in crew.there]
    assert orders == sorted(set(orders))
    shown: frozenset[str] = frozenset()
    for each in crew.there:
        if each.connected:
            assert shown <= each.shows
            shown = each.shows
    crew.play("a.start b.start c.start a.mend b.mend c.mend 150")
    assert crew.publishers == ["b"]
    assert crew.there[-1].shows == crew.broker


def test_another_laptop_publishes_a_room_while_its_lead_is_gone(tmp_path: Path) -> None:
    rooms = ("hall", "studio")
    one = Machine(tmp_path, "one", programme(*(session(each, room=each) for each in rooms)))
    one.share()
    one.log.take_lead("hall")
    claims = [LeadClaim("studio", 1, "crew/two", "Two", at("08:00"))]
    one.crew.save_batch(one.id, SharedBatch(claims=claims))
    link = one.connect()

    def published(*, here: bool, connected: bool = True) -> list[str]:
        members = (Member("crew/two", "Two", here),)
        link.stands = replace(link.stands, members=members, connected=connected)
        one.companion.state.reload()
        one.look()
        return [each for each in rooms if publishes_room(one.snapshot, each)]

    assert published(here=True) == ["hall"]
    assert published(here=False) == ["hall", "studio"]
    assert published(here=False, connected=False) == ["hall"]


def test_publisher_of_a_garbled_document_is_unknown() -> None:
    found = read_header(
        b'{"epoch": 2, "seq": 3, "sent_at": "2025-02-07T09:00:00+01:00",'
        b' "publisher": {"id": "9f86", "name": "Sta\\u0007ge", "place": "p"}}'
    )
    assert found == DocumentHeader((2, 3), at("09:00"), "9f86", "Stage", "p")
    assert read_header(b'{"epoch": 2, "seq": 3, "publisher": 4}') == DocumentHeader((2, 3), None)
    for garbled in (None, b"", b"[]", b"{", b'{"epoch": "2", "seq": 3}', b'{"epoch": 2}'):
        assert read_header(garbled) is None


MACHINES = st.sets(st.text("abcdef0123456789", min_size=1, max_size=3), min_size=1, max_size=6)


def lead_claim(room: str, writer: str, *, confirmed: bool = True) -> LeadClaim:
    at = datetime(2025, 2, 7, 9, tzinfo=UTC)
    return LeadClaim(room, 1, writer, writer, at, state="accepted" if confirmed else "open")


def leads(*claims: LeadClaim) -> dict[str | None, LeadClaim]:
    return {claim.room: claim for claim in claims}


def document_by(by: str | None, seconds: int) -> PostedDocument:
    return PostedDocument(by, timedelta(seconds=seconds))


def test_laptops_are_ordered_by_rooms_led_and_then_by_id() -> None:
    claims = leads(
        lead_claim("hall", "stage/c"), lead_claim("studio", "stage/c"), lead_claim("cave", "b/b")
    )
    assert publishing_order(["a", "d", "b", "c"], claims) == ("c", "b", "a", "d")
    assert publishing_order(["d", "a"], claims) == ("a", "d")


def test_lead_known_to_only_one_laptop_does_not_count() -> None:
    claims = leads(lead_claim("hall", "stage/b", confirmed=False))
    assert publishing_order(["b", "a"], claims) == ("a", "b")


@pytest.mark.parametrize(
    ("found", "who"),
    [
        (None, "a"),
        (document_by("b", 60), "b"),  # whoever publishes goes on, there or not
        (document_by("b", 104), "b"),
        (document_by("b", 105), "b"),  # the first had its chance: the next in turn
        (document_by("c", 140), "c"),
        (document_by("b", 195), "a"),  # no machine published, as before the day begins
    ],
)
def test_publisher_continues_without_the_crew(found: PostedDocument | None, who: str) -> None:
    assert choose_publisher(("a", "b", "c"), found, connected=False) == who


def test_anonymous_publisher_keeps_its_turn_until_it_is_silent() -> None:
    assert choose_publisher(("a", "b"), document_by(None, 104), connected=True) is None
    assert choose_publisher(("a", "b"), document_by(None, 105), connected=True) == "b"


@given(MACHINES, st.booleans())
def test_each_laptop_publishes_in_turn_if_no_other_laptop_does(
    machines: set[str], connected: bool
) -> None:
    order = publishing_order(machines, {})
    silent = [document_by(order[0], seconds) for seconds in range(105, 105 + 30 * len(order))]
    assert {choose_publisher(order, each, connected=connected) for each in silent} == machines


def test_laptop_has_the_same_id_for_any_user() -> None:
    assert machine_id("stage/9f86d081884c") == "9f86d081884c"
