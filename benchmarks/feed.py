"""Compares a large event in another format with the shipped one: `python -m benchmarks.feed`.

The large event has 1,500 sessions in 90 rooms over four days, with abstracts of a kilobyte, in frab
XML.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.terminal.terminal import Terminal

from benchmarks.measure import (
    PROGRAMME,
    SOMMET,
    Typing,
    cold_start,
    command_time,
    idle,
    keys,
    medians,
    start,
    window,
)

SESSIONS, ROOMS, DAYS = 1500, 90, 4
RUNS = 7
_SENTENCE = "What we learned while &lt;em&gt;measuring&lt;/em&gt; machines in the cellar, part {}. "
_AT = "2026-03-02T10:05"
_READY = "Salle"

Row = tuple[str, float, float, str]
"""A name, the measured value, the value to compare it with (0 for none), and the unit."""


def write_feed(file: Path) -> None:
    """Write the event as a schedule XML."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<schedule><conference><title>Large</title>"]
    lines.append("<acronym>large</acronym><time_zone_name>Europe/Paris</time_zone_name>")
    lines.append("</conference>")
    for day in range(DAYS):
        lines.append(f'<day index="{day + 1}" date="2026-03-{day + 2:02}">')
        for room in range(ROOMS):
            lines.append(f'<room name="Salle {room}">')
            lines += [
                _event(number, day, room, place)
                for place, number in enumerate(range(day * ROOMS + room, SESSIONS, DAYS * ROOMS))
            ]
            lines.append("</room>")
        lines.append("</day>")
    file.write_text("\n".join([*lines, "</schedule>"]), encoding="utf-8")


def _event(number: int, day: int, room: int, place: int) -> str:
    date, hour = f"2026-03-{day + 2:02}", 10 + place * 2
    text = "".join(_SENTENCE.format(part) for part in range(12))
    return (
        f'<event id="{number}" guid="00000000-0000-5000-8000-{number:012}">'
        f"<date>{date}T{hour}:00:00+01:00</date><start>{hour}:00</start><duration>1:30</duration>"
        f"<room>Salle {room}</room><title>Sujet {number}</title><track>Piste {room % 12}</track>"
        f"<type>lecture</type><language>fr</language><abstract>&lt;p&gt;{text}&lt;/p&gt;</abstract>"
        f'<persons><person id="{number % 900}">Prénom Nom {number % 900}</person></persons></event>'
    )


def rows(env: Mapping[str, str], folder: Path) -> Iterator[Row]:
    """Yield all measurements, compared with those of the shipped programme."""
    file = folder / "large.xml"
    write_feed(file)
    large = [*SOMMET[:3], "--lang", "fr", "--programme", str(file), "--at", _AT]
    ours = [*SOMMET, "--programme", PROGRAMME]
    for what, begin in (("new", cold_start), ("warm", start)):
        took, beside = medians(
            lambda begin=begin: begin(large, _READY, env),  # type: ignore[misc]
            lambda begin=begin: begin(ours, "EN COURS", env),  # type: ignore[misc]
            RUNS,
        )
        name = f"start with a feed of 1,500 sessions, {what}, against the summit"
        yield name, took, beside, "ms"
    now = [sys.executable, "-m", "sommet_tui", "now", "--programme"]
    took, beside = medians(
        lambda: command_time([*now, str(file), "--at", _AT], env),
        lambda: command_time([*now, PROGRAMME], env),
        2 * RUNS,
    )
    yield "`now` with a feed, warm, against the summit", took, beside, "ms"
    still = ("--speed", "0")
    for what, before, cycle in (
        ("filter letter", ("2", "/"), ("a", "\x7f")),
        ("day change", ("2",), ("]", "[")),
    ):
        typing = Typing([*large, *still], _READY, before, cycle, env)
        took_keys, _ = keys(typing, Typing([*ours, *still], "EN COURS", before, cycle, env))
        yield f"{what} with a feed", took_keys.median, 0, "ms"
    _, _, memory = idle(large, _READY, env)
    _, _, usual = idle(ours, "EN COURS", env)
    yield "memory (PSS) with a feed, against the summit", memory / 1000, usual / 1000, "MiB"
    yield (
        "bytes sent when an unchanged file is saved again",
        _bytes_after_reading(large, file, env) / 1000,
        0,
        "B",
    )


def _bytes_after_reading(command: list[str], file: Path, env: Mapping[str, str]) -> float:
    """Return the bytes sent to the terminal after an unchanged file was read again."""
    with window([*command, "--speed", "0"], env) as terminal:
        terminal.until(_READY)
        _read_for(terminal, 12.0)
        before = len(terminal.raw)
        content = file.read_bytes()
        file.write_bytes(content)
        _read_for(terminal, 8.0)
        return float(len(terminal.raw) - before)


def _read_for(terminal: Terminal, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        terminal.take(left)


def main() -> None:
    """Run only these measurements, and print the rows."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"HOME": home, "XDG_DATA_HOME": f"{home}/data", "TERM": "xterm-256color"}
        env |= {"XDG_CACHE_HOME": f"{home}/cache", "XDG_CONFIG_HOME": f"{home}/config"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for what, measured, beside, unit in rows(env, Path(home)):
            ratio = f"{measured / beside:.2f} ×" if beside else ""
            other = f"{beside * 1000:.1f} {unit}" if beside else ""
            print(f"| {what} | {measured * 1000:.1f} {unit} | {other} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
