"""Texts of feeds: HTML to Markdown, joined abstracts and descriptions, languages."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

from sommet_tui.domain.text import clean, fold

if TYPE_CHECKING:
    from sommet_tui.formats.feed.model import Feed

_TAGS: Final = (
    "p|br|div|span|a|ul|ol|li|strong|em|b|i|u|h[1-6]|blockquote|pre|code|table|tr|td|th|hr|img|dl|dt"
    "|dd|section|article|font|center|sup|sub|small|script|style|iframe|video|figure"
)
_HTML = re.compile(rf"</(?:{_TAGS})\s*>|<(?:br|hr|p|div|img|li)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_LINES: Final = (
    "title",
    "subtitle",
    "name",
    "track",
    "type",
    "affiliation",
    "venue",
    "address",
    "url",
)
_MANY_BREAKS = re.compile(r"\n(?:[ \t\r]*\n){2,}")
_NAMES: Final = {
    "en": "english englisch anglais ingles inglese eng",
    "de": "german deutsch allemand aleman tedesco ger deu",
    "fr": "french francais franzosisch frances fre fra",
    "es": "spanish espanol spanisch espagnol castellano spa",
    "it": "italian italiano italienisch italien ita",
    "nl": "dutch nederlands niederlandisch neerlandais nld dut",
    "pt": "portuguese portugues portugiesisch portugais por",
}
_WORDS: Final = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
_MANY = re.compile(r"\s*(?:[,;/|+&]|\band\b|\bet\b|\bund\b)\s*")
_LONGEST_LINE: Final = 100


def is_html(text: str) -> bool:
    """Whether a text is HTML, and neither Markdown nor plain."""
    return "<" in text and _HTML.search(text) is not None


def count_markup(text: str) -> int:
    """Return how many HTML tags and character references `markdown` may have to look at."""
    return text.count("<") + text.count("&")


def markdown(text: str) -> str:
    """Return a text of a feed as Markdown: HTML is converted, any other text stays as it is.

    Only links to the web are kept; images, scripts and controls are dropped.
    """
    if not is_html(text):
        return unescape_entities(text)
    from sommet_tui.formats.feed.html import to_markdown

    return to_markdown(clean(text))


def unescape_entities(text: str) -> str:
    """Return a text with the characters that HTML entities stand for."""
    return unescape(text) if "&" in text and _ENTITY.search(text) else text


def unescape_lines(feed: Feed) -> None:
    """Replace HTML entities in all texts of one line; ids stay as they are."""
    sessions = feed.sessions
    people = [*feed.lists.values(), *(person for s in sessions for person in s.people)]
    links = [link for session in sessions for link in session.links]
    links += [link for person in people for link in person.links]
    for part in (feed, *feed.rooms, *feed.tracks, *sessions, *people, *links):
        for name in _LINES:
            if "&" in (line := getattr(part, name, "")):
                setattr(part, name, unescape_entities(line))
    for session in sessions:
        session.rooms = [unescape_entities(room) for room in session.rooms]


def whole_abstract(abstract: str, description: str) -> str:
    """Join both parts as Markdown, without repeating common text."""
    first, second = (
        _MANY_BREAKS.sub("\n\n", markdown(text).strip()) for text in (abstract, description)
    )
    if not first or not second:
        return first or second
    if _bare(second).startswith(_bare(first)):
        return second
    return first if _bare(first).startswith(_bare(second)) else f"{first}\n\n{second}"


def _bare(text: str) -> str:
    return "".join(text.split())


@lru_cache(maxsize=256)
def languages(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the language codes that a text names, and its words that name no language."""
    found: list[str] = []
    unread: list[str] = []
    for word in _MANY.split(written.strip()[:_LONGEST_LINE]):
        if not word:
            continue
        code = _language(word)
        if code is None:
            unread.append(word)
        elif code not in found:
            found.append(code)
    return tuple(found), tuple(unread)


def _language(word: str) -> str | None:
    folded = fold(word).strip().replace("_", "-").removesuffix("-formal").removesuffix("-informal")
    if folded in _WORDS:
        return _WORDS[folded]
    if not _CODE.fullmatch(folded):
        return None
    main, *rest = folded.split("-")
    return "-".join([main, *map(_subtag, rest)])


def _subtag(part: str) -> str:
    """Return a region in capitals, a script with one: pt-BR, zh-Hans."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part


def split_outside_brackets(text: str, separators: str) -> list[str]:
    """Return the entries between separators, a pattern; those in paired brackets do not count."""
    parts = re.split(f"({separators})", text)
    is_paired = text.count("(") == text.count(")")
    entries, depth = [parts[0]], parts[0].count("(") - parts[0].count(")")
    for separator, part in zip(parts[1::2], parts[2::2], strict=True):
        if depth > 0 and is_paired:
            entries[-1] += separator + part
        else:
            entries.append(part)
            depth = 0
        depth += part.count("(") - part.count(")")
    return [entry.strip() for entry in entries if entry.strip()]
