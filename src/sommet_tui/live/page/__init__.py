"""Files for the audience: the page for phones and the foyer, and a schema."""

from __future__ import annotations

from pathlib import Path

_PAGE = Path(__file__).with_name("index.html")


def page_bytes() -> bytes:
    """Return the page."""
    return _PAGE.read_bytes()


def live_schema_text() -> str:
    """Return the schema of `live.json` (draft 2020-12), which `domain.day_document` reads."""
    return _PAGE.with_name("live.schema.json").read_text(encoding="utf-8")
