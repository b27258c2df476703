"""The registry: which reader takes which content."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sommet_tui.formats.readers import find_reader, read_programme

TOP = Path(__file__).parents[2]
HEAVY = ("yaml", "pydantic", "pydantic_core", "icalendar", "xml.etree.ElementTree")


def test_format_is_recognised_by_content_under_any_file_name() -> None:
    data = (TOP / "programme.yaml").read_bytes()

    for origin in ("programme.yaml", "schedule.xml", "https://example.org/schedule.json", ""):
        loaded = read_programme(data, origin)
        assert loaded.programme is not None
        assert loaded.origin == origin
    assert find_reader(data) == "yaml_reader"
    assert find_reader('{"schedule": {}}'.encode("utf-16")) == "json_reader"


@pytest.mark.parametrize("data", [b"", b"\0", b"nothing to see", b"version: 2"])
def test_unknown_format_is_read_as_yaml_and_refused(data: bytes) -> None:
    assert find_reader(data) == "yaml_reader"
    assert read_programme(data, "").errors


def test_reader_modules_are_imported_only_when_needed() -> None:
    code = (
        "import sys; from sommet_tui.formats.readers import find_reader;"
        "find_reader(b'version: 1');"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
