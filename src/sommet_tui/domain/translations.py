"""Texts in several languages, and choosing the text for a reader.

The reader's language is tried first, then the session's, then the event's, and then the first
language in the file.
"""

from __future__ import annotations

from types import MappingProxyType

from sommet_tui.domain.programme import EVENT, Programme, Session
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def choose_text(texts: Mapping[str, str], languages: Iterable[str | None]) -> str:
    """Return the text in the first of these languages that has a text, or else the first text.

    A language with another region also counts, if no text has exactly the language: "fr" finds
    "fr-CA", and "fr-CA" finds "fr".
    """
    for language in filter(None, languages):
        for form in (str.lower, _remove_region):
            for code, text in texts.items():
                if form(code) == form(language):
                    return text
    return next(iter(texts.values()))


def _remove_region(code: str) -> str:
    return code.lower().partition("-")[0]


def translate_programme(programme: Programme, reader: str | None = None) -> Programme:
    """Return the programme with its texts in the reader's language.

    If `reader` is None, the texts of each session are in its own language. The result still has the
    texts in all languages, so that another language can be chosen later.
    """
    if not programme.translations:
        return programme
    abstracts = dict(programme.abstracts)
    sessions = []
    languages: tuple[str | None, ...]
    for session in programme.sessions:
        given = programme.translations.get(session.id)
        if given is None:
            sessions.append(session)
            continue
        languages = (reader, session.language, programme.language)
        title = choose_text(given.title, languages) if given.title else session.title
        subtitle = choose_text(given.subtitle, languages) if given.subtitle else session.subtitle
        if given.abstract:
            abstracts[session.id] = choose_text(given.abstract, languages)
        sessions.append(replace(session, title=title, subtitle=subtitle))
    programme = replace(programme, sessions=tuple(sessions), abstracts=MappingProxyType(abstracts))
    event = programme.translations.get(EVENT)
    if event is None:
        return programme
    languages = (reader, programme.language)
    return replace(
        programme,
        title=choose_text(event.title, languages) if event.title else programme.title,
        subtitle=choose_text(event.subtitle, languages) if event.subtitle else programme.subtitle,
        description=(
            choose_text(event.abstract, languages) if event.abstract else programme.description
        ),
    )


def titles(programme: Programme, session: Session) -> tuple[str, ...]:
    """Return the title that is shown, then the titles in other languages."""
    return tuple(_all_texts(session.title, programme, session, "title"))


def subtitles(programme: Programme, session: Session) -> tuple[str, ...]:
    """Return the subtitle that is shown, then the subtitles in other languages."""
    return tuple(_all_texts(session.subtitle, programme, session, "subtitle"))


def abstracts(programme: Programme, session: Session) -> tuple[str, ...]:
    """Return the abstract that is shown, then the abstracts in other languages."""
    return tuple(_all_texts(programme.abstracts.get(session.id), programme, session, "abstract"))


def _all_texts(
    shown: str | None, programme: Programme, session: Session, key: str
) -> Iterator[str]:
    if shown:
        yield shown
    given = programme.translations.get(session.id)
    if given is not None:
        yield from (text for text in getattr(given, key).values() if text != shown)
