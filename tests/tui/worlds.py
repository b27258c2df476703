"""A whole running app for a test: a clock in the hand, a programme to exchange, a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from sommet_tui.companion.changes import ProgrammeChanges
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.live_ports import CrewLink
from sommet_tui.companion.ports import ProgrammeBaseline, ProgrammeSource
from sommet_tui.companion.reminders import Reminders
from sommet_tui.companion.services import Services
from sommet_tui.companion.settings import LoadedSettings
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.sources.address import AddressSource
from sommet_tui.storage.reminders import SqliteReminders
from sommet_tui.tui import app
from sommet_tui.tui.app import NOTHING_SET, SommetApp
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wiring.stores import stores
from sommet_tui.wording.view import Zones

from .pictures import picture

DEADLINE = 120.0
"""Seconds after which what does not come will never come, however busy the machine."""


@dataclass
class HandClock:
    """Shows what the test says."""

    shown: datetime

    def now(self) -> datetime:
        return self.shown


@dataclass
class Shelf:
    """Holds a programme; `put` another and the app takes it in by itself."""

    programme: Programme
    changes: int = 0

    def put(self, programme: Programme) -> None:
        self.programme = programme
        self.changes += 1

    def load(self) -> Loaded:
        return Loaded("example.yaml", self.programme)

    def version(self) -> object:
        return self.changes


class OpeningApp(SommetApp):
    """Remembers addresses where the real one starts a browser, and counts where it rings.

    It makes the other screens in the background only where a test `prepares` them: most tests look
    at one or two screens, and would make seven.
    """

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

    def __init__(
        self,
        viewer: Viewer,
        theme: str | None,
        settings: LoadedSettings,
    ) -> None:
        super().__init__(viewer, theme, settings)
        self.opened: list[str] = []
        self.rung = 0
        self.prepares = False

    async def _make_next(self) -> None:
        if self.prepares:
            await super()._make_next()

    async def _press_keys(self, keys: Iterable[str]) -> None:
        """Press one key after the other; letters that go into a field come all at once."""
        left = list(keys)
        while left:
            if isinstance(self.focused, Input) and self._driver is not None:
                while len(left) > 1 and all(len(key) == 1 and key.isalnum() for key in left[:2]):
                    self._driver.send_message(Key(left[0], left.pop(0)))
            await super()._press_keys([left.pop(0)])

    def bell(self) -> None:
        self.rung += 1

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        assert new_tab
        self.opened.append(url)


@dataclass
class World:
    """What a test holds on to; `stop` is where the clock stands at first."""

    source: ProgrammeSource
    stop: datetime
    database: Path
    language: str = "en"
    viewer: str = "Europe/Paris"
    theme: str | None = None
    aged: float = 0.0
    """Seconds for which what stands on the screens has stood."""
    settings: LoadedSettings = NOTHING_SET
    baseline: ProgrammeBaseline | None = None
    """The programme as it was last seen, where changes are told."""
    link: CrewLink | None = None
    """What connects with the crew, where the day is shared."""
    clock: HandClock = field(init=False)
    companion: Companion = field(init=False)
    reminders: Reminders = field(init=False)
    app: OpeningApp = field(init=False)

    def __post_init__(self) -> None:
        self.clock = HandClock(self.stop)
        self.companion = Companion(
            self.source,
            stores(self.database),
            self.clock,
            refresher=self.source if isinstance(self.source, AddressSource) else None,
        )
        shown = ZoneInfo(self.companion.snapshot.programme.timezone)
        zones = Zones(shown, ZoneInfo(self.viewer))
        minutes = self.settings.settings.reminder_minutes
        remember = SqliteReminders(self.database).give
        self.reminders = Reminders(self.companion, remember, minutes, self.clock)
        services = Services(
            reminders=lambda: self.reminders,
            changes=self._changes(),
            connect=lambda _: self.link,
        )
        viewer = Viewer(self.companion, self.language, zones, services=services)
        viewer.monotonic = lambda: self.aged
        self.app = OpeningApp(viewer, self.theme, self.settings)

    @property
    def app_viewer(self) -> Viewer:
        """The viewer whose screens the app shows."""
        found: Viewer = self.app._viewer
        return found

    def offer(self, **services: Any) -> None:
        """Give the screens other services."""
        self.app_viewer.services = replace(self.app_viewer.services, **services)

    def _changes(self) -> Callable[[], ProgrammeChanges] | None:
        baseline = self.baseline
        return (lambda: ProgrammeChanges(self.companion, baseline)) if baseline else None

    def look_no_more(self) -> None:
        """Have the window not look once a second at what others did: a key comes before that."""
        self.companion.look_at_library = lambda: False  # type: ignore[method-assign]

    @property
    def stars(self) -> set[str]:
        return {bookmark.session for bookmark in self.companion.snapshot.bookmarks}


_written: dict[Hashable, bytes] = {}
"""Databases, by what was done in them."""


def write_once(here: World, key: Hashable, write: Callable[[], None]) -> None:
    """Write to the database of a world; where it is new, as it was for the same key before."""
    if here.database.exists():
        write()
    elif key in _written:
        here.database.parent.mkdir(parents=True)
        here.database.write_bytes(_written[key])
        here.companion.look_outside()
    else:
        write()
        _written[key] = here.database.read_bytes()


async def until(
    pilot: Pilot[None], condition: Callable[[], object], *, or_ended: bool = False
) -> None:
    """Go on as soon as the condition holds, or where it may end the app has ended."""
    pause = 0.01
    async with asyncio.timeout(DEADLINE):
        while not (or_ended and not pilot.app.is_running) and not condition():
            assert pilot.app.is_running, "the app ended meanwhile"
            await pilot.pause(pause)
            pause = min(2 * pause, 0.16)  # what takes longer is often the next second


def looks_like(here: World, drawn: str) -> Callable[[], bool]:
    """The condition that the screen looks like that."""
    return lambda: picture(here.app) == drawn


def looks_unlike(here: World, drawn: str) -> Callable[[], bool]:
    """The condition that it looks otherwise."""
    return lambda: picture(here.app) != drawn


def shows(here: World, text: str) -> Callable[[], bool]:
    """The condition that the screen has a text."""
    return lambda: text in picture(here.app)


async def close_all(pilot: Pilot[None]) -> None:
    """Leave whatever lies on top of a main screen."""
    while len(pilot.app.screen_stack) > 1:
        await pilot.app.pop_screen()
    await pilot.pause()
