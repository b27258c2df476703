"""What the wire model has against a file, as findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

from sommet_tui.domain.findings import Finding
from sommet_tui.formats.facts import Loc, Suggester, error, written_path
from sommet_tui.formats.nodes import REFUSED, MapNode, kind_of
from sommet_tui.formats.places import line_of, original, value_at
from sommet_tui.formats.wire import part_at

_EXPECTED: Final[Mapping[str, str]] = {
    "string_type": "text",
    "int_type": "whole-number",
    "bool_type": "true-or-false",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
_CLOCK = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})?(?::00)?")


def findings_of(root: MapNode, errors: list[ErrorDetails]) -> list[Finding]:
    """A finding for each error, but for what another finding already speaks of."""
    suggest = Suggester()
    found: dict[tuple[Loc, str], Finding] = {}
    meant: set[Loc] = set()
    for wrong in errors:
        loc = original(root, place(wrong))
        value = value_at(root, loc)
        if value is not REFUSED:
            code, values = _facts(loc, value, wrong, root, suggest)
            found[loc, code] = error(code, written_path(loc), line_of(root, loc), **values)
            if code == "unknown-key":
                meant.add((*loc[:-1], values["suggestion"]))
    # A misspelt key is there, if one knows how to read it.
    return [f for (loc, code), f in found.items() if code != "missing-key" or loc not in meant]


def place(wrong: ErrorDetails) -> Loc:
    """Where an error is; a bad key is its own place."""
    loc = wrong["loc"]
    return loc[:-1] if wrong["type"] == "id" and loc[-1] == "[key]" else loc


def _facts(
    loc: Loc, value: object, wrong: ErrorDetails, root: MapNode, suggest: Suggester
) -> tuple[str, dict[str, str]]:
    """The code of a finding and its values."""
    code, key = wrong["type"], str(loc[-1])
    match code:
        case "missing":
            code, values = "missing-key", {"key": key}
        case "extra_forbidden":
            code, values = "unknown-key", {"key": key, "suggestion": _key_meant(root, loc, suggest)}
        case "string_too_short":
            # A text that stands for a mapping is blank under the key it stands for.
            code, values = "blank", {"key": str(wrong["loc"][-1])}
        case "literal_error":
            code, values = _literal(loc, value, wrong, suggest)
        case "range":
            values = {"value": str(value), **_bounds(wrong)}
        case "too_long":
            code, values = "too-long", _lengths(wrong)
        case "time":
            values = {"value": str(value), "suggestion": _clock_meant(str(value))}
        case "id" | "date" | "language" | "url":
            values = {"value": str(value) if isinstance(value, str) else key}
        case _:
            code, values = "type", _type(_EXPECTED.get(code, "text"), value)
    return code, values


def _bounds(wrong: ErrorDetails) -> dict[str, str]:
    return {name: str(wrong["ctx"][name]) for name in ("low", "high")}


def _lengths(wrong: ErrorDetails) -> dict[str, str]:
    """How long a list is, and may be."""
    return {"length": str(wrong["ctx"]["actual_length"]), "limit": str(wrong["ctx"]["max_length"])}


def _type(expected: str, value: object) -> dict[str, str]:
    """A whole number or a truth value where text is due only wants quotes."""
    found = kind_of(value)
    suggestion = ""
    if expected == "text" and found in ("whole-number", "true-or-false"):
        suggestion = f'"{str(value).lower()}"'
    return {"expected": expected, "found": found, "suggestion": suggestion}


def _key_meant(root: MapNode, loc: Loc, suggest: Suggester) -> str:
    around = value_at(root, loc[:-1])
    taken = around if isinstance(around, MapNode) else {}
    free = (name for name in part_at(loc[:-1]).model_fields if name not in taken)
    return suggest.closest(str(loc[-1]), free)


def _literal(
    loc: Loc, value: object, wrong: ErrorDetails, suggest: Suggester
) -> tuple[str, dict[str, str]]:
    expected = str(wrong["ctx"]["expected"])
    if loc == ("version",):
        if type(value) is int:
            return "version", {"found": str(value), "read": expected}
        return "type", _type("whole-number", value)
    if not isinstance(value, str):
        return "type", _type("text", value)
    choices = re.findall(r"'([^']*)'", expected)
    suggestion = suggest.closest(value, choices)
    return "choice", {"value": value, "choices": ", ".join(choices), "suggestion": suggestion}


def _clock_meant(written: str) -> str:
    """10h and 10h30 are how people write; 24:00 is how they end a day."""
    match = _CLOCK.fullmatch(written.strip()[:20])
    if match is None:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{hour % 24:02d}:{minute:02d}" if hour <= 24 and minute < 60 else ""
