"""Programme files for tests, as JSON, which is also YAML."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Item = dict[str, Any]


def item(id_: str, start: str, end: str, **more: object) -> Item:
    """Return a session as the file has it; its title is its id with a capital unless given."""
    return {"id": id_, "title": id_.capitalize(), "start": start, "end": end} | more


def read_items(text: str) -> list[Item]:
    """Return the sessions of a text: "tea 09:00-09:30 hall kind=break; talk 09:30-10:00".

    Line breaks separate sessions as well; several people have commas between their ids.
    """
    found = []
    for line in text.replace(";", "\n").strip().splitlines():
        id_, times, *words = shlex.split(line)
        soft = "follows" in words
        pairs = (word if "=" in word else f"room={word}" for word in words if word != "follows")
        facts: Item = dict(pair.split("=", 1) for pair in pairs) | (
            {"follows": True} if soft else {}
        )
        if "people" in facts:
            facts["people"] = facts["people"].split(",")
        found.append(item(id_, *times.split("-"), **facts))
    return found


def noon() -> tuple[str, datetime]:
    """Return the time zone whose clocks show about noon now, and their time.

    In it, no event of today is about to begin another day, whenever the tests run.
    """
    now = datetime.now(UTC)
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC", now + timedelta(hours=ahead)


def write(
    days: str | Mapping[str, str | Sequence[Item]],
    *,
    folder: Path | None = None,
    rooms: Iterable[str | Item] | None = None,
    tracks: Iterable[str | Item] | None = None,
    language: str = "en",
    people: dict[str, Item] | None = None,
    **event: object,
) -> str:
    """Write a programme into a folder, the current one unless given; return its path.

    A text alone is the first of March 2025. Rooms and tracks are those that the sessions name
    unless given; they and the people are called by their ids.
    """
    if isinstance(days, str):
        days = {"2025-03-01": days}
    listed = [
        (day, read_items(found) if isinstance(found, str) else list(found))
        for day, found in days.items()
    ]
    sessions = [session for _, found in listed for session in found]
    met = [id_ for session in sessions for id_ in session.get("people", ()) if str(id_) == id_]
    content = {
        "version": 1,
        "event": {"id": "example", "title": "Example", "timezone": "Europe/Paris"}
        | {"language": language}
        | event,
        "rooms": _named("room", sessions, rooms),
        "tracks": _named("track", sessions, tracks),
        "people": {id_: {"name": id_.capitalize()} for id_ in met} | (people or {}),
        "days": [{"date": day, "sessions": found} for day, found in listed],
    }
    path = (folder or Path.cwd()) / "programme.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


def _named(key: str, sessions: list[Item], given: Iterable[str | Item] | None) -> list[Item]:
    """Return the rooms or tracks that are given, or else those that the sessions name."""
    found = given or dict.fromkeys(session[key] for session in sessions if key in session)
    return [
        {"id": each, "name": f"{key.capitalize()} {each}"} if isinstance(each, str) else each
        for each in found
    ]


def write_today(
    sessions: str = "one 11:00-13:30; two 13:30-15:00", *, folder: Path | None = None, **event: Any
) -> str:
    """Write an event of today, whose clocks show about noon now."""
    zone, now = noon()
    return write({now.date().isoformat(): sessions}, folder=folder, timezone=zone, **event)
