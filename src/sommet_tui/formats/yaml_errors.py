"""Finds all errors of structure in a file, and builds a model of the valid rest.

Wrong values are removed or replaced, so that the relations of the rest can still be checked. Errors
at the paths in `Checked.touched` must not be reported again. For an unknown key, a finding suggests
the most likely valid key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence, Sized

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import MAX_FAULTS
from sommet_tui.domain.text import slug
from sommet_tui.domain.values import frozen
from sommet_tui.formats.feed_texts import languages
from sommet_tui.formats.findings import (
    REFUSED,
    ListNode,
    Loc,
    MapNode,
    Suggester,
    error,
    format_path,
    kind_of,
    line_number,
    original_path,
    value_at,
)
from sommet_tui.formats.ids import LANGUAGE
from sommet_tui.formats.yaml_field_rules import (
    DayWire,
    EventWire,
    ParticipationWire,
    PersonWire,
    ProgrammeWire,
    RoomWire,
    SessionWire,
    TrackWire,
    WirePart,
    part_at,
)

_OTHER_NAMES: Mapping[type[WirePart], Mapping[str, str]] = {
    EventWire: {
        "title": "name titre nom event",
        "timezone": "tz time_zone zone fuseau",
        "language": "lang langue locale",
        "url": "website web site link links homepage",
        "venue": "location place where address lieu adresse",
        "description": "abstract summary about",
    },
    RoomWire: {"name": "title nom titre", "note": "floor where description etage étage"},
    TrackWire: {"name": "title nom titre", "color": "couleur"},
    PersonWire: {
        "name": "title nom full_name fullname",
        "affiliation": "organisation organization org company employer organisme",
        "introduction": "bio biography biographie description about",
        "links": "url website link homepage",
    },
    ParticipationWire: {"person": "id name speaker personne", "role": "type kind"},
    DayWire: {"date": "day jour on", "sessions": "talks items events entries schedule"},
    SessionWire: {
        "title": "name titre nom heading subject talk",
        "start": "begin begins from time at starts debut début heure",
        "end": "to until till finish ends stop duration fin durée duree",
        "room": "location place where venue salle hall",
        "track": "category theme topic tag tags thème",
        "people": "speaker speakers presenter presenters by who with panelists moderator host"
        " participants intervenants intervenant orateur orateurs",
        "abstract": "description summary text body details résumé resume",
        "links": "url link website",
        "language": "lang langue",
    },
}
"""For each right key, the wrong names that people give it."""
_TRANSLATED: Mapping[type[WirePart], Collection[str]] = {
    EventWire: ("title", "subtitle", "description"),
    SessionWire: ("title", "subtitle", "abstract"),
}
"""The keys under which a text can be given for each language."""


def _intended_key(
    key: str, part: type[WirePart], taken: Collection[str], suggest: Suggester
) -> str:
    """Return the valid key that an unknown key is probably a mistake for, or "".

    For a key such as `title_fr`, return the right form: `title: {fr: …}`.
    """
    free = [name for name in part.model_fields if name not in taken]
    folded = key.strip().casefold().replace(" ", "_").replace("-", "_")
    for name, others in _OTHER_NAMES.get(part, {}).items():
        if folded in others.split():
            return name if name in free else ""
    name, _, language = folded.partition("_")
    if name in _TRANSLATED.get(part, ()) and re.fullmatch(LANGUAGE, language):
        return f"{name}: {{{language}: …}}"
    return suggest.closest_word(key, free)


def _intended_place(key: str, part: type[WirePart]) -> str:
    """Return the part of the file to which a misplaced key belongs.

    It is "event", "top", "day" or "session", or "" if no part has such a key.
    """
    if part is ProgrammeWire:
        if key in EventWire.model_fields:
            return "event"
        if key in DayWire.model_fields:
            return "day"
    elif part is EventWire:
        return "top" if key in ProgrammeWire.model_fields else ""
    elif part is DayWire:
        return "session" if key in SessionWire.model_fields else ""
    return ""


_MAX_PASSES = 12

_STAND_INS: dict[tuple[str, ...], object] = {
    ("event",): {"title": "-", "timezone": "UTC"},
    ("event", "title"): "-",
    ("event", "timezone"): "UTC",
    ("rooms", "*", "id"): "x",
    ("rooms", "*", "name"): "-",
    ("tracks", "*", "id"): "x",
    ("tracks", "*", "name"): "-",
    ("people", "*", "name"): "-",
    ("days",): [],
    ("days", "*", "date"): "2000-01-01",
    ("days", "*", "sessions"): [],
    ("days", "*", "sessions", "*", "title"): "-",
    ("days", "*", "sessions", "*", "start"): "00:00",
    ("days", "*", "sessions", "*", "end"): "00:00",
}
"""Replacements for required values that are missing or wrong.

A programme never contains them.
"""


@frozen
class Checked:
    """The valid rest of a file. If nothing else can be checked, `model` is None.

    `model` was made from `data`. `touched` are the paths of removed or replaced values in the file.
    """

    data: MapNode
    model: ProgrammeWire | None
    findings: list[Finding]
    touched: frozenset[Loc]


def validate(root: MapNode) -> Checked:
    """Check the structure of a file. Remove wrong values until the rest is valid."""
    findings: list[Finding] = []
    touched: set[Loc] = set()
    data = root
    for number in range(_MAX_PASSES):
        try:
            model = ProgrammeWire.model_validate(data)
        except ValidationError as problem:
            errors = problem.errors(include_url=False)
            if len(errors) > MAX_FAULTS:
                found = _make_findings(root, errors[:MAX_FAULTS])
                return Checked(data, None, found, frozenset(touched))
        else:
            return Checked(data, model, findings, frozenset(touched))
        if number == 0:
            findings = _make_findings(root, errors)
            data = _copy(root)
        _repair(data, errors, touched)
    return Checked(data, None, findings, frozenset(touched))


def _copy(node: MapNode) -> MapNode:
    """Return a copy with the lines of the original, from which values can be removed."""

    def copy_value(value: object) -> object:
        match value:
            case MapNode():
                return _copy(value)
            case ListNode():
                made = ListNode(value.line)
                made.extend(map(copy_value, value))
                made.indexes = list(range(len(value)))
                return made
        return value

    made = MapNode(node.line)
    made.update((key, copy_value(value)) for key, value in node.items())
    return made


def _repair(data: MapNode, errors: Sequence[ErrorDetails], touched: set[Loc]) -> None:
    """Remove wrong values, and replace missing values.

    If a missing value has no replacement, remove the mapping that lacks it.
    """
    wanted: dict[Loc, object] = {}
    for wrong in errors:
        loc = _error_path(wrong)
        in_file = original_path(data, loc)
        loc = loc[: len(in_file)]
        shape = ("people", "*", *loc[2:]) if loc[:1] == ("people",) and len(loc) > 1 else loc
        missing = wrong["type"] == "missing"
        stand_in = _STAND_INS.get(tuple("*" if isinstance(p, int) else p for p in shape), REFUSED)
        if missing and stand_in is REFUSED:
            loc, in_file = loc[:-1], in_file[:-1]
        touched.add(in_file)
        wanted[loc] = stand_in if missing else REFUSED
    for loc in sorted(
        wanted, reverse=True
    ):  # a part before its container, a later item before an earlier item
        node, part, value = value_at(data, loc[:-1]), loc[-1], wanted[loc]
        if isinstance(node, ListNode):
            assert isinstance(part, int)
            assert node.indexes is not None
            del node[part], node.indexes[part]
        elif isinstance(node, MapNode):
            assert isinstance(part, str)
            node.pop(part, None)
            if value is not REFUSED:
                node[part] = value


_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "whole-number",
    "bool_type": "true-or-false",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
_CLOCK = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})?(?::00)?")


def _make_findings(root: MapNode, errors: list[ErrorDetails]) -> list[Finding]:
    """Return a finding for each error, unless its value already has a finding."""
    suggest = Suggester(root)
    found: dict[tuple[Loc, str], Finding] = {}
    present: set[Loc] = set()
    for wrong in errors:
        loc = original_path(root, _error_path(wrong))
        value = value_at(root, loc)
        if value is not REFUSED:
            code, values = _code_and_values(loc, value, wrong, root, suggest)
            found[loc, code] = error(code, format_path(loc), line_number(root, loc), **values)
            if code == "unknown-key":
                present.add((*loc[:-1], values["suggestion"]))
            elif code == "misplaced-key":
                present |= _PRESENT_BY_PLACE[values["place"]]
                present.add(("event", values["key"]))
    # Leave out two kinds of false errors. A misspelt or misplaced key is not missing. An error
    # "type" is wrong if the line is really the end of a text ("stray-text").
    stray = {loc for loc, code in found if code == "stray-text"}
    return [
        f
        for (loc, code), f in found.items()
        if (code != "missing-key" or loc not in present) and (code != "type" or loc not in stray)
    ]


_PRESENT_BY_PLACE: Mapping[str, frozenset[Loc]] = {
    "event": frozenset({("event",)}),
    "day": frozenset({("days",)}),
    "top": frozenset({("days",)}),
    "session": frozenset(),
}
"""The keys that are not missing, but misplaced, by the place where they are."""


def _error_path(wrong: ErrorDetails) -> Loc:
    """Return the path of an error or, if a key is wrong, the path of the key."""
    loc = wrong["loc"]
    return loc[:-1] if wrong["type"] in ("id", "language") and loc[-1] == "[key]" else loc


def _code_and_values(
    loc: Loc, value: object, wrong: ErrorDetails, root: MapNode, suggest: Suggester
) -> tuple[str, dict[str, str]]:
    """Return the code and the values of the finding for an error."""
    code, key = wrong["type"], str(loc[-1])
    match code:
        case "missing" | "string_too_short" | "too_short":
            # An empty text instead of a mapping is reported under a key of that mapping.
            code = "missing-key" if code == "missing" else "blank"
            values = {"key": str(wrong["loc"][-1] or key)}
        case "extra_forbidden":
            code, values = _unknown_key(loc, value, root, suggest)
        case "literal_error":
            code, values = _literal(loc, value, wrong, suggest)
        case "range":
            bounds = wrong["ctx"]
            values = {name: str(bounds[name]) for name in ("low", "high")} | {"value": str(value)}
        case "too_long":
            code, values = "too-long", _lengths(value, wrong)
        case "id":
            code, values = _suggest_id(loc, value, suggest)
        case "language":
            code, values = _suggest_language(wrong, value)
        case "date" | "url" | "color":
            values = {"value": str(value) if isinstance(value, str) else key}
        case "time" | "string_type" if code == "time" or (
            key in ("start", "end") and isinstance(value, int | float)
        ):
            code, values = "time", _suggest_time(value)
        case _:
            code, values = "type", _suggest_type_fix(_EXPECTED.get(code, "text"), value, loc)
    return code, values


def _suggest_time(value: object) -> dict[str, str]:
    """Suggest a time for a number such as 9 or 10.30."""
    written = f"{value:.2f}" if isinstance(value, int | float) else str(value)
    return {"value": str(value), "suggestion": _intended_time(written)}


def _suggest_id(loc: Loc, value: object, suggest: Suggester) -> tuple[str, dict[str, str]]:
    """Suggest an id if a session names a person, room or track instead of giving the id."""
    if not isinstance(value, str):
        return "id", {"value": str(loc[-1])}
    if loc[-1] == "people" or part_at(loc[:-1]) is ParticipationWire:
        meant = suggest.id_for_name(value, "people")
        if meant:
            return "unknown-person", {"id": value, "suggestion": meant}
        return "person-id", {"value": value, "id": slug(value)}
    for key in ("room", "track"):
        if loc[:1] == ("days",) and key in loc[-2:]:
            meant = suggest.id_for_name(value, f"{key}s")
            return f"unknown-{key}", {"id": value, "suggestion": meant}
    return "id", {"value": value}


def _suggest_language(wrong: ErrorDetails, value: object) -> tuple[str, dict[str, str]]:
    """Suggest the code of a language that is given by name.

    A key without a value is probably not a language, but the end of a text of several lines.
    """
    written = str(wrong["input"]) if isinstance(wrong["input"], str) else ""  # "": the key is empty
    if wrong["loc"][-1] == "[key]" and value is None:
        return "stray-text", {"text": written}
    return "language", {"value": written, "suggestion": "".join(languages(written)[0][:1])}


def _lengths(value: object, wrong: ErrorDetails) -> dict[str, str]:
    """Return the length of a list or a mapping, which Pydantic does not count, and its limit."""
    length = len(value) if isinstance(value, Sized) else wrong["ctx"]["actual_length"]
    return {"length": str(length), "limit": str(wrong["ctx"]["max_length"])}


def _suggest_type_fix(expected: str, value: object, loc: Loc = ()) -> dict[str, str]:
    """Suggest how to correct a wrong type: put quotes around a number, or make a name an entry."""
    found = kind_of(value)
    suggestion = _suggested_entry(loc, value)
    if expected == "text" and found in ("whole-number", "true-or-false"):
        suggestion = f'"{str(value).lower()}"'
    return {"expected": expected, "found": found, "suggestion": suggestion}


def _suggested_entry(loc: Loc, value: object) -> str:
    """Return the right form of an entry for a room, a track or a person, or ""."""
    if isinstance(value, str) and len(loc) == 2 and loc[0] in ("rooms", "tracks") and slug(value):
        return f"{{id: {slug(value)}, name: {_quote(value)}}}"
    if loc == ("people",) and isinstance(value, ListNode):
        name = next((item for item in value if isinstance(item, str) and slug(item)), None)
        return f"{slug(name)}: {{name: {_quote(name)}}}" if name else ""
    return ""


def _quote(text: str) -> str:
    """Return a text in YAML: in quotes, unless it consists of plain words."""
    return (
        text if re.fullmatch(r"[^\W\d_][\w .'-]*", text) else json.dumps(text, ensure_ascii=False)
    )


def _unknown_key(
    loc: Loc, value: object, root: MapNode, suggest: Suggester
) -> tuple[str, dict[str, str]]:
    key, part = str(loc[-1]), part_at(loc[:-1])
    around = value_at(root, loc[:-1])
    place = _intended_place(key, part)
    if place:
        return "misplaced-key", {"key": key, "place": place}
    taken = around if isinstance(around, MapNode) else {}
    suggestion = _intended_key(key, part, taken, suggest)
    if value is None and not suggestion:
        return "stray-text", {"text": key}
    return "unknown-key", {"key": key, "suggestion": suggestion}


def _literal(
    loc: Loc, value: object, wrong: ErrorDetails, suggest: Suggester
) -> tuple[str, dict[str, str]]:
    expected = str(wrong["ctx"]["expected"])
    if loc == ("version",):
        if type(value) is int:
            return "version", {"found": str(value), "read": expected}
        return "type", _suggest_type_fix("whole-number", value)
    if not isinstance(value, str):
        return "type", _suggest_type_fix("text", value)
    choices = re.findall(r"'([^']*)'", expected)
    suggestion = suggest.closest_word(value, choices)
    return "choice", {"value": value, "choices": ", ".join(choices), "suggestion": suggestion}


def _intended_time(written: str) -> str:
    """Return the probable meaning of a time such as 10h, 10h30 or 24:00."""
    match = _CLOCK.fullmatch(written.strip()[:20])
    if match is None:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{hour % 24:02d}:{minute:02d}" if hour <= 24 and minute < 60 else ""
