"""A day that does not go as planned, on screen: real, announced and planned times."""

from __future__ import annotations

import re

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.tui.render.digits import digits
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of, request
from tests.builders import at

from .conftest import Golden, Open
from .stages import Done, do_acts
from .worlds import World


def event() -> Programme:
    return day_of(
        "opening 09:00-09:30 = Opening ·, panel 09:30-10:30 soft +ada, coffee 10:30-10:45 break, "
        "talk 10:45-11:30 +bob, closing 11:30-12:00 soft"
    )


def in_rooms() -> Programme:
    return day_of(
        "north-talk 09:00-10:00 @north = Ideas, "
        "north-next 10:00-11:00 @north = Questions, "
        "south-talk 09:00-11:00 @south = Workshop"
    )


LATE = (
    "09:02 start opening",
    "09:40 start panel",
    "09:41 add panel 20",
    "09:42 announce",
)
"""The panel starts at 9:40, gets 20 minutes, and the new times are announced."""

OPENED = "08:55 start opening"


def driven(world: Open, of: Programme, now: str, *acts: Done, language: str = "en") -> World:
    """A day on which the stage did these acts, at a time."""
    here = world(of, "08:50", language=language)
    do_acts(here, *acts, now=now)
    return here


class Desk:
    """Another window on the same day, which drives the stage."""

    def __init__(self, here: World) -> None:
        self._here = here
        self._companion = Companion(here.source, open_stores(here.database), here.clock)
        self._stage = Stage(self._companion, "Nadia")

    def do(self, act: str) -> None:
        time, wish = act.split(" ", 1)
        self._here.clock.shown = at(time)
        self._companion.state.reload()
        self._stage.record(request(wish))

    def late(self) -> None:
        for act in LATE:
            self.do(act)

    def say(self, time: str, text: str, session: str | None = None) -> None:
        self._here.clock.shown = at(time)
        self._stage.send_message(text, session=session)


def _large(time: str) -> str:
    """The time in digits of three rows."""
    rows = digits(time, "time", 60, 3)
    return "/".join("".join(part.text for part in parts).strip() for parts in rows)


def _block(shown: str) -> str:
    """What a screen shows in large digits, row by row."""
    rows = (re.search(r"[█▀▄][█▀▄ ]*[█▀▄]", line) for line in shown.splitlines())
    return "/".join(found.group() for found in rows if found)


@pytest.mark.parametrize(
    ("acts", "now", "shown"),
    [
        ((OPENED, "09:20 end"), "09:33", "NOT RESUMED YET|late, expected 09:33"),
        (("08:55 take",), "09:05", "NOT STARTED YET|5 min behind"),
        (LATE, "11:04", "34 min behind|NEXT late, expected 11:04 · announced 11:00"),
    ],
)
async def test_now_shows_the_state_of_the_day(
    world: Open, acts: tuple[Done, ...], now: str, shown: str
) -> None:
    here = driven(world, event(), now, *acts)
    async with here.open(size=(100, 40)):
        assert [each for each in shown.split("|") if each not in here.picture] == []


@pytest.mark.parametrize(
    ("acts", "now", "digits_", "word"),
    [
        (LATE, "11:04", "+4:00", "overtime"),
        (("09:00 start opening", "09:10 pause"), "09:15", "20:00", "paused"),
    ],
)
async def test_clock_of_now_counts_overtime_and_stops_in_a_pause(
    world: Open, acts: tuple[Done, ...], now: str, digits_: str, word: str
) -> None:
    here = driven(world, event(), now, *acts)
    async with here.open(size=(60, 12)):
        assert _large(digits_) in _block(here.picture)
        assert word in here.picture


@pytest.mark.parametrize("width", [40, 80])
async def test_agenda_lists_late_sessions_after_the_current_time(world: Open, width: int) -> None:
    here = driven(world, event(), "09:30", OPENED, "09:20 end")
    async with here.open("2", (width, 24)):
        assert "late" not in here.picture, "it is on time for this minute, as on the stage"
        assert "due now" in here.picture
        await here.at_time("09:33")
        rows = here.lines
        place = next(n for n, row in enumerate(rows) if row.startswith(" 09:33 ──"))
        assert rows[place + 1].startswith(" 09:30")
        assert (" late, expected 09:33 " if width == 80 else " late ") in f"{rows[place + 1]} "


async def test_messages_are_shown_until_withdrawn(world: Open) -> None:
    here = world(event(), "08:50")
    desk = Desk(here)
    desk.late()
    desk.say("09:43", "Carla replaces Bob", "talk")
    desk.say("09:44", "Lunch is on the first floor")
    async with here.open():
        await here.until_shown("◆ Talk: Carla replaces Bob")
        assert "◆ Lunch is on the first floor" in here.picture
        await here.shows("2 home down*3 enter", "Carla replaces Bob")
        desk.say("09:45", "", "talk")
        await here.until_gone("Carla")
        assert "first floor" in here.picture


@pytest.mark.parametrize(("name", "keys"), [("now", ""), ("agenda", "2")])
async def test_now_and_agenda_of_a_late_day_match_their_pictures(
    world: Open, golden: Golden, name: str, keys: str
) -> None:
    here = world(event(), "08:50", language="fr")
    here.bookmark("talk")
    desk = Desk(here)
    desk.late()
    desk.say("09:43", "Le café est servi au premier étage")
    desk.do("09:44 cancel closing")
    here.companion.load_external_changes()
    async with here.open():
        await here.press(keys)
        golden(here.app, f"late-{name}-80x24-fr")


async def test_now_of_one_room_matches_its_picture(world: Open, golden: Golden) -> None:
    here = driven(world, in_rooms(), "09:10", "09:10 start north-talk")
    here.companion.choose_room("north")
    async with here.open():
        await here.pause()
        golden(here.app, "door-80x24-en")


@pytest.mark.parametrize(("minutes", "shown"), [(4, ""), (5, "expected 10:05")])
async def test_agenda_shows_delays_of_five_minutes_or_more(
    world: Open, minutes: int, shown: str
) -> None:
    more = ("09:01", Act("add", "north-talk", minutes=minutes))
    here = driven(world, in_rooms(), "09:30", "09:00 start north-talk", more)
    async with here.open("2"):
        row = next(line for line in here.lines if line.startswith(" 10:00 "))
        assert re.findall("expected .....", row) == ([shown] if shown else [])
