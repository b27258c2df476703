"""Explains why a text is not YAML: the line where people look for it, the cause, and the cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import yaml

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import DEPTH_LIMIT
from sommet_tui.formats.report import error

_FAULTS: Final = (
    ("mapping values are not allowed", "key"),
    ("could not find expected ':'", "no-colon"),
    ("did not find expected key", "end"),
    ("did not find expected '-' indicator", "dash"),
    ("expected ',' or ']'", "list"),
    ("expected ',' or '}'", "group"),
    ("unexpected end of stream", "quote"),
    ("unexpected document", "quote"),
    ("cannot start any token", "character"),
    ("escape", "escape"),
    ("hexdecimal", "escape"),
    ("sequence entries are not allowed", "item"),
    ("expected <block end>, but found", "end"),
)
"""A part of the parsers' messages, and our name for the error; the first match counts."""

_ENTRY: Final = re.compile(
    r"(?:[ ]*-(?=[ ]))*[ ]*(?P<key>[^\W\d][\w-]*):(?P<gap>[ ]*)(?P<value>\S.*?)[ ]*"
)
"""A key with a value on one line, also as the first key of a list item."""
_COMMENT_INSIDE: Final = re.compile(
    r"[{\[](?:[^}\]]*[,:\[{])?[ ]*(?P<text>[^,:{}\[\]\"']*#[^,{}\[\]\"']*)"
)
"""A text with a “#”, which cuts off the rest of a list or group in brackets."""
_LANGUAGE: Final = re.compile(r"(?:^|(?<=,))[ ]*([a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*):[ ]")
"""Where the text in a language begins in {fr: …, en: …}."""
_FEWEST_PARTS: Final = 3
_LONGEST: Final = 500


def explain(problem: yaml.YAMLError, text: str) -> Finding:
    """Return the error “syntax” (or “tab”, “too-deep”) for a parser's error about a text."""
    message = str(getattr(problem, "problem", None) or problem)
    mark: yaml.Mark | None = getattr(problem, "problem_mark", None)
    begun: yaml.Mark | None = getattr(problem, "context_mark", None)
    if begun is not None and ("end of stream" in message or "document indicator" in message):
        mark = begun
    if mark is None:
        return error("syntax", line=1, fault="", suggestion="")
    if "nesting depth" in message:  # the parser's own limit, far above ours
        return error("too-deep", line=mark.line + 1, limit=DEPTH_LIMIT)
    # Something that is never closed fails after the last line.
    lines = text.rstrip(" \n").split("\n", mark.line + 1)[: mark.line + 1]
    there = lines[mark.line] if mark.line < len(lines) else ""
    margin = there[: len(there) - len(there.lstrip())]
    if "\t" in margin + there[mark.column : mark.column + 1] or "\\t" in message:
        return error("tab", line=mark.line + 1)
    fault = next((name for part, name in _FAULTS if part in message), "")
    if fault != "escape":
        for number in _suspects(lines, begun.line if begun is not None else mark.line):
            cause = _cause(lines[number])
            if cause is not None:
                return error("syntax", line=number + 1, fault=cause[0], suggestion=cause[1])
    return error("syntax", line=min(mark.line + 1, len(lines)), fault=fault, suggestion="")


def _suspects(lines: Sequence[str], begun: int) -> Iterator[int]:
    """Yield the line that the parser names, the line above it, and where the value began."""
    last = len(lines) - 1
    yield last
    above = next((n for n in range(last - 1, -1, -1) if lines[n].strip()), None)
    if above is not None:
        yield above
    if 0 <= begun < last and begun != above:
        yield begun


def _cause(line: str) -> tuple[str, str] | None:
    """Return what makes a line invalid by itself, and the line's entry written correctly, or ""."""
    if len(line) > _LONGEST:
        return None
    inside = _COMMENT_INSIDE.search(line)
    if inside is not None and not _is_yaml(line.lstrip(" -")):
        return "hash", _quote(inside["text"].strip())
    entry = _ENTRY.fullmatch(line)
    if entry is None or entry["value"].startswith("//"):
        return None
    written = f"{entry['key']}: {entry['value']}"
    if not entry["gap"]:
        return "space", written
    return None if _is_yaml(written) else _cause_in_value(entry["key"], entry["value"])


def _cause_in_value(key: str, value: str) -> tuple[str, str] | None:
    first = value[0]
    if first in "\"'" and value.count(first) == 1:
        return "quote", f"{key}: {value}{first}"
    if first in "[{" and not _closes(value):
        return None  # a list or group that continues on the next line
    by_language = _by_language(value) if first == "{" else ""
    if by_language:
        return "colon", f"{key}: {by_language}"
    is_plain = first not in "\"'"
    with_colon = ": " in value or value.endswith(":")
    fault = ("colon" if with_colon else "character") if is_plain else "after-quote"
    return fault, f"{key}: {_quote(value)}"


def _by_language(value: str) -> str:
    """Return texts by language, as in {fr: …, en: …}, each in quotes that needs them, or ""."""
    parts = _LANGUAGE.split(value.strip()[1:-1])
    if len(parts) < _FEWEST_PARTS or parts[0].strip():
        return ""
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    texts = [(code, text.strip().removesuffix(",").rstrip()) for code, text in pairs]
    listed = (
        f"{code}: {text if _is_yaml(f'{{{code}: {text}}}') else _quote(text)}"
        for code, text in texts
    )
    written = f"{{{', '.join(listed)}}}"
    return written if _is_yaml(written) else ""


def _closes(value: str) -> bool:
    """Whether the bracket that begins a value is closed on the same line."""
    return {"[": "]", "{": "}"}[value[0]] in value


def _quote(value: str) -> str:
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _is_yaml(text: str) -> bool:
    try:
        for _ in yaml.parse(text, yaml.SafeLoader):
            pass
    except yaml.YAMLError:
        return False
    return True
