"""Cleaning all text from outside in one place, and folding text for searches.

These characters are removed: C0 controls except newline, DEL, C1, bidi embeddings, overrides and
isolates, lone surrogates, interlinear annotations, and tags, whose width terminals count
differently. The marks on a letter after the first 30 are removed, too, because sorting thousands of
them takes minutes. Characters that languages and emoji need stay: joiners (ZWJ, ZWNJ), the marks
LRM and RLM, variation selectors, and the tags in a regional flag.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby, islice

from sommet_tui.domain.limits import NOTE_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar, overload

    _Key = TypeVar("_Key")
    _Sentences = TypeVar("_Sentences")

ELLIPSIS = "…"
NEAREST = "sommet-nearest"
"""The name of an error handler, which replaces a missing character by the most similar one."""

# Importing `re` takes a tenth of the time of `now`, and most lines need no pattern.
_DROPPED = (
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,7}\U000e007f)"  # a flag, which stays
    "|[\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls; tab and carriage return were replaced before
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides, isolates
    "\u2028\u2029"  # line and paragraph separators; most were replaced before
    "\ud800-\udfff"  # lone surrogates
    "\ufff9-\ufffb"  # interlinear annotations
    "\U000e0000-\U000e007f"  # tags
    "\ufffe\uffff]+"  # noncharacters
)
_NEWLINES = "\r\n?|\x0b|\x0c|\x85|\u2028|\u2029"
_SPACES = r"\s+"
_RUNS = "([^\x00-\x7f]+)"
_JOINER = "\u200d"
_ATTACHED = (  # like combining marks, these attach to the preceding character (UAX 29)
    f"[\u200c{_JOINER}"
    "\u0e33\u0eb3"  # Thai and Lao am
    "\u1160-\u11ff\ud7b0-\ud7ff"  # Hangul vowels and finals
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"  # skin tones, tags of regional flags
)
_MAX_MARKS = 30
"""The most marks on one letter; no text needs more (Unicode's stream-safe format, UAX 15)."""
_VOICING = "\uff9e\uff9f"
"""Two characters that are letters, but become marks when a text is folded."""
_MANY_MARKS = rf"[\W{_VOICING}]{{{_MAX_MARKS + 1},}}"
"""Matches a run that may have too many marks.

Marks are no word characters, except for the two in `_VOICING`.
"""
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
_VIRAMA = 9
UNSEEN = (
    r"\s\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufeff"  # invisible
    r"\u115f\u1160\u2800\u3164\uffa0"  # blank letters and signs
    r"\ufe00-\ufe0f"  # variation selectors
)
"""The characters up to U+FFFF that show nothing, written for use inside [] in a pattern."""
_FORMULA = r"((?:^|[;\r\n])[^\S\r\n]*)('*[=+\-@＝＋－＠])"
_MARKED = _FORMULA.replace("('", "'('")
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n"}
    | dict.fromkeys("’ʼ‘`´", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def clean(text: str) -> str:
    """Return a text of several lines without the characters that could control a terminal."""
    # `isprintable` accepts no such character, and no space except U+0020.
    if not text.isprintable():
        spaced = text.replace("\n", "").replace("\u00a0", "").replace("\u202f", "")
        if not spaced.isprintable():
            lines = _substitute(_NEWLINES, "\n", text).replace("\t", " ")
            text = _substitute(_DROPPED, r"\1", lines)
    return _drop_excess_marks(text)


def _drop_excess_marks(text: str) -> str:
    """Return a text in which at most `_MAX_MARKS` marks follow each other."""
    # A space is not a mark, so too many marks make a long word.
    if all(word.isascii() or len(word) <= _MAX_MARKS for word in text.split()):
        return text
    return _substitute(_MANY_MARKS, _keep_first_marks, text)


def _substitute(pattern: str, by: str | Callable[[re.Match[str]], str], text: str) -> str:
    import re

    return re.sub(pattern, by, text)


def _keep_first_marks(run: re.Match[str]) -> str:
    groups = ("".join(islice(g, _MAX_MARKS if m else None)) for m, g in groupby(run[0], _is_mark))
    return "".join(groups)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or character in _VOICING


def clean_line(text: str) -> str:
    """Return a cleaned text on one line: line breaks become spaces, spaces at the ends are cut."""
    return join_lines(clean(text))


def typed_file(name: str, placeholder: str) -> str:
    """Return a file name quoted for a shell, or a placeholder if cleaning would change the name."""
    import shlex

    return shlex.quote(name) if clean_line(name) == name else placeholder


def join_lines(cleaned: str) -> str:
    """Return a text on one line, without spaces at its ends; the text must already be cleaned."""
    return cleaned.replace("\n", " ").strip() if "\n" in cleaned else cleaned.strip()


def is_invisible(text: str) -> bool:
    """Return whether a text has only spaces and other characters that show nothing."""
    if "!" <= text[:1] <= "~":  # a quick check: nearly every text begins with such a character
        return False
    import re

    return not text or re.fullmatch(f"[{UNSEEN}\U000e0100-\U000e01ef]*", text) is not None


def cap(text: str, limit: int) -> str:
    """Return a text of at most `limit` code points; an ellipsis replaces the rest.

    A letter with its marks, a flag or a joined emoji is never split.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = limit - 1
    while end > 0 and _splits_character(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def shorten(text: str, limit: int) -> str:
    """Shorten a text to at most `limit` code points, between two words if possible.

    If this would lose half of `limit` or more, cut within a word (see `cap`).
    """
    if len(text) <= limit:
        return text
    end = text.rfind(" ", 0, max(0, limit))
    return text[:end].rstrip(" ,;:·–-") + ELLIPSIS if end > limit // 2 else cap(text, limit)


def _splits_character(text: str, index: int) -> bool:
    """Return whether a cut before `index` would split a marked letter, a flag or an emoji."""
    import re

    before, after = text[index - 1], text[index]
    if _is_mark(after) or re.match(_ATTACHED, after):
        return True
    if after in _FLAG_LETTERS:
        return (index - len(text[:index].rstrip(_FLAG_LETTERS))) % 2 == 1
    return before == _JOINER or unicodedata.combining(before) == _VIRAMA


def fold(text: str) -> str:
    """Return the form of a text that searches compare: lower case, no accents, plain quotes.

    Only the beginning of a very long text is used.
    """
    text = text[:NOTE_LIMIT]
    if text.isascii():
        plain = text.lower().replace("`", "'")
        is_tidy = plain.isprintable() and "  " not in plain
        return plain if is_tidy else _substitute(_SPACES, " ", plain)
    # Most letters are ASCII. Only runs of other letters take the slow path, and their results are
    # cached.
    import re

    runs = re.split(_RUNS, text)
    for index, run in enumerate(runs):
        runs[index] = _fold_run(run) if index % 2 else run.lower()
    return re.sub(_SPACES, " ", "".join(runs).replace("`", "'"))


_DASHES = r"[\x00-\x20!-*,./:-?\[-^`{-\x9f\s]+"
SLUG_LIMIT = 100
"""The maximum length of an id made from a text, in characters."""


def slug(text: str) -> str:
    """Return a text in the form of an id: folded, with hyphens between the words."""
    return (
        _substitute(_DASHES, "-", fold(clean_line(text))).strip("-.:@+_")[:SLUG_LIMIT].rstrip("-")
    )


@lru_cache(maxsize=4096)
def _fold_run(run: str) -> str:
    """Return the folded form of a run of letters that are not ASCII; the run need not be clean."""
    run = _drop_excess_marks(run)
    # NFKD would turn this accent into a space and a combining mark.
    spelled = unicodedata.normalize("NFKD", run.replace("´", "'"))
    decomposed = unicodedata.normalize("NFKD", spelled.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.translate(_LETTERS)


def to_csv_cell(text: str) -> str:
    """Return a text as a cell of CSV that no spreadsheet takes for a formula.

    An apostrophe is inserted before a formula at the beginning, and after a semicolon or a line
    break, because a spreadsheet with another separator begins a cell there. `from_csv_cell` removes
    the apostrophes. See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    return _substitute(_FORMULA, r"\1'\2", text)


def from_csv_cell(cell: str) -> str:
    """Return the text of a cell, without the apostrophes of `to_csv_cell`."""
    return _substitute(_MARKED, r"\1\2", cell) if "'" in cell else cell


def has_word_beginning(text: str, part: str) -> bool:
    """Return whether a word of a folded text begins with `part`."""
    if f" {part}" in text:
        return True
    place = text.find(part)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(part, place + 1)
    return place >= 0


def is_address(name: str) -> bool:
    """Return whether the name of a programme is an address, valid or not, instead of a file."""
    scheme, separator, _ = name.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def hyperlink(url: str, terminal: str | None) -> str:
    """Return a web address for a hyperlink in a terminal; "" if the terminal shows no hyperlinks.

    The result has only visible ASCII characters, so it can neither end the hyperlink nor control
    the terminal. If it is not a web address, return "".
    """
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    is_web = scheme in ("http", "https") and host and host.isascii()
    if not is_web or terminal in (None, "linux", "dumb"):
        return ""
    visible = (c if "!" <= c <= "~" else _escape(c) for c in url)
    return "".join(visible)


def _escape(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


if TYPE_CHECKING:

    @overload
    def mark(sentences: dict[_Key, _Sentences]) -> Mapping[_Key, _Sentences]: ...
    @overload
    def mark(sentences: _Sentences) -> _Sentences: ...


def mark(sentences: Any) -> Any:
    """Return a sentence, or a table of sentences, unchanged.

    The call marks sentences for the catalogues if `Words.say` translates them later. The keys of a
    table are no sentences. Arguments that are always sentences, such as the label of a `Key`, need
    no mark: tools/catalogues.py lists their places.
    """
    return sentences
