"""Several people at one stage, and killed processes: no action is done twice, and
nothing that was reported is lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import crowd
from tests.cli.conftest import Ask
from tests.cli.stages import event_on_now
from tests.warm import WarmProgram

HELPER = Path(__file__).with_name("stage_helper.py")

Begin = Callable[..., subprocess.Popen[str]]
AtOnce = Callable[..., list[subprocess.CompletedProcess[str]]]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begins a process that is over when the test is."""
    begun: list[subprocess.Popen[str]] = []

    def beginning(*command: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        begun.append(process)
        return process

    yield beginning
    for process in begun:
        process.kill()
        process.communicate()


@pytest.fixture
def at_once(warm: WarmProgram, tmp_path: Path) -> AtOnce:
    """Runs a command in several processes at the same time."""

    def run(times: int, *argv: str) -> list[subprocess.CompletedProcess[str]]:
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: warm.run(*argv, cwd=tmp_path), range(times)))

    return run


def logged(ask: Ask, file: str) -> list[dict[str, object]]:
    answer = ask("stage log --json")
    assert answer.code == 0
    return [json.loads(line) for line in answer.lines]


def test_eight_simultaneous_start_commands_start_one_session(ask: Ask) -> None:
    file = event_on_now()
    said = sorted(crowd.at_once(HELPER, "start_next", file))
    (started,) = logged(ask, file)
    assert said == [[f"already-runs {started['session']}"]] * 7 + [["started"]]


def test_minutes_of_eight_simultaneous_commands_are_all_recorded(ask: Ask, at_once: AtOnce) -> None:
    file = event_on_now()
    commands = at_once(8, "stage", "add", "2", "tomorrow-three")
    assert [(one.returncode, one.stderr) for one in commands] == [(0, "")] * 8
    assert [record["seq"] for record in logged(ask, file)] == list(range(1, 9))
    lanes = ask("stage report --json").data["lanes"]
    assert lanes[2]["items"][2]["added_minutes"] == 16


@pytest.mark.parametrize("kills", [4, pytest.param(24, marks=pytest.mark.long)])
def test_killed_command_loses_no_reported_action(ask: Ask, begin: Begin, kills: int) -> None:
    file, chance = event_on_now(), random.Random(20250207)
    promised: list[str] = []
    for kill in range(1, kills + 1):
        writer = begin(sys.executable, str(HELPER), "add_on", file, "tomorrow-three")
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(chance.randrange(1, 5))]
        writer.kill()
        said += writer.stdout.read().splitlines()  # `communicate` would lose lines read ahead
        promised += [json.loads(line)["uid"] for line in said]
        records = logged(ask, file)
        assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
        assert {record["uid"] for record in records} >= set(promised)
        assert len(records) - len(promised) <= kill  # each may have died before its report
        lanes = ask("stage report --json").data["lanes"]
        assert lanes[2]["items"][2]["added_minutes"] == len(records)
