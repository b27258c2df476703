"""Draws screens of a terminal as SVG: one as a picture, several as a film.

If a row stays the same over several frames of a film, it is drawn once. Blocks are drawn as
rectangles, because neighbouring letters would leave a seam.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any, Final
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 8.4, 17.0
"""The size of a cell in units of the picture."""
EDGE, TITLE = 10.0, 24.0
DARK, INK, QUIET = "#10151c", "#e4e0d7", "#97a3b4"
"""The background and the text of a terminal without its own colours, and the window's edge."""
BLOCKS: Final = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 1.0)}
"""The upper and the lower edge of each block, in cells."""

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Frame:
    """A screen: its rows, the key that leads to it, and the seconds for which a film shows it."""

    rows: tuple[Row, ...]
    key: str = ""
    seconds: float = 1.0


def draw_svg(frames: Sequence[Frame]) -> str:
    """Return the frames as one SVG. Several frames are a film, which respects "reduced motion".

    All frames have the same size. The picture's background is that of most cells.
    """
    columns, rows = len(frames[0].rows[0]), len(frames[0].rows)
    width, height = columns * WIDTH + 2 * EDGE, rows * HEIGHT + 2 * EDGE + TITLE
    cells = chain.from_iterable(chain.from_iterable(frame.rows for frame in frames))
    ground = Counter(_color(cell.bg, DARK) for cell in cells).most_common(1)[0][0]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">',
        "<style>",
        f"text{{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:{INK};white-space:pre}}",
        "rect{shape-rendering:crispEdges}.b{font-weight:bold}.i{font-style:italic}.u{text-decoration:underline}",
        *_timing(frames),
        "@media(prefers-reduced-motion:reduce){svg g{animation:none!important}}",
        "</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{ground}"/>',
        *(
            f'<circle cx="{EDGE + 6 + 16 * place:g}" cy="15" r="5" fill="{color}"/>'
            for place, color in enumerate(("#d9716a", "#d5b06b", "#79b58a"))
        ),
    ]
    for number, frame in enumerate(frames):
        if frame.key:
            key = escape({"down": "↓", "right": "→"}.get(frame.key, frame.key))
            parts.append(
                f'<g class="{_row_class(number, number + 1)}">'
                f'<rect x="{width - EDGE - 26:g}" y="5" width="26" height="20" rx="4" '
                f'fill="{QUIET}"/><text x="{width - EDGE - 13:g}" y="20" '
                f'text-anchor="middle" style="fill:{DARK}" class="b">{key}</text></g>'
            )
    for y in range(rows):
        for first, last, row in _row_states([frame.rows[y] for frame in frames]):
            drawn = "".join(_row(row, ground))
            if drawn:
                place = place_of_row(y)
                parts.append(
                    f'<g class="{_row_class(first, last)}" transform="{place}">{drawn}</g>'
                )
    return "\n".join([*parts, "</svg>", ""])


def place_of_row(y: int) -> str:
    """Return the SVG transform that moves a drawn row to its place."""
    return f"translate({EDGE:g} {EDGE + TITLE + y * HEIGHT:g})"


def _row_class(first: int, last: int) -> str:
    """Return the class of rows that are shown from frame `first` up to the frame before `last`."""
    return f"s{first}-{last}"


def _row_states(rows: Sequence[Row]) -> Iterator[tuple[int, int, Row]]:
    """Yield each state of a row, with its first frame and the first frame with another state."""
    place = 0
    for row, same in groupby(rows):
        last = place + len(list(same))
        yield place, last, row
        place = last


def _timing(frames: Sequence[Frame]) -> Iterator[str]:
    """Yield the style rules that time all frames. If motion is off, the last frame is shown."""
    begins = [0.0]
    for frame in frames:
        begins.append(begins[-1] + frame.seconds)
    spans = {
        (first, last)
        for y in range(len(frames[0].rows))
        for first, last, _ in _row_states([frame.rows[y] for frame in frames])
    }
    spans |= {(number, number + 1) for number, frame in enumerate(frames) if frame.key}
    for first, last in sorted(spans - {(0, len(frames))}):
        name = _row_class(first, last)
        steps = "0%{visibility:hidden}" if first else ""
        steps += f"{100 * begins[first] / begins[-1]:.2f}%{{visibility:visible}}"
        if last < len(frames):
            steps += f"{100 * begins[last] / begins[-1]:.2f}%,100%{{visibility:hidden}}"
        still = "" if last == len(frames) else "visibility:hidden;"
        yield f"@keyframes {name}{{{steps}}}"
        yield f".{name}{{{still}animation:{name} {begins[-1]:g}s step-end infinite}}"


def _row(row: Row, window: str) -> Iterator[str]:
    """Yield one row: blocks and backgrounds that differ from the window's, then the text."""
    x = 0
    for (color, ground, marks, block), cells in groupby(row, _style):
        text = "".join(cell.data for cell in cells)
        wide, left = len(text) * WIDTH, x * WIDTH
        x += len(text)
        if ground != window:
            yield f'<rect x="{left:g}" width="{wide:g}" height="{HEIGHT + 0.4:g}" fill="{ground}"/>'
        if block:
            top, bottom = (HEIGHT * edge for edge in BLOCKS[block])
            bottom += 0.4 * (bottom == HEIGHT)  # otherwise, a thin line stays between two rows
            yield (
                f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" '
                f'height="{bottom - top:g}" fill="{color}"/>'
            )
            continue
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


def _style(cell: Any) -> tuple[str, str, str, str]:
    """Return the colours of a cell, its styles as classes, and its block character, or ""."""
    color, ground = _color(cell.fg, INK), _color(cell.bg, DARK)
    if cell.reverse:
        color, ground = ground, color
    marks = (("b", cell.bold), ("i", cell.italics), ("u", cell.underscore))
    classes = " ".join(name for name, holds in marks if holds)
    return color, ground, classes, cell.data if cell.data in BLOCKS else ""


def _color(name: str, default: str) -> str:
    return default if name == "default" else f"#{name}"
