"""My next stops at the head of Now: where to go, when to leave, and what to attend instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme
from sommet_tui.tui.now.stops import NextStops, stop_rows
from sommet_tui.tui.widgets.row_list import RowList
from tests.acting import day_of, request
from tests.builders import at, programme, session
from tests.tui.conftest import Open
from tests.tui.scenes import style_of


def fair() -> Programme:
    return day_of(
        "here 09:00-10:00 @a, then 10:30-11:30 @b, side 10:00-11:00 @a, rest 09:00-12:00 @c"
    )


def single() -> Programme:
    return day_of("here 09:00-10:00, then 10:30-11:30, rest 11:30-12:00")


TRAIN = OwnEvent("own-1", "Train", at("18:30"), at("20:00"), "Station")


async def test_capital_t_offers_sessions_that_the_plan_leaves_out(world: Open) -> None:
    here = world(fair(), "09:20")
    here.bookmark("then")
    here.bookmark("side", degree="maybe")
    async with here.open(size=(40, 12)):
        assert "✕1" in here.picture
        assert "T Attend instead" not in here.foot
        await here.press("home")
        assert "T Attend instead" in here.foot
        await here.press("T")
        shown = " ".join(here.text.replace("│", " ").split())
        assert "Left out so that you can attend ★ Then" in shown
        assert "10:00 – 11:00  Side" in here.picture
        assert "clashes for 30 min with ★ Then" in shown
        await here.shows("enter", "Attending ★ a Side instead of ☆ Then")
        await here.until(lambda: here.snapshot.mine.degrees["side"] == "must")
        await here.press("u")
        assert here.snapshot.mine.degrees == {"then": "must", "side": "maybe"}
        await here.until_shown("Undone")


@pytest.mark.parametrize(("size", "selects"), [((120, 40), False), ((80, 24), True)])
async def test_full_session_offers_an_alternative_with_one_key(
    world: Open, size: tuple[int, int], selects: bool
) -> None:
    here = world(fair(), "09:20")
    here.bookmark("then")
    here.bookmark("side", degree="maybe")
    Stage(here.companion).record(request("full then nearly-full"))
    async with here.open(size=size):
        assert "Then nearly full ✕1" in here.picture
        Stage(here.companion).record(request("full then full"))
        await here.until_shown("Then full → ☆ a Side")
        assert here.snapshot.mine.degrees == {"then": "must", "side": "maybe"}
        if selects:  # otherwise, a room without a bookmark
            await here.press("home")
        assert "T Attend instead" in here.foot
        await here.shows("T", "Attending ★ a Side instead of ☆ Then")
        assert "→ ☆ a Side" not in here.picture
        await here.press("u")
        await here.until_shown("Then full → ☆ a Side")
        assert here.snapshot.mine.degrees == {"then": "must", "side": "maybe"}
        here.companion.mine.remove_bookmark("side")
        await here.until_shown("Then full, no other bookmark")
        Stage(here.companion).record(request("full then open"))
        await here.until_gone("full")


@pytest.mark.parametrize(("event", "left_out"), [(fair, False), (fair, True), (single, False)])
async def test_enter_on_a_stop_opens_it(
    world: Open, event: Callable[[], Programme], left_out: bool
) -> None:
    here = world(event(), "09:20")
    here.bookmark("then")
    if left_out:
        here.bookmark("side", degree="maybe")
    here.companion.mine.put_own_event(TRAIN)
    async with here.open():
        await here.press("home" if event is fair else "down", "enter")
        await here.until_shown("esc Back")
        assert "Then" in here.picture
        await here.press("escape down enter")
        await here.until_shown("Your own event on")


async def test_stop_can_be_bookmarked_unless_it_is_an_own_event(world: Open) -> None:
    here = world(fair(), "09:20")
    here.bookmark("then")
    here.companion.mine.put_own_event(TRAIN)
    async with here.open("home down b"):
        assert "No session is selected." in here.text
        await here.press("up b")
        assert here.snapshot.mine.degrees == {"then": "maybe"}


async def test_now_shows_an_own_event_after_the_last_session(world: Open) -> None:
    here = world(fair(), "12:30")
    here.companion.mine.put_own_event(TRAIN)
    async with here.open():
        shown = here.picture
        assert "NEXT ◇ Station Train" in shown
        assert "THE DAY" in shown
        await here.press("home enter")
        await here.until_shown("Your own event on")
        await here.press("escape")
        here.clock.shown = at("20:00")
        await here.until_gone("NEXT")


def test_stop_shows_a_delay_within_a_minute(world: Open) -> None:
    here = world(fair(), "09:02:30")
    here.bookmark("here")
    Stage(here.companion, "Nadia").record(request("start here"))
    stops = NextStops(here.app_viewer)
    for clock, said, style in (
        ("10:00:29", "3", "warning"),
        ("10:00:40", "2", "warning"),
        ("10:04", "overtime", "danger"),
    ):
        here.clock.shown = at(clock)
        assert style_of(stop_rows(stops.lines(80, 24), 80, here.app_viewer.scene()), said) == style


def test_overdue_stop_shows_its_expected_start_once_and_its_announced_start(world: Open) -> None:
    here = world(single(), "09:02")
    here.bookmark("then")
    Stage(here.companion).record(request("start here"))
    here.clock.shown = at("10:35")
    (line,) = NextStops(here.app_viewer).lines(80, 24)
    assert (line.start, line.timing[0]) == ("10:35", "late · announced 10:30")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_one_room_labels_only_the_first_stop(world: Open, size: tuple[int, int]) -> None:
    here = world(single(), "09:30")
    here.bookmark("here")
    here.bookmark("then")
    async with here.open(size=size):
        assert here.picture.count("PLAN") == 1


def busy() -> Programme:
    """Return 20 rooms, in which a session ends every five minutes, and a stop of mine."""
    return programme(
        session("stop", "10:00", "11:00", room="a"),
        *(
            session(f"{room}-{n}", f"09:{n * 20 + place % 4 * 5:02}", f"{9 + n}:55", room=room)
            for place, room in enumerate("bcdefghijklmnopqrstu")
            for n in range(2)
        ),
    )


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_stops_stay_above_the_scrolled_list(world: Open, size: tuple[int, int]) -> None:
    here = world(busy(), "09:50")
    here.bookmark("stop")
    here.companion.mine.put_own_event(TRAIN)
    async with here.open(size=size):
        before = here.lines
        head = next(y for y, line in enumerate(before) if "leave in" in line) + 1
        await here.press("tab end")
        assert here.lines[head:-6] != before[head:-6]
        assert here.lines[1:head] == before[1:head]
        await here.press("pageup pageup up")
        assert here.lines[1:head] == before[1:head]
        await here.press("end")
        scrolled = here.lines
        await here.click(offset=(20, head - 1))
        assert here.lines[head:-6] == scrolled[head:-6]
        await here.press("up home")
        assert here.lines[head + 1 : -6] == before[head + 1 : -6]


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((80, 24), "down"),
        ((40, 12), "pagedown pagedown"),
    ],
)
async def test_rows_of_now_do_not_move_as_time_passes(
    world: Open, size: tuple[int, int], keys: str
) -> None:
    here = world(busy(), "09:40")
    here.bookmark("stop")
    async with here.open(size=size):
        await here.press(keys)

        def places() -> list[object]:
            lists = here.app.screen.query(RowList)
            heads = [(y, row[:14]) for y, row in enumerate(here.lines) if "NOW " in row]
            key = str(next(each.key for each in lists if each.has_focus)).removeprefix("stop ")
            rows = [y for y, row in enumerate(here.lines[:-3]) if key.title() in row]
            return [key, max(rows), *heads, *(each.size for each in lists)]

        before = places()
        for minute in (42, 45, 50, 54):  # with a reminder, and sessions that begin
            here.clock.shown = at(f"09:{minute}")
            await here.until_shown(f"09:{minute}:00")
            assert places() == before, minute
        assert "leave in 4 min" in here.picture
