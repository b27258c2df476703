"""Screens that follow the day of a stage elsewhere: live, out of date, without a network."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.follower import Follower
from tests.acting import example_day
from tests.builders import at
from tests.companion.test_follower import Mast
from tests.publishing import LATE, document, of_event, read

from .conftest import Open
from .worlds import World


def follow(here: World) -> Mast:
    """Have the app follow the example day, in which Panel A runs late."""
    mast = Mast()
    mast.answer = read(document("10:20", *LATE))
    follower = Follower(mast, here.snapshot.programme.id, here.clock, is_requested=True)
    mast.answer = of_event(mast.answer, follower.event)
    here.companion.attach_follower(follower)
    return mast


async def test_follower_sees_the_published_day_and_cannot_act(world: Open) -> None:
    here = world(example_day(), "10:20")
    follow(here)
    async with here.open():
        await here.until_shown("12 min behind")
        first = here.lines[0]
        assert " LIVE " in first
        await here.press("5")
        await here.until_shown("12 min behind")
        await here.press("p")
        await here.until_shown("Read-only")
        assert here.snapshot.events.acts == ()


async def test_old_data_of_a_followed_day_are_reported(world: Open) -> None:
    here = world(example_day(), "10:20")
    mast = follow(here)
    async with here.open(size=(120, 40)):
        await here.until_shown("12 min behind")
        mast.answer = SourceError("offline", mast.address)
        here.clock.shown += timedelta(minutes=2)
        await here.until_shown("No network")
        assert " OFFLINE " in here.lines[0]
        assert "2 minutes old" in here.picture.replace("\u00a0", " ")
        assert "in 1 h 08" in here.picture.replace("\u00a0", " ")
        mast.answer = SourceError("status", mast.address, "500")
        here.clock.shown = at("10:25")
        await here.press("i")
        await here.until_shown("answered with the error 500.")
        assert "are 5 minutes old" in here.picture.replace("\u00a0", " ")
        here.clock.shown = at("10:33")
        mast.answer = of_event(read(document("10:33", *LATE)), here.snapshot.programme.id)
        await here.until_gone("answered with")
        assert " LIVE " in here.lines[0]
