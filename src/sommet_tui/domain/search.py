"""Searching sessions, people, abstracts and notes, and filtering lists.

A text in several languages is searched in each of them. Case and accents are ignored (`text.fold`).
Every word must occur somewhere in the same session or person. A session is one hit, however often
it matches. The best hits come first. A match at the beginning of a word ranks above a match inside
a word. Titles rank above people, and people above abstracts and notes.

A filter finds parts of words only if no word begins with the typed text. If the user types a name,
the session, person or room with this name is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import itemgetter

from sommet_tui.domain.programme import Programme, ProgrammePerson, Session
from sommet_tui.domain.text import ELLIPSIS, fold, has_word_beginning
from sommet_tui.domain.translations import abstracts, subtitles, titles
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeVar

    from sommet_tui.domain.own_events import OwnEvent

    HitKind = Literal["session", "person", "abstract", "note"]
    T = TypeVar("T")


_SENTENCE_END = re.compile(r"[.!?…]\s+")
_SPACE = re.compile(r"\s")


@frozen
class Line:
    """A line of text, and the start and the end of each match in it.

    Starts and ends count code points; the end is exclusive.
    """

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """Return the parts of the line, each with whether it is a match; no part is empty."""
        cut, position = [], 0
        for start, end in self.ranges:
            cut += [(self.text[position:start], False), (self.text[start:end], True)]
            position = end
        cut.append((self.text[position:], False))
        return [piece for piece in cut if piece[0]]


def highlight(text: str, words: Iterable[str]) -> Line:
    """Return the text as a line with all matches of `words`, which must be folded.

    A letter that folds to several letters (such as "œ") is highlighted as a whole, even if only
    a part of them matches. Combining marks are highlighted with their letter.
    """
    folded, places = _fold_with_positions(text)
    spans = sorted(
        (places[found.start()][0], places[found.end() - 1][1])
        for word in words
        if word
        for found in re.finditer(re.escape(word), folded)
    )
    ranges: list[tuple[int, int]] = []
    for start, end in spans:
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return Line(text, tuple(ranges))


def sentences_with_matches(line: Line) -> Line:
    """Return the sentences of the line that have matches, from the first match to the last."""
    if not line.ranges:
        return line
    first, last = line.ranges[0][0], line.ranges[-1][1]
    ends = [found.end() for found in _SENTENCE_END.finditer(line.text)]
    start = max((end for end in ends if end <= first), default=0)
    end = min((end for end in ends if end >= last), default=len(line.text))
    ranges = tuple((a - start, b - start) for a, b in line.ranges)
    return Line(line.text[start:end].rstrip(), ranges)


def excerpt(line: Line, width: int, measure: Callable[[str], int]) -> Line:
    """Return the line shortened to a width in cells, around its first match.

    `measure` returns the width of a text in cells. An ellipsis replaces each removed part.
    """
    if measure(line.text) <= width:
        return line
    first = line.ranges[0][0] if line.ranges else 0
    start = _excerpt_start(line.text, first, width // 3, measure)
    lead = ELLIPSIS if start else ""
    end = start
    used = measure(lead) + measure(ELLIPSIS)
    while end < len(line.text) and used + measure(line.text[end]) <= width:
        used += measure(line.text[end])
        end += 1
    tail = ELLIPSIS if end < len(line.text) else ""
    middle = line.text[start:end]
    shift = len(lead) - start
    ranges = [(max(a, start) + shift, min(b, end) + shift) for a, b in line.ranges]
    return Line(lead + middle + tail, tuple((a, b) for a, b in ranges if a < b))


def _excerpt_start(text: str, first: int, before: int, measure: Callable[[str], int]) -> int:
    """Return the index at which an excerpt begins.

    The text from there to `first` takes at most `before` cells.
    """
    start, used = first, 0
    while start > 0 and used + measure(text[start - 1]) <= before:
        start -= 1
        used += measure(text[start])
    if start == 0:
        return 0
    word = text.find(" ", start, first)
    return word + 1 if word >= 0 else start


def _fold_with_positions(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text, and the start and the end in the original of each folded letter."""
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for index, letter in enumerate(text):
        piece = letter.lower() if letter.isascii() else fold(letter)
        if not piece and places:
            places[-1] = (places[-1][0], index + 1)  # a combining mark belongs to its letter
        for character in piece.replace("`", "'"):
            if _SPACE.match(character) and folded and folded[-1] == " ":
                continue
            folded.append(" " if _SPACE.match(character) else character)
            places.append((index, index + 1))
    return "".join(folded), places


_TITLE, _NAME, _LABEL, _SUBTITLE, _PEOPLE, _PLACE, _ABSTRACT, _NOTE = range(8)
"""The weights of the places to search; the most important place has the lowest."""
_KINDS: Mapping[int, HitKind] = {_ABSTRACT: "abstract", _NOTE: "note"}


@frozen
class Field:
    """A text of a session or a person, its weight (0 is the most important) and its folded form."""

    weight: int
    text: str
    folded: str


@frozen
class IndexEntry:
    """All searchable texts of a session or a person; `whole` has all of them, folded."""

    person: bool
    id: str
    fields: tuple[Field, ...]
    whole: str


@frozen
class Hit:
    """A session or a person that matches every word of a query.

    `kind` is "session", "person", "abstract" or "note". It is "abstract" or "note" if a word of the
    query occurs only in the abstract or the note; `id` is then still the session's id. `text` is
    the text with the best match, of one or more lines; `words` are the folded words of the query.
    """

    kind: HitKind
    id: str
    text: str
    words: tuple[str, ...]

    @property
    def line(self) -> Line:
        """Return the line with most of the words, and the matches in it.

        It is computed only when needed, because a screen shows only twenty of a thousand hits.
        """
        lines = [line for line in self.text.split("\n") if line.strip()] or [""]
        if len(lines) == 1:
            return highlight(lines[0].strip(), self.words)
        best = max(lines, key=lambda line: _count_matches(fold(line), self.words))
        return highlight(best.strip(), self.words)


class Index:
    """The texts of a programme, folded only once so that each key press searches quickly."""

    def __init__(self, programme: Programme, people: Iterable[ProgrammePerson]) -> None:
        sessions = (_index_session(programme, session) for session in programme.sessions)
        self.entries = (*map(_index_person, people), *sessions)

    def search(self, query: str, notes: Mapping[str, str] | None = None) -> tuple[Hit, ...]:
        """Return the hits for a query, the best first.

        If hits are equally good, people come before sessions, and sessions are in planned order.
        `notes` maps the ids of sessions to the user's notes. A query without words has no hits.
        """
        words = tuple(dict.fromkeys(fold(query).split()))
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
    """Return the hit of an entry and its rank; None if the entry does not contain all words.

    A lower rank is better.
    """
    whole = entry.whole
    for word in words:
        if word not in whole:
            return None
    infixes, weights, places = 0, 0, []
    for word in words:
        infix, field = _best_field(entry.fields, word)
        infixes += infix
        weights += field.weight
        places.append(field)
    best = places[0]
    if len(words) > 1:
        best = max(places, key=lambda field: (_count_matches(field.folded, words), -field.weight))
    deepest = max(field.weight for field in places)
    kind = "person" if entry.person else _KINDS.get(deepest, "session")
    return (infixes, weights), Hit(kind, entry.id, best.text, words)


def _best_field(fields: Sequence[Field], word: str) -> tuple[bool, Field]:
    """Return whether a word occurs only inside other words, and the best field that contains it.

    Fields are in order of importance, and one of them must contain the word.
    """
    inside: Field | None = None
    for field in fields:
        if word not in field.folded:
            continue
        if has_word_beginning(field.folded, word):
            return False, field
        inside = inside or field
    assert inside is not None
    return True, inside


def _count_matches(folded: str, words: Iterable[str]) -> int:
    return sum(word in folded for word in words)


def _index_session(programme: Programme, session: Session) -> IndexEntry:
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
        yield _PLACE, programme.track_name(session)
        for abstract in abstracts(programme, session):
            yield _ABSTRACT, abstract

    return _index_entry(session.id, texts(), person=False)


def _index_person(person: ProgrammePerson) -> IndexEntry:
    def texts() -> Iterator[tuple[int, str | None]]:
        yield _NAME, person.person.name
        for affiliation in person.affiliations:
            yield _PEOPLE, affiliation
        yield _ABSTRACT, person.person.introduction

    return _index_entry(person.person.id, texts(), person=True)


def _index_entry(id_: str, texts: Iterable[tuple[int, str | None]], *, person: bool) -> IndexEntry:
    fields = tuple(Field(weight, text, fold(text)) for weight, text in texts if text)
    return IndexEntry(person, id_, fields, "\n".join(field.folded for field in fields))


def _add_note(entry: IndexEntry, note: str) -> IndexEntry:
    folded = _fold_note(note)
    fields = (*entry.fields, Field(_NOTE, note, folded))
    return replace(entry, fields=fields, whole=f"{entry.whole}\n{folded}")


_fold_note = lru_cache(maxsize=1024)(fold)


_BEGINNING = "\x1f"
"""A mark before each place where a word may begin; no folded text contains it."""


def session_texts(programme: Programme) -> Mapping[str, str]:
    """Map the id of each session to its `session_text`."""
    return {s.id: session_text(programme, s) for s in programme.sessions}


def session_text(programme: Programme, session: Session) -> str:
    """Return the `searchable_text` of the row and the people of a session or own event."""
    return searchable_text(" ".join(_searched_texts(programme, session)))


def person_texts(programme: Programme, everyone: Iterable[ProgrammePerson]) -> Mapping[str, str]:
    """Map each person's id to the `searchable_text` of their name, affiliations and sessions."""
    return {
        one.person.id: searchable_text(
            " ".join(
                [one.person.name, *one.affiliations]
                + [" ".join([s.label or "", *titles(programme, s)]) for s in one.sessions]
            )
        )
        for one in everyone
    }


def searchable_text(text: str) -> str:
    """Return a folded text with a mark before each place where a word may begin.

    Thanks to the marks, finding the beginning of a word is as quick as finding any part of a text.
    This matters because each key press searches thousands of texts.
    """
    return _mark_word_beginnings(fold(text))


def _mark_word_beginnings(folded: str) -> str:
    return re.sub(r"(?<!\w)(?=.)", _BEGINNING, folded)


def items_with_words(items: Sequence[T], texts: Sequence[str], query: str) -> list[T]:
    """Return the items whose text in `texts`, at the same index, contains every word of `query`.

    `texts` must come from `searchable_text`. If any text has a word that begins with a word of
    `query`, texts that contain it only inside a word are left out. For example, "rust" does not
    find "trust" if another text has "Rust".
    """
    found = list(items)
    for word in fold(query).split():
        beginning = _mark_word_beginnings(word)
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


def matching_sessions(programme: Programme, query: str) -> tuple[str, ...]:
    """Return the ids of the sessions that `query` may mean; only one if it matches clearly.

    `query` may be an id, the event's own code for a session, the beginning of an id, a whole title
    in any language, or words of a title and its label. These are tried in this order until one of
    them matches anything. Case and accents are ignored.
    """
    if query in programme.by_id:
        return (query,)

    sought = fold(query).strip()
    if not sought:
        return ()
    coded = [s.id for s in programme.sessions if any(fold(i) == sought for i in s.identifiers)]
    called = ((s.id, (*titles(programme, s), s.label or "")) for s in programme.sessions)
    return tuple(coded) or _matching_ids(sought, called)


def ids_by_title(programme: Programme) -> dict[str, str]:
    """Map folded titles, in any language, to session ids; leave out titles of several sessions."""
    found: dict[str, set[str]] = {}
    for session in programme.sessions:
        for title in titles(programme, session):
            found.setdefault(fold(title), set()).add(session.id)
    return {title: min(ids) for title, ids in found.items() if len(ids) == 1}


def matching_own_events(events: Iterable[OwnEvent], query: str) -> tuple[str, ...]:
    """Return the ids of the own events that `query` may mean; see `matching_sessions`."""
    sought = fold(query).strip()
    titles = [(event.id, (event.title,)) for event in events]
    return (query,) if query in dict(titles) else _matching_ids(sought, titles) if sought else ()


def _matching_ids(sought: str, titles: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    known = [(id_, fold(id_), [fold(title) for title in named]) for id_, named in titles]
    words = sought.split()
    ways = (
        [id_ for id_, folded, _ in known if folded == sought],
        [id_ for id_, folded, _ in known if folded.startswith(sought)],
        [id_ for id_, _, named in known if sought in named],
        [id_ for id_, _, named in known if _has_words(" ".join(named), words)],
    )
    return tuple(next(filter(None, ways), ()))


def _has_words(title: str, words: Iterable[str]) -> bool:
    return all(has_word_beginning(title, word) for word in words)
