"""Makes the JSON Schemas of programme files and of the settings, for use in editors."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sommet_tui.companion.settings import OFF, SETTINGS, VIM, Setting, Settings
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.formats.yaml_field_rules import ProgrammeWire

_EXAMPLE: dict[str, Any] = {
    "version": 1,
    "event": {
        "id": "example-2026",
        "title": "Example Day",
        "timezone": "Europe/Paris",
        "language": "fr",
    },
    "people": {
        "ada": {
            "name": "Ada Exemple",
            "affiliation": "Institut X",
            "pronunciation": "a-da èg-zampl",
            "introduction": "Elle mesure depuis vingt ans ce que coûtent les machines.",
        },
        "bob": {"name": "Bob Modèle"},
        "cleo": {"name": "Cléo Témoin", "affiliation": "Collectif Y"},
    },
    "days": [
        {
            "date": "2026-03-01",
            "sessions": [
                {
                    "id": "opening",
                    "title": "Ouverture",
                    "start": "09:00",
                    "end": "09:15",
                    "people": ["ada"],
                },
                {
                    "id": "panel",
                    "label": "Panel 1",
                    "title": "Qui décide ?",
                    "start": "09:15",
                    "end": "10:00",
                    "people": [
                        {"person": "ada", "share": 40},
                        {"person": "cleo", "share": 40},
                        {"person": "bob", "role": "moderator"},
                    ],
                    "seating": ["cleo", "ada"],
                    "segments": [
                        {"name": "welcome", "minutes": 5},
                        {"name": "statements", "minutes": 15},
                        {"name": "Face à face", "minutes": 10},
                        {"name": "questions", "minutes": 10},
                        {"name": "close", "minutes": 5},
                    ],
                    "questions": [
                        "Qui paie les machines ?",
                        {"text": "Que feriez-vous demain ?", "to": "ada"},
                    ],
                },
            ],
        }
    ],
}


_MINUTES = {"type": "integer", "minimum": 0, "maximum": MINUTES_LIMIT}
_WORD = {"type": "string", "pattern": "\\S"}
_KEY = {"anyOf": [_WORD, {"type": "integer", "minimum": 0, "maximum": 9}]}
_SETTINGS: dict[str, dict[str, Any]] = {
    "programme": {"anyOf": [_WORD, {"type": "null"}]},
    "address": {
        "anyOf": [{"type": "string", "pattern": r"^\s*\S+://\S+\s*$"}, {"enum": [OFF, False, None]}]
    },
    "switch": {"type": ["boolean", "null"]},
    "number": {"anyOf": [_MINUTES, {"type": "null"}]},
    "minutes": {"anyOf": [_MINUTES, {"type": "array", "items": _MINUTES}, {"type": "null"}]},
    "keys": {
        "anyOf": [
            {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [_KEY, {"type": "array", "items": _KEY, "minItems": 1}],
                },
            },
            {"enum": [VIM, None]},
        ]
    },
    "command": {
        "anyOf": [
            {"type": "string", "pattern": r"^\s*\S+\s*$"},
            {"type": "array", "items": _WORD},
            {"type": "null"},
        ]
    },
}
"""The schema for each type of setting. An empty value counts as missing."""


_WIRE = re.compile(r"\b([A-Z][a-z]+)Wire\b")
"""The class name of a part of the model, such as EventWire for Event."""


class _SchemaGenerator(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes from keys, because they only repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def settings_schema_text() -> str:
    """Return the schema of the settings file as indented JSON that ends with a newline."""
    known = {setting.name: _setting_schema(setting) for setting in SETTINGS}
    schema = {
        "$schema": _SchemaGenerator.schema_dialect,
        "title": "Settings of sommet-tui",
        "type": "object",
        "additionalProperties": False,
        "properties": known,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _setting_schema(setting: Setting) -> dict[str, Any]:
    if setting.form == "choice":
        schema: dict[str, Any] = {"enum": [*setting.choices, None]}
    else:
        schema = dict(_SETTINGS[setting.form])
    default = getattr(Settings(), setting.name)
    if default:
        schema["default"] = list(default) if isinstance(default, tuple) else default
    return {"description": setting.help, **schema} if setting.help else schema


def schema_text() -> str:
    """Return the schema of programme files (draft 2020-12) as indented JSON.

    It ends with a newline.
    """
    made = ProgrammeWire.model_json_schema(schema_generator=_SchemaGenerator)
    schema = {"$schema": _SchemaGenerator.schema_dialect, **made, "examples": [_EXAMPLE]}
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return _WIRE.sub(r"\1", text)  # names in the schema do not end in "Wire"
