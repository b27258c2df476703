"""The page as it is published: the facts of the event in it are data, never markup."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, strategies
from textual.color import Color

from sommet_tui.live.web_page import page_bytes
from sommet_tui.tui.render.colours import contrast
from tests.builders import existing


def facts(page: bytes) -> dict[str, object]:
    found = existing(re.search(rb'<script id="event" type="application/json">(.*?)</script>', page))
    event: dict[str, object] = json.loads(found[1])
    return event


def test_known_address_is_in_the_page_with_a_qr_code() -> None:
    pytest.importorskip("segno")
    page = page_bytes("https://summit.example/2026/")
    assert facts(page) == {"page": "https://summit.example/2026/"}
    assert page.count(b"<svg") == 1
    assert b"<svg" not in page_bytes()


def test_foreign_text_cannot_close_the_script_element() -> None:
    address = "https://summit.example/</script><img src=x>"
    page = page_bytes(address, parts=True)
    assert facts(page) == {"page": address, "parts": True}
    assert b"<img src=x" not in page


@given(strategies.from_regex("#[0-9a-f]{6}", fullmatch=True))
def test_event_colour_has_enough_contrast_on_light_and_dark_pages(color: str) -> None:
    shades = re.findall(rb"--(da|ni):(#[0-9a-f]{6})", page_bytes(color=color))
    for (_, shade), ground in zip(shades[-2:], ("#faf7f0", "#10151c"), strict=True):
        assert contrast(Color.parse(shade.decode()), Color.parse(ground)) >= 4.5


def test_event_colour_with_enough_contrast_is_unchanged() -> None:
    assert b"--da:#0b6b5d;--ni:" in page_bytes(color="#0b6b5d")


def test_page_contains_only_small_pictures_as_logo() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    assert facts(page_bytes(logo=png)) == {"logo": "data:image/png;base64,iVBORw0KGgo="}
    assert "logo" in facts(page_bytes(logo=b'<svg xmlns="http://www.w3.org/2000/svg"/>'))
    for wrong in (b"", b"<html>", b"GIF89a", png + bytes(48_000)):
        assert facts(page_bytes(logo=wrong)) == {}
