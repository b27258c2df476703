"""The files and folders of the program."""

from __future__ import annotations

from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """One of the files or folders of the program.

    `what` is "programme", "settings", "database", "cache", "log" (the folder of the log and of the
    details of bugs) or "set-aside" (a database that was renamed); `exists` is False if it does not
    exist or that is unknown; `origin` is where the programme was named: "option", "environment",
    "settings", "here" (the current folder), "opened" (an event opened before that is on today, or
    next) or "shipped".
    """

    what: str
    path: str
    exists: bool
    origin: str | None = None
