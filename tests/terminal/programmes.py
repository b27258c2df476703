"""Programme files for windows to open."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
version: 1
event: {id: odd, title: %s, timezone: Europe/Paris, language: en}
%sdays:
  - date: 2026-03-01
    sessions:
"""


def write(
    path: Path, *titles: str, event: str = "Odd Day", minutes: int = 30, room: str | None = None
) -> Path:
    """A programme of one day from 9 o'clock, its sessions one after the other, in one room."""
    rooms = f'rooms: [{{id: "{room.lower().replace(" ", "-")}", name: {room}}}]\n' if room else ""
    lines = [HEAD % (event, rooms)]
    for number, title in enumerate(titles):
        start, end = clock(number * minutes), clock((number + 1) * minutes)
        lines.append(f'      - {{id: s{number}, title: {title}, start: "{start}", end: "{end}"}}\n')
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text("".join(lines), "utf-8")
    return fresh.replace(path)


def clock(minutes: int) -> str:
    """The hour so many minutes after 9 o'clock."""
    return f"{9 + minutes // 60:02}:{minutes % 60:02}"
