"""Leads, with a venue's broker: no laptop turns the day back, erases an act or drives unasked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import LeadRefusedError
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wording.crew import clock_trouble
from sommet_tui.wording.words import words_in
from tests.brokers import needs_mosquitto
from tests.builders import plain

from .conftest import Venue
from .homes import Home, Running, connected, until

# paho leaves a socket whose connection failed to be found by the garbage collector.
pytestmark = [
    needs_mosquitto,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Crew:
    """Laptops of one event."""

    def __init__(self, folder: Path, venue: Venue, event: str, stack: ExitStack) -> None:
        self.folder, self.venue, self.event, self.stack = folder, venue, event, stack

    def laptop(self, name: str, wrong: float = 0.0) -> Home:
        url = self.venue.of("stage", self.event).text
        home = Home(self.folder, name, url, authority=self.venue.authority, wrong=wrong)
        password = self.venue.made.passwords["stage"]
        self.stack.enter_context(connected(home, password=password))
        return home


@pytest.fixture
def crew(tmp_path: Path, venue: Venue, request: pytest.FixtureRequest) -> Iterator[Crew]:
    with ExitStack() as stack:
        yield Crew(tmp_path, venue, request.node.name, stack)


def test_clocks_are_compared_when_a_laptop_leads(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Otherwise presence alone would compare them.
    monkeypatch.setattr("sommet_tui.live.crew.presence.PRESENCE", timedelta(days=7))
    a, b = crew.laptop("a"), crew.laptop("b", wrong=-120)
    until(lambda: a.status.synced and b.status.synced)
    a.companion.log.take_lead(None)
    until(lambda: abs(b.crew_day.share.offset - 120) < 10)
    c = crew.laptop("c", wrong=120)
    until(lambda: abs(c.crew_day.share.offset + 120) < 10)


def do(home: Home, kind: str) -> None:
    minutes = 1 if kind == "add" else None
    home.stage.record(Act(kind, session="panel", minutes=minutes))  # type: ignore[arg-type]


TEN_DAYS = 10 * 24 * 3600.0


def rejoin(crew: Crew, home: Home, wrong: float) -> None:
    """Start a laptop again with a clock that is wrong by some seconds."""
    home.leave()
    home.clock = Running(wrong)
    home.open(home.clock)
    home.connect(crew.venue.made.passwords["stage"])


def says_it_leads(home: Home) -> bool:
    return home.crew_day.is_lead(None)


def trouble(home: Home) -> str:
    return plain(clock_trouble(home.crew_day, home.status, words_in("en")) or "")


@pytest.mark.parametrize(("wrong", "leads"), [(TEN_DAYS, "a"), (-TEN_DAYS, "")])
def test_laptop_with_a_very_wrong_clock_does_not_lead(crew: Crew, wrong: float, leads: str) -> None:
    a, b = crew.laptop("a"), crew.laptop("b")
    rejoin(crew, a, 0)
    rejoin(crew, b, wrong)
    until(lambda: a.companion.log.is_caught_up and b.companion.log.is_caught_up, a, b)
    if leads:
        a.companion.log.take_lead(None)
        do(a, "start")
        until(lambda: b.acts() == ["start panel"], a, b)
    until(lambda: b.status.unshared, a, b)
    assert not a.status.unshared
    fast = "fast" if wrong > 0 else "slow"
    assert trouble(b).startswith(f"This computer’s clock is 10 days {fast}. Set the right date")
    with pytest.raises(LeadRefusedError, match="clock"):
        b.companion.log.take_lead(None)
    b.moderator.record(PanelAct("arrival", person="ana", value="arrived"))
    a.companion.log.take_lead(None)
    until(lambda: b.lead() == "a", a, b)
    assert (says_it_leads(a), says_it_leads(b)) == (True, False)
    assert b.status.waiting == 1

    rejoin(crew, b, 0)
    until(lambda: b.companion.log.is_caught_up and not b.status.waiting, a, b)
    b.companion.log.take_lead(None)
    do(b, "add" if leads else "start")
    until(lambda: a.acts() == b.acts() != ["start panel"] * bool(leads), a, b)
    assert (says_it_leads(a), says_it_leads(b)) == (False, True)


def test_members_are_warned_about_a_wrong_clock_of_the_lead(crew: Crew) -> None:
    a, b, c = (crew.laptop(name) for name in "abc")
    for home, wrong in ((a, -420), (b, 0), (c, 0)):
        rejoin(crew, home, wrong)
    until(lambda: all(home.companion.log.is_caught_up for home in (a, b, c)))
    a.companion.log.take_lead(None)
    until(lambda: trouble(a).startswith("This computer’s clock is 7 minutes slow, if"), a, b, c)
    theirs = "The clock of a is 7 minutes slow"
    until(lambda: all(trouble(home).startswith(theirs) for home in (b, c)), a, b, c)


def test_crew_uses_the_clock_of_the_lead_again_once_it_is_set(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sommet_tui.live.crew.presence.PRESENCE", timedelta(seconds=1))
    homes = a, b, c = crew.laptop("a"), crew.laptop("b"), crew.laptop("c", wrong=120)
    until(lambda: all(home.status.synced for home in homes))
    a.companion.log.take_lead(None)
    until(lambda: c.crew_day.share.offset < -100, *homes)
    c.companion.log.take_lead(None)
    until(lambda: b.lead() == "c", *homes)
    monkeypatch.setattr(c.clock, "_wrong", timedelta(0))
    until(lambda: all(home.crew_day.share.offset == 0 for home in homes), *homes)
