"""Reads randomly changed calendars, and prints the cost of reading them: see docs/reliability.md.

`python -m tools.fuzz_calendars --runs 200`: the app must read or refuse each calendar without a
fault, in three seconds of processor time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from sommet_tui.formats.readers import read_programme

_SEEDS = sorted((Path(__file__).parents[1] / "tests" / "data" / "feeds").glob("*.ics"))
_MAX_BYTES = 16_000_000
_RULES = (
    *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=+99MO", "FREQ=WEEKLY"),
    *("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=DAILY;INTERVAL=0", "FREQ=SECONDLY"),
    *("FREQ=DAILY;COUNT=999999999", "FREQ=YEARLY;BYYEARDAY=-366;BYSETPOS=2", "FREQ=DAILY;UNTIL=1"),
)
_ODD = (b",", b";", b":", b'"', b"\\", b"\r", b"\n ", b"\0", b"\xff", b"BEGIN:VEVENT\n", b"END:X\n")


def main() -> int:
    """Read `--runs` calendars. If one of them costs too much or fails, return 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=float, default=3.0, help="seconds of processor time")
    options = parser.parse_args()
    read_programme(_SEEDS[0].read_bytes(), "")  # import it before the clock starts
    costs, wrong = [], 0
    for seed in range(options.seed, options.seed + options.runs):
        data = mutated_calendar(random.Random(seed))  # noqa: S311  (no secret)
        began = time.process_time()
        try:
            read_programme(data, "", "Europe/Paris")
        except Exception as error:  # the tool looks for faults
            print(f"seed {seed}: {error!r}")
            wrong += 1
        costs.append(time.process_time() - began)
        if costs[-1] > options.most:
            print(f"seed {seed}: {costs[-1]:.1f} s for {len(data):,} bytes")
            wrong += 1
    costs.sort()
    print(f"{len(costs)} calendars: median {costs[len(costs) // 2]:.2f} s, most {costs[-1]:.2f} s")
    return 1 if wrong else 0


def mutated_calendar(chance: random.Random) -> bytes:
    """Return a calendar with parts repeated, swapped, cut off or enlarged."""
    data = chance.choice(_SEEDS).read_bytes()
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        end = min(len(data), place + chance.randint(1, 400))
        times = chance.choice((2, 50, 2000, 100_000))
        match chance.randrange(5):
            case 0:
                data = data[:place] + data[place:end] * times + data[end:]
            case 1:
                data = data[:place] + chance.choice(_ODD) * times + data[place:]
            case 2:
                rule = f"RRULE:{chance.choice(_RULES)}\r\n".encode()
                data = data.replace(b"END:VEVENT", rule + b"END:VEVENT")
            case 3:
                first = data.find(b"BEGIN:VEVENT")
                last = data.rfind(b"END:VEVENT") + len(b"END:VEVENT\n")
                often = min(times, _MAX_BYTES // max(1, last - first))
                data = data[:first] + data[first:last] * often + data[last:]
            case _:
                data = data[:place] + data[end:]
        data = data[:_MAX_BYTES]
    return data


if __name__ == "__main__":
    sys.exit(main())
