"""A stage that is driven without commands: acts and messages in the log of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.find import FileSource, shipped_programme
from sommet_tui.storage.user_folders import database_path
from sommet_tui.wiring.stores import open_stores
from tests.acting import act
from tests.builders import at


@dataclass
class _Hand:
    shown: datetime

    def now(self) -> datetime:
        return self.shown


class Desk:
    """The desk of a stage manager; times are on the event day."""

    def __init__(self, programme: str | None = None) -> None:
        self._hand = _Hand(at("08:00"))
        source = FileSource(programme or shipped_programme(), read)
        self.companion = Companion(source, open_stores(database_path()), self._hand)
        self._stage = Stage(self.companion, "Nadia")

    def do(self, time: str, wish: Act) -> None:
        self.act_at(at(time), wish)

    def act_at(self, moment: datetime, wish: Act) -> None:
        self._hand.shown = moment
        self._stage.record(wish)

    def record(self, *acts: str) -> None:
        """Record acts as in `tests/acting.py`; the room may follow: "09:05 start talk @hall"."""
        for spec in acts:
            text, _, room = spec.partition(" @")
            wish = act(0, text)
            assert wish.at is not None
            self.act_at(wish.at, replace(wish, room=room or None))

    def say(
        self, time: str, text: str, *, session: str | None = None, room: str | None = None
    ) -> None:
        self._hand.shown = at(time)
        self._stage.send_message(text, session=session, room=room)
