"""Searching everything: sessions, people, abstracts and notes, the best hits first.

A text in several languages is searched in each of them. Case and accents are ignored (`text.fold`).
Every word must occur somewhere in the same session or person, and a session is one hit however
often it matches. Whole beginnings of words rank above middles, then titles above people, and people
above abstracts and notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Literal, NamedTuple

from sommet_tui.domain.highlight import Line, highlight
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import begins_word, fold
from sommet_tui.domain.translations import abstracts, subtitles, titles

HitKind = Literal["session", "person", "abstract", "note"]

_TITLE, _NAME, _LABEL, _SUBTITLE, _PEOPLE, _PLACE, _ABSTRACT, _NOTE = range(8)
"""The places to search, the most important first."""
_KINDS: Mapping[int, HitKind] = {_ABSTRACT: "abstract", _NOTE: "note"}


class Field(NamedTuple):
    """One text of a session or a person: its weight (0 is the highest), and its folded form."""

    weight: int
    text: str
    folded: str


class IndexEntry(NamedTuple):
    """All searchable texts of a session or a person, by its id; `whole` is all of them, folded."""

    person: bool
    id: str
    fields: tuple[Field, ...]
    whole: str


class Hit(NamedTuple):
    """A session or a person that matches every word.

    `kind` is "session", "person", "abstract" or "note", the deepest text that had to be searched;
    the last two belong to the session with the `id`. `text` is the text with the best match, of one
    or more lines; `words` are the folded words of the query.
    """

    kind: HitKind
    id: str
    text: str
    words: tuple[str, ...]

    @property
    def line(self) -> Line:
        """Return the line with most of the words, and the matches in it.

        It is computed on request: of a thousand hits, a screen shows twenty.
        """
        lines = [line for line in self.text.split("\n") if line.strip()] or [""]
        if len(lines) == 1:
            return highlight(lines[0].strip(), self.words)
        best = max(lines, key=lambda line: _count_in(fold(line), self.words))
        return highlight(best.strip(), self.words)


class Index:
    """A programme with all its texts folded once, so that each key press searches quickly."""

    def __init__(self, programme: Programme, people: Iterable[OnStage]) -> None:
        sessions = (_session(programme, session) for session in programme.sessions)
        self.entries = (*map(_person, people), *sessions)

    def search(self, wanted: str, notes: Mapping[str, str] | None = None) -> tuple[Hit, ...]:
        """Return the hits for a query, best first, then people, then sessions in planned order.

        `notes` maps a session's id to the user's note on it. A query without words has no hits.
        """
        words = tuple(dict.fromkeys(fold(wanted).split()))
        if not words:
            return ()
        found = []
        for entry in self.entries:
            note = notes.get(entry.id) if notes and not entry.person else None
            hit = _rank(_add_note(entry, note) if note else entry, words)
            if hit is not None:
                found.append(hit)
        found.sort(key=itemgetter(0))
        return tuple([hit for _, hit in found])


def _rank(entry: IndexEntry, words: tuple[str, ...]) -> tuple[tuple[int, int], Hit] | None:
    """Return the rank and the hit of an entry that contains all words; low ranks come first."""
    whole = entry.whole
    for word in words:
        if word not in whole:
            return None
    infixes, weights, places = 0, 0, []
    for word in words:
        infix, field = _place(entry.fields, word)
        infixes += infix
        weights += field.weight
        places.append(field)
    best = places[0]
    if len(words) > 1:
        best = max(places, key=lambda field: (_count_in(field.folded, words), -field.weight))
    deepest = max(field.weight for field in places)
    kind = "person" if entry.person else _KINDS.get(deepest, "session")
    return (infixes, weights), Hit(kind, entry.id, best.text, words)


def _place(fields: Sequence[Field], word: str) -> tuple[bool, Field]:
    """Whether a word is only found inside others, and the weightiest field that has it."""
    inside: Field | None = None
    for field in fields:
        if word not in field.folded:
            continue
        if begins_word(field.folded, word):
            return False, field
        inside = inside or field
    assert inside is not None
    return True, inside


def _count_in(folded: str, words: Iterable[str]) -> int:
    return sum(word in folded for word in words)


def _session(programme: Programme, session: Session) -> IndexEntry:
    def texts() -> Iterator[tuple[int, str | None]]:
        for title in titles(programme, session):
            yield _TITLE, title
        yield _LABEL, session.label
        for subtitle in subtitles(programme, session):
            yield _SUBTITLE, subtitle
        for participant in session.participants:
            yield _PEOPLE, ", ".join(filter(None, (participant.name, participant.affiliation)))
        for room in session.rooms:
            yield _PLACE, programme.room_names.get(room)
        yield _PLACE, programme.track_names.get(session.track or "")
        for abstract in abstracts(programme, session):
            yield _ABSTRACT, abstract

    return _entry(session.id, texts(), person=False)


def _person(one: OnStage) -> IndexEntry:
    def texts() -> Iterator[tuple[int, str | None]]:
        yield _NAME, one.person.name
        for affiliation in one.affiliations:
            yield _PEOPLE, affiliation
        yield _ABSTRACT, one.person.introduction

    return _entry(one.person.id, texts(), person=True)


def _entry(id_: str, texts: Iterable[tuple[int, str | None]], *, person: bool) -> IndexEntry:
    fields = tuple(Field(weight, text, fold(text)) for weight, text in texts if text)
    return IndexEntry(person, id_, fields, "\n".join(field.folded for field in fields))


def _add_note(entry: IndexEntry, note: str) -> IndexEntry:
    folded = _folded_note(note)
    fields = (*entry.fields, Field(_NOTE, note, folded))
    return entry._replace(fields=fields, whole=f"{entry.whole}\n{folded}")


@lru_cache(maxsize=1024)
def _folded_note(note: str) -> str:
    return fold(note)
