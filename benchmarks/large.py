"""Programmes of any size."""

from __future__ import annotations

from pathlib import Path

_ROOMS = 20
_A_DAY = 400


def write_programme(file: Path, sessions: int) -> None:
    """Write a programme of `sessions` sessions of twenty minutes, in twenty rooms."""
    lines = ["version: 1", "event:", "  id: large", "  title: Large", "  timezone: Europe/Paris"]
    lines += ["  language: fr", "rooms:"]
    lines += [f"  - {{id: r{room}, name: Salle {room}}}" for room in range(_ROOMS)]
    people = max(1, sessions // 3)
    lines += ["people:"] + [f"  p{n}: {{name: Prénom Nom {n}}}" for n in range(people)]
    lines += ["days:"]
    for number in range(sessions):
        day, place = divmod(number, _A_DAY)
        if place == 0:
            lines += [f"  - date: 2026-03-{day + 1:02}", "    sessions:"]
        minute = 9 * 60 + place // _ROOMS * 30
        start = f"{minute // 60:02}:{minute % 60:02}"
        end = f"{(minute + 20) // 60:02}:{(minute + 20) % 60:02}"
        lines.append(
            f'      - {{id: s{number}, title: Sujet {number}, start: "{start}", end: "{end}", '
            f"room: r{place % _ROOMS}, people: [p{number % people}]}}"
        )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
