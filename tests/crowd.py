"""Several concurrent users, each in a process; run as `crowd.py HELPER NAME TIMES …`.

The helper is a file with programs by name. Each prints "ready", waits for a line, and then acts.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import traceback
from pathlib import Path

import sommet_tui

PATIENCE = 180  # seconds: far more than it takes, for machines that are busy


def at_once(helper: Path, name: str, *arguments: str, times: int = 8) -> list[list[str]]:
    """Return what each of `times` processes prints after "ready"; `{n}` becomes its number."""
    done = subprocess.run(
        [sys.executable, __file__, str(helper), name, str(times), *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(sommet_tui.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    said: list[list[str]] = json.loads(done.stdout)
    return said


def _run(helper: str, name: str, times: str, *arguments: str) -> list[list[str]]:
    program = runpy.run_path(helper)["PROGRAMS"][name]
    people = []
    for number in range(int(times)):
        (line, start), (said, say) = os.pipe(), os.pipe()
        child = os.fork()
        if not child:
            os.dup2(line, 0)
            os.dup2(say, 1)
            os.closerange(3, say + 1)
            sys.stdin = os.fdopen(0)
            try:
                program(*(argument.replace("{n}", str(number)) for argument in arguments))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(line)
        os.close(say)
        people.append((child, start, os.fdopen(said)))
    for _, _, said_by in people:
        assert said_by.readline() == "ready\n"
    for _, start, _ in people:
        os.write(start, b"\n")
    lines = [said_by.read().splitlines() for _, _, said_by in people]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _, _ in people]
    assert codes == [0] * len(people)
    return lines


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_run(*sys.argv[1:])))
