"""The machines of a crew: each has its own database, a window, and a link to the broker."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.day_log import CrewDay, EventLog
from sommet_tui.companion.live_ports import LinkStatus, Share
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.ports import Clock
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.crew.address import share_address
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.live.crew.link import CrewSharing
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.wiring.crew import open_link
from sommet_tui.wiring.stores import open_stores
from tests.brokers import PATIENCE
from tests.builders import at, existing
from tests.companion.windows import Dial, FixedSource
from tests.panels import day

NewHome = Callable[[str], "Home"]


class WrongClock:
    """A clock that is wrong by a number of seconds."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._wrong = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._wrong


class Running:
    """A clock that runs from nine on the day of the event, and is wrong by some seconds."""

    def __init__(self, wrong: float = 0.0) -> None:
        self.wrong = timedelta(seconds=wrong)

    def now(self) -> datetime:
        return at("09:00") + (datetime.now(UTC) - _BEGUN) + self.wrong


_BEGUN = datetime.now(UTC)


class Home:
    """One machine. Acts on it happen at the given `clock`."""

    def __init__(
        self,
        folder: Path,
        name: str,
        url: str,
        *,
        wrong: float = 0.0,
        authority: str = "",
        programme: Programme | None = None,
    ) -> None:
        self.name = name
        self.database = folder / f"{name}.sqlite3"
        self.programme = programme or day()
        self.clock: Clock = WrongClock(wrong)
        self.crew = SqliteCrew(self.database)
        self.share(url, authority)
        self.open()

    def share(self, url: str, authority: str = "") -> None:
        writer = f"{share_address(url).writer_user}/{self.name}"
        self.crew.put_share(self.programme.id, Share(url, writer, self.name, authority))

    def open(self, clock: Clock | None = None) -> None:
        """Open a window, whose clock is the dial unless another is given."""
        self.dial = Dial(at("09:00"))
        source = FixedSource(self.programme)
        self.companion = Companion(source, open_stores(self.database), clock or self.dial)
        self.stage = Stage(self.companion, by=self.name)
        self.moderator = Moderator(self.companion, "panel", by=self.name)

    def open_link(self, password: str | None = None, *, only_reads: bool = False) -> CrewSharing:
        link = open_link(
            self.programme, lambda _: password, self.database, self.clock, only_reads=only_reads
        )
        assert isinstance(link, CrewSharing)
        return link

    def connect(self, password: str | None = None) -> None:
        self.companion.log.connect(self.open_link(password))

    def leave(self) -> None:
        link = self.companion.log.disconnect()
        assert isinstance(link, CrewSharing)
        link.stop()
        until(lambda: not link._thread.is_alive())  # so its last write is done

    # Actions

    def act(self, clock: str, kind: str, session: str | None = None, **more: object) -> Act:
        if self.companion.snapshot.link is not None:  # users also wait until it is connected
            until(lambda: self.companion.log.is_caught_up or self.status.error is not None)
        self.look()
        self.dial.shows = at(clock)
        return self.stage.record(Act(kind, session=session, **more))  # type: ignore[arg-type]

    def arrive(self, clock: str, person: str) -> PanelAct:
        self.look()
        self.dial.shows = at(clock)
        return self.moderator.record(PanelAct("arrival", person=person, value="arrived"))

    # Views

    def look(self) -> None:
        self.companion.load_external_changes()

    @property
    def events(self) -> EventLog:
        self.look()
        return self.companion.snapshot.events

    @property
    def crew_day(self) -> CrewDay:
        return existing(self.events.crew)

    def day(self) -> tuple[Any, ...]:
        """Return the merged log of this machine, which is the same on all of them."""
        events, log = self.events, self.crew_day.log
        return events.acts, log.void, events.messages, events.panel_acts, dict(log.leads)

    def acts(self) -> list[str]:
        return [f"{act.act} {act.session}" for act in self.events.acts]

    def void(self) -> list[str]:
        return [f"{each.act.act} {each.act.session}" for each in self.crew_day.log.void]

    def messages(self) -> list[str]:
        return [message.text for message in self.events.messages]

    @property
    def status(self) -> LinkStatus:
        self.look()
        return existing(self.companion.snapshot.link)

    @property
    def present(self) -> list[str]:
        """Return the names of the other machines that are connected."""
        return [member.name for member in self.status.members if member.is_connected]

    @property
    def dropped(self) -> set[str]:
        """Return the reasons of the messages that this machine has dropped."""
        return {each.reason for each in self.crew.dropped_messages(self.programme.id)}

    def lead(self, room: str | None = None) -> str | None:
        claim = self.crew_day.lead(room)
        return claim.name if claim is not None else None


def until(condition: Callable[[], object], *homes: Home) -> None:
    """Wait until the condition is true, or fail and say how things stood after 20 seconds."""
    begun = time.monotonic()
    report = ""
    while not condition():
        waited = time.monotonic() - begun
        assert waited < PATIENCE, f"it never came to that; after 20 seconds:\n{report}"
        if waited > 20 and not report:
            report = _report(homes)
        time.sleep(0.02)


def _report(homes: Sequence[Home]) -> str:
    """Return the status of each machine, how its day differs, and the stack of each thread."""
    lines = [f"{home.name}: {home.status}" for home in homes]
    days = [_facts(home) for home in homes]
    for home, facts in zip(homes, days, strict=True):
        others = sorted(facts - days[0].intersection(*days))
        lines.append(f"{home.name} has {len(facts)} facts; not all have these: {others}")
    stacks = sys._current_frames()
    for thread in threading.enumerate():
        if thread.ident in stacks:
            lines += [f"\n{thread.name}:", *traceback.format_stack(stacks[thread.ident])]
    return "\n".join(lines)


def _facts(home: Home) -> set[str]:
    """Return what makes up the day of a machine, each part as a short text."""
    acts, void, messages, panel_acts, leads = home.day()
    values = (*acts, *messages, *panel_acts)
    return {
        *(f"{type(one).__name__} {one.uid} as {one.seq}" for one in values),
        *(f"void {one.record.uid}: {one.reason}, redone {one.redone}" for one in void),
        *(f"lead of {room}: {claim}" for room, claim in leads.items()),
    }


def agree(*homes: Home) -> None:
    """Wait until no record waits on any machine, and all have the same day."""
    until(lambda: all(h.status.connected and not h.status.waiting for h in homes), *homes)
    until(lambda: all(h.day() == homes[0].day() for h in homes), *homes)


@contextmanager
def connected(*homes: Home, password: str | None = None) -> Iterator[None]:
    for home in homes:
        home.connect(password)
    try:
        yield
    finally:
        for home in homes:
            home.leave()
