"""Markdown as rows of text.

It draws paragraphs, lists, emphasis and links, and the text of tables and images.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from sommet_tui.tui.render.rows import BLANK, Row, Span, row, text_row, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKUP = (
    r"[*_~]\S|`|\]\(|<[a-zA-Z/]|\\[^\w\s]|&#?\w+;|\t"
    r"|^ {0,3}(?:#{1,6} |[-+*] |\d{1,9}[.)] |>|\||={3,}$|-{3,}$)"
)
"""A pattern of the signs of Markdown. A text without any of them need not be parsed."""
_STYLES = {"strong": "strong", "em": "emphasis", "s": "struck", "link": "link"}


@lru_cache(maxsize=8)
def markdown(text: str, width: int, style: str = "") -> tuple[Row, ...]:
    """Return Markdown as rows of at most `width` cells. A single line break starts a new row.

    Nothing is fetched. Only the basic syntax, tables and strikethrough are supported. HTML is shown
    without its tags.
    """
    width = max(1, width)
    if not has_markup(text):
        return tuple(text_row(line, style) for line in wrap(text, width))
    return tuple(_trim(_block_rows(_parser().parse(text), width, style)))


def has_markup(text: str) -> bool:
    """Return whether a text may contain Markdown, so that it must be parsed."""
    return re.search(_MARKUP, text, re.MULTILINE) is not None


def load_parser_for(texts: Iterable[str]) -> None:
    """Import the parser in advance if it is needed for one of the texts."""
    if any(map(has_markup, texts)):
        _parser()


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _block_rows(tokens: Sequence[Token], width: int, style: str) -> Iterator[Row]:
    """Yield the rows of a sequence of blocks. Most blocks end with a blank row."""
    for token, inner in _split_blocks(tokens):
        yield from _rows_of_block(token, inner, width, style)


def _split_blocks(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Yield each block as its first token and the tokens inside the block."""
    place = 0
    while place < len(tokens):
        end = _block_end(tokens, place)
        yield tokens[place], tokens[place + 1 : end]
        place = end + 1


def _block_end(tokens: Sequence[Token], place: int) -> int:
    """Return the index of the last token of the block whose first token has the index `place`."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += tokens[number].nesting
        if depth <= 0:
            return number
    return len(tokens) - 1


def _rows_of_block(  # noqa: C901 - a branch for each kind of block
    token: Token, inner: Sequence[Token], width: int, style: str
) -> Iterator[Row]:
    kind = token.type
    if kind in ("paragraph_open", "heading_open"):
        own = "strong" if kind == "heading_open" else style
        yield from _block_rows(inner, width, own)
        if kind == "paragraph_open" and not token.hidden:
            yield BLANK
    elif kind in ("bullet_list_open", "ordered_list_open"):
        yield from _list_rows(token, inner, width, style)
        yield BLANK
    elif kind == "blockquote_open":
        sign = _prefix_if_fits("│ ", width)
        rows = _trim(_block_rows(inner, width - len(sign), "muted"))
        yield from (row(Span(sign, "faint"), *line) for line in rows)
        yield BLANK
    elif kind in ("fence", "code_block"):
        for line in token.content.rstrip("\n").split("\n"):
            indent = _prefix_if_fits("  ", width)
            parts = wrap(line, width - len(indent))
            yield from (row(indent, Span(part, "muted")) for part in parts)
        yield BLANK
    elif kind == "hr":
        yield text_row("─" * min(width, 20), "faint")
        yield BLANK
    elif kind == "table_open":
        yield from _table_rows(inner, width, style)
        yield BLANK
    elif kind == "html_block":
        text = _remove_tags(token.content).strip()
        if text:
            yield from (text_row(line, style) for line in wrap(text, width))
            yield BLANK
    elif kind == "inline":
        yield from _wrap(_spans(token, style), width)


def _prefix_if_fits(prefix: str, width: int) -> str:
    """Return the prefix of a block, or "" if the block would have less than two cells left."""
    return prefix if width - len(prefix) >= 2 else ""


def _list_rows(token: Token, inner: Sequence[Token], width: int, style: str) -> Iterator[Row]:
    first = int(token.attrs.get("start") or 1)
    for number, (_, item) in enumerate(_split_blocks(inner), first):
        sign = _prefix_if_fits("• " if token.type == "bullet_list_open" else f"{number}. ", width)
        rows = _trim(_block_rows(item, width - len(sign), style))
        for index, line in enumerate(rows or [BLANK]):
            yield row(Span(sign, "muted") if index == 0 else " " * len(sign), *line)


def _trim(rows: Iterator[Row]) -> list[Row]:
    found = list(rows)
    while found and not found[-1]:
        found.pop()
    return found


def _table_rows(tokens: Sequence[Token], width: int, style: str) -> Iterator[Row]:
    """Yield each row of a table as text, with dots between the cells."""
    cells: list[Row] = []
    for token in tokens:
        if token.type == "inline":
            cells.append(tuple(_spans(token, style)))
        elif token.type == "tr_close":
            parts = [span for cell in cells for span in (*cell, Span(" · ", "faint"))]
            yield from _wrap(parts[:-1], width)
            cells = []


def _spans(token: Token, style: str) -> list[Span]:
    """Return the spans of an inline token. The address of a link follows the text of the link."""
    spans: list[Span] = []
    styles, address, link, words = [style], "", "", ""
    for child in token.children or ():
        kind = child.type.removesuffix("_open").removesuffix("_close")
        if child.nesting == 1:
            styles.append(_STYLES.get(kind, styles[-1]))
            if kind == "link":
                address, words = str(child.attrs.get("href") or ""), ""
                link = address
        elif child.nesting == -1:
            styles.pop()
            if kind == "link":
                link = ""
                if address.removeprefix("mailto:") not in (words, words.rstrip("/")):
                    spans.append(Span(f" ({address})", "muted", address))
        elif kind in ("softbreak", "hardbreak"):
            spans.append(Span("\n", style))
        else:
            text = _remove_tags(child.content) if kind == "html_inline" else child.content
            words += text
            spans.append(Span(text, "code" if kind == "code_inline" else styles[-1], link))
    return [span for span in spans if span.text]


def _wrap(spans: Sequence[Span], width: int) -> Iterator[Row]:
    """Yield the spans as rows, wrapped to `width` cells. Every letter keeps its style."""
    text = "".join(span.text for span in spans)
    left = list(reversed(spans))
    place = 0
    for line in wrap(text, width):
        start = text.index(line, place)
        _pop_letters(left, start - place)
        yield row(*_pop_letters(left, len(line)))
        place = start + len(line)


def _pop_letters(left: list[Span], count: int) -> list[Span]:
    """Remove the next `count` letters from reversed spans, and return them in reading order."""
    taken: list[Span] = []
    while count:
        text, *rest = left.pop()
        if len(text) > count:
            left.append(Span(text[count:], *rest))
        taken.append(Span(text[:count], *rest))
        count -= len(taken[-1].text)
    return taken


def _remove_tags(html: str) -> str:
    """Return the text in a piece of HTML.

    The search for tags ends at the last “>”, so every “<” has an end and the search is fast.
    """
    before, end, after = html.rpartition(">")
    return re.sub("<[^>]*>", "", before + end) + after
