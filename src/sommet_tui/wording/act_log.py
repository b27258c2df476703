"""What is wrong with a log of acts in a file, and where."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.wording.errors import foreign
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.errors import LogError, SourceError
    from sommet_tui.wording.words import Words

_INSTANT = "2025-02-07T10:12:00+01:00"

_SOURCE: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark("The file “{origin}” does not exist. Check the path."),
        "folder": mark("“{origin}” is a folder. Choose a file in it."),
        "denied": mark("You may not read “{origin}”. Change its permissions."),
        "too-large": mark("“{origin}” is too large for a log of acts. Give a smaller file."),
        "unreadable": mark("Cannot read “{origin}”. Check the disk, or use another file."),
    }
)
_LOG: Mapping[str, str] = MappingProxyType(
    {
        "encoding": mark("this is not UTF-8 text. Save the file as UTF-8."),
        "too-many": mark("there are more acts than are read. Give a shorter log."),
        "json": mark("this is not JSON. “stage log --json” prints one record a line."),
        "shape": mark("this is JSON, but no record. “stage log --json” prints one record a line."),
        "twice": mark("“{key}” is given twice. Keep one of them."),
        "order": mark("in “{key}”, an end is before its start."),
        "duplicate": mark("there is an act with this “{key}” already."),
        "missing": mark("“{key}” is missing."),
        "type": mark("“{key}” has a value of another kind than it takes."),
        "instant": mark("“{key}” is no time with its offset, such as {example}."),
        "choice": mark("“{key}” is none of those there are."),
        "range": mark("“{key}” is out of range."),
    }
)


def log_source_sentence(error: SourceError, words: Words) -> str:
    """Why there is no log to read, and what to do."""
    known = _SOURCE.get(error.code, _SOURCE["unreadable"])
    return words.say(known, origin=foreign(error.origin))


def log_error_sentence(error: LogError, origin: str, words: Words) -> str:
    """Which line of a file is no act, and why."""
    problem = words.say(_LOG[error.code], key=foreign(error.key), example=_INSTANT)
    return words.say(
        "{file}, line {line}: {problem}", file=foreign(origin), line=error.line, problem=problem
    )
