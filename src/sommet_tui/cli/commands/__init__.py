"""The commands: a module each, or a folder for one with verbs, imported when it is asked for."""

from __future__ import annotations

COMMANDS = (
    "now",
    "agenda",
    "show",
    "people",
    "info",
    "search",
    "changes",
    "events",
    "bookmark",
    "plan",
    "own",
    "note",
    "stage",
    "panel",
    "publish",
    "check",
    "convert",
    "schema",
    "paths",
    "completion",
)
"""Each is a module of that name, in the order of the help."""
