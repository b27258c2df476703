"""Each screen as a picture: to read in a review, and to see every change of what people see."""

from __future__ import annotations

from datetime import date

import pytest

from sommet_tui.domain.programme import Programme, Session
from tests.builders import at, participant, pause, programme, session

from .conftest import Golden, Open

NOW_AT = {"before": "09:41", "gap": "13:20", "last": "19:55", "after": "23:00"}
SIZES = ("80x24", "120x40", "40x12")


def rooms(count: int) -> Programme:
    """A programme whose rooms are at different points of their day."""
    sessions: list[Session] = []
    for n in range(count):
        room, minute = f"Room {n + 1}", f"{(n * 7) % 60:02}"
        speaker = participant(f"p{n}", f"Speaker {n + 1}")
        sessions += [
            session(f"talk-{n}", "09:00", f"10:{minute}", room=room, people=[speaker]),
            session(f"panel-{n}", f"11:{minute}", "12:30", room=room, label=f"Panel {n + 1}"),
        ]
    return programme(*sessions, pause("lunch", "12:30", "13:30", room="Room 1"))


MIDDAY, TWO = "11:23:07", ("panel-2", "panel-4")
PICTURES = (
    ("now-80x24-en", MIDDAY, "", TWO),
    ("now-40x12-fr", MIDDAY, "", TWO),
    ("agenda-80x24-en", MIDDAY, "2", TWO),
    ("timetable-80x24-en", MIDDAY, "2 v", TWO),
    ("bookmarks-80x24-en", MIDDAY, "3", TWO),
    ("people-80x24-en", MIDDAY, "4", TWO),
    ("info-80x24-en", MIDDAY, "i", TWO),
    ("session-80x24-en", MIDDAY, "enter", TWO),
    ("help-80x24-en", MIDDAY, "question_mark", TWO),
    ("clock-80x24-fr", "11:23", "t", ()),
    *((f"now-{name}-80x24-fr", clock, "", TWO[1:]) for name, clock in NOW_AT.items()),
    *((f"over-{size}-fr", at("20:22", date(2026, 11, 27)), "", ()) for size in SIZES),
)
"""The pictures of the summit: their names with size and language, the time, keys, bookmarks."""


def size_of(name: str) -> tuple[int, int]:
    width, height = name.split("-")[-2].split("x")
    return int(width), int(height)


@pytest.mark.parametrize(("name", "clock", "keys", "bookmarks"), PICTURES)
async def test_screen_of_the_summit_matches_its_picture(  # noqa: PLR0917
    world: Open,
    golden: Golden,
    summit: Programme,
    name: str,
    clock: str,
    keys: str,
    bookmarks: tuple[str, ...],
) -> None:
    here = world(summit, clock, language=name[-2:])
    here.bookmark(*bookmarks)
    async with here.open(keys, size_of(name)):
        await here.pause()
        golden(here.app, name)


async def test_now_in_another_time_zone_matches_its_picture(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, "09:00", viewer="America/Montreal")
    here.companion.clock.set(at("11:05"), 0.0)
    async with here.open(size=(100, 30)):
        await here.pause()
        golden(here.app, "now-shifted-100x30-en")


@pytest.mark.parametrize(
    "name", ["now-3-rooms-80x24-en", "now-3-rooms-40x12-en", "now-30-rooms-80x24-en"]
)
async def test_now_with_several_rooms_matches_its_picture(
    world: Open, golden: Golden, name: str
) -> None:
    count = int(name.split("-")[1])
    here = world(rooms(count), "09:50")
    here.bookmark(f"panel-{count - 2}")
    async with here.open(size=size_of(name)):
        await here.pause()
        golden(here.app, name)
