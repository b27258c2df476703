"""The terminals, colours and languages that the app starts with, and those that it refuses."""

from __future__ import annotations

import re

import pytest

from tests.warm import needs_ascii_path

from .conftest import PROGRAM, OpenWindow, World
from .terminal import Terminal

COLOUR = re.compile(
    rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38;[25];[^m]*|48;[25];[^m]*)m"
)


SELDOM_OTHERWISE: list[dict[str, str]] = [
    {"TERM": "linux"},
    {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    {"LANG": "C"},
    {"LANG": "de_DE.UTF-8"},
]


def open_agenda_and_quit(terminal: Terminal) -> None:
    terminal.until("Panel 1", "IA et les limites", "12:10", "? ")
    terminal.press("2")
    terminal.until("Panel 4", "18:30")
    terminal.quit("q")


@pytest.mark.parametrize(
    "theme",
    ["terminal", *(pytest.param(name, marks=pytest.mark.long) for name in ("dark", "light"))],
)
def test_app_starts_with_every_theme(window: OpenWindow, theme: str) -> None:
    terminal = window("--at", "11:23", "--theme", theme)
    open_agenda_and_quit(terminal)
    assert COLOUR.search(terminal.raw)


@pytest.mark.parametrize(
    "theme",
    ["dark", *(pytest.param(theme, marks=pytest.mark.long) for theme in ("light", "terminal"))],
)
def test_no_color_variable_removes_colours(window: OpenWindow, world: World, theme: str) -> None:
    world.more.update({"CLICOLOR": "0"} if theme == "dark" else {"NO_COLOR": "1"})
    terminal = window("--at", "11:23", "--theme", theme)
    open_agenda_and_quit(terminal)
    found = {colour for colour in COLOUR.findall(terminal.raw) if not is_grey(colour)}
    assert found == set()


def is_grey(colour: bytes) -> bool:
    """Whether a colour is a shade of grey, or none at all."""
    parts = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", colour)
    return bool(parts) and all(len(set(part)) == 1 for part in parts)


@pytest.mark.parametrize(
    "more",
    [
        {"TERM": "vt100", "COLORTERM": ""},
        {"COLUMNS": "99999999", "LINES": "99999999"},
        *(pytest.param(more, marks=pytest.mark.long) for more in SELDOM_OTHERWISE),
    ],
    ids=str,
)
def test_app_starts_in_unusual_environments(
    window: OpenWindow, world: World, more: dict[str, str]
) -> None:
    world.more.update(more)
    open_agenda_and_quit(window("--at", "11:23"))


@needs_ascii_path
def test_ascii_terminal_is_readable(window: OpenWindow, world: World) -> None:
    world.more.update(LANG="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    terminal = window("--at", "11:23")
    shown = terminal.until("ON NOW", "temoignages", "##", "===")
    assert "??" not in shown
    open_agenda_and_quit(terminal)


@pytest.mark.parametrize("redirected", ["</dev/null", ">/dev/null"])
def test_app_without_a_terminal_refuses_to_start_in_one_sentence(
    window: OpenWindow, redirected: str
) -> None:
    terminal = window(command=("/bin/sh", "-c", f'exec "$@" {redirected}', "sh", *PROGRAM))
    assert terminal.end() == 64
    shown = " ".join(terminal.text.split())
    assert re.fullmatch(r"sommet-tui: The app needs a terminal\. [^.]*: sommet-tui now", shown)
    assert terminal.left_on() == []


def test_mouse_setting_leaves_the_mouse_to_the_terminal(panel_1: OpenWindow, world: World) -> None:
    settings = world.home / ".config" / "sommet-tui" / "settings.yaml"
    settings.parent.mkdir(parents=True)
    for chosen, captured in (("", True), ("mouse: false\n", False)):
        settings.write_text(chosen, encoding="utf-8")
        terminal = panel_1()
        assert any("mouse" in mode for mode in terminal.left_on()) is captured
        assert any("alternate" in mode for mode in terminal.left_on())


@pytest.mark.parametrize(("chosen", "light"), [((), True), (("--theme", "dark"), False)])
def test_option_overrides_the_theme_of_the_terminal_background(
    window: OpenWindow, world: World, chosen: tuple[str, ...], light: bool
) -> None:
    world.more.update({"COLORTERM": "truecolor", "TERM_PROGRAM": "Apple_Terminal" if light else ""})
    terminal = window("--at", "11:23", *chosen)
    terminal.until("Panel 1")
    assert (b"\x1b[?2026$p" in terminal.raw) is not light  # Apple's terminal would show it
    asked = b"\x1b]11;?\x1b\\" in terminal.raw
    terminal.press(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
    if light:
        terminal.until_raw(b"48;2;250;247;240")
    else:
        terminal.press("2")
        terminal.until("Panel 4")
        assert b"48;2;250;247;240" not in terminal.raw
    assert asked is light
    terminal.quit("q")
