"""Draws the pictures and the films of the documentation: `python -m tools.pictures [NAME…]`.

The app runs in its own terminal, with a temporary database and a clock stopped at the time of each
scene. `--check` draws nothing, and fails if a picture differs from the app. The check of a film
ignores the message line, because the time for which a message stays depends on the computer. The
English pictures show an invented event (tools/harbour.yaml), the French ones the shipped one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from tests.terminal.conftest import World
from tests.terminal.terminal import Terminal
from tests.terminal.test_clock_changes import SETTABLE, set_clock

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock, shifted_clock
from sommet_tui.domain.panel import PanelAct
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.find import FileSource
from sommet_tui.wiring.stores import open_stores
from tools.drawing import Frame, draw_svg, place_of_row

TOP: Final = Path(__file__).resolve().parent.parent
DOCS: Final = TOP / "docs"
LOCALES: Final = {"en": "en_GB.UTF-8", "fr": "fr_FR.UTF-8"}


class Event(NamedTuple):
    """A programme, its day, its zone, the zone's hours ahead of UTC, and the recorded acts.

    `commands` are pairs of a time and a command. `panel` has the id of a panel, and the acts of its
    moderator with their times.
    """

    programme: str
    day: str
    zone: str
    ahead: int
    commands: tuple[tuple[str, str], ...] = ()
    panel: tuple[str, tuple[tuple[str, PanelAct], ...]] = ("", ())

    def instant(self, clock: str) -> str:
        """Return the time of day as an aware instant in ISO format."""
        return f"{self.day}T{clock}+0{self.ahead}:00"


class Scene(NamedTuple):
    """A time of day, the keys to press, a text to wait for, and its seconds in a film."""

    at: str
    keys: tuple[str, ...] = ()
    sees: str = ""
    seconds: float = 1.0


class Picture(NamedTuple):
    """A file, the event with its acts, and the scenes. Several scenes are a film."""

    name: str
    event: Event
    scenes: tuple[Scene, ...]
    language: str = "en"
    size: tuple[int, int] = (100, 30)
    options: tuple[str, ...] = ()


HARBOUR: Final = Event(
    "tools/harbour.yaml",
    "2026-06-12",
    "Europe/Brussels",
    2,
    (
        ("08:30:00", "bookmark add radio"),
        ("08:30:00", "bookmark add birds"),
        ("08:30:00", "bookmark add panel"),
        ("08:30:00", "bookmark add maps"),
        ("08:30:00", "bookmark add calendar"),
        ("08:30:00", "bookmark add schedule --maybe"),
        ("08:30:00", "bookmark add ferry"),
        ("08:30:00", "bookmark add archive"),
    ),
)
MORNING: Final = HARBOUR._replace(
    commands=(
        *HARBOUR.commands,
        ("09:02:00", "stage start opening"),
        ("09:17:00", "stage start keynote"),
        ("10:34:00", "stage start maps"),
    ),
)
STARTED: Final = MORNING._replace(
    commands=(*MORNING.commands, ("11:21:00", "stage start panel")),
    panel=(
        "panel",
        (
            ("11:10:00", PanelAct("arrival", person="jonas", value="arrived")),
            ("11:21:10", PanelAct("turn", person="ida")),
            ("11:24:00", PanelAct("turn", person="jonas")),
            ("11:33:20", PanelAct("turn", person="rosa")),
            ("11:38:00", PanelAct("turn", person="clara")),
            ("11:43:30", PanelAct("segment", item=2)),
            ("11:44:00", PanelAct("turn", person="jonas")),
            ("11:48:10", PanelAct("hand", text="left, second row")),
            ("11:49:00", PanelAct("ask", text="Who decides which projects are paid?")),
            ("11:50:00", PanelAct("turn", person="rosa")),
        ),
    ),
)
SUMMIT: Final = Event(
    "programme.yaml",
    "2025-02-07",
    "Europe/Paris",
    1,
    (
        ("09:50:00", "bookmark add panel-4"),
        ("10:02:00", "stage start introduction"),
        ("10:12:00", "stage start keynote-breton"),
        ("11:00:00", "stage start panel-1"),
    ),
)
ALL: Final = (
    Picture(
        "demo",
        MORNING,
        (
            Scene("11:10:57", sees="Repair", seconds=0.8),
            Scene("11:10:58", seconds=0.8),
            Scene("11:10:59", seconds=0.8),
            Scene("11:11:00", ("2",), "Small tools", 1.4),
            Scene("11:11:01", ("v",), seconds=1.6),
            Scene("11:11:01", ("right",), seconds=0.5),
            Scene("11:11:02", ("down", "down"), seconds=0.7),
            Scene("11:11:03", ("b",), seconds=1.6),
            Scene("11:11:04", ("p",), seconds=1.8),
            Scene("11:23:08", ("5",), "Panel", 1.4),
            Scene("11:23:09"),
            Scene("11:23:10", ("s",), seconds=1.2),
            Scene("11:23:11", seconds=1.6),
        ),
        size=(90, 26),
    ),
    Picture(
        "demo.fr",
        SUMMIT,
        (
            Scene("12:05:57", sees="Panel 4"),
            Scene("12:05:58"),
            Scene("12:05:59"),
            Scene("12:06:00", ("2",), "8 sessions", 1.4),
            Scene("12:06:01", ("down",), "Katia Roux", 0.4),
            Scene("12:06:01", ("down",), "Alice Guyon", 0.4),
            Scene("12:06:02", ("b",), "★", 1.6),
            Scene("12:06:03", ("1",), seconds=1.4),
            Scene("12:14:08", ("5",), seconds=1.2),
            Scene("12:14:09"),
            Scene("12:14:10", ("s",), seconds=1.2),
            Scene("12:14:11", seconds=1.6),
        ),
        "fr",
        (90, 26),
    ),
    Picture(
        "pictures/now", SUMMIT._replace(commands=()), (Scene("11:23:07", sees="Panel 1"),), "en"
    ),
    Picture("pictures/rooms", HARBOUR, (Scene("11:23:07", sees="Repair"),), size=(100, 24)),
    Picture("pictures/rooms.fr", HARBOUR, (Scene("11:23:07", sees="Réparer"),), "fr", (100, 24)),
    Picture("pictures/break", HARBOUR, (Scene("12:47:20"),), options=("--theme", "light")),
    Picture("pictures/agenda", HARBOUR, (Scene("11:23:07", ("2",), "Chess"),), size=(124, 30)),
    Picture(
        "pictures/timetable", HARBOUR, (Scene("11:23:07", ("2", "v"), "Small"),), size=(120, 30)
    ),
    Picture("pictures/bookmarks", HARBOUR, (Scene("10:23:07", ("3",), "archive"),)),
    Picture("pictures/plan", HARBOUR, (Scene("10:23:07", ("p",), "free"),), size=(100, 24)),
    Picture("pictures/people", HARBOUR, (Scene("11:23:07", ("4",), "Tarrantine"),)),
    Picture(
        "pictures/session", HARBOUR, (Scene("10:20:07", ("2", "down", "enter"), "memory card"),)
    ),
    Picture("pictures/stage", STARTED, (Scene("12:25:10", ("5",), "12:25:10"),)),
    Picture("pictures/stage.fr", SUMMIT, (Scene("12:14:10", ("5",), "12:14:10"),), "fr"),
    Picture("pictures/moderator", STARTED, (Scene("11:52:10", ("6",), "11:52:10"),)),
    Picture("pictures/stage-clock", STARTED, (Scene("12:13:07", ("5", "f")),)),
    Picture("pictures/stage-clock.fr", SUMMIT, (Scene("12:06:07", ("5", "f")),), "fr"),
)


def draw(picture: Picture) -> str:
    """Run the app through the scenes of a picture, and return the drawing."""
    event = picture.event
    with tempfile.TemporaryDirectory() as home:
        world = World(Path(home), {"COLORTERM": "truecolor", "LANG": LOCALES[picture.language]})
        clock = prepare(event, world)
        set_clock(clock, event.instant(picture.scenes[0].at))
        options = ("--programme", str(TOP / event.programme), *picture.options)
        program = (sys.executable, "-P", "-c", SETTABLE, str(clock), *options)
        terminal = Terminal(program, world.env, str(world.home), picture.size)
        try:
            return draw_svg([_frame(terminal, clock, event, scene) for scene in picture.scenes])
        finally:
            terminal.stop()


def prepare(event: Event, world: World) -> Path:
    """Carry out the commands and acts of an event. Return the file with the time of the clock."""
    world.more["TZ"] = event.zone
    clock = world.home / "clock"
    for at, command in event.commands:
        set_clock(clock, event.instant(at))
        words = (*command.split(), "--programme", str(TOP / event.programme))
        subprocess.run(  # noqa: S603  (our own program)
            (sys.executable, "-P", "-c", SETTABLE, str(clock), *words),
            env=dict(world.env),
            check=True,
            capture_output=True,
        )
    _record_panel(event, world)
    return clock


def _record_panel(event: Event, world: World) -> None:
    panel, acts = event.panel
    source = FileSource(TOP / event.programme, read)
    for at, act in acts:
        hand = shifted_clock(SystemClock(), datetime.fromisoformat(event.instant(at)), speed=0.0)
        Moderator(Companion(source, open_stores(world.database), hand), panel).record(act)


def _frame(terminal: Terminal, clock: Path, event: Event, scene: Scene) -> Frame:
    set_clock(clock, event.instant(scene.at))
    terminal.until(scene.at)  # the first screen of every scene shows the seconds
    for key in scene.keys:
        terminal.press(key)
        while terminal.take(0.4):
            pass
    terminal.until(scene.sees)
    while terminal.take(1.2):  # until the digits of the next second, if any, have come
        pass
    rows = tuple(tuple(row) for row in terminal.cells)
    return Frame(rows, scene.keys[-1] if scene.keys else "", scene.seconds)


def is_current(picture: Picture, stored: str, drawn: str) -> bool:
    """Return whether the stored picture shows the app as the newly drawn one does.

    A film is current if it has every row of the new film except those of the message line.
    """
    if len(picture.scenes) == 1:
        return stored == drawn
    message = place_of_row(picture.size[1] - 2)
    return all(
        row in stored
        for line in drawn.splitlines()
        if (row := line.partition(" transform=")[2]) and message not in row
    )


def main() -> int:
    """Draw the pictures, or check them."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the pictures (default: all)")
    parser.add_argument("--check", action="store_true", help="only compare them")
    asked = parser.parse_args()
    names = {name.removeprefix("pictures/") for name in asked.names}
    stale = []
    for picture in ALL:
        if names and picture.name.removeprefix("pictures/") not in names:
            continue
        file = DOCS / f"{picture.name}.svg"
        drawn = draw(picture)
        if not asked.check:
            file.write_text(drawn, encoding="utf-8")
            print(f"{picture.name}.svg: {len(drawn.encode()) // 1000} kB")
        elif not file.exists() or not is_current(picture, file.read_text("utf-8"), drawn):
            stale.append(picture.name)
    for name in stale:
        print(f"docs/{name}.svg is not what the app shows: python -m tools.pictures {name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
