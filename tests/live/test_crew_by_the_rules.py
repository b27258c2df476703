"""Laptops of a crew against a slow and plain reading of the rules, without a network.

Each laptop runs the app: a window, a database and a link. After each event, every laptop shows
the day of the records and claims that it has, connected laptops show the same day, and at most one
of them leads. In the end nothing is lost, and what a connected lead recorded is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sommet_tui.companion.day_log import CrewDay
from sommet_tui.domain.crew.clocks import AHEAD
from sommet_tui.domain.values import frozen, replace
from sommet_tui.storage.database import Database
from tests.builders import at, existing, programme, session
from tests.domain.naive_crew import ExpectedCrew, expect_by_the_rules
from tests.tables import table

from .simulated import Laptop, World

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY, TEN_DAYS, RIGHT = timedelta(days=1), timedelta(days=10), timedelta(0)
SESSIONS = session("panel", "09:00", "10:00"), session("talk", "10:00", "11:00")
OLD = programme(*SESSIONS)
NEW = programme(*SESSIONS, session("extra", "11:00", "12:00"))
FORESEEN = ("act", "act", "act", "lead", "lead", "cut", "mend", "die")
RESTARTS = ("forget", "revert")
EVENTS = (*FORESEEN, "mend", "stall", *RESTARTS, "extra")
CLOCKS = (
    *(RIGHT, RIGHT, RIGHT, RIGHT, 20 * SECOND, 2 * MINUTE, -2 * MINUTE, 3 * HOUR, -3 * HOUR),
    *(2 * DAY, -2 * DAY, 10 * DAY, -10 * DAY),
)
_IN_MEMORY = Path("/dev/shm")
_NIGHTLY = settings().max_examples > 100
_PATIENCE = 7200 if _NIGHTLY else 300
_NUMBERS = count()


@frozen
class Story:
    """What happens to the laptops a, b and c, as in "a.act b.lead* a.cut forget".

    After an event with a star, the next one comes immediately. `wrong` are the clocks' errors,
    and the laptops in `old` have a programme without the session Extra. `seed` decides in what
    order the messages come.
    """

    steps: str
    wrong: tuple[timedelta, ...] = (RIGHT, RIGHT, RIGHT)
    old: str = ""
    seed: int = 0

    @property
    def is_foreseen(self) -> bool:
        """Whether the rules alone decide the result: nothing is slow, lost or dated wrong."""
        words = self.steps.replace("forget", "all.forget").split()
        plain = all(word.partition(".")[2] in FORESEEN for word in words)
        return plain and all(RIGHT <= each < AHEAD for each in self.wrong)


class StoryRun:
    """A story on its way, and the acts confirmed so far."""

    def __init__(self, story: Story, databases: Sequence[Database]) -> None:
        self.world = World(at("08:00"), story.seed)
        id_ = f"summit-{next(_NUMBERS)}"  # another day for each story
        for database, name, wrong in zip(databases, "abc", story.wrong, strict=False):
            made = OLD if name in story.old else NEW
            Laptop(self.world, database, name, replace(made, id=id_), wrong)
        self.laptops = {laptop.name: laptop for laptop in self.world.laptops}
        self.expected = ExpectedCrew("".join(self.laptops)) if story.is_foreseen else None
        self.confirmed: set[str] = set()
        """The acts of a connected lead that the broker has."""
        self.was_unshared: set[Laptop] = set()
        self.is_unsure = False
        """Whether a laptop is away that may know more than the broker, which lost its data."""
        self.last_did = True
        """Whether the app did what its user wanted last."""

    @property
    def well(self) -> list[Laptop]:
        return [laptop for laptop in self.world.laptops if laptop.is_well]

    def play(self, steps: str) -> None:
        for word in steps.split():
            self._play_step(word)

    def _play_step(self, word: str) -> None:
        name, _, what = word.rstrip("*").rpartition(".")
        if what in RESTARTS:
            # Acts that no connected laptop has may be void in the end.
            self.confirmed &= {act.uid for other in self.well for act in other.day.log.acts}
            self.is_unsure = len(self.well) < len(self.laptops)
            getattr(self.world, what)()
        else:
            laptop = self.laptops[name]
            may_share = not laptop.link.status().unshared
            self.last_did = getattr(laptop, what)() is not False
            if what in ("act", "lead", "extra") and self.last_did:
                assert may_share
        if self.expected is not None:
            getattr(self.expected, "cut" if what == "die" else what)(name)
        if not word.endswith("*"):
            self.world.rest()
            self.check()

    def check(self) -> None:
        days = {name: laptop.day for name, laptop in self.laptops.items()}
        for name, laptop in self.laptops.items():
            self._check_day(laptop, days[name])
        well = self.well
        self.is_unsure = self.is_unsure and len(well) < len(self.laptops)
        self.was_unshared |= {one for one in self.laptops.values() if one.link.status().unshared}
        if not any(laptop.link.status().ahead for laptop in well):
            shown = [days[one.name].log for one in well if not one.link.status().unshared]
            assert all(log == replace(shown[0], epochs=log.epochs) for log in shown)
        leading = [laptop for laptop in well if days[laptop.name].is_lead(None)]
        assert len(leading) <= 1
        for laptop in leading:
            assert not days[laptop.name].has_unconfirmed_lead(None)
            if not self.is_unsure:
                acts = days[laptop.name].log.counted
                self.confirmed |= {act.uid for act in acts if act.writer == laptop.writer}

    def _check_day(self, laptop: Laptop, day: CrewDay) -> None:
        naive = expect_by_the_rules(day.log, *laptop.records_and_claims())
        if self.expected is not None:
            lead = day.lead(None)
            assert (lead.name if lead is not None else None) == self.expected.leading(laptop.name)
        clock, programme = laptop.companion.clock, laptop.programme
        if clock.today in programme.days:
            lacks = laptop.companion.snapshot.lacks_session(clock.now())
            assert lacks == bool(naive.foreign(None, programme.by_id))

    def end(self) -> None:
        for name in self.laptops:
            self.play(f"{name}.mend")
        self.world.now += 11 * DAY  # what waits for its time is due
        self.world.rest()
        self.check()
        made = {record.uid for laptop in self.laptops.values() for record in laptop.own()}
        unshared = {record.uid for laptop in self.was_unshared for record in laptop.own()}
        for laptop in self.laptops.values():
            log = laptop.day.log
            counted, void = {a.uid for a in log.acts}, {v.record.uid for v in log.void}
            assert made - unshared <= counted | void <= made
            assert self.confirmed - unshared <= counted
            if self.expected is not None:
                assert (counted, void) == (self.expected.counting, self.expected.void)


@pytest.fixture(scope="module")
def databases() -> Iterator[Sequence[Database]]:
    place = str(_IN_MEMORY) if _IN_MEMORY.is_dir() else None
    with TemporaryDirectory(dir=place) as folder:
        yield [Database(f"{folder}/{name}.sqlite3") for name in "abc"]


def play(story: Story, databases: Sequence[Database]) -> StoryRun:
    """Play a story to its end."""
    run = StoryRun(story, databases)
    for laptop in run.laptops.values():
        laptop.mend()
    run.world.rest()
    run.check()
    run.play(story.steps)
    run.end()
    return run


def story_of(seed: int) -> Story:
    """Return a random story of three laptops; the rules foresee the result of every other one."""
    random = Random(seed)
    is_plain = random.random() < 0.5
    events, clocks = (FORESEEN, CLOCKS[:5]) if is_plain else (EVENTS, CLOCKS)
    steps = []
    for _ in range(random.randint(2, 12)):
        event = random.choice(events)
        word = event if event in RESTARTS else f"{random.choice('abc')}.{event}"
        steps.append(word if is_plain or random.random() < 0.7 else f"{word}*")
    wrong = tuple(random.choice(clocks) for _ in "abc")
    old = "".join(name for name in "abc" if random.random() < 0.3)
    return Story(" ".join(steps), wrong, old, seed)


@pytest.mark.parametrize(("steps", "lead", "counted", "void"), table("crew/worked_scenarios.txt"))
def test_laptops_follow_the_worked_scenarios(
    databases: Sequence[Database], steps: str, lead: str, counted: str, void: str
) -> None:
    run = play(Story(steps), databases)
    for laptop in run.laptops.values():
        log = laptop.day.log
        assert existing(laptop.day.lead(None)).name == lead
        assert " ".join(short(act.uid) for act in log.acts) == counted
        assert ", ".join(f"{short(v.record.uid)} {v.reason}" for v in log.void) == void


def test_later_of_two_simultaneous_claims_takes_effect_if_nothing_was_recorded(
    databases: Sequence[Database],
) -> None:
    run = play(Story("a.act b.stall* c.stall* b.lead* c.lead* b.mend* c.mend"), databases)
    (leading,) = [laptop for laptop in run.well if laptop.day.is_lead(None)]
    assert leading.name == "c"


def play_offline_with_a_fast_clock(steps: str, databases: Sequence[Database]) -> StoryRun:
    run = StoryRun(Story("b.cut forget"), databases)
    run.play("a.mend b.mend a.lead b.cut")
    run.laptops["b"].wrong = HOUR
    run.play(steps)
    return run


def test_offline_claim_with_a_wrong_clock_is_withdrawn(
    databases: Sequence[Database],
) -> None:
    run = play_offline_with_a_fast_clock("b.lead b.act b.mend", databases)
    for name in "ab":
        day = run.laptops[name].day
        assert day.is_lead(None) == (name == "a")
        assert day.log.acts == ()


def test_records_made_with_a_fast_clock_do_not_delay_the_lead(
    databases: Sequence[Database],
) -> None:
    run = play_offline_with_a_fast_clock("b.lead b.act b.mend b.lead b.act", databases)
    for name in "ab":
        assert [short(act.uid) for act in run.laptops[name].day.log.acts] == ["b2"]


def test_laptop_with_a_wrong_clock_cannot_lead_after_reconnecting(
    databases: Sequence[Database],
) -> None:
    run = StoryRun(Story("b.lead", (TEN_DAYS, RIGHT, TEN_DAYS)), databases)
    run.play("a.mend b.mend c.mend b.die b.mend b.lead")
    assert not run.last_did


def test_lead_taken_after_reconnecting_does_not_wait_for_a_silent_laptop(
    databases: Sequence[Database],
) -> None:
    run = StoryRun(Story("forget"), databases)
    run.play("a.mend b.mend a.lead b.cut a.die b.mend*")
    for _ in range(5):  # until the comparison of its clock is over
        run.world.beat()
    laptop = run.laptops["b"]
    assert laptop.lead()
    assert laptop.day.is_lead(None)
    assert not laptop.day.has_unconfirmed_lead(None)


def test_lead_dated_a_week_ahead_does_not_block_others(databases: Sequence[Database]) -> None:
    run = StoryRun(Story("b.lead", (RIGHT, TEN_DAYS, RIGHT)), databases)
    run.play("b.mend b.lead b.cut a.mend c.mend a.act")
    assert run.last_did


def short(uid: str) -> str:
    return uid.removeprefix("stage/").replace(".", "")


UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def error(text: str) -> timedelta:
    """Return the error of a clock: "-10d"."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])}) if text != "0" else RIGHT


@pytest.mark.parametrize(("steps", "clocks", "old", "seed"), table("crew/earlier_failures.txt"))
def test_scenarios_that_failed_before_succeed(
    databases: Sequence[Database], steps: str, clocks: str, old: str, seed: str
) -> None:
    wrong = tuple(map(error, clocks.split())) or (RIGHT, RIGHT, RIGHT)
    play(Story(steps, wrong, old, int(seed or 0)), databases)


@pytest.mark.timeout(_PATIENCE)
@settings(
    max_examples=5 * settings().max_examples if _NIGHTLY else settings().max_examples // 3,
    phases=(Phase.explicit, Phase.generate),  # a smaller seed makes no shorter story
)
@given(st.integers(0, 2**32 - 1).map(story_of))
def test_three_laptops_agree_with_the_rules_after_any_events(
    databases: Sequence[Database], story: Story
) -> None:
    play(story, databases)


def stories_of_two(events: int) -> Iterator[str]:
    """Yield each story of `events` events that all change something; a acts first."""
    words = [f"{name}.{what}" for name in "ab" for what in ("act", "lead", "cut", "mend")]
    for steps in product(words, repeat=events):
        expected = ExpectedCrew("ab")
        for word in steps:
            before = repr(vars(expected))
            name, _, what = word.partition(".")
            getattr(expected, what)(name)
            if repr(vars(expected)) == before:
                break
        else:
            if steps[0].startswith("a"):
                yield " ".join(steps)


@pytest.mark.nightly
@pytest.mark.timeout(_PATIENCE)
def test_two_laptops_agree_with_the_rules_after_any_six_events(
    databases: Sequence[Database],
) -> None:
    every = list(stories_of_two(6 if _NIGHTLY else 4))
    for steps in every if _NIGHTLY else Random(1).sample(every, settings().max_examples // 4):
        play(Story(steps, (RIGHT, RIGHT)), databases)
