"""Measures one program in a real pty, as a person would see it. Linux only."""

from __future__ import annotations

import os
import resource
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.terminal.terminal import Terminal

HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]
SOMMET = [sys.executable, "-m", "sommet_tui", "--at", "2025-02-07T11:20", "--lang", "fr"]
PROGRAMME = str(Path(__file__).resolve().parent.parent / "programme.yaml")


def medians(one: Callable[[], float], other: Callable[[], float], runs: int) -> tuple[float, float]:
    """Return the medians of `runs` runs of two functions, which take turns.

    The first run of each does not count.
    """
    one(), other()
    found = [(one(), other()) for _ in range(runs)]
    return statistics.median(a for a, _ in found), statistics.median(b for _, b in found)


def median(measure: Callable[[], float], runs: int) -> float:
    """Return the median of `runs` runs, after a first one that does not count."""
    return medians(measure, lambda: 0.0, runs)[0]


@contextmanager
def window(command: Sequence[str], env: Mapping[str, str]) -> Iterator[Terminal]:
    """Yield a running program. If it still runs at the end, kill it."""
    terminal = Terminal(command, env, "/", size=(100, 30))
    try:
        yield terminal
    finally:
        terminal.stop()


def start(command: Sequence[str], ready: str, env: Mapping[str, str]) -> float:
    """Return the seconds from the start to the first content."""
    before = time.perf_counter()
    with window(command, env) as terminal:
        terminal.until(ready)
        return time.perf_counter() - before


def start_cpu(command: Sequence[str], ready: str, env: Mapping[str, str]) -> float:
    """Return the seconds of processor time until the first content."""
    with window(command, env) as terminal:
        terminal.until(ready)
        return _cpu(terminal.pid)


def visit_cpu(command: Sequence[str], ready: str, name: str, env: Mapping[str, str]) -> float:
    """Return the seconds of processor time for a key that is pressed at the first content."""
    with window(command, env) as terminal:
        terminal.until(ready)
        before = _cpu(terminal.pid)
        _time_to_paint(terminal, name)
        return _cpu(terminal.pid) - before


def quit_time(command: Sequence[str], ready: str, env: Mapping[str, str]) -> float:
    """Return the seconds from the quit key to the end of the process."""
    with window(command, env) as terminal:
        terminal.until(ready)
        terminal.take(0.5)
        before = time.perf_counter()
        terminal.press("q")
        terminal.end()
        return time.perf_counter() - before


_RESTING = 20.0
"""Seconds of rest, so that the painting at the change of a minute is included."""


def idle(
    command: Sequence[str], ready: str, env: Mapping[str, str], first: Sequence[str] = ()
) -> tuple[float, float, float]:
    """Return processor time in ms and bytes, both per second without keys, and memory in MiB (PSS).

    Before, the keys of `first` are pressed one after the other.
    """
    with window(command, env) as terminal:
        terminal.until(ready)
        for name in first:
            _read_for(terminal, 1.0)
            terminal.press(name)
        _read_for(terminal, 12.0)  # the hint of a first start disappears after ten seconds
        cpu, written, before = _cpu(terminal.pid), len(terminal.raw), time.perf_counter()
        _read_for(terminal, _RESTING)
        length = time.perf_counter() - before
        used = (_cpu(terminal.pid) - cpu) / length * 1000
        return used, (len(terminal.raw) - written) / length, _pss(terminal.pid)


def cold_start(command: Sequence[str], ready: str, env: Mapping[str, str]) -> float:
    """Return the seconds from the start to the first content, before any programme was cached."""
    with tempfile.TemporaryDirectory() as empty:
        return start(command, ready, {**env, "XDG_CACHE_HOME": empty})


class Keys(NamedTuple):
    """The seconds from a key to the last byte of its painting, for many keys."""

    first: float
    """The slowest key among those pressed for the first time."""
    median: float
    late: float
    """The 95th percentile."""

    @classmethod
    def of(cls, found: Sequence[float], cycle: int) -> Keys:
        """Return the result for the times of keys in order. The first `cycle` keys are new."""
        again = sorted(found[cycle:])
        return cls(max(found[:cycle]), statistics.median(again), again[int(len(again) * 0.95)])


class Typing(NamedTuple):
    """A program and the keys to time in it. Its clock must be stopped."""

    command: Sequence[str]
    ready: str
    before: Sequence[str]
    """The keys to press before the keys of `cycle`."""
    cycle: Sequence[str]
    """The keys to press again and again, in this order."""
    env: Mapping[str, str]


def keys(one: Typing, other: Typing, presses: int = 150) -> tuple[Keys, Keys]:
    """Time the keys of two programs by turns, so that both run under the same load."""
    with _at_keys(one) as first, _at_keys(other) as second:
        found: tuple[list[float], list[float]] = ([], [])
        for number in range(presses):
            for terminal, typing, took in ((first, one, found[0]), (second, other, found[1])):
                took.append(_time_to_paint(terminal, typing.cycle[number % len(typing.cycle)]))
        return Keys.of(found[0], len(one.cycle)), Keys.of(found[1], len(other.cycle))


@contextmanager
def _at_keys(typing: Typing) -> Iterator[Terminal]:
    with window(typing.command, typing.env) as terminal:
        terminal.until(typing.ready)
        for name in typing.before:
            _read_for(terminal, 1.0)
            terminal.press(name)
        _read_for(terminal, 2.5)
        yield terminal


def memory_growth(
    command: Sequence[str],
    ready: str,
    cycle: Sequence[str],
    changes: int,
    env: Mapping[str, str],
) -> tuple[float, float]:
    """Return the memory in MiB (PSS) after a tenth of `changes` keys, and after all of them."""
    with window(command, env) as terminal:
        terminal.until(ready)
        _read_for(terminal, 2.5)
        found = []
        for part in (changes // 10, changes - changes // 10):
            for number in range(part):
                _time_to_paint(terminal, cycle[number % len(cycle)], quiet=0.005)
            _read_for(terminal, 1.0)
            found.append(_pss(terminal.pid))
        return found[0], found[1]


def _time_to_paint(terminal: Terminal, name: str, quiet: float = 0.08) -> float:
    """Return the seconds from a key to the last byte before `quiet` seconds without output."""
    # Read the output without drawing it in the terminal, because drawing takes longer than writing.
    while _read_output(terminal, 0.0):  # output since the last key
        pass
    before = last = time.perf_counter()
    terminal.press(name)
    while _read_output(terminal, quiet if last > before else 2.0):
        last = time.perf_counter()
    return last - before


def _read_output(terminal: Terminal, patience: float) -> bool:
    """Read the program's output. Return whether any came within `patience` seconds."""
    if not select.select([terminal.descriptor], [], [], patience)[0]:
        return False
    os.read(terminal.descriptor, 65536)
    return True


def command_time(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Return the seconds in which a command prints and ends."""
    before = time.perf_counter()
    subprocess.run(command, env=dict(env), check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - before


def command_cpu(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Return the seconds of processor time in which a command prints and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command_time(command, env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shared_bookmark_time(env: Mapping[str, str]) -> float:
    """Return the seconds from a command that sets a bookmark until an open window shows it."""
    command = [*SOMMET, "--programme", PROGRAMME]
    with window(command, env) as terminal:
        terminal.until("EN COURS")
        terminal.press("3")
        terminal.until("Aucun favori")
        add = [sys.executable, "-m", "sommet_tui", "bookmark", "add", "panel-3"]
        command_time([*add, "--programme", PROGRAMME], env)
        before = time.perf_counter()
        terminal.until("★")
        seen = time.perf_counter() - before
    command_time([*add[:4], "remove", "panel-3", "--programme", PROGRAMME], env)
    return seen


def _read_for(terminal: Terminal, seconds: float) -> None:
    """Read output for some time."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        terminal.take(left)


def _cpu(pid: int) -> float:
    """Return the CPU seconds so far of all threads, even ended ones (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in rollup if line.startswith("Pss:")).split()[1]) / 1024
