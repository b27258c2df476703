"""Reads the settings file: each setting by itself, so that a wrong one spoils no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sommet_tui.companion.settings import (
    FIRST_SCREENS,
    LANGUAGES,
    THEMES,
    LoadedSettings,
    Remap,
    Settings,
)
from sommet_tui.formats.nodes import REFUSED, ListNode, Loc, MapNode, kind_of
from sommet_tui.formats.report import Report
from sommet_tui.formats.yaml_tree import parse

LONGEST_NOTICE: Final = 1440
"""Minutes: a day."""


def read_settings(data: bytes, origin: str) -> LoadedSettings:
    """The settings in the bytes of a YAML file, and everything wrong with them at once.

    `origin` is the path of the file; a relative `programme` in it is relative to its folder. Never
    raises: what is wrong is a finding, and its default is used. An empty file sets nothing.
    """
    root, found = parse(data)
    findings = [finding for finding in found if finding.code != "empty"]
    if root is None:
        return LoadedSettings(origin, Settings(), tuple(findings))
    report = Report(root, frozenset())
    values: dict[str, Any] = {}
    for key, value in root.items():
        reader = _READERS.get(key)
        if reader is None:
            suggestion = report.suggest.closest(key, _READERS)
            choices = ", ".join(_READERS)
            report.error((key,), "unknown-setting", key=key, suggestion=suggestion, choices=choices)
        elif value is not None and value is not REFUSED:
            taken = reader(report, (key,), value)
            if taken is not None:
                values[key] = taken
    if "programme" in values:
        values["programme"] = str(Path(origin).parent / values["programme"])
    findings += report.findings
    ordered = sorted(findings, key=lambda finding: (finding.line or 0, finding.path))
    return LoadedSettings(origin, Settings(**values), tuple(ordered))


def _text(report: Report, loc: Loc, value: object) -> str | None:
    if not isinstance(value, str):
        _wrong_type(report, loc, "text", value)
        return None
    if not value.strip():
        report.error(loc, "blank", key=str(loc[-1]))
        return None
    return value


def _programme(report: Report, loc: Loc, value: object) -> str | None:
    text = _text(report, loc, value)
    try:
        return text and str(Path(text).expanduser())
    except RuntimeError:  # "~name", and nobody is called that
        report.error(loc, "no-home", value=text or "")
        return None


def _one_of(choices: Sequence[str]) -> Callable[[Report, Loc, object], str | None]:
    def check(report: Report, loc: Loc, value: object) -> str | None:
        text = _text(report, loc, value)
        if text is None or text in choices:
            return text
        suggestion = report.suggest.closest(text, choices)
        listed = ", ".join(choices)
        report.error(loc, "choice", value=text, choices=listed, suggestion=suggestion)
        return None

    return check


def _minutes(report: Report, loc: Loc, value: object) -> tuple[int, ...] | None:
    found: set[int] = set()
    for where, item in _items(loc, value):
        if isinstance(item, bool) or not isinstance(item, int):
            _wrong_type(report, where, "whole-number", item)
            return None
        if not 0 <= item <= LONGEST_NOTICE:
            facts = {"low": "0", "high": str(LONGEST_NOTICE)}
            report.error(where, "range", value=str(item), **facts)
            return None
        found.add(item)
    return tuple(sorted(found, reverse=True))


def _keys(report: Report, loc: Loc, value: object) -> tuple[Remap, ...] | None:
    if not isinstance(value, MapNode):
        _wrong_type(report, loc, "mapping", value)
        return None
    remaps = []
    for binding, keys in value.items():
        place = (*loc, binding)
        names = [_key(report, where, name) for where, name in _items(place, keys)]
        if names and None not in names:
            taken = tuple(name for name in names if name)
            remaps.append(Remap(binding, taken, value.lines[binding]))
        elif not names:
            report.error(place, "blank", key=binding)
    return tuple(remaps)


def _key(report: Report, loc: Loc, value: object) -> str | None:
    digit = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9
    return str(value) if digit else _text(report, loc, value)


def _command(report: Report, loc: Loc, value: object) -> tuple[str, ...] | None:
    if isinstance(value, str) and len(value.split()) > 1:
        listed = ", ".join(value.split())
        report.error(loc, "command-words", value=value, suggestion=f"[{listed}]")
        return None
    words = [_text(report, where, word) for where, word in _items(loc, value)]
    return None if None in words else tuple(word for word in words if word)


def _items(loc: Loc, value: object) -> Iterator[tuple[Loc, object]]:
    """The items of a list with their places, or the one value that stands for a list of it."""
    if not isinstance(value, ListNode):
        yield loc, value
        return
    for index, item in enumerate(value):
        yield (*loc, index), item


def _wrong_type(report: Report, loc: Loc, expected: str, value: object) -> None:
    if value is not REFUSED:
        facts = {"expected": expected, "found": kind_of(value), "suggestion": ""}
        report.error(loc, "type", **facts)


_READERS: Mapping[str, Callable[[Report, Loc, object], object]] = MappingProxyType(
    {
        "programme": _programme,
        "language": _one_of(LANGUAGES),
        "theme": _one_of(THEMES),
        "reminder_minutes": _minutes,
        "first_screen": _one_of(FIRST_SCREENS),
        "keys": _keys,
        "notify_command": _command,
        "cue_minutes": _minutes,
    }
)
