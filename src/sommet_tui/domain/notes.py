"""The user's notes on sessions: cleaning their text, and merging two versions of a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.text import clean
from sommet_tui.domain.values import frozen

READABLE = 8 * NOTE_LIMIT
"""The most bytes of a note to read from standard input: more than any note needs."""

_SEPARATOR = ("", "---", "")
"""The lines that separate two versions of a passage; Markdown shows a rule."""


class NoteTooLongError(Exception):
    """A text of `length` characters is too long for a note."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters, {NOTE_LIMIT} is the limit")
        self.length = length


@frozen
class Note:
    """A user's note on a session, in Markdown.

    `title` is saved in case the session leaves the programme; `updated_at` is an aware instant.
    """

    session: str
    title: str
    text: str
    updated_at: datetime


def sort_notes(programme: Programme, notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes in the order of their sessions.

    A note whose session has left the programme comes last.
    """
    places = {session.id: place for place, session in enumerate(programme.sessions)}
    last = len(places)
    return tuple(
        sorted(notes, key=lambda n: (places.get(n.session, last), n.updated_at, n.session))
    )


def tidy(text: str) -> str:
    """Return the text of a note as it is stored: cleaned, without blank lines at the end.

    If the result is "", there is no note.
    """
    return clean(text).rstrip()


def first_line(text: str) -> str:
    """Return the first line that has text; if it is a Markdown heading, without its marks."""
    line = next((line for line in text.split("\n") if line.strip()), "")
    return line.strip().lstrip("#").strip() or line.strip()


def join_versions(mine: str, theirs: str) -> str:
    """Return one text with all lines of two versions of a note.

    Where they differ, the lines of `theirs` follow the lines of `mine`. If one text contains the
    other, return the longer one. The result may be longer than `NOTE_LIMIT`; the user then has to
    shorten it.
    """
    if theirs in mine:
        return mine
    if mine in theirs:
        return theirs
    own, others = mine.split("\n"), theirs.split("\n")
    head = _common_lines(own, others)
    own, others = own[head:], others[head:]
    tail = _common_lines(own[::-1], others[::-1])
    shared_head = mine.split("\n")[:head]
    shared_tail = own[len(own) - tail :]
    own, others = own[: len(own) - tail], others[: len(others) - tail]
    separator = _SEPARATOR if own and others else ()
    return "\n".join([*shared_head, *own, *separator, *others, *shared_tail])


def _common_lines(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the lines that two texts have in common at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
