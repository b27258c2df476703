"""Windows on one database, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import ACT_KINDS, Act
from sommet_tui.wiring.stores import open_stores
from tests import panels
from tests.acting import request
from tests.builders import at
from tests.panels import day


@dataclass
class Dial:
    """A clock that the test sets."""

    shows: datetime

    def now(self) -> datetime:
        return self.shows


@dataclass
class FixedSource:
    """A source whose programme only the test changes."""

    programme: Programme

    def load(self) -> Loaded:
        return Loaded("paper", self.programme)

    def version(self) -> object:
        return self.programme


class Window:
    """A window of the app; by default at 08:30, with the panel of `tests.panels`."""

    def __init__(
        self, database: Path, dial: Dial | str = "08:30", programme: Programme | None = None
    ) -> None:
        self.database = database
        self.dial = Dial(at(dial)) if isinstance(dial, str) else dial
        self.programme = programme or day()
        self._source = FixedSource(self.programme)
        self.companion = core = Companion(self._source, open_stores(database), self.dial)
        self.mine, self.log = core.mine, core.log
        self.clock, self.rehearsals = core.clock, core.rehearsals
        self.stage = Stage(core, by="stage")

    def another(self, programme: Programme | None = None) -> Window:
        """Open a second window with the same database and clock."""
        return Window(self.database, self.dial, programme or self.programme)

    @property
    def snapshot(self) -> Snapshot:
        return self.companion.snapshot

    @cached_property
    def moderator(self) -> Moderator:
        return Moderator(self.companion, "panel", by="moderator")

    def wait_until(self, clock: str) -> None:
        self.dial.shows = at(clock)

    def look(self, clock: str | None = None) -> None:
        """Show what other windows have changed, at that time if one is given."""
        if clock is not None:
            self.wait_until(clock)
        self.companion.load_external_changes()

    def put(self, programme: Programme) -> None:
        """Read another programme in the place of the one that was there."""
        self._source.programme = programme
        self.companion.show_programme(self.companion.source.read())

    def act_now(self, spec: str) -> Act:
        """Record an act of the stage, such as "start panel", at the time of this window."""
        return self.stage.record(request(spec))

    def play(self, line: str) -> Act | PanelAct:
        """Do what a line says, on stage or at the panel: "09:00 start panel", "09:02 turn +ada"."""
        clock, _, spec = line.partition(" ")
        self.wait_until(clock)
        if spec.split()[0] in ACT_KINDS:
            return self.act_now(spec)
        return self.moderator.record(panels.log(line)[0])

    def record(self, clock: str, change: PanelAct) -> PanelAct:
        """Record an act at that time."""
        self.wait_until(clock)
        return self.moderator.record(change)

    def undo(self) -> PanelAct | None:
        """Undo the latest act of the panel that this window knows."""
        latest = self.moderator.latest_to_undo()
        return latest and self.moderator.undo(latest)

    def turn(self, clock: str, person: str | None) -> PanelAct:
        return self.record(clock, PanelAct("turn", person=person))

    def seen(self, clock: str, session: str = "panel") -> PanelMoment:
        """Return a panel at that time, as this window sees it."""
        self.look(clock)
        return panel_moment(self.snapshot, session, self.clock.now())


@contextmanager
def unreadable_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let reading the log fail for a while."""

    def fail(*_: object, **__: object) -> None:
        raise StorageError("busy", "sommet.sqlite3")

    with monkeypatch.context() as patched:
        patched.setattr("sommet_tui.storage.records.SqliteRecords.read_new_records", fail)
        yield
