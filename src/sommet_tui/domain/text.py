"""The one gate that foreign text passes, and the form in which text is searched.

What goes: C0 controls but newline, DEL, C1, bidi embeddings, overrides and isolates, lone
surrogates. What stays, because languages and emoji need it: joiners (ZWJ, ZWNJ), the marks LRM
and RLM, variation selectors.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"

_DROPPED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls; tab and carriage return are turned before
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides, isolates
    "\u2028\u2029"  # line and paragraph separators are turned before; none may remain
    "\ud800-\udfff"  # lone surrogates
    "\ufffe\uffff]"  # no characters
)
_NEWLINES = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_SPACES = re.compile(r"\s+")
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
    | dict.fromkeys("’ʼ‘`´", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def clean(text: str) -> str:
    """Text of several lines without anything that could command a terminal or turn its order."""
    if text.isascii() and text.isprintable():
        return text
    return _DROPPED.sub("", _NEWLINES.sub("\n", text).replace("\t", " "))


def clean_line(text: str) -> str:
    """The same, on one line: line breaks become spaces, the ends are stripped."""
    cleaned = clean(text)
    return cleaned.replace("\n", " ").strip() if "\n" in cleaned else cleaned.strip()


def cap(text: str, limit: int) -> str:
    """At most `limit` characters, the last of them an ellipsis where something was cut.

    A base character keeps its combining marks or loses them together with itself.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0e\ufe0f"):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def fold(text: str) -> str:
    """The form in which texts are compared in a search: no case, no accents, plain quotes."""
    if text.isascii():
        return _SPACES.sub(" ", text.lower())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.translate(_LETTERS))
