"""Programme files for windows and commands to open."""

from __future__ import annotations

import json
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
    """Write a programme of one day from 9 o'clock with consecutive sessions in one room."""
    rooms = f'rooms: [{{id: "{room.lower().replace(" ", "-")}", name: {room}}}]\n' if room else ""
    lines = [HEAD % (event, rooms)]
    for number, title in enumerate(titles):
        start, end = clock(number * minutes), clock((number + 1) * minutes)
        lines.append(f'      - {{id: s{number}, title: {title}, start: "{start}", end: "{end}"}}\n')
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text("".join(lines), "utf-8")
    return fresh.replace(path)


def clock(minutes: int) -> str:
    """Return the time that many minutes after 9 o'clock."""
    return f"{9 + minutes // 60:02}:{minutes % 60:02}"


MARKUP = "[/] [@click=app.quit]x[/] [bold"
COMMANDS = (
    "\x1b]0;owned\x07",
    "\x1b[5;41;97m",
    "\x9b5;41;97m",
    "\x1bPowned\x1b\\",
    "\x1bc",
    "\x07",
)
OVERRIDES = ("\u202e", "\u2066", "\u202a")
HARM = "".join((*COMMANDS, *OVERRIDES))
FORBIDDEN = [text.encode() for text in (*COMMANDS[:-1], *OVERRIDES, "\x9b", "\x90")]


def hostile(word: str) -> str:
    """Return a text with every hostile character, and a word by which to find it."""
    return json.dumps(f"{word}{HARM} {MARKUP}")


def write_hostile(path: Path) -> Path:
    """Write a programme whose texts contain commands for the terminal."""
    lines = [
        "version: 1",
        "event:",
        "  id: odd",
        f"  title: {hostile('Etitle')}",
        f"  subtitle: {hostile('Esub')}",
        f"  registration: {hostile('Ereg')}",
        f"  description: {hostile('Edesc')}",
        f"  venue: {{name: {hostile('Evenue')}, address: {hostile('Eaddr')}}}",
        "  timezone: Europe/Paris",
        "  language: en",
        f"people: {{ada: {{name: {hostile('Ada')}, affiliation: {hostile('Org')}}}}}",
        "days:",
        "  - date: 2026-03-01",
        "    sessions:",
    ]
    for number, hour in enumerate((9, 9, 11)):
        lines += [
            f"      - id: s{number}",
            f"        title: {hostile(f'Stitle{number}')}",
            f"        label: {hostile('Slabel')}",
            f"        subtitle: {hostile('Ssub')}",
            f'        start: "{hour:02}:00"',
            f'        end: "{hour + 1:02}:00"',
            "        people: [ada]",
            f"        abstract: {hostile('Sabstract')}",
            f"        links: [{{title: {hostile('Slink')}, url: 'https://example.org/'}}]",
        ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
