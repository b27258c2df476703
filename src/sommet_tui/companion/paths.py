"""The files and folders of the program."""

from __future__ import annotations

from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """One of the files or folders of the program.

    `what` is "programme", "settings", "database", "cache" or "damaged" (a database that was set
    aside); `exists` tells whether it exists, and is False if that is unknown; `origin` tells where
    the programme was named: "option", "environment", "settings", "here" (the current folder),
    "opened" (before: it is on, or next) or "shipped".
    """

    what: str
    path: str
    exists: bool
    origin: str | None = None
