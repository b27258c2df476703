"""From bytes to text that the YAML parser takes."""

from __future__ import annotations

import re

from sommet_tui.domain.findings import Finding
from sommet_tui.formats.facts import error, warning

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOT_YAML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]+")


def decode(data: bytes) -> tuple[str | None, list[Finding]]:
    """The text of UTF-8 bytes, with or without a byte order mark; None if they are none.

    Control characters, which YAML refuses wherever they stand, are taken out and told.
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
    return _without_controls(text)


def _without_controls(text: str) -> tuple[str, list[Finding]]:
    if _NOT_YAML.search(text) is None:
        return text, []
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        removed = sum(map(len, _NOT_YAML.findall(line)))
        if removed:
            findings.append(warning("characters-removed", line=number, count=str(removed)))
    return _NOT_YAML.sub("", text), findings
