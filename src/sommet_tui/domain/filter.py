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

T = TypeVar("T")


def session_texts(programme: Programme) -> Mapping[str, str]:
    """For each session's id, folded, all that a row or its people would show."""
    return {s.id: fold(" ".join(_shown(programme, s))) for s in programme.sessions}


def person_texts(everyone: Iterable[OnStage]) -> Mapping[str, str]:
    """For each person's id, folded: name, affiliations, and what they take part in."""
    return {
        one.person.id: fold(
            " ".join(
                [one.person.name, *one.affiliations]
                + [f"{s.label or ''} {s.title}" for s in one.sessions]
            )
        )
        for one in everyone
    }


def matches(text: str, wanted: str) -> bool:
    """Whether a folded text holds every word of what is wanted, in any order."""
    return all(word in text for word in fold(wanted).split())


def holding(items: Sequence[T], texts: Sequence[str], wanted: str) -> list[T]:
    """Those of the items whose text, folded and at the same place, holds every word wanted.

    Where a word begins a word of some texts, those that have it only amid one are left out: who
    looks for Rust does not mean Trust.
    """
    found = list(items)
    for word in fold(wanted).split():
        held = [word in text for text in texts]
        begins = re.compile(rf"(?<!\w){re.escape(word)}").search
        spaced = f" {word}"  # found in a fraction of the time that the pattern takes
        better = [
            part and (spaced in text or text.startswith(word) or begins(text) is not None)
            for part, text in zip(held, texts, strict=True)
        ]
        if any(better):
            held = better
        found, texts = list(compress(found, held)), list(compress(texts, held))
    return found


def _shown(programme: Programme, session: Session) -> Iterable[str]:
    yield session.label or ""
    yield session.title
    yield session.subtitle or ""
    yield session.type or ""
    for room in session.rooms:
        yield programme.room_names.get(room, "")
    yield programme.track_names.get(session.track or "", "")
    for participant in session.participants:
        yield participant.name
        yield participant.affiliation or ""
