"""Another event, chosen while the app runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sommet_tui.companion.errors import KeepingError
from sommet_tui.domain.events import KnownEvent
from tests.builders import at

from .conftest import Open
from .events import event
from .pictures import picture
from .worlds import World, until

NOW = datetime.now(UTC)


def known(title: str, days: int) -> KnownEvent:
    day = NOW.date() + timedelta(days=days)
    address = f"https://example.org/{title}"
    return KnownEvent(address, title, f"{title} \\[/]", day, day, "UTC", NOW)


def offering(here: World, *events: KnownEvent) -> World:
    here.offer(known_events=lambda: events)
    return here


async def test_the_events_are_offered_and_the_chosen_one_is_wanted(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Past", -400), known("Next", 2))
    async with here.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "open this event" in picture(here.app))
        shown = picture(here.app)
        assert shown.index("Next \\[/]") < shown.index("Past \\[/]")
        assert "https://example.org/Next" in shown
        assert "in 2 days" in shown
        await pilot.press("down")
        await until(pilot, lambda: "https://example.org/Past" in picture(here.app))
        await pilot.press("enter")
        await until(pilot, lambda: here.app._viewer.wanted)
    assert here.app._viewer.wanted == "https://example.org/Past"


async def test_escape_leaves_everything_as_it_is(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Next", 2))
    async with here.app.run_test(size=(40, 12)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Next" in picture(here.app))
        await pilot.press("ctrl+o")  # not a second time over itself
        await pilot.press("escape")
        await until(pilot, lambda: "Next \\" not in picture(here.app))
        assert here.app.is_running
    assert here.app._viewer.wanted is None


async def test_where_nothing_was_opened_that_is_said(world: Open) -> None:
    here = world(event(), at("09:30"), language="fr")
    async with here.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "aucun événement" in picture(here.app))
        await pilot.press("enter", "escape")


async def test_what_cannot_be_read_is_said(world: Open) -> None:
    here = world(event(), at("09:30"))

    def refuse() -> tuple[KnownEvent, ...]:
        raise KeepingError("busy", "/data/sommet.sqlite3")

    here.offer(known_events=refuse)
    async with here.app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Try again" in picture(here.app))


async def test_opening_is_told_once_the_first_screen_is_there(world: Open) -> None:
    here = world(event(), at("09:30"))
    told: list[bool] = []
    here.offer(remember_event=lambda: told.append(True))
    here.app._viewer.said = ("It could not be opened [/].",)
    async with here.app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: told)
        await until(pilot, lambda: "It could not be opened [/]" in picture(here.app))
