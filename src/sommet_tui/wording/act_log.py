"""Errors in a file with an action log, and their lines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.wording.errors import foreign, unread_file_sentence
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.errors import LogError, SourceError
    from sommet_tui.wording.words import Words

_INSTANT = "2025-02-07T10:12:00+01:00"

_LOG: Mapping[str, str] = MappingProxyType(
    {
        "encoding": mark("this is not UTF-8 text. Save the file as UTF-8."),
        "too-many": mark("the log has too many actions. Use a shorter log."),
        "json": mark(
            "this is not JSON. Use the output of “stage log --json”, which has one action per line."
        ),
        "shape": mark(
            "this is JSON, but not an action. Use the output of “stage log --json”, which "
            "has one action per line."
        ),
        "twice": mark("“{key}” appears twice. Remove one of the two."),
        "order": mark("in “{key}”, a period ends before it starts."),
        "duplicate": mark("an action with this “{key}” already exists."),
        "missing": mark("“{key}” is missing."),
        "type": mark("the value of “{key}” has the wrong type."),
        "instant": mark("“{key}” is not a time with a UTC offset, such as {example}."),
        "choice": mark("the value of “{key}” is unknown."),
        "range": mark("“{key}” is out of range."),
    }
)


def log_source_sentence(error: SourceError, words: Words) -> str:
    """Return why a log cannot be read, and what to do."""
    too_large = mark("“{origin}” is too large for an action log. Use a smaller file.")
    return unread_file_sentence(error, too_large, words)


def log_error_sentence(error: LogError, origin: str, words: Words) -> str:
    """Return which line of a file is not a valid action, and why."""
    problem = words.say(_LOG[error.code], key=foreign(error.key), example=_INSTANT)
    return words.say(
        "{file}, line {line}: {problem}", file=foreign(origin), line=error.line, problem=problem
    )
