"""Each screen as a picture: to read in a review, and to see every change of what people see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Programme, Session
from tests.builders import at, participant, pause, programme, session

from .conftest import Golden, Open

STARS = ("panel-2", "panel-4")


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


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("now", ""),
        ("agenda", "2"),
        ("timetable", "2 v"),
        ("bookmarks", "3"),
        ("people", "4"),
        ("info", "i"),
        ("session", "enter"),
        ("help", "question_mark"),
    ],
)
async def test_each_screen_matches_its_picture(
    world: Open, golden: Golden, summit: Programme, *, name: str, keys: str
) -> None:
    here = world(summit, "11:23:07")
    here.bookmark(*STARS)
    async with here.open():
        await here.press(keys)
        golden(here.app, f"{name}-80x24-en")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_past_event_matches_its_picture(
    world: Open, golden: Golden, summit: Programme, size: tuple[int, int]
) -> None:
    here = world(summit, at("20:22", date(2026, 11, 27)), language="fr")
    async with here.open(size=size):
        await here.pause()
        golden(here.app, f"over-{size[0]}x{size[1]}-fr")


async def test_now_in_a_small_window_matches_its_picture(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, "11:23:07", language="fr")
    here.bookmark(*STARS)
    async with here.open(size=(40, 12)):
        await here.pause()
        golden(here.app, "now-40x12-fr")


@pytest.mark.parametrize(
    ("name", "clock"),
    [("before", "09:41"), ("gap", "13:20"), ("last", "19:55"), ("after", "23:00")],
)
async def test_now_matches_its_picture_through_the_day(
    world: Open, golden: Golden, summit: Programme, name: str, clock: str
) -> None:
    here = world(summit, at(clock), language="fr")
    here.bookmark("panel-4")
    async with here.open():
        await here.pause()
        golden(here.app, f"now-{name}-80x24-fr")


async def test_now_in_another_time_zone_matches_its_picture(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, "09:00", viewer="America/Montreal")
    here.companion.clock.set(at("11:05"), 0.0)
    async with here.open(size=(100, 30)):
        await here.pause()
        golden(here.app, "now-shifted-100x30-en")


@pytest.mark.parametrize(("count", "size"), [(3, (80, 24)), (3, (40, 12)), (30, (80, 24))])
async def test_now_with_several_rooms_matches_its_picture(
    world: Open, golden: Golden, count: int, size: tuple[int, int]
) -> None:
    here = world(rooms(count), "09:50")
    here.companion.mine.save_bookmark(f"panel-{count - 2}")
    async with here.open(size=size):
        await here.pause()
        golden(here.app, f"now-{count}-rooms-{size[0]}x{size[1]}-en")


async def test_clock_dialog_matches_its_picture(
    world: Open, golden: Golden, summit: Programme, tmp_path: Path
) -> None:
    here = world(summit, "11:23", language="fr")
    async with here.open("t"):
        golden(here.app, "clock-80x24-fr")
