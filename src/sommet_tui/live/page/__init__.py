"""The page for phones and the foyer: one file."""

from __future__ import annotations

from pathlib import Path


def page_bytes() -> bytes:
    """Return the page."""
    return Path(__file__).with_name("index.html").read_bytes()
