"""How to live the day again: a command that shows the event just before it begins."""

from __future__ import annotations

import shlex
from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.cli.request import PROGRAM
from sommet_tui.domain.instants import TimeError

if TYPE_CHECKING:
    from sommet_tui.cli.view import View

EARLY = timedelta(minutes=5)


def replay_command(view: View) -> str | None:
    """The shortest command that does; None where no session is left to see."""
    first = view.snapshot.timeline.first
    if first is None:
        return None
    wanted = (first.start - EARLY).astimezone(view.programme.zone)
    texts = (f"{wanted:%H:%M}", f"{wanted:%Y-%m-%dT%H:%M}", wanted.isoformat(timespec="minutes"))
    at = next(text for text in texts if _means(view, text) == wanted or text == texts[-1])
    file = view.request.programme
    chosen = ["--programme", file] if file else []
    return shlex.join([PROGRAM, *chosen, "--at", at])


def _means(view: View, text: str) -> object:
    try:
        return view.companion.instant(text)
    except TimeError:
        return None
