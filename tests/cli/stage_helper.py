"""Other users of the same stage, each in a process of `tests/crowd.py`."""

from __future__ import annotations

import os
import sys

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


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


PROGRAMS = {"start_next": start_next}
