"""Texts of feeds: HTML to Markdown, abstracts and descriptions put together, languages."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

from sommet_tui.domain.text import clean, fold

_TAGS: Final = (
    "p|br|div|span|a|ul|ol|li|strong|em|b|i|u|h[1-6]|blockquote|pre|code|table|tr|td|th|hr|img|dl|dt"
    "|dd|section|article|font|center|sup|sub|small|script|style|iframe|video|figure"
)
_HTML = re.compile(rf"</(?:{_TAGS})\s*>|<(?:br|hr|p|div|img|li)\b[^<>]*>", re.IGNORECASE)
_NOT_SHOWN: Final = ("img", "image", "script", "style", "iframe", "video", "svg", "object")
_UNSHOWN = re.compile(rf"<(?:{'|'.join(_NOT_SHOWN)})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_BREAKS = re.compile(r"[ \t]+$|^\\$", re.MULTILINE)
"""How Markdown says that a line ends where it ends: ours end there anyway."""
_CODE_PARTS = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<!\\)<(strong|em)>\s*(.*?)\s*</\1>", re.DOTALL)
_STRAY = re.compile(r"(?<!\\)</?(?:strong|em)>")
_SPACE_CODE = re.compile(r"&#\d{2,5};")
_MANY_BREAKS = re.compile(r"\n(?:[ \t\r]*\n){2,}")
_ESCAPED = re.compile(r"\\([._\-!#+()~>&<*\[\]`|])")
_WORDS: Final = {
    **dict.fromkeys(("english", "englisch", "anglais", "ingles", "inglese", "eng"), "en"),
    **dict.fromkeys(("german", "deutsch", "allemand", "aleman", "tedesco", "ger", "deu"), "de"),
    **dict.fromkeys(("french", "francais", "franzosisch", "frances", "fre", "fra"), "fr"),
    **dict.fromkeys(("spanish", "espanol", "spanisch", "espagnol", "castellano", "spa"), "es"),
    **dict.fromkeys(("italian", "italiano", "italienisch", "italien", "ita"), "it"),
    **dict.fromkeys(("dutch", "nederlands", "niederlandisch", "neerlandais", "nld", "dut"), "nl"),
    **dict.fromkeys(("portuguese", "portugues", "portugiesisch", "portugais", "por"), "pt"),
}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
_MANY = re.compile(r"\s*(?:[,;/|+&]|\band\b|\bet\b|\bund\b)\s*")
_LONGEST_LINE: Final = 100


def is_html(text: str) -> bool:
    """Whether a text is HTML, and neither Markdown nor plain."""
    return "<" in text and _HTML.search(text) is not None


def markdown(text: str) -> str:
    """A text of a feed as Markdown: HTML is turned into it, anything else stays as it is.

    Of links only those to the web are kept; pictures, scripts and controls are not.
    """
    if not is_html(text):
        return unescape(text) if "&" in text and _ENTITY.search(text) else text
    import turbohtml

    cleaned = clean(text)
    fragment = turbohtml.parse_fragment(cleaned)
    if _UNSHOWN.search(cleaned):
        for picture in fragment.find_all([*_NOT_SHOWN]):
            picture.decompose()
    for link in fragment.find_all("a") if "<a" in cleaned or "<A" in cleaned else ():
        href = link.attrs.get("href")
        if not isinstance(href, str) or not href.strip().lower().startswith(
            ("https://", "http://")
        ):
            link.unwrap()
    made = fragment.to_markdown().rstrip(" \t")
    if made.endswith("\\") or " \n" in made or "\t\n" in made or "\\\n" in made:
        made = _BREAKS.sub("", made)
    made = _without_tags(made)
    # What need not be escaped reads better as it was.
    return _ESCAPED.sub(_unescaped, made).strip()


def _without_tags(made: str) -> str:
    """What was made of HTML without what is left of it where it is no code.

    Emphasis beside letters stays in tags, since not all of it can be written in Markdown; spaces of
    another width stay in numbers.
    """
    if "<" not in made and "&#" not in made:
        return made
    parts = _CODE_PARTS.split(made)
    for at in range(0, len(parts), 2):
        text = _SPACE_CODE.sub(_spaced, parts[at])
        text = _EMPHASIS.sub(_emphasised, _EMPHASIS.sub(_emphasised, text))
        parts[at] = _STRAY.sub("", text)
    return "".join(parts)


def _spaced(match: re.Match[str]) -> str:
    meant = unescape(match[0])
    return meant if meant.isspace() else match[0]


def _emphasised(match: re.Match[str]) -> str:
    """Emphasis as Markdown has it; the words alone where it could not be told to be some."""
    kind, words = match[1], match[2]
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    opens = words[:1].isalnum() or not before.isalnum()
    closes = words[-1:].isalnum() or not after.isalnum()
    mark = "**" if kind == "strong" else "*"
    return f"{mark}{words}{mark}" if words and opens and closes else words


def _unescaped(match: re.Match[str]) -> str:
    return match[1] if match[1] in "._-!+()~&" and not _begins_line(match) else match[0]


def _begins_line(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rpartition("\n")[2].strip()
    return not before or before.isdigit()


def whole_abstract(abstract: str, description: str) -> str:
    """Both parts, as Markdown; once what stands in both."""
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
    """The language codes that a text names, and the words of it that name none."""
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
    return "-".join([main, *(part.upper() if len(part) == 2 else part for part in rest)])
