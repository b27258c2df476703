"""Programme files for tests, as JSON, which is also YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Item = dict[str, Any]


def item(id_: str, start: str, end: str, **more: object) -> Item:
    """Return a session as the file has it; its title is its id with a capital unless given."""
    return {"id": id_, "title": id_.capitalize(), "start": start, "end": end} | more


def noon() -> tuple[str, datetime]:
    """Return the time zone whose clocks show about noon now, and their time.

    In it, no event of today is about to begin another day, whenever the tests run.
    """
    now = datetime.now(UTC)
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC", now + timedelta(hours=ahead)


def write(
    folder: Path,
    days: Mapping[str, Sequence[Item]],
    *,
    rooms: Iterable[str] = (),
    language: str = "en",
    people: dict[str, Item] | None = None,
    **event: object,
) -> str:
    """Write a programme into the folder and give its path."""
    content = {
        "version": 1,
        "event": {"id": "example", "title": "Example", "timezone": "Europe/Paris"}
        | {"language": language}
        | event,
        "rooms": [{"id": room, "name": f"Room {room}"} for room in rooms],
        "people": people or {},
        "days": [{"date": day, "sessions": list(items)} for day, items in days.items()],
    }
    path = folder / "example.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)
