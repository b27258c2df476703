"""Scenes for the tests of painters, and painted rows as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.green_room import Appearance, GreenRoom
from sommet_tui.companion.snapshot import Saved, Snapshot, open_snapshot
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme, ProgrammePerson
from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.rows import Row, fit_row
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.words import Zones, words_in
from tests.builders import bookmark


def scene(
    programme: Programme,
    now: datetime,
    *,
    stars: Iterable[str | Bookmark] = (),
    language: str = "en",
    viewer: str | None = None,
    room: str | None = None,
    speed: float | None = None,
    trouble: Loaded | SourceError | None = None,
    data_error: StorageError | None = None,
    events: EventLog = NOTHING,
) -> Scene:
    """Return a scene; `viewer` is the user's zone if it differs; a `speed` simulates the time.

    `events` is the log of the stage.
    """
    snapshot: Snapshot = replace(
        open_snapshot(programme, "example.yaml"),
        mine=Saved(tuple(bookmark(s) if isinstance(s, str) else s for s in stars)),
        room=room,
        is_shifted=speed is not None,
        speed=1.0 if speed is None else speed,
        trouble=trouble,
        data_error=data_error,
        events=events,
    ).at(now)
    shown = ZoneInfo(programme.timezone)
    zones = Zones(shown, ZoneInfo(viewer) if viewer else shown)
    return Scene(snapshot, now, zones, words_in(language))


def with_state(shown: Scene, snapshot: Snapshot) -> Scene:
    """Return the scene with another snapshot."""
    return replace(shown, snapshot=snapshot)


def turn(shown: Scene, one: ProgrammePerson) -> Appearance | None:
    """Return what a person is on stage for."""
    return GreenRoom(shown.snapshot, shown.now).appearance(one)


def moment(shown: Scene) -> Moment:
    return shown.moment


def the_room(shown: Scene) -> RoomMoment:
    """Return the only room, or the first."""
    return moment(shown).rooms[0]


def texts(rows: Sequence[Row], width: int = 200) -> list[str]:
    """Return the rows as a terminal shows them; every kind of space is a plain one."""
    return [text(row, width) for row in rows]


def text(row: Row, width: int = 200) -> str:
    whole = "".join(part.text for part in fit_row(row, width))
    return whole.replace("\u00a0", " ").replace("\u202f", " ").rstrip()


def page(rows: Sequence[Row], width: int = 200) -> str:
    return "\n".join(texts(rows, width))


def style_of(rows: Iterable[Row], wanted: str) -> str:
    """Return the style of the first part that holds the text."""
    return next(part.style for row in rows for part in row if wanted in part.text)
