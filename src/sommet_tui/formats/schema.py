"""The JSON Schema of a programme file, for editors."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from sommet_tui.formats.wire import ProgrammeWire

_EXAMPLE: Final[dict[str, Any]] = {
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


_WIRE: Final = re.compile(r"\b([A-Z][a-z]+)Wire\b")
"""The name of a part of the wire model; the part's own name is in front."""


class _Generator(GenerateJsonSchema):
    """Leaves out titles made from the keys: they would only repeat them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_text() -> str:
    """The schema (draft 2020-12) as indented JSON with a newline at its end."""
    made = ProgrammeWire.model_json_schema(schema_generator=_Generator)
    schema = {"$schema": _Generator.schema_dialect, **made, "examples": [_EXAMPLE]}
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return _WIRE.sub(r"\1", text)  # readers of the schema know one kind of session
