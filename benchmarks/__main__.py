"""Compares the speed of the app with that of a bare program: `python -m benchmarks`."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks import feed, plan, rundown
from benchmarks.large import write_programme
from benchmarks.measure import (
    HELLO,
    PROGRAMME,
    SOMMET,
    Typing,
    cold_start,
    command_cpu,
    command_time,
    idle,
    keys,
    median,
    medians,
    memory_growth,
    quit_time,
    shared_bookmark_time,
    start,
    start_cpu,
    visit_cpu,
)

RUNS = 7
BEGUN = ("5", "R", "S", "enter")
"""The keys that lead to a stage in a rehearsal and start a session."""
CHANGES = ("2", "3", "4", "i", "1")
"""The keys that show the main screens one after the other."""
LISTED = (
    ("cursor", ("2",), ("down", "up")),
    ("filter letter", ("2", "/"), ("a", "\x7f")),
)
"""A name, the keys that lead to a list, and the keys to measure there."""


def main() -> None:
    """Measure everything and print it as a Markdown table."""
    print(f"Python {platform.python_version()}, Textual {version('textual')}, {platform.machine()}")
    print("\n| what | measured | against | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"HOME": home, "XDG_DATA_HOME": f"{home}/data", "TERM": "xterm-256color"}
        env |= {"XDG_CACHE_HOME": f"{home}/cache", "XDG_CONFIG_HOME": f"{home}/config"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        _measure_screens(env)
        _measure_commands(env)
        _measure_sizes(env, Path(home))
        for what, measured, against, unit in feed.rows(env, Path(home)):
            _print_row(what, measured, against, unit)
    _print_row(
        "plan of 1,000 picks, against 60 picks",
        plan.planning_time(1_000),
        plan.planning_time(60),
        "ms",
    )
    for what, measured, against in rundown.rows():
        _print_row(what, measured, against, "ms")


def _print_row(what: str, measured: float, against: float, unit: str, scale: float = 1000) -> None:
    ratio = f"{measured / against:.2f} ×" if against else ""
    beside = f"{against * scale:.1f} {unit}" if against else ""
    print(f"| {what} | {measured * scale:.1f} {unit} | {beside} | {ratio} |", flush=True)


def _measure_screens(env: dict[str, str]) -> None:
    sommet = [*SOMMET, "--programme", PROGRAMME]
    for what, begin in (
        ("warm", start),
        ("warm, processor time", start_cpu),
        ("new programme", cold_start),
    ):
        took, bare = medians(
            lambda begin=begin: begin(sommet, "EN COURS", env),  # type: ignore[misc]
            lambda begin=begin: begin(HELLO, "Hello", env),  # type: ignore[misc]
            RUNS,
        )
        _print_row(f"start to Now, {what}", took, bare, "ms")
    cpu, written, memory = idle(sommet, "EN COURS", env)
    hello_cpu, _, hello_memory = idle(HELLO, "Hello", env)
    clock_cpu, _, _ = idle([*HELLO, "clock"], "Hello", env)
    _print_row("idle: processor time a second", cpu, hello_cpu, "ms", 1)
    _print_row("idle: processor time a second, against a bare clock", cpu, clock_cpu, "ms", 1)
    _print_row("idle: bytes a second", written, 0, "B", 1)
    _print_row("memory (PSS)", memory, hello_memory, "MiB", 1)
    _measure_stage(sommet, env, cpu, written)
    _measure_keys(sommet, env, hello_memory)
    out, bare = medians(
        lambda: quit_time(sommet, "EN COURS", env), lambda: quit_time(HELLO, "Hello", env), RUNS
    )
    _print_row("quit key to exit", out, bare, "ms")
    _print_row(
        "bookmark of a command appears in a window",
        median(lambda: shared_bookmark_time(env), 3),
        0,
        "ms",
    )


def _measure_stage(sommet: list[str], env: dict[str, str], cpu: float, written: float) -> None:
    """Measure a rehearsal: its tick against that of Now, and an act against bare painting."""
    with tempfile.TemporaryDirectory() as apart:
        stage_cpu, stage_written, _ = idle(
            sommet, "EN COURS", _separate_environment(env, apart, "rest"), BEGUN
        )
        _print_row(
            "idle on the stage: processor time a second, against Now", stage_cpu, cpu, "ms", 1
        )
        _print_row("idle on the stage: bytes a second, against Now", stage_written, written, "B", 1)
        still = [*sommet, "--speed", "0"]
        # Each runs in a separate rehearsal, whose clock is stopped like the window's.
        acts = Typing(
            still, "EN COURS", BEGUN, ("+", "-"), _separate_environment(env, apart, "acts")
        )
        act, bare = keys(acts, _bare_list_keys(env))
        name = "stage: key to saved and painted"
        _print_row(name, act.median, bare.median, "ms")
        _print_row(f"{name}, 95th percentile", act.late, bare.late, "ms")
        paints = Typing(
            still, "EN COURS", BEGUN, ("L",), _separate_environment(env, apart, "paints")
        )
        again = acts._replace(env=_separate_environment(env, apart, "again"))
        act, paint = keys(again, paints)
        _print_row(f"{name}, against a key that only paints", act.median, paint.median, "ms")


def _separate_environment(env: dict[str, str], folder: str, name: str) -> dict[str, str]:
    """Return an environment with a separate data folder."""
    return {**env, "XDG_DATA_HOME": f"{folder}/{name}"}


def _bare_list_keys(env: dict[str, str]) -> Typing:
    """Return the keys to compare with, which move the cursor of a bare list."""
    return Typing([*HELLO, "rows"], "Row 1", (), ("down", "up"), env)


def _measure_keys(sommet: list[str], env: dict[str, str], hello_memory: float) -> None:
    still = [*sommet, "--speed", "0"]
    for what, before, cycle in (
        *LISTED,
        ("bookmark", ("2",), ("b",)),
        ("screen change", (), CHANGES),
    ):
        took, bare = keys(Typing(still, "EN COURS", before, cycle, env), _bare_list_keys(env))
        _print_row(f"key to paint: {what}", took.median, bare.median, "ms")
        _print_row(f"key to paint: {what}, 95th percentile", took.late, bare.late, "ms")
        if cycle is CHANGES:
            _print_row("key to paint: slowest first visit to a screen", took.first, 0, "ms")
    slowest = max(
        median(lambda name=name: visit_cpu(still, "EN COURS", name, env), 3)  # type: ignore[misc]
        for name in CHANGES[:-1]
    )
    labels = median(lambda: visit_cpu([*HELLO, "visit"], "Hello", "2", env), 3)
    _print_row("processor time: slowest first visit to a screen", slowest, labels, "ms")
    early, late = memory_growth(still, "EN COURS", CHANGES, 1000, env)
    _print_row("memory after 1,000 screen changes", late, hello_memory, "MiB", 1)
    _print_row("memory after 1,000 screen changes, against 100", late, early, "MiB", 1)


def _measure_commands(env: dict[str, str]) -> None:
    now = [sys.executable, "-m", "sommet_tui", "now", "--programme", PROGRAMME]
    bare = [sys.executable, "-c", "pass"]
    for options in ([], ["--lang", "fr"], ["--tmux", "{summary}"]):
        asked = [*now, *options]
        for what, measure in (("", command_time), (", processor time", command_cpu)):
            took, least = medians(
                lambda asked=asked, measure=measure: measure(asked, env),  # type: ignore[misc]
                lambda measure=measure: measure(bare, env),  # type: ignore[misc]
                3 * RUNS,
            )
            _print_row(
                f"`{' '.join(['sommet-tui', 'now', *options])}`, warm{what}", took, least, "ms"
            )


def _measure_sizes(env: dict[str, str], folder: Path) -> None:
    small = 0.0
    for number in (10, 300, 3_000, 10_000):
        command = _large_programme_command(folder, number)
        took = median(lambda command=command: start(command, "Salle", env), RUNS)  # type: ignore[misc]
        small = small or took
        _print_row(f"start with {number:,} sessions, warm", took, small, "ms")
    sommet = [*SOMMET, "--programme", PROGRAMME]
    took, ours = medians(
        lambda: start(_large_programme_command(folder, 3_000), "Salle", env),
        lambda: start(sommet, "EN COURS", env),
        RUNS,
    )
    _print_row("start with 3,000 sessions, against the summit", took, ours, "ms")
    still = ("--speed", "0")
    for what, before, cycle in LISTED:
        many = Typing(
            [*_large_programme_command(folder, 3_000), *still], "Salle", before, cycle, env
        )
        few = Typing([*_large_programme_command(folder, 300), *still], "Salle", before, cycle, env)
        ours_too = Typing([*sommet, *still], "EN COURS", before, cycle, env)
        for beside, against in (("the summit", ours_too), ("300 sessions", few)):
            took_many, took_few = keys(many, against)
            name = f"{what} with 3,000 sessions, against {beside}"
            _print_row(name, took_many.median, took_few.median, "ms")


def _large_programme_command(folder: Path, number: int) -> list[str]:
    """Return the command that shows a programme of `number` sessions."""
    file = folder / f"{number}.yaml"
    if not file.exists():
        write_programme(file, number)
    return [*SOMMET[:3], "--lang", "fr", "--programme", str(file), "--at", "2026-03-01T09:01"]


if __name__ == "__main__":
    main()
