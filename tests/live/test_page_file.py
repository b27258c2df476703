"""The page as it is published: the facts of the event in it are data, never markup."""

from __future__ import annotations

import json
import re

import pytest

from sommet_tui.live.page import page_bytes


def facts(page: bytes) -> dict[str, object]:
    found = re.search(rb'<script id="event" type="application/json">(.*?)</script>', page)
    assert found is not None
    told: dict[str, object] = json.loads(found[1])
    return told


def test_known_address_is_in_the_page_with_a_qr_code() -> None:
    pytest.importorskip("segno")
    page = page_bytes("https://summit.example/2026/")
    assert facts(page) == {"page": "https://summit.example/2026/"}
    assert page.count(b"<svg") == 1
    assert b"<svg" not in page_bytes()


def test_facts_cannot_end_their_script() -> None:
    address = "https://summit.example/</script><img src=x>"
    page = page_bytes(address, parts=True)
    assert facts(page) == {"page": address, "parts": True}
    assert b"<img src=x" not in page
