"""Reads the settings file. A wrong setting does not affect the other settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sommet_tui.companion.settings import (
    OFF,
    SETTINGS,
    VIM,
    LoadedSettings,
    Remap,
    Setting,
    Settings,
)
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.formats.findings import REFUSED, ListNode, Loc, MapNode, Report, kind_of
from sommet_tui.formats.yaml_tree import parse

_KNOWN = {setting.name: setting for setting in SETTINGS}


def read_settings(data: bytes, origin: str) -> LoadedSettings:
    """Read the settings in a YAML file, and return all findings.

    `origin` is the path of the file. If `programme` is a relative path, it starts from the folder
    of the file. This function never raises: a wrong value becomes a finding, and the default is
    used instead. An empty file is valid.
    """
    root, found = parse(data)
    findings = [finding for finding in found if finding.code != "empty"]
    if root is None:
        return LoadedSettings(origin, Settings(), tuple(findings))
    report = Report(root)
    values: dict[str, Any] = {}
    for key, value in root.items():
        setting = _KNOWN.get(key)
        if setting is None:
            suggestion = report.suggest.closest_word(key, _KNOWN)
            choices = ", ".join(_KNOWN)
            report.error((key,), "unknown-setting", key=key, suggestion=suggestion, choices=choices)
        elif value is not None and value is not REFUSED:
            taken = _READERS[setting.form](report, (key,), value, setting)
            if taken is not None:
                values[key] = taken
    if "://" not in str(values.get("programme", "://")):
        values["programme"] = str(Path(origin).parent / values["programme"])
    findings += report.findings
    ordered = sorted(findings, key=lambda finding: (finding.line or 0, finding.path))
    return LoadedSettings(origin, Settings(**values), tuple(ordered))


def _read_text(report: Report, loc: Loc, value: object) -> str | None:
    if not isinstance(value, str):
        _report_wrong_type(report, loc, "text", value)
        return None
    if not value.strip():
        name = next(part for part in reversed(loc) if isinstance(part, str))
        report.error(loc, "blank", key=name)
        return None
    return value


def _read_programme(report: Report, loc: Loc, value: object, _: Setting) -> str | None:
    text = _read_text(report, loc, value)
    if text is not None and "://" in text:
        return text.strip()
    try:
        return text and str(Path(text).expanduser())
    except RuntimeError:  # no user has the name after ~
        report.error(loc, "no-home", value=text or "")
        return None


def _read_choice(report: Report, loc: Loc, value: object, setting: Setting) -> str | None:
    text = _read_text(report, loc, value)
    if text is None or text in setting.choices:
        return text
    suggestion = report.suggest.closest_word(text, setting.choices)
    listed = ", ".join(setting.choices)
    report.error(loc, "choice", value=text, choices=listed, suggestion=suggestion)
    return None


def _read_switch(report: Report, loc: Loc, value: object, _: Setting) -> bool | None:
    if isinstance(value, bool):
        return value
    _report_wrong_type(report, loc, "true-or-false", value)
    return None


def _read_minutes(report: Report, loc: Loc, value: object, _: Setting) -> tuple[int, ...] | None:
    found: set[int] = set()
    for where, item in _items(loc, value):
        if isinstance(item, bool) or not isinstance(item, int):
            _report_wrong_type(report, where, "whole-number", item)
            return None
        if not 0 <= item <= MINUTES_LIMIT:
            report.error(where, "range", value=item, low=0, high=MINUTES_LIMIT)
            return None
        found.add(item)
    return tuple(sorted(found, reverse=True))


def _read_number(report: Report, loc: Loc, value: object, setting: Setting) -> int | None:
    if isinstance(value, ListNode):
        _report_wrong_type(report, loc, "whole-number", value)
        return None
    found = _read_minutes(report, loc, value, setting)
    return found[0] if found else None


def _read_keys(report: Report, loc: Loc, value: object, _: Setting) -> tuple[Remap, ...] | None:
    if value == VIM:
        return (Remap(VIM, (), report.line_of(loc) or 1),)
    if not isinstance(value, MapNode):
        _report_wrong_type(report, loc, "mapping", value)
        return None
    remaps = []
    for binding, keys in value.items():
        place = (*loc, binding)
        names = [_read_key(report, where, name) for where, name in _items(place, keys)]
        if names and None not in names:
            taken = tuple(name for name in names if name)
            remaps.append(Remap(binding, taken, value.lines[binding]))
        elif not names:
            report.error(place, "blank", key=binding)
    return tuple(remaps)


def _read_key(report: Report, loc: Loc, value: object) -> str | None:
    digit = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9
    return str(value) if digit else _read_text(report, loc, value)


def _read_command(report: Report, loc: Loc, value: object, _: Setting) -> tuple[str, ...] | None:
    if isinstance(value, str) and len(value.split()) > 1:
        listed = ", ".join(value.split())
        report.error(loc, "command-words", value=value, suggestion=f"[{listed}]")
        return None
    words = [_read_text(report, where, word) for where, word in _items(loc, value)]
    return None if None in words else tuple(word for word in words if word)


def _read_address(report: Report, loc: Loc, value: object, _: Setting) -> str | None:
    if value is False:  # YAML reads "off" as false
        return OFF
    text = _read_text(report, loc, value)
    if text is None or text.strip() == OFF or "://" in text:
        return text and text.strip()
    report.error(loc, "url", value=text)
    return None


def _items(loc: Loc, value: object) -> Iterator[tuple[Loc, object]]:
    """Yield the items of a list, each with its path.

    A single value counts as a list of one item.
    """
    if not isinstance(value, ListNode):
        yield loc, value
        return
    for index, item in enumerate(value):
        yield (*loc, index), item


def _report_wrong_type(report: Report, loc: Loc, expected: str, value: object) -> None:
    if value is not REFUSED:
        is_quotable = expected == "text" and isinstance(value, bool | int | float)
        suggestion = f'"{str(value).lower()}"' if is_quotable else ""
        facts = {"expected": expected, "found": kind_of(value), "suggestion": suggestion}
        report.error(loc, "type", **facts)


_READERS: Mapping[str, Callable[[Report, Loc, object, Setting], object]] = {
    "programme": _read_programme,
    "choice": _read_choice,
    "switch": _read_switch,
    "number": _read_number,
    "minutes": _read_minutes,
    "keys": _read_keys,
    "command": _read_command,
    "address": _read_address,
}
"""The function that reads a setting, by the type of the setting."""
