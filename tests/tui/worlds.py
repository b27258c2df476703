"""A running app for a test, with a clock to set, a programme to replace and a real database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.events import Key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.live_ports import CrewLink
from sommet_tui.companion.ports import ProgrammeBaseline, ProgrammeSource
from sommet_tui.companion.reminders import Reminders
from sommet_tui.companion.services import Services
from sommet_tui.companion.settings import LoadedSettings, Settings
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.companion.unseen_changes import ProgrammeChanges
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.sources.downloaded_programme import AddressSource
from sommet_tui.storage.known_events import SqliteReminders
from sommet_tui.tui.app import NOTHING_SET, SommetApp
from sommet_tui.tui.stage.key_actions import BOUNCE
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wiring import PATIENCE
from sommet_tui.wiring.stores import open_stores
from sommet_tui.wording.words import Zones
from tests.builders import at

from .pictures import picture

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

ANSWERS = r"(?<= )[yo] (Yes|Oui)   n (No|Non)"
"""The answers below a question."""
DEADLINE = 120.0
"""Seconds to wait for an event before the test fails, for busy machines."""


@dataclass
class HandClock:
    """A clock that the test sets."""

    shown: datetime

    def now(self) -> datetime:
        return self.shown


@dataclass
class Shelf:
    """A source with a programme; after `put`, the app reads the new one by itself."""

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
    """Records addresses instead of opening a browser, and counts the bells."""

    def __init__(
        self,
        viewer: Viewer,
        theme: str | None,
        settings: LoadedSettings,
    ) -> None:
        super().__init__(viewer, theme, settings)
        self.opened: list[str] = []
        self.rung = 0

    async def _press_keys(self, keys: Iterable[str]) -> None:
        """Press one key after the other; letters for a field come together."""
        left = list(keys)
        while left:
            if isinstance(self.focused, Input) and self._driver is not None:
                while len(left) > 1 and all(len(key) == 1 and key.isalnum() for key in left[:2]):
                    self._driver.send_message(Key(left[0], left.pop(0)))
            await super()._press_keys([left.pop(0)])

    def begin_second(self) -> None:
        """Do without waiting what the app does when a second of its clock begins."""
        if not self._tasks._is_stopped:
            self._tasks._tick()

    def bell(self) -> None:
        self.rung += 1

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        assert new_tab
        self.opened.append(url)


@dataclass
class World:
    """The objects of a test; `stop` is the first time of the clock."""

    source: ProgrammeSource
    stop: datetime
    database: Path
    language: str = "en"
    viewer: str = "Europe/Paris"
    """The user's zone; empty for the zone of this computer."""
    theme: str | None = None
    aged: float = 0.0
    """The age in seconds of what the screens show."""
    settings: LoadedSettings = NOTHING_SET
    baseline: ProgrammeBaseline | None = None
    """The programme as the user last saw it, if the test is about changes."""
    patience: float = PATIENCE
    """How many seconds a window waits for a lock of the database."""
    link: CrewLink | None = None
    """The link with the crew, if the day is shared."""
    clock: HandClock = field(init=False)
    companion: Companion = field(init=False)
    reminders: Reminders = field(init=False)
    app: OpeningApp = field(init=False)
    _pilot: Pilot[None] = field(init=False)

    def __post_init__(self) -> None:
        self.clock = HandClock(self.stop)
        self.companion = Companion(
            self.source,
            open_stores(self.database, self.patience),
            self.clock,
            refresher=self.source if isinstance(self.source, AddressSource) else None,
        )
        shown = ZoneInfo(self.companion.snapshot.programme.timezone)
        zones = Zones(shown, ZoneInfo(self.viewer) if self.viewer else None)
        minutes = self.settings.settings.reminder_minutes
        remember = SqliteReminders(self.database).mark_given
        self.reminders = Reminders(self.companion, remember, minutes, self.clock)
        services = Services(
            reminders=lambda: self.reminders,
            changes=self._changes(),
            connect=lambda _: self.link,
        )
        viewer = Viewer(self.companion, self.language, zones, services=services)
        viewer.monotonic = lambda: self.aged
        self.app = OpeningApp(viewer, self.theme, self.settings)

    @asynccontextmanager
    async def open(self, keys: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[None]:
        """Run the app in a terminal of this size, and press the first keys."""
        async with self.app.run_test(size=size) as self._pilot:
            if keys:
                await self.press(keys)
            yield

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until their effect is painted.

        A text has several keys between spaces: "2 down*3 'typed letters' enter".
        """
        await self._pilot.press(*(key for each in keys for key in _keys_of(each)))
        await self._pilot.pause()

    async def says(self, keys: str, line: str) -> None:
        """Press keys, after which `line` is this text, or begins with a text that ends in "…"."""
        await self.press(keys)
        found = f"{self.line[: len(line) - 1]}…" if line.endswith("…") else self.line
        assert found == line, f"after {keys}: {self.line}"

    async def shows(self, keys: str, *texts: str) -> None:
        """Press keys, after which the screen shows these texts."""
        await self.press(keys)
        self.assert_shown(*texts)

    async def hides(self, keys: str, *texts: str) -> None:
        """Press keys, after which the screen shows none of these texts."""
        await self.press(keys)
        self.assert_absent(*texts)

    async def pause(self) -> None:
        """Wait until everything that has happened is painted."""
        await self._pilot.pause()

    async def click(
        self, widget: str | type[Widget] | None = None, offset: tuple[int, int] = (0, 0)
    ) -> None:
        """Click on the screen or on a widget."""
        await self._pilot.click(widget, offset)
        await self._pilot.pause()

    async def click_on(self, text: str) -> None:
        """Click where a text begins on the screen."""
        row = self.row(text)
        await self.click(offset=(row.index(text), self.lines.index(row)))

    async def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        await self._pilot.resize_terminal(width, height)

    async def at_time(self, clock: str, *, changed: bool = False) -> None:
        """Set the clock, and wait until the screens show it."""
        self.clock.shown = at(clock)
        self.companion.clock.begin_frame()
        tick = getattr(self.app.screen, "tick", None)
        assert tick is not None
        tick(changed=changed)
        await self._pilot.pause()

    async def undo(self, times: int = 1) -> None:
        """Press the undo key; a bouncing key would come sooner than each press."""
        for _ in range(times):
            self.aged += 2 * BOUNCE
            await self.press("u")

    async def close_all(self) -> None:
        """Close everything above a main screen."""
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        await self._pilot.pause()

    async def age(self, seconds: float) -> None:
        """Let what the screens show become older by some seconds."""
        self.aged += seconds
        tick = getattr(self.app.screen, "tick", None)
        assert tick is not None
        tick()
        await self._pilot.pause()

    async def until(self, condition: Callable[[], object], *, or_ended: bool = False) -> None:
        """Wait until the condition is true or, with `or_ended`, the app has ended."""
        await until(self._pilot, condition, or_ended=or_ended)

    async def until_shown(self, text: str) -> None:
        """Wait until the open app shows a text, perhaps on several rows."""
        await self.until(lambda: text in self.picture or text in self.text)

    async def until_gone(self, text: str) -> None:
        """Wait until the open app no longer shows a text."""
        await self.until(lambda: text not in self.picture)

    @property
    def picture(self) -> str:
        """The whole screen as text."""
        return picture(self.app)

    @property
    def text(self) -> str:
        """The whole screen as running text, with spaces for line breaks and frames."""
        return " ".join(self.picture.replace("▌", " ").replace("▐", " ").split())

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return self.picture.splitlines()

    def row(self, text: str) -> str:
        """Return the first row that holds the text."""
        return next(row for row in self.lines if text in row)

    @property
    def line(self) -> str:
        """The open question, wherever it stands, or else the message line above the footer."""
        rows = self.lines
        framed = [row.strip("│ ") for row in rows if row.strip().startswith("│")]
        if any(re.fullmatch("[yo] +(Yes|Oui)", row) for row in framed):
            return " ".join(framed[: framed.index("")])
        found = next((y for y, row in enumerate(rows[:-1]) if re.search(ANSWERS, row)), None)
        if found is None:
            return rows[-2].strip()
        answers = re.search(ANSWERS, rows[found])
        assert answers is not None
        asked: list[str] = []
        for row in reversed(rows[:found]):
            part = row[answers.start() :]
            if asked and (not part.strip() or re.search(r"\bplanned (start|end|\d)", part)):
                break
            asked[:0] = part.split()
        return " ".join(asked)

    @property
    def foot(self) -> str:
        """The last row, which names keys."""
        return self.lines[-1]

    @property
    def subject(self) -> str | None:
        """The id of the session that the keys of the screen act on."""
        screen: Any = self.app.screen
        found: str | None = screen.subject()
        return found

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

    def stop_polling(self) -> None:
        """Stop the check for changes by others each second, so that a key comes before it."""
        self.companion.load_external_changes = lambda: False  # type: ignore[method-assign]

    def assert_shown(self, *texts: str) -> None:
        """Assert that the screen shows these texts."""
        assert not (missing := [each for each in texts if each not in self.picture]), (
            f"missing: {missing}\n{self.picture}"
        )

    def assert_absent(self, *texts: str) -> None:
        """Assert that the screen shows none of these texts."""
        assert not (shown := [each for each in texts if each in self.picture]), (
            f"shown: {shown}\n{self.picture}"
        )

    @property
    def snapshot(self) -> Snapshot:
        return self.companion.snapshot

    def bookmark(self, *ids: str, degree: Degree | None = "must") -> None:
        """Save these sessions as bookmarks of the user."""
        for each in ids:
            self.companion.mine.save_bookmark(each, degree)

    @property
    def stars(self) -> set[str]:
        return {bookmark.session for bookmark in self.companion.snapshot.mine.bookmarks}


def with_settings(here: World, settings: Settings, *findings: Finding) -> World:
    """Return the world with these settings, and the findings in their file."""
    return replace(here, settings=LoadedSettings("settings.yaml", settings, findings))


_written: dict[Hashable, bytes] = {}
"""The contents of databases, by the key of the write."""


def write_once(here: World, key: Hashable, write: Callable[[], None]) -> None:
    """Write to the database of a world, or copy an earlier write for the same key."""
    if here.database.exists():
        write()
    elif key in _written:
        here.database.parent.mkdir(parents=True)
        here.database.write_bytes(_written[key])
        here.companion.load_external_changes()
    else:
        write()
        _written[key] = here.database.read_bytes()


async def until(
    pilot: Pilot[None], condition: Callable[[], object], *, or_ended: bool = False
) -> None:
    """Wait until the condition is true or, with `or_ended`, the app has ended."""
    pause = 0.01
    async with asyncio.timeout(DEADLINE):
        while not (or_ended and not pilot.app.is_running) and not condition():
            assert pilot.app.is_running, "the app ended meanwhile"
            if pause > 0.02 and isinstance(pilot.app, OpeningApp):  # for the next second
                pilot.app.call_later(pilot.app.begin_second)
            await pilot.pause(pause)
            pause = min(2 * pause, 0.16)


def _keys_of(text: str) -> list[str]:
    """Return the keys in a text for `World.press`; one character is always itself."""
    if len(text) == 1:
        return [text]
    found: list[str] = []
    for typed, key, times in re.findall(r"'([^']*)'|(\S+?)(?:\*(\d+))?(?:\s|$)", text):
        found += typed or [key] * int(times or 1)
    return found


def looks_like(here: World, drawn: str) -> Callable[[], bool]:
    """Return the condition that the screen looks like `drawn`."""
    return lambda: here.picture == drawn


def looks_unlike(here: World, drawn: str) -> Callable[[], bool]:
    """Return the condition that the screen looks different."""
    return lambda: here.picture != drawn
