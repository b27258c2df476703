"""Text from strangers, read through the gate: harmless in every screen, whole, and in place."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.find import FileSource

from .conftest import Open
from .worlds import World

MARKUP = "[/] Q&A [closed] [@click=app.quit]x[/]"
COMMANDS = "a\x1b[2Jb\x9b31mc\u202ed\u2066e\x07f"
WORLD = ("من يقرر؟", "人工智能与公共利益", "👩\u200d💻 🇫🇷", "Cafe\u0301 de\u0301bat", "x" * 10_000)


def hostile(path: Path) -> FileSource:
    """A programme in which all texts are foreign."""
    titles = [MARKUP, COMMANDS, *WORLD]
    people = {
        f"p{n}": {"name": title, "affiliation": title, "introduction": title}
        for n, title in enumerate(titles)
    }
    sessions = [
        {
            "id": f"s{n}",
            "title": title,
            "label": title,
            "subtitle": title,
            "start": "09:00",
            "end": "10:00",
            "room": f"r{n % 2}",
            "people": [f"p{n}"],
            "abstract": f"{title}\n\n{title}",
            "links": [{"title": title, "url": "https://example.org/[/]"}],
        }
        for n, title in enumerate(titles)
    ]
    event = {"id": "e", "title": MARKUP, "subtitle": COMMANDS, "description": COMMANDS}
    content = {
        "version": 1,
        "event": event | {"timezone": "Europe/Paris", "language": "en"},
        "rooms": [{"id": "r0", "name": MARKUP}, {"id": "r1", "name": COMMANDS}],
        "people": people,
        "days": [{"date": "2025-02-07", "sessions": sessions}],
    }
    path.write_text(_escaped(json.dumps(content, ensure_ascii=False)), encoding="utf-8")
    return FileSource(path, read)


def _escaped(text: str) -> str:
    """As YAML wants what commands: it has no pairs of escapes for one emoji."""
    return "".join(f"\\u{ord(c):04x}" if list(control_characters(c)) else c for c in text)


def control_characters(text: str) -> Iterator[str]:
    """What could command a terminal or turn the order of its text."""
    for character in text:
        control = unicodedata.category(character) in ("Cc", "Cs") and character != "\n"
        if control or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
            yield character


@pytest.fixture
def here(world: Open, tmp_path: Path) -> World:
    return world(hostile(tmp_path / "[bold]day[1].yaml"), "09:30")


async def test_session_page_shows_markup_as_text(here: World) -> None:
    async with here.open("2 home enter", (120, 40)):
        rows = here.lines
        assert sum(row.strip() == MARKUP for row in rows) >= 4
        await here.shows("right", "a[2Jb31mcdef")


async def test_other_scripts_stay_in_their_columns(here: World) -> None:
    async with here.open():
        for n in range(7):
            here.companion.mine.save_bookmark(f"s{n}")
        await here.press("3")
        starred = [row for row in here.lines if row.endswith("✕6★")]
        assert len(starred) == 7
        assert any("人工智能与公共利益" in row for row in starred)
        assert any("من يقرر؟" in row for row in starred)


async def test_links_palette_and_search_show_markup_as_text(here: World) -> None:
    async with here.open("2 home enter o", (120, 40)):
        here.assert_shown(MARKUP, "https://example.org/[/]")
        await here.press("escape y")
        await here.until_shown("Copied")
        for opens in ("ctrl+p", "ctrl+f"):
            await here.press(opens, *MARKUP[:8])
            await here.until_shown(f"  {MARKUP}")
            assert not list(control_characters(here.picture))
            await here.press("escape")
    assert here.app.clipboard.startswith(MARKUP)
