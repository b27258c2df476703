"""The day is published from the stage, and the foot of the stage says how that goes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.live_ports import Member
from sommet_tui.companion.publisher import Publisher
from sommet_tui.domain.values import replace
from sommet_tui.wiring.audience import open_publisher
from tests.builders import at

from .conftest import Open
from .stages import A_RUNS, day, do_acts
from .test_crew import shared
from .worlds import World, until


def ready(here: World, *at: str) -> None:
    """Give the app what publishes, and where the settings have it; it remembers nothing."""

    def publisher(where: Sequence[str]) -> Publisher:
        return open_publisher(here.companion, where)

    here.app_viewer.settings = replace(here.app_viewer.settings, publish=at)
    here.offer(publish=publisher)


def live(folder: Path) -> Any:
    return json.loads((folder / "live.json").read_text("utf-8"))


def added(folder: Path) -> dict[str, int]:
    """The minutes that were given, as they are published."""
    items = live(folder)["lanes"][0]["items"]
    return {item["id"]: item["added_minutes"] for item in items if item["added_minutes"]}


async def test_key_starts_and_stops_publishing(
    world: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(day(), at("10:20"))
    ready(here)
    do_acts(here, *A_RUNS, now="10:20")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "w"
    async with here.open(100, 30) as pilot:
        await pilot.press("5", "P")
        await here.until_shown("Publish to:")
        await pilot.press("w", "enter")
        await until(pilot, lambda: "Published 10:20" in here.foot)
        assert live(folder)["lanes"][0]["running"] == "a"
        await pilot.press("p")
        await until(pilot, lambda: live(folder)["lanes"][0]["paused_since"] is not None)
        await pilot.press("P")
        await until(pilot, lambda: "Published 10:20" not in here.foot)
        await pilot.press("p")
        here.clock.shown = at("10:30")
        await pilot.pause()
        assert live(folder)["lanes"][0]["paused_since"] is not None


async def test_failed_publishing_is_reported_and_the_stage_continues(
    world: Open, tmp_path: Path
) -> None:
    here = world(day(), at("10:20"))
    ready(here)
    do_acts(here, *A_RUNS, now="10:20")
    (tmp_path / "file").write_text("in the way")
    good, bad = str(tmp_path / "good"), str(tmp_path / "file")
    ready(here, good, bad)
    async with here.open(100, 30) as pilot:
        await pilot.press("5", "P")
        await here.until_shown("Publishing: 1 error")
        await until(pilot, (tmp_path / "good" / "live.json").exists)  # each at its own pace
        assert live(tmp_path / "good")["lanes"][0]["running"] == "a"
        await pilot.press("plus")
        await until(pilot, lambda: added(tmp_path / "good") == {"a": 1})


async def test_invalid_place_is_refused_at_once(world: Open) -> None:
    here = world(day(), at("10:20"))
    ready(here)
    ready(here, "ftp://nowhere")
    async with here.open(100, 30) as pilot:
        await pilot.press("5", "P")
        await here.until_shown("Cannot publish to “ftp://nowhere”")


async def test_standby_window_names_the_publisher(world: Open, tmp_path: Path) -> None:
    here, said = world(day(), at("10:20"), language="fr"), "En secours : Studio publie"
    ready(here, str(tmp_path))
    (state,) = open_publisher(here.companion, [str(tmp_path)]).publish_once()
    assert state.error is None
    by = {"id": "a1", "name": "Studio", "place": "www"}
    (tmp_path / "live.json").write_text(json.dumps(live(tmp_path) | {"publisher": by}))
    studio = Member("crew/a1", "Studio", is_connected=True, publishes=frozenset({"www"}))
    link = shared(here)
    link.stands = replace(link.stands, members=(studio,))
    async with here.open(100, 30) as pilot:
        await pilot.press("5", "P")
        await until(pilot, lambda: said in here.foot)
        assert here.picture.count(said) == 2, "the message names the target too"
        assert live(tmp_path)["publisher"] == by
