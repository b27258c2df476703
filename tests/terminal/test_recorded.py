"""Input that once broke the app, or might break it, is survived."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from . import recorded
from .conftest import OpenWindow, World
from .terminal import Terminal

RECORDED = sorted((Path(__file__).parents[1] / "data" / "terminal").glob("*.txt"))


def opened(window: OpenWindow, world: World) -> Terminal:
    world.more.update(TMPDIR=str(world.home), BROWSER="true")
    terminal = window("--at", "11:23")
    terminal.until("Grands témoignages")
    return terminal


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_terminal_input_does_not_crash_the_app(
    window: OpenWindow, world: World, file: Path
) -> None:
    terminal = opened(window, world)
    if recorded.play(terminal, recorded.read(file)) and recorded.answers(terminal):
        terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.left_on() == []


@pytest.mark.parametrize(
    ("seed", "number"),
    [
        (20250207, 100),
        *(pytest.param(seed, 1000, marks=pytest.mark.long) for seed in range(20250208, 20250212)),
    ],
)
def test_random_terminal_input_does_not_crash_the_app(
    window: OpenWindow, world: World, seed: int, number: int
) -> None:
    terminal = opened(window, world)
    acts = recorded.random_acts(random.Random(seed), number)
    if recorded.play(terminal, acts) and recorded.answers(terminal):
        terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.left_on() == []


def test_recorded_input_is_decoded_correctly(tmp_path: Path) -> None:
    acts = recorded.random_acts(random.Random(1), 500)
    recorded.write(tmp_path / "acts.txt", acts, "all\nkinds")
    assert recorded.read(tmp_path / "acts.txt") == acts
