"""Wraps text into lines, measured in terminal cells."""

from __future__ import annotations

import unicodedata

from sommet_tui.domain.text import ELLIPSIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Mapping

WIDTH = 80

_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"

_FIRST_WIDE = "\u1100"
"""All characters before this one take less than two columns."""
_CLOSING = tuple("»:;!?–")
"""Characters that never begin a line, even after a plain space."""
_PARTS = tuple("/?&#")
"""The characters that end a part of an address."""
_MARKDOWN_LINK = r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,2000})\)"
_BARE_LINK = r"<(https?://[^\s<>]{1,2000})>"
_LESS_USEFUL = r"\s*\([^()]*\)$|( (de|des|du|la|of|the))+(?= )"
_FIRST_COMBINING = "\u0300"
"""All characters before this one take one column, except the soft hyphen."""


def cell_width(text: str) -> int:
    """Return how many terminal cells a text takes."""
    if text.isascii() or (max(text) < _FIRST_COMBINING and "\xad" not in text):
        return len(text)
    size = sum(map(_character_width, text))
    return size + _joined_width(text) if _JOINER in text or _AS_EMOJI in text else size


def _joined_width(text: str) -> int:
    """Return how many cells to add to a text's width for joined characters; usually negative."""
    more = 0
    for before, char, after in zip(" " + text, text, text[1:] + _JOINER, strict=False):
        if char == _JOINER:
            more -= _character_width(after)
        elif char == _AS_EMOJI and _character_width(before) == 1:
            more += before in "#*0123456789" or unicodedata.category(before).startswith("S")
    return more


def clusters(text: str) -> Iterator[str]:
    """Yield each character of a text together with the accents and emoji that are joined to it."""
    found = ""
    for char in text:
        if found and _character_width(char) and not found.endswith(_JOINER):
            yield found
            found = ""
        found += char
    if found:
        yield found


def _character_width(char: str) -> int:
    if char < _FIRST_COMBINING and char != "\xad":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(  # noqa: PLR0913 - how a text is laid out
    text: str,
    width: int,
    *,
    first: str = "",
    indent: str = "",
    whole: bool = False,
    measure: Callable[[str], int] = cell_width,
) -> Iterator[str]:
    """Wrap a text into lines of at most `width` cells, and keep its own line breaks.

    `first` precedes the first line and `indent` the others. A word that is too long for a line is
    cut; if `whole`, it stays whole, so that addresses and ids can be copied. `measure` returns the
    cells of a text.
    """
    lead = first
    for paragraph in text.split("\n"):
        yield from _wrap(paragraph, max(1, width), lead, indent, whole, measure)
        lead = indent


def fill(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Wrap a text into lines of at most 80 columns; long words stay whole."""
    lead = indent if first is None else first
    if len(lead) + len(text) <= WIDTH and "\n" not in text and text.isascii():
        return [(lead + text).rstrip(" ")]  # the text usually fits on one line
    return list(wrap(text, WIDTH, first=lead, indent=indent, whole=True))


def short_names(names: Iterable[str], width: int) -> Mapping[str, str]:
    """Map each name to its short form, for columns of `width` cells.

    If any name is too wide, all names lose the brackets at their end ("UD2.120 (Chavanne)") and
    words such as “of the” between others. If two names would then be equal, all stay whole.
    """
    whole = {name: name for name in names}
    if all(cell_width(name) <= width for name in whole):
        return whole
    import re

    short = {name: re.sub(_LESS_USEFUL, "", name) or name for name in whole}
    return short if len(set(short.values())) == len(short) else whole


def plain_links(text: str) -> str:
    """Replace each Markdown link in a text by its words, followed by the address in brackets."""
    import re

    return re.sub(_BARE_LINK, r"\1", re.sub(_MARKDOWN_LINK, _plain_link, text))


def _plain_link(link: re.Match[str]) -> str:
    words, address = link.groups()
    return address if words.rstrip("/") == address.rstrip("/") else f"{words} ({address})"


def block(texts: Iterable[str | None], indent: str = "") -> list[str]:
    """Return the lines of several texts, each text below the one before; skip None and ""."""
    return [line for text in texts if text for line in fill(text, indent)]


def lines_beside(first: str, text: str, *more: str | None) -> list[str]:
    """Return the texts one below the other, to the right of `first`; skip None and ""."""
    indent = " " * cell_width(first)
    return [*fill(text, indent, first), *block(more, indent)]


def stack_parts(parts: list[list[str]]) -> list[str]:
    """Return the lines of all parts, with "" between two parts; skip empty parts."""
    lines: list[str] = []
    for part in filter(None, parts):
        lines += ["", *part] if lines else part
    return lines


def cut(text: str, width: int) -> str:
    """Shorten a text to at most `width` cells; a shortened text ends in an ellipsis."""
    if cell_width(text) <= width:
        return text
    return (
        f"{_fitting_part(text, width - 1, cell_width).rstrip()}{ELLIPSIS}"
        if width > 1
        else ELLIPSIS[:width]
    )


def _wrap(  # noqa: PLR0913, PLR0917 - as above
    paragraph: str,
    width: int,
    lead: str,
    indent: str,
    whole: bool,
    measure: Callable[[str], int],
) -> Iterator[str]:
    line, used, empty = lead, measure(lead), True
    if used + measure(paragraph) <= width:
        yield (lead + paragraph).rstrip(" ")
        return
    for piece, spaced in _break_pieces(paragraph):
        word, size = piece, measure(piece)
        gap = 0 if empty or not spaced else 1
        if not empty and used + gap + size > width:
            yield line.rstrip(" ")
            line, used, gap = indent, measure(indent), 0
        while not whole and used + gap + size > width and size > 1:
            head = _fitting_part(word, width - used, measure)
            yield line + head
            line, used = indent, measure(indent)
            word = word[len(head) :]
            is_long = len(word) > 10 * width  # measuring the whole text each time would be slow
            size = size - measure(head) if is_long else measure(word)
        line += " " * gap + word
        used += gap + size
        empty = False
    yield line.rstrip(" ")


def _fitting_part(word: str, width: int, measure: Callable[[str], int]) -> str:
    """Return as much of a word as fits on a line; an address is cut after one of its parts."""
    size = end = 0
    for cluster in clusters(word):
        size += measure(cluster)
        if size > width:
            head = word[: end or len(cluster)]
            part = max(map(head.rfind, _PARTS)) + 1 if "://" in head else 0
            return head[:part] if part > head.find("://") + 3 else head
        end += len(cluster)
    return word


def _break_pieces(paragraph: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a paragraph between which a line may break.

    The second value says whether a space precedes the piece. Scripts with wide characters have no
    spaces, so a line may break after any of their characters. Joined characters stay together.
    """
    for word in _join_punctuation(paragraph.split(" ")):
        if max(word, default="") < _FIRST_WIDE:
            yield word, True
            continue
        piece, spaced = "", True
        after_wide = False
        for cluster in clusters(word):
            wide = cell_width(cluster) > 1
            if piece and (wide or after_wide) and cluster != " " and piece[-1] != " ":
                yield piece, spaced
                piece, spaced = "", False
            piece += cluster
            after_wide = wide
        yield piece, spaced


def _join_punctuation(words: list[str]) -> Iterator[str]:
    """Yield the words; a word that may not begin or end a line is joined to its neighbour."""
    kept = words[0]
    for word in words[1:]:
        is_end = word[:1].isdigit() and kept.endswith("–")  # of a span, such as 10:30 – 11:00
        if is_end or word.startswith(_CLOSING) or kept.endswith("«"):
            kept = f"{kept} {word}"
        else:
            yield kept
            kept = word
    yield kept
