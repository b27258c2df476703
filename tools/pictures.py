"""Draw the pictures of the pages from the real program: `python tools/pictures.py`.

Each picture is the app itself, run without a terminal at a fixed instant of the shipped programme,
with bookmarks in a throw-away database, saved as SVG by Textual.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sommet_tui.companion.clock import SystemClock, shifted
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.panel.acts import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.file import FileSource
from sommet_tui.tui.app import SommetApp
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wiring.stores import stores
from sommet_tui.wording.view import Zones

TOP = Path(__file__).resolve().parent.parent
PICTURES = TOP / "docs" / "pictures"
PARIS = ZoneInfo("Europe/Paris")
WHOLE = re.compile(r"^```yaml\n(version: 1\n.*?)^```$", re.DOTALL | re.MULTILINE)
STARRED = ("panel-2", "panel-4")


@dataclass(frozen=True)
class Picture:
    """A picture: keys, time, language, colours and size."""

    name: str
    at: str
    keys: tuple[str, ...] = ()
    language: str = "en"
    theme: str = "dark"
    size: tuple[int, int] = (100, 30)
    started: tuple[tuple[str, str], ...] = ()
    """The sessions that the stage started, by id, and when."""
    panel: tuple[tuple[str, PanelAct], ...] = ()
    """What the moderator of panel 3 recorded, and when."""
    page: str | None = None
    """The page that contains the programme to show; None for the shipped one."""


MORNING = (
    ("introduction", "2025-02-07T10:02"),
    ("keynote-breton", "2025-02-07T10:12"),
    ("panel-1", "2025-02-07T11:00"),
)
PANEL = tuple(
    (f"2025-02-07T{clock}", change)
    for clock, change in (
        ("13:50", PanelAct("arrival", person="alice-guyon", value="arrived")),
        ("14:00", PanelAct("turn", person="")),
        ("14:04", PanelAct("turn", person="alice-guyon")),
        ("14:16", PanelAct("turn", person="jean-massiet")),
        ("14:24", PanelAct("turn", person="frithjof-michaelsen")),
        ("14:33", PanelAct("turn", person="alice-guyon")),
        ("14:37", PanelAct("segment", item=2)),
        ("14:40", PanelAct("turn", person="frithjof-michaelsen")),
        ("14:46", PanelAct("hand", text="à gauche, deuxième rang")),
        ("14:47", PanelAct("ask", text="Qui décide de ce que l’algorithme nous montre ?")),
        ("14:50", PanelAct("turn", person="jean-massiet")),
    )
)
ALL = (
    Picture("now", "2025-02-07T11:23:07"),
    Picture("break", "2025-02-07T13:47:20", theme="light"),
    Picture("agenda", "2025-02-07T12:30:00", ("2",), size=(124, 30)),
    Picture("bookmarks", "2025-02-07T11:23:07", ("3",)),
    Picture("plan", "2025-02-07T11:23:07", ("p",), size=(100, 16)),
    Picture("people", "2025-02-07T15:10:00", ("4",)),
    Picture("session", "2025-02-07T15:10:00", ("2", "enter")),
    Picture("stage", "2025-02-07T12:14:10", ("5", "a"), started=MORNING),
    Picture(
        "moderator",
        "2025-02-07T14:52:10",
        ("6",),
        started=(*MORNING, ("panel-3", "2025-02-07T14:00")),
        panel=PANEL,
    ),
    Picture("rooms", "2026-03-06T10:10", size=(100, 12), page="event.md"),
    Picture("stage-clock", "2025-02-07T12:06:07", ("5", "f"), started=MORNING),
)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def _programme(picture: Picture, data: Path) -> Path:
    if picture.page is None:
        return TOP / "programme.yaml"
    text = (PICTURES.parent / picture.page).read_text("utf-8")
    written = data / "programme.yaml"
    day = picture.at.partition("T")[0]
    written.write_text(next(each for each in WHOLE.findall(text) if day in each), "utf-8")
    return written


async def draw(picture: Picture, data: Path) -> None:
    """Run the app for one picture and save the screen."""
    source = FileSource(_programme(picture, data), read)
    clock = shifted(SystemClock(), _instant(picture.at), speed=0.0)
    database = data / "pictures.sqlite3"
    companion = Companion(source, stores(database), clock)
    for session_id in STARRED:
        if session_id in companion.snapshot.programme.by_id:
            companion.mine.star(session_id)
    stage = Stage(companion)
    for session_id, when in picture.started:
        stage.do(Act("start", session_id, when=_instant(when)))
    for when, change in picture.panel:
        hand = shifted(SystemClock(), _instant(when), speed=0.0)
        Moderator(Companion(source, stores(database), hand), "panel-3").record(change)
    companion.state.look_again()
    zone = companion.snapshot.programme.zone
    viewer = Viewer(companion, picture.language, Zones(zone, zone))
    app = SommetApp(viewer, picture.theme)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.press(*picture.keys)
        await pilot.pause()
        drawn = app.export_screenshot(title="sommet-tui")
    (PICTURES / f"{picture.name}.svg").write_text(drawn, encoding="utf-8")


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in ALL:
        with tempfile.TemporaryDirectory() as data:
            asyncio.run(draw(picture, Path(data)))
        print(f"{picture.name}.svg")


if __name__ == "__main__":
    main()
