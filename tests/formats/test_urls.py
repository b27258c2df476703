"""Only addresses that lead where they seem to lead get into a programme."""

from __future__ import annotations

import json

import pytest

from sommet_tui.formats.patterns import live_address, web_address
from sommet_tui.formats.readers import read_programme as read


def codes(url: str) -> list[str]:
    event = {"id": "odd", "title": "Odd", "timezone": "UTC", "language": "en", "url": url}
    talk = {"id": "a", "title": "A", "start": "09:00", "end": "10:00"}
    days = [{"date": "2026-03-01", "sessions": [talk]}]
    file = {"version": 1, "event": event, "days": days}
    return [finding.code for finding in read(json.dumps(file).encode(), "").findings]


@pytest.mark.parametrize(
    "url",
    [
        "https://[::1",
        "https://[x]/",
        "https://[:::::]/",
        "https://]/",
        "https://evil.org\\@paypal.com/",
        "https://example.org/a\\b",
        "https://paypal.com@evil.org/",
        "https://user:word@evil.org/",
        "https://exa mple.org/",
        "https://evil.org／paypal.com/",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https:///path",
        "https://?q",
        "https://example.org/" + "a" * 1989,
    ],
)
def test_misleading_or_unreadable_address_is_refused(url: str) -> None:
    assert codes(url) == ["url"]
    assert (web_address(url), live_address(url)) == (False, False)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://example.org:8080/@name?q=a@b#x:y",
        "https://[2001:db8::1]:443/",
        "https://münchen.example/straße",
        "https://example.org?q=[/]",
        "https://example.org/" + "a" * 1988,
    ],
)
def test_other_addresses_are_accepted(url: str) -> None:
    assert codes(url) == []
    assert (web_address(url), live_address(url)) == (True, True)
