"""The commands: a module each, or a folder for one with many verbs, imported when asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator

_ORDER = (
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
    "man",
)
"""The order of the help; a command that is not listed here comes after these, by its name."""


def _modules() -> Iterator[str]:
    with os.scandir(__path__[0]) as entries:
        for entry in entries:
            name, ending = os.path.splitext(entry.name)  # noqa: PTH122  (pathlib is slow to import)
            in_folder = os.path.isfile(os.path.join(entry.path, "__init__.py"))  # noqa: PTH113, PTH118
            if in_folder or (ending == ".py" and name != "__init__"):
                yield name


COMMANDS = (*_ORDER, *sorted(set(_modules()).difference(_ORDER)))
"""The name of every command; each is a module of this name."""
