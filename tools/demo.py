"""Makes docs/demo.svg and docs/demo.fr.svg, films of a day in the program: `python -m tools.demo`.

The program runs in its own terminal, with a temporary database and a clock stopped at the time of
each scene; the screen then is a frame of the film. A row that stays the same over several frames
is drawn once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from tests.terminal.conftest import World
from tests.terminal.terminal import Terminal
from tests.terminal.test_clock_changes import SETTABLE, set_clock

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
COLUMNS, ROWS = 90, 26
WIDTH, HEIGHT = 8.4, 17.0
"""The size of a cell in units of the picture."""
EDGE, TITLE = 10.0, 24.0
GROUND, INK, QUIET = "#10151c", "#e4e0d7", "#97a3b4"
FULL: Final = "█"
LANGUAGES: Final = {"en": ("demo.svg", "en_GB.UTF-8"), "fr": ("demo.fr.svg", "fr_FR.UTF-8")}
MORNING: Final = (("introduction", "10:02"), ("keynote-breton", "10:12"), ("panel-1", "11:00"))
"""The sessions that the stage has started before the film begins, and when."""


@dataclass(frozen=True)
class Scene:
    """A moment of the day: the time, the keys, a text to wait for, the duration.

    `at` is a time on the day of the summit. `sees` is a text on the screen in every language,
    `seconds` how long it is shown.
    """

    at: str
    key: str = ""
    sees: str = ""
    seconds: float = 1.0


FILM: Final = (
    Scene("12:05:57", sees="18:30 – 20:30"),
    Scene("12:05:58"),
    Scene("12:05:59"),
    Scene("12:06:00", "2", "8 sessions", 1.4),
    Scene("12:06:01", "down", "Katia Roux", 0.4),
    Scene("12:06:01", "down", "Alice Guyon", 0.4),
    Scene("12:06:01", "down", "16:00 – 17:30", 0.5),
    Scene("12:06:02", "b", "★", 1.6),
    Scene("12:06:03", "1", "17:30", 1.4),
    Scene("12:14:08", "5", "12:14:08", 1.2),
    Scene("12:14:09"),
    Scene("12:14:10", "s", "Katia Roux", 1.2),
    Scene("12:14:11"),
    Scene("12:14:12", seconds=1.4),
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Shot:
    """A frame: its rows, the keys pressed for it, when it is shown."""

    rows: tuple[Row, ...]
    key: str
    begins: float
    ends: float


def main() -> None:
    """Make a film in each language."""
    for name, locale in LANGUAGES.values():
        with tempfile.TemporaryDirectory() as home:
            drawn = film(shots(World(Path(home), {"COLORTERM": "truecolor", "LANG": locale})))
        (DOCS / name).write_text(drawn, encoding="utf-8")
        print(f"{name}: {len(drawn.encode()) // 1000} kB")


def shots(world: World) -> list[Shot]:
    """Return the screen of each scene."""
    clock = world.home / "clock"
    program = (sys.executable, "-P", "-c", SETTABLE, str(clock))
    for session, when in MORNING:
        set_clock(clock, f"2025-02-07T{when}:00+01:00")
        started = [*program, "stage", "start", session]
        subprocess.run(  # noqa: S603  (our own program)
            started, env=dict(world.env), check=True, capture_output=True
        )
    set_clock(clock, f"2025-02-07T{FILM[0].at}+01:00")
    terminal = Terminal(program, world.env, str(world.home), (COLUMNS, ROWS))
    taken, begins = [], 0.0
    try:
        for scene in FILM:
            set_clock(clock, f"2025-02-07T{scene.at}+01:00")
            terminal.until(scene.at)
            if scene.key:
                terminal.press(scene.key)
            terminal.until(scene.at, scene.sees)
            while terminal.take(0.3):
                pass
            rows = tuple(tuple(row) for row in terminal.cells)
            taken.append(Shot(rows, scene.key, begins, begins + scene.seconds))
            begins += scene.seconds
    finally:
        terminal.stop()
    return taken


def film(taken: Sequence[Shot]) -> str:
    """Return the frames as one animated SVG, which respects "reduced motion"."""
    whole = taken[-1].ends
    width, height = COLUMNS * WIDTH + 2 * EDGE, ROWS * HEIGHT + 2 * EDGE + TITLE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">',
        "<style>",
        f"text{{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:{INK};white-space:pre}}",
        ".b{font-weight:bold}.i{font-style:italic}.u{text-decoration:underline}",
        *_timing(taken, whole),
        "@media(prefers-reduced-motion:reduce){svg g{animation:none!important}}",
        "</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{GROUND}"/>',
        *(
            f'<circle cx="{EDGE + 6 + 16 * place:g}" cy="15" r="5" fill="{color}"/>'
            for place, color in enumerate(("#d9716a", "#d5b06b", "#79b58a"))
        ),
    ]
    for number, shot in enumerate(taken):
        if shot.key:
            key = escape({"down": "↓"}.get(shot.key, shot.key))
            parts.append(
                f'<g class="{_class(number, number + 1)}"><rect x="{width - EDGE - 26:g}" y="5" '
                f'width="26" height="20" rx="4" fill="{QUIET}"/><text x="{width - EDGE - 13:g}" '
                f'y="20" text-anchor="middle" style="fill:{GROUND}" class="b">{key}</text></g>'
            )
    for y in range(ROWS):
        for first, last, row in _standing([shot.rows[y] for shot in taken]):
            drawn = "".join(_row(row))
            if drawn:
                place = f"translate({EDGE:g} {EDGE + TITLE + y * HEIGHT:g})"
                parts.append(f'<g class="{_class(first, last)}" transform="{place}">{drawn}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _class(first: int, last: int) -> str:
    """Return the class of rows that are shown from frame `first` to the one before `last`."""
    return f"s{first}-{last}"


def _standing(rows: Sequence[Row]) -> Iterator[tuple[int, int, Row]]:
    """Yield the states of one row, each with its first frame and the first without it."""
    place = 0
    for row, same in groupby(rows):
        last = place + len(list(same))
        yield place, last, row
        place = last


def _timing(taken: Sequence[Shot], whole: float) -> Iterator[str]:
    """Yield the timing of all frames; without motion, the last one is shown."""
    spans = {
        (first, last)
        for y in range(ROWS)
        for first, last, _ in _standing([shot.rows[y] for shot in taken])
    }
    spans |= {(number, number + 1) for number, shot in enumerate(taken) if shot.key}
    for first, last in sorted(spans):
        if (first, last) == (0, len(taken)):
            continue
        begins, ends = (100 * taken[first].begins / whole, 100 * taken[last - 1].ends / whole)
        name = _class(first, last)
        steps = "0%{visibility:hidden}" if first else ""
        steps += f"{begins:.2f}%{{visibility:visible}}"
        if last < len(taken):
            steps += f"{ends:.2f}%,100%{{visibility:hidden}}"
        still = "" if last == len(taken) else "visibility:hidden;"
        yield f"@keyframes {name}{{{steps}}}"
        yield f".{name}{{{still}animation:{name} {whole:g}s step-end infinite}}"


def _row(row: Row) -> Iterator[str]:
    """Yield one row: the backgrounds that differ from the window's, then the text."""
    x = 0
    for style, cells in groupby(row, _style):
        text = "".join(cell.data for cell in cells).replace(FULL, " ")
        color, ground, marks = style
        wide, left = len(text) * WIDTH, x * WIDTH
        x += len(text)
        if ground != GROUND:
            yield f'<rect x="{left:g}" width="{wide:g}" height="{HEIGHT + 0.4:g}" fill="{ground}"/>'
        shown = text.rstrip(" ")
        if not shown:
            continue
        lead = len(shown) - len(shown.lstrip(" "))
        shown = shown.lstrip(" ")
        paint = f' style="fill:{color}"' if color != INK else ""
        named = f' class="{marks}"' if marks else ""
        yield (
            f'<text x="{left + lead * WIDTH:g}" y="13"{named}{paint} '
            f'textLength="{len(shown) * WIDTH:g}">{escape(shown)}</text>'
        )


def _style(cell: Any) -> tuple[str, str, str]:
    """Return the colours of a cell, and its styles as classes."""
    color, ground = _color(cell.fg, INK), _color(cell.bg, GROUND)
    if cell.reverse:
        color, ground = ground, color
    if cell.data == FULL:
        ground = color  # drawn as a background, because two letters would leave a seam
    marks = (("b", cell.bold), ("i", cell.italics), ("u", cell.underscore))
    return color, ground, " ".join(name for name, holds in marks if holds)


def _color(name: str, default: str) -> str:
    return default if name == "default" else f"#{name}"


if __name__ == "__main__":
    main()
