"""Settings on screen: other keys, the first screen, and the errors in the file."""

from __future__ import annotations

import re

from sommet_tui.companion.settings import VIM, Remap, Settings
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.values import replace
from tests.acting import day_of

from .conftest import Open
from .events import event
from .worlds import with_settings


async def test_remapped_keys_work_and_are_in_footer_and_help(world: Open) -> None:
    keys = (
        Remap("session.star", ("z",), 3),
        Remap("app.clock", ("f9",), 4),
        Remap("now.replay", ("Z",), 5),
    )
    here = with_settings(world(event(), "20:00"), Settings(keys=keys))
    async with here.open(size=(100, 60)):
        assert "Z Replay the day" in here.text
        assert " Z Replay " in here.text
        await here.press("Z")
        await here.until_shown("STARTS IN")
        assert " z Bookmark" in here.picture
        assert "F9 Clock" in here.foot
        await here.press("b")
        assert here.stars == set()
        await here.press("z")
        assert here.stars == {"opening"}
        await here.press("question_mark")
        assert re.search(r"\n +z +Bookmark ", here.picture)
        await here.shows("escape f9", "move the clock 5 minutes back")


async def test_setting_changes_the_walking_time_between_rooms(world: Open) -> None:
    near = day_of("long 09:00-11:00 @a, near 11:03-12:00 @b")
    rooms = tuple(replace(room, building=room.id) for room in near.rooms)
    here = with_settings(world(replace(near, rooms=rooms), "08:30"), Settings(walk_minutes=3))
    here.bookmark("long", "near")
    async with here.open("p"):
        assert "walk, 3 min" in here.picture


async def test_role_opens_its_screen_unless_another_is_set(world: Open) -> None:
    for settings, shown in (
        (Settings(role="stage"), "s  Start "),
        (Settings(role="green-room"), "a Arrival"),
        (Settings(role="stage", first_screen="agenda"), "5 Stage   6 Moderator"),
        (Settings(first_screen="moderator"), "SPEAKERS"),
    ):
        here = with_settings(world(event(), "09:30"), settings)
        async with here.open(size=(220, 30)):
            await here.pause()
            assert shown in here.picture


async def test_invalid_setting_is_reported_with_its_line(world: Open) -> None:
    wrong = Finding("error", "choice", "theme", 2, {"value": "[b]pink", "choices": "dark"})
    taken = Settings(keys=(Remap("app.helf", ("h",), 7),))
    here = with_settings(world(event(), "09:30", language="fr"), taken, wrong)
    async with here.open(size=(120, 40)):
        await here.until_shown("settings.yaml:7: keys.app.helf")
        assert "! encore 1" in here.text
        await here.press("exclamation_mark")
        assert "settings.yaml:2: theme" in here.text
        assert "[b]pink" in here.text


async def test_vim_letters_move_the_cursor_but_not_in_a_text_field(world: Open) -> None:
    here = with_settings(world(event(), "08:00"), Settings(keys=(Remap(VIM, (), 1),)))
    async with here.open("2 j b G b g k n"):
        assert here.stars == {"debate", "closing"}
        assert "Opening" in here.picture
        await here.shows("'hjklgG'", "hjklgG")
        await here.shows("escape slash 'hjkl'", " / hjkl")
        await here.shows("escape enter l", "Debate")
        await here.shows("h", "Opening")
        await here.shows("escape question_mark G", "in vim, except where a screen uses them")
