"""Finding sessions and people by the beginning of a word, or else by a part of a word.

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
"""Marks each place where a word may begin; no folded text contains it."""


def session_texts(programme: Programme) -> Mapping[str, str]:
    """Map each session's id to its `session_text`."""
    return {s.id: session_text(programme, s) for s in programme.sessions}


def session_text(programme: Programme, session: Session) -> str:
    """Return a `searchable` text of a session or own event: all that its row or its people show."""
    return searchable(" ".join(_searched_texts(programme, session)))


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

    With the marks, the beginning of a word is found as quickly as any part of a text. Each key
    press searches thousands of texts.
    """
    return _with_beginnings(fold(text))


def _with_beginnings(folded: str) -> str:
    return re.sub(r"(?<!\w)(?=.)", _BEGINNING, folded)


def holding(items: Sequence[T], texts: Sequence[str], wanted: str) -> list[T]:
    """Return the items whose searchable text (at the same index) contains every wanted word.

    If a wanted word begins a word of some texts, texts that have it only inside a word are left
    out: "rust" then does not find "trust".
    """
    found = list(items)
    for word in fold(wanted).split():
        beginning = _with_beginnings(word)
        contained = [beginning in text for text in texts]
        if not any(contained):
            part = beginning.removeprefix(_BEGINNING)
            contained = [part in text for text in texts]
        found, texts = list(compress(found, contained)), list(compress(texts, contained))
    return found


def _searched_texts(programme: Programme, session: Session) -> Iterable[str]:
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
