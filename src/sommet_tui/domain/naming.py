"""The sessions, own events and names that a typed name refers to."""

from __future__ import annotations

from sommet_tui.domain.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.programme import Programme


def matching_sessions(programme: Programme, wanted: str) -> tuple[str, ...]:
    """Return the ids of the sessions that `wanted` may mean; only one if it matches clearly.

    `wanted` is an id, the event's own code for a session, the beginning of an id, a whole title (in
    any language), or words of a title and its label. The first of these that matches anything
    counts. Case and accents are ignored.
    """
    if wanted in programme.by_id:
        return (wanted,)
    from sommet_tui.domain.translations import titles

    sought = fold(wanted).strip()
    if not sought:
        return ()
    coded = [s.id for s in programme.sessions if any(fold(i) == sought for i in s.identifiers)]
    called = ((s.id, (*titles(programme, s), s.label or "")) for s in programme.sessions)
    return tuple(coded) or _matching(sought, called)


def ids_by_title(programme: Programme) -> dict[str, str]:
    """Return the ids of sessions by folded title, in any language, if only one session has it."""
    from sommet_tui.domain.translations import titles

    found: dict[str, set[str]] = {}
    for session in programme.sessions:
        for title in titles(programme, session):
            found.setdefault(fold(title), set()).add(session.id)
    return {title: min(ids) for title, ids in found.items() if len(ids) == 1}


def matching_own_events(events: Iterable[OwnEvent], wanted: str) -> tuple[str, ...]:
    """Return the ids of the own events that `wanted` may mean, as `matching_sessions` does."""
    sought = fold(wanted).strip()
    titles = [(event.id, (event.title,)) for event in events]
    return (wanted,) if wanted in dict(titles) else _matching(sought, titles) if sought else ()


def _matching(sought: str, titles: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    known = [(id_, fold(id_), [fold(title) for title in named]) for id_, named in titles]
    words = sought.split()
    ways = (
        [id_ for id_, folded, _ in known if folded == sought],
        [id_ for id_, folded, _ in known if folded.startswith(sought)],
        [id_ for id_, _, named in known if sought in named],
        [id_ for id_, _, named in known if _has(" ".join(named), words)],
    )
    return tuple(next(filter(None, ways), ()))


def _has(title: str, words: Iterable[str]) -> bool:
    from sommet_tui.domain.text import begins_word

    return all(begins_word(title, word) for word in words)


def begun(wanted: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the names that equal or begin with `wanted`; ids count before names."""
    sought = fold(wanted).strip()
    folded = {id_: fold(name) for id_, name in names.items()}
    ways = (
        [id_ for id_, name in folded.items() if sought in (fold(id_), name)],
        [id_ for id_, name in folded.items() if name.startswith(sought)],
    )
    return tuple(next(filter(None, ways), ())) if sought else ()


def names_in(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the names in a list with commas; one of `names` may contain commas itself."""
    parts = text.split(",")
    while parts:
        lengths = range(len(parts), 0, -1)
        joined = (",".join(parts[:length]).strip() for length in lengths)
        pairs = zip(lengths, joined, strict=True)
        length, name = next(
            (length, name) for length, name in pairs if length == 1 or begun(name, names)
        )
        yield name
        parts = parts[length:]
