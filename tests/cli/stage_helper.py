"""Other users of the same stage, each in a process; run as `stage_helper.py NAME …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from sommet_tui.cli.main import main
from sommet_tui.companion.stage import RefusedError, Stage
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wiring import Options
from sommet_tui.wiring.companion import open_companion


def start_next(programme: str) -> None:
    """Look up the next session; after a line of input, start it, and print the result."""
    companion = open_companion(Options(programme))
    stage = Stage(companion, "helper")
    plan = stage.plan()
    assert plan is not None
    coming = stage.timing(plan).next_to_start
    assert coming is not None
    say("ready")
    sys.stdin.readline()
    try:
        stage.record(Act("start", session=coming.session.id), if_next=True)
    except RefusedError as error:
        say(f"{error.refusal.reason} {error.refusal.session}")
    else:
        say("started")


def add_on(programme: str, session: str) -> None:
    """Add minutes to a session by command, one after the other, without end."""
    while main(["stage", "add", "1", session, "--json", "--programme", programme]) == 0:
        pass


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


PROGRAMS: dict[str, Callable[..., None]] = {"start_next": start_next, "add_on": add_on}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
