"""Reminders on screen: their time, their text, and the command that they start."""

from __future__ import annotations

import gc
import json
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.geometry import Region

from sommet_tui.companion.settings import Settings
from sommet_tui.domain.programme import Programme
from sommet_tui.tui.render.markdown import load_parser_for
from tests.acting import day_of
from tests.builders import at
from tests.tui.conftest import Open
from tests.tui.worlds import World, with_settings

SECOND = timedelta(seconds=1)


def talks() -> Programme:
    return day_of("talk 10:00-11:00 @hall = [b]Talk[/x], last 18:00-19:00 @hall")


async def test_reminder_rings_once_and_ends_with_its_bookmark_or_escape(world: Open) -> None:
    here = world(talks(), "09:54")
    here.bookmark("talk")
    async with here.open():
        here.clock.shown = at("09:55")
        await here.until_shown("Reminder: [b]Talk[/x]")
        assert "Starts at 10:00 · leave in 3 min (2 min walk) · hall" in here.text
        here.companion.mine.remove_bookmark("talk")
        await here.until(lambda: "Reminder" not in here.text)
        here.bookmark("talk")
        await here.until_shown("Reminder")
        assert here.app.rung == 1
        await here.press("escape")
        here.clock.shown = at("09:57")
        await here.until_shown("09:57:0")
        assert "Reminder" not in here.text


async def test_reminder_fits_a_small_window(world: Open) -> None:
    long = "A talk whose title is long enough to fill several rows of any small window"
    here = world(day_of(f"talk 10:00-11:00 @hall = {long}"), "09:54")
    here.bookmark("talk")
    async with here.open(size=(40, 12)):
        here.clock.shown = at("09:55")
        await here.until_shown("leave in 3 min · hall · A")
        (line,) = [line for line in here.lines if "in 3 min · hall" in line]
        assert line.endswith("…")
        assert here.picture.endswith(line), "it has one row"


@pytest.mark.parametrize(
    ("language", "width", "clock", "said"),
    [
        (
            "en",
            120,
            "09:56",
            "Starts at 10:00 · leave in 4 min (2 min walk) · you will be 2 min late · b",
        ),
        ("fr", 40, "09:56", "partir dans 4 min · b · vous aurez"),
    ],
)
async def test_reminder_says_that_the_user_will_be_late(
    world: Open, language: str, width: int, clock: str, said: str
) -> None:
    day = day_of("here 09:00-10:00 @a = First, talk 10:00-11:00 @b = Second")
    here = world(day, "09:50", language=language)
    here.bookmark("here", "talk")
    async with here.open(size=(width, 24)):
        here.clock.shown = at(clock)
        await here.until(partial(_is_shown, here, said))


async def test_message_line_shows_the_most_urgent_reminder(world: Open) -> None:
    """Also if that of a later session came after it."""
    day = day_of("soon 10:00-10:30 @a = First, late 10:50-11:30 @b = Second")
    here = world(day, "09:45")
    here.bookmark("soon", "late")
    here.companion.mine.set_lead("late", 54)
    async with here.open():
        for clock in ("09:46", "09:55", "09:56"):
            here.clock.shown = at(clock)
            await here.until_shown(f"{clock}:00")
        await here.until_shown("! 1 more")
        assert "Reminder: First" in here.text
        await here.press("escape")
        assert "Reminder: Second · Starts at 10:50" in here.text


def _is_shown(here: World, text: str) -> bool:
    return text in here.picture.replace("\N{NO-BREAK SPACE}", " ")


async def test_reminder_and_stop_show_the_same_minutes(world: Open) -> None:
    day = day_of("here 09:00-09:40 @a, talk 10:00-11:00 @b")
    here = world(day, "09:54:58")
    here.bookmark("here", "talk")
    async with here.open():
        for seconds in (0, 29, 60, 61, 120, 121, 181):
            now = at("09:55") + timedelta(seconds=seconds)
            here.clock.shown = now
            await here.until_shown(f"{now.astimezone(here.app_viewer.zones.shown):%H:%M:%S}")
            await here.pause()
            lines = here.lines
            stop = next(line for line in lines if "NEXT" in line).partition("10:00 ")[2].strip()
            left = 180 - seconds
            assert stop == (
                f"leave in {left // 60} min (2 min walk)"
                if left >= 60
                else "leave now (2 min walk)"
            )
            await here.until(partial(_is_shown, here, f" · {stop} · "))


async def test_capital_r_sets_the_reminder_of_one_bookmark(world: Open) -> None:
    here = world(talks(), "09:00")
    async with here.open("2 R"):
        assert "Only bookmarks have reminders" in here.text
        await here.press("b R 'soon' enter")
        assert not here.snapshot.mine.leads
        await here.press("backspace*4 '20' enter")
        assert here.snapshot.mine.leads == {"talk": 20}
        assert "reminder 20" in here.text
        await here.press("u")
        assert not here.snapshot.mine.leads
        await here.press("R '25' enter")
        here.clock.shown = at("09:35")
        here.aged = 6.0  # the answer to R comes first
        await here.until_shown("leave in 23")


SCRIPT = "import json, sys; open(sys.argv[1], 'w').write(json.dumps(sys.argv[2:]))"


@pytest.mark.parametrize("rehearsed", [False, True])
async def test_notify_command_receives_title_and_text_on_event_days_only(
    world: Open, tmp_path: Path, rehearsed: bool
) -> None:
    file = tmp_path / "reminders"
    command = (sys.executable, "-c", SCRIPT, str(file))
    here = with_settings(world(talks(), "09:54"), Settings(notify_command=command))
    here.bookmark("talk")
    if rehearsed:
        here.companion.clock.set(at("09:54"))
    async with here.open():
        here.clock.shown = at("09:55")
        await here.until_shown("Reminder: ")
        await here.app.workers.wait_for_complete()
    assert here.app.rung == 1
    assert file.exists() != rehearsed
    if not rehearsed:
        assert json.loads(file.read_text()) == [
            "Reminder: [b]Talk[/x]",
            "Starts at 10:00 · leave in 3\u00a0min (2\u00a0min walk) · hall",
        ]


async def test_reminder_does_not_interrupt_the_speakers_clock(world: Open, tmp_path: Path) -> None:
    file = tmp_path / "reminders"
    command = (sys.executable, "-c", SCRIPT, str(file))
    here = with_settings(world(talks(), "09:54"), Settings(notify_command=command))
    here.bookmark("talk")
    async with here.open("5 f"):
        here.clock.shown = at("09:55")
        await here.until(file.exists)
        await here.app.workers.wait_for_complete()
        await here.pause()
        assert "Reminder" not in here.text
    assert here.app.rung == 0


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("/no/such/program",), "No such file or directory"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "exit 3"),
    ],
)
async def test_failing_notify_command_is_reported_once(
    world: Open, command: tuple[str, ...], said: str
) -> None:
    settings = Settings(notify_command=command, reminder_minutes=(10, 5))
    here = with_settings(world(talks(), "09:49"), settings)
    here.bookmark("talk")
    async with here.open(size=(120, 50)):
        here.clock.shown = at("09:50")
        messages = here.app._viewer.messages  # a later message takes the line from an earlier one
        failed = "Check the command in the settings file."
        await here.until(lambda: any(failed in each.text for each in messages.all))
        assert any(said in each.text for each in messages.all)
        here.clock.shown = at("09:55")
        await here.until(lambda: here.app.rung == 2)
        await here.app.workers.wait_for_complete()
        found = [each.text for each in messages.all]
        assert sum("Reminder: " in each for each in found) == 2
        assert sum("notify_command" in each for each in found) == 1
    assert here.app.rung == 2


def forget_regions() -> None:
    """Empty Textual's caches of geometry: they are of limited size, and not ours."""
    for name in dir(Region):
        clear = getattr(getattr(Region, name), "cache_clear", None)
        if clear is not None:
            clear()


@pytest.mark.long
async def test_screen_does_not_leak_memory_in_an_hour(world: Open) -> None:
    here = world(talks(), "12:00")
    here.bookmark("last")
    after = []
    async with here.open():
        load_parser_for(here.snapshot.programme.abstracts.values())
        for ticks in (60, 60, 3_600):
            for _ in range(ticks):
                here.clock.shown += SECOND
                here.companion.clock.begin_frame()
                here.companion.load_external_changes()
                here.reminders.due_reminders()
                tick = getattr(here.app.screen, "tick", None)
                assert tick is not None
                tick(changed=False)
            await here.pause()
            forget_regions()
            gc.collect()
            after.append(len(gc.get_objects()))
    # One object a tick would be 3,540 more; what Textual has yet to paint is a few hundred.
    assert after[2] < after[1] + 1_000
