"""Turns a YAML file into plain data, with the line of each part.

The data is built from the events of the parser, without recursion. Only a part of YAML is accepted:
one document without anchors, aliases or tags. Scalars are those of YAML 1.2, so that 10:00 is not
600 and "no" is not false. For a text that is not YAML, `explain_yaml_error` finds the line, the
cause and the correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import DEPTH_LIMIT, MAX_FAULTS, MAX_VALUES
from sommet_tui.formats.findings import (
    REFUSED,
    ListNode,
    MapNode,
    error,
    format_path,
    kind_of,
    warning,
)

_FAULTS = (
    ("mapping values are not allowed", "key"),
    ("could not find expected ':'", "no-colon"),
    ("did not find expected key", "end"),
    ("did not find expected '-' indicator", "dash"),
    ("expected ',' or ']'", "list"),
    ("expected ',' or '}'", "group"),
    ("unexpected end of stream", "quote"),
    ("unexpected document", "quote"),
    ("cannot start any token", "character"),
    ("Unicode character", "half"),
    ("escape", "escape"),
    ("hexdecimal", "escape"),
    ("sequence entries are not allowed", "item"),
    ("expected <block end>, but found", "end"),
)
"""Parts of the parsers' messages, with our names for the errors. The first match counts."""

_ENTRY = re.compile(
    r"(?:[ ]*-(?=[ ]))*[ ]*(?P<key>[^\W\d][\w-]*):(?P<gap>[ ]*)(?P<value>\S.*?)[ ]*"
)
"""A key and its value on one line. The key may be the first key of a list item."""
_COMMENT_INSIDE = re.compile(
    r"[{\[](?:[^}\]]*[,:\[{])?[ ]*(?P<text>[^,:{}\[\]\"']*#[^,{}\[\]\"']*)"
)
"""A text that contains a “#”, which cuts off the rest of a list or mapping in brackets."""
_LANGUAGE = re.compile(r"(?:^|(?<=,))[ ]*([a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*):[ ]")
"""The beginning of a text and its language, as in {fr: …, en: …}."""
_MIN_PARTS = 3
_LONGEST = 500


def explain_yaml_error(problem: yaml.YAMLError, text: str) -> Finding:
    """Return a finding for an error of the YAML parser: “syntax”, “tab” or “too-deep”."""
    message = str(getattr(problem, "problem", None) or problem)
    mark: yaml.Mark | None = getattr(problem, "problem_mark", None)
    begun: yaml.Mark | None = getattr(problem, "context_mark", None)
    if begun is not None and ("end of stream" in message or "document indicator" in message):
        mark = begun
    if mark is None:
        return error("syntax", line=1, fault="", suggestion="")
    if "nesting depth" in message:  # the parser's own limit is far above ours
        return error("too-deep", line=mark.line + 1, limit=DEPTH_LIMIT)
    # The error of an unclosed bracket or quote comes after the last line.
    lines = text.rstrip(" \n").split("\n", mark.line + 1)[: mark.line + 1]
    there = lines[mark.line] if mark.line < len(lines) else ""
    margin = there[: len(there) - len(there.lstrip())]
    if "\t" in margin + there[mark.column : mark.column + 1] or "\\t" in message:
        return error("tab", line=mark.line + 1)
    fault = next((name for part, name in _FAULTS if part in message), "")
    if fault not in ("escape", "half"):
        for number in _suspect_lines(lines, begun.line if begun is not None else mark.line):
            cause = _find_cause(lines[number])
            if cause is not None:
                return error("syntax", line=number + 1, fault=cause[0], suggestion=cause[1])
    return error("syntax", line=min(mark.line + 1, len(lines)), fault=fault, suggestion="")


def _suspect_lines(lines: Sequence[str], begun: int) -> Iterator[int]:
    """Yield the numbers of the lines that may have caused an error, the likeliest first.

    These are the last of `lines`, at which the parser failed, the line above it, and the line
    `begun`, at which the value begins.
    """
    last = len(lines) - 1
    yield last
    above = next((n for n in range(last - 1, -1, -1) if lines[n].strip()), None)
    if above is not None:
        yield above
    if 0 <= begun < last and begun != above:
        yield begun


def _find_cause(line: str) -> tuple[str, str] | None:
    """Return the fault in a line and the corrected entry, or None if the line has no known fault.

    If no correction is known, the entry is "".
    """
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
    if first in "[{" and {"[": "]", "{": "}"}[first] not in value:
        return None  # the list or mapping continues on the next line
    by_language = _quote_texts(value) if first == "{" else ""
    if by_language:
        return "colon", f"{key}: {by_language}"
    is_plain = first not in "\"'"
    with_colon = ": " in value or value.endswith(":")
    fault = ("colon" if with_colon else "character") if is_plain else "after-quote"
    return fault, f"{key}: {_quote(value)}"


def _quote_texts(value: str) -> str:
    """Return texts by language, as in {fr: …, en: …}, with the necessary quotes.

    If that is not possible, return "".
    """
    parts = _LANGUAGE.split(value.strip()[1:-1])
    if len(parts) < _MIN_PARTS or parts[0].strip():
        return ""
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    texts = [(code, text.strip().removesuffix(",").rstrip()) for code, text in pairs]
    listed = (
        f"{code}: {text if _is_yaml(f'{{{code}: {text}}}') else _quote(text)}"
        for code, text in texts
    )
    written = f"{{{', '.join(listed)}}}"
    return written if _is_yaml(written) else ""


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


_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOT_YAML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]+")


def decode(data: bytes) -> tuple[str | None, list[Finding]]:
    """Decode UTF-8, with or without a byte order mark. If this fails, the text is None.

    YAML does not allow control characters, so they are removed and reported.
    """
    if data.startswith(_UTF16_MARKS):
        return None, [error("encoding", line=1, byte=f"0x{data[0]:02x}")]
    if b"\0" in data:
        return None, [error("binary", line=data.count(b"\n", 0, data.index(b"\0")) + 1)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return None, [error("encoding", line=line, byte=f"0x{data[problem.start]:02x}")]
    if not text.strip():
        return None, [error("empty")]
    return _remove_control_characters(text)


def _remove_control_characters(text: str) -> tuple[str, list[Finding]]:
    if _NOT_YAML.search(text) is None:
        return text, []
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        removed = sum(map(len, _NOT_YAML.findall(line)))
        if removed:
            findings.append(warning("characters-removed", line=number, count=removed))
            if len(findings) == MAX_FAULTS:
                break
    return _NOT_YAML.sub("", text), findings


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is many times faster

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?")
_COMMENT = re.compile(r":\s+(#[^\s#].*)")
"""A “#” without a space after it, unlike the “# ” at the beginning of intended comments."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_NUMERIC_START = frozenset("-+.0123456789")


def parse(data: bytes) -> tuple[MapNode | None, list[Finding]]:
    """Return the data and the findings. The data of an unusable file is None."""
    text, findings = decode(data)
    if text is None:
        return None, findings
    builder = _Builder(findings, text)
    try:
        builder.build(yaml.parse(text, _LOADER))
    except yaml.YAMLError as problem:
        wrong = explain_yaml_error(problem, text)
        # Other findings on the same line have the same cause.
        return None, [*(f for f in findings if f.line != wrong.line), wrong]
    except _GiveUpError:
        return None, findings
    top = builder.top
    if isinstance(top, MapNode):
        return top, findings
    if top is None:
        findings.append(error("empty"))
    elif top is not REFUSED:
        facts = {"expected": "mapping", "found": kind_of(top), "suggestion": ""}
        findings.append(error("type", line=builder.top_line, **facts))
    return None, findings


class _GiveUpError(Exception):
    """Stops the reading of a file. The reason is in a finding."""


class _Builder:
    """Builds the data from the events of the parser. `top` is the data of the first document."""

    def __init__(self, findings: list[Finding], text: str) -> None:
        self._findings = findings
        self._text = text
        self._lines: list[str] | None = None
        self._commented: tuple[int, re.Match[str] | None] = 0, None
        self._open: list[MapNode | ListNode] = []
        self._keys: list[tuple[str | None, int] | None] = []
        self.top: object = None
        self.top_line = 1

    def build(self, events: Iterator[yaml.Event]) -> None:
        nodes = documents = 0
        most_findings = len(self._findings) + MAX_FAULTS
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
                self._keys.pop()
                continue
            elif isinstance(event, yaml.AliasEvent):
                self._report("alias", event, name=str(event.anchor))
                self._add_value(REFUSED, _line_number(event), key=None)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report("documents", event)
                    return
            nodes += 1
            if len(self._findings) > most_findings:
                raise _GiveUpError
            if nodes > MAX_VALUES:
                self._report("too-many", event, limit=MAX_VALUES)
                raise _GiveUpError

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text: str = event.value
        if not text.isascii() and _SURROGATES.search(text):
            # The slower parser accepts escapes of lone surrogates.
            facts = {"fault": "half", "suggestion": ""}
            self._findings.append(error("syntax", self._path(), _line_number(event), **facts))
            text = _SURROGATES.sub("", text)
        is_plain = self._is_plain(event)
        if not is_plain or (event.anchor is not None and not text):
            self._add_value(REFUSED, _line_number(event), key=None)
            return
        value = resolve_scalar(text) if event.implicit[0] else text
        self._add_value(value, _line_number(event), key=text)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        is_plain, line = self._is_plain(event), _line_number(event)
        is_map = isinstance(event, yaml.MappingStartEvent)
        node = MapNode(line) if is_map else ListNode(line)
        self._add_value(node if is_plain else REFUSED, line, key=None)
        self._open.append(node)
        self._keys.append(None)
        if len(self._open) > DEPTH_LIMIT:
            self._findings.append(error("too-deep", line=line, limit=DEPTH_LIMIT))
            raise _GiveUpError

    def _is_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> bool:
        """Return whether a value has no tag. Report tags and anchors, which are not accepted."""
        if event.anchor is not None:
            self._report("anchor", event, name=event.anchor)
        if event.tag is not None:
            self._report("tag", event, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        return event.tag is None

    def _add_value(self, value: object, line: int, key: str | None) -> None:
        """Put `value` into the open list or mapping.

        If a mapping expects a key, `key` is the text of that key.
        """
        if not self._open:
            self.top, self.top_line = value, line
            return
        parent = self._open[-1]
        if isinstance(parent, ListNode):
            parent.append(value)
            parent.lines.append(line)
            return
        waiting = self._keys[-1]
        if waiting is None:
            self._keys[-1] = (self._key(parent, key, line, value), line)
            return
        self._keys[-1] = None
        name, key_line = waiting
        if value is None and name is not None:
            self._warn_about_comment(name, key_line)
        if name is not None:
            parent[name] = value
            parent.lines[name] = key_line

    def _key(self, parent: MapNode, key: str | None, line: int, value: object) -> str | None:
        if key is None:
            if value is not REFUSED:
                self._findings.append(error("key", self._path(), line))
        elif key in parent.lines:
            first = str(parent.lines[key])
            path = self._path(key)
            self._findings.append(error("duplicate-key", path, line, key=key, first=first))
            parent.repeated_keys.append(key)
            return None
        return key

    def _warn_about_comment(self, key: str, line: int) -> None:
        """Warn of a value that YAML reads as a comment, as in `color: #4466aa`."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        # A line may have thousands of keys, so it is searched only once.
        if self._commented[0] != line:
            self._commented = line, _COMMENT.search(self._lines[line - 1].rstrip())
        if (value := self._commented[1]) is not None:
            facts = {"suggestion": f'{key}: "{value[1]}"'}
            self._findings.append(warning("comment", self._path(key), line, **facts))

    def _report(self, code: str, event: yaml.Event, **values: str | int) -> None:
        self._findings.append(error(code, self._path(), _line_number(event), **values))

    def _path(self, key: str | None = None) -> str:
        """Return the path of the next value."""
        # The open container is the last item of its parent.
        loc: list[str | int] = [
            len(node) - 1 if isinstance(node, ListNode) else next(reversed(node), "")
            for node in self._open[:-1]
        ]
        if self._open and isinstance(self._open[-1], ListNode):
            loc.append(len(self._open[-1]))
        elif self._open and key is None and (waiting := self._keys[-1]) is not None:
            key = waiting[0]
        return format_path((*loc, key) if key is not None else tuple(loc))


def _line_number(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1


def resolve_scalar(text: str) -> object:
    """Return the value of a plain scalar: a number, a truth value, None, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC_START:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text
