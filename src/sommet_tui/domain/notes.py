"""The user's notes on sessions: how a text is cleaned, and how two versions are merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import clean
from sommet_tui.domain.values import dataclass

READABLE = 8 * NOTE_LIMIT
"""Bytes that are read of a text from elsewhere: more than any note needs, not all that may come."""

_PARTED = ("", "---", "")
"""What stands between two versions of a passage; a rule, where the text is read as Markdown."""


class NoteTooLongError(Exception):
    """A text of `length` characters is more than a note holds."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters, {NOTE_LIMIT} is the limit")
        self.length = length


@dataclass(frozen=True, slots=True)
class Note:
    """What someone wrote on a session, in Markdown.

    `title` is what the session was called then, should it ever vanish; `updated_at` is aware.
    """

    session: str
    title: str
    text: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NotedSession:
    """A note beside the session it is on, which is None once that left the programme."""

    note: Note
    session: Session | None


def noted_sessions(programme: Programme, notes: Iterable[Note]) -> tuple[NotedSession, ...]:
    """The notes in the time order of their sessions, those without one last, oldest first."""
    found = [NotedSession(note, programme.by_id.get(note.session)) for note in notes]
    gone = [j for j in found if j.session is None]
    gone.sort(key=lambda j: (j.note.updated_at, j.note.session))
    place = {session.id: index for index, session in enumerate(programme.sessions)}
    present = sorted(
        (j for j in found if j.session is not None), key=lambda j: place[j.note.session]
    )
    return (*present, *gone)


def tidy(text: str) -> str:
    """The text as it is kept: through the gate, without the blank end; "" is no note at all."""
    return clean(text).rstrip()


def first_line(text: str) -> str:
    """The first line with something in it, without the marks of a Markdown heading or item."""
    line = next((line for line in text.split("\n") if line.strip()), "")
    return line.strip().lstrip("#").strip() or line.strip()


def joined(mine: str, theirs: str) -> str:
    """One text with every line of both: lines they begin and end with once, the rest in turn.

    Where one of the two holds the other, it is the longer one. The result may be longer than
    `NOTE_LIMIT`: it is for its writer to shorten it.
    """
    if theirs in mine:
        return mine
    if mine in theirs:
        return theirs
    ours, others = mine.split("\n"), theirs.split("\n")
    head = _common(ours, others)
    ours, others = ours[head:], others[head:]
    tail = _common(ours[::-1], others[::-1])
    shared_head = mine.split("\n")[:head]
    shared_tail = ours[len(ours) - tail :]
    ours, others = ours[: len(ours) - tail], others[: len(others) - tail]
    parted = _PARTED if ours and others else ()
    return "\n".join([*shared_head, *ours, *parted, *others, *shared_tail])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines two texts have in common at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
