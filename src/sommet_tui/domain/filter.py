"""Finding sessions and people by the beginning of a word, else a part of one.

Case and accents are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import TypeVar

from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import fold
from sommet_tui.domain.translations import subtitles, titles

T = TypeVar("T")


_BEGINNING = "\x1f"
"""A mark before each place where a word may begin; it occurs in no folded text."""


def session_texts(programme: Programme) -> Mapping[str, str]:
    """For each session's id, `searchable`, all that a row or its people would show."""
    return {s.id: searchable(" ".join(_shown(programme, s))) for s in programme.sessions}


def person_texts(programme: Programme, everyone: Iterable[OnStage]) -> Mapping[str, str]:
    """Map each person's id to a `searchable` text: name, affiliations and their sessions."""
    return {
        one.person.id: searchable(
            " ".join(
                [one.person.name, *one.affiliations]
                + [" ".join([s.label or "", *titles(programme, s)]) for s in one.sessions]
            )
        )
        for one in everyone
    }


def searchable(text: str) -> str:
    """Return a folded text with a mark before each place where a word may begin.

    With the marks, the beginning of a word is found as fast as any other part of a text: each key
    press searches thousands of texts.
    """
    return _with_beginnings(fold(text))


def _with_beginnings(folded: str) -> str:
    return re.sub(r"(?<!\w)(?=.)", _BEGINNING, folded)


def matches(text: str, wanted: str) -> bool:
    """Whether a folded text contains every word of `wanted`, in any order."""
    return all(word in text for word in fold(wanted).split())


def holding(items: Sequence[T], texts: Sequence[str], wanted: str) -> list[T]:
    """Those of the items whose text, searchable and at the same place, holds every word wanted.

    Where a word begins a word of some texts, those that have it only amid one are left out: who
    looks for Rust does not mean Trust.
    """
    found = list(items)
    for word in fold(wanted).split():
        beginning = _with_beginnings(word)
        held = [beginning in text for text in texts]
        if not any(held):
            part = beginning.removeprefix(_BEGINNING)
            held = [part in text for text in texts]
        found, texts = list(compress(found, held)), list(compress(texts, held))
    return found


def _shown(programme: Programme, session: Session) -> Iterable[str]:
    yield session.label or ""
    yield from titles(programme, session)
    yield from subtitles(programme, session)
    yield session.type or ""
    for room in session.rooms:
        yield programme.room_names.get(room, "")
    yield programme.track_names.get(session.track or "", "")
    for participant in session.participants:
        yield participant.name
        yield participant.affiliation or ""
