from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sommet_tui.formats.readers import read_programme as read
from sommet_tui.formats.schema import schema_text
from sommet_tui.formats.yaml_tree import parse
from tests.tables import table

pytestmark = pytest.mark.lowest

TOP = Path(__file__).parents[2]
DATA = TOP / "tests" / "data"

STRUCTURE = {
    "unknown-key", "missing-key", "type", "choice", "range", "version", "id", "time", "language",
    "url", "too-long",
}  # fmt: skip


def as_an_editor_reads_it(path: Path) -> object:
    """Plain data, with scalars as YAML 1.2 has them."""
    return parse(path.read_bytes())[0]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema: dict[str, Any] = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


GOOD = [TOP / "programme.yaml", *sorted((DATA / "good").glob("*.yaml"))]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_schema_accepts_valid_programmes(path: Path, validator: Draft202012Validator) -> None:
    assert read(path.read_bytes(), "").programme is not None
    assert list(validator.iter_errors(as_an_editor_reads_it(path))) == []


def badly_structured() -> list[Path]:
    """Files in which something is wrong that can be seen in one value."""
    found = []
    for path in sorted((DATA / "bad").glob("*.yaml")):
        data = path.read_bytes()
        codes = {finding.code for finding in read(data, "").findings}
        if codes <= STRUCTURE and not parse(data)[1]:
            found.append(path)
    return found


def test_schema_rejects_structural_errors(validator: Draft202012Validator) -> None:
    wrong = badly_structured()
    assert len(wrong) >= 15
    accepted = [path.name for path in wrong if validator.is_valid(as_an_editor_reads_it(path))]
    assert accepted == []


def test_example_in_the_schema_is_a_programme() -> None:
    (example,) = json.loads(schema_text())["examples"]

    loaded = read(json.dumps(example).encode(), "")

    assert loaded.findings == ()
    assert loaded.programme is not None


def test_every_key_has_a_description() -> None:
    schema = json.loads(schema_text())
    participation = schema["$defs"]["Participation"]["anyOf"][1]
    objects = [schema, participation, *schema["$defs"].values()]
    keys = {key: said for part in objects for key, said in part.get("properties", {}).items()}

    assert {"title", "start", "person", "day_boundary", "pronunciation"} <= keys.keys()
    assert [key for key, said in keys.items() if not ({"description", "$ref"} & said.keys())] == []


@pytest.mark.parametrize(("address", "validity"), table("live_addresses.txt"))
def test_address_of_the_published_day_is_validated(
    validator: Draft202012Validator, address: str, validity: str
) -> None:
    written = f"""\
version: 1
event: {{id: one, title: One, timezone: UTC, language: en, live: "{address}"}}
days: [{{date: 2025-02-07, sessions: [{{id: a, title: A, start: "09:00", end: "10:00"}}]}}]
""".encode()
    assert (not read(written, "day.yaml").errors) == (validity == "valid")
    assert validator.is_valid(parse(written)[0]) == (validity == "valid")
