"""Input that once broke the app, or might break it, is survived."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from . import recorded
from .conftest import OpenWindow, World

RECORDED = sorted((Path(__file__).parents[1] / "data" / "terminal").glob("*.txt"))


def assert_survived(panel_1: OpenWindow, world: World, acts: Sequence[recorded.Act]) -> None:
    """Play the acts; the app then answers and quits, unless one of them has ended it."""
    world.more.update(TMPDIR=str(world.home), BROWSER="true")
    terminal = panel_1()
    if recorded.play(terminal, acts) and recorded.answers(terminal):
        terminal.press("ctrl+q")
    terminal.assert_ended()


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_terminal_input_does_not_crash_the_app(
    panel_1: OpenWindow, world: World, file: Path
) -> None:
    assert_survived(panel_1, world, recorded.read(file))


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        (20250207, 100),
        *(pytest.param(seed, 1000, marks=pytest.mark.long) for seed in range(20250208, 20250212)),
    ],
)
def test_random_terminal_input_does_not_crash_the_app(
    panel_1: OpenWindow, world: World, seed: int, number: int
) -> None:
    assert_survived(panel_1, world, recorded.random_acts(random.Random(seed), number))


def test_recorded_input_is_decoded_correctly(tmp_path: Path) -> None:
    acts = recorded.random_acts(random.Random(1), 500)
    recorded.write(tmp_path / "acts.txt", acts, "all\nkinds")
    assert recorded.read(tmp_path / "acts.txt") == acts
