"""Attacks the app with senseless input, and saves failures as small files.

    python -m tools.fuzz_terminal --runs 40 --acts 2000 --seed 1

Each run opens the screens in its own terminal and sends keys, mouse and terminal reports, pastes,
sizes and random bytes. At the end of the run, the app must still answer and restore the terminal,
unless it has already ended with exit code 0. A failing input is written to `--into`; `--shorten`
makes it as short as possible. A test plays all files in tests/data/terminal.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.terminal import recorded
from tests.terminal.conftest import PROGRAM, World
from tests.terminal.recorded import Act
from tests.terminal.terminal import Terminal

START = ("--at", "11:23")
READY = "Grands témoignages"


def main() -> int:
    """Run with the options of the command line. If anything failed, return 1."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--acts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--shorten", action="store_true", help="takes a hundred tries")
    options = parser.parse_args()
    failed = 0
    for run in range(options.seed, options.seed + options.runs):
        acts = recorded.random_acts(random.Random(run), options.acts)  # noqa: S311  (no secret)
        wrong = find_failure(acts)
        print(f"run {run}: {'as it should be' if wrong is None else wrong[1]}", flush=True)
        if wrong is not None:
            failed += 1
            kept = options.into / f"fuzz-{run}.txt"
            recorded.write(kept, shorten_acts(wrong[0]) if options.shorten else wrong[0], wrong[1])
            print(f"  kept in {kept}", flush=True)
    print(f"{options.runs} runs of {options.acts} acts, {failed} failed")
    return 1 if failed else 0


def find_failure(acts: Sequence[Act]) -> tuple[Sequence[Act], str] | None:
    """Return the failing acts and the failure, or None if the app never fails.

    Some keys end the app. It is then opened again for the remaining acts. Only the acts since the
    last opening are returned.
    """
    rest = acts
    while rest:
        done, failure = play_acts(rest)
        if failure is not None:
            return rest[:done], failure
        rest = rest[done:]
    return None


def play_acts(acts: Sequence[Act]) -> tuple[int, str | None]:
    """Return how many acts were played before the app ended, and its fault or None."""
    with tempfile.TemporaryDirectory() as home:
        world = World(Path(home), {"TMPDIR": home, "BROWSER": "true", "NO_AT_BRIDGE": "1"})
        terminal = Terminal((*PROGRAM, *START), world.env, home)
        try:
            terminal.until(READY)
            number = 0
            for number in range(0, len(acts), 50):
                if not recorded.play(terminal, acts[number : number + 50]):
                    break
            done = min(number + 50, len(acts))
            if not terminal.has_ended() and recorded.answers(terminal):
                terminal.press("ctrl+q")
            wrong = exit_fault(terminal)
            faults = [file.read_text("utf-8") for file in Path(home).glob("sommet-tui-fault-*")]
            return done, None if wrong is None else "\n".join([wrong, *faults])
        except AssertionError as error:
            return len(acts), str(error).partition("\n")[0]
        finally:
            terminal.stop()


def exit_fault(terminal: Terminal) -> str | None:
    """Return the fault at the end of the app, or None."""
    code = terminal.end()
    if code:
        return f"exit code {code}: {terminal.text.strip()[-300:]}"
    left = terminal.left_on()
    if left:
        return f"left on: {', '.join(left)}"
    return "a traceback" if b"Traceback" in terminal.raw else None


def shorten_acts(acts: Sequence[Act]) -> Sequence[Act]:
    """Return fewer acts that still fail, found by leaving out smaller and smaller parts."""
    part, left = len(acts) // 2, 100
    while part and left:
        place = 0
        while place < len(acts) and left:
            left -= 1
            fewer = [*acts[:place], *acts[place + part :]]
            if fewer and play_acts(fewer)[1] is not None:
                acts = fewer
            else:
                place += part
        part //= 2
    return acts


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    sys.exit(main())
