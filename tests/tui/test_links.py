"""Where a link leads is what the panel shows, whatever the address looks like."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Link
from sommet_tui.domain.values import replace
from sommet_tui.tui.session import shown_host
from tests.builders import at, programme, session

from .conftest import Open
from .worlds import World

BROKEN = "https://[::1"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user@Example.org:8080/path", "example.org"),
        ("https://pаypal.com/", "xn--pypal-4ve.com"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("https://a..b/", "a..b"),
        (BROKEN, BROKEN),
        ("https://", "https://"),
    ],
)
def test_hosts_with_lookalike_letters_are_shown_in_ascii(url: str, host: str) -> None:
    assert shown_host(url) == host


async def test_held_enter_opens_one_link_once(here: World) -> None:
    async with here.open() as pilot:
        await pilot.press("enter", "o")
        panel = here.app.screen
        chosen = panel.query_one("RowList").Chosen("0")  # type: ignore[attr-defined]
        panel.post_message(chosen)
        panel.post_message(chosen)
        await pilot.pause()
    assert len(here.app.opened) == 1


def targets(here: World) -> set[str]:
    """The addresses that the terminal opens from the screen."""
    strips = here.app.screen._compositor.render_strips()
    styles = (style for strip in strips for _, style, _ in strip if style is not None)
    return {style.link for style in styles if style.link}


async def test_addresses_are_terminal_links(world: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    url = "https://example.org/" + "long/" * 40
    talk = replace(session("talk"), links=(Link("Slides", url),))
    text = "Read [the paper](https://paper.example.org/) first."
    here = world(programme(talk, abstracts={"talk": text}), at("09:30"))
    async with here.open() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert targets(here) == {url, "https://paper.example.org/"}
        await pilot.press("escape", "2")
        assert targets(here) == set()
