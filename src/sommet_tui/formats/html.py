"""Converts HTML to Markdown. It keeps blocks, lists, emphasis, code, tables, and links to the web.

The parser of the standard library takes minutes for 100 kB of unclosed tags. The time of this
module grows only with the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

_TAG = re.compile(
    r"""<(?:(/?)([a-z][a-z0-9:-]*+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|[^<>]*>)|[!?][^<>]*>)""",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""(?:^|[\s"'/]){}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_HREF = re.compile(_ATTRIBUTE.format("href"), re.IGNORECASE)
_START = re.compile(_ATTRIBUTE.format("start"), re.IGNORECASE)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_LISTS = ("ul", "ol", "menu")
_CELLS = ("td", "th")
_BLOCKS = frozenset((
    *_HEADINGS, *_LISTS, *_CELLS,
    "address", "article", "aside", "blockquote", "br", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "p", "pre",
    "section", "summary", "table", "tr",
))  # fmt: skip
_NOT_SHOWN = frozenset(
    ("audio", "iframe", "object", "script", "style", "svg", "template", "title", "video")
)

_STRONG, _EM, _STRUCK, _END = "\x01", "\x02", "\x03", "\x04"
"""Characters that mark emphasis until the words on both sides are known.

Texts never contain them.
"""
_MARKS = {_STRONG: "**", _EM: "*", _STRUCK: "~~"}
_EMPHASES = {
    **dict.fromkeys(("b", "strong"), _STRONG),
    **dict.fromkeys(("em", "i"), _EM),
    **dict.fromkeys(("del", "s", "strike"), _STRUCK),
}
_EMPHASIS = re.compile("([\x01-\x03])([^\x01-\x04]*)\x04")
_STRAY = re.compile("[\x01-\x04]")

_SPACES = " \t\n\r\f"
_SPACE = re.compile(rf"[{_SPACES}]+")
_BLANKS = re.compile(r"[ \t\r\f]+")
_AT_BREAK = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`|\*(?=[^\s*])|(?<!\w)_(?=\w)|<(?=[a-zA-Z/!?])|&(?=#?\w{1,9};)|\](?=\()"
)
"""Characters that Markdown would read as markup inside a line."""
_SIGN = re.compile(r"[\\`*_<&\]]")
"""The first characters of the matches of `_MARKUP`; searching for single characters is quicker."""
_BLOCK_SIGN = re.compile(r"(?:#{1,6}(?:\s|$)|[-+*]\s|>|={3,}$|-{3,}$|~{3}|\d{1,9}(?=[.)]\s))")
"""The beginning of a line that Markdown would read as a heading, an item or a rule."""
_DEEPEST = 8
"""The maximum depth of nested lists and quotations. Deeper ones have the same indentation."""


def to_markdown(html: str) -> str:
    """Convert a fragment of HTML to Markdown.

    `html` must have no control characters. If it has no blocks, its line breaks are kept.
    """
    html = _remove_comments(html)
    tags = list(_TAG.finditer(html))
    writer = _Writer(any((tag[2] or "").lower() in _BLOCKS for tag in tags))
    hidden, done = "", 0
    for tag in tags:
        if not hidden and done < tag.start():
            writer.text(html[done : tag.start()])
        done = tag.end()
        closes, name, attributes = tag[1], (tag[2] or "").lower(), tag[3]
        if hidden:
            hidden = "" if closes and name == hidden else hidden
        elif closes:
            writer.end(name)
        elif name in _NOT_SHOWN:
            hidden = name
        elif name:
            writer.start(name, attributes)
    if not hidden:
        writer.text(html[done:])
    return writer.finish()


def _remove_comments(html: str) -> str:
    parts, done = [], 0
    while (begin := html.find("<!--", done)) >= 0:
        parts.append(html[done:begin])
        end = html.find("-->", begin + 4)
        done = end + 3 if end >= 0 else len(html)
    return "".join((*parts, html[done:]))


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return unescape(found[1] or found[2] or found[3] or "").strip() if found else ""


class _OpenElement:
    """A list, an item or a quotation that has begun and not ended."""

    def __init__(self, name: str, sign: str = "", number: int = 0) -> None:
        self.name = name
        self.sign = sign
        self.number = number  # the number of the next item in a numbered list
        self.begun = False

    @property
    def continuation_prefix(self) -> str:
        """Return the prefix for the second and later lines of the element."""
        return self.sign if self.name == "blockquote" else " " * len(self.sign)


class _Writer:
    """Builds Markdown from the tags and texts of a document, in their order.

    It writes whole blocks.
    """

    def __init__(self, has_blocks: bool) -> None:
        self._has_blocks = has_blocks
        self._lines: list[str] = []
        self._inline: list[str] = []  # the pieces of the open block
        self._emphases: Counter[str] = Counter()
        """The number of open tags for each mark of emphasis."""
        self._link: tuple[int, str] | None = None  # the index of its first piece, and its address
        self._code: int | None = None  # the index of its first piece
        self._heading = ""
        self._preformatted = False
        self._around: list[_OpenElement] = []
        self._rows: list[list[str]] | None = None  # the rows of the open table

    def text(self, source: str) -> None:
        """Add the text between two tags."""
        if not self._inline and self._has_blocks and not self._preformatted and source.isspace():
            return  # white space between two blocks
        text = unescape(source) if "&" in source else source
        if not self._preformatted and self._code is None:
            text = (_SPACE if self._has_blocks else _BLANKS).sub(" ", text)
            if self._has_blocks and _SIGN.search(text):
                text = _MARKUP.sub(r"\\\g<0>", text)
        self._inline.append(text)

    def start(self, name: str, attributes: str) -> None:
        """Handle an opening tag. `attributes` is the part of the tag after its name, as written."""
        if name == "br":
            self._inline.append("\n")
        elif name in _BLOCKS:
            self._flush()
            self._start_block(name, attributes)
        elif self._preformatted or self._code is not None:
            return
        elif name in _EMPHASES:
            if not self._emphases[_EMPHASES[name]]:
                self._inline.append(_EMPHASES[name])
            self._emphases[_EMPHASES[name]] += 1
        elif name == "a":
            self._end_link()
            self._link = (len(self._inline), _attribute(_HREF, attributes))
        elif name == "code":
            self._code = len(self._inline)

    def end(self, name: str) -> None:
        if name == "br":  # browsers read this as <br>
            self._inline.append("\n")
        elif name in _BLOCKS:
            self._flush()
            self._end_block(name)
        elif name == "code":
            self._end_code()
        elif self._code is not None:
            return
        elif name in _EMPHASES and self._emphases[_EMPHASES[name]]:
            self._emphases[_EMPHASES[name]] -= 1
            if not self._emphases[_EMPHASES[name]]:
                self._inline.append(_END)
        elif name == "a":
            self._end_link()

    def finish(self) -> str:
        """Return the whole document as Markdown."""
        self._flush()
        self._end_table()
        return "\n".join(self._lines).strip(_SPACES)

    def _start_block(self, name: str, attributes: str) -> None:
        if name in _HEADINGS:
            self._heading = _HEADINGS[name]
        elif name == "hr":
            self._write_block(["---"])
        elif name == "pre":
            self._preformatted = True
        elif name == "table":
            self._end_table()
            self._rows = []
        elif name == "tr" and self._rows is not None:
            self._rows.append([])
        elif name in _CELLS and self._rows:
            self._rows[-1].append("")
        elif name in _LISTS:
            start = _attribute(_START, attributes)
            first = int(start) if start.isdecimal() and len(start) < 9 else 1
            self._open_element(_OpenElement(name, number=first))
        elif name == "li":
            self._start_item()
        elif name == "blockquote":
            self._open_element(_OpenElement(name, "> "))

    def _start_item(self) -> None:
        self._close_element("li")
        outer = next(
            (element for element in reversed(self._around) if element.name in _LISTS), None
        )
        if outer is None or outer.name != "ol":
            self._open_element(_OpenElement("li", "- "))
        else:
            self._open_element(_OpenElement("li", f"{outer.number}. "))
            outer.number += 1

    def _end_block(self, name: str) -> None:
        if name in _HEADINGS:
            self._heading = ""
        elif name == "pre":
            self._preformatted = False
        elif name == "table":
            self._end_table()
        elif name in (*_LISTS, "li", "blockquote"):
            self._close_element(name)

    def _open_element(self, element: _OpenElement) -> None:
        if len(self._around) < _DEEPEST:
            self._around.append(element)

    def _close_element(self, name: str) -> None:
        """Close the innermost open element with this name, and all elements inside it."""
        for place in range(len(self._around) - 1, -1, -1):
            if self._around[place].name == name:
                del self._around[place:]
                return
            if name == "li" and self._around[place].name in _LISTS:
                return

    def _end_link(self) -> None:
        if self._link is None:
            return
        begin, address = self._link
        self._link = None
        words = "".join(self._inline[begin:])
        address = "".join(address.split())
        if not address.lower().startswith(("https://", "http://")) or not words.strip(_SPACES):
            return
        if not _is_balanced(words):
            words = _STRAY.sub("", words)
        shown = _SPACE.sub(" ", words).strip(_SPACES)
        before, after = words[:1] in _SPACES, words[-1:] in _SPACES
        if shown == address or shown.replace("\\", "") == address:
            link = f"<{address}>"
        else:
            address = address.replace("<", "%3C").replace(">", "%3E")
            target = f"<{address}>" if address.count("(") != address.count(")") else address
            link = f"[{shown}]({target})"
        self._inline[begin:] = [" " * before + link + " " * after]

    def _end_code(self) -> None:
        if self._code is None:
            return
        begin, self._code = self._code, None
        code = "".join(self._inline[begin:]).strip(_SPACES).replace("\n", " ")
        fence = "``" if "`" in code else "`"
        room = " " if "`" in code else ""
        self._inline[begin:] = [f"{fence}{room}{code}{room}{fence}"] if code else []

    def _flush(self) -> None:
        """Write the open block, unless it is empty."""
        if not self._inline:
            self._link = self._code = None
            self._emphases.clear()
            return
        self._end_code()
        self._end_link()
        self._inline.extend(_END for number in self._emphases.values() if number)
        text = "".join(self._inline)
        self._inline.clear()
        self._emphases.clear()
        if self._preformatted:
            if text.strip(_SPACES):
                fence = "~~~" if "```" in text else "```"
                self._write_block([fence, *text.strip("\r\n").rstrip(_SPACES).splitlines(), fence])
            return
        text = _emphasise(text).strip(_SPACES)
        if not text:
            return
        if self._rows is not None and self._rows and self._rows[-1]:
            cell = self._rows[-1].pop()
            self._rows[-1].append(f"{cell} {text}".strip())
        elif self._heading:
            self._write_block([self._heading + _SPACE.sub(" ", text)])
        else:
            lines = _MANY_BREAKS.sub("\n\n", _AT_BREAK.sub("\n", text)).split("\n")
            self._write_block(
                [_escape_start(line) for line in lines] if self._has_blocks else lines
            )

    def _end_table(self) -> None:
        rows, self._rows = self._rows, None
        cells = [[_SPACE.sub(" ", cell).replace("|", "\\|") for cell in row] for row in rows or ()]
        cells = [row for row in cells if any(row)]
        if not cells:
            return
        width = max(map(len, cells))
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
        self._write_block([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _write_block(self, lines: list[str]) -> None:
        items = [element for element in self._around if element.name == "li"]
        lists = [element for element in self._around if element.name in _LISTS]
        begins_item = bool(items) and not items[-1].begun
        close = begins_item and (len(items) > 1 or any(element.begun for element in lists))
        if self._lines and not close:
            self._lines.append(
                "".join(a.continuation_prefix for a in self._around if a.begun).rstrip()
            )
        for line in lines:
            signs = (a.continuation_prefix if a.begun else a.sign for a in self._around)
            self._lines.append(f"{''.join(signs)}{line}".rstrip(" "))
            for around in self._around:
                around.begun = True


def _escape_start(line: str) -> str:
    """Escape the beginning of a line that Markdown would read as a heading, item or rule."""
    found = _BLOCK_SIGN.match(line)
    if found is None:
        return line
    sign = found.end() if line[0].isdigit() else 0
    return f"{line[:sign]}\\{line[sign:]}"


def _is_balanced(words: str) -> bool:
    return sum(map(words.count, _MARKS)) == words.count(_END)


def _emphasise(text: str) -> str:
    """Write emphasis as Markdown, or leave it out if Markdown cannot express it."""
    if _END in text:
        for _ in _MARKS:
            text = _EMPHASIS.sub(_markdown_emphasis, text)
        text = _STRAY.sub("", text)
    return text


def _markdown_emphasis(match: re.Match[str]) -> str:
    begin, end = match.span()
    before, after = match.string[max(begin - 1, 0) : begin], match.string[end : end + 1]
    words = match[2].strip(_SPACES)
    opens = words[:1].isalnum() or not before.isalnum()
    closes = words[-1:].isalnum() or not after.isalnum()
    mark = _MARKS[match[1]]
    marked = f"{mark}{words}{mark}" if words and opens and closes else words
    lead = " " if match[2][:1] in _SPACES and before not in _SPACES else ""
    trail = " " if words and match[2][-1:] in _SPACES and after not in _SPACES else ""
    return f"{lead}{marked}{trail}"
